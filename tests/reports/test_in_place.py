"""Imported messages under their incident, and days of one or two that share a table."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from stalkdiary.model.mark import Marks
from stalkdiary.model.message import Direction
from stalkdiary.reports.build import Document, Paging
from stalkdiary.reports.html import to_html
from stalkdiary.reports.pdf import to_pdf
from stalkdiary.reports.text import to_text
from stalkdiary.reports.tree import IncidentBlock, Report, ShortIncidents

Make = Callable[..., Any]


def report_of(facts: Any) -> Report:
    """The whole report as one document."""
    return Document(facts, Paging()).main()


def blocks(report: Report) -> list[Any]:
    """What stands in the chronology."""
    found = next(each for each in report.sections if each.anchor == "chronology")
    return [each for each in found.blocks if isinstance(each, (IncidentBlock, ShortIncidents))]


def test_ten_messages_stand_under_their_incident(
    facts: Make, imported: Make, message: Make
) -> None:
    """All of them, and nothing is said of a choice; the annex has them again."""
    held = [message(at, text=f"words {at}") for at in range(10)]
    (block,) = blocks(report_of(facts(imported(3, times=10), messages=lambda _: held)))
    assert [each.text for each in block.messages] == [f"words {at}" for at in range(10)]
    assert (block.about_messages, block.bursts) == (None, None)


def test_of_more_the_first_the_last_and_the_set_off_ones_do(
    facts: Make, imported: Make, message: Make
) -> None:
    """What was marked, and the message that told them to stop; how many are between is said."""
    held = [message(at, text=f"words {at}") for at in range(30)]
    held[0] = message(0, text="Hello", counted=False)
    held[20] = message(20, text="Leave me alone", counted=False, direction=Direction.OUT)
    marks = Marks(marked=frozenset({7, 8}), told=frozenset({held[20].source}))
    made = facts(imported(3, times=28), messages=lambda _: held, marks=marks)
    (block,) = blocks(report_of(made))
    assert [(each.left_out, each.text) for each in block.messages] == [
        (1, "words 1"),
        (5, "words 7"),
        (0, "words 8"),
        (11, "Leave me alone"),
        (8, "words 29"),
    ]
    assert block.about_messages == (
        "Shown here, of 30 messages and calls, 2 of them own: the first, the last, 2 "
        "that the person marked and the one that told them to stop. All stand in the annex."
    )
    assert block.messages[3].marks == ("own message", "told them to stop")
    assert block.messages[3].is_own


def test_many_marks_have_an_end(facts: Make, imported: Make, message: Make) -> None:
    """And what is left out for it is counted."""
    held = [message(at) for at in range(200)]
    marks = Marks(marked=frozenset(range(10, 110)))
    (block,) = blocks(
        report_of(facts(imported(3, times=200), messages=lambda _: held, marks=marks))
    )
    assert len(block.messages) == 51
    assert "51 marked messages more and all others stand in the annex" in block.about_messages


@pytest.mark.parametrize("text", ["x" * 100_000, "ש" * 100_000, "لا " * 40_000], ids=len)
def test_a_long_text_is_begun_here_and_whole_in_the_annex(
    facts: Make, imported: Make, message: Make, text: str
) -> None:
    """Also one word without an end, and one that is read from the right."""
    made = facts(imported(3), messages=lambda _: [message(text=text)])
    report = report_of(made)
    (block,) = blocks(report)
    assert block.messages[0].most == 800
    letters = len(text.replace(" ", ""))
    told = "".join(to_text(report).split())
    assert letters < sum(map(told.count, set(text) - {" "})) < letters + 5_000
    # A page in a browser has no pages to fill, and a checker looks for whole texts.
    assert to_html(report).count('class="said"') == 2


@pytest.fixture
def days(facts: Make, imported: Make, message: Make) -> Any:
    """Six incidents: of one, two, one, eleven, two and one message."""
    counts = {1: 1, 2: 2, 3: 1, 4: 11, 5: 2, 6: 1}
    held = {
        number: [message(10 * number + at, text=f"m{number}.{at}") for at in range(count)]
        for number, count in counts.items()
    }
    found = (imported(number, times=count) for number, count in counts.items())
    return facts(*found, messages=lambda number: held.get(number, ()))


def test_days_of_one_or_two_messages_share_a_table(days: Any) -> None:
    """As far as they follow each other, and have in common who, how and which kind."""
    first, fourth, last = blocks(report_of(days))
    assert [each.number for each in first.incidents] == [1, 2, 3]
    assert fourth.number == 4
    assert [each.number for each in last.incidents] == [5, 6]
    told = " ".join(to_text(report_of(days)).split())
    assert "3 incidents of one or two messages: WhatsApp, Calls, texts" in told
    assert "21:30 Alex: m2.1 (EX/3, line 21)" in told


@pytest.mark.parametrize(
    "changes",
    [{"felt": "afraid"}, {"exhibits": ("EX/1",)}, {"channel": "SMS"}, {"person_name": "Kim"}],
    ids=str,
)
def test_one_that_says_more_stands_by_itself(
    days: Any, imported: Make, changes: dict[str, Any]
) -> None:
    """So does one of another person, or another channel."""
    incidents = [imported(2, **changes) if each.number == 2 else each for each in days.incidents]
    first, second, *_ = blocks(report_of(replace(days, incidents=incidents)))
    assert (first.number, second.number) == (1, 2)


def test_a_long_message_stands_by_itself(days: Any, message: Make) -> None:
    def messages(number: int) -> Any:
        return [message(text="word " * 200)] if number == 2 else days.messages(number)

    first, *_ = blocks(report_of(replace(days, messages=messages)))
    assert isinstance(first, IncidentBlock)


def test_every_format_shows_them(days: Any) -> None:
    """Each incident of a table is a part of the page that can be found and linked to."""
    report = report_of(days)
    page = to_html(report)
    for number in range(1, 7):
        assert page.count(f'id="incident-{number}"') == 1
    assert 'href="#incident-2"' in page
    assert to_pdf(report, made=days.now).startswith(b"%PDF")
