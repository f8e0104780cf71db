"""Whether dates begin with the day or the month: shown, or asked."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.export import BLOCK_BYTES, Export, Reading
from stalkdiary.importers.reading.question import OpenQuestion
from stalkdiary.importers.whatsapp import importer as whatsapp
from stalkdiary.importers.whatsapp.order import LIKELY
from stalkdiary.model.message import Item, Message, Skipped
from stalkdiary.model.moment import date_words

Read = Callable[..., list[Item]]
NOTICE = "Messages and calls are end-to-end encrypted. No one outside of this chat can read them."


def chat(*stamps: str, body: str = "hello") -> str:
    return "".join(f"{stamp} - Alex: {body}\n" for stamp in stamps)


def days(found: list[Item]) -> list[str]:
    return [item.time.day for item in found if isinstance(item, Message) and item.time]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (chat("03/04/2024, 10:00", "25/04/2024, 10:00"), ["2024-04-03", "2024-04-25"]),
        (chat("03/04/2024, 10:00", "04/25/2024, 10:00"), ["2024-03-04", "2024-04-25"]),
        (
            chat("03/04/2024, 10:00", body="IMG-20240403-WA0001.jpg (file attached)"),
            ["2024-04-03"],
        ),
        (
            chat("03/04/2024, 10:00", body="<attached: 00000035-PHOTO-2024-03-04-10-00-05.jpg>"),
            ["2024-03-04"],
        ),
        (
            chat("01/04/2024, 10:00", "02/04/2024, 10:00", "01/05/2024, 10:00"),
            ["2024-04-01", "2024-04-02", "2024-05-01"],
        ),
        (chat("03/03/2024, 10:00", "04/04/2024, 10:00"), ["2024-03-03", "2024-04-04"]),
        (chat("2024/03/04, 10:00"), ["2024-03-04"]),
        (
            chat("24/3/12, 10:00", "24/3/13, 10:00", "24/4/2, 10:00"),
            [
                *("2024-03-12", "2024-03-13", "2024-04-02"),
            ],
        ),
    ],
)
def test_what_shows_the_order(items_of: Read, text: str, expected: list[str]) -> None:
    """A day above 12, names of media, never backwards, the same either way, the year first."""
    found = items_of(whatsapp, "chat.txt", text)
    assert days(found) == expected
    assert not any(LIKELY in item.flags for item in found if isinstance(item, Message))


def test_nothing_is_later_than_the_file_itself(tmp_path: Path) -> None:
    """A file of May can't hold messages of October."""
    file = tmp_path / "chat.txt"
    file.write_text(chat("05/04/2024, 10:00", "05/10/2024, 10:00"))
    saved = datetime(2024, 5, 15, tzinfo=UTC).timestamp()
    os.utime(file, (saved, saved))
    with Export(file) as export:
        assert days(list(whatsapp.read(export, Reading()))) == ["2024-05-04", "2024-05-10"]


def test_dots_go_with_the_day_first(items_of: Read) -> None:
    """No country writes the month first with dots; it is said of the message all the same."""
    found = items_of(whatsapp, "chat.txt", chat("10.12.2024, 14:30"))
    assert days(found) == ["2024-12-10"]
    assert all(LIKELY in item.flags for item in found if isinstance(item, Message))


@pytest.mark.parametrize(
    "text",
    [
        chat("03/04/2024, 10:00", "05/06/2024, 10:00"),
        chat("3/4/24, 10:00", "5/6/24, 10:00"),
        chat("03-04-2024, 10:00", "05-06-2024, 10:00"),
        f"03/04/24, 16:13 - {NOTICE}\n" + chat("03/04/24, 16:20", "05/06/24, 10:00"),
        f"3/4/24, 4:13 pm - {NOTICE}\n" + chat("3/4/24, 4:20 pm", "5/6/24, 4:20 pm"),
        f"3/4/24, 16:13 - {NOTICE}\n" + chat("3/4/24, 16:20", "5/6/24, 10:00"),
        f"03/04/2024, 16:13 - {NOTICE}\n" + chat("03/04/2024, 16:20", "05/06/2024, 16:20"),
        chat("03/04/2024, 10:00 a. m.", "05/06/2024, 10:00 a. m.", body="<Archivo omitido>"),
        chat("03/04/2024, 10:00", "05/06/2024, 10:00", body=".jpg (fichier joint)"),
    ],
)
def test_what_shows_nothing_is_asked(items_of: Read, text: str) -> None:
    """With the first and the last date in both readings, whatever language the phone had."""
    with pytest.raises(OpenQuestion) as asked:
        items_of(whatsapp, "chat.txt", text)
    for words in ("3 April 2024", "5 June 2024", "4 March 2024", "6 May 2024"):
        assert words in asked.value.sentence
    assert asked.value.advice.startswith("Nothing was imported.")
    assert "--date-order dmy or --date-order mdy" in asked.value.advice
    first = items_of(whatsapp, "chat.txt", text, date_order="mdy")
    assert days(first)[0] == "2024-03-04"
    assert days(items_of(whatsapp, "chat.txt", text, date_order="dmy"))[0] == "2024-04-03"


@pytest.mark.parametrize(
    ("stamp", "orders"),
    [
        ("12/09/20", "dmy mdy ymd"),
        ("13/12/24", "dmy ymd"),
        ("9/3/12", "dmy mdy"),
        ("13.12.24", "dmy ymd"),
        ("12.09.20", "dmy mdy ymd"),
    ],
)
def test_a_short_year_that_can_be_a_day_is_asked(items_of: Read, stamp: str, orders: str) -> None:
    """Years before WhatsApp, and years of one digit, are none."""
    with pytest.raises(OpenQuestion) as asked:
        items_of(whatsapp, "chat.txt", chat(f"{stamp}, 10:00"))
    assert [each.changes["date_order"] for each in asked.value.answers] == orders.split()
    for answer in asked.value.answers:
        (day,) = days(items_of(whatsapp, "chat.txt", chat(f"{stamp}, 10:00"), **answer.changes))
        assert date_words(date.fromisoformat(day)) in answer.words


@pytest.mark.parametrize("bad", ["25/03/2024", "32/13/2024", "00/00/2024", "31/02/2024"])
def test_a_date_that_is_none_is_refused_with_its_line(items_of: Read, bad: str) -> None:
    """Or passed over on demand, and listed; it shows nothing of the others."""
    text = chat(f"{bad}, 10:00", "03/26/2024, 10:00", "03/27/2024, 10:00")
    text = "\n".join(reversed(text.splitlines()))
    with pytest.raises(InputRefused) as refused:
        items_of(whatsapp, "chat.txt", text)
    assert refused.value.sentence.endswith(
        f"chat.txt:3: found the date “{bad}, 10:00”; expected a date with the month first."
    )
    found = items_of(whatsapp, "chat.txt", text, skip_bad=True)
    assert days(found) == ["2024-03-27", "2024-03-26"]
    assert isinstance(found[2], Skipped)
    assert found[2].locator == "line 3"


def test_a_forged_date_does_not_decide(items_of: Read) -> None:
    """One line with the month first, in a chat of a month with the day first."""
    days_of_march = [f"{day:02d}/03/2024, 10:00" for day in range(1, 32)]
    text = chat("03/25/2024, 10:00", *days_of_march[11:], *days_of_march)
    with pytest.raises(InputRefused, match=r"chat\.txt:1: found the date “03/25/2024, 10:00”"):
        items_of(whatsapp, "chat.txt", text)
    found = items_of(whatsapp, "chat.txt", text, skip_bad=True)
    assert len(days(found)) == len(found) - 1 == 51


def test_forged_dates_at_the_beginning_do_not_decide_over_a_long_chat(items_of: Read) -> None:
    """Nineteen forged lines against one, and the rest of the chat not read yet.

    With the day first, a year of his messages would be skipped or stand in wrong months.
    """
    forged = [f"{day}/03/2024, 10:00" for day in range(13, 32)]
    true = [f"03/{day}/2024, 10:00" for day in range(13, 32)]
    beginning = chat("03/13/2024, 10:00", *forged)
    block = chat("04/04/2024, 10:00", body="hello\n" + "more\n" * (BLOCK_BYTES // 5))
    rest = chat("04/05/2024, 10:00", *true)
    found = items_of(whatsapp, "chat.txt", beginning + block + rest, skip_bad=True)
    assert days(found)[:3] == ["2024-03-13", "2024-04-04", "2024-04-05"]
    assert len(days(found)) == len(true) + 3


def test_the_year_stands_last(items_of: Read) -> None:
    with pytest.raises(InputRefused, match="stand last"):
        items_of(whatsapp, "chat.txt", chat("03/04/2024, 10:00"), date_order="ymd")


def test_an_islamic_year_is_refused_with_what_to_do(items_of: Read) -> None:
    with pytest.raises(InputRefused, match="Islamic") as refused:
        items_of(whatsapp, "chat.txt", chat("18/8/1443, 10:00"))
    assert "Gregorian" in refused.value.advice


def test_days_of_a_long_chat_are_looked_at_to_the_end(items_of: Read) -> None:
    """The first day above 12 may come after thousands of messages."""
    stamps = [
        f"{day:02d}/{month:02d}/2023, 10:00" for month in range(1, 13) for day in range(1, 13)
    ]
    text = chat(*[stamp for stamp in stamps for _ in range(20)], "13/12/2023, 10:00")
    assert days(items_of(whatsapp, "chat.txt", text))[-1] == "2023-12-13"
