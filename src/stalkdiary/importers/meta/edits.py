"""Messages that were edited, as Instagram gives them: twice, and nothing ties the two together.

The first words stand at their time, and the later words with "(edited)" behind them at the time of
the edit. They are one message: the first time, the later words, and a note of the first words. A
message can be edited within a quarter of an hour. Where none of that time is like it, the later one
stands alone, and says so.

Source: an owner's download of 2025, shown in issue 114 of mlomb/chat-analytics.
"""

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from stalkdiary.importers.meta.message import repaired
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.jsonfile import Node, storable
from stalkdiary.importers.reading.jsontext import Path
from stalkdiary.model.message import Item, Message, Skipped, State
from stalkdiary.model.text import on_one_line, shortened

WAS: Final = "It was edited. Before, it said: “{words}”"
FIRST_UNKNOWN: Final = (
    "It was edited. The export does not show which message it was before, so that the same message "
    "may stand here twice."
)
FIRST_WORDS: Final = "The first words of a message that was edited; they stand with it."
_MARK: Final = " (edited)"
_WITHIN: Final = 15 * 60 * 1000 + 60 * 1000
"""A minute more than the quarter of an hour that the program allows."""
_LIKE: Final = 0.5
_MOST_SHOWN: Final = 500
_MOST_COMPARED: Final = 50


class _Written(NamedTuple):
    path: Path
    sender: str
    at: int
    words: str


class Edits:
    """Which messages of a file are the first and the later form of one."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        """Looks through all messages of the file, the newest first."""
        self._first: dict[Path, _Written] = {}
        self._gone: set[Path] = set()
        open_ones: list[tuple[_Written, list[_Written]]] = []
        for node in nodes:
            written = _written(node)
            if written is None:
                continue
            for later, before in open_ones:
                if later.at - written.at > _WITHIN:
                    self._pair(later, before)
                elif later.sender == written.sender and len(before) < _MOST_COMPARED:
                    before.append(written)
            open_ones = [each for each in open_ones if each[0].at - written.at <= _WITHIN]
            if written.words.endswith(_MARK) and len(open_ones) < _MOST_COMPARED:
                open_ones.append((written, []))
        for later, before in open_ones:
            self._pair(later, before)

    def told(self, path: Path, item: Item, clock: Clock) -> Item:
        if path in self._gone:
            return Skipped(item.locator, FIRST_WORDS)
        if not isinstance(item, Message) or not item.text.endswith(_MARK):
            return item
        edited = item._replace(
            text=item.text.removesuffix(_MARK),
            raw_text=item.raw_text or item.text,
            state=State.EDITED,
        )
        first = self._first.get(path)
        if first is None:
            return edited._replace(flags=(*edited.flags, FIRST_UNKNOWN))
        was = WAS.format(words=shortened(on_one_line(storable(first.words)[0]), _MOST_SHOWN))
        second = None if item.time is None else item.time.local
        time = clock.epoch(first.at, str(first.at))._replace(second=second)
        return edited._replace(time=time, flags=(*edited.flags, was))

    def _pair(self, later: _Written, before: list[_Written]) -> None:
        left = [
            each
            for each in before
            if each.path not in self._gone and not each.words.endswith(_MARK)
        ]
        first = left[0] if len(left) == 1 else _likest(later.words.removesuffix(_MARK), left)
        if first is not None:
            self._first[later.path] = first
            self._gone.add(first.path)


def _written(node: Node) -> _Written | None:
    value = node.value if isinstance(node.value, dict) else {}
    sender, at, words = (value.get(name) for name in ("sender_name", "timestamp_ms", "content"))
    if not (isinstance(sender, str) and isinstance(at, int) and isinstance(words, str)):
        return None  # a picture, or what is refused when it is read
    return _Written(node.path, sender, at, repaired(words))


def _likest(words: str, candidates: list[_Written]) -> _Written | None:
    best, most = None, _LIKE
    for each in candidates:
        pair = words[:_MOST_SHOWN], each.words[:_MOST_SHOWN]
        alike = SequenceMatcher(None, *pair, autojunk=False).ratio()
        if alike >= most:
            best, most = each, alike
    return best
