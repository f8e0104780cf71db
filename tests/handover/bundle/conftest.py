"""Bundles: made once from a diary with something of everything, copied for each test."""

import base64
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from stalkdiary.cli.bundle import document_of
from stalkdiary.diary import Diary
from stalkdiary.handover.timestamp import request_for
from stalkdiary.model.action import Action
from stalkdiary.model.changes import Changes
from stalkdiary.model.exhibit import PhysicalItem
from stalkdiary.model.incident import Account
from stalkdiary.model.moment import Moment, Precision
from stalkdiary.model.person import Person
from stalkdiary.model.selection import EVERYTHING, Selection
from stalkdiary.usecases.bundle import BundleOptions, write_bundle

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/London"))
PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8

Made = dict[str, Any]
Make = Callable[..., Made]


def on(day: str) -> Moment:
    """Some day."""
    return Moment(
        start=day, end=None, precision=Precision.DAY, part=None, timezone="Europe/London", said=day
    )


def make(
    diary: Diary,
    target: Path,
    *,
    selection: Selection = EVERYTHING,
    password: bytes | None = None,
    **wanted: Any,
) -> Made:
    """Makes a bundle as the command does."""
    options = BundleOptions(selection=selection, password=password, **wanted)
    return document_of(write_bundle(diary, target, options, now=NOW))


@pytest.fixture(scope="session")
def bundled() -> Make:
    """`make`."""
    return make


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory, certified: Path) -> Path:
    """A diary with incidents in March and April, files, a thing, people, and two timestamps."""
    folder = tmp_path_factory.mktemp("told")
    files = folder / "files"
    files.mkdir()
    for name, data in {
        "Zoë’s door 🚪.jpg": PICTURE,
        "=cmd|calc.txt": b"CANARY-NOTE of March",
        "again.jpg": PICTURE,
        "page.html": b"<!doctype html><script>alert(1)</script>",
    }.items():
        (files / name).write_bytes(data)
    with Diary.create(folder / "diary.db", None, initials="AB") as diary:
        diary.record_person(Person(number=0, name="Alex", role="stalker", notes="CANARY-PERSON"))
        diary.record_person(Person(number=0, name="Kim", numbers=("07700 900123",)))
        diary.add(
            Account(what="CANARY-MARCH He stood outside 12 Acacia Avenue", when=on("2026-03-01")),
            [files / "Zoë’s door 🚪.jpg", files / "=cmd|calc.txt"],
            person="Alex",
        )
        stamp(diary, certified)
        diary.add(
            Account(
                what="CANARY-APRIL Fourteen calls",
                when=on("2026-04-02"),
                times=14,
                cost="CANARY-COST",
            ),
            [files / "again.jpg", files / "page.html"],
            person="Kim",
        )
        diary.amend(1, Changes(where="CANARY-WHERE"), why="CANARY-WHY")
        diary.withdraw(1, "CANARY-WITHDRAWN")
        diary.attach_physical(2, PhysicalItem(description="a card, CANARY-CARD", kept_at="Sam's"))
        diary.record_action(
            Action(number=0, recorded_at="", kind="police", when=on("2026-04-03"), what="101")
        )
        diary.record_handover("report", {"format": "pdf", "for": "CANARY-OFFICER"})
        diary.record_backup({"file": "CANARY-BACKUP"})
        diary.save_draft({"what": "CANARY-DRAFT"})
        stamp(diary, certified)
    return folder / "diary.db"


def stamp(diary: Diary, certified: Path) -> None:
    """Has the local authority stamp the newest entry, without a network."""
    *_, newest = diary.entries()
    question, answer = certified / "asked-here", certified / "answered-here"
    question.write_bytes(request_for(newest))
    command = (
        *("openssl", "ts", "-reply", "-config", certified / "ts.cnf", "-queryfile", question),
        *("-signer", certified / "tsa.pem", "-inkey", certified / "tsa.key", "-out", answer),
    )
    subprocess.run(command, check=True, capture_output=True)
    diary.record_timestamp(
        {
            "authority": "http://localhost/tsa",
            "entry": newest.number,
            "hash": newest.hash,
            "request": base64.b64encode(question.read_bytes()).decode(),
            "response": base64.b64encode(answer.read_bytes()).decode(),
            "roots": (certified / "root.pem").read_text(),
            "gen_time": signed_time(answer),
        }
    )


def signed_time(answer: Path) -> str:
    """When the authority signed, as ``openssl`` reads it."""
    command = ("openssl", "ts", "-reply", "-text", "-in", answer)
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    (words,) = re.findall(r"Time stamp: (.*) GMT", said)
    signed = datetime.strptime(f"{words} +0000", "%b %d %H:%M:%S %Y %z")
    return f"{signed:%Y-%m-%dT%H:%M:%SZ}"


@pytest.fixture(scope="session")
def golden(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of everything, as a folder. Never changed."""
    target = tmp_path_factory.mktemp("golden") / "bundle"
    with Diary(told, None) as diary:
        make(diary, target, recipient="PC Smith")
    return target


@pytest.fixture(scope="session")
def april(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of April alone. Never changed."""
    target = tmp_path_factory.mktemp("april") / "bundle"
    with Diary(told, None) as diary:
        make(diary, target, selection=Selection(since="2026-04-01"))
    return target


@pytest.fixture
def bag(golden: Path, tmp_path: Path) -> Path:
    """A copy of `golden` to be damaged."""
    return Path(shutil.copytree(golden, tmp_path / "bag"))


@pytest.fixture
def diary(told: Path, tmp_path: Path) -> Diary:
    """A copy of the diary, open."""
    return Diary(Path(shutil.copy(told, tmp_path / "diary.db")), None)
