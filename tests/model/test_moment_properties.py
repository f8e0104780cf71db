"""What holds for every text, every day and every time zone."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stalkdiary.errors import AnswerNeeded, InputRefused
from stalkdiary.model import moment_grammar
from stalkdiary.model.moment import MONTHS, WEEKDAYS, Moment, Precision
from stalkdiary.model.moment_grammar import parse_end, parse_moment
from stalkdiary.model.moment_said import moment_said
from stalkdiary.model.text import one_line

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
    if word in {"perhaps", "maybe"}:  # it can only make a time less precise
        assert moment.within or moment.precision is Precision.ABOUT
        return
    # A number can be a year or a day; then it has to be in the result.
    assert word == "23"
    assert "23" in f"{moment.start}{moment.end}"


FRAGMENTS = (
    *("today", "yesterday", "last", "Tuesday", "night", "evening", "in the", "morning", "at"),
    *("6", "9pm", "9.30", "21:30", "noon", "midnight", "half past", "quarter to", "ten", "about"),
    *("12", "March", "2026", "2025", "3/4", "2026-11-20", "to", "-", "between", "and", "from"),
    *("tea time", "lunchtime", "early", "mid", "late", "a few", "weeks", "weekend", "week of"),
    *("first thing", "half", "half six", "27th", "sometime", "before", "after", "just after"),
    *("early hours", "Bank Holiday Monday", "Easter", "Christmas Eve", "this", "-ish", "6ish"),
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
@example("\u200d?", LONDON)
def test_any_text_is_read_or_explained_and_never_in_the_future(text: str, zone: str) -> None:
    try:
        moment = read(text, zone)
    except (InputRefused, AnswerNeeded) as explained:
        assert explained.sentence  # noqa: PT017
        assert one_line(explained.sentence) == explained.sentence  # noqa: PT017
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


# What is said loosely stays loose

PARTS_SAID: Final = (
    *("tea time", "lunchtime", "bedtime", "first thing", "the early hours", "the morning"),
    *("breakfast time", "the late afternoon", "the evening", "supper time", "the night"),
)
DAYS_SAID: Final = (
    *("yesterday", "last Tuesday", "the 27th", "12 March", "3 days ago", "Bank Holiday Monday"),
    *("Boxing Day", "the day before yesterday", "Tuesday last week", "12/9", "Good Friday 2025"),
)
RANGES_SAID: Final = (
    *("a few weeks ago", "a couple of days ago", "early November", "mid-October", "late March"),
    *("the end of last month", "last week", "the week of 9 November", "Easter", "last weekend"),
    *("the bank holiday weekend", "in the last few days", "between Monday and Wednesday"),
    *("a few months ago", "2 years ago", "early 2019", "spring", "in the autumn", "winter"),
    *("between Christmas and New Year", "this week", "between the 3rd and the 9th"),
)
TIMES_SAID: Final = (
    *("half 6", "half past six", "quarter to seven", "9 o'clock", "9.30", "6ish", "half nine-ish"),
    *("just after 6", "about 6pm", "before 6pm", "after 21:30", "ten to 7pm", "at six pm"),
    *("between 6 and half 7", "between 18:00 and 7pm", "half five in the evening"),
)
presents = st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2035-01-01"))
london_presents = presents.map(lambda naive: naive.replace(tzinfo=UTC).astimezone(ZoneInfo(LONDON)))
loose = st.one_of(
    st.sampled_from((*PARTS_SAID, *DAYS_SAID, *RANGES_SAID, *TIMES_SAID)),
    st.tuples(st.sampled_from(PARTS_SAID), st.sampled_from(DAYS_SAID)).map(" ".join),
    st.tuples(st.sampled_from(DAYS_SAID), st.sampled_from(PARTS_SAID)).map(" in ".join),
    st.tuples(st.sampled_from(TIMES_SAID), st.sampled_from(DAYS_SAID)).map(" ".join),
    st.tuples(st.sampled_from(DAYS_SAID), st.sampled_from(TIMES_SAID)).map(" ".join),
    st.tuples(st.sampled_from(["sometime", "some time"]), st.sampled_from(RANGES_SAID)).map(
        " ".join
    ),
)


def _known(moment: Moment) -> tuple[object, ...]:
    return (moment.start, moment.end, moment.precision, moment.part, moment.within)


@given(text=st.one_of(loose, wild), now=london_presents)
@example("yesterday 01:30", datetime(2026, 10, 26, 12, tzinfo=ZoneInfo(LONDON)))
def test_what_is_told_is_understood_and_means_the_same(text: str, now: datetime) -> None:
    """The words of a moment are accepted again, and give the same moment."""
    try:
        moment = parse_moment(text, now=now)
    except (InputRefused, AnswerNeeded):
        return
    assert _known(parse_moment(moment.in_words(), now=now)) == _known(moment)


@given(text=st.one_of(loose, wild), now=london_presents)
def test_what_is_offered_is_understood(text: str, now: datetime) -> None:
    """Every answer that a question offers is accepted at that moment."""
    try:
        parse_moment(text, now=now)
    except AnswerNeeded as asked:
        for offered in re.findall('"([^"]+)"', asked.advice):
            try:
                parse_moment(offered, now=now)
            except AnswerNeeded as again:  # an hour of an offer can come twice, or not at all
                assert "clocks went" in again.sentence  # noqa: PT017
    except InputRefused:
        return


@given(text=st.one_of(loose, wild), now=london_presents)
def test_nothing_that_is_accepted_lies_in_the_future(text: str, now: datetime) -> None:
    """Neither end of a moment comes after the present, at the precision that it has."""
    try:
        moment = parse_moment(text, now=now)
    except (InputRefused, AnswerNeeded):
        return
    for end in (moment.start, moment.end):
        if end is not None and len(end) > len("2026-11-20"):
            assert datetime.fromisoformat(end) <= now + SLACK
        elif end is not None:
            assert end <= now.date().isoformat()[: len(end)]


@given(
    day=st.sampled_from(DAYS_SAID),
    part=st.sampled_from(PARTS_SAID),
    loosely=st.sampled_from(RANGES_SAID),
    now=london_presents,
)
def test_no_phrase_gains_precision(day: str, part: str, loosely: str, now: datetime) -> None:
    """A day stays a day, a part of it has no hour, and a range is no day unless none else is left.

    Today ends a range; so "this week" is one day on a Monday.
    """
    for text in (day, f"{day} {part}", loosely):
        try:
            moment = parse_moment(text, now=now)
        except AnswerNeeded:
            continue
        assert not moment.precision.is_timed
        if text is loosely:
            today = now.date().isoformat()
            assert moment.within or moment.start == today[: len(moment.start or "")]
        else:
            assert moment.end is None
            assert (moment.precision is Precision.PART_OF_DAY) == (text is not day)


@given(time=st.sampled_from(["about 6pm", "just after 9pm", "6pm-ish", "before 6pm", "after 9am"]))
def test_no_time_that_was_said_loosely_is_exact(time: str) -> None:
    """About stays about, and before and after stay bounds."""
    moment = read(f"yesterday {time}")
    assert moment.within or moment.precision is Precision.ABOUT


@given(
    words=st.lists(
        st.sampled_from([*FRAGMENTS, "to", "and", "between", "-", "half half", "1-", "on the"]),
        min_size=1,
        max_size=40,
    ),
    joint=st.sampled_from([" ", "-", " to "]),
)
def test_a_hostile_text_is_given_up_after_a_number_of_tries_that_its_length_bounds(
    words: list[str], joint: str
) -> None:
    """No text makes the parser try more pieces than the words of the longest phrase allow."""
    text = joint.join(words)
    tries = 0
    fits = moment_grammar._fits

    def counted(name: str, piece: str) -> bool:
        nonlocal tries
        tries += 1
        return fits(name, piece)

    with pytest.MonkeyPatch.context() as patch, suppress(InputRefused, AnswerNeeded):
        patch.setattr(moment_grammar, "_fits", counted)
        read(text)
    assert tries <= 200 * (len(text) + 1)


@given(
    day=st.dates(date(1890, 1, 1), date(2030, 12, 31)).map(date.isoformat),
    time=st.times().map("{:%H:%M}".format),
    timezone=st.sampled_from(ZONES),
)
@example("2026-03-29", "01:30", LONDON)
@example("2026-10-25", "01:30", LONDON)
@example(f"{NOW:%Y-%m-%d}", f"{NOW:%H:%M}", LONDON)
@example("2026-02-30", "12:00", LONDON)
@example("2026-03-12", "24:00", LONDON)
def test_a_time_as_programs_write_it_means_what_the_tables_say(
    day: str, time: str, timezone: str
) -> None:
    """It is understood without them wherever there is nothing else about it."""

    def understood(reader: Callable[..., Moment], text: str) -> object:
        try:
            return reader(text, now=NOW, timezone=timezone)
        except (InputRefused, AnswerNeeded) as error:
            return type(error), error.sentence, error.advice

    for text in (f"{day} {time}", f" {day}T{time}"):
        assert understood(moment_said, text) == understood(parse_moment, text)
