"""A blank sheet to fill in away from the computer. It needs no diary."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from stalkdiary.errors import AnswerNeeded
from stalkdiary.reports.sheet import sheet_csv, sheet_pdf, sheet_text
from stalkdiary.store.place import must_be_free, new_file


def write_sheet(
    target: Path, form: str, *, now: datetime, cards: bool = False, numbers: Sequence[str] = ()
) -> None:
    """Writes a sheet to a new file, as ``pdf``, ``text`` or ``csv``.

    `now`, aware, is when it is made. A PDF can be four cards for a pocket instead of a page. The
    telephone `numbers` stand at its foot; a table has none.

    Raises:
        AnswerNeeded: there are no such cards, or no such numbers.
        InputRefused: there is a file of that name.
        NotWritten: the disk does not take it.
    """
    data = sheet(form, now=now, cards=cards, numbers=numbers)
    must_be_free(target)
    with new_file(target) as unfinished:
        unfinished.write_bytes(data)


def sheet(form: str, *, now: datetime, cards: bool = False, numbers: Sequence[str] = ()) -> bytes:
    """The bytes of a sheet: see `write_sheet`, also for what it raises of cards and numbers."""
    if cards and form != "pdf":
        raise AnswerNeeded("Cards are made as a PDF alone.", "Leave out --format, or --card.")
    if numbers and form == "csv":
        raise AnswerNeeded("A table has no room for numbers.", "Leave out --with-numbers.")
    foot = ("   ".join(numbers),) if numbers else ()
    if form == "csv":
        # With the mark that tells spreadsheet programs that this is UTF-8.
        return sheet_csv().encode("utf-8-sig")
    if form == "text":
        return sheet_text(numbers=foot).encode("utf-8")
    return sheet_pdf(made=now, cards=cards, numbers=foot)
