"""Dates of mails: the sender's claim beside what a server wrote, and nothing invented."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.importers.mail.dates import (
    FAR_APART,
    NO_DATE,
    NO_ZONE,
    ONLY_RECEIVED,
    UNKNOWN_ZONE,
    UNREADABLE,
    dated,
    instants,
)
from stalkdiary.importers.reading.clock import AMBIGUOUS, Clock
from stalkdiary.model.message import Basis, Resolution

HOME = "Europe/London"
RECEIVED = "from a by b with ESMTP id 1; Tue, 12 Mar 2024 21:30:05 +0000 (UTC)"


def local(date: str, *received: str) -> str | None:
    """The local time of a mail."""
    time = dated(date, list(received), Clock(HOME)).time
    return time and time.local


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Tue, 12 Mar 2024 21:30:00 +0000", "2024-03-12T21:30:00+00:00"),
        ("12 Mar 2024 21:30:00 +0100", "2024-03-12T20:30:00+00:00"),
        ("Tue, 12 Mar 2024 21:30 -0500 (EST)", "2024-03-13T02:30+00:00"),
        ("Mon, 12 Aug 2024 21:30:00 BST", "2024-08-12T21:30:00+01:00"),
        ("Mon, 12 Aug 2024 21:30:00 GMT", "2024-08-12T22:30:00+01:00"),
        ("Mon, 12 Aug 2024 21:30:00 -0000", "2024-08-12T22:30:00+01:00"),
        ("Mon, 12 Aug 2024 21:30:00 Z", "2024-08-12T22:30:00+01:00"),
        ("Mon, 12 Aug 2024 21:30:00 CEST", "2024-08-12T20:30:00+01:00"),
        ("Mon, 12 Aug 2024 21:30:00 edt", "2024-08-13T02:30:00+01:00"),
        ("Mon, 12 Aug 2024 21:30:00 GMT+0200", "2024-08-12T20:30:00+01:00"),
        ("Mon, 12 Aug 2024 21:30:00 UTC+02:00", "2024-08-12T20:30:00+01:00"),
        ('Mon, 12 Aug 2024 21:30:00 "GMT"', "2024-08-12T22:30:00+01:00"),
        ("Mon Aug 12 21:30:00 +0000 2024", "2024-08-12T22:30:00+01:00"),
        ("Mon Aug 12 21:30:00 BST 2024", "2024-08-12T21:30:00+01:00"),
        ("Wed, 11 Feb 98 11:51 CST", "1998-02-11T17:51+00:00"),
        ("01 Jan 2001 00:01+0000", "2001-01-01T00:01+00:00"),
        ("2024-08-12T21:30:00+01:00", "2024-08-12T21:30:00+01:00"),
        ("2024-08-12 20:30:00Z", "2024-08-12T21:30:00+01:00"),
        ("Mon, 12 Aug 2024 21:30:00 +0530", "2024-08-12T17:00:00+01:00"),
    ],
)
def test_dates_that_mail_programs_write(date: str, expected: str) -> None:
    """Zones by number and by name; told in the zone of the import."""
    found = dated(date, [], Clock(HOME))
    assert found.time is not None
    assert (found.time.local, found.flags, found.time.raw) == (expected, (), date)
    assert found.time.basis is Basis.OFFSET
    assert found.time.precision is (Resolution.SECOND if expected[16] == ":" else Resolution.MINUTE)
    assert found.stamp == dated(date, [], Clock("Asia/Tokyo")).stamp


@pytest.mark.parametrize(
    ("date", "flag"),
    [
        ("Mon, 12 Aug 2024 21:30:00", NO_ZONE.format(zone=HOME)),
        ("Mon, 12 Aug 2024 21:30:00 IST", UNKNOWN_ZONE.format(name="IST", zone=HOME)),
        ("2024-08-12 21:30:00", NO_ZONE.format(zone=HOME)),
        ("Mon Aug 12 21:30:00 2024", NO_ZONE.format(zone=HOME)),
    ],
)
def test_a_zone_that_is_not_known_is_assumed_and_said(date: str, flag: str) -> None:
    found = dated(date, [], Clock(HOME))
    assert found.time is not None
    assert (found.time.local, found.flags) == ("2024-08-12T21:30:00+01:00", (flag,))
    assert found.time.basis is Basis.ASSUMED


def test_an_hour_that_comes_twice_is_flagged() -> None:
    found = dated("Sun, 27 Oct 2024 01:30:00", [], Clock(HOME))
    assert found.flags == (NO_ZONE.format(zone=HOME), AMBIGUOUS)


@pytest.mark.parametrize(
    "date",
    [
        "yesterday",
        "Mon, 32 Jan 2024 10:00:00 +0000",
        "Mon, 1 Jan 2024 25:00:00 +0000",
        "Mon, 1 Jan 2024 10:00 PM +0000",
        "Mon, 1 Jan 2024 10:00:00 +9900",
        "Mon, 1 Jan 0001 00:00:00 +0000",
        "1 Jan 9999 23:59:59 -1200",
        "2024-13-45T10:00:00Z",
        "Tue, 12 Mar 2024",
        "lun, 1 ene 2024 10:00:00 +0100",
        "99999999999999999999999 Jan 2024 10:00:00",
    ],
)
def test_a_date_that_can_not_be_read_is_not_guessed(date: str) -> None:
    """The time is the server's then, and the flag shows what was there."""
    assert dated(date, [], Clock(HOME)).time is None
    assert dated(date, [], Clock(HOME)).flags == (UNREADABLE.format(date=date),)
    found = dated(date, [RECEIVED], Clock(HOME))
    assert found.time is not None
    assert found.time.local == "2024-03-12T21:30:05+00:00"
    assert found.flags == (UNREADABLE.format(date=date), ONLY_RECEIVED)
    assert found.stamp == ""


def test_no_date_at_all() -> None:
    assert dated(None, [], Clock(HOME)) == (None, (NO_DATE,), "")
    assert dated(None, ["from a by b with c; date", "no date"], Clock(HOME)).time is None


def test_only_received() -> None:
    """The topmost that says a time: servers write them from below."""
    later = RECEIVED.replace("21:30:05", "21:30:09")
    found = dated(None, ["from mailout-", later, RECEIVED], Clock(HOME))
    assert found.time is not None
    assert found.time.local == "2024-03-12T21:30:09+00:00"
    assert (found.flags, found.stamp) == ((ONLY_RECEIVED,), "")


@pytest.mark.parametrize(
    ("date", "flags"),
    [
        ("Mon, 11 Mar 2024 21:30:05 +0000", ()),
        ("Mon, 11 Mar 2024 21:30:04 +0000", (FAR_APART,)),
        ("Wed, 13 Mar 2024 21:30:06 +0000", (FAR_APART,)),
        ("Mon, 12 Mar 2029 21:30:05 +0000", (FAR_APART,)),
    ],
)
def test_claim_and_arrival_are_kept_and_compared(date: str, flags: tuple[str, ...]) -> None:
    """More than a day apart, the claim is flagged; it stays the time of the mail."""
    found = dated(date, [RECEIVED], Clock(HOME))
    assert found.time is not None
    assert found.time.second == "2024-03-12T21:30:05+00:00"
    assert (found.time.raw, found.flags) == (date, flags)


def test_moments_of_other_formats() -> None:
    sent = datetime(2024, 3, 12, 21, 30, tzinfo=UTC)
    arrived = sent + timedelta(days=2)
    both = instants(sent, arrived, Clock(HOME))
    assert both.time is not None
    assert (both.time.local, both.time.second) == (
        "2024-03-12T21:30:00+00:00",
        "2024-03-14T21:30:00+00:00",
    )
    assert (both.flags, both.stamp) == ((FAR_APART,), "2024-03-12T21:30:00Z")
    only = instants(None, arrived, Clock(HOME))
    assert only.time is not None
    assert (only.time.second, only.flags, only.stamp) == (None, (ONLY_RECEIVED,), "")
    # By which Outlook says that there is none.
    never = datetime(4501, 1, 1, tzinfo=UTC)
    assert instants(never, None, Clock(HOME)) == (None, (NO_DATE,), "")


PIECES = "Mon, 12 Mar 2024 99 21:30:00 1:2 +0000 -99 BST ( ) ; PM : 24:60:61 0 -"


@settings(max_examples=200)
@given(date=st.text(max_size=40) | st.lists(st.sampled_from(PIECES.split())).map(" ".join))
def test_no_date_does_harm(date: str) -> None:
    """Whatever stands there, there is a time or a flag."""
    found = dated(date, [f"x; {date}"], Clock(HOME))
    assert found.time is not None or found.flags
