"""The entry point: help first, then everything else.

`help-contacts` and `--version` are answered here with the standard library alone, before a diary
is looked for or a library loaded: the first may be typed by somebody in danger, on a machine
where nothing else works. Why and how: docs/decisions/0003-help-contacts-without-imports.md.
"""

import sys

_TAKES_A_FILE = ("--diary", "--passphrase-file")
_NEW_OBJECTS = 50_000
"""Between two looks for garbage in cycles; Python's own 700 is passed at every module."""


def main() -> None:
    """Run the command line and end the process.

    Raises:
        SystemExit: always, with the exit code of the command.
    """
    plain, words = _without_global_options(sys.argv[1:])
    command = words[0] if words else ""
    if command == "--version":
        from stalkdiary import __version__
        from stalkdiary.own_name import called

        _end(f"{called()} {__version__}\n", 0)
    if command == "help-contacts":
        from stalkdiary.help_contacts import answer

        try:
            _end(*answer(words[1:], plain=plain))
        except KeyboardInterrupt:
            sys.exit(130)
    _leave_what_is_loaded()
    from stalkdiary.cli.app import main as run

    sys.exit(run())


def _leave_what_is_loaded() -> None:
    """Spares a tenth of a short command: what is loaded is no garbage, and is looked through less.

    Python does so again and again while it loads, and once more on its way out.
    """
    import atexit
    import gc

    gc.set_threshold(_NEW_OBJECTS)
    atexit.register(gc.freeze)


def _without_global_options(words: list[str]) -> tuple[bool, list[str]]:
    """Whether plain output was asked for, and the words from the command on."""
    plain = False
    while words:
        option, equals, _ = words[0].partition("=")
        if option in _TAKES_A_FILE:
            words = words[1:] if equals else words[2:]
        elif words[0] == "--plain":
            plain, words = True, words[1:]
        else:
            break
    return plain, words


def _end(text: str, code: int) -> None:
    """Write `text`, to standard error if the code says that something was wrong, and exit.

    The text is ASCII but for box drawing on a terminal that has it, so no locale can refuse it.

    Raises:
        SystemExit: with `code`; with 8 if the text could not be written.
    """
    stream = sys.stderr if code else sys.stdout
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        # The reader has seen enough: stalkdiary help-contacts | head -1
        _let_go()
    except (AttributeError, OSError, ValueError):
        # Closed before we started, or a full disk. The other stream may still be seen.
        _let_go()
        if not code:
            _end(text, 8)
    sys.exit(code)


def _let_go() -> None:
    """Point standard output at nothing, or Python would complain when it flushes on its way out."""
    import os

    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except OSError:
        return


if __name__ == "__main__":
    main()
