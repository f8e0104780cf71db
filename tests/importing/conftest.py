"""A format of our own, one JSON object on each line: tests say exactly what an export holds."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importing.job import Job
from stalkdiary.importing.wanted import Request
from stalkdiary.model.message import (
    Attachment,
    Call,
    Direction,
    ExportTime,
    Item,
    Kind,
    Message,
    Notice,
    OwnEntry,
    Resolution,
    Skipped,
    State,
)
from stalkdiary.usecases.imports import import_export

Writer = Callable[..., Path]
Importing = Callable[..., Any]


def _read(export: Export, reading: Reading) -> Iterator[Item]:
    clock = Clock(reading.timezone)
    with export.opened() as file:
        for number, line in enumerate(file, 1):
            yield _item(json.loads(line), f"line {number}", clock, export)


def _item(said: dict[str, Any], locator: str, clock: Clock, export: Export) -> Item:
    if "bad" in said:
        raise InputRefused(f"{export.place()}:{locator[5:]}: found something bad.")
    time: ExportTime | None = None
    flags: tuple[str, ...] = ()
    if "at" in said:
        moment, precision = (
            datetime.fromisoformat(said["at"]),
            Resolution(said.get("precision", "minute")),
        )
        if moment.tzinfo is None:
            time, flags = clock.wall(moment, said["at"], precision)
        else:
            time = clock.aware(moment, said["at"], precision)
    if "notice" in said:
        return Notice(locator, said["notice"], time, telling=said.get("telling", False))
    if "skipped" in said:
        return Skipped(locator, said["skipped"])
    if "own" in said:
        return OwnEntry(locator, said["own"], time, said.get("fields", {}))
    call = said.get("call")
    return Message(
        locator=locator,
        kind=Kind(said.get("kind", "call" if call else "message")),
        channel=said.get("channel", "WhatsApp"),
        time=time,
        direction=Direction(said.get("direction", "unknown")),
        sender=said.get("from"),
        sender_id=said.get("id"),
        thread=said.get("thread", "chat"),
        group=said.get("group", False),
        text=said.get("text", ""),
        state=State(said.get("state", "complete")),
        call=Call(outcome=call, withheld=said.get("withheld", False)) if call else None,
        attachments=tuple(
            Attachment(name, found=export.find(name) is not None, member=name)
            for name in said.get("files", ())
        ),
        native_id=said.get("native"),
        flags=flags,
    )


@pytest.fixture(autouse=True)
def _format(monkeypatch: pytest.MonkeyPatch) -> None:
    importer = SimpleNamespace(read=_read)
    monkeypatch.setattr("stalkdiary.importing.run.importer_of", lambda _: ("lines", importer))


@pytest.fixture(scope="session")
def written() -> Writer:
    """Writes an export to a path; each item is a dictionary."""

    def write(path: Path, *items: dict[str, Any]) -> Path:
        path.write_text("".join(json.dumps(each) + "\n" for each in items), encoding="utf-8")
        return path

    return write


@pytest.fixture
def export(tmp_path: Path, written: Writer) -> Writer:
    """Writes an export beside the diary."""

    def write(*items: dict[str, Any], name: str = "export.jsonl") -> Path:
        return written(tmp_path / name, *items)

    return write


@pytest.fixture(scope="session")
def taken() -> Importing:
    """Imports a file into a diary, Alex's messages unless something else is asked for.

    Rows of an own record are said to be one.
    """

    def run(
        diary: Diary,
        path: Path,
        *,
        reading: Reading = Reading(own=True, me="Me"),  # noqa: B008 - it can't be changed
        **request: Any,
    ) -> Any:
        asked = Request(**({"names": ["Alex"]} | request))
        return import_export(diary, Job(path=path, request=asked, reading=reading))

    return run


@pytest.fixture
def bring_in(diary: Diary, taken: Importing) -> Importing:
    """Imports a file into the diary."""
    return partial(taken, diary)


@pytest.fixture(scope="session")
def diaries(
    templates: dict[str, tuple[Path, bytes | None]], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Diary]:
    """Makes empty diaries."""

    def make() -> Diary:
        path = tmp_path_factory.mktemp("diary") / "diary.db"
        shutil.copy(templates["plain"][0], path)
        return Diary(path, None)

    return make
