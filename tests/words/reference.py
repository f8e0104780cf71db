"""The reference of the command line: docs/cli.md, and the manual page that comes with the wheel.

Run from the project's folder: ``python tests/words/reference.py``. Both are made from what
``--help`` says, so that nothing in them can differ from the program; a test fails where one is not
up to date. Docutils writes the manual page.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple
from unittest.mock import patch

import typer
from docutils.core import publish_string

from stalkdiary.cli import app
from stalkdiary.cli.commands import COMMANDS
from stalkdiary.cli.screen import INTERRUPTED
from stalkdiary.errors import StalkdiaryError

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "cli.md"
MANUAL: Final = ROOT / "docs" / "stalkdiary.1"
_ABOUT: Final = (
    "An evidence diary for people who are being stalked or harassed. Without a command it shows "
    "where to begin. At a terminal every command asks for what it was not given; without one it "
    "ends with exit code 2 and says which option answers."
)
_MADE: Final = (
    "What `--help` says of every command, in one place. `python tests/words/reference.py` makes "
    "this page and the manual page (`man stalkdiary`) from the program."
)
_DANGER: Final = (
    "In danger now: 999. If you can't speak, on a mobile: 999, then 55 when asked. Not an "
    "emergency: 101. National Stalking Helpline: 0808 802 0300."
)


class Option(NamedTuple):
    """An option or argument as it is typed, and what it does."""

    typed: str
    told: str


class Command(NamedTuple):
    """What the help of a command says; the global options stand under an empty name."""

    name: str
    usage: str
    told: str
    options: tuple[Option, ...]
    examples: tuple[str, ...]


def commands() -> Iterator[Command]:
    """The global options, then each command in the order of ``--help``."""
    with patch.object(sys, "argv", ["stalkdiary"]):  # the name that helps and examples have
        whole: Any = app._command(list(COMMANDS))
    context = typer.Context(whole, info_name="stalkdiary", help_option_names=["-h", "--help"])
    yield _told("", whole, context)
    for name, command in whole.commands.items():
        yield _told(name, command, typer.Context(command, info_name=name, parent=context))


def exit_codes() -> dict[int, str]:
    """Each exit code with what it means: the first sentence of its class."""
    codes = {0: "It is done.", StalkdiaryError.exit_code: "A fault of the program."}
    for each in StalkdiaryError.__subclasses__():
        codes[each.exit_code] = (each.__doc__ or "").partition("\n")[0]
    return codes | {INTERRUPTED: "You left."}


def _told(name: str, command: Any, context: typer.Context) -> Command:
    records = [parameter.get_help_record(context) for parameter in command.get_params(context)]
    epilog = (command.epilog or "").removeprefix("Examples:").removeprefix("Example:")
    return Command(
        name=name,
        usage=" ".join(command.get_usage(context).removeprefix("Usage: ").split()),
        told=" ".join((command.help or "").split()),
        options=tuple(
            Option(typed, " ".join(told.split())) for typed, told in filter(None, records)
        ),
        examples=tuple(line.strip() for line in epilog.splitlines() if line.strip()),
    )


def page() -> str:
    """The reference in Markdown."""
    lines = [
        "# Commands\n",
        f"{_MADE}\n",
        f"{_ABOUT}\n",
    ]
    for each in commands():
        lines += [f"## {each.name or 'Before any command'}\n"]
        lines += [f"{each.told}\n"] if each.name else []
        lines += [f"```text\n{each.usage}\n```\n"]
        lines += ["| option | |", "| --- | --- |"]
        lines += [f"| `{_cell(option.typed)}` | {_cell(option.told)} |" for option in each.options]
        lines += ["", "```text", *each.examples, "```\n"]
    lines += ["## Exit codes\n", "| code | |", "| --- | --- |"]
    lines += [f"| {code} | {_cell(told)} |" for code, told in exit_codes().items()]
    return "\n".join(lines) + "\n"


def manual() -> str:
    """The manual page, in the language of `man`."""
    title = "stalkdiary"
    about = "a private diary that works without the internet"
    lines = ["#" * 10, title, "#" * 10, *_heading(about, "-"), ":Manual section: 1", ""]
    lines += [*_heading("DESCRIPTION", "="), _ABOUT, "", _DANGER, ""]
    for each in commands():
        lines += _heading(each.name.upper() if each.name else "GLOBAL OPTIONS", "=")
        lines += [_literal(each.told), ""] if each.name else []
        lines += ["::", "", f"  {each.usage}", ""]
        for option in each.options:
            lines += [f"**{_literal(option.typed)}**", f"  {_literal(option.told) or '-'}", ""]
        lines += ["::", "", *(f"  {example}" for example in each.examples), ""]
    lines += _heading("EXIT STATUS", "=")
    for code, told in exit_codes().items():
        lines += [f"**{code}**", f"  {_literal(told)}", ""]
    written = publish_string(
        "\n".join(lines),
        writer="manpage",
        settings_overrides={"output_encoding": "unicode", "datestamp": None, "generator": None},
    )
    return str(written)


def _heading(text: str, under: str) -> tuple[str, str, str]:
    return text, under * len(text), ""


def _literal(text: str) -> str:
    """Text as it is, for a language that gives meaning to signs."""
    return "".join(f"\\{each}" if each in "\\*`|_" else each for each in text)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    MANUAL.write_text(manual(), encoding="utf-8")
