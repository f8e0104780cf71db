"""`passphrase` and `recovery-code` by files; at a terminal: test_terminal.py."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
MESSAGE = "The diary did not open with this passphrase."


@pytest.fixture
def other(home: Path) -> Path:
    """A file that holds another passphrase."""
    file = home / "other"
    file.write_text("Ωther '\"\\ words\r\nsecond line\n", encoding="utf-8")
    return file


def opens(run: Run, file: Path) -> bool:
    return bool(run("--passphrase-file", file, "list", "--json").code == 0)


def test_set_change_remove(run: Run, three: Path, secret: Path, other: Path) -> None:
    before = run("list", "--json").out
    ran = run("passphrase", "--new-passphrase-file", secret, "--json").json
    assert ran.keys() == {"encrypted", "recovery_code"}
    assert ran["encrypted"] is True
    assert run("list").code == 2
    assert opens(run, secret)
    ran = run("--passphrase-file", secret, "passphrase", "--new-passphrase-file", other)
    assert "Older copies keep the old one." in ran.out
    assert run("--passphrase-file", secret, "list").code == 6
    assert run("--passphrase-file", other, "list", "--json").out == before
    ran = run("--passphrase-file", other, "passphrase", "--remove", "--json").json
    assert ran == {"encrypted": False, "recovery_code": None}
    assert run("list", "--json").out == before
    assert run("verify").code == 0


def test_the_recovery_code_opens(run: Run, protected: Path, secret: Path, other: Path) -> None:
    code = run("--passphrase-file", secret, "recovery-code", "--json").json["recovery_code"]
    assert re.fullmatch(r"[0-9A-F]{4}(-[0-9A-F]{4}){16}", code)
    out = run("--passphrase-file", secret, "recovery-code").out
    assert "-".join(out.split()) == code
    for typed in (code, code.lower(), code.replace("-", " "), code.replace("-", "")):
        secret.write_text(typed, encoding="utf-8")
        assert opens(run, secret)
    changed = run("--passphrase-file", secret, "passphrase", "--new-passphrase-file", other)
    assert changed.code == 0
    assert not opens(run, secret)


def test_a_plain_diary_has_no_recovery_code(run: Run, place: Path) -> None:
    assert run("recovery-code").code == 3


@pytest.mark.parametrize(
    "typed",
    [
        "a blue tea-pot's lid ",
        "A blue tea-pot's lid",
        " a blue tea-pot's lid",
        "a blue tea-pots lid",
        "a blue tea-pot's lid\0",
        "0" * 68,
        "☂",
        "x'" + "00" * 48 + "'",
    ],
)
def test_the_wrong_one(run: Run, protected: Path, home: Path, typed: str) -> None:
    """The same words whatever was wrong, and not a byte changed."""
    wrong = home / "wrong"
    wrong.write_text(typed, encoding="utf-8")
    before = protected.read_bytes()
    ran = run("--passphrase-file", wrong, "add", "--what", "x")
    assert (ran.code, ran.out) == (6, "")
    assert ran.err.startswith(MESSAGE)
    assert typed.strip() not in ran.err
    assert protected.read_bytes() == before


def test_the_ways_to_write_one_letter_are_one(run: Run, home: Path) -> None:
    """é as one character or as two: keyboards differ."""
    file = home / "secret"
    file.write_text("caf\u00e9", encoding="utf-8")
    run("--passphrase-file", file, "init")
    file.write_text("cafe\u0301", encoding="utf-8")
    assert opens(run, file)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], 2),
        (["--remove", "--new-passphrase-file", "other"], 2),
        (["--new-passphrase-file", "missing"], 4),
        (["--new-passphrase-file", "."], 4),
        (["--new-passphrase-file", "/dev/null"], 4),
        (["--new-passphrase-file", "~nobody-of-that-name/x"], 4),
    ],
)
def test_refused(run: Run, protected: Path, secret: Path, words: list[str], code: int) -> None:
    before = protected.read_bytes()
    assert run("--passphrase-file", secret, "passphrase", *words).code == code
    assert protected.read_bytes() == before
    assert opens(run, secret)


def test_a_file_without_an_end(run: Run, protected: Path) -> None:
    """It is read only so far."""
    assert run("--passphrase-file", "/dev/zero", "list").code == 6


def test_places_by_environment(
    run: Run, protected: Path, secret: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STALKDIARY_PASSPHRASE_FILE", "~/secret")
    assert run("list").code == 0
    monkeypatch.setenv("STALKDIARY_DIARY", "~/elsewhere.db")
    assert run("list").code == 7
    assert run("--diary", protected, "list").code == 0
    assert run("init").code == 0
    assert (home / "elsewhere.db").exists()
    monkeypatch.setenv("STALKDIARY_PASSPHRASE_FILE", "")
    assert run("list").code == 2
