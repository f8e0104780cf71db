"""What an export leaves open that only shows beside the diary, or once it is read to its end."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any, Final

from stalkdiary.importers.reading.question import Answer, OpenQuestion
from stalkdiary.importing.sieve import Shift
from stalkdiary.model.message import ExportTime
from stalkdiary.model.moment import date_words
from stalkdiary.model.text import on_one_line
from stalkdiary.model.timezone import zone

_MOST_SHOWN: Final = 2
_LIKELY: Final = (
    *("Europe/London", "Europe/Paris", "Europe/Athens", "Europe/Istanbul", "Asia/Dubai"),
    *("Asia/Karachi", "Asia/Dhaka", "Asia/Bangkok", "Asia/Hong_Kong", "Asia/Tokyo"),
    *("Australia/Sydney", "Pacific/Auckland", "America/New_York", "America/Chicago"),
    *("America/Denver", "America/Los_Angeles", "America/Sao_Paulo", "UTC"),
)
"""Where telephones are that come to the United Kingdom, the nearest first."""


def zone_question(place: str, timezone: str, shift: Shift) -> OpenQuestion:
    """In which zone the telephone was, where what seems new is held at another hour.

    The export at `place` was read in `timezone`; `shift` is what is held already.
    """
    hours = "1 hour" if abs(shift.hours) == 1 else f"{abs(shift.hours)} hours"
    earlier = f"{hours} {'later' if shift.hours > 0 else 'earlier'}"
    times = sorted(shift.times, key=attrgetter("instant"))
    first, last = _day(times[0]), _day(times[-1])
    there = _zone_that_fits(timezone, shift)
    answers = [
        Answer(
            f"--timezone {name}",
            f"in {name}, {words}, from {first} to {last}",
            {"timezone": name, "timezone_said": True},
        )
        for name, words in (
            (there, "they are those in the diary"),
            (timezone, "they are other messages"),
        )
    ]
    return OpenQuestion(
        f"{place}: where was the telephone? Of the first {len(shift.times)} messages that seem "
        f"new, {shift.held} are in the diary already, {earlier}",
        answers,
        "Where it was in another zone: --timezone ZONE",
    )


def side_question(place: str, asked: str, other: str, count: int) -> OpenQuestion:
    """Whether the other one of two people, with `count` messages, is who keeps the diary."""
    asked, other = on_one_line(asked), on_one_line(other)
    many = f"{count} message{'' if count == 1 else 's'}"
    return OpenQuestion(
        f"{place}: {asked} and {other} write in it, and it does not say who made it",
        [
            Answer(f"--me '{other}'", f"{other} is you: {many} of your own", {"me": other}),
            Answer("--me ''", f"{other} is somebody else: {many} left in the file", {"me": ""}),
        ],
    )


def asked_once(questions: Sequence[OpenQuestion], looked: Sequence[Any]) -> OpenQuestion:
    """One question for all exports that leave the same open; the other questions stand behind it.

    Whose words something is in is asked of each export alone. `looked` is what was found beside
    them.
    """
    first, *others = questions
    alike = [each for each in others if _is_shared(each) and _kind(each) == _kind(first)]
    told = [first, *alike[:_MOST_SHOWN]]
    lead, answers = first.lead, list(first.answers)
    if alike:
        unseen = len(alike) + 1 - len(told)
        lead = "; ".join(on_one_line(each.lead) for each in told)
        lead += f"; and the same in {unseen} more" if unseen else ""
        answers = [
            each._replace(words="; ".join(dict.fromkeys(q.answers[n].words for q in told)))
            for n, each in enumerate(answers)
        ]
    kinds = {_kind(first)}
    further = []
    for each in others:
        if each not in alike and (not _is_shared(each) or _kind(each) not in kinds):
            further.append(each)
            kinds.add(_kind(each))
    whole = OpenQuestion(lead, answers, first.hint, more=further)
    whole.about = tuple(about for each in (first, *alike) for about in each.about)
    whole.looked = first.looked = tuple(looked)
    whole.alone = first if alike else None
    return whole


def _kind(question: OpenQuestion) -> tuple[tuple[str, str], ...]:
    """What is the same for questions that one answer settles."""
    return tuple((each.option, repr(each.changes)) for each in question.answers)


def _is_shared(question: OpenQuestion) -> bool:
    return not any("own" in each.changes for each in question.answers)


def _zone_that_fits(timezone: str, shift: Shift) -> str:
    """A zone in which all times would be those that the diary has."""
    wanted = [_offset(timezone, each) - timedelta(hours=shift.hours) for each in shift.times]
    for name in _LIKELY:
        if [_offset(name, each) for each in shift.times] == wanted:
            return name
    hours = wanted[0] // timedelta(hours=1)
    return f"Etc/GMT{-hours:+d}"


def _offset(name: str, time: ExportTime) -> timedelta:
    moment = datetime.fromtimestamp(time.instant / 1000, UTC)
    return moment.astimezone(zone(name)).utcoffset() or timedelta()


def _day(time: ExportTime) -> str:
    return date_words(datetime.fromisoformat(time.day))
