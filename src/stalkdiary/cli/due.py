"""`due`: what was promised and is due or late, and the orders with their ends."""

import typer

from stalkdiary.cli import options
from stalkdiary.cli.session import Session
from stalkdiary.model.action_words import days_from
from stalkdiary.model.due import Due, due_of
from stalkdiary.model.moment import day_words
from stalkdiary.model.text import on_one_line

EXAMPLES = (
    "stalkdiary due",
    "stalkdiary action police --promised 'a call back' --due 'within 48 hours'",
    "stalkdiary action done 4",
)


def due(context: typer.Context, as_json: options.Json = False) -> None:
    """What was promised to you and is due or late, and when orders end.

    Shown only when you ask for it.
    """
    session: Session = context.obj
    screen = session.screen
    with session.open_diary() as diary:
        today = diary.today()
        found = due_of(diary.actions(), today)
    if as_json:
        screen.json([each.to_json() for each in found])
        return
    if not found:
        screen.note("No promise is open, and no order is written down with its end.")
        return
    rows = [
        (str(each.action), _day(each), days_from(each.due, today) if each.due else "", *_what(each))
        for each in found
    ]
    screen.table(("No.", "Day", "Days", "What", "Who"), rows, "{0}  {1}  {2}  {3}  {4}")
    if any(each.kind == "promise" for each in found):
        screen.note("When a promise is settled: stalkdiary action done N, missed N or withdraw N.")


def _day(each: Due) -> str:
    if each.due is not None:
        return day_words(each.due)
    return f"in these words: {on_one_line(each.said)}" if each.said else "no day"


def _what(each: Due) -> tuple[str, str]:
    if each.kind == "promise":
        return f"Promised: {each.what}", each.by or ""
    ended = each.days is not None and each.days < 0
    return f"{each.what} {'ended' if ended else 'ends'}", each.by or ""
