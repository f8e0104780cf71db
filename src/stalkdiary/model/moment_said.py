"""The time that somebody says, whichever way they say it."""

import re
from datetime import UTC, datetime
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.model.moment import EARLIEST_YEAR, Moment
from stalkdiary.model.timezone import wall_times
from stalkdiary.model.unanswered import is_unanswered

_ISO: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}"


def moment_said(
    said: str | datetime | None, *, now: datetime, timezone: str, until: str | None = None
) -> Moment:
    """What was said of a time, at exactly the precision that is known.

    Args:
        said: words, such as "yesterday 21:30"; an aware time; None, nothing, or words such as "not
            sure" where it was not said. Only "now" means now.
        now: the present, aware; relative words are relative to it.
        timezone: the IANA name of the zone in which times without a zone are meant.
        until: when it ended, in words.

    Raises:
        InputRefused: it is not understood, or impossible, or a time without a zone.
        AnswerNeeded: it can be understood in two ways, or has not come yet; or there is an end
            and no beginning.
    """
    if isinstance(said, datetime):
        if said.utcoffset() is None:
            raise InputRefused(
                "The time says no time zone.",
                "Nothing was saved. Give one, as in datetime(2026, 3, 12, tzinfo=UTC), or words.",
            )
        start = Moment.exact(said, timezone=timezone, said=said.isoformat())
    elif said is None or is_unanswered(said, "when"):
        start = Moment.unknown(timezone=timezone, said=(said or "").strip())
    elif said.strip().casefold() == "now":
        start = Moment.exact(now, timezone=timezone, said=said.strip())
    else:
        start = _as_programs_write(said.strip(), now, timezone) or _in_words(said, now, timezone)
    if until is None or is_unanswered(until, "until"):
        return start
    from stalkdiary.model.moment_grammar import parse_end

    return parse_end(until, start=start, now=now)


def _as_programs_write(said: str, now: datetime, timezone: str) -> Moment | None:
    """The time that ISO 8601 names, without the tables of words, which say the same.

    None where there is anything else about it: no such day, an hour that clocks skipped or showed
    twice, a time to come.
    """
    if not re.fullmatch(_ISO, said):
        return None
    try:
        moments = wall_times(datetime.fromisoformat(said), timezone)
    except (ValueError, OverflowError):
        return None
    if len(moments) != 1 or moments[0].year < EARLIEST_YEAR:
        return None
    # In UTC, because Python compares wall clocks within a zone, and they show an hour twice.
    if moments[0].astimezone(UTC) > now.astimezone(UTC):
        return None
    return Moment.exact(moments[0], timezone=timezone, said=said)


def _in_words(said: str, now: datetime, timezone: str) -> Moment:
    from stalkdiary.model.moment_grammar import parse_moment

    return parse_moment(said, now=now, timezone=timezone)
