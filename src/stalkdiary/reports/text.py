"""The report as plain text, 80 columns, for screens, screen readers and e-mail."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, assert_never

from stalkdiary.model.text import shortened
from stalkdiary.reports import tree
from stalkdiary.reports.shapes import Picture
from stalkdiary.reports.words import counted

WIDTH: Final = 80
_INDENT: Final = 4
_OWN: Final = 16
"""Columns by which the person's own messages are set in."""
_WIDEST_CHARACTER: Final = 2
_BLANK: Final = "_" * 40


def to_text(report: tree.Report) -> str:
    """The whole report, wrapped, ended by a line feed."""
    return "".join(line + "\n" for line in _report(report))


def _report(report: tree.Report) -> Iterator[str]:
    yield from wrapped(report.title.upper())
    yield from wrapped(report.subtitle)
    for section in report.first_page:
        yield from _section(section, section.title, "-")
    for number, section in enumerate(report.sections, 1):
        yield ""
        yield from _section(section, f"{number}. {section.title}", "=")


def _section(section: tree.Section, title: str, rule: str) -> Iterator[str]:
    yield ""
    yield title
    yield rule * len(title)
    for block in section.blocks:
        yield ""
        yield from _block(block)


def _block(block: tree.Block) -> Iterator[str]:  # noqa: C901 - one line for each
    match block:
        case tree.Paragraph(text) | tree.Note(text):
            yield from wrapped(text)
        case tree.Steps(steps):
            for number, step in enumerate(steps, 1):
                yield from wrapped(step, first=f"{number}. ", rest="   ")
        case tree.Quotation():
            yield from wrapped(shortened(block.text, block.most), _INDENT)
            yield from wrapped(f"({block.source})", _INDENT)
        case tree.Details(rows):
            yield from _details(rows)
        case tree.Table():
            yield from _table(block)
        case tree.IncidentBlock():
            yield from _incident(block)
        case tree.ShortIncidents():
            yield from _short_incidents(block)
        case Picture():
            yield from _picture(block)
        case tree.Plate():
            yield from wrapped(block.picture.words)
            yield from _details(block.details, _INDENT)
        case tree.Conversation():
            yield from _conversation(block)
        case _:
            assert_never(block)


def _picture(picture: Picture) -> Iterator[str]:
    """The same in words: a line for each row of the drawing, then its sentence."""
    yield f"{picture.title}:"
    for row in picture.words:
        yield from wrapped(row, first="- ", rest="  ")
    yield from wrapped(picture.sentence)


def _conversation(block: tree.Conversation) -> Iterator[str]:
    yield from wrapped(f"Incident {block.incident}: {block.heading}")
    for note in block.notes:
        yield from wrapped(note)
    yield from _messages(block.messages)


def _messages(lines: tuple[tree.MessageLine, ...], indent: int = 0) -> Iterator[str]:
    """Like a chat; the person's own messages are set in, and say so."""
    for line in lines:
        pad = " " * (indent + (_OWN if line.is_own else 0))
        deeper = pad + " " * _INDENT
        if line.left_out:
            yield from wrapped(f"… {counted(line.left_out, 'message')} in between", indent)
        who = f"{line.who} [{'; '.join(line.marks)}]" if line.marks else line.who
        text = line.text if line.most is None else shortened(line.text, line.most)
        yield from wrapped(f"{line.at} {who}: {text}", first=pad, rest=deeper)
        yield from wrapped(f"({' · '.join(line.notes)})", len(deeper))


def _short_incidents(block: tree.ShortIncidents) -> Iterator[str]:
    yield from wrapped(f"{block.caption}:")
    for each in block.incidents:
        own = f", number {each.own} in the diary" if each.own != each.number else ""
        yield from wrapped(f"Incident {each.number}: {each.heading}{own}")
        yield from _messages(each.messages, _INDENT)


def _details(rows: tuple[tree.Detail, ...], indent: int = 0) -> Iterator[str]:
    pad = " " * indent
    deeper = pad + " " * _INDENT
    for row in rows:
        if row.form is tree.Form.CODE:
            yield f"{pad}{row.label}:"
            yield deeper + row.text  # never wrapped: it is there to be copied
            continue
        text = _BLANK if row.form is tree.Form.BLANK else row.text
        if row.most is not None:
            text = shortened(text, row.most)
        first = f"{pad}{row.label}: " if row.label else deeper
        yield from wrapped(text, first=first, rest=deeper)


def _table(table: tree.Table) -> Iterator[str]:
    """Small tables in columns; others as one paragraph for each row, which can be read aloud."""
    if table.caption is not None:
        yield table.caption
    widths = [
        max(map(width_of, (column.heading, *(row.cells[at] for row in table.rows))))
        for at, column in enumerate(table.columns)
    ]
    fits = sum(widths) + 2 * len(widths) <= WIDTH
    if fits and not any("\n" in cell or row.below for row in table.rows for cell in row.cells):
        headings = tuple(column.heading for column in table.columns)
        for cells in (headings, *(row.cells for row in table.rows)):
            padded = [
                _aligned(cell, width, right=column.form is tree.Form.NUMBER)
                for cell, width, column in zip(cells, widths, table.columns, strict=True)
            ]
            yield "  ".join(padded).rstrip()
        return
    for row in table.rows:
        yield ""
        head, *rest = zip(table.columns, row.cells, strict=True)
        yield from wrapped(f"{head[0].heading}: {head[1]}", rest=" " * _INDENT)
        for column, cell in rest:
            if cell:
                pad = " " * _INDENT
                yield from wrapped(cell, first=f"{pad}{column.heading}: ", rest=pad * 2)
        if row.below:
            yield " " * _INDENT + row.below


def _aligned(cell: str, width: int, *, right: bool) -> str:
    space = " " * (width - width_of(cell))
    cell = cell.replace("\t", " ")
    return space + cell if right else cell + space


def _incident(block: tree.IncidentBlock) -> Iterator[str]:
    yield from wrapped(f"Incident {block.number}: {block.heading}")
    yield from wrapped(block.written, _INDENT)
    if block.withdrawn is not None:
        yield from wrapped(block.withdrawn, _INDENT)
    yield ""
    if block.whose is not None:
        yield from wrapped(block.whose, _INDENT)
    yield from wrapped(block.what, _INDENT)
    if block.messages:
        yield ""
        if block.about_messages is not None:
            yield from wrapped(block.about_messages, _INDENT)
        yield from _messages(block.messages, _INDENT)
    if block.bursts is not None:
        yield ""
        yield from _table(block.bursts)
    if block.details:
        yield ""
        yield from _details(block.details, _INDENT)
    for amendment in block.amendments:
        yield ""
        yield from _amendment(amendment)


def _amendment(amendment: tree.Amendment) -> Iterator[str]:
    yield from wrapped(amendment.heading, _INDENT)
    deeper = " " * (2 * _INDENT)
    for label, before, after in amendment.changes:
        yield from wrapped(before or "nothing", first=f"{deeper}{label}, earlier: ", rest=deeper)
        yield from wrapped(after or "nothing", first=f"{deeper}{label}, now: ", rest=deeper)
    if amendment.why is not None:
        yield from wrapped(amendment.why, first=f"{deeper}Why: ", rest=deeper)


def wrapped(
    text: str, indent: int = 0, *, first: str | None = None, rest: str | None = None
) -> Iterator[str]:
    """The lines of `text`, none wider than `WIDTH`; a longer word is cut, never dropped.

    Args:
        text: line feeds in it stay.
        indent: columns before every line.
        first: what the first line begins with, in place of the indent.
        rest: what every other line begins with, in place of the indent.
    """
    start = " " * indent if first is None else first
    again = " " * indent if rest is None else rest
    widest = WIDTH - max(width_of(start), width_of(again))
    for paragraph in text.split("\n"):
        line, used, empty = start, width_of(start), True
        for word in _pieces(paragraph, widest):
            needed = width_of(word)
            if not empty and used + 1 + needed > WIDTH:
                yield line
                line, used, empty = again, width_of(again), True
            if not empty:
                line, used = line + " ", used + 1
            line, used, empty = line + word, used + needed, False
        yield line.rstrip()
        start = again


def _pieces(paragraph: str, widest: int) -> Iterator[str]:
    """The words of a paragraph, cut where one is wider than a line can be."""
    for word in re.split(r"[ \t]+", paragraph.strip(" \t")):
        if len(word) * _WIDEST_CHARACTER <= widest:
            yield word
            continue
        piece, used = "", 0
        for character in word:
            needed = width_of(character)
            if used + needed > widest:
                yield piece
                piece, used = "", 0
            piece, used = piece + character, used + needed
        yield piece


def width_of(text: str) -> int:
    """The columns that `text` takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return _WIDEST_CHARACTER if unicodedata.east_asian_width(character) in {"W", "F"} else 1
