"""The questions, answered by keys in a pipe; on a real terminal: test_terminal.py."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input

from stalkdiary.cli import prompts, session
from stalkdiary.cli.session import Session

Run = Callable[..., Any]
Keys = Callable[[str], None]
LEAVE = "\x03"
STRONG = "a blue tea-pot on the 7th shelf"


@pytest.fixture
def keys() -> Iterator[Keys]:
    """Types ahead; a carriage return is Enter."""
    with create_pipe_input() as pipe, create_app_session(input=pipe):
        yield pipe.send_text


@pytest.fixture
def seated(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> Keys:
    """Somebody sits at the terminal."""
    monkeypatch.setattr(Session, "may_ask", property(lambda _: True))
    return keys


@pytest.mark.parametrize(
    ("typed", "answer"), [("  at home \r", "at home"), ("\r", ""), ("\u202e☂\r", "\u202e☂")]
)
def test_a_line(keys: Keys, typed: str, answer: str) -> None:
    keys(typed)
    assert prompts.line("Where?") == answer


def test_yes_or_no(keys: Keys) -> None:
    for typed, default, answer in (
        ("y\r", False, True),
        (" YES \r", False, True),
        ("no\r", True, False),
        ("\r", True, True),
        ("\r", False, False),
        ("perhaps\rn\r", True, False),
        ("not sure\r", True, True),
        ("Skip\r", False, False),
    ):
        keys(typed)
        assert prompts.yes("So?", default=default) is answer


def test_one_choice(keys: Keys, capsys: pytest.CaptureFixture[str]) -> None:
    offered = {"words": "Words", "own": "Your own", "none": "None"}
    for typed, chosen in (
        ("\r", "own"),
        ("3\r", "none"),
        ("4\r0\r1\r", "words"),
        ("skip\r", "own"),
    ):
        keys(typed)
        assert prompts.choice("Which?", offered, default="own") == chosen
    assert "There is no '4' in the list." in capsys.readouterr().err


def test_choices(keys: Keys, capsys: pytest.CaptureFixture[str]) -> None:
    offered = {"threats": "Threats", "damage": "Damage", "other": "Something else"}
    for typed, chosen in (
        ("\r", []),
        ("1\r", ["threats"]),
        ("3, 1;3\r", ["other", "threats"]),
        ("DAMAGE 2\r", ["damage"]),
        ("4\r0\r-1\r²\rx\x1b\r2\r", ["damage"]),
    ):
        keys(typed)
        assert prompts.choices("Which?", offered) == chosen
    assert "There is no '4' in the list." in capsys.readouterr().err


@pytest.mark.parametrize("ask", [prompts.line, prompts.story])
def test_a_control_key_is_no_word(keys: Keys, ask: Callable[[str], str]) -> None:
    """Ctrl-Z at a question would stay in the record for ever. It is let go, and nothing stops."""
    keys("He rang\x1a twice\r\r\r")
    assert ask("What?") == "He rang twice"


@pytest.mark.parametrize("key", [LEAVE, "\x04"])
def test_leaving_keeps_what_stood_there(keys: Keys, key: str) -> None:
    """Ctrl-C, and Ctrl-D on an empty line."""
    typed = "half a word" if key == LEAVE else ""
    keys(typed + key)
    with pytest.raises(prompts.Left) as left:
        prompts.line("Where?")
    assert left.value.typed == typed


def test_names_dropped_into_the_window(home: Path) -> None:
    (home / "my photo's.jpg").touch()
    (home / "b.jpg").touch()
    whole = f"{home}/my photo's.jpg"
    for text, names in (
        ("", []),
        ("   ", []),
        (whole, [whole]),
        (f"  {whole}  ", [whole]),
        (f"'{home}/b.jpg' /a\\ b", [f"{home}/b.jpg", "/a b"]),
        (f"file://{home}/b.jpg", [f"{home}/b.jpg"]),
        ("file:///a%20b%C3%A9.jpg file://host/c", ["/a bé.jpg", "/c"]),
        ("it's", ["it's"]),
        ("x" * 300, ["x" * 300]),
        ("~$b.docx", ["~$b.docx"]),
    ):
        assert prompts.dropped_files(text) == names


def test_an_interview(run: Run, place: Path, seated: Keys, home: Path) -> None:
    """Everything there is to ask."""
    (home / "b.jpg").write_bytes(b"x")
    seated("\r")  # no words: asked again
    seated("He waited.\r\r\r31 February\r12 March 2025 21:30\rd\rhome\rafraid\r")
    seated(f"/nowhere\r{home}/b.jpg\r\r")
    seated("Alex\rin person\r\rhis walk\rSam; Jo;\r07700 900123\rtall\rvan\rI left\r")
    seated("a cut\r£80\ryes\r@alex\r47/1\rnot sure\r")
    seated("unwanted, loitering\r\r")
    ran = run("add")
    assert ran.code == 0, ran
    assert "A few words are enough." in ran.err
    assert "There is no 31 February" in ran.err
    assert "There is no file /nowhere" in ran.err
    assert "Understood as: Wednesday 12 March 2025, 21:30 GMT" in ran.err
    shown = run("show", "1", "--json").json
    expected = {
        "what": "He waited.", "where": "home", "felt": "afraid", "person": "Alex",
        "channel": "in person", "appearance": "tall", "vehicle": "van", "response": "I left",
        "police_ref": "47/1", "breach": None,
        "identified_by": "his walk", "witness_contact": "07700 900123", "injury": "a cut",
        "cost": "£80", "children": "yes", "link": "@alex", "witnesses": ["Sam", "Jo"],
        "types": ["unwanted-contact", "loitering"], "exhibits": ["AB/1"],
    }  # fmt: skip
    assert {name: shown[name] for name in expected} == expected


def test_nothing_but_what_happened_is_required(run: Run, place: Path, seated: Keys) -> None:
    seated("x\r\r\r" + "\r" * 2)
    assert run("add").code == 0
    shown = run("show", "1", "--json").json
    assert (shown["types"], shown["where"], shown["witnesses"]) == ([], None, [])
    assert shown["when"]["precision"] == "unknown"


def test_what_options_say_is_not_asked(run: Run, place: Path, seated: Keys) -> None:
    seated("x\r\r\r" + "d\r" + "\r" * 16 + "\r")
    ran = run("add", "--where", "home", "--type", "threats", "--when", "not sure")
    assert ran.code == 0
    shown = run("show", "1", "--json").json
    assert (shown["where"], shown["types"]) == ("home", ["threats"])
    assert shown["when"]["precision"] == "unknown"


@pytest.mark.parametrize("answered", range(8))
def test_leaving_at_any_question(run: Run, place: Path, seated: Keys, answered: int) -> None:
    """What was typed is a draft, offered next time; nothing is recorded."""
    steps = ["My words\r\r\r", "12 March 2025\r", "d\r", "home\r", "afraid\r", "\r", "Alex\r"]
    seated("".join(steps[:answered]) + "half" + LEAVE)
    ran = run("add")
    assert (ran.code, ran.out) == (130, "")
    assert run("list", "--json").json == []
    seated("n\rn\r" + LEAVE)  # neither go on with it nor let it go
    ran = run("add")
    assert "The unfinished entry is deleted." not in ran.err
    seated("n\ry\r" + LEAVE)
    assert "The unfinished entry is deleted." in run("add").err
    seated("new\r\r\r" + "\r" * 2)
    assert run("add").code == 0
    assert len(run("list", "--json").json) == 1


def test_a_refusal_after_the_last_question_keeps_the_words(
    run: Run, place: Path, seated: Keys
) -> None:
    seated("My words\r\r\r" + "\r" * 2)
    ran = run("add", "--breach", "order 99")
    assert ran.code in {2, 3}
    assert "What you typed is kept" in ran.err
    seated("\r" + LEAVE)
    run("add")
    assert run("list", "--json").json == []


def test_words_behind_a_command_stay_in_the_history(run: Run, place: Path, seated: Keys) -> None:
    assert "shell's history" in run("add", "--what", "x").err


def test_the_first_run(run: Run, home: Path, seated: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["", "sasha2011", STRONG, "two", STRONG, STRONG])
    monkeypatch.setattr("stalkdiary.cli.protection.hidden", lambda _: next(typed))
    seated("\r")
    assert run("init").code == 7
    assert list(home.iterdir()) == []
    seated("y\r2\rn\ra/b\rab\r\r")
    ran = run("init")
    assert ran.code == 0, ran
    for words in (
        "There was nothing typed.",
        "A computer could guess that within hours.",
        "more than a lifetime",
        "not the same",
        "Initials are letters and digits.",
    ):
        assert words in ran.err
    assert "tea-pot" not in ran.out + ran.err
    assert run("init").code == 4


def test_a_first_run_without_a_passphrase(run: Run, home: Path, seated: Keys) -> None:
    seated("y\r3\r\r")
    seated("x\r\r\r" + "\r" * 2)
    ran = run("add")
    assert ran.code == 0, ran
    assert "It has no passphrase." in ran.err
    assert "Saved as incident 1." in ran.out


def test_setting_and_removing_a_passphrase(
    run: Run, place: Path, seated: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stalkdiary.cli.protection.hidden", lambda _: "a blue tea-pot")
    seated("2\r\r")
    assert run("passphrase").code == 0
    monkeypatch.setattr(session, "pause", lambda _: None)
    monkeypatch.setattr(session, "_has_terminal", lambda: True)
    typed = iter(["wrong", "worse", "a blue tea-pot"])
    monkeypatch.setattr(session, "hidden", lambda _: next(typed))
    ran = run("list")
    assert ran.code == 0
    assert ran.err.count("did not open with this passphrase") == 2
    monkeypatch.setattr(session, "hidden", lambda _: "a blue tea-pot")
    seated("\r")
    assert "Nothing was changed." in run("passphrase", "--remove").err
    seated("y\r")
    assert "no passphrase now" in run("passphrase", "--remove").out
    monkeypatch.setattr(session, "hidden", lambda _: "wrong")
    assert run("list").code == 0


def test_a_diary_that_others_can_read(run: Run, place: Path) -> None:
    place.chmod(0o644)
    assert "Other accounts on this computer can read" in run("list").err
