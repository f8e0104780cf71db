"""Contacts: who a number or an address belongs to, however the card spells it."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers import vcard
from stalkdiary.importers.reading.export import Export
from stalkdiary.importers.vcard import Card, contacts

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
MANIFEST = SAMPLES / "MANIFEST.tsv"
ROWS = [
    row
    for row in csv.DictReader(
        MANIFEST.read_text("utf-8").splitlines() if MANIFEST.exists() else [], delimiter="\t"
    )
    if row["path"].startswith("vcard/")
]
ANDROID = """\
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=44=75=6E=6D=6F=72=65;=41=6C=C3=A9=78=20=
=F0=9F=8C=B9;;;
TEL;CELL;PREF:07700 900123
TEL;HOME:+44 7700 900456
EMAIL;PREF:alex@example.com
PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD
 /2wBDAAgGBgcGBQgHBwcJCQgKDBQ

END:VCARD
"""
ICLOUD = """\
BEGIN:VCARD\r
VERSION:3.0\r
PRODID:-//Apple Inc.//iCloud Web Address Book//EN\r
N:Dunmore;Alex;Lee;Dr;Jr\r
FN:Dr Alex Lee Dun\r
 more Jr\\, the\r
  neighbour\r
ORG:Dunmore\\; Sons;Sales\r
item1.TEL;type=CELL;type=VOICE:07700 900123\r
item1.X-ABLabel:_$!<Other>!$_\r
item2.EMAIL;type=INTERNET:alex@example.com\r
EMAIL;type=INTERNET;type=HOME:alex@example.com\r
END:VCARD\r
"""
FOUR = """\
BEGIN:VCARD
VERSION:4.0
FN:Alex
TEL;VALUE=uri;TYPE="voice,home":tel:+44-7700-900123;ext=5
EMAIL:alex@example.com
END:VCARD
"""


def of(made_export: Callable[..., Export], content: str | bytes) -> list[Card]:
    """The contacts of a file."""
    with made_export("contacts.vcf", content) as export:
        return contacts(export)


@pytest.mark.skipif(not ROWS, reason="the samples are not beside this checkout")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: Path(row["path"]).name)
def test_samples_hold_what_the_manifest_says(row: dict[str, str]) -> None:
    with Export(SAMPLES / row["path"]) as export:
        found = contacts(export)
    assert len(found) == int(row["expected_count"])
    assert [contact.name for contact in found] == [
        "Sample Contact",
        "Yard Lawn Guy, Jose Lopez",
        "John Butler 🌟💫🌟",
        "Airline Contact #'s",
        "James Peacock Elementary",
        "AAA Car Service",
    ]
    assert [contact.numbers for contact in found] == [
        ("+85288888888",),
        ("5673334444",),
        ("5556667777",),
        ("1234567890",),
        ("3451112222",),
        ("8889990001",),
    ]


def test_three_versions_in_one_file(made_export: Callable[..., Export]) -> None:
    """What Android, iCloud and newer programs write."""
    assert of(made_export, ANDROID + ICLOUD + FOUR) == [
        Card("Aléx 🌹 Dunmore", ("07700 900123", "+44 7700 900456"), ("alex@example.com",)),
        Card("Dr Alex Lee Dunmore Jr, the neighbour", ("07700 900123",), ("alex@example.com",)),
        Card("Alex", ("+44-7700-900123",), ("alex@example.com",)),
    ]


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ("FN:  \nN:;;;;\nORG:Sons\\; Daughters;Sales\nTEL:1", "Sons; Daughters Sales"),
        ("NICKNAME:Lex\nTEL:1", "Lex"),
        ("TEL:07700 900123\nEMAIL:a@example.com", "07700 900123"),
        ("EMAIL:a@example.com", "a@example.com"),
        ("N:Dunmore;Alex", "Alex Dunmore"),
        ("N:Dun\\;more;Al\\,ex", "Al,ex Dun;more"),
        ("fn:Alex", "Alex"),
        ("FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Al=E9x", "Aléx"),
        ("FN;QUOTED-PRINTABLE:Al=C3=A9x", "Aléx"),
        ('FN;X="a:b;c":Alex', "Alex"),
        ("FN:First\nFN:Second", "First"),
        ("FN:Two\\nlines", "Two lines"),
    ],
)
def test_names(lines: str, name: str, made_export: Callable[..., Export]) -> None:
    """From the name that is shown, else from what there is."""
    (contact,) = of(made_export, f"BEGIN:VCARD\nVERSION:2.1\n{lines}\nEND:VCARD\n")
    assert contact.name == name


def test_a_sign_left_at_the_end_costs_no_number(made_export: Callable[..., Export]) -> None:
    """Some programs end a value that is whole as if it went on."""
    card = "BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE:Alex=\nTEL:07700 900123\nEND:VCARD\n"
    ((_, numbers, _),) = of(made_export, card)
    assert numbers == ("07700 900123",)


def test_cards_in_cards_and_cards_cut_off(made_export: Callable[..., Export]) -> None:
    """An assistant's card is a card of its own; an empty one is none; the end may be missing."""
    inner = "BEGIN:VCARD\nFN:Inner\nEND:VCARD\n"
    content = f"BEGIN:VCARD\nFN:Outer\nAGENT:\n{inner}END:VCARD\nBEGIN:VCARD\nEND:VCARD\n"
    content += "begin:vcard \nFN:Last\nTEL:07700 900123\n"
    names = [contact.name for contact in of(made_export, "\ufeff" + content)]
    assert names == ["Inner", "Outer", "Last"]


def test_wide_characters(made_export: Callable[..., Export]) -> None:
    assert of(made_export, FOUR.encode("utf-16")) == of(made_export, FOUR)


def test_a_folder_and_an_archive_of_cards(
    tmp_path: Path, made_export: Callable[..., Export]
) -> None:
    """One card in each file, as some phones write them."""
    (tmp_path / "a.vcf").write_text(FOUR, encoding="utf-8")
    (tmp_path / "b.VCF").write_text(FOUR, encoding="utf-8")
    (tmp_path / "c.txt").write_text("BEGIN:VCARD", encoding="utf-8")
    with Export(tmp_path) as export:
        assert len(contacts(export)) == 2
    files = {"Takeout/Contacts/All/All.vcf": FOUR, "index.html": "x"}
    with made_export("takeout.zip", files, archive=True) as export:
        assert len(contacts(export)) == 1


def test_contacts_given_as_an_export_are_refused(made_export: Callable[..., Export]) -> None:
    """With the way to give them."""
    for name, content, archive in (
        ("a.vcf", FOUR, False),
        ("contacts", FOUR, False),
        ("a.zip", {"1.vcf": FOUR, "2.vcf": FOUR}, True),
    ):
        with (
            made_export(name, content, archive=archive) as export,
            pytest.raises(InputRefused, match="holds contacts, and no messages") as refusal,
        ):
            vcard.recognises(export)
        assert "--contacts" in refusal.value.advice
    for name, content, archive in (
        ("a.txt", "x", False),
        ("a.zip", {"a.vcf": FOUR, "b": "x"}, True),
    ):
        with made_export(name, content, archive=archive) as export:
            vcard.recognises(export)  # raises nothing


def test_no_contacts_are_refused(
    made_export: Callable[..., Export], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputRefused, match="holds no contacts"):
        of(made_export, "name,number\nAlex,07700 900123\n")
    monkeypatch.setattr(vcard, "MOST_BYTES", 20)
    with pytest.raises(InputRefused, match="larger than any address book"):
        of(made_export, FOUR)


# Properties --------------------------------------------------------------------------------------

NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn")), min_size=1
).map(lambda text: " ".join(text.split()) or "x")
NUMBERS = st.from_regex(r"07700 900[0-9]{3}", fullmatch=True)


def quoted_printable(text: str) -> str:
    """Every byte encoded, in lines of 70 characters, as Android writes it."""
    coded = "".join(f"={byte:02X}" for byte in text.encode())
    return "=\n".join(coded[at : at + 69] for at in range(0, len(coded), 69))


def escaped(text: str) -> str:
    """As version 3.0 writes it, folded after every 20 characters."""
    for mark in "\\,;":
        text = text.replace(mark, f"\\{mark}")
    return "\r\n ".join(text[at : at + 20] for at in range(0, len(text), 20))


@settings(max_examples=60)
@given(people=st.lists(st.tuples(NAMES, NUMBERS, st.booleans()), min_size=1, max_size=5))
def test_what_is_written_comes_back(
    people: list[tuple[str, str, bool]], made_export: Callable[..., Export]
) -> None:
    """In the manner of old and new programs, mixed."""
    cards = []
    for name, number, old in people:
        if old:
            shown = (
                f"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{quoted_printable(escaped_old(name))}"
            )
        else:
            shown = f"FN:{escaped(name)}"
        cards.append(f"BEGIN:VCARD\n{shown}\nitem1.TEL;TYPE=CELL:{number}\nEND:VCARD\n")
    assert of(made_export, "".join(cards)) == [
        Card(name, (number,), ()) for name, number, _ in people
    ]


def escaped_old(text: str) -> str:
    """A backslash is one only where it is doubled."""
    return text.replace("\\", "\\\\")


@settings(max_examples=150)
@given(data=st.data())
def test_no_card_does_harm(data: st.DataObject, made_export: Callable[..., Export]) -> None:
    """Cut and filled with oddities: contacts that can be stored, or a refusal."""
    raw = bytearray((ANDROID + ICLOUD + FOUR).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(raw)))
        oddity = st.sampled_from([b"\n", b"=", b"=\n", b";", b":", b'"', b"\\", b"\xff", b"\0"])
        raw[at : at + data.draw(st.integers(0, 40))] = data.draw(oddity | st.binary(max_size=9))
    try:
        found = of(made_export, bytes(raw))
    except InputRefused:
        return
    for name, numbers, addresses in found:
        assert name
        assert "\n".join([name, *numbers, *addresses]).encode("utf-8") is not None
