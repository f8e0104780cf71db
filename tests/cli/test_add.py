"""`add` from options and standard input; with questions: test_terminal.py."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.model.behaviour import behaviours

Run = Callable[..., Any]
TEXTS = {
    "where": "home",
    "channel": "in person",
    "felt": "not safe",
    "appearance": "a grey coat",
    "vehicle": "silver van",
    "response": "I rang Sam",
    "police_ref": "47/123/25",
    "breach": "the order of 3 May",
    "identified_by": "ten seconds, under the lamp",
    "witness_contact": "07700 900123",
    "injury": "a bruised wrist, seen by the GP",
    "cost": "£80 for the lock",
    "children": "both",
    "link": "https://example.com/@alex",
}


def test_all_of_it(run: Run, place: Path, home: Path) -> None:
    photo = home / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff\xe0" + bytes(500))
    texts = [word for k, v in TEXTS.items() for word in (f"--{k.replace('_', '-')}", v)]
    ran = run(
        "add", "--what", "He waited\nfor me", "--when", "12 March 2025 21:30", "--until", "22:10",
        "--noticed", "13 March 2025", "--type", "loit", "--type", "following-watching",
        "--type", "loitering", "--person", "Alex", "--witness", "Sam", "--witness", "Jo",
        "--times", "2", "--attach", photo, "--captured", "by me, with my phone", *texts, "--json",
    )  # fmt: skip
    sha256 = hashlib.sha256(photo.read_bytes()).hexdigest()
    assert ran.json.keys() >= {"incident", "recorded_at", "types", "exhibits", "fingerprint"}
    assert ran.json["incident"] == 1
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", ran.json["recorded_at"])
    assert ran.json["types"] == ["loitering", "following-watching"]
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", ran.json["fingerprint"])
    assert ran.json["exhibits"] == [
        {"ref": "AB/1", "sha256": sha256, "bytes": 504, "name": "photo.jpg"}
    ]
    shown = run("show", "1", "--json").json
    assert {name: shown[name] for name in TEXTS} == TEXTS
    assert shown["what"] == "He waited\nfor me"
    assert shown["when"]["start"] == "2025-03-12T21:30:00+00:00"
    assert shown["when"]["end"] == "2025-03-12T22:10:00+00:00"
    assert shown["noticed"]["start"] == "2025-03-13"
    assert shown["noticed"]["precision"] == "day"
    assert (shown["person"], shown["witnesses"], shown["times"]) == ("Alex", ["Sam", "Jo"], 2)
    assert shown["exhibit_details"][0]["captured"] == "by me, with my phone"
    assert run("people", "--json").json[0]["name"] == "Alex"
    assert photo.stat().st_size == 504


def test_in_words(run: Run, place: Path) -> None:
    ran = run("add", "--what", "x", "--when", "12 March 2025 21:30")
    assert re.fullmatch(
        r"Saved as incident 1\.\nWhen: Wednesday 12 March 2025, 21:30 GMT\n"
        r"Check code: [0-9a-f ]{24}\n",
        ran.out,
    )
    assert ran.err == ""


def test_help_is_named_where_it_is_grave(run: Run, place: Path) -> None:
    """A fingerprint may hold the digits of the number, so the name is looked for."""
    assert "Emergency: 999" in run("add", "--what", "x", "--type", "threats").out
    assert "Emergency" not in run("add", "--what", "x", "--type", "loitering").out


@pytest.mark.parametrize(
    ("slug", "named"),
    [
        ("order-breach", "Police, not an emergency: 101"),
        ("assault", "Domestic and Sexual Abuse Helpline"),
        ("image-threats", "Revenge Porn Helpline: 0345 6000 459"),
        ("entering", "National Stalking Helpline"),
        ("threats-children", "Childline"),
    ],
)
def test_who_else_can_help_is_named_by_kind(run: Run, place: Path, slug: str, named: str) -> None:
    """Beside the emergency number, which stands first."""
    out = run("add", "--what", "x", "--type", slug).out
    assert out.index("Emergency: 999") < out.index(named)


@pytest.mark.parametrize("words", [[], ["--what-file", "-"]])
def test_standard_input(run: Run, place: Path, words: list[str]) -> None:
    story = "  Line one\r\n\r\n\tand 'two' \u202e ☂\n"
    assert run("add", "--when", "now", *words, stdin=story.encode()).code == 0
    assert run("show", "1", "--json").json["what"] == "Line one\n\n\tand 'two' \u202e ☂"


def test_a_file_of_words(run: Run, place: Path, home: Path) -> None:
    note = home / "note.txt"
    note.write_bytes(b"\xef\xbb\xbfIt began in May\n")
    assert run("add", "--what-file", "~/note.txt").code == 0
    assert run("show", "1", "--json").json["what"] == "It began in May"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"one\ntwo\nth\xe9e\n", "note.txt:3: found the byte 0xe9, expected UTF-8"),
        (b"\xff\xfeo\0n\0e\0", "note.txt:1: found the byte 0xff, expected UTF-8"),
        (b"", "no words"),
        (b" \n\t\n", "no words"),
        (b"x" * (33 * 1024 * 1024), "more than 32 MB"),
    ],
)
def test_files_that_hold_no_account(
    run: Run, place: Path, home: Path, content: bytes, said: str
) -> None:
    (home / "note.txt").write_bytes(content)
    before = place.read_bytes()
    for words, stdin in ((["--what-file", "note.txt"], b""), ([], content)):
        ran = run("add", *words, stdin=stdin)
        assert ran.code == 4
        assert said.replace("note.txt", "note.txt" if words else "standard input") in ran.err
        assert "Nothing was saved." in ran.err
    assert place.read_bytes() == before


def test_files_that_cannot_be_read(run: Run, place: Path, home: Path) -> None:
    for name in ("missing.txt", str(home), "~nobody-of-that-name/x", "a" * 300, ""):
        ran = run("add", "--what-file", name)
        assert ran.code == 4
        assert "can't be read" in ran.err


@pytest.mark.parametrize("option", ["what", *TEXTS, "person", "witness", "captured"])
def test_text_that_is_none(run: Run, place: Path, option: str) -> None:
    """Bytes in the arguments that are not UTF-8."""
    before = place.read_bytes()
    words = [] if option == "what" else ["--what", "x"]
    ran = run("add", *words, f"--{option.replace('_', '-')}", "caf\udce9")
    assert ran.code == 4
    assert "Nothing was saved." in ran.err
    assert place.read_bytes() == before


@pytest.mark.parametrize("option", [*TEXTS, "person", "witness", "captured", "type", "when"])
@pytest.mark.parametrize("text", ["", " \t\n", "not sure", "No.", "n/a", "dunno"])
def test_unanswered_is_unanswered(run: Run, place: Path, option: str, text: str) -> None:
    """Words for not knowing, for no, and nothing at all leave a field as if it were left out."""
    ran = run("add", "--what", "x", f"--{option.replace('_', '-')}", text)
    assert ran.code == 0, ran
    without = run("add", "--what", "x")
    assert without.code == 0
    one, two = (run("show", number, "--json").json for number in ("1", "2"))
    for shown in (one, two):
        del shown["incident"], shown["recorded_at"], shown["history"], shown["when"]["said"]
    assert one == two
    assert (one["when"]["precision"], one["person"], one["breach"]) == ("unknown", None, None)
    assert run("people", "--json").json == []


@pytest.mark.parametrize("text", ["", "  "])
def test_there_have_to_be_words(run: Run, place: Path, text: str) -> None:
    before = place.read_bytes()
    assert run("add", "--what", text).code == 4
    assert place.read_bytes() == before


def test_a_million_characters_and_a_nul(run: Run, place: Path) -> None:
    story = "was\0here " + "a ☂ " * 250_000 + "end"
    assert run("add", stdin=story.encode()).code == 0
    assert run("show", "1", "--json").json["what"] == story.replace("\0", "⟨U+0000⟩")
    assert "was⟨U+0000⟩here" in run("show", "1").out
    assert run("search", "end").code == 0
    assert run("verify").code == 0


def test_two_accounts(run: Run, place: Path) -> None:
    assert run("add", "--what", "x", "--what-file", "-", stdin=b"y").code == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tomorrow", 2),
        ("1 January 2999", 2),
        ("30 March 2025 01:30", 2),  # the clocks went forward
        ("26 October 2025 01:30", 2),  # and back
        ("31 February 2025", 4),
        ("29 February 2025", 4),
        ("1/13/2025", 4),
        ("12 March 2025 25:00", 4),
        ("Monday 12 March 2025", 4),
        ("when I woke", 4),
        ("\udcff", 4),
        ("1 January 0001", 4),
    ],
)
def test_times_that_are_questioned_or_refused(run: Run, place: Path, text: str, code: int) -> None:
    before = place.read_bytes()
    for option in ("--when", "--noticed"):
        ran = run("add", "--what", "x", option, text)
        assert ran.code == code, ran
        assert len(ran.err.splitlines()) >= 2
    assert place.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "echo", "precision"),
    [
        ("12 March 2025 21:30", "Wednesday 12 March 2025, 21:30 GMT", "exact"),
        ("2025-07-01T09:05", "Tuesday 1 July 2025, 09:05 BST", "exact"),
        ("3/4/2025", "Thursday 3 April 2025", "day"),
        ("March 2025", "March 2025", "month"),
        ("12 March 2025 about 6pm", "about 18:00", "about"),
        ("not sure", "When: not said. It is listed by when you wrote it down.", "unknown"),
    ],
)
def test_times_are_echoed_as_understood(
    run: Run, place: Path, text: str, echo: str, precision: str
) -> None:
    assert echo in run("add", "--what", "x", "--when", text).out
    when = run("list", "--json").json[0]["when"]
    assert when["precision"] == precision
    assert when["said"] == text


def test_another_time_zone(run: Run, place: Path) -> None:
    words = ["--when", "1 July 2025 09:05", "--timezone", "europe/paris"]
    assert "09:05" in run("add", "--what", "x", *words).out
    assert run("list", "--json").json[0]["when"]["start"] == "2025-07-01T09:05:00+02:00"
    assert run("add", "--what", "x", "--timezone", "Nowhere").code == 4


def test_an_end_before_the_beginning(run: Run, place: Path) -> None:
    ran = run("add", "--what", "x", "--when", "12 March 2025 21:30", "--until", "11 March 2025")
    assert ran.code in {2, 4}


@pytest.mark.parametrize("slug", behaviours())
def test_every_type(run: Run, place: Path, slug: str) -> None:
    assert run("add", "--what", "x", "--type", slug.upper(), "--json").json["types"] == [slug]


@pytest.mark.parametrize("name", ["t", "threatss", "\udcff", "calls messages;"])
def test_types_that_fit_none_or_several(run: Run, place: Path, name: str) -> None:
    ran = run("add", "--what", "x", "--type", name)
    assert ran.code == 4
    assert "Nothing was saved." in ran.err


def test_breach_alone_is_yes(run: Run, place: Path) -> None:
    for words in (["--breach", "--json"], ["--json", "--breach"], ["--breach", "yes", "--json"]):
        number = run("add", "--what", "x", *words).json["incident"]
        assert run("show", number, "--json").json["breach"] == "yes"


def test_an_alias_is_the_person(run: Run, place: Path) -> None:
    run("people", "add", "Alex", "--alias", "Lexi", "--number", "07700 900123")
    for name in ("lexi", " ALEX ", "07700 900123"):
        run("add", "--what", "x", "--person", name)
    assert [each["person"] for each in run("list", "--json").json] == ["Alex"] * 3
    assert len(run("people", "--json").json) == 1


def test_a_name_that_fits_two(run: Run, place: Path) -> None:
    for name in ("Alex", "Sandra"):
        run("people", "add", name, "--alias", "Sasha")
    before = place.read_bytes()
    ran = run("add", "--what", "x", "--person", "Sasha")
    assert ran.code == 2
    assert "Alex or Sandra" in ran.err
    assert place.read_bytes() == before


def test_no_diary_without_a_terminal(run: Run, home: Path) -> None:
    ran = run("add", "--what", "x")
    assert ran.code == 7
    assert "stalkdiary init" in ran.err
    assert list(home.iterdir()) == []


def test_one_bad_file_and_nothing_is_saved(run: Run, place: Path, home: Path) -> None:
    (home / "good").write_bytes(b"good")
    before = place.read_bytes()
    assert run("add", "--what", "x", "--attach", "good", "--attach", "missing").code == 4
    assert run("add", "--what", "x", "--attach", "good", "--attach", home).code == 9
    assert place.read_bytes() == before


def test_one_document_and_nothing_else(run: Run, place: Path) -> None:
    ran = run("add", "--what", "☂ é", "--type", "threats", "--json")
    assert ran.err == ""
    assert json.dumps(ran.json, indent=2) + "\n" == ran.out


@pytest.mark.parametrize(
    ("when", "noticed", "code"),
    [
        ("12 March 2025 21:30", "11 March 2025", 2),
        ("12 March 2025 21:30", "12 March 2025 21:29", 2),
        ("March 2025", "27 February 2025 evening", 2),
        ("12 March 2025 21:30", "12 March 2025 21:30", 0),
        ("12 March 2025 21:30", "12 March 2025", 0),
        ("12 March 2025 about 21:30", "12 March 2025 21:00", 0),
        ("12 March 2025", "March 2025", 0),
        ("not sure", "12 March 2025", 0),
    ],
)
def test_nothing_is_noticed_before_it_happened(
    run: Run, three: Path, when: str, noticed: str, code: int
) -> None:
    """One of the two times is a slip, in a new incident and in a change to one of the times."""
    before = three.read_bytes()
    ran = run("add", "--what", "The tyre was cut", "--when", when, "--noticed", noticed)
    assert ran.code == code, ran
    assert ("It was noticed before it happened" in ran.err) == (code == 2)
    assert (three.read_bytes() == before) == (code == 2)
    run("add", "--what", "The tyre was cut", "--when", when)
    assert run("amend", "4" if code else "5", "--noticed", noticed).code == code
