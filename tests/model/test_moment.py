"""The value: what it holds, how it is stored, ordered and told."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.model.moment import Moment, Precision, comes_before

LONDON = "Europe/London"
FIRST, LAST = datetime.fromisoformat("1900-01-02"), datetime.fromisoformat("2100-01-01")


def made(
    start: str | None,
    precision: str = "exact",
    *,
    end: str | None = None,
    part: str | None = None,
    timezone: str = LONDON,
) -> Moment:
    return Moment(
        start=start,
        end=end,
        precision=Precision(precision),
        part=part,
        timezone=timezone,
        said="as it was said",
    )


EXACT = made("2026-11-20T21:30:00+00:00")
ABOUT = made("2025-06-17T18:00:00+01:00", "about")
EVENING = made("2026-03-03", "part-of-day", part="evening")
DAY = made("2026-03-12", "day")
MONTH = made("2025-03", "month")
YEAR = made("2019-01", "month", end="2019-12")
UNKNOWN = Moment.unknown(timezone=LONDON, said="not sure")
WITHIN_DAYS = replace(DAY, end="2026-03-20", within=True)
WITHIN_HOURS = replace(EXACT, end="2026-11-20T22:15:00+00:00", within=True)
BEFORE = replace(DAY, start="2026-11-20", end="2026-11-20T18:00:00+00:00", within=True)
AFTER = replace(EXACT, end="2026-11-20", within=True)
BOUNDED = (WITHIN_DAYS, WITHIN_HOURS, BEFORE, AFTER)
ALL = (*BOUNDED, EXACT, ABOUT, EVENING, DAY, MONTH, YEAR, UNKNOWN)


@pytest.mark.parametrize(
    ("moment", "words", "short"),
    [
        (EXACT, "Friday 20 November 2026, 21:30 GMT", "Fri 20 Nov 2026 21:30"),
        (ABOUT, "about 18:00 BST on Tuesday 17 June 2025", "Tue 17 Jun 2025 about 18:00"),
        (EVENING, "Tuesday 3 March 2026, evening", "Tue 3 Mar 2026 evening"),
        (DAY, "Thursday 12 March 2026, time not known", "Thu 12 Mar 2026"),
        (MONTH, "March 2025, day not known", "Mar 2025"),
        (YEAR, "January 2019 to December 2019, days not known", "Jan 2019 to Dec 2019"),
        (UNKNOWN, "not known", "not known"),
        (
            WITHIN_DAYS,
            "some time between Thursday 12 March 2026 and Friday 20 March 2026",
            "between Thu 12 Mar 2026 and Fri 20 Mar 2026",
        ),
        (
            WITHIN_HOURS,
            "some time between 21:30 and 22:15 GMT on Friday 20 November 2026",
            "Fri 20 Nov 2026 between 21:30 and 22:15",
        ),
        (
            BEFORE,
            "Friday 20 November 2026, before 18:00 GMT",
            "Fri 20 Nov 2026 before 18:00",
        ),
        (AFTER, "Friday 20 November 2026, after 21:30 GMT", "Fri 20 Nov 2026 after 21:30"),
        (
            replace(EXACT, end="2026-11-20T22:15:00+00:00"),
            "Friday 20 November 2026, 21:30 to 22:15 GMT",
            "Fri 20 Nov 2026 21:30 to 22:15",
        ),
        (
            replace(EXACT, end="2026-11-21T00:15:00+00:00"),
            "Friday 20 November 2026, 21:30 GMT to Saturday 21 November 2026, 00:15 GMT",
            "Fri 20 Nov 2026 21:30 to Sat 21 Nov 2026 00:15",
        ),
        (
            replace(ABOUT, end="2025-06-17T19:30:00+01:00"),
            "about 18:00 to 19:30 BST on Tuesday 17 June 2025",
            "Tue 17 Jun 2025 about 18:00 to 19:30",
        ),
        (
            replace(ABOUT, end="2025-06-18T19:30:00+01:00"),
            "about 18:00 BST on Tuesday 17 June 2025 to Wednesday 18 June 2025, 19:30 BST",
            "Tue 17 Jun 2025 about 18:00 to Wed 18 Jun 2025 19:30",
        ),
        (
            made("2026-10-25T01:30:00+01:00", end="2026-10-25T01:30:00+00:00"),
            "Sunday 25 October 2026, 01:30 BST to Sunday 25 October 2026, 01:30 GMT",
            "Sun 25 Oct 2026 01:30 to 01:30",
        ),
        (
            replace(DAY, end="2026-03-14"),
            "Thursday 12 March 2026 to Saturday 14 March 2026, times not known",
            "Thu 12 Mar 2026 to Sat 14 Mar 2026",
        ),
        (
            replace(DAY, end="2026-03-12T19:30:00+00:00"),
            "Thursday 12 March 2026, time not known, to Thursday 12 March 2026, 19:30 GMT",
            "Thu 12 Mar 2026 to 19:30",
        ),
        (
            replace(EVENING, end="2026-03-05"),
            "Tuesday 3 March 2026, evening, to Thursday 5 March 2026, time not known",
            "Tue 3 Mar 2026 evening to Thu 5 Mar 2026",
        ),
        (
            made("2026-11-20T21:30:15+00:00"),
            "Friday 20 November 2026, 21:30:15 GMT",
            "Fri 20 Nov 2026 21:30:15",
        ),
        (
            made("2026-06-05T21:30:00+02:00", timezone="Europe/Paris"),
            "Friday 5 June 2026, 21:30 +02:00",
            "Fri 5 Jun 2026 21:30",
        ),
        (
            made("2026-06-05T21:30:00+00:00", timezone="Etc/UTC"),
            "Friday 5 June 2026, 21:30 UTC",
            "Fri 5 Jun 2026 21:30",
        ),
        (
            made("1943-07-01T12:00:00+02:00"),
            "Thursday 1 July 1943, 12:00 +02:00",
            "Thu 1 Jul 1943 12:00",
        ),
    ],
)
def test_is_told_in_words_and_in_short(moment: Moment, words: str, short: str) -> None:
    assert (moment.in_words(), moment.short()) == (words, short)


@pytest.mark.parametrize(
    ("moment", "day", "hour", "month"),
    [
        (EXACT, date(2026, 11, 20), 21, "2026-11"),
        (ABOUT, date(2025, 6, 17), 18, "2025-06"),
        (EVENING, date(2026, 3, 3), None, "2026-03"),
        (DAY, date(2026, 3, 12), None, "2026-03"),
        (MONTH, None, None, "2025-03"),
        (YEAR, None, None, None),
        (UNKNOWN, None, None, None),
    ],
)
def test_gives_only_what_is_known(
    moment: Moment, day: date | None, hour: int | None, month: str | None
) -> None:
    assert (moment.day, moment.hour, moment.month) == (day, hour, month)


@pytest.mark.parametrize("moment", ALL)
def test_json_is_lossless(moment: Moment) -> None:
    assert Moment.from_json(json.loads(json.dumps(moment.to_json()))) == moment


def test_json_has_plain_keys_and_values() -> None:
    assert EVENING.to_json() == {
        "start": "2026-03-03",
        "end": None,
        "precision": "part-of-day",
        "part": "evening",
        "timezone": LONDON,
        "said": "as it was said",
    }


def test_keys_of_newer_programs_are_passed_over() -> None:
    assert Moment.from_json({**DAY.to_json(), "weather": "rain"}) == DAY


@pytest.mark.parametrize(
    "change",
    [
        {"start": None},
        {"start": 20261120},
        {"start": "20261120"},
        {"start": "2026-13"},
        {"start": "2026-02-30"},
        {"start": "2026-11-20T21:30"},
        {"start": "2026-11-20T21:30:00"},
        {"start": "2026-11-20T21:30:00Z"},
        {"start": "2026-11-20T25:30:00+00:00"},
        {"start": "2026-11-20 21:30:00+00:00"},
        {"start": "1899-12-31T21:30:00+00:00"},
        {"start": "9999-12-31T21:30:00+00:00"},
        {"start": "\uff12026-11-20T21:30:00+00:00"},
        {"start": "2026-11-20"},
        {"end": "2026-11-20T21:29:59+00:00"},
        {"end": "2026-11-19"},
        {"end": "2026-10"},
        {"end": "soon"},
        {"precision": "day"},
        {"precision": "unknown"},
        {"precision": "certain"},
        {"precision": None},
        {"precision": []},
        {"part": "evening"},
        {"precision": "part-of-day", "start": "2026-11-20"},
        {"precision": "part-of-day", "start": "2026-11-20", "part": "teatime"},
        {"precision": "unknown", "start": None, "end": "2026-11-20"},
        {"timezone": ""},
        {"timezone": None},
        {"said": None},
    ],
)
def test_malformed_data_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InputRefused):
        Moment.from_json({**EXACT.to_json(), **change})


@pytest.mark.parametrize("data", [None, [], "2026-11-20", {}, {"start": "2026-11-20"}])
def test_what_is_no_moment_is_refused(data: object) -> None:
    with pytest.raises(InputRefused):
        Moment.from_json(data)


def test_a_contradiction_can_not_be_made_in_code_either() -> None:
    with pytest.raises(InputRefused):
        replace(EXACT, precision=Precision.DAY)


def test_exact_tells_an_instant_in_the_zone_and_drops_parts_of_a_second() -> None:
    instant = datetime(2026, 6, 5, 20, 30, 1, 999999, tzinfo=UTC)
    moment = Moment.exact(instant, timezone=LONDON, said="05/06/2026, 21:30:01")
    assert (moment.start, moment.precision) == ("2026-06-05T21:30:01+01:00", Precision.EXACT)


@given(
    instants=st.lists(st.datetimes(FIRST, LAST), min_size=2, max_size=8),
    zones=st.lists(
        st.sampled_from([LONDON, "America/New_York", "Asia/Kolkata"]), min_size=8, max_size=8
    ),
)
def test_sort_keys_order_like_the_instants(instants: list[datetime], zones: list[str]) -> None:
    seconds = [naive.replace(tzinfo=UTC, microsecond=0) for naive in instants]
    moments = [Moment.exact(i, timezone=z) for i, z in zip(seconds, zones, strict=False)]
    in_order = sorted(moments, key=lambda moment: moment.sort_key)
    assert [datetime.fromisoformat(m.start or "") for m in in_order] == sorted(seconds)


def test_less_precise_moments_stand_at_their_beginning_and_unknown_ones_last() -> None:
    in_order = [
        made("2026-06", "month"),
        made("2026-06-05T00:00:01+01:00"),
        made("2026-06-05", "part-of-day", part="morning"),
        made("2026-06-05T09:00:00+01:00"),
        made("2026-06-05", "part-of-day", part="afternoon"),
        made("2026-06-05", "part-of-day", part="evening"),
        made("2026-06-05", "part-of-day", part="night"),
        made("2026-06-06", "day"),
        made("2026-06-06T00:00:01+01:00", "about"),
        UNKNOWN,
    ]
    assert sorted(set(in_order), key=lambda moment: moment.sort_key) == in_order


def test_sort_keys_are_utc() -> None:
    assert ABOUT.sort_key == "2025-06-17T17:00:00Z"
    assert made("2025-06-17", "day").sort_key == "2025-06-16T23:00:00Z"


def test_a_zone_that_this_machine_does_not_know_can_still_be_listed() -> None:
    moment = replace(DAY, timezone="Moon/Tranquility")
    assert (moment.sort_key, moment.short()) == ("2026-03-12T00:00:00Z", "Thu 12 Mar 2026")


@given(start=st.datetimes(FIRST, LAST), hours=st.integers(-30, 30))
def test_the_end_is_never_before_the_start(start: datetime, hours: int) -> None:
    first = Moment.exact(start.replace(tzinfo=UTC), timezone=LONDON).start or ""
    later = (start + timedelta(hours=hours)).replace(tzinfo=UTC)
    last = Moment.exact(later, timezone=LONDON).start or ""
    assert comes_before(last, first) == (hours < 0)


def test_importing_it_stays_cheap() -> None:
    """Lists read thousands of moments: no zone data and no date library at import."""
    heavy = "{'zoneinfo', 'dateutil', 'stalkdiary.model.moment_grammar'}"
    code = f"import sys, stalkdiary.model.moment; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_moment_of_version_0_1_says_nothing_of_bounds() -> None:
    """The key is absent unless it is true, so that what was written stays byte for byte."""
    assert "within" not in DAY.to_json()
    assert Moment.from_json(DAY.to_json()) == DAY
    assert WITHIN_DAYS.to_json()["within"] is True
    assert Moment.from_json(WITHIN_DAYS.to_json()) == WITHIN_DAYS


@pytest.mark.parametrize("within", ["true", 1, None])
def test_bounds_are_true_or_false(within: object) -> None:
    """Anything else is refused, as a moment that nobody could have written."""
    with pytest.raises(InputRefused, match="within"):
        Moment.from_json({**WITHIN_DAYS.to_json(), "within": within})


@pytest.mark.parametrize("moment", [DAY, EVENING, UNKNOWN, replace(DAY, end=DAY.start)])
def test_only_two_different_bounds_hold_a_moment(moment: Moment) -> None:
    """A day alone, or a part of one, is no range."""
    with pytest.raises(InputRefused, match="bounds"):
        replace(moment, within=True)


def test_a_day_or_an_hour_that_is_not_known_is_not_counted() -> None:
    """Of a moment within several days or hours, no chart draws the first of them."""
    assert (WITHIN_DAYS.day, WITHIN_DAYS.month) == (None, "2026-03")
    assert (WITHIN_HOURS.day, WITHIN_HOURS.hour) == (date(2026, 11, 20), None)
    assert (BEFORE.day, BEFORE.hour, AFTER.day, AFTER.hour) == (date(2026, 11, 20), None) * 2
    assert replace(WITHIN_DAYS, end="2026-04-02").month is None
    assert replace(WITHIN_HOURS, end="2026-11-20T21:50:00+00:00").hour == 21
