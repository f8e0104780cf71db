"""`exhibits --labels`: a new file, and a word in the custody log."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

Run = Callable[..., Any]


@pytest.fixture
def two(run: Run, three: Path, home: Path) -> Path:
    """A diary with a file and a thing as exhibits."""
    (home / "a.txt").write_text("a", encoding="utf-8")
    assert run("attach", "1", "a.txt").code == 0
    assert run("attach", "2", "--physical", "a card", "--kept-at", "the drawer").code == 0
    return three


def test_all(run: Run, two: Path, home: Path) -> None:
    before = run("verify", "--json").json["fingerprint"]
    shown = run("exhibits", "--labels", "labels.pdf", "--json").json
    data = (home / "labels.pdf").read_bytes()
    assert shown == {
        "file": "labels.pdf",
        "format": "pdf",
        "ref": ["AB/1", "AB/2"],
        "fingerprint": before,
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    text = PdfReader(home / "labels.pdf").pages[0].extract_text()
    assert "AB/1" in text
    assert "the drawer" in text


def test_only_things(run: Run, two: Path, home: Path) -> None:
    ran = run("exhibits", "--labels", "labels.pdf", "--physical-only")
    assert (ran.code, ran.out, ran.err) == (0, "1 label is at labels.pdf.\n", "")
    text = PdfReader(home / "labels.pdf").pages[0].extract_text()
    assert "AB/1" not in text
    assert "AB/2" in text
    assert [each["ref"] for each in run("exhibits", "--physical-only", "--json").json] == ["AB/2"]


def test_it_is_logged(run: Run, two: Path) -> None:
    noted = run("exhibits", "--labels", "labels.pdf", "--json").json
    handovers = json.loads(run("report", "--format", "json", "-o", "-").out)["handovers"]
    assert handovers[-1]["what"] == "labels"
    assert handovers[-1]["sha256"] == noted["sha256"]
    assert "labels" in run("report", "--format", "text", "-o", "-").out


def test_a_file_that_is_there_stays(run: Run, two: Path, home: Path) -> None:
    (home / "labels.pdf").write_bytes(b"mine")
    fingerprint = run("verify", "--json").json["fingerprint"]
    assert run("exhibits", "--labels", "labels.pdf").code == 4
    assert (home / "labels.pdf").read_bytes() == b"mine"
    assert run("verify", "--json").json["fingerprint"] == fingerprint


def test_nothing_to_label(run: Run, three: Path, home: Path) -> None:
    for options in ([], ["--physical-only"]):
        ran = run("exhibits", "--labels", "labels.pdf", *options)
        assert (ran.code, ran.out) == (3, "")
    assert not (home / "labels.pdf").exists()


def test_a_protected_diary_says_that_the_labels_are_not(
    run: Run, protected: Path, secret: Path
) -> None:
    opened = ("--passphrase-file", secret)
    assert run(*opened, "add", "--what", "A card", "--when", "today").code == 0
    assert run(*opened, "attach", "1", "--physical", "a card").code == 0
    ran = run(*opened, "exhibits", "--labels", "labels.pdf")
    assert ran.code == 0
    assert "not be protected by your passphrase" in ran.err
