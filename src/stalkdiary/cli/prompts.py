"""Questions at the terminal, one at a time. Enter alone skips; Ctrl-C leaves at once."""

import re
import shlex
import sys
from pathlib import Path
from typing import Any

from stalkdiary.cli.files import at_home, is_there


class Left(KeyboardInterrupt):
    """Somebody left at a question.

    Attributes:
        typed: what stood there.
    """

    def __init__(self, typed: str) -> None:
        super().__init__()
        self.typed = typed.strip()


def line(question: str, default: str = "") -> str:
    """One line, without the white space around it; empty when skipped."""
    return _ask(f"{question}\n> ", default=default).strip()


def story(question: str, default: str = "") -> str:
    """Many lines, ended by an empty one; pasted text may have empty lines of its own."""
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    keys = KeyBindings()

    @keys.add("enter")
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        at_end = buffer.document.is_cursor_at_the_end
        if at_end and not buffer.document.current_line.strip():
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n")

    return _ask(
        f"{question}\nPress Enter on an empty line when you have finished.\n> ",
        default=default,
        multiline=True,
        key_bindings=keys,
        prompt_continuation="  ",
    ).strip()


def yes(question: str, *, default: bool) -> bool:
    """Yes or no; Enter alone is the default."""
    hint = "Y/n" if default else "y/N"
    while True:
        answer = _ask(f"{question} [{hint}] ").strip().casefold()
        if not answer:
            return default
        if answer in {"y", "yes"}:
            return True
        if answer in {"n", "no"}:
            return False


def choices(question: str, offered: dict[str, str]) -> list[str]:
    """Which of `offered` (name and what it says) fit: numbers or names, several, or none."""
    names = list(offered)
    print(question, file=sys.stderr)
    for number, text in enumerate(offered.values(), start=1):
        print(f"{number:>4}  {text}", file=sys.stderr)
    while True:
        words = re.split(r"[\s,;]+", _ask("Numbers, with spaces between, or Enter to leave it: "))
        chosen: list[str] = []
        unknown = []
        for word in filter(None, words):
            if word.isdecimal() and 1 <= int(word) <= len(names):
                chosen.append(names[int(word) - 1])
            elif word.casefold() in offered:
                chosen.append(word.casefold())
            else:
                unknown.append(word)
        if not unknown:
            return list(dict.fromkeys(chosen))
        print(f"There is no {unknown[0]!r} in the list.", file=sys.stderr)


def dropped_files(text: str) -> list[str]:
    """The file names in a line that was typed, or dragged into the window.

    Terminals quote dragged names, escape their spaces, or do neither; then the whole line is one.
    """
    text = text.strip()
    if not text:
        return []
    if is_there(at_home(Path(text))):
        return [text]
    try:
        return [name.removeprefix("file://") for name in shlex.split(text)]
    except ValueError:
        return [text]


def _ask(message: str, **options: Any) -> str:  # noqa: ANN401 - prompt_toolkit's own options
    """What is typed, edited on standard error and kept in no history."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import DummyHistory
    from prompt_toolkit.output import create_output

    # A session carries its options over to the next question, so each question has its own.
    session: PromptSession[str] = PromptSession(
        history=DummyHistory(), output=create_output(stdout=sys.stderr)
    )
    try:
        return session.prompt(message, **options)
    except (EOFError, KeyboardInterrupt):
        raise Left(session.default_buffer.text) from None
