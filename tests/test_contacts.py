"""The help lines: every number against a list written by hand, and every way to choose them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from stalkdiary import contacts, help_contacts
from stalkdiary.areas import Area, Force, find_area, read_forces
from stalkdiary.contacts import UK, Contact

PACKAGE = Path(help_contacts.__file__).parent
SHIPPED = sorted(path for path in PACKAGE.rglob("*") if path.suffix in {".txt", ".py", ".tsv"})

# Name, phone, text, e-mail, website, coverage: written separately from the data, by hand.
EXPECTED = [
    ("Emergency", "999", "", "", "", [*UK]),
    ("Cannot speak, on a mobile", "999", "", "", "", [*UK]),
    ("Cannot speak, on a landline", "999", "", "", "", [*UK]),
    ("Cannot call, by text", "", "999", "", "", [*UK]),
    ("Textphone or relay", "18000", "", "", "", [*UK]),
    ("British Sign Language", "", "", "", "999bsl.co.uk", [*UK]),
    ("Police, not an emergency", "101", "", "", "", [*UK]),
    ("Find a police force", "", "", "", "www.police.uk", ["England", "Wales"]),
    ("National Stalking Helpline", "0808 802 0300", "", "", "suzylamplugh.org", [*UK]),
    (
        "Paladin National Stalking Advocacy Service",
        "020 3866 4107",
        "",
        "",
        "paladinservice.co.uk",
        ["England", "Wales"],
    ),
    (
        "Action Against Stalking",
        "0800 820 2427",
        "",
        "support@actionagainststalking.org",
        "actionagainststalking.org",
        ["Scotland"],
    ),
    ("Veritas Justice", "01273 234773", "", "", "veritas-justice.co.uk", ["Sussex"]),
    (
        "West Midlands Stalking Support Service",
        "0121 553 0090",
        "",
        "",
        "blackcountrywomensaid.co.uk",
        ["Black Country", "Birmingham", "Solihull", "Coventry"],
    ),
    ("The Cyber Helpline", "", "", "", "thecyberhelpline.com", [*UK]),
    ("Alice Ruggles Trust", "", "", "", "alicerugglestrust.org", []),
    (
        "National Domestic Abuse Helpline",
        "0808 2000 247",
        "",
        "",
        "nationaldahelpline.org.uk",
        ["England"],
    ),
    (
        "Live Fear Free",
        "0808 80 10 800",
        "07860 077333",
        "",
        "gov.wales/live-fear-free",
        ["Wales"],
    ),
    (
        "Scotland's Domestic Abuse and Forced Marriage Helpline",
        "0800 027 1234",
        "",
        "",
        "sdafmh.org.uk",
        ["Scotland"],
    ),
    (
        "Domestic and Sexual Abuse Helpline",
        "0808 802 1414",
        "",
        "",
        "dsahelpline.org",
        ["Northern Ireland"],
    ),
    ("Men's Advice Line", "0808 801 0327", "", "", "mensadviceline.org.uk", []),
    ("Galop", "0800 999 5428", "", "help@galop.org.uk", "galop.org.uk", [*UK]),
    ("Karma Nirvana", "0800 5999 247", "", "", "karmanirvana.org.uk", [*UK]),
    ("Revenge Porn Helpline", "0345 6000 459", "", "", "revengepornhelpline.org.uk", [*UK]),
    ("Victim Support", "0808 16 89 111", "", "", "victimsupport.org.uk", ["England", "Wales"]),
    ("Samaritans", "116 123", "", "jo@samaritans.org", "", [*UK, "Republic of Ireland"]),
    ("Samaritans, in Welsh", "0808 164 0123", "", "", "", ["Wales"]),
    ("Shout", "", "SHOUT to 85258", "", "", [*UK]),
    ("Childline", "0800 1111", "", "", "", [*UK]),
]

# Obsolete, mistyped, unconfirmed, or a line for those who do harm. Spaces are taken out before
# comparing, so that no way of grouping the digits gets past.
NEVER = [
    "0300 636 0300",
    "020 7840 8960",
    "0808 802 4040",
    "020 3866 4104",
    "0800 802 0300",
    "0800 160 1985",
    "18001",
    "advice@stalkinghelpline.org",
    "stalkinghelpline.org",
    "info@paladinservice.co.uk",
    "info@mensadviceline.org.uk",
    "help@revengepornhelpline",
    "press 2",
    "respectphoneline",
    "find-force-local-policing-team",
    "pcc.police.uk",
    "-pcc.",
    "protection against stalking",
]

DOMAINS = (
    "avonandsomerset beds cambs cheshire cityoflondon cleveland cumbria derbyshire",
    "devon-cornwall dorset durham dyfed-powys essex gloucestershire gmp gwent hampshire herts",
    "humberside kent lancashire leics lincs merseyside met norfolk northwales northyorkshire",
    "northants northumbria nottinghamshire south-wales southyorkshire staffordshire suffolk",
    "surrey sussex thamesvalley warwickshire westmercia westmidlands westyorkshire wiltshire",
)

AREAS = {
    "Kent Police": ["kent"],
    "kent.police.uk": ["kent"],
    "https://www.kent.police.uk": ["kent"],
    "KENT": ["kent"],
    "the Met": ["met"],
    "gmp": ["gmp"],
    "Greater Manchester": ["gmp"],
    "manchester": ["gmp"],
    "Northamptonshire": ["northants"],
    "northants": ["northants"],
    "Reading": ["thamesvalley"],
    "Devon and Cornwall": ["devon-cornwall"],
    "devon & cornwall police": ["devon-cornwall"],
    "devon-cornwall": ["devon-cornwall"],
    "Isle of Wight": ["hampshire"],
    "Kings Lynn": ["norfolk"],
    "King\u2019s Lynn": ["norfolk"],
    "York": ["northyorkshire"],
    "Chester": ["cheshire"],
    "Merthyr": ["south-wales"],
    "Ynys M\u00f4n": ["northwales"],
    "Tower Hamlets": ["met"],
    "City of London": ["cityoflondon"],
    "PSNI": ["psni"],
    "Belfast": ["psni"],
    "Glasgow": ["scotland"],
    "BTP": ["btp"],
    "Rutland": ["leics"],
    "Stockton on Tees": ["cleveland"],
    # A name that fits several forces gives them all.
    "London": ["cityoflondon", "met"],
    "Yorkshire": ["humberside", "northyorkshire", "southyorkshire", "westyorkshire"],
    "Newport": ["gwent", "hampshire", "westmercia"],
    "Newcastle": ["northumbria", "staffordshire"],
    "Bangor": ["northwales", "psni"],
    "Richmond": ["met", "northyorkshire"],
    "Gillingham": ["dorset", "kent"],
    "Ashford": ["kent", "surrey"],
    "Stratford": ["met", "warwickshire"],
    # Nations.
    "Wales": ["dyfed-powys", "gwent", "northwales", "south-wales"],
    "Cymru": ["dyfed-powys", "gwent", "northwales", "south-wales"],
    "Scotland": ["scotland"],
    "northern ireland": ["psni"],
    "England": [],
}

KEYS = ["name", "phone", "text", "email", "web", "hours", "covers", "for", "checked", "source"]


@pytest.fixture(scope="module")
def everything() -> list[Contact]:
    return contacts.read_contacts()


@pytest.fixture(scope="module")
def forces() -> list[Force]:
    return read_forces()


def area(name: str, forces: list[Force]) -> Area:
    found = find_area(name, forces)
    assert found is not None
    return found


def page(*words: str) -> str:
    text, code = help_contacts.answer(list(words), plain=True)
    assert code == 0
    return text


def names(*words: str) -> list[str]:
    return [entry["name"] for entry in json.loads(page(*words, "--json"))]


def test_every_number_address_and_coverage_is_as_expected(everything: list[Contact]) -> None:
    """The data say, cell by cell, what was written down separately."""
    assert [
        (each.name, each.phone, each.text, each.email, each.web, each.covers) for each in everything
    ] == EXPECTED


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
@pytest.mark.parametrize("never", NEVER)
def test_nothing_obsolete_or_unconfirmed_ships(path: Path, never: str) -> None:
    """No file of the package holds a number or address that must not reach anybody."""
    text = path.read_text(encoding="utf-8").casefold()
    assert never not in text
    assert re.sub(r"\s", "", never) not in re.sub(r"\s", "", text)


def test_numbers_in_notes_are_shipped_numbers(everything: list[Contact]) -> None:
    """A note brings in no number of its own, but 55, 112, 45 seconds and an age."""
    known = " ".join(f"{each.phone} {each.text}" for each in everything)
    for each in everything:
        for number in re.findall(r"\d+", each.notes):
            assert number in {*known.split(), "55", "112", "45", "16", "25"}, each.name


def test_every_contact_is_complete(everything: list[Contact]) -> None:
    """Each can be reached, is dated, sourced, in a group that is printed, on some page."""
    for each in everything:
        assert each.how
        assert each.checked == "2026-11-22"
        assert each.source
        assert each.confidence
        assert each.group in contacts.GROUPS
        assert each.shown in {"first", "area", "all"}


def test_hours_are_facts_or_point_to_the_website(everything: list[Contact]) -> None:
    """Unconfirmed hours do not ship."""
    confirmed = {each.name: each.hours for each in everything if "website" not in each.hours}
    assert {name: hours for name, hours in confirmed.items() if hours} == {
        "National Domestic Abuse Helpline": "24/7",
        "Live Fear Free": "24/7",
        "Scotland's Domestic Abuse and Forced Marriage Helpline": "24/7",
        "Domestic and Sexual Abuse Helpline": "24/7",
        "Karma Nirvana": "Monday to Friday, 9am to 5pm",
        "Victim Support": "24/7",
        "Samaritans": "24/7",
        "Shout": "24/7",
        "Childline": "24/7",
    }


def test_the_data_are_ascii() -> None:
    """What is printed must be printable in every locale."""
    for path in (PACKAGE / "data").glob("*.txt"):
        assert path.read_text(encoding="utf-8").isascii(), path.name


def test_every_force_is_there(forces: list[Force]) -> None:
    """43 forces of England and Wales, and three more, each with its domain."""
    words = " ".join(DOMAINS).split()
    assert len(words) == 43
    domains = [f"{word}.police.uk" for word in [*words, "scotland", "psni", "btp"]]
    assert sorted(force.domain for force in forces) == sorted(domains)
    welsh = {force.word for force in forces if force.nations == ["Wales"]}
    assert welsh == {"dyfed-powys", "gwent", "northwales", "south-wales"}


def test_every_force_is_found_by_everything_that_names_it(forces: list[Force]) -> None:
    """By name, domain, address and each place that it covers; its contact is complete."""
    for force in forces:
        for name in (force.name, force.domain, force.word, f"www.{force.domain}", *force.names):
            assert force in area(name, forces).forces, name
        assert force.contact.web == f"www.{force.domain}"
        assert force.contact.phone == ("" if force.word == "btp" else "101")
        assert force.contact.checked == "2026-11-22"


@pytest.mark.parametrize(("name", "expected"), AREAS.items())
def test_areas(name: str, expected: list[str], forces: list[Force]) -> None:
    """Names of every kind find the right forces, all of them and no other."""
    assert sorted(force.word for force in area(name, forces).forces) == sorted(expected)


@pytest.mark.parametrize("name", ["Atlantis", "", "  ", "police", "!?", "\udcff", "zzz"])
def test_unknown_areas(name: str, forces: list[Force]) -> None:
    assert find_area(name, forces) is None


def test_a_word_inside_a_name_is_the_last_resort(forces: list[Force]) -> None:
    """No name begins with "Wight" or "Trent", but longer names have it in them."""
    assert [force.word for force in area("Wight", forces).forces] == ["hampshire"]
    assert [force.word for force in area("Trent", forces).forces] == [
        "nottinghamshire",
        "staffordshire",
    ]


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("Kent", "National Domestic Abuse Helpline"),
        ("Gwent", "Live Fear Free"),
        ("Wales", "Live Fear Free"),
        ("Glasgow", "Scotland's Domestic Abuse and Forced Marriage Helpline"),
        ("Northern Ireland", "Domestic and Sexual Abuse Helpline"),
        ("England", "National Domestic Abuse Helpline"),
    ],
)
def test_an_area_has_the_line_of_its_nation_and_no_other(place: str, line: str) -> None:
    lines = {
        "National Domestic Abuse Helpline",
        "Live Fear Free",
        "Scotland's Domestic Abuse and Forced Marriage Helpline",
        "Domestic and Sexual Abuse Helpline",
    }
    assert lines & set(names("--area", place)) == {line}


@pytest.mark.parametrize(
    ("service", "here", "elsewhere"),
    [
        ("Veritas Justice", ["Sussex", "Brighton"], ["Kent", "England", "Scotland"]),
        (
            "West Midlands Stalking Support Service",
            ["Birmingham", "Coventry", "Black Country"],
            ["Worcestershire", "Sussex"],
        ),
        ("Action Against Stalking", ["Scotland", "Glasgow"], ["Cumbria", "Belfast", "Wales"]),
        ("Victim Support", ["Kent", "Gwent", "England"], ["Scotland", "Belfast"]),
        ("Find a police force", ["Kent", "Gwent", "England"], ["Scotland", "Belfast"]),
        ("Paladin National Stalking Advocacy Service", ["Powys"], ["Glasgow", "Belfast"]),
    ],
)
def test_local_services_are_shown_where_they_work(
    service: str, here: list[str], elsewhere: list[str]
) -> None:
    for place in here:
        assert service in names("--area", place), place
        assert service in names("--area", place, "--all"), place
    for place in elsewhere:
        assert service not in names("--area", place), place
        assert service not in names("--area", place, "--all"), place


def test_an_area_page_begins_with_999_and_has_its_force() -> None:
    text = page("--area", "Sussex")
    assert text.index("Emergency: 999") < text.index("Sussex Police: 101")
    assert "Web: www.sussex.police.uk" in text
    assert "National Stalking Helpline: 0808 802 0300" in text


def test_an_area_of_several_words_needs_no_quotes() -> None:
    assert names("--area", "Greater", "Manchester") == names("--area=Greater Manchester")


def test_an_unknown_area_says_so_and_shows_the_way() -> None:
    """One sentence, what may have been meant, 999, and how to see all areas."""
    text, code = help_contacts.answer(["--area", "Northamptonshrie"], plain=True)
    assert code == 3
    assert text.startswith("No area is known here as 'Northamptonshrie'. Perhaps you meant North")
    assert "999" in text
    assert "--areas" in text
    text, code = help_contacts.answer(["--area", "Xyzzy"], plain=True)
    assert (text.splitlines()[0], code) == ("No area is known here as 'Xyzzy'.", 3)


def test_all_areas() -> None:
    text = page("--areas")
    assert len(text.splitlines()) == 46
    assert "Thames Valley Police: Berkshire, Buckinghamshire" in text
    assert len(names("--areas")) == 46


def test_the_first_page() -> None:
    """Emergency first, then stalking, the four nations, somebody to talk to; on one screen."""
    text = page()
    titles = ["IN DANGER NOW", "STALKING", "DOMESTIC AND OTHER ABUSE", "SOMEONE TO TALK TO"]
    assert [line for line in text.splitlines() if line.isupper()] == titles
    assert len(text.splitlines()) <= 47
    assert max(map(len, text.splitlines())) <= 80
    assert text.startswith("Help lines, last checked 2026-11-22. Numbers and hours can change.")
    assert "55 does not show where you are" in text
    assert text.isascii()
    shown = names()
    assert shown[0] == "Emergency"
    assert shown[-1] == "Samaritans"
    assert "Victim Support" not in shown


def test_every_entry_of_a_page_shows_what_it_covers(everything: list[Contact]) -> None:
    text = page("--all")
    assert text.count("  Covers: ") == len(everything)
    for each in everything:
        assert f"{each.name}: {each.how}\n  Covers: {each.coverage}." in text
    assert "Covers: UK, Republic of Ireland." in text
    assert "Men's Advice Line: 0808 801 0327\n  Covers: ask if they cover your area." in text


def test_all_has_everything(everything: list[Contact]) -> None:
    assert sorted(names("--all")) == sorted(each.name for each in everything)


def test_no_address_ends_in_a_full_stop(everything: list[Contact]) -> None:
    for each in everything:
        if each.web and each.how != each.web:
            assert each.details.endswith(each.web)


@pytest.mark.parametrize("words", [[], ["--all"], ["--area", "Sussex"], ["--areas"]])
def test_json(words: list[str]) -> None:
    """Every promised key in every object, null where there is nothing."""
    text = page(*words, "--json")
    assert text.isascii()
    for entry in json.loads(text):
        assert list(entry)[: len(KEYS)] == KEYS
        assert isinstance(entry["covers"], list)
        assert entry["checked"] == "2026-11-22"
        for key in ("phone", "text", "email", "web", "hours", "for"):
            assert entry[key] is None or entry[key]


@pytest.mark.parametrize(
    "words",
    [
        ["--al"],
        ["-x"],
        ["Sussex"],
        ["--area"],
        ["--area="],
        ["--area", "--all"],
        ["--json=1"],
        [""],
    ],
)
def test_what_is_not_an_option_is_one_sentence(words: list[str]) -> None:
    text, code = help_contacts.answer(words, plain=True)
    assert code == 2
    sentence, advice = text.splitlines()
    assert sentence.count(". ") == 0
    assert "999" in advice
    assert "--help" in advice


def test_help_has_an_example() -> None:
    for word in ("--help", "-h"):
        assert "stalkdiary help-contacts --area Sussex" in page(word)
        assert max(map(len, page(word).splitlines())) <= 100


def test_missing_data_still_give_the_emergency_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged installation is no reason to leave somebody without 999."""
    monkeypatch.setattr(contacts, "_DATA", "/nowhere/")
    for words in ([], ["--area", "Kent"], ["--json"]):
        assert help_contacts.answer(words, plain=True) == (help_contacts.WITHOUT_DATA, 1)


def test_the_numbers_in_the_code_are_those_of_the_data(everything: list[Contact]) -> None:
    known = {each.phone for each in everything} | {"55"}
    assert set(re.findall(r"\d[\d ]*\d", help_contacts.WITHOUT_DATA)) <= known


def test_a_terminal_is_drawn_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """With Rich, at 40 and at 80 columns, with every number whole."""
    monkeypatch.setattr(help_contacts, "_on_a_terminal", lambda: True)
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    for columns in (40, 80):
        monkeypatch.setenv("COLUMNS", str(columns))
        text, code = help_contacts.answer(["--all"], plain=False)
        assert code == 0
        assert "In danger now" in text
        assert max(map(len, text.splitlines())) <= columns
        for number in ("999, then 55", "0808 802 0300", "0808 80 10 800", "116 123"):
            assert number in text
        assert "\x1b" not in help_contacts.answer(["--all", "--plain"], plain=False)[0]


def test_a_fault_of_rich_gives_the_plain_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_: object, **__: object) -> str:
        raise RuntimeError

    monkeypatch.setattr(help_contacts, "_on_a_terminal", lambda: True)
    monkeypatch.setattr(help_contacts, "drawn_page", fault)
    assert help_contacts.answer([], plain=False) == (page(), 0)


def test_what_is_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    assert help_contacts._on_a_terminal()
    monkeypatch.setenv("TERM", "dumb")
    assert not help_contacts._on_a_terminal()
    monkeypatch.setattr(sys, "stdout", None)
    assert not help_contacts._on_a_terminal()


def test_nothing_is_imported_that_python_has_not_loaded() -> None:
    """The answer on a pipe loads our own modules and no other: each would cost time."""
    script = (
        "import sys; before = set(sys.modules)\n"
        "from stalkdiary.help_contacts import answer\n"
        "text, code = answer([], plain=False); assert code == 0 and '999' in text\n"
        "answer(['--area', 'Sussex'], plain=False)\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
    )
    ours = ("areas", "contacts", "help_contacts")
    assert done.stdout.split() == ["stalkdiary", *(f"stalkdiary.{name}" for name in ours)]
