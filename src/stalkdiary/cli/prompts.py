"""Questions at the terminal, one at a time. Enter alone skips; Ctrl-C leaves at once."""

import os
import re
import shlex
import sys
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack
from urllib.parse import unquote, urlsplit

from stalkdiary.cli.files import at_home, is_there
from stalkdiary.cli.screen import fitted, harmless
from stalkdiary.model.unanswered import is_not_known, is_unanswered

if TYPE_CHECKING:
    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.key_binding import KeyBindings

_BACK = "<"
_KEPT_EVERY = 2.0
"""Seconds."""
MOST_PASTED = 50_000
"""Characters of an answer, some thirty printed pages; with more, each further key takes long."""
_TOO_LONG = (
    "What you pasted is too long for an answer: {:,} characters, and {:,} is the most. It was left "
    "out; the rest of your answer is here. Save it as a file, and add that at the question for "
    "files."
)


class Left(KeyboardInterrupt):
    """Somebody left at a question."""

    def __init__(self, typed: str) -> None:
        super().__init__()
        self.typed = typed.strip()


class Back(Exception):
    """Somebody wants to go back one question."""


Keep = Callable[[str], None]


class Prompting(TypedDict, total=False):
    """How a question is asked.

    With `selected` typing replaces what stands there already, and with `back` ``<`` goes back.
    `keep` is given what stands there, every few seconds in which something was typed.
    """

    selected: bool
    back: bool
    keep: Keep


def line(question: str, default: str = "", **how: Unpack[Prompting]) -> str:
    """One line, without the white space around it; empty when skipped.

    Raises:
        Back: to the question before.
        Left: somebody left.
    """
    return _ask(f"{question}\n> ", default=default, **how).strip()


def unseen(question: str) -> str:
    """One line, of which nothing is shown while it is typed, not even its length.

    Raises:
        Left: somebody left.
    """
    from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput

    class Nothing(Processor):
        def apply_transformation(self, _: TransformationInput) -> Transformation:
            return Transformation([], source_to_display=lambda _: 0)

    return _ask(question, input_processors=[Nothing()])


def story(question: str, default: str = "", **how: Unpack[Prompting]) -> str:
    """Many lines, ended by two empty ones: one alone begins a paragraph. The rest as in `line`."""
    from prompt_toolkit.application import get_app
    from prompt_toolkit.filters import Condition
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    keys = KeyBindings()

    @keys.add("enter")
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.document.is_cursor_at_the_end and (
            _goes_back(buffer.text, default) or _is_finished(buffer.text)
        ):
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n")

    @keys.add("c-d", filter=Condition(lambda: bool(get_app().current_buffer.text)))
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    return _ask(
        f"{question}\nPress Enter three times when you have finished.\n> ",
        default=default,
        multiline=True,
        key_bindings=keys,
        prompt_continuation="  ",
        **how,
    ).strip()


def _is_finished(text: str) -> bool:
    """Whether one more Enter ends a story: nothing was typed, or two empty lines."""
    return not text.strip() or re.search(r"\n[ \t]*\n[ \t]*\Z", text) is not None


def yes(question: str, *, default: bool) -> bool:
    """Yes or no; Enter alone, and "not sure", are the default. Keys from before it are none."""
    _drop_what_was_typed()
    hint = "Y/n" if default else "y/N"
    while True:
        answer = _ask(f"{question} [{hint}] ").strip().casefold()
        if is_not_known(answer):
            return default
        if answer in {"y", "yes"}:
            return True
        if answer in {"n", "no"}:
            return False
        _say(f"Please type y or n. Enter means {'yes' if default else 'no'}.")


def choice(question: str, offered: dict[str, str], *, default: str) -> str:
    """Which one of `offered` (name and what it says): its number; Enter alone is the default."""
    _drop_what_was_typed()
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
        path = unquote(urlsplit(word).path)
        return path.removeprefix("/") if os.name == "nt" else path  # /C:/Users
    return word.strip('"') if os.name == "nt" else word


def _list(question: str, offered: dict[str, str]) -> None:
    _say(question)
    for number, text in enumerate(offered.values(), start=1):
        _say(f"{number:>4}  {text}")


def _say(text: str) -> None:
    print(fitted(harmless(text), sys.stderr), file=sys.stderr)


def _ask(
    message: str,
    *,
    default: str = "",
    selected: bool = False,
    back: bool = False,
    keep: Keep | None = None,
    **options: Any,  # noqa: ANN401 - prompt_toolkit's own options
) -> str:
    """What is typed, edited on standard error and kept in no history, without control keys."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.application import get_app_session
    from prompt_toolkit.history import DummyHistory
    from prompt_toolkit.key_binding import merge_key_bindings
    from prompt_toolkit.output import create_output

    from stalkdiary.cli.paste import with_whole_pastes

    # A session carries its options over to the next question, so each question has its own.
    session: PromptSession[str] = PromptSession(
        history=DummyHistory(),
        input=with_whole_pastes(get_app_session().input),
        output=create_output(stdout=sys.stderr),
    )
    buffer = session.default_buffer

    def begin() -> None:
        if selected and buffer.text:
            _select_all(buffer)
        if keep is not None:
            session.app.create_background_task(_keeping(buffer, keep))

    keys = [our_keys(), *filter(None, [options.pop("key_bindings", None)])]
    try:
        typed = session.prompt(
            fitted(harmless(message), sys.stderr),
            default=default,
            pre_run=begin,
            key_bindings=merge_key_bindings(keys),
            **options,
        )
    except (EOFError, KeyboardInterrupt, OSError):  # OSError: the window is gone
        raise Left(_without_keys(buffer.text)) from None
    if back and _goes_back(typed, default):
        raise Back
    return _without_keys(typed)


def _drop_what_was_typed() -> None:
    """Forgets the keys that came while there was work: nobody has seen what they would answer."""
    if not sys.stdin.isatty() or os.name == "nt":
        return
    import termios

    from prompt_toolkit.application import get_app_session
    from prompt_toolkit.input.typeahead import clear_typeahead

    clear_typeahead(get_app_session().input)
    with suppress(termios.error):
        termios.tcflush(sys.stdin, termios.TCIFLUSH)


def _goes_back(typed: str, default: str) -> bool:
    """Whether `<` was typed, alone or behind what stood there."""
    return typed.strip() in {_BACK, default.strip() + _BACK}


def _select_all(buffer: "Buffer") -> None:
    """Selects what stands there, so that what is typed next takes its place."""
    buffer.cursor_position = 0
    buffer.start_selection()
    if buffer.selection_state is not None:
        buffer.selection_state.enter_shift_mode()
    buffer.cursor_position = len(buffer.text)


def our_keys() -> "KeyBindings":
    """What is pasted takes the place of what is selected, if not too long. Ctrl-Z does nothing."""
    from prompt_toolkit.application import run_in_terminal
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.keys import Keys

    keys = KeyBindings()

    @keys.add(Keys.BracketedPaste)
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if len(event.data) + len(buffer.text) > MOST_PASTED:
            run_in_terminal(lambda: _say(_TOO_LONG.format(len(event.data), MOST_PASTED)))
            return
        if buffer.selection_state is not None:
            buffer.cut_selection()
        buffer.insert_text(event.data.replace("\r\n", "\n").replace("\r", "\n"))

    @keys.add("c-z")
    def _(_: KeyPressEvent) -> None:
        """Nothing: it would stand in the record."""

    return keys


async def _keeping(buffer: "Buffer", keep: Keep) -> None:
    """Hands over what stands there, whenever it has changed: a power cut asks nobody."""
    import asyncio

    kept = buffer.text
    while True:
        await asyncio.sleep(_KEPT_EVERY)
        if buffer.text != kept:
            kept = buffer.text
            keep(_without_keys(kept).strip())


def _without_keys(text: str) -> str:
    """`text` without what a control key or a paste may have left in it."""
    return "".join(each for each in text if each in "\n\t\r" or unicodedata.category(each) != "Cc")
