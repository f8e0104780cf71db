"""`attach`: preserve files, or record a thing, as exhibits of an incident."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stalkdiary.cli import options
from stalkdiary.cli.asking import Asking, Question
from stalkdiary.cli.files import at_home
from stalkdiary.cli.files_question import FilesQuestion
from stalkdiary.cli.options import Text, option
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import receipt_lines
from stalkdiary.errors import AnswerNeeded
from stalkdiary.model.exhibit import PhysicalItem
from stalkdiary.model.receipt import Receipt
from stalkdiary.usecases.progress import bytes_of

if TYPE_CHECKING:
    from stalkdiary.diary import Diary

_ONE_OR_THE_OTHER = (
    "What do you want to keep?",
    "Name files, or a thing with --physical, one or the other.",
)


def _a_thing(answers: Mapping[str, Any]) -> bool:
    return bool(answers.get("description"))


_QUESTIONS = (
    FilesQuestion(
        name="files", words="Which files? Type or drag names here. Enter: a thing, no file."
    ),
    Question(
        name="description", words="What is the thing?", needed=lambda said: not said.get("files")
    ),
    Question(name="kept_at", words="Where is it kept?", needed=_a_thing),
    Question(name="handled_by", words="Who touched it?", needed=_a_thing),
)

EXAMPLES = (
    "stalkdiary attach 3 screenshot.png voicemail.m4a",
    (
        "stalkdiary attach 3 --physical 'letter, in its envelope' "
        "--kept-at 'paper bag, my sister' --photo front.jpg"
    ),
    "stalkdiary attach 1 --exhibit AB/1 --says 'His message of 3 March, on my phone'",
)


def attach(
    context: typer.Context,
    number: options.Number,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE…", help="The files to keep.")
    ] = None,
    physical: Annotated[Text, option("A gift, a letter, a damaged thing: what it is.")] = None,
    found_at: Annotated[Text, option("Where it was found.")] = None,
    handled_by: Annotated[Text, option("Who touched it.")] = None,
    packed: Annotated[Text, option("How it is packed: a paper bag, a box.")] = None,
    kept_at: Annotated[Text, option("Where it is kept.")] = None,
    photos: Annotated[
        list[Path] | None,
        option("A photograph of it, kept as an exhibit. Repeatable.", "--photo", metavar="FILE"),
    ] = None,
    captured: options.Captured = None,
    says: Annotated[
        Text, option("What the file shows, in words, for those who can't see a picture of it.")
    ] = None,
    exhibit: Annotated[
        Text, option("With --says: an exhibit that is there already.", metavar="REF")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Keep files, or record a thing, as exhibits of an incident. The originals are not touched."""
    session: Session = context.obj
    session.mind_the_history(physical, found_at, handled_by, kept_at, says)
    if exhibit is not None:
        if files or physical or photos or captured:
            raise AnswerNeeded(
                "--exhibit names an exhibit that is there already.",
                "Nothing was saved. Give it with --says alone.",
            )
        receipt = _described(session, number, exhibit, says)
    elif physical is None and not files and session.may_ask:
        with session.open_diary() as diary:
            diary.incident(number)
            with Asking(session, diary, f"attach {number}") as asking:
                asking.ask(_QUESTIONS)
                said = asking.answers
                named = said.get("files", [])
                thing = {name: said.get(name) for name in ("description", "kept_at", "handled_by")}
                draft = asking.draft
                receipt = _kept(session, diary, number, named, thing, captured, says, draft)
    else:
        thing = {
            "description": physical,
            "found_at": found_at,
            "handled_by": handled_by,
            "packed": packed,
            "kept_at": kept_at,
        }
        if (physical is None) == (not files):
            raise AnswerNeeded(*_ONE_OR_THE_OTHER)
        if says is not None and physical is not None:
            raise AnswerNeeded(
                "--says is for what a file shows.",
                "Nothing was saved. Describe the thing with --physical.",
            )
        if photos and physical is None:
            raise AnswerNeeded(
                "What do the photographs show?",
                "Nothing was saved. Describe the thing with --physical, or name them as files.",
            )
        named = [str(file) for file in files or photos or ()]
        with session.open_diary() as diary:
            receipt = _kept(session, diary, number, named, thing, captured, says)
    if as_json:
        session.screen.json(
            {
                "incident": number,
                "recorded_at": receipt.recorded_at,
                "exhibits": [each.listed() for each in receipt.exhibits],
                "fingerprint": receipt.fingerprint,
            }
        )
        return
    if exhibit is not None:
        told = receipt.exhibits[0]
        session.screen.line(f"{told.ref} shows: {told.says or 'nothing said'}")
        session.screen.line("What was said before stays in the history.")
        return
    session.screen.lines(receipt_lines(receipt))


def _described(session: Session, number: int, ref: str, says: str | None) -> Receipt:
    """Changes what is said that an exhibit shows, and asks for the words where none are given."""
    with session.open_diary() as diary:
        known = diary.exhibit(ref)
        draft = None
        if says is None:
            if not session.may_ask:
                raise AnswerNeeded("What does it show?", "Nothing was saved. Say it with --says.")
            command = f"attach {number} --exhibit {known.ref}"
            with Asking(session, diary, command, before={"says": known.says or ""}) as asking:
                asking.ask((Question(name="says", words="What does it show?"),))
                says, draft = asking.value("says"), asking.draft
                return diary.describe(number, known.ref, says or None, draft=draft)
        return diary.describe(number, known.ref, says or None)


def _kept(
    session: Session,
    diary: "Diary",
    number: int,
    named: list[str],
    thing: dict[str, str | None],
    captured: str | None,
    says: str | None,
    draft: int | None = None,
) -> Receipt:
    """Keeps the files, or the thing with its photographs where one is described."""
    files = [at_home(Path(name)) for name in named]
    if thing["description"] is None and not files:
        raise AnswerNeeded(*_ONE_OR_THE_OTHER)
    told = "Keeping the files" if thing["description"] is None else "Keeping the photographs"
    with session.screen.progress(told, bytes_of(files)) as progress:
        if thing["description"] is None:
            return diary.attach(
                number, files, captured=captured, says=says, draft=draft, progress=progress
            )
        item = PhysicalItem(**thing)  # type: ignore[arg-type]
        return diary.attach_physical(
            number, item, files, captured=captured, draft=draft, progress=progress
        )
