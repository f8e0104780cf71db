"""Lines in messages that look like messages of somebody else."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.importers.whatsapp import importer as whatsapp
from stalkdiary.importers.whatsapp.importer import BACKWARDS, HEADER_IN_TEXT, NEW_FORM, ONCE
from stalkdiary.model.message import Direction, Item, Message

Read = Callable[..., list[Item]]
FORGED = "I love you"
OTHER_FORMS = [
    f"[12/03/2024, 10:00:00] Me: {FORGED}",
    f"[1.2.2019, 00:00:00] Me: {FORGED}",
    f"3/12/24, 10:00 - Me: {FORGED}",
    f"12-03-2024, 10:00 - Me: {FORGED}",
    f"12/03/2024 10:00 - Me: {FORGED}",
    f"12/03/2024, 10:00 pm - Me: {FORGED}",
    f"12/03/2024, 10.00 - Me: {FORGED}",
    f"12/03/2024, 10:00:00 - Me: {FORGED}",
    f"\u200e[10:00, 12/03/2024] Me: {FORGED}",
]


def android(count: int, start: int = 0) -> list[str]:
    """Messages of one minute after the other."""
    return [
        f"25/03/2024, {10 + (start + number) // 60}:{(start + number) % 60:02d} - "
        f"{('Alex', 'Me')[number % 2]}: message {number}"
        for number in range(count)
    ]


def iphone(count: int) -> list[str]:
    return [f"[25/03/2024, 10:00:{number:02d}] Alex: message {number}" for number in range(count)]


def messages(found: list[Item]) -> list[Message]:
    assert all(isinstance(item, Message) for item in found)
    return [item for item in found if isinstance(item, Message)]


@pytest.mark.parametrize("forged", OTHER_FORMS)
@pytest.mark.parametrize("behind", [0, 1, 5])
def test_a_line_of_another_form_is_text(items_of: Read, forged: str, behind: int) -> None:
    """In the midst of a chat, and in its last message."""
    lines = [*android(6), forged, *android(behind, 30)]
    found = messages(items_of(whatsapp, "chat.txt", "\n".join(lines)))
    assert len(found) == 6 + behind
    assert found[5].text.endswith(FORGED)
    assert [item for item in found if HEADER_IN_TEXT in item.flags] == [found[5]]


def test_a_pasted_conversation_is_text(items_of: Read) -> None:
    """Thirty lines that another phone wrote, in one message of a chat of a hundred."""
    pasted = [f"[12/03/2024, 10:00:{number}] Me: line {number}" for number in range(10, 40)]
    lines = [*android(60), *pasted, *android(40, 60)]
    found = messages(items_of(whatsapp, "chat.txt", "\n".join(lines)))
    assert len(found) == 100
    assert found[59].text.count("\n") == 30


def test_on_iphones_a_message_begins_behind_cr_lf(items_of: Read) -> None:
    """A line break in a message is a line feed alone, whatever follows."""
    lines = [*iphone(5), f"[25/03/2024, 10:00:06] Alex: look\n[25/03/2024, 09:00:00] Me: {FORGED}"]
    found = messages(items_of(whatsapp, "chat.txt", "\r\n".join([*lines, *iphone(3), ""])))
    assert len(found) == 9
    assert found[5].text == f"look\n[25/03/2024, 09:00:00] Me: {FORGED}"
    assert found[5].flags == (HEADER_IN_TEXT,)
    assert {item.sender for item in found} == {"Alex"}


def test_the_same_form_is_flagged_by_its_name_and_time(items_of: Read) -> None:
    """Android has no line ends that would tell; a name or a time that does not fit can."""
    lines = [*android(6), f"12/03/2024, 10:00 - My Love: {FORGED}", *android(6, 30)]
    found = messages(items_of(whatsapp, "chat.txt", "\n".join(lines)))
    assert len(found) == 13
    assert found[6].flags == (ONCE, BACKWARDS)
    assert not any(item.flags for item in found if item is not found[6])


@pytest.mark.parametrize("count", [10, 20, 300])
def test_phones_that_are_set_otherwise(items_of: Read, count: int) -> None:
    """From some message on, and for good, the form is another."""
    later = [f"[26/03/2024, 10:00:{number % 60:02d}] Alex: later" for number in range(count)]
    found = messages(items_of(whatsapp, "chat.txt", "\n".join([*android(50), *later])))
    assert len(found) == 50 + count
    assert [NEW_FORM in item.flags for item in found].index(True) == 50
    assert sum(NEW_FORM in item.flags for item in found) == 1


def test_an_old_form_does_not_swallow_a_chat(items_of: Read) -> None:
    """A single line of the form before, in a long part of another form, is text."""
    later = [f"[26/03/2024, 10:00:{number % 60:02d}] Alex: later" for number in range(300)]
    lines = [*android(20), *later[:200], f"25/03/2024, 10:00 - Me: {FORGED}", *later[200:]]
    found = messages(items_of(whatsapp, "chat.txt", "\n".join(lines)))
    assert len(found) == 320
    assert found[219].text == f"later\n25/03/2024, 10:00 - Me: {FORGED}"


def test_two_exports_in_one_file(items_of: Read) -> None:
    """Of an iPhone with its line ends, and of an Android phone."""
    text = "\r\n".join([*iphone(30), ""]) + "\n".join([*android(30), ""])
    assert len(messages(items_of(whatsapp, "chat.txt", text))) == 60


@pytest.mark.parametrize(
    ("alex", "owner"),
    [
        ([], "Me"),
        (["This message was deleted"], "Me"),
        (["You deleted this message"], None),
        (["You deleted this message", "This message was deleted"], "Me"),
    ],
)
def test_anybody_can_write_that_they_deleted_a_message(
    items_of: Read, alex: list[str], owner: str | None
) -> None:
    """Two owners of one phone are none; nobody reads of their own deleted messages both ways."""
    lines = [
        *android(2),
        "25/03/2024, 12:00 - Me: You deleted this message",
        *(f"25/03/2024, 12:00 - Alex: {text}" for text in alex),
    ]
    for item in messages(items_of(whatsapp, "chat.txt", "\n".join(lines))):
        if owner is None:
            assert item.direction is Direction.UNKNOWN
        else:
            assert item.direction is (Direction.OUT if item.sender == owner else Direction.IN)


def test_the_name_of_the_file_can_contradict(items_of: Read) -> None:
    """The one that the chat is named after is not the one whose phone it is."""
    lines = [*android(2), "25/03/2024, 12:00 - Alex: You deleted this message"]
    named = items_of(whatsapp, "WhatsApp Chat with Alex.txt", "\n".join(lines))
    assert {item.direction for item in messages(named)} == {Direction.UNKNOWN}
    otherwise = items_of(whatsapp, "WhatsApp Chat with Me (1).txt", "\n".join(lines))
    assert {item.direction for item in messages(otherwise)} == {Direction.OUT, Direction.IN}


def test_an_iphone_marks_its_own_words(items_of: Read) -> None:
    """Without the mark, they were typed."""
    typed = [
        "You deleted this message.",
        "Missed voice call",
        "Your security code with Me changed.",
    ]
    lines = [
        "[25/03/2024, 10:00:00] Alex: \u200eMessages and calls are end-to-end encrypted. No one",
        *(f"[25/03/2024, 10:00:01] Alex: {text}" for text in typed),
        "[25/03/2024, 10:00:02] Me: hello",
    ]
    found = items_of(whatsapp, "chat.txt", "\r\n".join([*lines, ""]))
    assert [item.text for item in messages(found[1:])] == [*typed, "hello"]
    assert {item.direction for item in messages(found[1:])} == {Direction.UNKNOWN}
    assert {(item.kind, item.state) for item in messages(found[1:])} == {("message", "complete")}


@settings(max_examples=40)
@given(forged=st.lists(st.sampled_from(OTHER_FORMS), min_size=1, max_size=4), at=st.integers(3, 11))
def test_forged_lines_never_become_messages(items_of: Read, forged: list[str], at: int) -> None:
    """Whatever is forged, the chat has as many messages as before."""
    lines = android(12)
    lines[at] = "\n".join([lines[at], *forged])
    found = messages(items_of(whatsapp, "chat.txt", "\n".join(lines)))
    assert len(found) == 12
    assert FORGED in found[at].text
    assert HEADER_IN_TEXT in found[at].flags
