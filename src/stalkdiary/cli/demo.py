"""`demo`: a fictional diary from shipped material, its summary, and its report as PDF."""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stalkdiary.cli import options
from stalkdiary.cli.answers import Answers, Understanding
from stalkdiary.cli.files import at_home, is_there
from stalkdiary.cli.report import Wanted, write_report
from stalkdiary.cli.screen import called
from stalkdiary.cli.session import Session
from stalkdiary.cli.summary import show_pictures, show_summary
from stalkdiary.errors import InputRefused, shown
from stalkdiary.model.action import Action
from stalkdiary.model.exhibit import PhysicalItem
from stalkdiary.model.person import Person
from stalkdiary.model.summary import summarise

if TYPE_CHECKING:
    from stalkdiary.diary import Diary

EXAMPLES = "Example: stalkdiary demo /tmp/demo"


def demo(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="A new folder to put it in.", show_default=True)
    ] = Path("demo"),
    as_json: options.Json = False,
) -> None:
    """See the program at work on a made-up case."""
    from importlib.resources import as_file, files

    from stalkdiary.diary import Diary
    from stalkdiary.store.place import make_folder

    session: Session = context.obj
    screen = session.screen
    folder = at_home(folder)
    if is_there(folder):
        raise InputRefused(
            f"There is already something at {shown(folder)}.",
            "Nothing was changed. Name another folder: stalkdiary demo DIR",
        )
    make_folder(folder)
    place = folder / "diary.db"
    with as_file(files("stalkdiary") / "data" / "demo") as material:
        story = json.loads((material / "story.json").read_text(encoding="utf-8"))
        with Diary.create(place, None, **story["case"]) as diary:
            _tell(diary, story, material)
            now = datetime.now().astimezone()
            incidents = list(diary.incidents())
            result = summarise(incidents, now_day=now.date())
            pdf = folder / "report.pdf"
            write_report(diary, pdf, "pdf", Wanted(), now=now, screen=screen)
            if not as_json:
                show_summary(screen, result)
                show_pictures(screen, incidents, diary.messages)
    if as_json:
        screen.json({"diary": shown(place), "report": shown(pdf), "summary": result.to_json()})
        return
    screen.line()
    screen.line("Everything in it is made up. To look round:")
    for command in ("list", "show 17", "verify"):
        screen.line(f"  {called()} --diary {shown(place)} {command}")
    screen.line(f"The report is at {shown(pdf)}.")


def _tell(diary: "Diary", story: dict[str, Any], material: Path) -> None:
    """Records the story: people first, then what happened and what was done about it."""
    understanding = Understanding.of(diary)
    names = {}
    for person in story["people"]:
        names[person.pop("key")] = person["name"]
        diary.record_person(Person.from_json(person | {"number": 0}))
    for incident in story["incidents"]:
        attached = [material / name for name in incident.pop("attach", [])]
        person = names.get(incident.pop("person", None))
        answers = Answers(**incident)
        diary.add(understanding.account(answers), attached, person=person)
    _import_chats(diary, story["imports"], names, material)
    for item in story["physical"]:
        diary.attach_physical(item.pop("incident"), PhysicalItem(**item))
    for action in story["actions"]:
        when = understanding.moment(action.pop("when"))
        diary.record_action(Action(number=0, recorded_at="", when=when, **action))
    for amendment in story["amendments"]:
        changes = amendment["changes"]
        person = names.get(changes.pop("person", None))
        diary.amend(
            amendment["incident"],
            understanding.changes(Answers(**changes)),
            why=amendment["why"],
            person=person,
        )
    for withdrawal in story["withdrawals"]:
        diary.withdraw(withdrawal["incident"], withdrawal["why"])


def _import_chats(
    diary: "Diary", chats: list[dict[str, Any]], names: dict[str, str], material: Path
) -> None:
    from stalkdiary.importers.reading.export import Reading
    from stalkdiary.importing.job import Job
    from stalkdiary.importing.wanted import Request

    for chat in chats:
        request = Request(names=chat["from"], person=names[chat["person"]], with_mine=True)
        diary.import_export(Job(path=material / chat["file"], request=request, reading=Reading()))
