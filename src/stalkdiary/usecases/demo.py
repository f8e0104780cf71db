"""A made-up case from shipped material: a diary, its summary and its report."""

import json
import os
import zipfile
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from stalkdiary.diary import Diary
from stalkdiary.errors import InputRefused, NotAllChecked, NotWritten, shown
from stalkdiary.handover import demonstration
from stalkdiary.model.action import Action
from stalkdiary.model.changes import ActionChanges, Changes
from stalkdiary.model.exhibit import PhysicalItem
from stalkdiary.model.incident import Account
from stalkdiary.model.person import Person
from stalkdiary.model.summary import Summary, summarise
from stalkdiary.model.timezone import zone
from stalkdiary.store.place import make_folder, new_folder
from stalkdiary.usecases.imports import Job, Reading, Request, import_export
from stalkdiary.usecases.report import ReportOptions, write_report
from stalkdiary.usecases.summary import Grid, grids

_EXPORTED = (2026, 11, 15, 10, 8, 0)
_DIARY, _REPORT = "diary.db", "report.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeDemo:
    """A made-up case."""

    diary: Path
    report: Path
    summary: Summary
    grids: tuple[Grid, ...]


def make_demo(folder: Path, *, now: datetime) -> MadeDemo:
    """Makes a new folder with a fictional diary and its report, made `now` (aware).

    Raises:
        InputRefused: there is something at `folder`.
        NotWritten: the disk does not take it.
    """
    if os.path.lexists(folder):
        raise InputRefused(
            f"There is already something at {shown(folder)}.",
            "Nothing was changed. Name another folder: stalkdiary demo DIR",
        )
    make_folder(folder.parent)
    try:
        with new_folder(folder) as unfinished:
            return _made(unfinished, folder, now)
    except NotWritten as error:
        raise NotWritten("The disk did not take the made-up diary.") from error


def _made(unfinished: Path, folder: Path, now: datetime) -> MadeDemo:
    with as_file(files("stalkdiary") / "data" / "demo") as material:
        story = json.loads((material / "story.json").read_text(encoding="utf-8"))
        clock = _StoryClock(story["case"]["timezone"])
        place = unfinished / _DIARY
        with Diary.create(place, None, **story["case"], made_up=clock) as diary:
            _tell(diary, story, material, clock)
            clock.at = now
            incidents = list(diary.incidents())
            write_report(diary, unfinished / _REPORT, "pdf", now=now)
            return MadeDemo(
                diary=folder / _DIARY,
                report=folder / _REPORT,
                summary=summarise(incidents, now_day=now.date()),
                grids=tuple(grids(diary, incidents)),
            )


class _StoryClock:
    """The clock on the wall of the story."""

    def __init__(self, timezone: str) -> None:
        """It shows the times of `timezone`, and begins with the story."""
        self._zone = zone(timezone)
        self.at = datetime(2026, 5, 3, 23, 10, tzinfo=self._zone)

    def __call__(self) -> datetime:
        return self.at

    def put_to(self, local: str) -> None:
        self.at = datetime.fromisoformat(local).replace(tzinfo=self._zone)


def _tell(diary: Diary, story: dict[str, Any], material: Path, clock: _StoryClock) -> None:
    """Records the story, each part of it when the person in it wrote it down."""
    told = _Story(diary, material, {each["key"]: each["name"] for each in story["people"]})
    parts = [(each.pop("written"), kind, each) for kind in _PARTS for each in story[kind]]
    for written, kind, part in sorted(parts, key=lambda each: each[0]):
        clock.put_to(written)
        getattr(told, kind)(part)


_PARTS = (
    *("people", "incidents", "imports", "physical", "actions", "outcomes", "amendments"),
    "withdrawals",
    "handovers",
    "marks",
    "timestamps",
)


class _Story:
    """What each kind of part of the story adds to the diary."""

    def __init__(self, diary: Diary, material: Path, names: dict[str, str]) -> None:
        self._diary = diary
        self._material = material
        self._names = names

    def people(self, person: dict[str, Any]) -> None:
        del person["key"]
        self._diary.record_person(Person.from_json(person | {"number": 0}))

    def incidents(self, incident: dict[str, Any]) -> None:
        attached = [self._material / name for name in incident.pop("attach", [])]
        person = self._names.get(incident.pop("person", None))
        self._diary.add(Account(**self._with_times(incident)), attached, person=person)

    def imports(self, chat: dict[str, Any]) -> None:
        request = Request(names=chat["from"], person=self._names[chat["person"]])
        with TemporaryDirectory() as folder:
            # As a phone exports it with its media.
            export = Path(folder) / Path(chat["file"]).with_suffix(".zip")
            with zipfile.ZipFile(export, "w", zipfile.ZIP_DEFLATED) as archive:
                for name in (chat["file"], *chat["with"]):
                    info = zipfile.ZipInfo(name, _EXPORTED)
                    archive.writestr(info, (self._material / name).read_bytes())
            job = Job(path=export, request=request, reading=Reading(me=chat["me"]))
            import_export(self._diary, job)

    def physical(self, item: dict[str, Any]) -> None:
        self._diary.attach_physical(item.pop("incident"), PhysicalItem(**item))

    def actions(self, action: dict[str, Any]) -> None:
        self._diary.record_action(Action(**self._with_times(action)))

    def outcomes(self, outcome: dict[str, Any]) -> None:
        changes = ActionChanges(
            outcome=outcome["outcome"],
            outcome_when=self._diary.moment(outcome["when"]),
            outcome_note=outcome.get("note"),
        )
        self._diary.amend_action(outcome["action"], changes)

    def amendments(self, amendment: dict[str, Any]) -> None:
        changes = self._with_times(amendment["changes"])
        if "person" in changes:
            changes["person"] = self._names[changes["person"]]
        self._diary.amend(amendment["incident"], Changes(**changes), why=amendment["why"])

    def withdrawals(self, withdrawal: dict[str, Any]) -> None:
        self._diary.withdraw(withdrawal["incident"], withdrawal["why"])

    def handovers(self, handed: dict[str, Any]) -> None:
        # As paper: the file itself is nowhere any more, and the diary has its hash.
        with TemporaryDirectory() as folder:
            options = ReportOptions(recipient=handed["for"])
            now = self._diary.newest_entry_at
            write_report(self._diary, Path(folder) / "report.txt", "text", options, now=now)

    def marks(self, mark: dict[str, Any]) -> None:
        self._diary.mark(mark["incident"], mark["messages"])

    def timestamps(self, _asked: dict[str, Any]) -> None:
        newest = deque(self._diary.entries(), maxlen=1).pop()
        made = demonstration.stamp(newest, self._diary.connection.clock())
        token = None
        with suppress(NotAllChecked):
            token = made.token()
        self._diary.record_timestamp(made.body(token))

    def _with_times(self, said: dict[str, Any]) -> dict[str, Any]:
        until = said.pop("until", None)
        times = {
            name: self._diary.moment(said[name], until=until if name == "when" else None)
            for name in ("when", "noticed")
            if name in said
        }
        return said | times
