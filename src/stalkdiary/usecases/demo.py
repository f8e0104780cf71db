"""A made-up case from shipped material: a diary, its summary and its report."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from stalkdiary.diary import Diary
from stalkdiary.errors import InputRefused, shown
from stalkdiary.model.action import Action
from stalkdiary.model.changes import Changes
from stalkdiary.model.exhibit import PhysicalItem
from stalkdiary.model.incident import Account
from stalkdiary.model.person import Person
from stalkdiary.model.summary import Summary, summarise
from stalkdiary.store.place import make_folder
from stalkdiary.usecases.imports import Job, Reading, Request, import_export
from stalkdiary.usecases.report import write_report
from stalkdiary.usecases.summary import Grid, grids


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeDemo:
    """A made-up case.

    Attributes:
        diary: the diary, without a passphrase.
        report: its report as PDF.
        summary: what its incidents add up to.
        grids: the pictures of that.
    """

    diary: Path
    report: Path
    summary: Summary
    grids: tuple[Grid, ...]


def make_demo(folder: Path, *, now: datetime) -> MadeDemo:
    """Makes a folder with a fictional diary and its report.

    Args:
        folder: a new folder.
        now: when the report is made; aware.

    Raises:
        InputRefused: there is something at `folder`.
        NotWritten: the disk does not take it.
    """
    if os.path.lexists(folder):
        raise InputRefused(
            f"There is already something at {shown(folder)}.",
            "Nothing was changed. Name another folder: stalkdiary demo DIR",
        )
    make_folder(folder)
    place, report = folder / "diary.db", folder / "report.pdf"
    with as_file(files("stalkdiary") / "data" / "demo") as material:
        story = json.loads((material / "story.json").read_text(encoding="utf-8"))
        with Diary.create(place, None, **story["case"]) as diary:
            _tell(diary, story, material)
            incidents = list(diary.incidents())
            write_report(diary, report, "pdf", now=now)
            return MadeDemo(
                diary=place,
                report=report,
                summary=summarise(incidents, now_day=now.date()),
                grids=tuple(grids(diary, incidents)),
            )


def _tell(diary: Diary, story: dict[str, Any], material: Path) -> None:
    """Records the story: people first, then what happened and what was done about it."""
    names = {}
    for person in story["people"]:
        names[person.pop("key")] = person["name"]
        diary.record_person(Person.from_json(person | {"number": 0}))
    for incident in story["incidents"]:
        attached = [material / name for name in incident.pop("attach", [])]
        person = names.get(incident.pop("person", None))
        diary.add(Account(**_with_times(diary, incident)), attached, person=person)
    _import_chats(diary, story["imports"], names, material)
    for item in story["physical"]:
        diary.attach_physical(item.pop("incident"), PhysicalItem(**item))
    for action in story["actions"]:
        diary.record_action(Action(number=0, recorded_at="", **_with_times(diary, action)))
    for amendment in story["amendments"]:
        changes = _with_times(diary, amendment["changes"])
        if "person" in changes:
            changes["person"] = names[changes["person"]]
        diary.amend(amendment["incident"], Changes(**changes), why=amendment["why"])
    for withdrawal in story["withdrawals"]:
        diary.withdraw(withdrawal["incident"], withdrawal["why"])


def _with_times(diary: Diary, said: dict[str, Any]) -> dict[str, Any]:
    """`said` with its times understood."""
    until = said.pop("until", None)
    times = {
        name: diary.moment(said[name], until=until if name == "when" else None)
        for name in ("when", "noticed")
        if name in said
    }
    return said | times


def _import_chats(
    diary: Diary, chats: list[dict[str, Any]], names: dict[str, str], material: Path
) -> None:
    for chat in chats:
        request = Request(names=chat["from"], person=names[chat["person"]])
        job = Job(path=material / chat["file"], request=request, reading=Reading())
        import_export(diary, job)
