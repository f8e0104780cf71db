"""What is shown before an import: a wrong figure there is a wrong answer to "is that all?"."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.importing.preview import NOBODY, WITHHELD, Preview, Sender, sender_name
from stalkdiary.model.message import (
    Basis,
    Call,
    Direction,
    ExportTime,
    Kind,
    Message,
    Resolution,
)


def at(instant: int) -> ExportTime:
    return ExportTime(str(instant), instant, "2026-03-12T21:30", Resolution.MINUTE, Basis.UTC)


def message(**given: Any) -> Message:
    values = {"locator": "line 1", "kind": Kind.MESSAGE, "channel": "WhatsApp", "time": None}
    return Message(**(values | given))


@given(st.lists(st.none() | st.integers(0, 10**12)))
def test_the_first_and_the_last_time_are_the_earliest_and_the_latest(
    instants: list[int | None],
) -> None:
    """Whatever the order of the export: days beyond them would seem to hold nothing."""
    sender = Sender()
    for instant in instants:
        sender.take(None if instant is None else at(instant))
    known = [instant for instant in instants if instant is not None]
    assert sender.count == len(instants)
    assert (sender.first and sender.first.instant) == min(known, default=None)
    assert (sender.last and sender.last.instant) == max(known, default=None)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"sender": "Alex", "sender_id": "+447700900123"}, "Alex"),
        ({"sender_id": "+447700900123"}, "+447700900123"),
        ({"sender": "Me", "direction": Direction.OUT}, "Me"),
        ({"direction": Direction.OUT}, None),
        ({"direction": Direction.OUT, "call": Call(withheld=True)}, None),
        ({"call": Call(withheld=True)}, WITHHELD),
        ({"call": Call()}, NOBODY),
        ({}, NOBODY),
    ],
)
def test_nobody_is_called_by_the_name_of_somebody(given: dict[str, Any], name: str | None) -> None:
    """What has no name is shown to have none, and what is hers is not among the senders."""
    assert sender_name(message(**given)) == name


def preview(**senders: bool) -> Preview:
    """A preview of senders, each with whether the export says that it is the owner."""
    return Preview(
        format="x", senders={name: Sender(is_owner=owner) for name, owner in senders.items()}
    )


@pytest.mark.parametrize(
    ("found", "file", "proposed"),
    [
        (preview(Alex=False, Me=True), "chat.txt", "Alex"),
        (preview(Alex=False), "chat.txt", "Alex"),
        (preview(Alex=False, Me=False), "WhatsApp Chat with ALEX.txt", "Alex"),
        (preview(Alex=False, Me=False), "chat.txt", None),
        (preview(Alex=False, Alexa=False), "Chat with Alexa.txt", None),
        (preview(Alex=False, Me=True, Kim=False), "Chat with Alex.txt", None),
        (preview(Alex=False, Me=False, Kim=False), "Chat with Alex.txt", None),
        (preview(Me=True), "chat.txt", None),
        (preview(), "chat.txt", None),
    ],
)
def test_the_other_party_is_proposed_only_where_there_is_one(
    found: Preview, file: str, proposed: str | None
) -> None:
    """A wrong proposal, taken with Enter, puts a friend's words down to him."""
    assert found.other_party(file) == proposed


def test_each_figure_stands_under_its_name() -> None:
    """Two that are exchanged would hide what was left out."""
    names = ("records", "stored", "duplicates", "skipped", "outgoing", "others", "notices")
    figures: dict[str, Any] = {name: number for number, name in enumerate(names, 1)}
    found = Preview(
        format="x", **figures, beside=8, changes=9, files_found=10, files_missing=11
    ).counts()
    assert found == figures | {
        "outgoing_kept": 8,
        "changes": 9,
        "attachments": 10,
        "attachments_missing": 11,
    }
    assert Preview(format="x").counts() == dict.fromkeys(found, 0)


@pytest.mark.parametrize("name", ["stored", "changes", "beside"])
def test_what_brings_something_is_imported(name: str) -> None:
    """A later export that only shows a deletion is not passed over as known."""
    figure: dict[str, Any] = {name: 1}
    assert Preview(format="x", **figure).brings_something
    idle = Preview(format="x", records=9, duplicates=9, outgoing=9, others=9, notices=9)
    assert not idle.brings_something
