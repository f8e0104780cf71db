"""Which way a row of a table went: to the person, or from them. What it does not say is asked.

Numbers that somebody called never become people who called: a list of calls without directions,
such as a bill, is read only once the person has said which way they went.
"""

from collections import Counter
from contextlib import suppress
from typing import Final

from stalkdiary.importers.reading.question import Answer, OpenQuestion
from stalkdiary.importers.tables.call_words import Wording, says_withheld, wording
from stalkdiary.importers.tables.columns import Columns
from stalkdiary.importers.tables.delimited import DelimitedTable, Unreadable, quoted
from stalkdiary.model.message import Direction
from stalkdiary.model.text import on_one_line

_YES: Final = ("1", "true", "yes", "y")
_NO: Final = ("0", "false", "no", "n")
_YES_NO: Final = dict.fromkeys(_YES, Direction.OUT) | dict.fromkeys(_NO, Direction.IN)
_MYSELF: Final = frozenset({"me", "you", "myself"})
"""How exports call the person whose telephone it is."""
_MOST_NAMED: Final = 3


def must_say_directions(table: DelimitedTable, columns: Columns) -> None:
    """Asks where a table does not say who called or wrote, and who was called or written to."""
    who: Counter[str] = Counter()
    for row in table.sound_rows():
        with suppress(Unreadable):  # refused when it is read
            if is_open(columns, row.cells, said_of(columns, row.cells)):
                who[_other_end(columns, row.cells)] += 1
    if not who:
        return
    count = who.total()
    named = ", ".join(f"{on_one_line(name)} ({n})" for name, n in who.most_common(_MOST_NAMED))
    more = " and others" if len(who) > _MOST_NAMED else ""
    rows = "1 row does" if count == 1 else f"{count} rows do"
    raise OpenQuestion(
        f"{table.export.place(table.member)}: {rows} not say which way the call or message went",
        [
            Answer("--direction in", f"from them to you, by {named}{more}", {"direction": "in"}),
            Answer("--direction out", f"from you, to {named}{more}", {"direction": "out"}),
        ],
        "Where a column says it: --map direction=COLUMN, with the other columns",
    )


def is_open(columns: Columns, cells: list[str], said: Wording) -> bool:
    """Whether a row names somebody, and not whether they are the one who called or wrote."""
    if said.direction is not Direction.UNKNOWN or "from" in columns.places:
        return False
    name = _other_end(columns, cells)
    return bool(name) and not says_withheld(name)


def _other_end(columns: Columns, cells: list[str]) -> str:
    return next(filter(None, (columns.cell(cells, each) for each in ("with", "number", "to"))), "")


def said_of(columns: Columns, cells: list[str]) -> Wording:
    """Kind, direction and outcome as a row says them; `Unreadable` where its words are others."""
    said = wording(columns.cell(cells, "type"))
    way, kind = columns.cell(cells, "direction"), columns.cell(cells, "kind")
    if way:
        found = wording(way)
        if found.direction is Direction.UNKNOWN:
            raise Unreadable(quoted(way), "in or out")
        said = said._replace(
            direction=found.direction,
            outcome=said.outcome or found.outcome,
            kind=said.kind or found.kind,
        )
    if kind:
        found = wording(kind)
        if found.kind is None:
            raise Unreadable(quoted(kind), "message, call or voicemail")
        said = said._replace(kind=found.kind, outcome=said.outcome or found.outcome)
    mine = columns.cell(cells, "mine").casefold()
    if "mine" in columns.places:
        if mine not in _YES_NO:
            raise Unreadable(quoted(mine), "yes or no, whether you sent it")
        said = said._replace(direction=_YES_NO[mine])
    elif columns.cell(cells, "from").casefold() in _MYSELF:
        said = said._replace(direction=Direction.OUT)
    if columns.is_bill and said.direction is Direction.UNKNOWN:
        said = said._replace(direction=Direction.OUT)
    return said
