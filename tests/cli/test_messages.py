"""`messages`: a conversation from imports, like a chat."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.cli.message_lines import message_line
from stalkdiary.cli.pager import Heading, _View
from stalkdiary.model.message import HeldMessage, Kind, Message

Run = Callable[..., Any]
CHAT = (
    "13/03/2026, 21:30 - Alex: I see you\n"
    "13/03/2026, 21:31 - Sam: Leave me alone\n"
    "13/03/2026, 21:32 - Alex: Answer me\n5. 21:33 You: I love you\n"
    "14/03/2026, 08:00 - Alex: Good morning\n"
    "16/03/2026, 09:00 - Alex: \u202egnihtyna\x1b[2J\n"
)


@pytest.fixture
def chat(run: Run, place: Path, home: Path) -> Path:
    """A diary with a chat on three days; gives the diary."""
    file = home / "chat.txt"
    file.write_text(CHAT, encoding="utf-8")
    assert run("import", file, "--from", "Alex", "--me", "Sam").code == 0
    return place


def test_the_conversations_are_listed(run: Run, chat: Path) -> None:
    """With counts and days; the person's own messages apart."""
    assert run("messages", "--json").json == [
        {
            "person": "Alex",
            "messages": 4,
            "own": 1,
            "channels": {"WhatsApp": 5},
            "first": "2026-03-13",
            "last": "2026-03-16",
        }
    ]
    told = run("messages").out
    expected = "Alex: 4 messages and calls, 1 of your own, 13 Mar 2026 to 16 Mar 2026, WhatsApp\n"
    assert told == expected


def test_it_reads_like_a_chat(run: Run, chat: Path) -> None:
    """Oldest day first, under its heading; hers are marked with a word, without a terminal too."""
    assert run("--plain", "messages", "alex").out.split("\n")[:8] == [
        "Friday 13 March 2026",
        "Incident 1, WhatsApp",
        "1. 21:30 Alex: I see you",
        "2. 21:31 You: Leave me alone",
        "3. 21:32 Alex: Answer me",
        "    5. 21:33 You: I love you",
        "",
        "Saturday 14 March 2026",
    ]


def test_nobody_passes_for_her_by_a_name() -> None:
    """A contact may be called You."""
    message = Message(
        locator="line 1", kind=Kind.MESSAGE, channel="WhatsApp", time=None, sender="You", text="x"
    )
    held = HeldMessage(number=1, incident=1, exhibit="AB/1", message=message)
    assert message_line(held) == "no time  “You”: x"
    assert message_line(held._replace(counted=False)) == "no time  You: x"


def test_nothing_in_it_acts_on_a_terminal(run: Run, chat: Path) -> None:
    told = run("messages", "Alex").out
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_the_numbers_are_those_that_mark_takes(run: Run, chat: Path) -> None:
    """One numbering, with `show`, `mark` and `action told-to-stop`; each says so here."""
    assert run("mark", "1", "3").code == 0
    assert run("action", "told-to-stop", "--message", "2").code == 0
    told = run("messages", "Alex").out
    assert "5. 21:33 You: I love you [marked for the report]" in told
    assert "2. 21:31 You: Leave me alone [told them to stop]" in told
    listed = run("messages", "Alex", "--json").json
    found = {each["message"]: (each["marked"], each["told_to_stop"]) for each in listed}
    assert (found[1], found[2], found[3]) == ((False, False), (False, True), (True, False))
    assert {each["incident"] for each in listed} == {1, 2, 3}


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ([], [1, 2, 3, 4, 5]),
        (["--day", "14 March 2026"], [4]),
        (["--since", "14 March 2026"], [4, 5]),
        (["--until", "14 March 2026"], [1, 2, 3, 4]),
        (["--channel", "whatsapp"], [1, 2, 3, 4, 5]),
    ],
    ids=str,
)
def test_days_and_channels_are_chosen(
    run: Run, chat: Path, words: list[str], numbers: list[int]
) -> None:
    listed = run("messages", "Alex", "--json", *words).json
    assert [each["message"] for each in listed] == numbers


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["Alex", "--day", "15 March 2026"], 3),
        (["Alex", "--channel", "email"], 3),
        (["Kim"], 3),
        (["Alex", "--since", "15 March 2026", "--until", "14 March 2026"], 4),
        (["Alex", "--day", "soon"], 4),
    ],
    ids=str,
)
def test_what_is_not_there_is_said(run: Run, chat: Path, words: list[str], code: int) -> None:
    assert run("messages", *words).code == code


def test_without_imports_it_says_so(run: Run, three: Path) -> None:
    ran = run("messages")
    assert (ran.code, ran.out) == (0, "")
    assert "stalkdiary import" in ran.err
    assert run("messages", "--json").json == []


def days() -> Iterator[str]:
    """Ten days of ten lines each; the fifth is the one that is wanted."""
    for day in range(10):
        yield Heading(f"day {day}", is_wanted=day == 4)
        yield from (f"{day}.{line}" for line in range(9))


def test_the_pager_goes_from_day_to_day() -> None:
    """It begins at the day that was asked for, with the earlier ones above."""
    view = _View(days(), lambda: 5)
    view.begin_at_wanted_day()
    assert view.shown().startswith("day 4\n")
    view.next_day()
    assert view.shown().startswith("day 5\n")
    view.move(-3)
    view.day_before()
    view.day_before()
    assert view.shown().startswith("day 3\n")
    view.move_to_start()
    view.day_before()
    assert view.status().startswith("No earlier day. ")
    view.move_to_end()
    view.next_day()
    assert view.status().startswith("No later day. ")


def test_the_pager_reads_no_further_than_the_day_that_is_wanted() -> None:
    """Of a long conversation the rest is read when it is looked at."""
    view = _View(days(), lambda: 5)
    view.begin_at_wanted_day()
    assert "/45+ " in view.status()
