"""What is said and not said: help after a grave entry, --brief, the history, another name."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input

from stalkdiary.cli.session import Session

Run = Callable[..., Any]
Keys = Callable[[str], None]
HISTORY = "can stay in the shell's history"


@pytest.fixture
def seated(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keys]:
    """Somebody sits at the terminal and types ahead."""
    monkeypatch.setattr(Session, "may_ask", property(lambda _: True))
    with create_pipe_input() as pipe, create_app_session(input=pipe):
        yield pipe.send_text


@pytest.mark.parametrize(
    "kind",
    ["threats", "threats-children", "assault", "break-in", "self-harm-threats", "order-breach"],
)
def test_help_comes_first_after_saved_and_once(run: Run, place: Path, kind: str) -> None:
    lines = run("add", "--what", "x", "--type", kind, "--type", "pets").out.splitlines()
    assert lines[:5] == [
        "Saved as incident 1.",
        "If you feel in danger now, you can call:",
        "Emergency: 999 (UK)",
        "Cannot speak, on a mobile: 999, then 55 (UK)",
        "National Stalking Helpline: 0808 802 0300 (UK)",
    ]
    assert ("Childline: 0800 1111 (UK)" in lines) == (kind == "threats-children")
    assert ("Police, not an emergency: 101 (UK)" in lines) == (kind == "order-breach")
    for line in (
        "Domestic and Sexual Abuse Helpline: 0808 802 1414 (Northern Ireland)",
        "Victim Support: 0808 16 89 111 (England, Wales)",
    ):
        assert (line in lines) == (kind == "assault")
    assert "\n".join(lines).count("999, then 55") == 1
    assert "help-contacts" not in run("add", "--what", "x", "--type", "pets").out
    amended = run("amend", "2", "--type", kind).out.splitlines()
    assert amended[1:3] == ["If you feel in danger now, you can call:", "Emergency: 999 (UK)"]


def test_brief_shows_nothing_that_was_written(run: Run, place: Path, home: Path) -> None:
    """Nor the name of a file, nor the reason of a withdrawal."""
    (home / "kestrel.jpg").write_bytes(b"\xff\xd8\xff")
    run("add", "--what", "kestrel", "--where", "kestrel", "--attach", "kestrel.jpg", "--person",
        "kestrel")  # fmt: skip
    run("attach", "1", "--physical", "kestrel")
    run("amend", "1", "--felt", "kestrel", "--why", "kestrel")
    run("withdraw", "1", "--why", "kestrel")
    for words in (["list"], ["show", "1"], ["search", "kestrel"]):
        assert "kestrel" in run(*words).out
        ran = run(*words, "--brief")
        assert ran.code == 0
        assert "kestrel" not in ran.out + ran.err
        assert ran.out


@pytest.mark.parametrize(
    "words",
    [
        ["add", "--what", "x"],
        ["amend", "1", "--felt", "x"],
        ["amend", "1", "--type", "pets", "--why", "x"],
        ["withdraw", "1", "--why", "x"],
        ["action", "police", "--what", "x"],
        ["people", "add", "Sam"],
        ["attach", "1", "--physical", "x"],
        ["search", "card"],
    ],
    ids=" ".join,
)
def test_the_program_says_what_the_shell_keeps(
    run: Run, three: Path, seated: Keys, words: list[str]
) -> None:
    ran = run(*words)
    assert ran.code == 0, ran
    assert ran.err.count(HISTORY) == 1
    monkey = run("list", "--type", "pets", "--last", "3")
    assert HISTORY not in monkey.err


def test_every_story_can_be_told_without_arguments(
    run: Run, place: Path, seated: Keys, home: Path
) -> None:
    """Each command asks for what it was not given."""
    (home / "a b.jpg").write_bytes(b"x")
    seated("A heron stood there.\r\r\r" + "\r" * 2)
    assert run("add").code == 0
    seated("1\r\x01\x0bA crane stood there.\r\r\r" "2\r12 March 2025\r" "3\rby the pond\r"
           "4\rcold\r\rIt was a crane\r")  # fmt: skip
    ran = run("amend", "1")
    assert ran.code == 0, ran
    seated("She said so\ryesterday\rSussex\r47/1\rPC Jay\ra call\rFriday\r")
    assert run("action", "police").code == 0
    seated("Robin\rneighbour\r07700 900123; 07700 900124\rRob\r")
    assert run("people", "add").code == 0
    seated("'a b.jpg'\r\r")
    assert run("attach", "1").code == 0
    seated("\ra feather\ra paper bag\rnobody\r")
    assert run("attach", "1").code == 0
    seated("crane\r")
    assert run("search").code == 0
    seated("It was the neighbour's\r")
    ran = run("withdraw", "1")
    assert ran.code == 0, ran
    shown = run("show", "1", "--json").json
    assert (shown["what"], shown["where"], shown["felt"]) == (
        "A crane stood there.", "by the pond", "cold",
    )  # fmt: skip
    assert shown["when"]["start"] == "2025-03-12"
    assert shown["history"][1]["why"] == "It was a crane"
    assert shown["withdrawn_why"] == "It was the neighbour's"
    assert [each["name"] for each in shown["exhibit_details"]] == ["a b.jpg", "a feather"]
    (police,) = run("action", "--json").json
    assert (police["force"], police["due"], police["what"]) == ("Sussex", "Friday", "She said so")
    (robin,) = run("people", "--json").json
    assert robin["numbers"] == ["07700 900123", "07700 900124"]


def test_leaving_a_revision_keeps_it_for_that_incident(run: Run, three: Path, seated: Keys) -> None:
    """It is offered to the same incident, not to another nor to a new one, and goes with it."""
    seated("1\r\x05 They rang again.\r\r\r3\rby the pond\r4\rcol\x03")
    assert run("amend", "1").code == 130
    seated("Something new.\r\r\r" + "\r" * 2)
    assert run("add").code == 0
    seated("\x03")
    assert "There is an unfinished" not in run("amend", "2").err
    seated("\r4\rd\r\r\r")
    ran = run("amend", "1")
    assert ran.code == 0, ran
    shown = run("show", "1", "--json").json
    assert shown["what"].endswith("They rang again.")
    assert (shown["where"], shown["felt"]) == ("by the pond", "cold")
    seated("\x03")
    assert "There is an unfinished" not in run("amend", "1").err


def test_amend_without_a_change_changes_nothing(run: Run, three: Path, seated: Keys) -> None:
    before = run("show", "1", "--json").json
    seated("\r")
    ran = run("amend", "1")
    assert ran.code == 2
    assert run("show", "1", "--json").json == before


@pytest.mark.parametrize("words", [["search"], ["people", "add"], ["attach", "1"]])
def test_without_a_terminal_nothing_is_asked(run: Run, three: Path, words: list[str]) -> None:
    assert run(*words).code == 2


@pytest.mark.parametrize(
    ("started", "shown"),
    [("/usr/bin/dayfile", "dayfile"), ("/x/__main__.py", "stalkdiary"), ("-c\n", "stalkdiary")],
)
def test_the_name_that_it_was_started_by_is_the_one_that_shows(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, started: str, shown: str
) -> None:
    """In hints, errors, the home screen, the guide and the usage line of a help."""
    import io

    from stalkdiary.__main__ import main

    def said(*words: str) -> str:
        stream = io.StringIO()
        for name in ("stdout", "stderr"):
            monkeypatch.setattr(sys, name, stream)
        monkeypatch.setattr(sys, "argv", [started, *words])
        with pytest.raises(SystemExit):
            main()
        return stream.getvalue()

    assert f"{shown} add" in said()
    assert f"'{shown} init'" in said("list")
    assert f"Usage: {shown} list" in said("list", "--help")
    assert f"{shown} list --last" in said("list", "--help")
    assert f"'{shown} timestamp'" in said("guide", "device")
    if shown != "stalkdiary":
        for words in ([], ["list"], ["guide", "device"], ["guide"]):
            assert "stalkdiary" not in said(*words)


def test_the_recovery_code_invites_a_new_passphrase(
    run: Run, protected: Path, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stalkdiary.cli import session

    code = run("--passphrase-file", secret, "recovery-code", "--json").json["recovery_code"]
    monkeypatch.setattr(session, "_has_terminal", lambda: True)
    for typed, invites in ((code, True), ("a blue tea-pot's lid", False)):
        monkeypatch.setattr(session, "hidden", lambda _, typed=typed: typed)
        ran = run("list")
        assert ran.code == 0
        assert ("set a new passphrase" in ran.err) == invites


def test_init_as_json_at_a_terminal(
    run: Run, home: Path, seated: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The questions are asked all the same, and the document is all that stands on its output."""
    from stalkdiary.cli import protection

    monkeypatch.setattr(protection, "offered_passphrase", lambda: "a b c d e")
    monkeypatch.setattr(protection, "hidden", lambda _: "a b c d e")
    seated("y\r1\r\rAB\r")
    ran = run("init", "--json")
    assert ran.json["encrypted"] is True
    assert len(ran.json["recovery_code"].split("-")) == 17
    assert ran.json["recovery_code"] not in ran.err


def test_the_words_that_are_offered_open_the_diary(
    run: Run, home: Path, seated: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others are shown when asked for; what is typed has to be the same."""
    from stalkdiary.cli import protection

    offered = iter(["one two three four five", "six seven eight nine ten"])
    typed = iter(["six seven", "six seven eight nine ten"])
    monkeypatch.setattr(protection, "offered_passphrase", lambda: next(offered))
    monkeypatch.setattr(protection, "hidden", lambda _: next(typed))
    seated("y\r\rn\r\rAB\r\r")
    ran = run("init")
    assert ran.code == 0, ran
    assert "That was not the same as: six seven eight nine ten" in ran.err
    secret = home / "secret"
    secret.write_text("six seven eight nine ten", encoding="utf-8")
    assert run("--passphrase-file", secret, "list").code == 0
