"""Dates of tables: a small grammar, and the order of a column decided only where it can be."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.export import Export
from stalkdiary.importers.reading.question import OpenQuestion
from stalkdiary.importers.tables.date_order import Orders
from stalkdiary.importers.tables.dates import (
    must_be_whole,
    strptime,
    time_of_day,
    told,
    written,
)
from stalkdiary.importers.tables.delimited import DelimitedTable, Unreadable, open_table
from stalkdiary.model.message import Basis, Resolution

DAYS = st.dates(date(1970, 1, 1), date(2068, 12, 31))


def local(text: str, order: str = "dmy") -> str:
    return told(written(text), order, Clock("Europe/London"), text)[0].local


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-12", "2024-03-12"),
        ("2024/03/12", "2024-03-12"),
        ("12/03/2024", "2024-03-12"),
        ("12.3.24", "2024-03-12"),
        ("12-03-2024", "2024-03-12"),
        ("12 March 2024", "2024-03-12"),
        ("12th of March, 2024", "2024-03-12"),
        ("12-Mar-24", "2024-03-12"),
        ("Mar 12, 2024", "2024-03-12"),
        ("Tue 12/03/2024", "2024-03-12"),
        ("Tuesday, 12 March 2024", "2024-03-12"),
        ("31/12/69", "1969-12-31"),
        ("31/12/68", "2068-12-31"),
        ("2024-03-12 21:30", "2024-03-12T21:30+00:00"),
        ("2024-07-12T21:30:05", "2024-07-12T21:30:05+01:00"),
        ("2024-03-12T21:30:05.123Z", "2024-03-12T21:30:05.123+00:00"),
        ("2024-07-12T21:30:05+0200", "2024-07-12T20:30:05+01:00"),
        ("12/07/2024 21:30 BST", "2024-07-12T21:30+01:00"),
        ("12/07/2024 21:30 GMT", "2024-07-12T22:30+01:00"),
        ("12/03/2024, 9:30 pm", "2024-03-12T21:30+00:00"),
        ("12/03/2024 at 9.30\u202fp.m.", "2024-03-12T21:30+00:00"),
        ("12/03/2024 9pm", "2024-03-12T21:00+00:00"),
        ("12/03/2024 12:05 AM", "2024-03-12T00:05+00:00"),
        ("12/03/2024 00:04 AM", "2024-03-12T00:04+00:00"),
        ("12/03/2024 23:59 PM", "2024-03-12T23:59+00:00"),
        ("12/03/2024 2130 hrs", "2024-03-12T21:30+00:00"),
        ("21:30 on 12/03/2024", "2024-03-12T21:30+00:00"),
        ("\u200e12/03/2024\u00a021:30", "2024-03-12T21:30+00:00"),
        ("12\u201303\u20132024", "2024-03-12"),
    ],
)
def test_what_the_grammar_knows(text: str, expected: str) -> None:
    """Each form gives the day and as much of the time as is written, and no more."""
    assert local(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "12/03", "March 2024", "31/02/2024", "32/01/2024", "00/01/2024", "1/1/202"),
        *("12/03/2024 25:00", "12/03/2024 21:60", "12/03/2024 13:00 am", "12/03/2024 9.30"),
        *("2024-13-01", "12 Marchember 2024", "45363", "45363.9", "1710278400000", "0000-01-01"),
        *("12/03/9999", "12/03/2024 21:30 +99:00", "12/03-2024", "12//03/2024", "1/2/3/4"),
        *("12/03/2024 21:30 PST", "12/03/2024 21:30 or so", "about 12/03/2024", "-1/2/2024"),
    ],
)
def test_what_it_does_not_know_is_refused(text: str) -> None:
    """Nothing is guessed, and no part of a cell is passed over."""
    with pytest.raises(Unreadable, match="expected"):
        written(text)


def test_a_date_of_another_order_is_refused() -> None:
    """A day above 12 can't be a month, whatever the column says."""
    with pytest.raises(Unreadable, match="read month first"):
        local("13/03/2024", "mdy")
    with pytest.raises(Unreadable, match="read year first"):
        local("13/03/2024", "ymd")


def test_how_finely_and_on_what_basis_a_time_is_told() -> None:
    """The precision is that of the cell; a zone is assumed only where none is written."""
    clock = Clock("Europe/London")
    found = [
        told(written(text), "dmy", clock, text)[0]
        for text in ("1/2/2024", "1/2/2024 9:30pm", "1/2/2024 21:30:05", "2024-02-01T21:30:05Z")
    ]
    assert [each.precision for each in found] == [
        *(Resolution.DAY, Resolution.MINUTE, Resolution.SECOND, Resolution.SECOND)
    ]
    assert [each.basis for each in found] == [*[Basis.ASSUMED] * 3, Basis.UTC]
    assert [each.raw for each in found][:2] == ["1/2/2024", "1/2/2024 9:30pm"]


def test_a_weekday_that_does_not_belong_is_kept_as_a_flag() -> None:
    """A slip of the pen refuses nothing, and is not hidden."""
    assert told(written("Mon 12/03/2024"), "dmy", Clock("UTC"), "")[1] != ()
    assert told(written("Tue 12/03/2024"), "dmy", Clock("UTC"), "")[1] == ()


def test_hours_that_came_twice_or_never() -> None:
    """The last Sundays of October and of March are flagged."""
    for text in ("27/10/2024 01:30", "31/03/2024 01:30"):
        assert told(written(text), "dmy", Clock("Europe/London"), text)[1] != ()


@pytest.mark.parametrize("text", ["9.30", "after work", "", "24:00", "9", "half past nine"])
def test_times_that_are_no_clocks(text: str) -> None:
    """9.30 may be morning or evening, so it is refused like words are."""
    with pytest.raises(Unreadable):
        time_of_day(text)


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("12|3|2024", "%d|%m|%Y", "2024-03-12"),
        ("20240312 2130", "%Y%m%d %H%M", "2024-03-12T21:30+00:00"),
        ("12 Mar 24 09:30:05 PM", "%d %b %y %I:%M:%S %p", "2024-03-12T21:30:05+00:00"),
        ("2024-072", "%Y-%j", "2024-03-12"),
        ("12.07.2024 21:30 +0200", "%d.%m.%Y %H:%M %z", "2024-07-12T20:30+01:00"),
    ],
)
def test_a_form_that_the_person_gives(text: str, form: str, expected: str) -> None:
    """Strptime forms read what the grammar does not know."""
    must_be_whole(form)
    found = strptime(text, form)
    assert told(found, "dmy", Clock("Europe/London"), text)[0].local == expected


@pytest.mark.parametrize("form", ["%d/%m", "%Y", "%H:%M", "", "%%Y-%%m-%%d", "date", "%Y-%d"])
def test_a_form_that_leaves_something_out(form: str) -> None:
    """The missing part would be made up, as the year 1900."""
    with pytest.raises(InputRefused, match="does not say day, month and year"):
        must_be_whole(form)


@given(st.text(max_size=30), st.text(max_size=10))
def test_any_text_and_any_form(text: str, form: str) -> None:
    """Only what can't be read is said to be so."""
    for read in (written, time_of_day):
        try:
            read(text)
        except Unreadable:
            continue
    try:
        must_be_whole(f"%Y%m%d{form}")
        found = strptime(text, f"%Y%m%d{form}")
    except (Unreadable, InputRefused):
        return
    assert found.days["dmy"].year >= 1900


FORMS: dict[str, Callable[[datetime], str]] = {
    "dmy": lambda at: f"{at:%d/%m/%Y}",
    "mdy": lambda at: f"{at:%m/%d/%y}",
    "ymd": lambda at: f"{at:%y-%m-%d}",
    "iso": lambda at: f"{at:%Y-%m-%d}",
    "named": lambda at: f"{at:%A}, {at.day} {at:%B} {at.year}",
}
CLOCKS: tuple[str, ...] = ("%H:%M:%S", "%I:%M:%S %p", "%H.%M.%S", "%I:%M:%S\u202f%p", "")


@given(
    st.datetimes(datetime(1970, 1, 1), datetime(2068, 12, 31)),  # noqa: DTZ001 - wall-clock time
    st.sampled_from(sorted(FORMS)),
    st.sampled_from(CLOCKS),
)
def test_what_was_written_comes_back(at: datetime, form: str, clock: str) -> None:
    """Every form of date with every form of time gives the same second."""
    text = f"{FORMS[form](at)} {at.strftime(clock)}".strip()
    found = written(text)
    order = form if form in found.days else "dmy"
    assert found.days[order] == at.date()
    expected = (at.hour, at.minute, at.second) if clock else None
    assert (found.time[:3] if found.time else None) == expected


# The order of a column -----------------------------------------------------------------------


@pytest.fixture
def decide(tmp_path: Path) -> Callable[..., tuple[str, str]]:
    """Decides the order of a column of a file that was saved on some day."""

    def decide_order(
        *texts: str, saved: str = "2026-11-01", media: str | None = None, asked: str | None = None
    ) -> tuple[str, str]:
        path = tmp_path / "t.csv"
        path.write_text("date,text\n", encoding="utf-8")
        at = datetime.fromisoformat(saved).replace(tzinfo=UTC).timestamp()
        os.utime(path, (at, at))
        with Export(path) as export:
            table = open_table(export)
            orders = looked_at(table, texts, media)
            return orders.decided(table, asked)

    return decide_order


def looked_at(table: DelimitedTable, texts: tuple[str, ...], media: str | None = None) -> Orders:
    del table
    orders = Orders()
    for line, text in enumerate(texts, 2):
        named = [date.fromisoformat(media)] if media else []
        orders.take(written(text), text, line, named)
    return orders


Decide = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (("01/02/2024", "13/02/2024"), "dmy"),
        (("01/02/2024", "02/13/2024"), "mdy"),
        (("13/02/24", "1/2/24"), "dmy"),
        (("13/03/31", "01/03/30"), "ymd"),
        (("24-02-31", "24-02-01"), "dmy"),
        (("99-02-13", "24-02-01"), "ymd"),
        (("99/02/13", "24/02/11"), "ymd"),
        (("Fri 01/03/2024", "Tue 05/03/2024"), "dmy"),
        (("Wed 01/03/2024", "Fri 05/03/2024"), "mdy"),
        (("01/03/2024", "05/03/2024", "02/04/2024", "01/05/2024"), "dmy"),
        (("05/05/2024", "01/05/2024", "02/04/2024"), "dmy"),
        (("01/03/2024", "01/11/2024", "02/10/2024"), "mdy"),
    ],
)
def test_decided_by_what_can_not_be_otherwise(
    texts: tuple[str, ...], order: str, decide: Decide
) -> None:
    """Days above 12, days of the week, and dates that follow each other only one way."""
    assert decide(*texts)[0] == order


@pytest.mark.parametrize(
    ("texts", "orders"),
    [
        (("13/02/24", "01/02/24"), "dmy ymd"),
        (("24/03/12", "25/03/12"), "dmy ymd"),
        (("13.02.24", "01.02.24"), "dmy ymd"),
        (("13-02-24", "01-02-24"), "dmy ymd"),
        (("02/13/24", "02/01/24"), "mdy"),
        (("12/09/20", "03/04/20"), "dmy mdy ymd"),
        (("12/09/2020", "03/04/2020"), "dmy mdy"),
    ],
)
def test_two_digits_that_may_be_year_or_day_are_asked(
    texts: tuple[str, ...], orders: str, decide: Decide
) -> None:
    """Whatever stands between the numbers; each reading is told with its first and last date."""
    left = orders.split()
    if len(left) == 1:
        assert decide(*texts)[0] == orders
        return
    with pytest.raises(OpenQuestion) as asked:
        decide(*texts)
    assert [each.changes["date_order"] for each in asked.value.answers] == left
    assert all(" from " in each.words and " to " in each.words for each in asked.value.answers)
    for order in left:
        assert decide(*texts, asked=order)[0] == order


def test_decided_by_names_of_media(decide: Decide) -> None:
    """A picture of 2024-02-01 goes with a row of the first of February."""
    assert decide("01/02/2024", "03/04/2024", media="2024-02-01")[0] == "dmy"
    assert decide("01/02/2024", "03/04/2024", media="2024-01-02")[0] == "mdy"


def test_decided_by_the_date_of_the_file(decide: Decide) -> None:
    """Nothing in a file is later than the file."""
    assert decide("01/02/2024", "01/03/2024", saved="2024-02-01")[0] == "mdy"
    assert decide("05/01/2024", "06/01/2024", saved="2024-02-01")[0] == "dmy"


def test_a_column_without_a_choice_needs_no_reason(decide: Decide) -> None:
    """ISO dates, names of months and equal numbers say the same in every order."""
    assert decide("2024-02-01", "1 March 2024", "03/03/2003")[1] == ""


def test_both_readings_are_shown_where_nothing_decides(decide: Decide) -> None:
    """The question shows the first and last date either way, and how to answer."""
    with pytest.raises(OpenQuestion) as refused:
        decide("01/02/2024", "04/03/2024", "03/02/2024")
    sentence = refused.value.sentence
    assert "day first, from 1 February 2024 to 4 March 2024" in sentence
    assert "month first, from 2 January 2024 to 3 April 2024" in sentence
    assert "--date-order dmy or --date-order mdy" in refused.value.advice
    assert decide("01/02/2024", "04/03/2024", asked="mdy") == ("mdy", "as asked for")


def test_two_dates_in_sequence_decide_nothing(decide: Decide) -> None:
    """Any two dates are in sequence one way or the other."""
    with pytest.raises(OpenQuestion, match="two ways"):
        decide("01/02/2024", "02/01/2024")


def test_a_short_form_of_iso_is_asked_about(decide: Decide) -> None:
    """24-03-12 may be the twelfth of March 2024, or the 24th of March 2012."""
    with pytest.raises(OpenQuestion, match="year first, from 12 March 2024"):
        decide("24-03-12", "24-03-15")


def test_two_orders_in_one_column(decide: Decide) -> None:
    """The lines that contradict each other are named."""
    with pytest.raises(InputRefused) as refused:
        decide("13/02/2024", "02/13/2024")
    assert "'13/02/2024' in line 2" in refused.value.sentence
    assert "'02/13/2024' in line 3" in refused.value.sentence


@given(days=st.lists(DAYS, min_size=1, max_size=12), order=st.sampled_from(["dmy", "mdy"]))
def test_an_order_that_is_decided_is_right(
    days: list[date], order: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What a program wrote in sequence is read as written, or asked about; never turned round."""
    days = sorted(day for day in days if day <= datetime.now(UTC).date() - timedelta(days=1))
    form = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y"}[order]
    path = tmp_path_factory.getbasetemp() / "column.csv"
    path.write_text("date,text\n", encoding="utf-8")
    with Export(path) as export:
        table = open_table(export)
        texts = tuple(f"{day:{form}}" for day in days)
        try:
            found, _ = looked_at(table, texts).decided(table, None)
        except OpenQuestion:
            return
    for text, day in zip(texts, days, strict=True):
        assert written(text).days[found] == day
