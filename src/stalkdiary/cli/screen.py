"""Everything that is written to the terminal goes through here.

Facts go to standard output, everything else to standard error. On a terminal tables are drawn with
Rich; piped, or with ``--plain``, they become plain lines. Text of people and imports is made
visible first, so that it can never act on the terminal.
"""

import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

from stalkdiary import own_name
from stalkdiary.model.text import on_one_line, visible

INTERRUPTED = 130
"""The exit code after Ctrl-C."""
_SHOW_PROGRESS_FROM = 32 * 1024 * 1024
"""Bytes. Less is done before a bar could be read."""
_TAB = 4
_BETWEEN = 2
"""Spaces between a name and its value."""
_ROOMY = 60
"""Columns of a window. In a narrower one lines are read more easily than tables."""
_START = re.compile(r" *(?:\d+ +|- )?")
_COMMAND = re.compile(r"(?<![\w/.-])stalkdiary\s+(?=[a-z-])")
_ALONE: ContextVar[bool] = ContextVar("commands_stand_alone", default=False)
_LEAVE = "\033[H\033[2J\033[3J"
"""Cursor home, erase the screen, erase the scrollback (ECMA-48; the last one is xterm's)."""


# For private use: `visible` leaves none of them in a text.
_ON, _OFF = "\ue000", "\ue001"
_BOLD, _NORMAL = "\033[1;4m", "\033[22;24m"
_STRONG = "\033[1m"


class Screen:
    """Where a command writes."""

    def __init__(self, *, plain: bool) -> None:
        """`plain` asks for no boxes, colours or bars, whatever the terminal can do."""
        self.plain = plain
        self.drawn = not plain and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        self._pages = self.drawn and sys.stdin.isatty()
        self._held: list[str] | None = None

    def json(self, document: object) -> None:
        """One JSON document on standard output."""
        # Escapes say the same, and a terminal does not obey them.
        text = json.dumps(document, ensure_ascii=sys.stdout.isatty(), indent=2)
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8") + b"\n")

    def document(self, data: bytes) -> None:
        """A whole document, such as a report; as text in the pager where there is a terminal."""
        if self._pages:
            with self.paged():
                self.line(data.decode("utf-8-sig"))
            return
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()

    def line(self, text: str = "") -> None:
        """One or more lines of facts."""
        self._write(fitted(harmless(text), sys.stdout) + "\n")

    def lines(self, texts: Iterable[str]) -> None:
        """Each text on a line or more of its own."""
        for text in texts:
            self.line(text)

    def rows(self, rows: Iterable[str], *, jump: bool = False) -> None:
        """Facts that are read as they are shown: in a pager where they are longer than the screen.

        Each row, of one line or more, was made by `cut` or `marked`. With `jump` the pager begins
        at the `pager.Heading` that is wanted.
        """
        # One of a single line stays what it is: a pager knows headings.
        lines = (line for row in rows for line in (row.split("\n") if "\n" in row else [row]))
        if not self.pages:
            for line in lines:
                self._write(line + "\n")
            return
        fewest = shutil.get_terminal_size().lines
        first = list(islice(lines, fewest))
        if len(first) < fewest:
            self._write("".join(line + "\n" for line in first))
            return
        from stalkdiary.cli.pager import page

        page(chain(first, lines), jump=jump)
        clear_everything()

    def json_list(self, items: Iterable[object]) -> None:
        """One JSON document on standard output: a list, written as its items come."""
        sys.stdout.flush()
        between = "["
        for each in items:
            text = json.dumps(each, ensure_ascii=sys.stdout.isatty(), indent=2)
            sys.stdout.buffer.write(f"{between}\n{text}".encode())
            between = ","
        sys.stdout.buffer.write(b"[]\n" if between == "[" else b"\n]\n")

    @property
    def pages(self) -> bool:
        """Whether what is longer than the screen is shown page by page."""
        return self._pages and self._held is None

    @property
    def columns(self) -> int | None:
        """How wide the window is; None where there is none."""
        return shutil.get_terminal_size().columns if self.drawn else None

    def cut(self, text: str, indent: int = 0) -> str:
        """`text` as one line, on a terminal cut to the width that `indent` leaves of the window."""
        line = on_one_line(text)
        if self.columns is None:
            return line
        from rich.cells import cell_len, set_cell_size

        most = max(self.columns - 1 - indent, 1)
        return line if cell_len(line) <= most else set_cell_size(line, most - 1).rstrip() + "…"

    def marked(
        self, text: str, places: Sequence[tuple[int, int]], indent: int = 0, hang: int = 0
    ) -> str:
        """`text` on as many lines as it needs, with what stands at `places`, in order, set off.

        The text has gone through `on_one_line`, and holds nothing that acts. `indent` spaces stand
        before each line, `hang` more before each but the first.
        """
        parts, at = [], 0
        for start, end in places:
            parts += [text[at:start], _ON, text[start:end], _OFF]
            at = end
        whole = "".join([*parts, text[at:]])
        if self.columns is None:
            return " " * indent + whole.replace(_ON, "*").replace(_OFF, "*")
        width = max(self.columns - 1 - indent - hang, 10)
        lines, on = list[str](), False
        for line in in_cells(whole, width):
            begun = f"{_ON}{line}" if on else line
            on = begun.rfind(_ON) > begun.rfind(_OFF)
            line = f"{begun}{_OFF}" if on else begun  # noqa: PLW2901 - closed at its end
            before = " " * (indent + (hang if lines else 0))
            lines.append(before + line.replace(_ON, _BOLD).replace(_OFF, _NORMAL))
        return "\n".join(lines)

    @contextmanager
    def paged(self) -> Iterator[None]:
        """Shows the facts of the block in a pager where they are longer than the screen.

        When that is left, nothing of them stays on the screen.
        """
        if not self._pages:
            yield
            return
        held: list[str] = []
        self._held = held
        try:
            yield
        except KeyboardInterrupt:
            held.clear()
            raise
        finally:
            self._held = None
            self.rows("".join(held).split("\n")[:-1])

    def note(self, *texts: str) -> None:
        """Sentences that are not part of the facts, each text on a line or more of its own."""
        for text in texts:
            print(fitted(harmless(as_called(text)), sys.stderr), file=sys.stderr)

    def heading(self, text: str) -> None:
        """A line above what belongs together."""
        if self.drawn:
            for line in in_cells(on_one_line(text), (self.columns or _ROOMY) - 1):
                self._write(f"{_STRONG}{line}{_NORMAL}\n")
        else:
            self.line(text)

    def fields(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Names and values, one pair after the other; values may have several lines."""
        columns = self.columns
        if columns is None or columns < _ROOMY:
            for name, value in pairs:
                # Set in, so that no line of a text can pass for a field of ours.
                self.line(f"{on_one_line(name)}: {visible(value)}".replace("\n", "\n  "))
            return
        from rich.cells import cell_len

        names = [self.cut(name, indent=columns // 2) for name, _ in pairs]
        indent = max(map(cell_len, names), default=0) + _BETWEEN
        for name, (_, value) in zip(names, pairs, strict=True):
            parts = harmless(value).split("\n")
            lines = [line for part in parts for line in in_cells(part, columns - 1 - indent)]
            head = f"{_STRONG}{name}{_NORMAL}{' ' * (indent - cell_len(name))}"
            for line in lines:
                self._write(f"{head}{line}".rstrip() + "\n")
                head = " " * indent

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]], plain: str) -> None:
        """A table on a terminal, one line for each row elsewhere.

        A heading that begins with ``#`` is set flush right, without the mark. A cell may have
        several lines. `plain`, a `str.format` template of the cells, is the line without a
        terminal.
        """
        if self.columns is None or self.columns < _ROOMY:
            for row in rows:
                self.line(plain.format(*map(on_one_line, row)).rstrip())
            return
        from rich import box
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(box=box.HORIZONTALS, show_lines=True, pad_edge=False, header_style="bold")
        for column in columns:
            table.add_column(
                column.lstrip("#"),
                justify="right" if column.startswith("#") else "left",
                overflow="fold",
            )
        for row in rows:
            table.add_row(*(Text(visible(cell)) for cell in row))
        console = Console(markup=False, highlight=False, emoji=False)
        with console.capture() as drawn:
            console.print(table)
        self._write(drawn.get())

    @contextmanager
    def progress(
        self, doing: str, total: int, *, least: int = _SHOW_PROGRESS_FROM, in_bytes: bool = True
    ) -> Iterator[Callable[[int], None]]:
        """A bar for long work: the block gets a function that takes each number of bytes done.

        With a `total` below `least` nothing is shown. Where they are not bytes, the share that is
        done is shown.
        """
        if self.plain or total < least or not sys.stderr.isatty():
            yield lambda _count: None
            return
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            DownloadColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeRemainingColumn,
        )

        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn() if in_bytes else TaskProgressColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        ) as bar:
            task = bar.add_task(doing, total=total)
            yield lambda count: bar.advance(task, count)

    def _write(self, text: str) -> None:
        if self._held is None:
            print(text, end="")
        else:
            self._held.append(text)


def called() -> str:
    """The name to type before a command; nothing where commands stand alone."""
    return "" if _ALONE.get() else own_name.called()


def as_called(text: str) -> str:
    """A sentence of ours with its commands under the name that the program was started by."""
    return _COMMAND.sub(f"{called()} " if called() else "", text)


@contextmanager
def commands_stand_alone() -> Iterator[None]:
    """Lets sentences of ours name commands without the program, as they are typed in `open`."""
    before = _ALONE.set(True)
    try:
        yield
    finally:
        _ALONE.reset(before)


def harmless(text: str) -> str:
    """`text` as it can be shown anywhere: what acts is visible, and tabs are spaces."""
    return visible(text).expandtabs(_TAB)


def fitted(text: str, stream: TextIO) -> str:
    """`text` with its long lines folded between words, where `stream` is a terminal.

    What a folded line begins with, spaces or a number, stands alone on the left.
    """
    width = shutil.get_terminal_size().columns
    if not stream.isatty() or all(len(line) < width for line in text.split("\n")):
        return text
    return "\n".join(_folded(line, width - 1) for line in text.split("\n"))


def in_cells(text: str, width: int) -> list[str]:
    """`text` folded between words into lines of at most `width` cells; Chinese letters take two."""
    from rich.cells import cell_len, chop_cells

    if cell_len(text) <= width:
        return [text]
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(joined) <= width:
            lines[-1] = joined
            continue
        pieces = chop_cells(word, width) if cell_len(word) > width else [word]
        lines += pieces
    return lines if lines[0] else lines[1:]


def _folded(line: str, width: int) -> str:
    if len(line) <= width:
        return line
    start = _START.match(line)
    indent = " " * len(start[0]) if start else ""
    folded = textwrap.fill(line, width, subsequent_indent=indent, break_on_hyphens=False)
    return folded + " " * (line.endswith(" "))


def be_able_to_print() -> None:
    """Lets any text be printed on any terminal: what its alphabet lacks becomes an escape.

    A stream that was closed before we started leads nowhere from now on, so that no file of ours
    gets its number.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def clear_everything() -> None:
    """Leaves an empty terminal: the screen and what can be scrolled back to."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # a window that was closed can't be cleared
            if stream.isatty():
                stream.write(_LEAVE)
                stream.flush()
                return
