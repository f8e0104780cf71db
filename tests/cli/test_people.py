"""`people`: who is who."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from stalkdiary.cli.session import Session

Run = Callable[..., Any]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Sits at a terminal; takes the answers that are to come, without their Enter."""
    monkeypatch.setattr(Session, "may_ask", property(lambda _self: True))
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        yield lambda *answers: keys.send_text("".join(f"{answer}\r" for answer in answers))


@pytest.fixture
def alex(run: Run, place: Path) -> Path:
    words = ["--role", "stalker", "--relationship", "former partner", "--alias", "Lexi", "--alias",
             "L.", "--number", "07700900123", "--handle", "@lex", "--vehicle", "silver van",
             "--notes", "tall"]  # fmt: skip
    ran = run("people", "add", " Alex  Doe ", *words, "--json").json
    assert ran.keys() >= {"person", "recorded_at", "fingerprint"}
    return place


def test_the_shape(run: Run, alex: Path) -> None:
    assert run("people", "--json").json == [
        {
            "number": 1,
            "name": "Alex Doe",
            "role": "stalker",
            "relationship": "former partner",
            "aliases": ["Lexi", "L."],
            "numbers": ["07700900123"],
            "handles": ["@lex"],
            "vehicles": ["silver van"],
            "notes": "tall",
        }
    ]
    out = run("people").out
    assert "Alex Doe  stalker  former partner  Lexi, L., 07700900123, @lex" in out
    assert "silver van; tall" in out


def test_lists_grow_and_other_fields_are_replaced(run: Run, alex: Path) -> None:
    for name in ("alex doe", "LEXI", "@lex"):
        words = ["--alias", name.upper() + "2", "--alias", "Lexi", "--notes", name]
        assert run("people", "change", name, *words).code == 0
    (person,) = run("people", "--json").json
    assert person["aliases"] == ["Lexi", "L.", "ALEX DOE2", "LEXI2", "@LEX2"]
    assert (person["notes"], person["role"]) == ("@lex", "stalker")


def test_a_new_name_reaches_every_incident(run: Run, alex: Path) -> None:
    run("add", "--what", "x", "--person", "Lexi")
    run("people", "change", "Lexi", "--name", "Alexander")
    assert run("list", "--json").json[0]["person"] == "Alexander"
    assert run("list", "--person", "Alex Doe").code == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["add"], 2),
        (["change"], 2),
        (["change", "Lexi"], 2),
        (["change", "Lexi", "--alias", "L."], 2),
        (["add", "X", "--role", "villain"], 2),
        (["change", "Nobody", "--notes", "x"], 3),
        (["change", "\udcff", "--notes", "x"], 3),
        (["add", "alex doe"], 2),
        (["add", "alex doe", "--relationship", "a neighbour"], 2),
        (["change", "Lexi", "--name", "Sam"], 2),
        (["add", ""], 4),
        (["add", "\udcff"], 4),
        (["add", "not sure"], 4),
        (["add", "X", "--notes", "\udcff"], 4),
        (["change", "Lexi", "--name", " "], 4),
    ],
)
def test_refused(run: Run, alex: Path, words: list[str], code: int) -> None:
    run("people", "add", "Sam")
    before = alex.read_bytes()
    ran = run("people", *words)
    assert (ran.code, ran.out) == (code, ""), ran
    assert alex.read_bytes() == before


def test_a_name_goes_before_an_alias(run: Run, alex: Path) -> None:
    run("people", "add", "Sam", "--alias", "Lexi")
    assert run("people", "change", "Lexi", "--notes", "x").code == 2
    run("people", "add", "Lexi")
    assert run("people", "change", "Lexi", "--notes", "x").code == 0
    assert [each["notes"] for each in run("people", "--json").json] == ["tall", None, "x"]


def test_nobody_yet(run: Run, place: Path) -> None:
    ran = run("people")
    assert (ran.code, ran.out) == (0, "")
    assert run("people", "--json").json == []


FORMS = ["Zoë", "Zoe\u0308", "ＺＯË", " zoë\u200b", "ZO\u00adE\u0308"]


@pytest.mark.parametrize("name", FORMS)
def test_one_person_in_every_form_of_a_name(run: Run, place: Path, name: str) -> None:
    """Composed, decomposed, wide, with marks that nobody sees: nobody comes to the list twice."""
    run("add", "--what", "one", "--person", "Zoë")
    run("add", "--what", "two", "--person", name)
    assert run("people", "add", name, "--role", "witness").code == 0
    assert run("people", "change", name, "--alias", "Zo").code == 0
    assert [(e["name"], e["role"]) for e in run("people", "--json").json] == [("Zoë", "witness")]
    assert len(run("list", "--person", name, "--json").json) == 2
    assert run("summary", "--json").json["by_person"] == {"Zoë": 2}


def test_a_number_finds_whose_it_is(run: Run, alex: Path) -> None:
    """However it is written."""
    run("add", "--what", "x", "--person", "+44 (0)7700 900123")
    assert run("list", "--json").json[0]["person"] == "Alex Doe"


@pytest.fixture
def twice(run: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A diary of 0.1, to which two forms of one name were two people."""
    with monkeypatch.context() as patched:
        patched.setattr("stalkdiary.store.recording._must_be_unused", lambda *_: None)
        patched.setattr("stalkdiary.model.person.known_by", lambda people, name: [
            each for each in people if each.name == name
        ])  # fmt: skip
        run("add", "--what", "one", "--person", "O'Neil")
        run("add", "--what", "two", "--person", "O’Neil")
    assert [each["name"] for each in run("people", "--json").json] == ["O'Neil", "O’Neil"]
    return place


@pytest.mark.parametrize("name", ["O'Neil", "O’Neil", "oʼneil"])  # noqa: RUF001 - such names
def test_somebody_who_is_in_the_list_twice(run: Run, twice: Path, name: str) -> None:
    """Both are meant; nothing that is written changes."""
    before = twice.read_bytes()
    assert len(run("list", "--person", name, "--json").json) == 2
    assert run("summary", "--json").json["by_person"] == {"O'Neil": 2}
    assert run("report", "--person", name, "--format", "json", "-o", "-").code == 0
    run("people", "change", name, "--notes", "x")
    assert twice.read_bytes() != before
    assert [e["notes"] for e in run("people", "--json").json].count("x") == 1


def test_somebody_who_was_named_before_is_described(run: Run, place: Path) -> None:
    """After --person Alex, `people add Alex` says who that is; what is known stays."""
    run("add", "--what", "x", "--person", "Alex")
    words = ["--role", "stalker", "--relationship", "former partner", "--alias", "Lex"]
    assert run("people", "add", "Alex", *words, "--json").json["person"] == 1
    assert run("people", "add", "ALEX", "--role", "stalker", "--alias", "L.").code == 0
    (person,) = run("people", "--json").json
    assert (person["name"], person["aliases"]) == ("Alex", ["Lex", "L."])
    assert (person["role"], person["relationship"]) == ("stalker", "former partner")


def test_at_a_terminal_it_is_asked_first(run: Run, alex: Path, typed: Callable[..., None]) -> None:
    """Before any other question; what is known stands there to be gone over."""
    typed("alex  DOE", "", " and colleague", "0151 496 0999", "")
    assert run("people", "add").code == 0
    (person,) = run("people", "--json").json
    assert person["relationship"] == "former partner and colleague"
    assert person["numbers"] == ["07700900123", "0151 496 0999"]
    typed("", "", "", "Lex")
    assert run("people", "add", "Alex Doe").code == 0
    assert run("people", "--json").json[0]["aliases"] == ["Lexi", "L.", "Lex"]
    before = alex.read_bytes()
    typed("n")
    ran = run("people", "add", "Alex Doe", "--notes", "x")
    assert ran.code == 2
    assert "a name of their own" in ran.err
    assert alex.read_bytes() == before


def test_a_name_that_is_taken_is_asked_for_again(
    run: Run, alex: Path, typed: Callable[..., None]
) -> None:
    """At a terminal; and Enter leaves everything as it was."""
    run("people", "add", "Sam")
    typed("alex doe ", "SAM")
    assert run("people", "change", "Sam", "--name", "Alex Doe").code == 0
    assert [each["name"] for each in run("people", "--json").json] == ["Alex Doe", "SAM"]
    typed("")
    ran = run("people", "change", "Sam", "--name", "Alex Doe", "--notes", "x")
    assert ran.code == 2
    assert [each["notes"] for each in run("people", "--json").json] == ["tall", None]


def test_nobody_takes_the_name_of_somebody_else(run: Run, place: Path) -> None:
    """Two people of one name could not be told apart later."""
    run("people", "add", "Alex")
    run("people", "add", "Sam", "--alias", "Sammy")
    ran = run("people", "change", "Sam", "--name", "ALEX")
    assert ran.code == 2
    assert "in the list already" in ran.err
    assert run("people", "change", "Sam", "--name", "SAM").code == 0
    assert [each["name"] for each in run("people", "--json").json] == ["Alex", "SAM"]


@pytest.mark.parametrize("said", ["", "not sure"])
@pytest.mark.parametrize(
    ("option", "field"),
    [
        ("--role", "role"),
        ("--relationship", "relationship"),
        ("--alias", "aliases"),
        ("--number", "numbers"),
        ("--handle", "handles"),
        ("--vehicle", "vehicles"),
        ("--notes", "notes"),
    ],
)
def test_an_empty_option_clears(run: Run, alex: Path, option: str, field: str, said: str) -> None:
    """Every option of `change` but the name, which has to be there; a list by nothing alone."""
    (before,) = run("people", "--json").json
    is_list = isinstance(before[field], list)
    ran = run("people", "change", "Alex Doe", option, "" if is_list else said)
    assert ran.code == 0, ran
    (after,) = run("people", "--json").json
    assert after == before | {field: [] if is_list else None}
