"""What was left out behind a command is asked for at a terminal, instead of a lesson in usage."""

from collections.abc import Callable
from typing import Any

import typer

from stalkdiary.cli.screen import INTERRUPTED, as_called, clear_everything
from stalkdiary.errors import InputRefused

_QUESTIONS = {
    "N": "Which incident? Its number. 'stalkdiary list' shows the numbers.",
    "REF": "Which exhibit? Its reference, such as AB/1. 'stalkdiary exhibits' shows them.",
    "DEST": "Where should the copy go? A folder, such as a USB stick, or a file.",
    "FILE...": "Which files did the phone or program export? Type or drag names here.",
}
"""By what the help calls an argument."""


def ask_for(parameter: Any) -> None:  # noqa: ANN401 - of the library that Typer brings
    """Lets an argument that a command can't do without be asked for where it was left out.

    Enter alone leaves it out, as before. An answer that does not fit is asked for once more.
    """
    question = _QUESTIONS.get(parameter.metavar or "")
    if parameter.param_type_name != "argument" or not parameter.required or question is None:
        return
    given = parameter.process_value

    def process(context: typer.Context, value: Any) -> Any:  # noqa: ANN401 - what was typed
        if not parameter.value_is_missing(value) or context.resilient_parsing:
            return given(context, value)
        if context.obj is None or not context.obj.may_ask:
            return given(context, value)
        return _asked(as_called(question), context, parameter, given)

    parameter.process_value = process


def _asked(
    question: str,
    context: typer.Context,
    parameter: Any,  # noqa: ANN401
    given: Callable[..., Any],
) -> Any:  # noqa: ANN401
    from stalkdiary.cli import prompts

    text = ""
    while True:
        try:
            text = prompts.line(question, text, selected=bool(text))
        except KeyboardInterrupt:
            clear_everything()
            raise SystemExit(INTERRUPTED) from None
        if not text:
            return given(context, None)
        several = parameter.nargs == -1
        try:
            return given(context, prompts.dropped_files(text) if several else text)
        except typer.BadParameter as error:
            context.obj.screen.note(error.message)
        except InputRefused as error:
            context.obj.screen.note(f"{error.sentence} {error.advice}")
