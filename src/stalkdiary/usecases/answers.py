"""What a person answered, as typed, and the account that it makes.

Options, prompts and drafts all hold the same answers, so that one place decides what they mean.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from stalkdiary.errors import InputRefused
from stalkdiary.model.behaviour import find_behaviour
from stalkdiary.model.incident import Account
from stalkdiary.model.moment import Moment
from stalkdiary.model.text import given_text
from stalkdiary.model.timezone import find_timezone

if TYPE_CHECKING:
    from stalkdiary.diary import Diary

_TEXTS = (
    "where",
    "channel",
    "felt",
    "appearance",
    "vehicle",
    "response",
    "police_ref",
    "breach",
)
_DAY = "day"


@dataclass(slots=True, kw_only=True)
class Answers:
    """The answers to the questions of `add`, as they were typed; None and [] are not answered."""

    what: str | None = None
    when: str | None = None
    until: str | None = None
    noticed: str | None = None
    where: str | None = None
    types: list[str] | None = None
    person: str | None = None
    channel: str | None = None
    felt: str | None = None
    witnesses: list[str] | None = None
    appearance: str | None = None
    vehicle: str | None = None
    response: str | None = None
    police_ref: str | None = None
    breach: str | None = None
    times: int | None = None
    files: list[str] | None = None

    def given(self) -> dict[str, Any]:
        """The answers that were given."""
        return {name: value for name, value in asdict(self).items() if value not in (None, [])}

    def free_texts(self) -> list[str | list[str]]:
        """The answers in the person's own words, but for what happened."""
        return [
            value
            for name in (*_TEXTS, "person", "witnesses")
            if (value := getattr(self, name)) not in (None, [])
        ]

    def to_draft(self) -> dict[str, str]:
        """The answers as a draft keeps them, with the day on which they were given."""
        day = {_DAY: datetime.now().astimezone().date().isoformat()}
        return day | {name: json.dumps(value) for name, value in self.given().items()}

    @classmethod
    def from_draft(cls, draft: Mapping[str, str]) -> Self:
        """The answers of a draft; what this version does not know is passed over.

        Times of another day are left out: "yesterday" has come to mean another day since.
        """
        known = {field.name for field in fields(cls)}
        if draft.get(_DAY) != datetime.now().astimezone().date().isoformat():
            known -= {"when", "until", "noticed"}
        return cls(**{k: json.loads(text) for k, text in draft.items() if k in known})


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

    def moment(self, text: str, until: str | None = None) -> Moment:
        """The time that `text`, and `until` behind it, stand for.

        Raises:
            InputRefused: it is not understood, or impossible.
            AnswerNeeded: it can be understood in two ways, or lies in the future.
        """
        if text.strip().casefold() == "now" and until is None:
            return Moment.exact(self._now, timezone=self._timezone, said=text)
        from stalkdiary.model.moment_grammar import parse_end, parse_moment

        start = parse_moment(text, now=self._now, timezone=self._timezone)
        return start if until is None else parse_end(until, start=start, now=self._now)

    def changes(self, answers: Answers) -> dict[str, Any]:
        """The fields of an `Account` that were answered, but for the person."""
        values: dict[str, Any] = {}
        if answers.what is not None:
            values["what"] = given_text(answers.what, "what happened")
        if answers.when is not None:
            values["when"] = self.moment(answers.when, answers.until)
        if answers.noticed is not None:
            values["noticed"] = self.moment(answers.noticed)
        for name in _TEXTS:
            text = getattr(answers, name)
            if text is not None:
                values[name] = given_text(text, name.replace("_", " "))
        if answers.types:
            values["types"] = tuple(dict.fromkeys(map(find_behaviour, answers.types)))
        if answers.witnesses:
            values["witnesses"] = tuple(given_text(each, "a witness") for each in answers.witnesses)
        if answers.times is not None:
            values["times"] = answers.times
        return values

    def account(self, answers: Answers) -> Account:
        """The whole account. Without a time, it happened now.

        Raises:
            InputRefused: there is no text, or something is not understood.
        """
        if not (answers.what or "").strip():
            raise InputRefused(
                "There are no words about what happened.",
                "Nothing was saved. A few words are enough.",
            )
        given = self.changes(answers)
        if "when" not in given:
            given["when"] = self.moment("now", answers.until)
        return Account(**given)


def said(text: str | None, field: str) -> str | None:
    """`given_text` of an answer that may be left out."""
    return None if text is None else given_text(text, field)
