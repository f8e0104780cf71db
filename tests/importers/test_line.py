"""LINE's chat history: tabs, days with weekdays, texts of several lines."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers import line
from stalkdiary.importers.line import OTHER_ORDER
from stalkdiary.importers.reading.question import OpenQuestion
from stalkdiary.model.message import Direction, Item, Kind, Message, Notice, Skipped, State

HEAD = "\ufeff[LINE] Chat history with Alex\nSaved on: 01/05/2023, 21:04\n\n"
WORDS = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters='"'), min_size=1)


@pytest.fixture(scope="session")
def read(items_of: Callable[..., list[Item]]) -> Callable[..., list[Item]]:
    """Reads what stands below the head."""

    def of(body: str, **how: str) -> list[Item]:
        return items_of(line, "[LINE]Alex.txt", HEAD + body, **how)

    return of


def told(items: list[Item]) -> list[str]:
    """When each message is dated."""
    return [each.time.local for each in items if isinstance(each, Message) and each.time]


@pytest.mark.parametrize(
    ("day", "iso"),
    [
        ("Thu, 01/05/2023", "2023-01-05"),
        ("Thu, 05/01/2023", "2023-01-05"),
        ("2023/01/05(Thu)", "2023-01-05"),
        ("2023.01.05 Thursday", None),
        ("Fri, 01/13/2023", "2023-01-13"),
    ],
)
def test_the_weekday_shows_the_order_of_day_and_month(
    read: Callable[..., list[Item]], day: str, iso: str | None
) -> None:
    if iso is None:
        with pytest.raises(InputRefused, match="a day such as"):
            read(f"{day}\n09:04 PM\tAlex\thi\n")
        return
    assert told(read(f"{day}\n09:04 PM\tAlex\thi\n")) == [f"{iso}T21:04+00:00"]


def test_a_weekday_that_does_not_fit_is_flagged(read: Callable[..., list[Item]]) -> None:
    (message,) = [e for e in read("Tue, 01/05/2023\n21:04\tAlex\thi\n") if isinstance(e, Message)]
    assert OTHER_ORDER in message.flags


def test_who_made_it_is_not_known(read: Callable[..., list[Item]]) -> None:
    found = read("Thu, 01/05/2023\n12:01 AM\tAlex\thi\n12:02 PM\tSam\tno\n")
    sent = [each for each in found if isinstance(each, Message)]
    assert [each.sender for each in sent] == ["Alex", "Sam"]
    assert {each.direction for each in sent} == {Direction.UNKNOWN}
    assert told(found) == ["2023-01-05T00:01+00:00", "2023-01-05T12:02+00:00"]


def test_texts_of_several_lines_calls_pictures_and_notices(
    read: Callable[..., list[Item]],
) -> None:
    """Every line is accounted for."""
    found = read(
        "Thu, 01/05/2023\n"
        '21:04\tAlex\t"go\naway ""now"""\n'
        "21:05\tAlex\t☎ Missed call\n"
        "21:06\tAlex\t[Photo]\n"
        "21:07\t\tAlex left the chat.\n"
        "21:08\tAlex unsent a message.\n"
    )
    words, call, picture = [each for each in found if isinstance(each, Message)]
    assert words.text == 'go\naway "now"'
    assert (call.kind, call.call and call.call.outcome) == (Kind.CALL, "missed")
    assert picture.state is State.MEDIA_OMITTED
    notices = [each.text for each in found if isinstance(each, Notice)]
    assert notices == ["Alex left the chat.", "Alex unsent a message."]
    assert sum(isinstance(each, Skipped) for each in found) == 3


@pytest.mark.parametrize("bad", ["25:99\tAlex\thi", "no time at all"])
def test_what_is_no_message_is_refused_with_its_line(
    read: Callable[..., list[Item]], bad: str
) -> None:
    body = f"Thu, 01/05/2023\n21:04\tAlex\thi\n{bad}\n"
    with pytest.raises(InputRefused, match=r"txt:6"):
        read(body)
    assert len(told(read(body, skip_bad=True))) == 1


@settings(max_examples=30)
@given(texts=st.lists(WORDS, min_size=1, max_size=5))
def test_any_words_come_through(read: Callable[..., list[Item]], texts: list[str]) -> None:
    body = "Thu, 01/05/2023\n" + "".join(f"21:04\tAlex\t{text}\n" for text in texts)
    found = [each for each in read(body) if isinstance(each, Message) and each.call is None]
    assert [each.text for each in found] == [text for text in texts if "☎" not in text]


@pytest.mark.parametrize("time", ["9:04\u202fpm", "09:04 P.M.", "午後09:04", "21:04"])
def test_the_clocks_of_many_telephones(read: Callable[..., list[Item]], time: str) -> None:
    assert told(read(f"Thu, 01/05/2023\n{time}\tAlex\thi\n")) == ["2023-01-05T21:04+00:00"]


def test_a_head_and_weekdays_in_another_language(items_of: Callable[..., list[Item]]) -> None:
    """The year first needs no weekday."""
    head = "[LINE] Alexとのトーク履歴\n保存日時:2023/01/05 22:00\n\n"
    found = items_of(line, "Alex.txt", f"{head}2023/01/05(木)\n21:04\tAlex\thi\n")
    assert told(found) == ["2023-01-05T21:04+00:00"]


def test_an_order_that_no_weekday_shows_is_asked(read: Callable[..., list[Item]]) -> None:
    with pytest.raises(OpenQuestion, match="two ways"):
        read("01/05/2023\n21:04\tAlex\thi\n")
    found = read("01/05/2023\n21:04\tAlex\thi\n", date_order="dmy")
    assert told(found) == ["2023-05-01T21:04+01:00"]
