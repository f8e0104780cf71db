"""Names and colons that stand otherwise than in most messages: whose words they are."""

from collections.abc import Callable

import pytest

from stalkdiary.errors import InputRefused
from stalkdiary.importers.whatsapp import importer as whatsapp
from stalkdiary.importers.whatsapp.importer import ONCE, OTHER_SPACES
from stalkdiary.model.message import Item, Message, Notice

Read = Callable[..., list[Item]]


def messages(found: list[Item]) -> list[Message]:
    return [item for item in found if isinstance(item, Message)]


@pytest.mark.parametrize(
    ("header", "end"), [("[2026/7/9 02:28:09] ", "\r\n"), ("25/02/2026, 14:10 - ", "\n")]
)
def test_a_colon_without_a_space_behind_it(items_of: Read, header: str, end: str) -> None:
    """Who has a name before the colon wrote it; a full stop alone nobody wrote."""
    text = "".join(
        f"{header}{line}{end}"
        for line in ("Alex: Hey", "Alex:Hi again", "Sam: stop", "Kim:hello", "Alex:.")
    )
    found = items_of(whatsapp, "_chat.txt", text)
    assert [(m.sender, m.text) for m in messages(found)] == [
        ("Alex", "Hey"),
        ("Alex", "Hi again"),
        ("Sam", "stop"),
        ("Kim", "hello"),
    ]
    assert [each.text for each in found if isinstance(each, Notice)] == ["Alex:."]
    assert [ONCE in each.flags for each in messages(found)] == [False, False, True, True]


def test_a_chat_without_a_space_behind_any_colon(items_of: Read) -> None:
    """A colon in the text is the text's, and an hour in a notice is no colon of a name."""
    text = "".join(
        f"13/07/2026, 02:28 - {line}\n"
        for line in ("Alex:Hey", "Alex:I said: no", "+44 7700 900123:x", "Sam:stop")
    )
    found = items_of(whatsapp, "_chat.txt", text)
    assert [(m.sender, m.text) for m in messages(found)] == [
        ("Alex", "Hey"),
        ("Alex", "I said: no"),
        ("+44 7700 900123", "x"),
        ("Sam", "stop"),
    ]
    found = items_of(whatsapp, "_chat.txt", f"{text}13/07/2026, 02:29 - It began at 10:30\n")
    assert [each.text for each in found if isinstance(each, Notice)] == ["It began at 10:30"]


def test_a_line_that_imitates_a_header_is_flagged(items_of: Read) -> None:
    """WhatsApp writes no space before the colon."""
    text = (
        "25.02.2019, 14:10 - Sam: hello\n"
        "25.02.2019, 14:11 - Alex: two lines here\n"
        "25.02.2019, 14:11 - Sam : I love you\n"
        "25.02.2019, 14:12 - Sam: leave me alone\n"
    )
    found = messages(items_of(whatsapp, "chat.txt", text))
    assert [OTHER_SPACES in each.flags for each in found] == [False, False, True, False]


def test_a_name_that_ends_with_a_space_everywhere_is_no_imitation(items_of: Read) -> None:
    """People save contacts so."""
    text = "25.02.2019, 14:10 - Sam : hello\n25.02.2019, 14:11 - Sam : again\n"
    assert not any(
        OTHER_SPACES in each.flags for each in messages(items_of(whatsapp, "c.txt", text))
    )


def test_lines_of_an_old_editor_are_refused(items_of: Read) -> None:
    """Sam's words would be a part of Alex's message."""
    text = "13/07/2026, 02:28 - Alex: hello\r14/07/2026, 02:30 - Sam: stop\r"
    with pytest.raises(InputRefused, match="carriage return alone"):
        items_of(whatsapp, "chat.txt", text)
