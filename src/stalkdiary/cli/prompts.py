"""Questions at the terminal, one at a time. Enter alone skips; Ctrl-C leaves at once."""

import os
import re
import shlex
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from stalkdiary.cli.files import at_home, is_there
from stalkdiary.cli.screen import fitted, harmless
from stalkdiary.model.unanswered import is_not_known, is_unanswered


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


def lines(questions: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What was answered, by name: a line for each name and question."""
    answers = {name: line(question) for name, question in questions}
    return {name: answer for name, answer in answers.items() if answer}


def yes(question: str, *, default: bool) -> bool:
    """Yes or no; Enter alone, and "not sure", are the default."""
    hint = "Y/n" if default else "y/N"
    while True:
        answer = _ask(f"{question} [{hint}] ").strip().casefold()
        if is_not_known(answer):
            return default
        if answer in {"y", "yes"}:
            return True
        if answer in {"n", "no"}:
            return False
        _say("Yes or no, please. Enter leaves it open.")


def choice(question: str, offered: dict[str, str], *, default: str) -> str:
    """Which one of `offered` (name and what it says): its number; Enter alone is the default."""
    names = list(offered)
    usual = names.index(default) + 1
    _list(question, offered)
    while True:
        answer = _ask(f"A number [{usual}]: ").strip().casefold()
        if is_not_known(answer):
            return default
        if answer.isdecimal() and 1 <= int(answer) <= len(names):
            return names[int(answer) - 1]
        _say(f"There is no {answer!r} in the list.")


def choices(question: str, offered: dict[str, str]) -> list[str]:
    """Which of `offered` (name and what it says) fit: numbers or names, several, or none."""
    names = list(offered)
    _list(question, offered)
    while True:
        answer = _ask("Numbers, with spaces between, or Enter to leave it: ").strip()
        if is_unanswered(answer, "types"):
            return []
        words = re.split(r"[\s,;]+", answer)
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
        _say(f"There is no {unknown[0]!r} in the list.")


def dropped_files(text: str) -> list[str]:
    """The file names in a line that was typed, or dragged into the window.

    Terminals quote dragged names, escape their spaces, make addresses of them, or do nothing; then
    the whole line is one name.
    """
    text = text.strip()
    if not text:
        return []
    if is_there(at_home(Path(text))):
        return [text]
    try:
        # A backslash stands between folders on Windows, and escapes nothing.
        words = shlex.split(text, posix=os.name != "nt")
    except ValueError:
        return [text]
    return [_file_name(word) for word in words]


def _file_name(word: str) -> str:
    if word.startswith("file://"):
        return unquote(urlsplit(word).path)
    return word.strip('"') if os.name == "nt" else word


def _list(question: str, offered: dict[str, str]) -> None:
    _say(question)
    for number, text in enumerate(offered.values(), start=1):
        _say(f"{number:>4}  {text}")


def _say(text: str) -> None:
    print(fitted(harmless(text), sys.stderr), file=sys.stderr)


def _ask(message: str, **options: Any) -> str:  # noqa: ANN401 - prompt_toolkit's own options
    """What is typed, edited on standard error and kept in no history, without control keys."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import DummyHistory
    from prompt_toolkit.output import create_output

    # A session carries its options over to the next question, so each question has its own.
    session: PromptSession[str] = PromptSession(
        history=DummyHistory(), output=create_output(stdout=sys.stderr)
    )
    try:
        return _without_keys(session.prompt(fitted(harmless(message), sys.stderr), **options))
    except (EOFError, KeyboardInterrupt, OSError):  # OSError: the window is gone
        raise Left(_without_keys(session.default_buffer.text)) from None


def _without_keys(text: str) -> str:
    """`text` without what a control key or a paste may have left in it."""
    return "".join(each for each in text if each in "\n\t\r" or unicodedata.category(each) != "Cc")
