"""Every example of every help works as it stands there, in a diary that has what it names."""

import re
import shlex
import shutil
import zipfile
from collections.abc import Callable
from importlib import import_module
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.cli.commands import COMMANDS
from stalkdiary.diary import Diary
from stalkdiary.model.action import Action
from stalkdiary.model.exhibit import PhysicalItem
from stalkdiary.model.incident import Account
from stalkdiary.model.person import Person
from stalkdiary.usecases.imports import Job, Reading, Request, import_export

Run = Callable[..., Any]
EXAMPLES = list(
    dict.fromkeys(
        line
        for module, _, _ in COMMANDS.values()
        for example in import_module(f"stalkdiary.cli.{module}").EXAMPLES
        for line in example.splitlines()
        if "stalkdiary " in line and not line.strip().startswith("'")
    )
)
ASKS = {
    "stalkdiary open": "terminal",
    "stalkdiary open --lock-after 1": "terminal",
    "stalkdiary init": "--no-passphrase",
    "stalkdiary --diary /media/stick/notes.db init --initials AB": "--no-passphrase",
    "stalkdiary --diary second init": "--no-passphrase",
    "stalkdiary import chat.zip": "--from",
    "stalkdiary import photos-folder": "--",
    "stalkdiary passphrase": "terminal",
    "stalkdiary bundle --redact-file private.txt --leave-out AB/3 --protect bundle.zip": (
        "--password-file"
    ),
    "stalkdiary backup --new-passphrase /media/stick/for-sam.db": "--new-passphrase-file",
    "stalkdiary timestamp": "--yes",
    "stalkdiary timestamp --authority https://example.org/tsa --roots root.pem": "--yes",
}
"""What ends with a question where nobody sits at a terminal, and a word of its answer."""
OTHERWISE = {
    "stalkdiary recovery-code": 3,
    "stalkdiary add": 4,
    "stalkdiary --diary second add": 4,
    "stalkdiary verify --expect '4f9a 22c1 77d0 1b3e 90aa'": 10,
    "stalkdiary verify --bundle bundle.zip --seal '7c1e 09ab 55d2 f310 88e4'": 10,
}
"""What ends with another code: nothing comes in, there is no passphrase, numbers are made up."""
BEFORE = {
    "stalkdiary --diary second add": ["stalkdiary --diary second init --no-passphrase"],
    "stalkdiary withdraw 3 --undo": ["stalkdiary withdraw 3"],
    "stalkdiary mark 12 342 --undo": ["stalkdiary mark 12 342"],
    "stalkdiary verify --bundle bundle.zip --seal '7c1e 09ab 55d2 f310 88e4'": [
        "stalkdiary bundle bundle.zip"
    ],
}
"""What has to be done before."""
CHAT = "".join(
    f"12/03/2026, {number // 60:02}:{number % 60:02} - Alex: message {number}\n"
    for number in range(400)
)
LOG = "Date,Time,Description of Incident,Location of Incident\n01/03/2026,21:30,He rang,home\n"
CALLS = """<?xml version='1.0'?><calls count="1"><call number="07700900123" duration="0"
 date="1773300000000" type="3" contact_name="Alex"/></calls>"""
SMS = """<?xml version='1.0'?><smses count="1"><sms address="07700900123" date="1773300000000"
 type="1" body="Answer me" contact_name="Alex"/></smses>"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a diary and files that have everything that the examples name."""
    home = tmp_path_factory.mktemp("prepared")
    for name in ("photo.jpg", "front.jpg", "screenshot.png", "voicemail.m4a"):
        (home / name).write_bytes(name.encode())
    with as_file(files("stalkdiary") / "data" / "authorities" / "sigstore.pem") as root:
        shutil.copy(root, home / "root.pem")
    (home / "photos-folder").mkdir()
    (home / "photos-folder" / "door.jpg").write_bytes(b"\xff\xd8\xff\xe0 a door")
    (home / "note.txt").write_text("He was outside")
    (home / "private.txt").write_text("Elm Road\n")
    (home / "sms.xml").write_text(SMS)
    (home / "calls.xml").write_text(CALLS)
    (home / "log.csv").write_text(LOG)
    with zipfile.ZipFile(home / "chat.zip", "w") as chat:
        chat.writestr("WhatsApp Chat with Alex.txt", CHAT)
    (home / "downloads-folder").mkdir()
    shutil.copy(home / "chat.zip", home / "downloads-folder")
    (home / "stick").mkdir()
    place = home / ".local" / "share" / "dayfile" / "diary.db"
    place.parent.mkdir(parents=True)
    with Diary.create(place, None, initials="AB", timezone="Europe/London") as diary:
        diary.record_person(Person(number=0, name="Alex", role="stalker"))
        for number in range(1, 12):
            when = diary.moment(f"{number} March {2025 if number == 1 else 2026} 21:30")
            what = f"A silver car in Elm Road, {number}; he rang from 07700 900123"
            account = Account(what=what, when=when, types=("threats",))
            diary.add(account, [home / "photo.jpg"] if number <= 3 else [], person="Alex")
        diary.attach_physical(4, PhysicalItem(description="a letter", kept_at="in a drawer"))
        request = Request(names=("Alex",), person="Alex")
        import_export(
            diary, Job(path=home / "chat.zip", request=request, reading=Reading(date_order="dmy"))
        )
        for number in range(1, 6):
            kind, promised = ("order", None) if number == 5 else ("police", "a call back")
            diary.record_action(
                Action(
                    number=0,
                    recorded_at="",
                    kind=kind,
                    when=diary.moment(f"{number} March 2026"),
                    what="told them",
                    promised=promised,
                )
            )
    return home


def test_there_are_examples() -> None:
    """Of every command."""
    named = {word for each in EXAMPLES for word in shlex.split(each)}
    assert [name for name in COMMANDS if name not in named] == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_works(example: str, run: Run, home: Path, prepared: Path) -> None:
    """With the answer that it says, and no other code."""
    shutil.copytree(prepared, home, dirs_exist_ok=True)
    told, _, words = example.rpartition(" | ")
    for before in BEFORE.get(example, ()):
        assert run(*shlex.split(before)[1:]).code == 0
    arguments = [re.sub("^/(media|tmp)", str(home), each) for each in shlex.split(words)[1:]]
    ran = run(*arguments, stdin=told.removeprefix("echo ").strip("'").encode())
    assert ran.code == (2 if example in ASKS else OTHERWISE.get(example, 0)), ran
    assert ASKS.get(example, "") in ran.err
