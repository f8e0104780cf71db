"""`attach`, `exhibits` and `extract`: what goes in comes out, byte for byte, and nothing else."""

import hashlib
import os
import re
import socket
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.cli.extract import safe_name
from stalkdiary.store import source

Run = Callable[..., Any]
EXHIBIT = {
    "ref", "incident", "name", "bytes", "sha256", "media_type", "added_at", "physical",
}  # fmt: skip
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 40


def test_the_shapes(run: Run, three: Path, home: Path) -> None:
    (home / "a.png").write_bytes(PNG)
    ran = run("attach", "1", "a.png", "--captured", "by me", "--json").json
    assert ran.keys() >= {"incident", "recorded_at", "exhibits", "fingerprint"}
    (listed,) = run("exhibits", "--json").json
    assert listed.keys() >= EXHIBIT
    assert ran["exhibits"] == [listed]
    assert {k: listed[k] for k in EXHIBIT} == {
        "ref": "AB/1",
        "incident": 1,
        "name": "a.png",
        "bytes": len(PNG),
        "sha256": hashlib.sha256(PNG).hexdigest(),
        "media_type": "image/png",
        "added_at": ran["recorded_at"],
        "physical": False,
    }
    copied = run("extract", "ab/1", "-o", "copy", "--json").json
    assert copied.keys() >= {"ref", "file", "bytes", "sha256", "fingerprint"}
    assert (home / "copy").read_bytes() == PNG
    assert copied["sha256"] == listed["sha256"]
    assert stat.S_IMODE((home / "copy").stat().st_mode) == 0o600


def test_in_words(run: Run, three: Path, home: Path) -> None:
    (home / "a.png").write_bytes(PNG)
    sha256 = hashlib.sha256(PNG).hexdigest()
    assert f"Kept as AB/1: a.png (10.3 kB, SHA-256 {sha256})" in run("attach", "1", "a.png").out
    out = run("exhibits").out
    assert re.fullmatch(rf"AB/1  incident 1  a\.png  10\.3 kB  added .*{sha256}\n", out)
    assert run("extract", "AB/1").out.startswith("AB/1 is copied to AB-1 a.png.\n")
    assert (home / "AB-1 a.png").read_bytes() == PNG
    assert (home / "a.png").read_bytes() == PNG


def test_a_thing(run: Run, three: Path, home: Path) -> None:
    words = ["--found-at", "the mat", "--handled-by", "me", "--packed", "paper bag"]
    ran = run("attach", "1", "--physical", "a letter", *words, "--kept-at", "Sam's", "--json").json
    (listed,) = ran["exhibits"]
    assert (listed["physical"], listed["name"], listed["bytes"]) == (True, "a letter", None)
    assert (listed["packed"], listed["kept_at"]) == ("paper bag", "Sam's")
    assert "kept at Sam's" in run("exhibits").out
    before = three.read_bytes()
    for words in (["-o", "copy"], ["-o", "-"], []):
        ran = run("extract", "AB/1", *words)
        assert (ran.code, ran.out) == (4, "")
        assert "Sam's" in ran.err
    assert three.read_bytes() == before
    assert sorted(each.name for each in home.iterdir()) == [".local"]


@pytest.mark.parametrize("content", [b"", b"\0", PNG, os.urandom(600_000)], ids=len)
def test_the_same_bytes_come_out(run: Run, three: Path, home: Path, content: bytes) -> None:
    (home / "a").write_bytes(content)
    (home / "b").write_bytes(content)
    assert run("attach", "1", "a", "b").code == 0
    for ref in ("AB/1", "AB/2"):
        assert run("extract", ref, "-o", f"out{ref[-1]}").code == 0
        assert (home / f"out{ref[-1]}").read_bytes() == content
    assert run("verify").code == 0


def test_references_are_never_used_again(run: Run, three: Path, home: Path) -> None:
    (home / "a").write_bytes(b"a")
    run("attach", "1", "a")
    assert run("attach", "1", "a", "missing").code == 4
    assert run("exhibits", "--initials", "cd", "--json").json[0]["ref"] == "AB/1"
    run("attach", "2", "a")
    assert [each["ref"] for each in run("exhibits", "--json").json] == ["AB/1", "CD/2"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["1"], 2),
        (["1", "a", "--physical", "x"], 2),
        (["9", "a"], 3),
        (["9", "--physical", "x"], 3),
        (["1", "--physical", ""], 4),
        (["1", "--physical", "x", "--kept-at", "\udcff"], 4),
        (["1", "a", "--captured", "\udcff"], 4),
        (["1", "missing"], 4),
        (["1", "~$letter.docx"], 4),
        (["1", "~nobody-of-that-name/x"], 4),
        (["1", "x" * 300], 4),
        (["1", ""], 9),
        (["1", "a/b"], 4),
        (["1", "."], 9),
        (["1", "/"], 9),
        (["1", "/dev/zero"], 9),
        (["1", "/dev/null"], 9),
        (["1", "link"], 9),
        (["1", "dangling"], 9),
        (["1", "pipe"], 9),
        (["1", "socket"], 9),
    ],
)
def test_refused(
    run: Run, three: Path, home: Path, words: list[str], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "a").write_bytes(b"a")
    (home / "link").symlink_to("a")
    (home / "dangling").symlink_to("nowhere")
    os.mkfifo(home / "pipe")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket")
        before = three.read_bytes()
        ran = run("attach", *words)
    assert (ran.code, ran.out) == (code, ""), ran
    assert three.read_bytes() == before
    if code == 9:
        assert "Nothing was saved." in ran.err


def test_the_name_of_a_locked_document(run: Run, three: Path, home: Path) -> None:
    """Word puts ~$ before the name; it is no home folder."""
    (home / "~$letter.docx").write_bytes(b"x")
    assert run("attach", "1", "~$letter.docx").code == 0


def test_a_file_that_grows_while_it_is_read(
    run: Run, three: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = home / "a"
    file.write_bytes(b"a" * 100)
    real = source._times

    def growing(status: os.stat_result) -> dict[str, str]:
        with file.open("ab") as more:
            more.write(b"b")
        return real(status)

    monkeypatch.setattr(source, "_times", growing)
    before = three.read_bytes()
    ran = run("attach", "1", "a")
    assert ran.code == 9
    assert "changed while it was being read" in ran.err
    assert three.read_bytes() == before


NAMES = [
    "two\nlines.jpg",
    "\rreturn.jpg",
    'quote\'s "and".jpg',
    "photo\u202egpj.exe",
    "-o",
    "--json",
    "...",
    ".hidden",
    "..\\..\\windows.ini",
    "C:\\x.txt",
    "con",
    "a\x1b[2Jb",
    "$(reboot)`x`",
    "x" * 255,
    "\u6771" * 85,
    "%s{0}[foo]",
    "zero\u200bwidth",
    "\u0301" * 100,
    " spaces ",
    "tab\t",
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_names_are_kept_and_copies_are_named_safely(
    run: Run, three: Path, home: Path, name: str
) -> None:
    """The exhibit has its name; the copy stays in the folder, visible, and is no option."""
    (home / "in").mkdir()
    (home / "in" / name).write_bytes(b"x")
    assert run("attach", "1", "--", home / "in" / name).code == 0
    assert run("exhibits", "--json").json[0]["name"] == name
    ran = run("extract", "AB/1")
    assert ran.code == 0, ran
    (made,) = [each for each in home.iterdir() if each.name not in {"in", ".local"}]
    assert made.read_bytes() == b"x"
    assert re.fullmatch(r"AB-1( [\w. ()+@-]+)?", made.name)
    assert [each.name for each in (home / "in").iterdir()] == [name]


def test_a_name_that_is_not_utf_8(run: Run, three: Path, home: Path) -> None:
    (home / os.fsdecode(b"caf\xe9.jpg")).write_bytes(b"x")
    assert run("attach", "1", os.fsdecode(b"caf\xe9.jpg")).code == 0
    assert "\\xe9" in run("exhibits").out or "\\udce9" in run("exhibits").out
    assert run("extract", "AB/1").code == 0


@pytest.mark.parametrize("name", ["", "/", "../../etc/passwd", "\0", "a/" * 50, "..", "\udcff"])
def test_safe_names(name: str) -> None:
    safe = safe_name(name, "AB/1")
    assert "/" not in safe
    assert safe.startswith("AB-1")
    assert safe.isprintable()


def test_nothing_is_overwritten(run: Run, three: Path, home: Path) -> None:
    (home / "a").write_bytes(b"a")
    run("attach", "1", "a")
    (home / "link").symlink_to("nowhere")
    before = three.read_bytes()
    for target in ("a", ".", "link", "/dev/null", ""):
        ran = run("extract", "AB/1", "-o", target)
        assert (ran.code, ran.out) == (4, ""), ran
    for target in ("missing/copy", "a/copy", "x" * 300):
        assert run("extract", "AB/1", "-o", target).code == 8
    assert (home / "a").read_bytes() == b"a"
    assert sorted(each.name for each in home.iterdir()) == [".local", "a", "link"]
    assert before == three.read_bytes()


@pytest.mark.parametrize(
    ("ref", "code"), [("AB/2", 3), ("1", 3), ("", 4), ("\udcff", 4), ("' OR 1=1", 3)]
)
def test_no_such_exhibit(run: Run, three: Path, home: Path, ref: str, code: int) -> None:
    (home / "a").write_bytes(b"a")
    run("attach", "1", "a")
    assert run("extract", ref).code == code


def test_extract_to_standard_output(run: Run, three: Path, home: Path) -> None:
    (home / "a").write_bytes(b"some bytes\n")
    run("attach", "1", "a")
    ran = run("extract", "AB/1", "-o", "-")
    assert (ran.out, ran.err) == ("some bytes\n", "")


def test_no_exhibits(run: Run, three: Path) -> None:
    ran = run("exhibits")
    assert (ran.code, ran.out) == (0, "")
    assert run("exhibits", "--json").json == []
    assert run("exhibits", "--initials", "A B C!").code == 4


def test_what_it_shows_is_said_later(run: Run, three: Path, home: Path) -> None:
    """Both stay in the history, and the last is what reports take."""
    (home / "a.png").write_bytes(PNG)
    run("attach", "1", "a.png", "--says", "A screenshot.")
    told = run("attach", "1", "--exhibit", "ab/1", "--says", "His message of 3 March.").out
    assert told.startswith("AB/1 shows: His message of 3 March.\n")
    (listed,) = run("exhibits", "--json").json
    assert listed["says"] == "His message of 3 March."
    shown = run("show", "1").out
    assert "shows: His message of 3 March." in shown
    assert "What AB/1 shows, said " in shown
    assert run("verify").code == 0
    run("attach", "1", "--exhibit", "AB/1", "--says", "")
    assert run("exhibits", "--json").json[0]["says"] is None
    run("report", "-o", "r.html")
    assert "His message of 3 March." not in (home / "r.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("1", "--exhibit", "AB/9", "--says", "x"), 3),
        (("2", "--exhibit", "AB/1", "--says", "x"), 3),
        (("1", "--exhibit", "AB/1", "--says", "A screenshot."), 2),
        (("1", "--exhibit", "AB/1"), 2),
        (("1", "--exhibit", "AB/1", "b.png", "--says", "x"), 2),
        (("1", "--exhibit", "AB/2", "--says", "x"), 2),
    ],
)
def test_what_it_shows_is_refused(
    run: Run, three: Path, home: Path, words: tuple[str, ...], code: int
) -> None:
    """Nothing is written where it is no file of the incident, or says so already."""
    (home / "a.png").write_bytes(PNG)
    run("attach", "1", "a.png", "--says", "A screenshot.")
    run("attach", "1", "--physical", "a card")
    before = run("verify", "--json").json["entries"]
    ran = run("attach", *words)
    assert (ran.code, ran.out) == (code, "")
    assert run("verify", "--json").json["entries"] == before
