"""A paste that the terminal does not mark as one: old terminals, and files sent into a window.

Each of its characters would be a key, each line an answer, and every key would redraw the screen:
two million took hours. Here what comes faster than anybody types becomes one marked paste.
"""

import os
import re
import select
from typing import TYPE_CHECKING, Any, Final

from prompt_toolkit.input.posix_utils import PosixStdinReader

if TYPE_CHECKING:
    from prompt_toolkit.input import Input

_BEGIN: Final = "\x1b[200~"
_END: Final = "\x1b[201~"
_WHERE: Final = re.compile("\x1b\\[[0-9]+;[0-9]+R")
_KEY: Final = re.compile("\x1b(?:\\[[0-9;?]*[A-Za-z~]|O[A-Z])?")
_LEAVE: Final = "\x03"
_AT_ONCE: Final = 256
"""Characters. Nobody types as many between two looks, even while the program is busy."""
_PAUSE: Final = 0.1
"""Seconds without a key, after which a paste has ended."""
_BLOCK: Final = 65_536
_MOST: Final = 16_000_000
"""Characters of one paste; what comes after them is the next one."""
_KEYS_AMONG_TEXT: Final = 4
"""Arrow keys that were held down are one escape in three characters, and no paste."""


def with_whole_pastes(terminal: "Input") -> "Input":
    """The same terminal, whose unmarked pastes come as one."""
    reader: Any = getattr(terminal, "stdin_reader", None)  # Windows has none, and marks its own
    if type(reader) is PosixStdinReader and os.isatty(reader.stdin_fd):
        whole = _Reader(
            reader.stdin_fd,
            encoding=getattr(getattr(terminal, "stdin", None), "encoding", None) or "utf-8",
        )
        terminal.stdin_reader = whole  # type: ignore[attr-defined]
    return terminal


class _Reader(PosixStdinReader):
    """Reads as its base does, and puts the marks of a paste around one that has none."""

    _is_marked = False
    _last = ""

    def read(self, count: int = 1024) -> str:
        text = super().read(count)
        if self._comes_marked(text) or not _is_paste(text):
            return text
        parts, length = [text], len(text)
        while length < _MOST and _LEAVE not in parts[-1]:
            if not select.select([self.stdin_fd], [], [], _PAUSE)[0]:
                break
            parts.append(super().read(_BLOCK))
            if not parts[-1]:
                break
            length += len(parts[-1])
        pasted, left, _ = "".join(parts).partition(_LEAVE)
        # Where the cursor stands is the terminal's own answer; other keys are no text.
        where = "".join(_WHERE.findall(pasted))
        return where + _BEGIN + _KEY.sub("", pasted) + _END + left

    def _comes_marked(self, text: str) -> bool:
        """Whether the terminal marks the paste that `text` is a part of. A mark can be cut."""
        seen = self._last + text
        was_marked = self._is_marked
        begin, end = seen.rfind(_BEGIN), seen.rfind(_END)
        if begin != end:
            self._is_marked = begin > end
        self._last = seen[1 - len(_BEGIN) :]
        return was_marked or begin >= 0 or "\x1b" in self._last


def _is_paste(text: str) -> bool:
    return len(text) >= _AT_ONCE and text.count("\x1b") * _KEYS_AMONG_TEXT < len(text)
