"""The command line as a whole: global options, every command, and the one place errors end."""

import functools
import itertools
import os
import signal
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer

from stalkdiary.cli import not_understood
from stalkdiary.cli.commands import COMMANDS
from stalkdiary.cli.left_out import ask_for
from stalkdiary.cli.memory import leave_no_memory
from stalkdiary.cli.screen import (
    INTERRUPTED,
    as_called,
    be_able_to_print,
    called,
    clear_everything,
    fitted,
    harmless,
)
from stalkdiary.cli.session import Session
from stalkdiary.cli.which import diary_meant
from stalkdiary.errors import AnswerNeeded, NotWritten, StalkdiaryError, text_of
from stalkdiary.own_name import OUR_NAME

_PAGED = {"show", "exhibits", "action", "due", "people", "summary", "verify", "guide"}
"""What may be longer than the screen."""
_WRITING = {"add", "mark", "amend", "withdraw", "attach", "bundle", "timestamp", "passphrase"}
"""What is of no use where the diary can only be read."""
_ALONE = {"--breach": "yes", "--labels": ""}
"""What an option means that stands alone; nothing is asked for."""
_LEAVING = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""Ctrl-C, and how a system ends a program; Windows has no SIGHUP."""


def main() -> int:
    """Runs the command line on `sys.argv`, and gives the exit code."""
    be_able_to_print()
    leave_no_memory()
    for each in _LEAVING:
        # Ctrl-C, too: who starts us, a script with & or a launcher, may have had it ignored.
        signal.signal(each, _leave)
    arguments = _with_lone_options(sys.argv[1:])
    if arguments[:1] == ["help"]:
        arguments = [*arguments[1:], "--help"]
    try:
        return _run(arguments, prog_name=called())
    except KeyboardInterrupt:
        clear_everything()
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - nobody is to meet a traceback
        return _failed(error, installs="--install-completion" in arguments)


def _run(arguments: list[str], **context: Any) -> int:  # noqa: ANN401 - what Typer passes on
    """Runs a command, and says itself where an option or a word of it is not understood."""
    try:
        code = _command(arguments)(arguments, standalone_mode=False, **context)
    except SystemExit as end:
        return _code(end)
    except Exception as error:
        if not hasattr(error, "format_message"):  # Typer's own class for it is private
            raise
        return _not_understood(error)
    return code or 0


def _not_understood(error: Any) -> int:  # noqa: ANN401 - as above
    context = getattr(error, "ctx", None)
    command = f" {context.info_name}" if context is not None and context.parent else ""
    _tell(
        not_understood.sentence(error),
        f"Nothing was done. What can be typed: stalkdiary{command} --help",
    )
    return AnswerNeeded.exit_code


def run_inside(session: Session, arguments: list[str]) -> int:
    """Runs a command of an open diary, and gives its exit code. Ctrl-C ends the command alone."""
    if arguments[0] not in COMMANDS.keys() | {"--help", "-h"}:
        _tell(
            not_understood.no_command(arguments[0]),
            "Press Enter to see what you can type, or type help.",
        )
        return AnswerNeeded.exit_code
    session.writes = arguments[0] in _WRITING
    arguments = _with_lone_options(arguments)
    try:
        return _run(arguments, prog_name=" ", obj=session)
    finally:
        session.end_command()


def options_of(command: str) -> list[str]:
    """The options of a command, as they are typed; nothing where there is no such command."""
    if command not in COMMANDS:
        return []
    found = _command([command])
    parameters = getattr(found, "commands", {command: found})[command].params
    return [each for parameter in parameters for each in parameter.opts if each.startswith("--")]


def _leave(_number: int, _frame: FrameType | None) -> None:
    """Ctrl-C, a closed window, a system that shuts down: nothing stays behind."""
    raise KeyboardInterrupt


def _command(arguments: list[str]) -> Any:  # noqa: ANN401 - of the library that Typer brings
    """The application as a command that leaves it to us to say which file can't be read.

    No help of it names the program otherwise than it was started.
    """
    command: Any = typer.main.get_command(_application(arguments))
    for each in (command, *getattr(command, "commands", {}).values()):
        each.help = as_called(each.help or "")
        for parameter in each.params:
            if hasattr(parameter.type, "readable"):
                parameter.type.readable = False
            if getattr(parameter, "help", None):
                parameter.help = as_called(parameter.help)
            if called() not in {"", OUR_NAME}:
                parameter.show_envvar = False
            ask_for(parameter)
    return command


def _application(arguments: list[str]) -> typer.Typer:
    """The application, with the one command that is called, or the names of all for help."""
    app = typer.Typer(
        help="A private diary. Works without the internet.\n\n"
        "In danger now: 999. If you can't speak, on a mobile: 999, then 55 when asked.",
        epilog=as_called("Example: stalkdiary add"),
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(_guarded(_global_options))
    completing = "_STALKDIARY_COMPLETE" in os.environ
    typed = _completed() if completing else arguments
    wanted = [name for name in COMMANDS if name in typed]
    for name in wanted:
        module, function_name, _ = COMMANDS[name]
        module_ = import_module(f"stalkdiary.cli.{module}")
        function = getattr(module_, function_name)
        if name in _PAGED:
            function = _paged(function)
        app.command(name, epilog=as_called(_epilog(module_.EXAMPLES)))(_guarded(function))
    if completing or not wanted:
        for name, (_, _, line) in COMMANDS.items():
            if name not in wanted:
                app.command(name, help=line)(_only_named)
    return app


def _epilog(examples: tuple[str, ...]) -> str:
    if len(examples) == 1:
        return f"Example: {examples[0]}"
    return "\n\n".join(("Examples:", *(f"  {each}" for each in examples)))


def _completed() -> list[str]:
    """The words behind which a shell wants a completion, by whichever way it hands them over."""
    return f"{os.environ.get('COMP_WORDS')} {os.environ.get('_TYPER_COMPLETE_ARGS')}".split()


def _only_named() -> None:
    """Stands for a command that is listed and not called."""


def _with_lone_options(arguments: list[str]) -> list[str]:
    """`arguments` with a value for options that stand alone: Typer knows none that may."""
    return [
        f"{word}={_ALONE[word]}" if word in _ALONE and following.startswith("-") else word
        for word, following in itertools.pairwise([*arguments, "-"])
    ]


def _global_options(
    context: typer.Context,
    diary: Annotated[
        str | None,
        typer.Option(
            envvar="STALKDIARY_DIARY",
            metavar="FILE",
            help="The diary to use: a file, or the name of one that 'stalkdiary diaries' lists.",
        ),
    ] = None,
    passphrase_file: Annotated[
        Path | None,
        typer.Option(
            envvar="STALKDIARY_PASSPHRASE_FILE",
            metavar="FILE",
            help="Read the passphrase from the first line of this file.",
        ),
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Plain lines: no boxes, colours or bars.")
    ] = False,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    del version  # answered before this module is loaded
    if context.obj is not None:  # of a diary that is open already
        return
    context.obj = Session(
        given_diary=None if diary is None else diary_meant(diary),
        passphrase_file=passphrase_file,
        plain=plain,
        writes=context.invoked_subcommand in _WRITING,
    )
    if context.invoked_subcommand is None:
        from stalkdiary.cli.home import home

        home(context.obj.screen)


def _paged(function: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(function)
    def run(*, context: typer.Context, **options: Any) -> None:  # noqa: ANN401 - its options
        with context.obj.screen.paged():
            function(context, **options)

    return run


def _guarded(function: Callable[..., None]) -> Callable[..., None]:
    """`function` with every failure turned into one sentence, one next step and an exit code."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - whatever the command takes
        try:
            function(*args, **kwargs)
            sys.stdout.flush()
        except StalkdiaryError as error:
            told = _with_what_is_saved(error, [*args, *kwargs.values()])
            _tell(told.sentence, told.advice)
            raise SystemExit(error.exit_code) from None
        except KeyboardInterrupt:
            clear_everything()
            raise SystemExit(INTERRUPTED) from None
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:  # noqa: BLE001 - nobody is to meet a traceback
            raise SystemExit(_failed(error)) from None

    return run


def _with_what_is_saved(error: StalkdiaryError, given: Iterable[object]) -> StalkdiaryError:
    """`error`, which does not say that nothing was saved where something was."""
    for each in given:
        # What Typer gives for a context has no class of Typer's.
        session = getattr(each, "obj", None)
        for diary in session.opened if isinstance(session, Session) else ():
            error = diary.telling_what_is_saved(error)
    return error


def _tell(sentence: str, advice: str) -> None:
    text = harmless(as_called(f"{sentence}\n{advice}"))
    print(fitted(text, sys.stderr), file=sys.stderr)


def _failed(error: Exception, *, installs: bool = False) -> int:
    """Says where the program failed, and nothing of what the diary holds; gives the exit code."""
    if isinstance(error, OSError) and error.errno is not None and error.filename is None:
        return _untold(error)  # our output met it: what goes wrong with a file names the file
    if installs:
        return _not_installed(error)
    import traceback

    *_, place = traceback.extract_tb(error.__traceback__)
    where = f"{Path(place.filename).name}:{place.lineno}"
    _tell(
        f"This is a fault of the program, not yours ({type(error).__name__} at {where}).",
        "What was saved before is safe. Please report this line; it holds nothing of your diary.",
    )
    return 1


def _untold(error: OSError) -> int:
    # Python writes out what is left on its way to the end, and would fail again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        # The reader of a pipe has seen enough.
        return 0
    _tell(
        f"The answer could not be written: {text_of(error)}.",
        "Look with 'stalkdiary list' whether it was saved before you do it again.",
    )
    return NotWritten.exit_code


def _not_installed(error: Exception) -> int:
    why = text_of(error) if isinstance(error, OSError) else "there is no home folder"
    _tell(
        f"The completion of commands could not be installed: {why}.",
        "Nothing else depends on it. 'stalkdiary --show-completion' shows it, to copy it by hand.",
    )
    return NotWritten.exit_code


def _code(end: SystemExit) -> int:
    if isinstance(end.__context__, BrokenPipeError):
        # Typer makes it a failure that the reader of a pipe has seen enough.
        return 0
    return end.code if isinstance(end.code, int) else int(bool(end.code))
