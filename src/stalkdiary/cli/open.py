"""`open`: the passphrase once, then commands without the program's name, until it locks."""

import shlex
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import Thread
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stalkdiary.cli.idle import Idle, Locked, unwatched
from stalkdiary.cli.options import option
from stalkdiary.cli.screen import called, clear_everything, commands_stand_alone
from stalkdiary.cli.session import Session, hidden
from stalkdiary.cli.wording import written
from stalkdiary.errors import AnswerNeeded, StalkdiaryError
from stalkdiary.model.action_words import days_from
from stalkdiary.model.behaviour import behaviours
from stalkdiary.model.due import due_of
from stalkdiary.model.moment import day_words

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

    from stalkdiary.diary import Diary

EXAMPLES = ("stalkdiary open", "stalkdiary open --lock-after 1")
_MENU = (
    ("add", "write down what happened"),
    ("list", "see what is written down"),
    ("search", "find words in it"),
    ("report", "make a document for the police"),
    ("help-contacts", "people who can help, now"),
)
_LEAVE, _LOCK, _HELP = {"leave", "quit", "exit", "q", "0"}, "lock", {"help", "?"}
_ENDING = ("SIGTERM", "SIGHUP")
"""Not Ctrl-C: the system ends the program, or its window was closed."""
_SOON = 28
"""Days."""
_MOST_NUMBERS = 2000
"""Newest first. More can't be chosen from."""


def open_(
    context: typer.Context,
    lock_after: Annotated[
        float,
        option(
            "Lock after so many minutes without a key; 0 for never.",
            metavar="MINUTES",
            min=0,
            max=24 * 60,
        ),
    ] = 5,
) -> None:
    """Type the passphrase once, then commands alone. It locks itself after five minutes.

    The file is not held meanwhile, so a second window can write to it. Nothing of it is kept
    outside this program. To leave, type leave, or press Ctrl-C.
    """
    session: Session = context.obj
    if session.is_open:
        raise AnswerNeeded("The diary is open already.", "Press Enter to see what you can type.")
    if not session.may_ask:
        raise AnswerNeeded(
            "An open diary needs a terminal.",
            "Run this in a terminal, or run each command by itself: stalkdiary add",
        )
    _Opened(session, lock_after).run()


class _Opened:
    """The diary while it is open: a prompt, the commands that are typed there, and the lock."""

    def __init__(self, session: Session, lock_after: float) -> None:
        self._session = session
        self._minutes = lock_after
        self._idle = Idle(lock_after)
        self._held: Mapping[str, Sequence[str]] | None = None
        self._ends = False

    def run(self) -> None:
        """Takes commands until somebody leaves.

        Raises:
            KeyboardInterrupt: by Ctrl-C at the prompt, or because the program is to end.
        """
        try:
            self._unlock()
            with self._told_of_the_end(), self._idle.watched(), commands_stand_alone():
                Thread(target=_load, daemon=True).start()
                while self._once():
                    pass
        finally:
            self._session.lock()
        clear_everything()

    def _once(self) -> bool:
        """One line at the prompt; False to leave."""
        try:
            line = self._prompt().prompt("> ").strip()
            if line in _LEAVE:
                return False
            if line == _LOCK:
                self._lock()
            else:
                self._do(line)
        except EOFError:
            return False
        except Locked:
            self._lock()
        if self._ends:
            raise KeyboardInterrupt
        if self._idle.is_over:
            self._lock()
        return True

    def _do(self, line: str) -> None:
        from stalkdiary.cli.app import run_inside

        words = _words(line)
        if not words:
            self._page()
            return
        self._held = None
        if words[0] in _HELP:
            words = [*words[1:2], "--help"]
        if words[0].isdecimal() and 1 <= int(words[0]) <= len(_MENU):
            words[0] = _MENU[int(words[0]) - 1][0]
        run_inside(self._session, words)

    def _lock(self) -> None:
        """Drops the key, leaves nothing on the screen, and asks for the passphrase."""
        self._held = None
        had_key = self._session.lock()
        clear_everything()
        minutes = f"{self._minutes:g} minute{'' if self._minutes == 1 else 's'}"
        screen = self._session.screen
        screen.note(
            f"Locked, because no key was pressed for {minutes}. What you had begun is kept."
            if self._idle.is_over
            else "Locked."
        )
        with unwatched():
            if not had_key:
                screen.note("This diary has no passphrase: anybody can go on.")
                hidden("Press Enter. ")
            self._unlock()

    def _unlock(self) -> None:
        with self._session.open_diary() as diary:
            self._session.keep_open(diary)
            self._idle.touch()
            clear_everything()
            self._page(diary)

    def _page(self, diary: "Diary | None" = None) -> None:
        """999, what is unfinished, when the last entry was made, and the short menu."""
        if diary is None:
            with self._session.open_diary() as opened:
                self._page(opened)
            return
        screen = self._session.screen
        screen.line("In danger now: 999. If you can't speak, on a mobile: 999, then 55 when asked.")
        screen.line()
        count = len(diary.drafts())
        if count:
            entries = "an unfinished entry" if count == 1 else f"{count} unfinished entries"
            verb = "is" if count == 1 else "are"
            screen.line(f"There {verb} {entries}. The same command offers to continue.")
        screen.lines(_due(diary))
        last = diary.last_written()
        if last is not None:
            screen.line(f"Last entry: {written(last, diary.case().timezone)}")
        if diary.read_only:
            screen.line("This diary can only be read here. Nothing can be written to it.")
        if count or last or diary.read_only:
            screen.line()
        for digit, (command, what) in enumerate(_MENU, start=1):
            screen.line(f"{digit}  {command}: {what}")
        screen.line("0  leave: lock and clear the screen")
        screen.line()
        screen.line("Type a number or a command. Tab completes. help shows all commands.")

    def _prompt(self) -> "PromptSession[str]":
        import sys

        from prompt_toolkit import PromptSession
        from prompt_toolkit.application import get_app_session
        from prompt_toolkit.history import DummyHistory
        from prompt_toolkit.output import create_output
        from prompt_toolkit.shortcuts import CompleteStyle

        from stalkdiary.cli.app import options_of
        from stalkdiary.cli.commands import COMMANDS
        from stalkdiary.cli.completion import Completing
        from stalkdiary.cli.paste import with_whole_pastes
        from stalkdiary.cli.prompts import our_keys

        return PromptSession(
            history=DummyHistory(),
            input=with_whole_pastes(get_app_session().input),
            output=create_output(stdout=sys.stderr),
            key_bindings=our_keys(),
            completer=Completing(list(COMMANDS), options_of, self._held_now),
            complete_while_typing=False,
            # In lines of their own, as a shell does: for narrow windows and screen readers.
            complete_style=CompleteStyle.READLINE_LIKE,
        )

    def _held_now(self) -> Mapping[str, Sequence[str]]:
        """What can be meant behind a command, read when it is first wanted."""
        if self._held is None:
            self._held = {}
            with suppress(StalkdiaryError), self._session.open_diary() as diary:
                numbers = range(diary.incident_count(), 0, -1)[:_MOST_NUMBERS]
                self._held = {
                    "kinds": list(behaviours()),
                    "names": [each.name for each in diary.people()],
                    "numbers": [str(each) for each in numbers],
                    "exhibits": [each.ref for each in diary.exhibits()],
                }
        return self._held

    @contextmanager
    def _told_of_the_end(self) -> Iterator[None]:
        """Lets a closed window end the program, and not only the question that is open."""

        def end(_number: int, _frame: FrameType | None) -> None:
            self._ends = True
            raise KeyboardInterrupt

        numbers = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
        before: dict[int, Any] = {each: signal.signal(each, end) for each in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _due(diary: "Diary") -> Iterator[str]:
    """What was promised and is late or due soon, and which orders end soon, or ended lately."""
    today = diary.today()
    for each in due_of(diary.actions(), today):
        if each.due is None or each.days is None or each.days > _SOON:
            continue
        day = f"{day_words(each.due)}, {days_from(each.due, today)}"
        if each.kind == "promise":
            yield f"Promised: {each.what.removesuffix('.')}, by {day}"
        elif each.days >= -_SOON:
            yield f"{each.what} {'ended' if each.days < 0 else 'ends'}: {day}"


def _load() -> None:
    """What most commands need, while somebody reads the page; so that the first is quick, too."""
    for each in ("listing", "show", "search", "add"):
        import_module(f"stalkdiary.cli.{each}")
    for each in ("console", "table"):
        import_module(f"rich.{each}")


def _words(line: str) -> list[str]:
    """The words of a line; quotes hold some together, and one apostrophe alone is a letter."""
    try:
        words = shlex.split(line)
    except ValueError:
        words = line.split()
    return words[1:] if words[:1] in (["stalkdiary"], [called()]) else words
