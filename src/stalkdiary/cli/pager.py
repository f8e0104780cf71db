"""A pager for what is longer than the screen. It leaves nothing of it behind."""

import re
from collections.abc import Callable, Iterable
from itertools import islice
from typing import TYPE_CHECKING, Self

from stalkdiary.model.terms import words_of

if TYPE_CHECKING:
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

_HELP = "q ends and clears. Arrows, Space, / finds."
_HELP_WITH_DAYS = "q ends and clears. Arrows, Space, / finds, [ ] a day back or on."
_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


class Heading(str):
    """A line over those of one day."""

    __slots__ = ("is_wanted",)
    is_wanted: bool

    def __new__(cls, text: str, *, is_wanted: bool = False) -> Self:
        made = super().__new__(cls, text)
        made.is_wanted = is_wanted
        return made


class _Lines:
    """Lines that are read as they are wanted."""

    def __init__(self, source: Iterable[str]) -> None:
        self._rest = iter(source)
        self.read: list[str] = []
        self.whole = False

    def reaches(self, count: int) -> int:
        if not self.whole and len(self.read) < count:
            self.read += islice(self._rest, count - len(self.read))
            self.whole = len(self.read) < count
        return len(self.read)

    def all(self) -> int:
        self.read += self._rest
        self.whole = True
        return len(self.read)

    def first(self, at: int, fits: Callable[[str], bool]) -> int | None:
        while self.reaches(at + 1) > at:
            if fits(self.read[at]):
                return at
            at += 1
        return None


def _is_heading(line: str) -> bool:
    return isinstance(line, Heading)


class _View:
    """What of the lines is shown, and what is looked for in them."""

    def __init__(self, source: Iterable[str], rows: Callable[[], int]) -> None:
        """`rows` says how many lines the window has room for."""
        self._lines = _Lines(source)
        self._rows = rows
        self._top = 0
        self._said = ""
        self.wanted = ""
        self.asking = False

    def shown(self) -> str:
        self._lines.reaches(self._top + self._rows() + 1)
        return "\n".join(self._lines.read[self._top : self._top + self._rows()])

    def status(self) -> str:
        if self.asking:
            return f"/{self.wanted}"
        has_days = any(map(_is_heading, self._lines.read[:1]))
        help_ = _HELP_WITH_DAYS if has_days else _HELP
        count, more = len(self._lines.read), "" if self._lines.whole else "+"
        return f"{self._said}{min(self._top + self._rows(), count)}/{count}{more} {help_}"

    def move(self, lines: int) -> None:
        self._said = ""
        self._go(self._top + lines)

    def move_pages(self, pages: int) -> None:
        self.move(pages * (self._rows() - 1))

    def move_to_end(self) -> None:
        self.move(self._lines.all())

    def move_to_start(self) -> None:
        self.move(-self._top)

    def begin_at_wanted_day(self) -> None:
        """Shows the lines from the heading that is wanted on, or the last ones."""
        at = self._lines.first(0, lambda line: isinstance(line, Heading) and line.is_wanted)
        self._go(self._lines.all() if at is None else at)

    def next_day(self) -> None:
        self._go_if(self._lines.first(self._top + 1, _is_heading), "No later day. ")

    def day_before(self) -> None:
        above = (at for at in reversed(range(self._top)) if _is_heading(self._lines.read[at]))
        self._go_if(next(above, None), "No earlier day. ")

    def ask(self) -> None:
        self.wanted, self.asking = "", True

    def find(self, *, again: bool = False) -> None:
        self.asking = False
        wanted = " ".join(words_of(self.wanted))
        at = self._lines.first(
            self._top + again,
            lambda line: wanted in " ".join(words_of(_ESCAPE.sub("", line))),
        )
        self._go_if(at if wanted else None, "Not found below. ")

    def _go_if(self, line: int | None, otherwise: str) -> None:
        """Goes to the line, where there is one; else says so."""
        self._said = "" if line is not None else otherwise
        if line is not None:
            self._go(line)

    def _go(self, line: int) -> None:
        self._top = max(0, min(line, self._lines.reaches(line + self._rows()) - self._rows()))


def page(source: Iterable[str], *, jump: bool = False) -> None:
    """Shows lines, which fit the terminal, on the terminal's other screen until ``q``.

    They may hold the escape sequences that set weight, and are read as far as is shown. With `jump`
    it begins at the heading that is wanted. Ctrl-C raises KeyboardInterrupt.
    """
    from prompt_toolkit.application import Application
    from prompt_toolkit.formatted_text import ANSI
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.layout import FormattedTextControl, HSplit, Layout, Window

    view = _View(source, lambda: app.output.get_size().rows - 1)
    keys = KeyBindings()

    @keys.add("c-c")
    @keys.add("c-d")
    @keys.add("<sigint>")
    def _(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt)

    _add_moves(keys, view)
    _add_finding(keys, view)
    body = Window(FormattedTextControl(lambda: ANSI(view.shown())), always_hide_cursor=True)
    foot = Window(FormattedTextControl(view.status), height=1, style="reverse")
    app: Application[None] = Application(
        Layout(HSplit([body, foot])), key_bindings=keys, full_screen=True
    )
    if jump:
        view.begin_at_wanted_day()
    app.run()


def _add_moves(keys: "KeyBindings", view: _View) -> None:
    from prompt_toolkit.filters import Condition

    moving = Condition(lambda: not view.asking)

    def moves(move: Callable[[], None], *names: str) -> None:
        for name in names:
            keys.add(name, filter=moving)(lambda _event: move())

    moves(lambda: view.move(1), "down", "j", "enter")
    moves(lambda: view.move(-1), "up", "k")
    moves(lambda: view.move_pages(1), "pagedown", " ", "f")
    moves(lambda: view.move_pages(-1), "pageup", "b")
    moves(view.move_to_end, "end", "G")
    moves(view.move_to_start, "home", "g")
    moves(view.next_day, "]")
    moves(view.day_before, "[")
    moves(view.ask, "/")
    moves(lambda: view.find(again=True), "n")
    keys.add("q", filter=moving)(lambda event: event.app.exit())


def _add_finding(keys: "KeyBindings", view: _View) -> None:
    from prompt_toolkit.filters import Condition

    asking = Condition(lambda: view.asking)

    @keys.add("<any>", filter=asking)
    def _(event: "KeyPressEvent") -> None:
        view.wanted += "".join(each for each in event.data if each.isprintable())

    @keys.add("backspace", filter=asking)
    def _(_event: "KeyPressEvent") -> None:
        view.wanted = view.wanted[:-1]

    @keys.add("enter", filter=asking)
    def _(_event: "KeyPressEvent") -> None:
        view.find()
