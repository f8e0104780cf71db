"""The list of what the person did about it, with where promises and orders stand today."""

from collections.abc import Iterator
from datetime import date

from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import written
from stalkdiary.model.action import TITLES, Action
from stalkdiary.model.action_words import order_words, promise_words
from stalkdiary.model.order import conditions_of
from stalkdiary.model.text import on_one_line

_LABELS = (
    ("force", "police force"),
    ("reference", "reference"),
    ("officer", "officer"),
    ("court", "court"),
    ("granted", "granted"),
    ("expires", "ends"),
    ("conditions", "conditions"),
)


def list_actions(session: Session, *, as_json: bool) -> None:
    """Everything in the order in which it was done."""
    with session.open_diary() as diary:
        actions = diary.actions()
        zone = diary.case().timezone
        today = diary.today()
    if as_json:
        session.screen.json([each.listed() for each in actions])
        return
    if not actions:
        session.screen.note("Nothing is written down here yet. See: stalkdiary action --help")
        return
    rows = [
        (
            str(each.number),
            each.when.short(),
            TITLES.get(each.kind, each.kind),
            "; ".join(told(each, today)),
            written(each.recorded_at, zone),
        )
        for each in actions
    ]
    session.screen.table(
        ("No.", "When", "Kind", "What", "Written"), rows, "{0}  {1}  {2}  {3}  (written {4})"
    )


def told(action: Action, today: date) -> Iterator[str]:
    """What is known of an action, in parts of a sentence."""
    if action.kind == "order":
        yield from order_words(action, today)
        conditions = conditions_of(action)
        if len(conditions) == 1:
            yield f"condition: {on_one_line(conditions[0]).rstrip('.')}"
        for at, condition in enumerate(conditions if len(conditions) > 1 else (), start=1):
            yield f"condition {at}: {on_one_line(condition).rstrip('.')}"
        labels = tuple(each for each in _LABELS if each[0] in {"force", "officer"})
    else:
        if action.what:
            yield action.what
        labels = _LABELS
    for name, title in labels:
        text = getattr(action, name)
        if text:
            yield f"{title} {text}"
    promise = promise_words(action, today)
    if promise:
        yield promise
