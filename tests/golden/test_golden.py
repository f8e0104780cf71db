"""Diaries that earlier versions wrote open, verify and say the same for ever."""

import gzip
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.diary import Diary
from stalkdiary.usecases.export import export_ledger

HERE = Path(__file__).parent
DIARIES = sorted(each.parent.name for each in HERE.glob("*/diary.db.gz"))
FOR_PEOPLE = {
    *("report.html", "report.pdf", "HOW-TO-CHECK.txt", "HOW-TO-CHECK.pdf", "check_bundle.py"),
    "ledger.jsonl",
}
"""Files of a bundle that say when it was made, or more with a later version."""


class Golden:
    """A copy of one of them, and the program to ask."""

    def __init__(self, name: str, folder: Path, env: dict[str, str]) -> None:
        self.said = HERE / name / "said"
        self.folder = folder
        self._env = env
        self.path = diary = folder / "diary.db"
        diary.write_bytes(gzip.decompress((HERE / name / "diary.db.gz").read_bytes()))
        diary.chmod(0o600)
        self._opening = ["--diary", str(diary)]
        if (passphrase := HERE / name / "passphrase.txt").exists():
            self._opening += ["--passphrase-file", str(passphrase)]

    def ask(self, *words: str) -> str:
        """What a command prints; it has to end well."""
        command = [sys.executable, "-m", "stalkdiary", *self._opening, *words, "--json"]
        ran = subprocess.run(command, env=self._env, capture_output=True, check=False)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.decode()

    def then(self, name: str) -> str:
        """What the version that made the diary printed."""
        return (self.said / f"{name}.json").read_text(encoding="utf-8")


@pytest.fixture(params=DIARIES)
def golden(request: pytest.FixtureRequest, tmp_path: Path, at_home: dict[str, str]) -> Golden:
    """Each diary in turn, in a folder of its own."""
    return Golden(request.param, tmp_path, at_home)


def of_then(now: Any, then: Any) -> Any:
    """`now` without the names that a later version has added to objects."""
    if isinstance(now, dict) and isinstance(then, dict):
        return {name: of_then(now[name], value) for name, value in then.items() if name in now}
    if isinstance(now, list) and isinstance(then, list) and len(now) == len(then):
        return [of_then(*each) for each in zip(now, then, strict=True)]
    return now


def as_of_then(now: str, then: str, *, without: str = "") -> tuple[str, str]:
    """Both as text, each without the member `without`."""
    read_now, read_then = json.loads(now), json.loads(then)
    if without:
        del read_now[without], read_then[without]
    texts = (of_then(read_now, read_then), read_then)
    return (json.dumps(texts[0], indent=1), json.dumps(texts[1], indent=1))


def test_it_opens_and_verifies_clean(golden: Golden) -> None:
    """A diary of every format opens, is brought up to date, and has nothing wrong with it."""
    for _ in range(2):
        found = json.loads(golden.ask("verify"))
        assert found["findings"] == []
        assert found["entries"] == len((golden.said / "ledger.jsonl").read_bytes().splitlines())


def test_it_is_handed_over_byte_for_byte(golden: Golden) -> None:
    """Whoever holds an old bundle finds the same lines, tables and files in a new one.

    `export.sha256` has the others than those `FOR_PEOPLE`. Behind the lines of the ledger stands
    the note of the bundle itself, which version 0.1 did not write.
    """
    golden.ask("bundle", str(golden.folder / "bundle"))
    data = golden.folder / "bundle" / "data"
    *lines, note = (data / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    assert b"".join(lines) == (golden.said / "ledger.jsonl").read_bytes()
    assert json.loads(json.loads(note)["body"])["what"] == "bundle"
    files = [each for each in data.rglob("*") if each.is_file() and each.name not in FOR_PEOPLE]
    sums = sorted(
        f"{sha256(each.read_bytes()).hexdigest()}  {each.relative_to(data).as_posix()}\n"
        for each in files
    )
    # After a change that is meant: write "".join(sums) there, and raise the version of bundles.
    assert "".join(sums) == (golden.said.parent / "export.sha256").read_text(encoding="utf-8")


def test_its_ledger_is_exported_byte_for_byte(golden: Golden) -> None:
    """The lines for scripts are those that were handed over on the day it was kept."""
    secret = golden.said.parent / "passphrase.txt"
    with Diary.open(golden.path, lambda: secret.read_text(encoding="utf-8").strip()) as diary:
        export_ledger(diary, golden.folder / "ledger.jsonl")
    now = (golden.folder / "ledger.jsonl").read_bytes()
    assert now == (golden.said / "ledger.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("name", "command"),
    [("list", "list"), ("exhibits", "exhibits"), ("people", "people"), ("action", "action")],
)
def test_its_lists_say_the_same(golden: Golden, name: str, command: str) -> None:
    """No incident, exhibit, person or action is told differently than on the day it was kept."""
    now, then = as_of_then(golden.ask(command), golden.then(name))
    assert now == then


def test_each_incident_is_shown_as_it_was(golden: Golden) -> None:
    """An account, its history, its exhibits and its messages stay as they were shown."""
    shown = sorted(golden.said.glob("show-*.json"))
    assert shown
    for each in shown:
        number = each.stem.removeprefix("show-")
        now, then = as_of_then(golden.ask("show", number), golden.then(each.stem))
        assert now == then


def test_its_counts_are_the_same(golden: Golden) -> None:
    """The summary counts what it counted; what it says of the last weeks depends on the day."""
    now, then = as_of_then(golden.ask("summary"), golden.then("summary"), without="rate")
    assert now == then


def test_its_exhibits_come_out_byte_for_byte(golden: Golden) -> None:
    """An exhibit that is extracted is the file that was kept."""
    for ref, data in (
        ("RM/1", b"I saw you at the library.\nDo not think you can hide.\n"),
        ("RM/2", b"\x89PNG\r\n\x1a\nnot a picture, but with its first bytes"),
    ):
        target = golden.folder / "out"
        golden.ask("extract", ref, "--output", str(target))
        assert target.read_bytes() == data
        target.unlink()


def test_it_is_searched_by_the_rules_of_today(golden: Golden) -> None:
    """The index of an old diary is made again, so that its incidents are found by their words."""
    listed = json.loads(golden.then("list"))
    for each in listed[:5]:
        longest = max(each["what"].split(), key=len).upper()
        found = json.loads(golden.ask("search", longest))
        assert each["incident"] in {one["incident"] for one in found}
