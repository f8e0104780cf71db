"""What is shown when no command is given: calm, short, and without looking for a diary."""

from stalkdiary.cli.screen import Screen, as_called, called

_COMMANDS = (
    ("stalkdiary add", "write down what happened"),
    ("stalkdiary list", "see what is written down"),
    ("stalkdiary report", "make a document for the police"),
    ("stalkdiary help-contacts", "people who can help, now"),
    ("stalkdiary guide", "staying safe, keeping evidence, reporting"),
)


def home(screen: Screen) -> None:
    """Prints the 999 line and the five commands most used."""
    screen.line("In danger now: 999. If you can't speak, on a mobile: 999, then 55 when asked.")
    screen.line()
    screen.fields([(as_called(command), what) for command, what in _COMMANDS])
    screen.line()
    screen.line(f"Everything else: {called()} --help")
