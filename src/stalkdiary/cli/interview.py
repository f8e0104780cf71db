"""The questions of `add` at a terminal: own words first, everything else can be skipped."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from stalkdiary.cli import prompts
from stalkdiary.cli.answers import Answers, Understanding
from stalkdiary.cli.files import at_home
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import when_in_words
from stalkdiary.errors import StalkdiaryError
from stalkdiary.model.behaviour import behaviours
from stalkdiary.model.incident import Incident
from stalkdiary.model.text import on_one_line, shortened

if TYPE_CHECKING:
    from stalkdiary.diary import Diary


_FEW = (
    ("where", "Where was it?"),
    ("felt", "How did it make you feel, or what did it change?"),
)
_MORE = (
    ("person", "Who was it? A name, or what you call them."),
    ("channel", "How did it reach you? A phone call, a text message, in person, something else."),
    ("appearance", "How did they look or sound, what did they wear?"),
    ("vehicle", "A vehicle? Make, colour, number plate, as far as you saw."),
    ("response", "What did you do, if anything? Nothing is a good answer."),
    ("police_ref", "A police reference, if you have one."),
    ("breach", "Did it break an order or bail conditions? Yes, no, not sure, or which one."),
)


class Draft:
    """What has been typed so far, kept inside the diary.

    Attributes:
        number: its number; None before anything is kept.
    """

    def __init__(self, session: Session, diary: "Diary", amends: int | None = None) -> None:
        """Of a new incident, or of one that it `amends`."""
        self._session = session
        self._diary = diary
        self._about = {} if amends is None else {"amends": str(amends)}
        self.number: int | None = None

    def take_up(self, answers: Answers) -> None:
        """Offers earlier drafts; what is in the one that somebody goes on with is in `answers`."""
        for number, kept in self._diary.drafts().items():
            if kept.get("amends") != self._about.get("amends"):
                continue
            earlier = Answers.from_draft(kept)
            start = shortened(on_one_line(earlier.what or "no words yet"), 60)
            if prompts.yes(f"There is a draft: {start}\nGo on with it?", default=True):
                for name, value in earlier.given().items():
                    if getattr(answers, name) in (None, []):
                        setattr(answers, name, value)
                self.number = number
                return
            if prompts.yes("Let the draft go for good?", default=False):
                self._diary.discard_draft(number)
                self._session.screen.note("The draft is gone.")

    def keep(self, answers: Answers) -> None:
        """Keeps what there is.

        Raises:
            StalkdiaryError: the diary does not take it.
        """
        if answers.given():
            self.number = self._diary.save_draft(answers.to_draft() | self._about, self.number)

    def keep_if_possible(self, answers: Answers) -> None:
        """The same, where somebody is leaving, or can go on all the same."""
        with suppress(StalkdiaryError):
            self.keep(answers)

    def discard(self) -> None:
        """Lets it go, once the same is recorded."""
        if self.number is not None:
            self._diary.discard_draft(self.number)


def interview(
    session: Session, understanding: Understanding, diary: "Diary", answers: Answers
) -> Draft:
    """Asks what `answers` does not hold yet, and puts it there.

    Ctrl-C, or a window that is closed, keeps what was typed as a draft inside the diary.

    Returns:
        The draft of the same answers. It goes when they are recorded.
    """
    settled = frozenset(answers.given())
    draft = Draft(session, diary)
    draft.take_up(answers)
    session.screen.note("Enter skips a question. Not sure is a good answer. Ctrl-C leaves at once.")
    try:
        _ask_all(session, understanding, answers, settled, draft)
    finally:
        draft.keep_if_possible(answers)
    return draft


def revise(session: Session, diary: "Diary", answers: Answers, incident: Incident) -> Draft:
    """Goes over an incident as it is known; what is changed is put into `answers`.

    Returns:
        The draft of the same answers. It goes when they are recorded.
    """
    account = incident.account
    known = {name: getattr(account, name, None) or "" for name, _ in (*_FEW, *_MORE)}
    known |= {"person": incident.person_name or "", "what": account.what}
    draft = Draft(session, diary, incident.number)
    draft.take_up(answers)

    def ask(name: str, ask_for: Callable[[str], str]) -> None:
        setattr(answers, name, getattr(answers, name) or known[name])
        _ask(answers, name, ask_for)

    try:
        ask("what", partial(prompts.story, "What happened? Change the words as you know it now."))
        _ask(answers, "when", partial(prompts.line, f"When was it? [{account.when.in_words()}]"))
        session.screen.note("An answer that you empty is cleared. What it was stays readable.")
        for name, question in (*_FEW, *_MORE):
            ask(name, partial(prompts.line, question))
    finally:
        for name, value in known.items():
            # What was emptied is cleared; only the words about what happened have to stay.
            said = getattr(answers, name) or ""
            setattr(answers, name, None if said == value or (name == "what" and not said) else said)
        draft.keep_if_possible(answers)
    return draft


def _ask_all(
    session: Session,
    understanding: Understanding,
    answers: Answers,
    settled: frozenset[str],
    draft: Draft,
) -> None:
    """Asks everything that is not `settled` by options; what a draft holds can be gone over."""

    def lines(questions: tuple[tuple[str, str], ...]) -> None:
        for name, question in questions:
            if name not in settled:
                _ask(answers, name, partial(prompts.line, question))
                draft.keep_if_possible(answers)

    _ask(answers, "what", partial(prompts.story, "What happened? In your own words."))
    while not answers.what:
        session.screen.note("A few words are enough.")
        _ask(answers, "what", partial(prompts.story, "What happened?"))
    draft.keep_if_possible(answers)
    _ask_when(session, understanding, answers)
    lines(_FEW)
    _ask_files(session, answers)
    draft.keep_if_possible(answers)
    if prompts.yes("Add more details?", default=any(getattr(answers, n) for n, _ in _MORE)):
        lines(_MORE)
        if answers.witnesses is None:
            text = prompts.line("Did anybody see or hear it? Several: with ; between.")
            answers.witnesses = [name.strip() for name in text.split(";") if name.strip()]
    if not answers.types:
        offered = {slug: each.title for slug, each in behaviours().items()}
        answers.types = prompts.choices("Which of these fit?", offered)


def _ask(answers: Answers, name: str, ask: Callable[[str], str]) -> None:
    """Puts what `ask` gets into the answer `name`, also what stood there when somebody left."""
    try:
        setattr(answers, name, ask(getattr(answers, name) or "") or None)
    except prompts.Left as left:
        setattr(answers, name, left.typed or None)
        raise


def _ask_when(session: Session, understanding: Understanding, answers: Answers) -> None:
    question = "When was it? For example: yesterday 21:30, 12 March, now. Enter: not said."

    def understood() -> None:
        moment = understanding.moment(answers.when, answers.until)
        if answers.when == "now":
            answers.when = moment.start  # a draft may be taken up when now is long ago
        session.screen.note(f"Understood as: {when_in_words(moment)}")

    while True:
        _ask(answers, "when", partial(prompts.line, question))
        if _accepted(session, understood):
            return


def _ask_files(session: Session, answers: Answers) -> None:
    from stalkdiary.diary import Diary

    # Options or a draft gave the first; one that is gone since must not stop the words.
    names = answers.files or []
    answers.files = files = []
    question = "Files to keep: photos, screenshots, recordings? Type or drag a name here."
    while True:
        for name in names:
            if _accepted(session, partial(Diary.check_readable, at_home(Path(name)))):
                if name not in files:
                    files.append(name)
                session.screen.note(f"Will be kept: {name}")
        if names:
            question = "Another file? Enter goes on."
        names = prompts.dropped_files(prompts.line(question))
        if not names:
            return


def _accepted(session: Session, check: Callable[[], object]) -> bool:
    """Whether `check` passes; what is wrong is said, so that the question can be asked again."""
    try:
        check()
    except StalkdiaryError as error:
        session.screen.note(f"{error.sentence}\n{error.advice}")
        return False
    return True
