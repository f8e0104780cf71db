"""The one way in which commands ask: questions as data, a way back, and a draft of the answers.

    with Asking(session, diary, "people add", given={"name": name}) as asking:
        asking.ask(QUESTIONS)
        diary.record_person(Person(number=0, **asking.answers), draft=asking.draft)

A refused answer is asked for again and comes back selected. ``<`` goes back one question. What is
answered, and what is being typed, is kept as a draft inside the diary, and offered when the same
command asks the next time. The draft goes in the transaction that records the answers.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from stalkdiary.cli import prompts
from stalkdiary.cli.session import Session
from stalkdiary.errors import StalkdiaryError
from stalkdiary.model.timezone import zone

if TYPE_CHECKING:
    from stalkdiary.diary import Diary

_COMMAND, _AMENDS, _DAY, _AT = "command", "amends", "day", "at"
"""Keys of a draft that hold no answer. Version 0.1 wrote the second and the third."""
_TIMES = frozenset({"when", "until", "noticed", "due", "granted", "served", "expires"})
"""Answers that mean another time on another day, such as "yesterday"."""
_A_WEEK = 6
HOW = "Enter skips a question. Not sure is a good answer. < goes back. Ctrl-C leaves at once."


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question.

    Attributes:
        title: what the answer is called where the answers are listed.
        read: the answer that a typed text is; raises StalkdiaryError where it can be none.
        written: the text that stands there when the answer is gone over.
        told: what is said back about an answer, None for nothing; raises StalkdiaryError where
            the answer is refused. What is only being typed is not held to it.
        needed: whether it is asked, given the answers so far.
        story: whether the answer has many lines.
    """

    name: str
    words: str
    title: str = ""
    read: Callable[[str], Any] = str
    written: Callable[[Any], str] = str
    told: Callable[[Any], str | None] = lambda _: None
    needed: Callable[[Mapping[str, Any]], bool] = lambda _: True
    story: bool = False

    def put(self, asking: "Asking") -> None:
        """Asks until there is an answer that is accepted, or none.

        Raises:
            Back: to the question before.
            Left: somebody left; what stood there is an answer as far as it can be one.
        """
        text, refused = self.stands(asking), False
        while True:
            text = self.typed(asking, self.words, text, selected=refused)
            try:
                answer = self.read(text)
                said = self.told(answer)
            except StalkdiaryError as error:
                asking.refuse(error)
                refused = True
                continue
            asking.put(self.name, answer)
            if said:
                asking.session.screen.note(said)
            return

    def stands(self, asking: "Asking") -> str:
        """What stands at the question before anything is typed."""
        known = asking.value(self.name)
        return self.written(known) if known else ""

    def shown(self, answer: object) -> str:
        """The answer where answers are listed."""
        return str(answer)

    def typed(self, asking: "Asking", words: str, text: str, *, selected: bool = False) -> str:
        """What is typed at the question; it is kept meanwhile, and when somebody leaves.

        Enter on a refused answer that comes back leaves the question: asking for it again and
        again would hold up somebody who was told that Enter leaves it.
        """

        def keep(typed: str) -> None:
            with suppress(StalkdiaryError):
                asking.put(self.name, self.read(typed))

        ask = prompts.story if self.story else prompts.line
        try:
            answer = ask(words, text, selected=selected, back=True, keep=keep)
        except prompts.Left as left:
            if left.typed:
                keep(left.typed)
            raise
        if not selected or answer != text.strip():
            return answer
        stood = self.stands(asking)
        return stood if stood != text else ""


def several(text: str) -> list[str]:
    """The parts of an answer that names more than one."""
    return [each.strip() for each in text.split(";") if each.strip()]


class Asking:
    """The questions of one run of a command, with their answers.

    Attributes:
        diary: where the draft is kept, and what a question looks into.
        answers: what was given and answered, by name. What is as it was `before` is not in it.
        draft: the number of the draft; None before anything is kept.
    """

    def __init__(
        self,
        session: Session,
        diary: "Diary",
        command: str,
        *,
        given: Mapping[str, Any] | None = None,
        before: Mapping[str, Any] | None = None,
    ) -> None:
        """Offers the draft that an earlier run of the same command has left.

        The draft belongs to the `command` as it is typed, such as ``amend 3``. Answers that options
        have `given` are not asked for; `before` is what is known already, where it is gone over.
        """
        self.session = session
        self.draft: int | None = None
        self.diary = diary
        self._command = command
        self._given = frozenset(given or ())
        self._before = before or {}
        self.answers: dict[str, Any] = dict(given or {})
        self._offer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> None:
        """Keeps the answers where they were not recorded."""
        if isinstance(error, KeyboardInterrupt):
            with suppress(StalkdiaryError):
                self._keep()
        elif isinstance(error, StalkdiaryError):
            self._keep_or_show()

    def ask(self, questions: Sequence[Question], *, leads_back: bool = False) -> bool:
        """Asks those that are needed and were not given, in their order.

        `leads_back` says that there is something before the first of them. False where somebody
        went back there.
        """
        at, way = 0, 1
        while at < len(questions):
            if at < 0:
                if leads_back:
                    return False
                self.session.screen.note("This is the first question.")
                at, way = 0, 1
            question = questions[at]
            if question.name in self._given or not question.needed(self.answers):
                at += way
                continue
            try:
                question.put(self)
                way = 1
            except prompts.Back:
                way = -1
            at += way
        return True

    def know(self, before: Mapping[str, Any]) -> None:
        """Takes what has turned out to be known already."""
        self._before = before

    def value(self, name: str) -> Any:  # noqa: ANN401 - any answer
        """The answer, or what was known before."""
        return self.answers.get(name, self._before.get(name))

    def put(self, name: str, answer: Any) -> None:  # noqa: ANN401 - any answer
        if (answer or None) == (self._before.get(name) or None):
            if self.answers.pop(name, None) is None:
                return
        elif self.answers.get(name) == answer:
            return
        else:
            self.answers[name] = answer
        with suppress(StalkdiaryError):
            self._keep()

    def refuse(self, error: StalkdiaryError) -> None:
        """Says why an answer is refused, so that the question can be asked again."""
        self.session.screen.note(f"{error.sentence}\n{error.advice}".strip())

    def _keep(self) -> None:
        if self.answers.keys() - self._given or self.draft is not None:
            now = datetime.now().astimezone()
            marks = {_COMMAND: self._command, _DAY: now.date().isoformat(), _AT: now.isoformat()}
            kept = {name: json.dumps(answer) for name, answer in self.answers.items()}
            self.draft = self.diary.save_draft(kept | marks, self.draft)

    def _keep_or_show(self) -> None:
        if not self.answers.keys() - self._given:
            return
        try:
            self._keep()
        except StalkdiaryError:
            self.session.screen.note("Your answers could not be kept. This is what you typed:")
            for answer in self.answers.values():
                self.session.screen.note("; ".join(answer) if isinstance(answer, list) else answer)
        else:
            self.session.screen.note(
                f"What you typed is kept: 'stalkdiary {self._command}' offers it."
            )

    def _offer(self) -> None:
        for number, kept in self.diary.drafts().items():
            earlier = f"amend {kept[_AMENDS]}" if _AMENDS in kept else "add"
            if kept.get(_COMMAND, earlier) != self._command:
                continue
            question = f"There is an unfinished entry from {self._day_of(kept)}. Continue?"
            if prompts.yes(question, default=True):
                self.answers = _answers_of(kept) | self.answers
                self.draft = number
                return
            sure = "Delete the unfinished entry? It can't be brought back."
            if prompts.yes(sure, default=False):
                self.diary.discard_draft(number)
                self.session.screen.note("The unfinished entry is deleted.")

    def _day_of(self, kept: Mapping[str, str]) -> str:
        """When a draft was kept: "Saturday 14:53", with the day of the month after a week."""
        try:
            at = datetime.fromisoformat(kept.get(_AT) or kept.get(_DAY, ""))
        except ValueError:
            return "an earlier day"
        here = at.astimezone(zone(self.diary.case().timezone))
        days = (datetime.now(UTC) - here).days
        clock = f" {here:%H:%M}" if _AT in kept else ""
        return f"{here:%A}{clock}" if days < _A_WEEK else f"{here:%A} {here.day} {here:%B}{clock}"


def _answers_of(kept: Mapping[str, str]) -> dict[str, Any]:
    """The answers of a draft. "Yesterday" has come to mean another day since another day."""
    left_out = {_COMMAND, _AMENDS, _DAY, _AT}
    if kept.get(_DAY) != datetime.now().astimezone().date().isoformat():
        left_out |= _TIMES
    found = {}
    for name, text in kept.items():
        if name not in left_out:
            with suppress(ValueError):
                found[name] = json.loads(text)
    return found
