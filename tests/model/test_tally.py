"""The sentence of an imported day: what is counted wrongly there stands in a report."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.model.message import (
    Basis,
    Call,
    ExportTime,
    Kind,
    Message,
    Resolution,
    State,
)
from stalkdiary.model.moment import Precision
from stalkdiary.model.tally import TYPES, Tally, whole_seconds

LONDON = "Europe/London"
EVENING = datetime(2026, 7, 12, 21, 30, tzinfo=ZoneInfo(LONDON))
DAY = "2026-07-12"


def at(minutes: int) -> ExportTime:
    """So many minutes after half past nine in the evening."""
    moment = EVENING + timedelta(minutes=minutes)
    local = moment.isoformat(timespec="minutes")
    instant = int(moment.timestamp() * 1000)
    return ExportTime(local, instant, local, Resolution.MINUTE, Basis.ASSUMED)


def message(minutes: int = 0, **given: Any) -> Message:
    values = {"locator": "line 1", "kind": Kind.MESSAGE, "channel": "WhatsApp", "time": at(minutes)}
    return Message(**(values | given))


def call(outcome: str = "unknown", medium: str = "voice", **given: Any) -> Message:
    return message(kind=Kind.CALL, call=Call(medium=medium, outcome=outcome), **given)


def tally(*messages: Message, channel: str = "WhatsApp") -> Tally:
    found = Tally(channel, DAY)
    for each in messages:
        found.take(each)
    return found


@pytest.mark.parametrize(
    ("act", "one", "two"),
    [
        (message(), "1 WhatsApp message", "2 WhatsApp messages"),
        (message(channel="e-mail"), "1 e-mail", "2 e-mails"),
        (message(channel="text message"), "1 text message", "2 text messages"),
        (message(kind=Kind.VOICEMAIL, channel="phone call"), "1 voicemail", "2 voicemails"),
        (call("missed", channel="phone call"), "1 missed call", "2 missed calls"),
        (call("answered", channel="phone call"), "1 answered call", "2 answered calls"),
        (call("no-answer", channel="phone call"), "1 unanswered call", "2 unanswered calls"),
        (call("declined", channel="phone call"), "1 declined call", "2 declined calls"),
        (call("blocked", channel="phone call"), "1 blocked call", "2 blocked calls"),
        (call(channel="phone call"), "1 call", "2 calls"),
        (call("missed"), "1 missed WhatsApp call", "2 missed WhatsApp calls"),
        (call("missed", "video"), "1 missed WhatsApp video call", "2 missed WhatsApp video calls"),
        (message(kind=Kind.CALL), "1 WhatsApp call", "2 WhatsApp calls"),
        (
            message(state=State.CALL_OR_VIEW_ONCE),
            "1 WhatsApp call or view-once picture (the export does not say which)",
            "2 WhatsApp calls or view-once pictures (the export does not say which)",
        ),
    ],
)
def test_each_kind_of_act_has_its_name(act: Message, one: str, two: str) -> None:
    """An answered call that is called missed, or a call that is called a message, is untrue."""
    assert tally(act).sentence("Alex") == f"{one} from Alex, 21:30."
    assert tally(act, act).sentence("Alex") == f"{two} from Alex, 21:30."


def test_kinds_stand_in_the_order_of_their_numbers() -> None:
    """Each with its own count."""
    acts = [call("missed"), *[message()] * 3, *[call("answered")] * 2]
    assert tally(*acts).sentence("Alex") == (
        "3 WhatsApp messages, 2 answered WhatsApp calls and 1 missed WhatsApp call "
        "from Alex, 21:30."
    )


@given(minutes=st.lists(st.integers(0, 149), min_size=1, max_size=8).map(tuple))
def test_the_order_of_an_export_does_not_change_what_is_said(minutes: tuple[int, ...]) -> None:
    """Some exports begin with the newest message: the first is still the earliest."""
    found = tally(*map(message, minutes))
    first, last = (EVENING + timedelta(minutes=n) for n in (min(minutes), max(minutes)))
    said = f"{first:%H:%M}" + (f" to {last:%H:%M}" if last > first else "")
    count = f"{len(minutes)} WhatsApp message{'s' if len(minutes) > 1 else ''}"
    assert found.sentence("Alex") == f"{count} from Alex, {said}."
    assert found.sentence("Alex") == tally(*map(message, reversed(minutes))).sentence("Alex")
    moment = found.moment(LONDON)
    assert moment.start == first.isoformat(timespec="seconds")
    assert moment.end == (last.isoformat(timespec="seconds") if last > first else None)
    assert (moment.precision, moment.timezone) == (Precision.EXACT, LONDON)
    assert found.acts == len(minutes)


def test_undated_acts_are_counted_and_have_no_time() -> None:
    """A mail without a date is an act; it is not dated by others."""
    found = tally(message(time=None), message(time=None))
    assert found.sentence("Alex") == "2 WhatsApp messages from Alex."
    assert found.moment(LONDON).start is None
    assert tally(message(), message(time=None)).sentence("Alex") == (
        "2 WhatsApp messages from Alex, 21:30."
    )


def test_a_day_alone_stays_a_day() -> None:
    """Noon, which orders it, is never said to be the time."""
    day = ExportTime(DAY, 1_783_857_600_000, DAY, Resolution.DAY, Basis.ASSUMED)
    found = tally(message(time=day))
    assert found.sentence("Alex") == "1 WhatsApp message from Alex."
    moment = found.moment(LONDON)
    assert (moment.start, moment.end, moment.precision) == (DAY, None, Precision.DAY)


def test_the_account_says_no_more_than_the_counts() -> None:
    """What the messages said, and how serious they were, is for the person."""
    account = tally(message(), message(5)).account("Alex", 7, LONDON)
    assert account.what == "2 WhatsApp messages from Alex, 21:30 to 21:35."
    assert (account.types, account.times) == (TYPES, 2)
    assert (account.person, account.channel) == (7, "WhatsApp")
    assert account.when == tally(message(), message(5)).moment(LONDON)
    assert account.when.said == "as the export tells it"


@pytest.mark.parametrize(
    ("local", "whole"),
    [
        ("2026-07-12T21:30+01:00", "2026-07-12T21:30:00+01:00"),
        ("2026-07-12T21:30:05+01:00", "2026-07-12T21:30:05+01:00"),
        ("2026-07-12T21:30:05.999+01:00", "2026-07-12T21:30:05+01:00"),
        ("2026-07-12T21:30-05:00", "2026-07-12T21:30:00-05:00"),
        ("2026-07-12T21:30:05.123-03:30", "2026-07-12T21:30:05-03:30"),
    ],
)
def test_a_time_keeps_its_offset_and_its_second(local: str, whole: str) -> None:
    """Nothing is rounded up into a second that had not come."""
    assert whole_seconds(local) == whole
    assert datetime.fromisoformat(whole) <= datetime.fromisoformat(local)
