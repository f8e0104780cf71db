"""Where promises and orders stand on a day, in parts of a sentence: neutral, and with the days."""

from collections.abc import Iterator
from datetime import date

from stalkdiary.model.action import Action
from stalkdiary.model.action_days import days_of
from stalkdiary.model.moment import Precision, day_words
from stalkdiary.model.order import title_of_order
from stalkdiary.model.text import on_one_line

_OUTCOMES = {"kept": "kept", "missed": "not kept", "withdrawn": "withdrawn"}


def promise_words(action: Action, today: date, *, label: str = "promised: ") -> str:
    """What was promised, by when, and what came of it; "" where nothing was.

    "promised: a call back, by Saturday 3 October 2026, 56 days ago, nothing noted since"

    `label` is what it begins with; "" where "Promised" stands beside it.
    """
    told = [f"{label}{_said(action.promised)}"] if action.promised else []
    due = days_of(action).due
    if due is not None:
        told.append(f"by {day_words(due)}")
        if action.outcome is None:
            told.append(days_from(due, today))
    elif action.due:
        told.append(f"by when: {_said(action.due)}" if told else f"due: {_said(action.due)}")
    if action.outcome is not None:
        told.append(_outcome(action))
    elif due is not None and due < today:
        told.append("nothing noted since")
    return ", ".join(told)


def order_words(order: Action, today: date) -> list[str]:
    """What the order is, who made it, and its days; a day that is not known in the words given."""
    told = [title_of_order(order)]
    if order.what and _said(order.what) != told[0]:
        told.append(_said(order.what))
    told += [_said(text) for text in (order.court,) if text]
    if order.reference:
        told.append(f"reference {_said(order.reference)}")
    days = days_of(order)
    for name in ("granted", "served", "varied"):
        day, text = getattr(days, name), getattr(order, name)
        if text:
            told.append(f"{name} {day_words(day) if day else _said(text)}")
    if days.granted is None and not order.granted and order.when.start is not None:
        told.append(order.when.in_words())
    return [*told, *end_words(order, today)]


def end_words(order: Action, today: date) -> Iterator[str]:
    """Until when it binds: "ended 12 days ago, on Monday 16 November 2026"."""
    days = days_of(order)
    if order.discharged:
        day = days.discharged
        yield f"discharged {day_words(day) if day else _said(order.discharged)}"
    if days.expires is not None:
        last = day_words(days.expires)
        if days.expires < today:
            yield f"ended {days_from(days.expires, today)}, on {last}"
        elif days.expires == today:
            yield f"ends today, {last}"
        else:
            yield f"ends {days_from(days.expires, today)}, on {last}"
    elif order.expires:
        yield f"ends: {_said(order.expires)}"


def days_from(day: date, today: date) -> str:
    """How far off a day is: "in 6 days", "today", "1 day ago"."""
    days = (day - today).days
    if days == 0:
        return "today"
    count = f"{abs(days):,} day{'' if abs(days) == 1 else 's'}"
    return f"in {count}" if days > 0 else f"{count} ago"


def _outcome(action: Action) -> str:
    told = _OUTCOMES.get(action.outcome or "", action.outcome or "")
    if action.outcome_when is not None and action.outcome_when.start is not None:
        when = action.outcome_when
        whole = when.precision is Precision.DAY and when.end is None
        told += f" on {day_words(when.day)}" if whole and when.day else f", {when.in_words()}"
    return f"{told} ({_said(action.outcome_note)})" if action.outcome_note else told


def _said(text: str | None) -> str:
    """A text of the person as a part of a sentence of ours."""
    return on_one_line(text or "").rstrip(".;, ")
