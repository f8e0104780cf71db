"""What holds for every text, every day and every time zone."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stalkdiary.errors import AnswerNeeded, InputRefused
from stalkdiary.model.moment import MONTHS, WEEKDAYS, Moment, Precision
from stalkdiary.model.moment_grammar import parse_end, parse_moment

LONDON = "Europe/London"
ZONES: Final = (LONDON, "Europe/Paris", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
NOW = datetime(2026, 11, 22, 16, 0, 37, tzinfo=ZoneInfo(LONDON))  # a Sunday
SLACK = timedelta(minutes=2)


def read(text: str, timezone: str = LONDON) -> Moment:
    return parse_moment(text, now=NOW, timezone=timezone)


# Clocks that change


@pytest.mark.parametrize("year", [1972, 1999, 2007, 2025, 2026])
@pytest.mark.parametrize("name", [LONDON, "Europe/Paris", "America/New_York", "Pacific/Auckland"])
def test_both_edges_of_summer_time(year: int, name: str) -> None:
    """Each minute of the days on which clocks change is exact, skipped or asked about."""
    there = ZoneInfo(name)
    noons = [datetime(year, 1, 1, 12, tzinfo=UTC) + timedelta(days=d) for d in range(330)]
    changes = [
        noon.astimezone(there).date()
        for noon in noons
        if noon.astimezone(there).utcoffset()
        != (noon - timedelta(days=1)).astimezone(there).utcoffset()
    ]
    for day in changes:
        shown = _minutes_shown(day, there)
        for minute in range(0, 24 * 60, 15):
            wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
            _check_wall(wall, shown.get(wall, []), name)


def _minutes_shown(day: date, there: ZoneInfo) -> dict[datetime, list[datetime]]:
    """Every quarter of an hour that the clocks showed, found by walking through UTC."""
    shown: dict[datetime, list[datetime]] = {}
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=15)
    for step in range(4 * 54):
        instant = start + timedelta(minutes=15 * step)
        wall = instant.astimezone(there).replace(tzinfo=None, fold=0)
        shown.setdefault(wall, []).append(instant)
    return shown


def _check_wall(wall: datetime, instants: list[datetime], name: str) -> None:
    text = f"{wall:%Y-%m-%d %H:%M}"
    if len(instants) == 1:
        assert datetime.fromisoformat(read(text, name).start or "") == instants[0]
        return
    with pytest.raises(AnswerNeeded, match="forward" if not instants else "back") as asked:
        read(text, name)
    offered = [read(text, name).start or "" for text in re.findall('"([^"]+)"', asked.value.advice)]
    if instants:
        assert [datetime.fromisoformat(start) for start in offered] == instants
    else:
        assert [start[:10] for start in offered] == [text[:10]] * 2


# Properties

FIRST = datetime.fromisoformat("1900-01-02")
instants = st.datetimes(FIRST, NOW.replace(tzinfo=None) - timedelta(days=2)).map(
    lambda naive: naive.replace(tzinfo=UTC, microsecond=0)
)
zones = st.sampled_from(ZONES)


def _word_date(day: datetime) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _weekday_date(day: datetime) -> str:
    return f"{WEEKDAYS[day.weekday()]}, {_word_date(day)}"


def _with_seconds(time: datetime) -> str:
    return f"at {time:%H:%M:%S}"


DATE_FORMS: tuple[Callable[[datetime], str], ...] = (
    lambda d: f"{d:%Y-%m-%d}",
    lambda d: f"{d.day}/{d.month}/{d.year}",
    lambda d: f"{d.day:02}.{d.month:02}.{d.year}",
    lambda d: f"{d.day}-{d.month}-{d.year}",
    _word_date,
    _weekday_date,
    lambda d: _weekday_date(d).upper(),
    lambda d: f"{MONTHS[d.month - 1][:3]} {d.day} {d.year}",
    lambda d: f"the {d.day}th of {MONTHS[d.month - 1]} {d.year}",
)
TIME_FORMS: tuple[Callable[[datetime], str], ...] = (
    lambda t: f"{t:%H:%M}",
    _with_seconds,
    lambda t: f"{t:%H%M} hrs",
    lambda t: f"{t:%H.%M} hrs",
    lambda t: f"{(t.hour - 1) % 12 + 1}.{t:%M}{'pm' if t.hour >= 12 else 'am'}",
    lambda t: f"at {(t.hour - 1) % 12 + 1}:{t:%M} {'p.m.' if t.hour >= 12 else 'a.m.'}",
)


@given(instant=instants, form=st.sampled_from(DATE_FORMS), zone=zones)
def test_every_day_in_every_form(
    instant: datetime, form: Callable[[datetime], str], zone: str
) -> None:
    day = instant.astimezone(ZoneInfo(zone))
    moment = read(form(day), zone)
    assert (moment.start, moment.precision) == (day.date().isoformat(), Precision.DAY)


@given(
    instant=instants,
    date_form=st.sampled_from(DATE_FORMS),
    time_form=st.sampled_from(TIME_FORMS),
    zone=zones,
    about=st.booleans(),
    turned=st.booleans(),
)
@example(datetime(1941, 8, 1, 1, 30, tzinfo=UTC), DATE_FORMS[0], TIME_FORMS[0], LONDON, True, True)
def test_every_time_in_every_form(
    instant: datetime,
    date_form: Callable[[datetime], str],
    time_form: Callable[[datetime], str],
    zone: str,
    about: bool,
    turned: bool,
) -> None:
    there = instant.astimezone(ZoneInfo(zone))
    if time_form is not _with_seconds:
        there = there.replace(second=0)
    date_text, time_text = date_form(there), time_form(there)
    if about:
        time_text = f"about {time_text.removeprefix('at ')}"
    text = f"{time_text} on {date_text}" if turned else f"{date_text} {time_text}"
    try:
        moment = read(text, zone)
    except AnswerNeeded as asked:
        twice = there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()
        midnight = there.hour == there.minute == 0 and time_form in TIME_FORMS[4:]
        assert ("came twice" in asked.sentence and twice) or midnight  # noqa: PT017
        return
    expected = Precision.ABOUT if about else Precision.EXACT
    assert (moment.start, moment.precision) == (there.isoformat(timespec="seconds"), expected)


@given(instant=instants, zone=zones)
def test_iso_with_an_offset_keeps_the_instant(instant: datetime, zone: str) -> None:
    for offset in (UTC, ZoneInfo("Asia/Kolkata"), ZoneInfo("America/New_York")):
        told = instant.astimezone(offset)
        if (told.utcoffset() or timedelta()).seconds % 60:
            continue  # local mean time has seconds, which ISO 8601 has not
        moment = read(told.isoformat(), zone)
        assert datetime.fromisoformat(moment.start or "") == instant


@given(instant=instants, minutes=st.integers(0, 2000), zone=zones)
def test_spans_keep_both_instants(instant: datetime, minutes: int, zone: str) -> None:
    start, end = instant, instant + timedelta(minutes=minutes)
    moment = read(f"from {start:%Y-%m-%dT%H:%M:%SZ} to {end:%Y-%m-%dT%H:%M:%SZ}", zone)
    ends = [datetime.fromisoformat(text or "") for text in (moment.start, moment.end)]
    assert ends == [start, end]


ACCEPTED = (
    *("2026-11-20", "3/4/2026", "12 March", "Thursday, 12 March 2026", "today", "last Tuesday"),
    *("3 days ago", "2026-11-20T21:30Z", "12 March 2026 at 9pm", "yesterday 2130 hrs", "06:00"),
    *("half past nine pm yesterday", "7 yesterday evening", "last night at 11pm", "last night"),
    *("last Tuesday about 6pm", "2 hours ago", "March 2025", "2019", "now", "?", "not sure"),
    *("yesterday 18:00 to 19:30", "between 6 and 7pm yesterday", "from 3 to 9 March 2026"),
)


@given(
    text=st.sampled_from(ACCEPTED),
    word=st.sampled_from(["pub", "not", "perhaps", "and", "maybe", "23", "x", "2026-1", "//"]),
    place=st.integers(0, 12),
)
def test_no_word_is_ever_passed_over(text: str, word: str, place: int) -> None:
    split = text.split()
    split.insert(min(place, len(split)), word)
    try:
        moment = read(" ".join(split))
    except (InputRefused, AnswerNeeded):
        return
    # A number can be a year or a day; then it has to be in the result.
    assert word == "23"
    assert "23" in f"{moment.start}{moment.end}"


FRAGMENTS = (
    *("today", "yesterday", "last", "Tuesday", "night", "evening", "in the", "morning", "at"),
    *("6", "9pm", "9.30", "21:30", "noon", "midnight", "half past", "quarter to", "ten", "about"),
    *("12", "March", "2026", "2025", "3/4", "2026-11-20", "to", "-", "between", "and", "from"),
    *("ago", "3", "days", "hours", "months", "GMT", "BST", "+01:00", "29", "February", "on", "the"),
)
wild = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=9).map(" ".join),
    st.text("0123456789:./- TZ+", max_size=25),
)


@given(text=wild, zone=zones)
@example("٣/٤/2026", LONDON)
@example("12 MARCH 2026", LONDON)
def test_any_text_is_read_or_explained_and_never_in_the_future(text: str, zone: str) -> None:
    try:
        moment = read(text, zone)
    except (InputRefused, AnswerNeeded) as explained:
        assert explained.sentence  # noqa: PT017
        assert explained.sentence.isprintable()  # noqa: PT017
        return
    assert Moment.from_json(moment.to_json()) == moment
    assert moment.said == text.strip()
    today = NOW.astimezone(ZoneInfo(zone)).date().isoformat()
    for end in (moment.start, moment.end):
        if end is not None and len(end) > len(today):
            assert datetime.fromisoformat(end) <= NOW + SLACK
        elif end is not None:
            assert end <= today[: len(end)]


@given(text=wild, until=wild)
def test_any_end_is_read_or_explained(text: str, until: str) -> None:
    try:
        start = read(text)
        moment = parse_end(until, start=start, now=NOW)
    except (InputRefused, AnswerNeeded):
        return
    assert moment == start or moment.start == start.start


# Spans with am or pm at one end


_HOURS, _QUARTERS = st.integers(1, 12), st.sampled_from(["", ":15", ":30"])


@given(
    hours=st.tuples(_HOURS, _HOURS),
    minutes=st.tuples(_QUARTERS, _QUARTERS),
    half=st.sampled_from(["am", "pm"]),
)
def test_a_borrowed_half_of_the_day_never_makes_hours_of_following_a_moment(
    hours: tuple[int, int], minutes: tuple[str, str], half: str
) -> None:
    """The span is in one half of the day and has a length, or the person is asked."""
    first, last = (f"{hour}{minute}" for hour, minute in zip(hours, minutes, strict=True))
    try:
        moment = read(f"yesterday {first} to {last}{half}")
    except AnswerNeeded:
        return
    assert moment.start is not None
    assert moment.end is not None
    start, end = (datetime.fromisoformat(each) for each in (moment.start, moment.end))
    assert start < end
    assert (start.hour < 12) == (end.hour < 12) == (half == "am")
