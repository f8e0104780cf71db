"""What one run of the program knows: where the diary is, how to open it, where to write."""

import io
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stalkdiary.cli.files import at_home
from stalkdiary.cli.idle import is_watched
from stalkdiary.cli.screen import Screen
from stalkdiary.errors import (
    AnswerNeeded,
    DiaryReadOnly,
    InputRefused,
    WrongPassphrase,
    shown,
    text_of,
)
from stalkdiary.model.recovery_code import key_of
from stalkdiary.named_file import keep_out, text_file

if TYPE_CHECKING:
    from stalkdiary.diary import Diary

_TRIES = 3
_PAUSE = 2.0
"""Seconds, more after each wrong try. It slows somebody at this keyboard; a copied file is held by
Argon2id alone."""
_CLOCKS_DIFFER = 60
"""Seconds that a clock may be set back by itself, when it is compared with others."""
_MOST_CHARACTERS = 4096
"""Of a passphrase in a file: what is longer is no passphrase, and may have no end."""


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class Session:
    """One run of the program.

    Attributes:
        given_diary: the file of the diary named by ``--diary`` or the environment.
        passphrase_file: the file named by ``--passphrase-file`` or the environment.
        writes: whether the command is of no use where the diary can only be read.
        opened: the diaries that were opened, which know what was saved.
        is_open: whether this is a diary that `open` has opened, with its key kept in memory.
    """

    given_diary: Path | None = None
    passphrase_file: Path | None = None
    plain: bool = False
    writes: bool = False
    screen: Screen = field(init=False)
    opened: list["Diary"] = field(default_factory=list, init=False)
    is_open: bool = field(default=False, init=False)
    _by_recovery_code: bool = field(default=False, init=False)
    _key: bytearray = field(default_factory=bytearray, init=False)

    def __post_init__(self) -> None:
        self.screen = Screen(plain=self.plain)
        if self.given_diary is not None:
            keep_out(self.diary_path)

    @property
    def diary_path(self) -> Path:
        """Where the diary is, or would be."""
        if self.given_diary is not None:
            return self.given_diary
        from stalkdiary.cli.which import usual_diary

        return usual_diary()

    @property
    def is_new(self) -> bool:
        from stalkdiary.diary import Diary

        return not Diary.is_begun(self.diary_path)

    @property
    def may_ask(self) -> bool:
        """Whether somebody sits at a terminal."""
        return sys.stdin.isatty() and sys.stderr.isatty()

    def mind_the_history(self, *given: object) -> None:
        """Says so where words of the story were `given` behind the command, for shells keep it."""
        if self.may_ask and not self.is_open and any(given):
            self.screen.note(
                "What is typed behind a command can stay in the shell's history. Left out, it is "
                "asked for instead."
            )

    def open_diary(self) -> "Diary":
        """The diary, opened.

        Raises:
            NoDiary: there is none.
            WrongPassphrase: after three tries at a terminal, or one elsewhere.
            DiaryReadOnly: it can only be read, and the command writes. Said before anything is
                asked, because no draft could be kept either.
        """
        path = self.diary_path
        diary = self._with_the_key(path) or self._with_a_passphrase(path)
        if self.writes and diary.read_only:
            diary.close()
            raise DiaryReadOnly("This diary can only be read, not written to.")
        self.opened.append(diary)
        if self.writes:
            self._mind_the_clock(diary)
        if self._by_recovery_code:
            self.screen.note(
                "The recovery code opened it. To set a new passphrase, and get a new code: "
                "stalkdiary passphrase"
            )
            self._by_recovery_code = False
        if diary.readable_by_others and not diary.read_only and not self.is_open:
            self.screen.note(
                f"Other accounts on this computer can read {shown(path)}. "
                "To keep it to yourself: chmod 600 on that file."
            )
        return diary

    def _mind_the_clock(self, diary: "Diary") -> None:
        """Says so where the clock of this computer was set back since the last entry."""
        from datetime import UTC, datetime

        newest = diary.newest_entry_at
        ahead = (newest - datetime.now(UTC)).total_seconds()
        if ahead > _CLOCKS_DIFFER and not diary.case().made_up:
            written = newest.astimezone()
            self.screen.note(
                "The clock of this computer is behind: the last entry was written at "
                f"{written:%H:%M on %d %B %Y}, which is later than now. What you write is kept, "
                "with the time that the clock shows. If you can, set the clock first."
            )

    def keep_open(self, diary: "Diary") -> None:
        """Keeps the key of `diary` in memory, so that the next commands need no passphrase."""
        self.is_open = True
        self._forget()
        self._key = bytearray(diary.key or b"")

    def lock(self) -> bool:
        """Drops the key: the passphrase is asked for from now on. Gives whether there was one."""
        had_key = bool(self._key)
        self._forget()
        self.opened.clear()
        self.passphrase_file = None
        return had_key

    def end_command(self) -> None:
        """What one command of an open diary knew is not for the next."""
        if self.is_open and self.opened and self.opened[-1].path == self.diary_path.resolve():
            self.keep_open(self.opened[-1])  # a new passphrase has changed the key
        self.opened.clear()

    def _forget(self) -> None:
        self._key[:] = bytes(len(self._key))
        self._key = bytearray()

    def _with_the_key(self, path: Path) -> "Diary | None":
        """The diary, opened with the key that is kept; None where it does not fit any more."""
        # Here, so that help and the home screen need no diary engine.
        from stalkdiary.diary import Diary

        if not self._key:
            return None
        try:
            return Diary.open(path, key=bytes(self._key))
        except WrongPassphrase:
            self._forget()  # another window has set a new passphrase
            return None

    def _with_a_passphrase(self, path: Path) -> "Diary":
        from stalkdiary.diary import Diary

        tries = _TRIES if self._asks else 1
        for left in range(tries - 1, 0, -1):
            try:
                return Diary.open(path, self.passphrase)
            except WrongPassphrase as error:
                with _unseen():
                    self.screen.note(f"{error.sentence} {error.advice}")
                    pause(_PAUSE * (tries - left))
        return Diary.open(path, self.passphrase)

    def passphrase(self) -> str:
        """The passphrase: from the file that was named, or asked for without showing it.

        Raises:
            AnswerNeeded: there is neither a file nor a terminal.
        """
        if self.passphrase_file is not None:
            return first_line(self.passphrase_file)
        if not self._asks:
            raise AnswerNeeded(
                "This diary has a passphrase.",
                "Run this in a terminal, or name a file that holds it: --passphrase-file FILE.",
            )
        secret = hidden("Passphrase (or recovery code): ")
        self._by_recovery_code = key_of(secret) is not None
        return secret

    @property
    def _asks(self) -> bool:
        return self.passphrase_file is None and _has_terminal()


def first_line(file: Path) -> str:
    """The first line of a passphrase file, without its end of line.

    Raises `InputRefused`: it can't be read, or is empty; `UnsafeFile`: it is the diary.
    """
    try:
        with io.TextIOWrapper(text_file(at_home(file)), encoding="utf-8-sig") as lines:
            line = lines.readline(_MOST_CHARACTERS).rstrip("\r\n")
    except OSError as error:
        raise InputRefused(
            f"The passphrase file {shown(file)} can't be read: {text_of(error)}.",
            "Check its name, then try again.",
        ) from None
    except UnicodeDecodeError:
        line = ""
    if not line:
        raise InputRefused(
            f"The passphrase file {shown(file)} does not begin with a line of text.",
            "Put the passphrase on its first line, in UTF-8.",
        )
    return line


def pause(seconds: float) -> None:
    """Waits; Ctrl-C still leaves at once."""
    time.sleep(seconds)


@contextmanager
def _unseen() -> Iterator[None]:
    """Neither shows nor keeps what is typed: a passphrase, before it is asked for again."""
    try:
        import termios

        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except (ImportError, OSError):  # Windows shows nothing before a program reads it
        yield
        return
    try:
        usual = termios.tcgetattr(terminal)
        silent = [*usual[:3], usual[3] & ~termios.ECHO, *usual[4:]]
        termios.tcsetattr(terminal, termios.TCSADRAIN, silent)
        try:
            yield
        finally:
            termios.tcsetattr(terminal, termios.TCSAFLUSH, usual)
    finally:
        os.close(terminal)


def hidden(question: str) -> str:
    """What is typed at the terminal, unseen; also where standard input is a pipe."""
    if is_watched():
        from stalkdiary.cli.prompts import unseen

        return unseen(question)
    import getpass

    try:
        return getpass.getpass(question)
    except EOFError:
        raise KeyboardInterrupt from None


def _has_terminal() -> bool:
    if sys.stdin.isatty():
        return True
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return sys.stderr.isatty()
