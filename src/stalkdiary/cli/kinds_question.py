"""Which kinds of behaviour fit: a list in groups, the grave ones first, that fits the window."""

import re
import shutil
import textwrap
from dataclasses import dataclass
from itertools import cycle, groupby, zip_longest
from typing import Any, Final

from stalkdiary.cli.asking import Asking, Question
from stalkdiary.errors import InputRefused, StalkdiaryError
from stalkdiary.model.behaviour import Behaviour, behaviours, find_behaviour
from stalkdiary.model.unanswered import is_unanswered

_TWO_COLUMNS: Final = 80
_SIDES: Final = 2
_NARROWEST: Final = 12
_INDENT: Final = "    "
_FEWEST_LETTERS: Final = 2
_FEWEST_LINES: Final = 4
_EXAMPLE: Final = "Type numbers from it, for example: 3, 6 and 12."
_ASKED: Final = "Numbers or names, several if you like. Enter leaves it."
_ASKED_MORE: Final = "Numbers or names, several if you like. m: more kinds. Enter leaves it."


def offered() -> list[str]:
    """The kinds in the order in which they are asked for: in groups, each by its gravest kind."""
    kinds = sorted(behaviours().values(), key=lambda each: each.gravity)
    groups = list(dict.fromkeys(each.group for each in kinds))
    return [each.slug for each in sorted(kinds, key=lambda each: groups.index(each.group))]


def kinds_said(text: str) -> list[str]:
    """The slugs that an answer names: "3, 6 and 12", "threats", "following damage", a title.

    Raises:
        InputRefused: a word stands for none, or for several.
    """
    if is_unanswered(text, "types"):
        return []
    whole = _titled(text)
    if whole:
        return [whole]
    chosen: list[str] = []
    for part in re.split(r"[,;.&+]|\band\b", text):
        whole = _titled(part)
        chosen += [whole] if whole else map(_named, part.split())
    return list(dict.fromkeys(chosen))


def _titled(text: str) -> str | None:
    """The kind whose slug or whole title this is."""
    wanted = " ".join(text.casefold().replace("'", "’").split())
    names = ((each.slug, {each.slug.replace("-", " "), each.title}) for each in _all())
    return next((s for s, said in names if wanted in {each.casefold() for each in said}), None)


def _named(word: str) -> str:
    """The kind that a number stands for, whose name begins with `word`, or that alone has it."""
    listed = offered()
    if word.isdecimal() and 1 <= int(word) <= len(listed):
        return listed[int(word) - 1]
    wanted = word.casefold()
    fitting: list[str] = []
    if len(word) >= _FEWEST_LETTERS:
        try:
            return find_behaviour(word)
        except InputRefused:
            fitting = [
                each.slug
                for each in _all()
                if each.slug.startswith(wanted)
                or re.search(rf"\b{re.escape(wanted)}", each.title.casefold())
            ]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        numbers = [str(listed.index(slug) + 1) for slug in fitting]
        raise InputRefused(
            f"{word!r} could be {', '.join(numbers[:-1])} or {numbers[-1]}.",
            "Type the numbers that fit.",
        )
    raise InputRefused(f"There is no {word!r} in the list.", _EXAMPLE)


def _all() -> list[Behaviour]:
    return [behaviours()[slug] for slug in offered()]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindsQuestion(Question):
    """Asks for kinds by number or name; the answer is their slugs."""

    read: Any = kinds_said
    written: Any = ", ".join

    def put(self, asking: Asking) -> None:
        """Shows the list as far as the window holds it, then asks; m goes on in the list."""
        pages = in_pages(self.words, columns=asking.session.screen.drawn)
        more, screen = cycle(pages), asking.session.screen
        screen.note(*next(more))
        words = _ASKED if len(pages) == 1 else _ASKED_MORE
        text, refused = self.stands(asking), False
        while True:
            text = self.typed(asking, words, text, selected=refused)
            if len(pages) > 1 and text.casefold() in {"m", "more"}:
                screen.note(*next(more))
                text, refused = self.stands(asking), False
                continue
            try:
                asking.put(self.name, self.read(text))
            except StalkdiaryError as error:
                asking.refuse(error)
                refused = True
                continue
            return


def in_pages(question: str, *, columns: bool) -> list[list[str]]:
    """The list in parts that fit the window with the question above and below.

    With `columns`, two may stand side by side, where there is room.
    """
    window = shutil.get_terminal_size()
    width = max(window.columns - 1, _NARROWEST)
    above = textwrap.wrap(question, width)
    below = len(textwrap.wrap(_ASKED_MORE, width)) + 1
    room = max(window.lines - len(above) - below - 1, _FEWEST_LINES)
    if columns and window.columns >= _TWO_COLUMNS:
        half = width // 2
        items = _items(half - 1)
        even = (sum(map(len, items)) + 1) // 2
        fewest = (each for each in range(even, room) if len(_parts(items, each)) <= _SIDES)
        sides = _parts(items, next(fewest, room))
        sides += [[]] * (len(sides) % _SIDES)
        pairs = (
            zip_longest(*pair, fillvalue="") for pair in zip(sides[::2], sides[1::2], strict=True)
        )
        return [[*above, *(f"{a:<{half}}{b}".rstrip() for a, b in pair)] for pair in pairs]
    return [[*above, *part] for part in _parts(_items(width), room)]


def _items(width: int) -> list[list[str]]:
    """The lines of each kind; those of the first of a group begin with its heading."""
    items = []
    numbered = enumerate(_all(), start=1)
    for group, kinds in groupby(numbered, key=lambda each: each[1].group):
        heading = textwrap.wrap(group, width)
        for number, kind in kinds:
            told = f"{kind.title} ({kind.hint})" if kind.hint else kind.title
            lines = textwrap.wrap(
                told, width, initial_indent=f"{number:>3} ", subsequent_indent=_INDENT
            )
            items.append([*heading, *lines])
            heading = []
    return items


def _parts(items: list[list[str]], room: int) -> list[list[str]]:
    """As many items together as there is room for."""
    parts: list[list[str]] = [[]]
    for lines in items:
        if parts[-1] and len(parts[-1]) + len(lines) > room:
            parts.append([])
        parts[-1] += lines
    return parts
