"""A message of her own tells that she said no, when, and where it can be looked up."""

import json
from pathlib import Path

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import AnswerNeeded, InputRefused, NothingMatched
from stalkdiary.usecases.imports import How, Origin, Reading, Request, import_exports
from stalkdiary.usecases.told_to_stop import is_told, own_messages, record_told_to_stop

ALEX, SAM = "Alex", "Sam"


@pytest.fixture
def imported(diary: Diary, tmp_path: Path) -> Diary:
    """A chat of Alex and her, with two messages of her own."""
    said = [(ALEX, "I see you"), (SAM, "Do NOT contact me again"), (ALEX, "x"), (SAM, "please")]
    document = {
        "name": ALEX,
        "type": "personal_chat",
        "id": 1,
        "messages": [
            {
                "id": number,
                "type": "message",
                "date": f"2026-03-12T21:30:0{number}",
                "date_unixtime": str(1773351000 + number),
                "from": sender,
                "from_id": "user1" if sender == ALEX else "user2",
                "text": text,
            }
            for number, (sender, text) in enumerate(said, 1)
        ],
    }
    path = tmp_path / "result.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    import_exports(diary, [Origin(path)], Request(names=[ALEX]), How(reading=Reading(me="Sam")))
    return diary


def test_her_message_is_what_she_told_them(imported: Diary) -> None:
    """With its time as the export tells it, and its place in the exhibit."""
    assert not is_told(imported)
    (held,) = own_messages(imported, "not contact ME")
    record_told_to_stop(imported, held.number)
    (action,) = imported.actions()
    assert (action.kind, action.when.start) == ("told-to-stop", "2026-03-12T21:30:02+00:00")
    where = f"(Telegram, {held.exhibit}, {held.message.locator})"
    assert action.what == f"“Do NOT contact me again” {where}"
    assert is_told(imported)
    assert imported.verify().findings == ()


def test_her_messages_come_in_their_order(imported: Diary) -> None:
    """His are never among them."""
    found = [each.message.text for each in own_messages(imported)]
    assert found == ["Do NOT contact me again", "please"]


def test_what_is_no_message_of_hers_is_refused(imported: Diary) -> None:
    """And the same message counts once."""
    his = next(each for each in imported.messages(1) if each.counted)
    with pytest.raises(InputRefused, match="not one of your own"):
        record_told_to_stop(imported, his.number)
    with pytest.raises(NothingMatched):
        record_told_to_stop(imported, 99)
    (hers, _) = own_messages(imported)
    record_told_to_stop(imported, hers.number)
    with pytest.raises(AnswerNeeded, match="already"):
        record_told_to_stop(imported, hers.number)
    assert len(list(imported.actions())) == 1
