"""What was left out is asked for at a terminal, and named elsewhere."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from stalkdiary.cli.session import Session

Run = Callable[..., Any]
Keys = Callable[[str], None]
PROTECTED = "not be protected by your passphrase"


@pytest.fixture
def seated(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keys]:
    """Somebody sits at the terminal and types ahead."""
    monkeypatch.setattr(Session, "may_ask", property(lambda _: True))
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        yield pipe.send_text


def test_the_number_is_asked_for(run: Run, three: Path, seated: Keys) -> None:
    """One that does not fit is asked for once more."""
    seated("one\r3\r")
    ran = run("show")
    assert ran.code == 0
    assert "Outside the house" in ran.out
    assert "not a valid int" in ran.err


@pytest.mark.parametrize("words", [["show"], ["withdraw"], ["import"], ["backup"], ["extract"]])
def test_enter_alone_leaves_it_out(run: Run, three: Path, seated: Keys, words: list[str]) -> None:
    """Then it is as without a terminal: exit 2, nothing done."""
    before = three.read_bytes()
    seated("\r")
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert "is missing" in ran.err
    assert three.read_bytes() == before


def test_ctrl_c_leaves(run: Run, three: Path, seated: Keys) -> None:
    """As at every question."""
    seated("\x03")
    assert run("show").code == 130


def test_labels_ask_for_their_name(run: Run, place: Path, home: Path, seated: Keys) -> None:
    """Enter takes the name that is offered; without a terminal it has to be given."""
    (home / "note.txt").write_text("I saw you", encoding="utf-8")
    run("add", "--what", "x", "--when", "now", "--attach", "note.txt")
    seated("\r")
    assert run("exhibits", "--labels").code == 0
    assert len(list(home.glob("labels-*.pdf"))) == 1


def test_labels_without_a_name(run: Run, three: Path) -> None:
    """Nobody can be asked."""
    ran = run("exhibits", "--labels")
    assert (ran.code, ran.out) == (2, "")


@pytest.mark.parametrize(("answer", "made"), [("1", "copies"), ("2", "copies/diary-backup.db")])
def test_a_backup_to_what_is_not_there(
    run: Run, three: Path, home: Path, seated: Keys, answer: str, made: str
) -> None:
    """It can be a file or a folder."""
    seated(f"{answer}\r")
    assert run("backup", "copies").code == 0
    assert (home / made).is_file()


def test_a_backup_to_a_stick_that_is_not_there(
    run: Run, three: Path, home: Path, seated: Keys
) -> None:
    """Nothing is made where nothing is wanted, and nothing where nobody can be asked."""
    seated("3\r")
    assert run("backup", "stick/").code == 2
    assert not (home / "stick").exists()


def test_a_backup_to_a_folder_that_is_not_there(run: Run, three: Path, home: Path) -> None:
    """Without a terminal a file of that name would not be what was meant."""
    ran = run("backup", "stick/")
    assert (ran.code, ran.out) == (2, "")
    assert not (home / "stick").exists()


@pytest.fixture
def filled(run: Run, protected: Path, home: Path, secret: Path) -> Run:
    """Runs a command on an encrypted diary with one exhibit."""
    (home / "note.txt").write_text("I saw you", encoding="utf-8")
    opened = ("--passphrase-file", secret)
    add = ("add", "--what", "x", "--when", "now", "--attach", "note.txt")
    assert run(*opened, *add).code == 0
    return lambda *words: run(*opened, *words)


@pytest.mark.parametrize(
    "words",
    [["report", "--as", "call", "-o", "x.txt"], ["bundle", "x"], ["extract", "EX/1", "-o", "x"]],
)
def test_leaving_the_encryption_is_asked_about(
    filled: Run, home: Path, seated: Keys, words: list[str]
) -> None:
    """Before the file is written; n writes nothing, and the custody log stays as it was."""
    before = filled("verify", "--json").json["entries"]
    seated("n\r")
    ran = filled(*words)
    assert ran.code == 2
    assert PROTECTED in ran.err
    assert not list(home.glob("x*"))
    assert filled("verify", "--json").json["entries"] == before
    seated("y\r")
    assert filled(*words).code == 0
    assert len(list(home.glob("x*"))) == 1


@pytest.mark.parametrize("words", [["report", "-o", "x.txt"], ["bundle", "x"]])
def test_a_yes_beforehand_is_enough(
    filled: Run, home: Path, seated: Keys, words: list[str]
) -> None:
    """The line is said all the same."""
    ran = filled(*words, "--yes")
    assert (ran.code, PROTECTED in ran.err) == (0, True)


def test_without_a_terminal_it_is_said_and_written(filled: Run, home: Path) -> None:
    """Nobody can be asked."""
    ran = filled("extract", "EX/1", "-o", "x")
    assert (ran.code, PROTECTED in ran.err) == (0, True)


def test_a_report_asks_what_to_quote_and_what_to_ask_for(
    run: Run, three: Path, home: Path, seated: Keys
) -> None:
    """A number that can't be quoted is asked for once more."""
    assert run("withdraw", "1", "--why", "twice").code == 0
    seated("99\r1\r3\rA call back\r")
    ran = run("report", "-o", "x.txt")
    assert ran.code == 0, ran
    assert "There is no incident '99' that could be quoted." in ran.err
    assert "There is no incident '1' that could be quoted." in ran.err
    text = " ".join((home / "x.txt").read_text(encoding="utf-8").split())
    first_page = text.partition("The pattern")[0]
    assert "A call back" in first_page
    assert "Outside the house" in first_page


def test_enter_leaves_both_to_the_rule(run: Run, three: Path, home: Path, seated: Keys) -> None:
    """As without a terminal."""
    seated("\r\r")
    assert run("report", "-o", "asked.txt").code == 0
    assert run("report", "-o", "rule.txt", "--yes").code == 0
    asked, rule = (
        (home / name).read_text(encoding="utf-8").partition("In my words")[2][:80]
        for name in ("asked.txt", "rule.txt")
    )
    assert asked == rule


@pytest.mark.parametrize("words", [["--as", "call"], ["--format", "csv"], ["--json", "--yes"]])
def test_other_documents_have_no_first_page(
    run: Run, three: Path, seated: Keys, words: list[str]
) -> None:
    """Nothing is asked."""
    assert run("report", *words).code == 0
