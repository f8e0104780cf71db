"""The questions of `add` at a terminal: own words first, everything else can be skipped."""

from collections.abc import Callable
from pathlib import Path

from stalkdiary.cli import prompts
from stalkdiary.cli.answers import Answers, Understanding
from stalkdiary.cli.session import Session
from stalkdiary.diary import Diary
from stalkdiary.errors import StalkdiaryError
from stalkdiary.model.behaviour import behaviours
from stalkdiary.model.text import on_one_line, shortened
from stalkdiary.store.source import check_readable

_MORE = (
    ("person", "Who was it? A name, or what you call them."),
    ("channel", "How did it reach you? A phone call, a text message, in person, something else."),
    ("witnesses", "Did anybody see or hear it? Several: with ; between."),
    ("appearance", "How did they look or sound, what did they wear?"),
    ("vehicle", "A vehicle? Make, colour, number plate, as far as you saw."),
    ("response", "What did you do, if anything? Nothing is a good answer."),
    ("police_ref", "A police reference, if you have one."),
    ("breach", "Did it break an order or bail conditions? Yes, no, not sure, or which one."),
)


def interview(session: Session, diary: Diary, answers: Answers) -> None:
    """Asks what `answers` does not hold yet, and puts it there.

    Ctrl-C keeps what was typed as a draft inside the diary, and goes on its way.
    """
    _offer_draft(session, diary, answers)
    session.screen.note("Enter skips a question. Not sure is a good answer. Ctrl-C leaves at once.")
    understanding = Understanding(diary.case().timezone)
    try:
        _ask_all(session, understanding, answers)
    except KeyboardInterrupt:
        if answers.given():
            diary.save_draft(answers.to_draft())
        raise


def _offer_draft(session: Session, diary: Diary, answers: Answers) -> None:
    draft = diary.draft()
    if draft is None:
        return
    earlier = Answers.from_draft(draft)
    start = shortened(on_one_line(earlier.what or "no words yet"), 60)
    if prompts.yes(f"There is a draft: {start}\nGo on with it?", default=True):
        for name, value in earlier.given().items():
            if getattr(answers, name) in (None, []):
                setattr(answers, name, value)
    elif prompts.yes("Let the draft go for good?", default=False):
        diary.discard_draft()
        session.screen.note("The draft is gone.")


def _ask_all(session: Session, understanding: Understanding, answers: Answers) -> None:
    while not answers.what:
        answers.what = prompts.story("What happened? In your own words.") or None
    _ask_when(session, understanding, answers)
    answers.where = answers.where or prompts.line("Where was it?") or None
    answers.felt = (
        answers.felt or prompts.line("How did it make you feel, or what did it change?") or None
    )
    _ask_files(session, answers)
    if prompts.yes("Add more details?", default=False):
        for name, question in _MORE:
            if getattr(answers, name) is None:
                text = prompts.line(question) or None
                setattr(answers, name, _names(text) if name == "witnesses" else text)
    if not answers.types:
        offered = {slug: each.title for slug, each in behaviours().items()}
        answers.types = prompts.choices("Which of these fit?", offered)


def _ask_when(session: Session, understanding: Understanding, answers: Answers) -> None:
    def understood(text: str) -> str:
        moment = understanding.moment(text, answers.until)
        session.screen.note(f"Understood as: {moment.in_words()}")
        return text

    default = answers.when
    while True:
        question = "When was it? [now] For example: yesterday 21:30, 12 March, not sure."
        text = prompts.line(question, default=default or "")
        if _accepted(session, lambda text=text: understood(text or "now")):  # type: ignore[misc]
            answers.when = text or "now"
            return
        default = text


def _ask_files(session: Session, answers: Answers) -> None:
    files = answers.files or []
    question = "Files to keep: photos, screenshots, recordings? Type or drag a name here."
    while True:
        names = prompts.dropped_files(prompts.line(question))
        if not names:
            break
        for name in names:
            if _accepted(session, lambda name=name: check_readable(Path(name).expanduser())):  # type: ignore[misc]
                files.append(name)
                session.screen.note(f"Will be kept: {name}")
        question = "Another file? Enter goes on."
    answers.files = files


def _accepted(session: Session, check: Callable[[], object]) -> bool:
    """Whether `check` passes; what is wrong is said, so that the question can be asked again."""
    try:
        check()
    except StalkdiaryError as error:
        session.screen.note(f"{error.sentence}\n{error.advice}")
        return False
    return True


def _names(text: str | None) -> list[str] | None:
    names = [name.strip() for name in (text or "").split(";")]
    return [name for name in names if name] or None
