"""The turns of phrase that several parts of a report share."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from stalkdiary.model import behaviour
from stalkdiary.model.incident import Incident
from stalkdiary.model.moment import Moment
from stalkdiary.model.text import visible

_MOST_NUMBERS = 30
_MINUTES_PER_HOUR = 60
_HOURS_AS_HOURS = 48


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 incident", "1,200 acts"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(parts: Iterable[str]) -> str:
    """Parts of a sentence with commas and "and"."""
    every = list(parts)
    if len(every) < 2:  # noqa: PLR2004 - one part needs no joining
        return "".join(every)
    return f"{', '.join(every[:-1])} and {every[-1]}"


def title_of(slug: str) -> str:
    """What people call a kind of behaviour; the slug where it is of a newer program."""
    return visible(behaviour.title_of(slug))


def kinds_of(incident: Incident) -> str:
    return "; ".join(title_of(slug) for slug in incident.account.types)


def numbers(values: Iterable[int], most: int = _MOST_NUMBERS) -> str:
    """Numbers of incidents, neighbours drawn together: "1–4, 7, 12"."""
    runs: list[tuple[int, int]] = []
    for value in sorted(set(values)):
        if runs and value == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], value)
        else:
            runs.append((value, value))
    told = [
        str(first) if first == last else f"{first}{'–' if last > first + 1 else ', '}{last}"
        for first, last in runs[:most]
    ]
    left = sum(last - first + 1 for first, last in runs[most:])
    return ", ".join(told) + (f" and {left:,} more" if left else "")


def gap(when: Moment, written: Moment) -> str:
    """How much later than it happened something was written: "2 days later"; "" if not known.

    Args:
        when: when it happened; its end counts where it has one. Of one that lies within several
            days or hours, it is not known.
        written: exact, in the zone of the case.
    """
    happened = when.end or when.start
    if happened is None or written.start is None or when.within:
        return ""
    written_at = datetime.fromisoformat(written.start)
    if len(happened) > len("2026-11-20"):
        return _gap_of_times(written_at - datetime.fromisoformat(happened))
    if len(happened) == len("2026-11"):
        months = _months(written_at.date()) - (int(happened[:4]) * 12 + int(happened[5:7]))
        return _gap_of(months, "month", same="in the same month")
    days = (written_at.date() - date.fromisoformat(happened)).days
    return _gap_of(days, "day", same="on the same day")


def _months(day: date) -> int:
    return day.year * 12 + day.month


def _gap_of_times(delta: timedelta) -> str:
    minutes = int(abs(delta).total_seconds()) // 60
    hours = minutes // _MINUTES_PER_HOUR
    sign = -1 if delta < timedelta() else 1
    if hours >= _HOURS_AS_HOURS:
        return _gap_of(sign * (hours // 24), "day", same="")
    if hours:
        return _gap_of(sign * hours, "hour", same="")
    return _gap_of(sign * minutes, "minute", same="within the same minute")


def _gap_of(count: int, unit: str, *, same: str) -> str:
    if count == 0:
        return same
    told = counted(abs(count), unit)
    return f"{told} later" if count > 0 else f"{told} before the time given"


def local_too(when: Moment, timezone: str) -> str:
    """A moment in words, with the case's own time behind it where that is another."""
    told = when.in_words()
    if when.start is None or not when.precision.is_timed or when.timezone == timezone:
        return told
    here = Moment.exact(datetime.fromisoformat(when.start), timezone=timezone)
    if here.start == when.start:
        return told
    return f"{told}, {when.timezone} ({here.in_words()} in {timezone})"


def first_of(values: Sequence[str], most: int, what: str) -> tuple[str, ...]:
    """The first `most` of several lines, and a line that says how many more there are."""
    if len(values) <= most:
        return tuple(values)
    return (*values[:most], f"and {len(values) - most:,} more ({what})")
