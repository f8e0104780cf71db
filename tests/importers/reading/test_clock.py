"""Times of exports, held against Python's own zones."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading import clock
from stalkdiary.importers.reading.clock import AMBIGUOUS, SKIPPED, Clock
from stalkdiary.model.message import Basis, ExportTime, Resolution
from stalkdiary.model.timezone import zone

LONDON: Final = "Europe/London"
# By an hour, by half an hour, by nothing at all, and the other way round from London.
ZONES: Final = (LONDON, "Australia/Lord_Howe", "Asia/Kolkata", "America/St_Johns", "Etc/UTC")
FINE: Final = {
    Resolution.MINUTE: "minutes",
    Resolution.SECOND: "seconds",
    Resolution.MILLISECOND: "milliseconds",
}
# The last Sundays of October and of March.
AUTUMN: Final = "2026-10-25T01:{}"
SPRING: Final = "2026-03-29T01:{}"


def told(instant: int, name: str, precision: Resolution) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=instant)
    return moment.astimezone(zone(name)).isoformat(timespec=FINE[precision])


def wall(clock: Clock, stamp: str) -> tuple[ExportTime, tuple[str, ...]]:
    return clock.wall(datetime.fromisoformat(stamp), stamp, Resolution.MINUTE)


def test_a_time_in_summer_and_in_winter() -> None:
    clock = Clock(LONDON)
    summer, flags = wall(clock, "2026-07-01T21:30")
    assert (summer.local, summer.basis, flags) == ("2026-07-01T21:30+01:00", Basis.ASSUMED, ())
    assert summer.instant == int(datetime(2026, 7, 1, 20, 30, tzinfo=UTC).timestamp() * 1000)
    assert wall(clock, "2026-12-01T21:30")[0].local == "2026-12-01T21:30+00:00"
    assert summer.day == "2026-07-01"


def test_the_hour_that_comes_twice_is_told_by_the_order() -> None:
    """The first reading, until the times run backwards; then the second one for good."""
    clock = Clock(LONDON)
    stamps = ["00:59", "01:10", "01:50", "01:20", "01:55", "02:01"]
    times = [wall(clock, f"2026-10-25T{stamp}") for stamp in stamps]
    assert [time.local[16:] for time, _ in times] == [
        *("+01:00", "+01:00", "+01:00", "+00:00", "+00:00", "+00:00")
    ]
    assert [time.ambiguous for time, _ in times] == [False, True, True, True, True, False]
    assert [flags for _, flags in times[1:5]] == [(AMBIGUOUS,)] * 4
    instants = [time.instant for time, _ in times]
    assert instants == sorted(instants)


def test_equal_times_do_not_run_backwards() -> None:
    clock = Clock(LONDON)
    times = [wall(clock, AUTUMN.format("30"))[0] for _ in range(20)]
    assert {time.local for time in times} == {"2026-10-25T01:30+01:00"}


def test_each_conversation_has_an_order_of_its_own() -> None:
    one, two = Clock(LONDON), Clock(LONDON)
    assert wall(one, AUTUMN.format("50"))[0].local.endswith("+01:00")
    assert wall(two, AUTUMN.format("10"))[0].local.endswith("+01:00")


def test_the_hour_of_another_year_starts_again() -> None:
    clock = Clock(LONDON)
    assert wall(clock, "2025-10-26T01:50")[0].local.endswith("+01:00")
    assert wall(clock, "2025-10-26T01:10")[0].local.endswith("+00:00")
    assert wall(clock, "2026-10-25T01:05")[0].local.endswith("+01:00")


def test_the_hour_that_never_was_is_flagged() -> None:
    """It is kept as it was written, in its place between the hours beside it."""
    clock = Clock(LONDON)
    before, _ = wall(clock, "2026-03-29T00:59")
    time, flags = wall(clock, SPRING.format("30"))
    after, _ = wall(clock, "2026-03-29T02:31")
    assert flags == (SKIPPED,)
    assert time.local == "2026-03-29T01:30+00:00"
    assert not time.ambiguous
    assert before.instant < time.instant < after.instant


def test_half_an_hour_that_comes_twice() -> None:
    """On Lord Howe Island the clocks go back by thirty minutes."""
    clock = Clock("Australia/Lord_Howe")
    first, flags = wall(clock, "2026-04-05T01:45")
    second, _ = wall(clock, "2026-04-05T01:40")
    assert flags == (AMBIGUOUS,)
    assert (first.local[16:], second.local[16:]) == ("+11:00", "+10:30")
    single, flags = wall(clock, "2026-04-05T01:15")
    assert (single.local[16:], flags) == ("+11:00", ())


FIRST: Final = datetime.fromisoformat("1975-01-01")
LAST: Final = datetime.fromisoformat("2037-12-31")


@settings(max_examples=300)
@given(
    naive=st.datetimes(FIRST, LAST),
    name=st.sampled_from(ZONES),
    precision=st.sampled_from(tuple(FINE)),
)
def test_wall_clock_times_are_those_of_the_zone(
    naive: datetime, name: str, precision: Resolution
) -> None:
    naive = naive.replace(microsecond=naive.microsecond // 1000 * 1000)
    time, _ = Clock(name).wall(naive, "raw", precision)
    expected = naive.replace(tzinfo=zone(name), fold=0)
    assert time.local == expected.isoformat(timespec=FINE[precision])
    assert time.instant == (expected - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(
        milliseconds=1
    )
    assert (time.raw, time.precision) == ("raw", precision)


INSTANTS: Final = st.integers(-10_000 * 86_400_000, 40_000 * 86_400_000)


@settings(max_examples=300)
@given(
    instants=st.lists(INSTANTS, min_size=1, max_size=5),
    name=st.sampled_from(ZONES),
    precision=st.sampled_from(tuple(FINE)),
)
def test_absolute_times_are_told_in_the_zone(
    instants: list[int], name: str, precision: Resolution
) -> None:
    """Also the second time that an export gives, and whatever was remembered before."""
    clock = Clock(name)
    for instant in instants:
        time = clock.epoch(instant, "raw", precision, second=instants[0])
        assert time.local == told(instant, name, precision)
        assert time.second == told(instants[0], name, precision)
        assert (time.instant, time.basis, time.ambiguous) == (instant, Basis.UTC, False)
        assert clock.epoch(instant, "raw", precision).second is None


@pytest.mark.parametrize("name", ZONES)
def test_every_quarter_of_an_hour_around_the_changes_of_the_clocks(name: str) -> None:
    clock = Clock(name)
    for start in (datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)):
        for quarter in range(3 * 24 * 4):
            moment = start + timedelta(minutes=15 * quarter)
            instant = int(moment.timestamp()) * 1000
            assert clock.epoch(instant, "").local == told(instant, name, Resolution.MILLISECOND)


def test_a_clock_does_not_remember_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exports span decades."""
    monkeypatch.setattr(clock, "_MOST_REMEMBERED", 10)
    kept = Clock(LONDON)
    for day in range(100):
        assert kept.epoch(day * 86_400_000, "").local == told(
            day * 86_400_000, LONDON, Resolution.MILLISECOND
        )
        stamp = f"2026-{day % 12 + 1:02d}-{day % 28 + 1:02d}T{day % 24:02d}:30"
        assert wall(kept, stamp)[0].local.startswith(stamp)
    caches = (kept._utc_day, kept._wall_day)
    assert max(each.cache_info().currsize for each in caches) <= 12


@pytest.mark.parametrize("instant", [10**18, -(10**18), 253_402_300_800_000])
def test_a_year_that_no_calendar_has(instant: int) -> None:
    with pytest.raises(OverflowError):
        Clock(LONDON).epoch(instant, "")


@given(
    moment=st.datetimes(FIRST, LAST, timezones=st.timezones()),
    name=st.sampled_from(ZONES),
)
def test_times_with_an_offset_are_told_in_the_zone(moment: datetime, name: str) -> None:
    time = Clock(name).aware(moment, "raw", Resolution.SECOND, second=moment + timedelta(hours=1))
    assert time.local == moment.astimezone(zone(name)).isoformat(timespec="seconds")
    assert time.instant == (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    assert time.basis is Basis.OFFSET
    later = (moment + timedelta(hours=1)).astimezone(zone(name))
    assert time.second == later.isoformat(timespec="seconds")


def test_a_day_without_an_hour() -> None:
    time = Clock(LONDON).day(datetime.fromisoformat("2026-07-01T03:00"), "1 July")
    assert (time.local, time.precision, time.day) == ("2026-07-01", Resolution.DAY, "2026-07-01")
    assert time.instant == int(datetime(2026, 7, 1, 11, tzinfo=UTC).timestamp() * 1000)


def test_a_zone_that_is_none() -> None:
    with pytest.raises(InputRefused):
        Clock("Europe/Camelot")


@pytest.mark.parametrize(
    ("text", "local", "precision", "basis"),
    [
        ("2026-07-01 21:30", "2026-07-01T21:30+01:00", Resolution.MINUTE, Basis.ASSUMED),
        ("2026-07-01T21:30:05", "2026-07-01T21:30:05+01:00", Resolution.SECOND, Basis.ASSUMED),
        ("2026-07-01T21:30:05Z", "2026-07-01T22:30:05+01:00", Resolution.SECOND, Basis.OFFSET),
        (
            "2026-07-01T21:30:05.5+02:00",
            "2026-07-01T20:30:05.500+01:00",
            Resolution.MILLISECOND,
            Basis.OFFSET,
        ),
    ],
)
def test_a_time_is_told_as_finely_as_it_is_written(
    text: str, local: str, precision: Resolution, basis: Basis
) -> None:
    """And in the zone that it names, if it names one."""
    time, flags = Clock(LONDON).stated(text)
    assert (time.raw, time.local, time.precision, time.basis) == (text, local, precision, basis)
    assert flags == ()
    assert Clock(LONDON).stated(text, "as written")[0].raw == "as written"


@pytest.mark.parametrize("text", ["", "2026-07-01", "2026-02-30 21:30", "01/07/2026 21:30", "9 pm"])
def test_what_is_no_such_time_is_refused(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError):  # noqa: PT011 - the text, or what Python says of it
        Clock(LONDON).stated(text)
