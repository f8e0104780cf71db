"""What a person answered, as typed, and the account that it makes.

Options and prompts hold the same answers, so that one place decides what they mean.
"""

import functools
import inspect
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer

from stalkdiary.cli import options
from stalkdiary.cli.files import at_home, text_of_file
from stalkdiary.cli.options import Text, Texts, option
from stalkdiary.errors import AnswerNeeded
from stalkdiary.model.incident import MOST_TIMES, TEXTS, Account
from stalkdiary.model.moment import Moment
from stalkdiary.model.moment_said import moment_said
from stalkdiary.model.text import given_text
from stalkdiary.model.timezone import find_timezone
from stalkdiary.model.unanswered import is_unanswered

if TYPE_CHECKING:
    from stalkdiary.diary import Diary
    from stalkdiary.model.changes import Changes

_NO_ANSWERS = frozenset({"what_file", "timezone"})


def _count(text: str) -> int:
    """A count; as every other option, it is cleared by nothing and by words for not knowing."""
    if is_unanswered(text, "times"):
        return 1
    if text.isdecimal() and 1 <= int(text) <= MOST_TIMES:
        return int(text)
    raise typer.BadParameter(f"{text!r} is not a number from 1 to {MOST_TIMES}.")


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class Answers:
    """The answers to the questions of `add`, as they were typed, and the options that give them.

    None and [] are not answered. An empty text is an answer, too: it clears what was there.
    """

    what: Annotated[
        Text,
        option(
            "What happened, in your own words. It stays in the shell's history: without it "
            "you are asked, or standard input is read."
        ),
    ] = None
    what_file: Annotated[
        Text, option("Read what happened from a file; - is standard input.", metavar="FILE")
    ] = None
    when: options.When = None
    until: Annotated[Text, option("When it ended.", metavar="TIME")] = None
    noticed: Annotated[Text, option("When you noticed it, if that was later.", metavar="TIME")] = (
        None
    )
    where: Annotated[Text, option("The place.")] = None
    types: options.Types = None
    person: options.PersonName = None
    channel: Annotated[Text, option("How it reached you: phone call, text message, in person.")] = (
        None
    )
    felt: Annotated[Text, option("How it made you feel, or what it changed.")] = None
    identified_by: Annotated[
        Text, option("How you know that it was them: time in view, distance, light.")
    ] = None
    witnesses: Annotated[Texts, option("Who saw or heard it. Repeatable.", "--witness")] = None
    witness_contact: Annotated[Text, option("How a witness can be reached.")] = None
    appearance: Annotated[Text, option("How they looked or sounded, what they wore.")] = None
    vehicle: Annotated[Text, option("Make, colour, number plate, as far as seen.")] = None
    response: Annotated[Text, option("What you did, if anything.")] = None
    injury: Annotated[Text, option("Injuries, and where they were treated.")] = None
    cost: Annotated[Text, option("What it cost: damage, repairs, lost work.")] = None
    children: Annotated[Text, option("Whether children were there: yes, or which.")] = None
    link: Annotated[Text, option("The account, app or link that it came from.")] = None
    police_ref: Annotated[Text, option("A police reference.")] = None
    breach: Annotated[
        Text, option("Whether it breached an order or bail: yes, no, not sure, or which.")
    ] = None
    times: Annotated[
        int | None,
        option("How many times: 14 calls in one night is 14.", metavar="N", parser=_count),
    ] = None
    timezone: options.Timezone = None
    files: Annotated[
        Texts, option("Keep this file as an exhibit. Repeatable.", "--attach", metavar="FILE")
    ] = None

    def given(self) -> dict[str, Any]:
        return {
            name: value
            for name, value in asdict(self).items()
            if value not in (None, []) and name not in _NO_ANSWERS
        }

    def free_texts(self) -> list[str | list[str]]:
        """The answers in the person's own words, but for what happened."""
        return [
            value
            for name in (*TEXTS, "person", "witnesses")
            if (value := getattr(self, name)) not in (None, [])
        ]

    def paths(self) -> list[Path]:
        return [at_home(Path(file)) for file in self.files or ()]

    def read_words(self) -> None:
        """Puts what the file of the story holds in the place of what happened.

        Raises what `text_of_file` does, and `AnswerNeeded`: the story is there already.
        """
        if self.what_file is None:
            return
        if self.what is not None:
            raise AnswerNeeded(
                "There are two accounts: --what and --what-file.", "Nothing was saved. Give one."
            )
        self.what = text_of_file(self.what_file, sys.stdin)


def answered_by_options(command: Callable[..., None]) -> Callable[..., None]:
    """`command` with an option for each field of `Answers` in the place of its `answers`."""
    asked = inspect.signature(Answers).parameters

    @functools.wraps(command)
    def run(**given: Any) -> None:  # noqa: ANN401 - what its options hold
        answers = Answers(**{name: given.pop(name) for name in asked})
        command(answers=answers, **given)

    signature = inspect.signature(command)
    parameters = [
        each
        for name, own in signature.parameters.items()
        for each in (asked.values() if name == "answers" else (own,))
    ]
    run.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in parameters]
    )
    return run


class Understanding:
    """Turns answers into values, in one time zone and at one time."""

    def __init__(self, timezone: str) -> None:
        """`timezone` is the IANA zone that times without a zone are in."""
        self._timezone = timezone
        self._now = datetime.now().astimezone().replace(second=0, microsecond=0)

    @classmethod
    def of(cls, diary: "Diary", timezone: str | None = None) -> Self:
        """In the named zone, or in that of the diary.

        Raises:
            InputRefused: there is no such zone.
        """
        return cls(diary.case().timezone if timezone is None else find_timezone(timezone))

    def moment(self, text: str | None, until: str | None = None) -> Moment:
        """The time that `text`, and `until` behind it, stand for; not known where it was not said.

        Raises what `moment_said` does.
        """
        return moment_said(text, until=until, now=self._now, timezone=self._timezone)

    def noticed(self, answers: Answers) -> Moment | None:
        """When it was noticed; None where that was not said. It raises what `moment` does."""
        return None if answers.noticed is None else self.moment(answers.noticed)

    def changes(self, answers: Answers) -> "Changes":
        """What was answered; an empty answer clears."""
        from stalkdiary.model.changes import Changes

        return Changes(
            **self._given(answers) | ({} if answers.person is None else {"person": answers.person})
        )

    def account(self, answers: Answers) -> Account:
        """The whole account, but for the person. Without a time, that was not said."""
        given = {"what": ""} | self._given(answers)
        if answers.when is None:
            given["when"] = self.moment(None, answers.until)
        return Account(**given)

    def _given(self, answers: Answers) -> dict[str, Any]:
        values: dict[str, Any] = {
            name: value
            for name in ("what", *TEXTS, "times")
            if (value := getattr(answers, name)) is not None
        }
        if answers.when is not None:
            values["when"] = self.moment(answers.when, answers.until)
        if answers.noticed is not None:
            values["noticed"] = self.noticed(answers)
        for name in ("types", "witnesses"):
            if getattr(answers, name):
                values[name] = tuple(getattr(answers, name))
        return values


def said(text: str | None, field: str) -> str | None:
    """`given_text` of an answer that may be left out."""
    return None if text is None else given_text(text, field)
