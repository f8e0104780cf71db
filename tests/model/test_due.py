"""What is due, late, or ends."""

from datetime import UTC, date, datetime
from typing import Any

from stalkdiary.model.action import Action
from stalkdiary.model.action_days import with_days
from stalkdiary.model.due import due_of
from stalkdiary.model.moment_said import moment_said

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
TODAY = NOW.date()


def action(number: int, kind: str = "police", when: str = "1 October 2026", **texts: Any) -> Action:
    """An action as it is recorded on that day."""
    said = moment_said(when, now=NOW, timezone="UTC")
    return with_days(Action(number=number, kind=kind, when=said, **texts), NOW)


def test_the_earliest_day_first_and_what_has_no_day_last() -> None:
    """Promises and orders together, with the days to go."""
    found = due_of(
        [
            action(1, promised="a call", due="when they can", officer="PC Ray", force="Kent"),
            action(2, promised="a visit", due="3 October"),
            action(3, "order", order_kind="bail", expires="30 November 2026", court="Kent"),
            action(4, "security", what="look at the locks", due="1 December"),
        ],
        TODAY,
    )
    assert [(each.kind, each.what, each.days, each.action) for each in found] == [
        ("promise", "a visit", -56, 2),
        ("order", "Bail conditions", 2, 3),
        ("promise", "look at the locks", 3, 4),
        ("promise", "a call", None, 1),
    ]
    assert found[0].to_json() == {
        "kind": "promise",
        "what": "a visit",
        "due": "2026-10-03",
        "days": -56,
        "by": None,
        "action": 2,
        "said": "3 October",
    }
    assert (found[-1].by, found[-1].due) == ("PC Ray, Kent", None)


def test_what_is_settled_is_left_out() -> None:
    """Kept, missed, withdrawn, discharged, and orders that ended long ago."""
    settled = [
        *(action(at, promised="x", outcome=each) for at, each in enumerate(("kept", "missed"))),
        action(3, "order", expires="1 March 2027", discharged="2 October 2026"),
        action(4, "order", "1 March 2024", expires="1 March 2025"),
        action(5, "order"),
        action(6, "told-to-stop", what="by text"),
    ]
    assert due_of(settled, TODAY) == []


def test_an_order_that_has_just_ended_is_shown() -> None:
    """It may have to be asked for again."""
    (found,) = due_of([action(1, "order", expires="16 November 2026")], TODAY)
    assert (found.days, found.due) == (-12, date(2026, 11, 16))
