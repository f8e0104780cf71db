"""The time that somebody says, whichever way they say it."""

from datetime import datetime

from stalkdiary.errors import InputRefused
from stalkdiary.model.moment import Moment
from stalkdiary.model.unanswered import is_unanswered


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
        from stalkdiary.model.moment_grammar import parse_moment

        start = parse_moment(said, now=now, timezone=timezone)
    if until is None or is_unanswered(until, "until"):
        return start
    from stalkdiary.model.moment_grammar import parse_end

    return parse_end(until, start=start, now=now)
