"""Tinder and Hinge: the person's own words, and that they are no more than that."""

from collections.abc import Callable
from typing import Any

import pytest

from stalkdiary.errors import InputRefused
from stalkdiary.importers import dating
from stalkdiary.model.message import Direction, Item, Message, Notice

HINGE = [
    {
        "match": [{"timestamp": "2026-05-01 10:11:12"}],
        "chats": [{"body": "hi", "timestamp": "2026-05-01 10:12:12"}],
    },
    {"block": [{"block_type": "remove", "timestamp": "2026-05-02 10:11:12"}]},
]
TINDER = {
    "Usage": {},
    "Messages": [
        {
            "match_id": "Match 7",
            "messages": [
                {
                    "to": 7,
                    "from": "You",
                    "message": "no thank you",
                    "sent_date": "Fri, 01 May 2026 10:12:12 GMT",
                }
            ],
        }
    ],
}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("matches.json", HINGE, "hi"), ("data.json", TINDER, "no thank you")],
)
def test_only_own_words_are_in_it_and_it_is_said(
    items_of: Callable[..., list[Item]], name: str, content: Any, words: str
) -> None:
    """Nothing of it can become an incident of somebody else."""
    notice, message = items_of(dating, name, content)
    assert isinstance(notice, Notice)
    assert notice.telling
    assert "your own messages alone" in notice.text
    assert isinstance(message, Message)
    assert (message.text, message.direction, message.sender) == (words, Direction.OUT, None)
    assert message.time is not None
    assert message.time.local == "2026-05-01T11:12:12+01:00"


def test_a_time_that_is_none_is_refused_with_its_place(
    items_of: Callable[..., list[Item]],
) -> None:
    bad = [{"chats": [{"body": "hi", "timestamp": "soon"}]}]
    with pytest.raises(InputRefused, match="/0/chats/0"):
        items_of(dating, "matches.json", bad)
    assert len(items_of(dating, "matches.json", bad, skip_bad=True)) == 2


def test_tinder_with_other_times(items_of: Callable[..., list[Item]]) -> None:
    said = {"from": "You", "message": "no", "sent_date": "2026-05-01T10:12:12.000Z"}
    document = {"Messages": [{"match_id": "Match 7", "messages": [said]}]}
    _, message = items_of(dating, "data.json", document)
    assert isinstance(message, Message)
    assert message.time is not None
    assert message.time.local == "2026-05-01T11:12:12.000+01:00"
