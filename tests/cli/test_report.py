"""`report`: the command. What is in a report: tests/reports."""

import csv
import hashlib
import json
import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_a_pdf_by_default(run: Run, three: Path, home: Path) -> None:
    """Under a neutral name that nothing has yet."""
    day = datetime.now().astimezone().date().isoformat()
    for name in (f"report-{day}.pdf", f"report-{day}-2.pdf"):
        ran = run("report")
        assert ran.out.startswith(f"The report is at {name}.\nFingerprint: ")
        assert (home / name).read_bytes().startswith(b"%PDF-")
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o600


@pytest.mark.parametrize("form", ["text", "csv", "json"])
def test_the_same_in_a_file_and_on_standard_output(
    run: Run, three: Path, home: Path, form: str
) -> None:
    ran = run("report", "--format", form, "-o", "-")
    assert (ran.code, ran.err) == (0, "")
    assert "Rang me 14 times" in ran.out
    suffix = {"text": "txt"}.get(form, form)
    noted = run("report", "-o", f"~/r.{suffix}", "--for", "PC 1", "--json").json
    content = (home / f"r.{suffix}").read_bytes()
    assert noted["sha256"] == hashlib.sha256(content).hexdigest()
    assert (noted["format"], noted["for"], noted["incidents"]) == (form, "PC 1", [3, 1, 2])
    if form == "json":
        assert json.loads(content)["summary"]["incidents"] == 3
    if form == "csv":
        assert len(list(csv.reader(ran.out.splitlines()))) == 4


def test_every_report_is_in_the_ledger(run: Run, three: Path, home: Path) -> None:
    fingerprint = run("report", "-o", "r.txt", "--json").json["fingerprint"]
    assert run("verify", "--expect", fingerprint, "--json").json["covered"] == 5
    assert run("report", "--format", "text", "-o", "-", "--for", "PC Smith").code == 0
    assert "PC Smith" in run("report", "--format", "text", "-o", "-").out


def test_some_incidents(run: Run, three: Path) -> None:
    ran = run("report", "--person", "Alex", "--format", "json", "-o", "-").json
    assert ran["summary"]["incidents"] == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["-o", "taken"], 4),
        (["-o", "."], 4),
        (["-o", ""], 4),
        (["-o", "/dev/full"], 4),
        (["-o", "missing/r.txt"], 8),
        (["-o", "taken/r.txt"], 8),
        (["-o", "x" * 300 + ".txt"], 8),
        (["-o", "r.txt", "--for", ""], 4),
        (["-o", "r.txt", "--for", "\udcff"], 4),
        (["-o", "r.txt", "--type", "assault"], 3),
        (["-o", "r.txt", "--person", "Nobody"], 3),
        (["-o", "r.txt", "--since", "bread"], 4),
        (["-o", "r.txt", "--format", "docx"], 2),
    ],
)
def test_refused(run: Run, three: Path, home: Path, words: list[str], code: int) -> None:
    (home / "taken").write_bytes(b"mine")
    before = three.read_bytes()
    ran = run("report", *words)
    assert (ran.code, ran.out) == (code, ""), ran
    assert three.read_bytes() == before
    assert sorted(each.name for each in home.iterdir()) == [".local", "taken"]
    assert (home / "taken").read_bytes() == b"mine"


def test_of_a_protected_diary_it_warns(run: Run, protected: Path, secret: Path) -> None:
    run("--passphrase-file", secret, "add", "--what", "x")
    ran = run("--passphrase-file", secret, "report", "-o", "r.txt")
    assert ran.code == 0
    assert "not protected by your passphrase" in ran.err
