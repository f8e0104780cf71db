"""`init` without a terminal; with one: test_terminal.py."""

import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
CODE = re.compile(r"[0-9A-F]{4}(-[0-9A-F]{4}){16}")


def test_without_a_passphrase(run: Run, home: Path) -> None:
    ran = run("init", "--no-passphrase", "--initials", "a.b.", "--json")
    assert ran.json == {
        "diary": str(home / ".local" / "share" / "dayfile" / "diary.db"),
        "encrypted": False,
        "recovery_code": None,
        "timezone": "Europe/London",
        "fingerprint": ran.json["fingerprint"],
    }
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", ran.json["fingerprint"])
    diary = Path(ran.json["diary"])
    assert stat.S_IMODE(diary.stat().st_mode) == 0o600
    assert stat.S_IMODE(diary.parent.stat().st_mode) == 0o700
    assert diary.read_bytes().startswith(b"SQLite format 3\0")
    run("add", "--what", "x")
    run("attach", "1", "--physical", "a card")
    assert run("exhibits", "--json").json[0]["ref"] == "AB/1"


def test_with_a_passphrase(run: Run, secret: Path, home: Path) -> None:
    ran = run("--passphrase-file", secret, "init", "--json").json
    assert ran["encrypted"] is True
    assert CODE.fullmatch(ran["recovery_code"])
    assert not Path(ran["diary"]).read_bytes().startswith(b"SQLite")
    secret.write_text(ran["recovery_code"].lower().replace("-", " "), encoding="utf-8")
    assert run("--passphrase-file", secret, "list").code == 0


def test_in_words(run: Run, secret: Path) -> None:
    ran = run("--passphrase-file", secret, "init")
    assert "The diary is at " in ran.out
    assert "Check code: " in ran.out
    assert CODE.fullmatch("-".join(re.findall(r"^ {4}(\S+)$", ran.out, re.MULTILINE)))
    assert "Write it on paper" in ran.err


def test_what_only_the_person_can_decide(run: Run, home: Path) -> None:
    ran = run("init")
    assert ran.code == 2
    assert "--no-passphrase" in ran.err
    assert list(home.iterdir()) == []


def test_a_diary_is_never_replaced(run: Run, place: Path) -> None:
    before = place.read_bytes()
    ran = run("init", "--no-passphrase")
    assert ran.code == 4
    assert str(place) in ran.err
    assert place.read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ["--initials", ""],
        ["--initials", "A/B"],
        ["--initials", "ABCDEFGHI"],
        ["--initials", "\udcff"],
        ["--timezone", "Moon/Crater"],
        ["--timezone", "\udcff"],
        ["--timezone", ""],
    ],
)
def test_refused(run: Run, home: Path, words: list[str]) -> None:
    assert run("init", "--no-passphrase", *words).code == 4
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"\n", b"\npassphrase", b"\xff\xfe\n"])
def test_a_passphrase_file_without_a_passphrase(run: Run, secret: Path, content: bytes) -> None:
    secret.write_bytes(content)
    ran = run("--passphrase-file", secret, "init")
    assert ran.code == 4
    assert "first line" in ran.err


def test_the_mark_that_windows_puts_first_is_no_letter(run: Run, secret: Path) -> None:
    """Notepad begins a file with U+FEFF; at the prompt nobody could type that."""
    secret.write_bytes(b"\xef\xbb\xbfa blue tea-pot\r\n")
    assert run("--passphrase-file", secret, "init").code == 0
    secret.write_bytes(b"a blue tea-pot")
    assert run("--passphrase-file", secret, "list").code == 0


def test_places_that_take_no_diary(run: Run, home: Path) -> None:
    (home / "file").touch()
    for diary, code in ((home / "file" / "d.db", 8), (home / ("a" * 300), 8), (home, 4)):
        ran = run("--diary", diary, "init", "--no-passphrase")
        assert ran.code == code
    assert [each.name for each in home.iterdir()] == ["file"]


def test_a_name_that_is_not_utf_8(run: Run, home: Path) -> None:
    assert run("--diary", "\udcff.db", "init", "--no-passphrase").code == 0
    assert run("--diary", "\udcff.db", "add", "--what", "x").code == 0
    assert len(run("--diary", "\udcff.db", "list", "--json").json) == 1
