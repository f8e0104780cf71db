"""Where to get help: chosen and laid out with the standard library alone.

On a pipe the whole answer costs about one start of the interpreter, because nothing is imported
here that Python has not loaded by itself: no pathlib, json, typing or dataclasses. Keep it so; a
test looks. Rich is loaded only for a terminal, and whatever happens to it the plain page is there.
No diary is looked for, and nothing here tells whether there is one.
"""

import os
import sys

from stalkdiary.contacts import GROUPS, Contact, read_contacts

TYPE_CHECKING = False  # as type checkers know it, without importing typing
if TYPE_CHECKING:
    from stalkdiary.areas import Area

HELP = """\
Usage: stalkdiary [--plain] help-contacts [--area NAME] [--all] [--json]

Where to get help: emergency first, then stalking services, domestic abuse lines, Samaritans.
It needs no passphrase, no diary and no network.

Options:
  --area NAME  What covers your area: a county, city, town, police force or nation.
  --all        Every service that we know of.
  --areas      The areas that --area knows.
  --json       The same as one JSON document.
  --plain      No boxes and no colour.
  --help       This text.

Examples:
  stalkdiary help-contacts
  stalkdiary help-contacts --area Sussex
  stalkdiary help-contacts --all --plain
"""

# What is said when our own files can't be read: an installation that lost them is no reason to
# leave somebody without these.
WITHOUT_DATA = """\
The list of help lines could not be read; the program may need to be installed again.
In danger now: 999 (UK). On a mobile, if you cannot speak: 999, then 55 when asked.
Police, not an emergency: 101 (UK). National Stalking Helpline: 0808 802 0300 (UK).
"""

_USAGE_ADVICE = """\
In danger now: 999. 'stalkdiary help-contacts --help' shows what can be asked.
"""

_URGENT = {
    "Emergency": "In danger now",
    "Cannot speak, on a mobile": "If you can't speak, on a mobile",
    "National Stalking Helpline": "National Stalking Helpline",
}
"""Names in data/contacts.txt, and how the last line says them."""
_USAGE, _NOTHING_MATCHED, _BUG = 2, 3, 1
_WIDTH = 80


class _Options:
    """What was asked for on the command line.

    Raises:
        ValueError: an option that there is not; its only argument is one sentence.
    """

    def __init__(self, words: list[str], *, plain: bool = False) -> None:
        rest, given = list(words), set[str]()
        self.area: str | None = None
        while rest:
            word = rest.pop(0)
            if word == "--area" or word.startswith("--area="):
                self.area = _area_words(word, rest)
            elif word in ("--all", "--areas", "--json", "--plain", "--help", "-h"):
                given.add(word)
            elif word.startswith("-"):
                raise ValueError(f"There is no option '{word}' here.")
            else:
                raise ValueError(f"'{word}' can't stand alone; for a place, type --area {word}.")
        self.everything, self.areas = "--all" in given, "--areas" in given
        self.json, self.plain = "--json" in given, plain or "--plain" in given
        self.help = not given.isdisjoint(("--help", "-h"))


def answer(words: list[str], *, plain: bool) -> tuple[str, int]:
    """The text for `help-contacts`, and the exit code: for standard error if it is not 0.

    `words` stood after the command, and --plain before it where it is `plain`.
    """
    try:
        options = _Options(words, plain=plain)
    except ValueError as error:
        return _named(f"{error}\n{_USAGE_ADVICE}"), _USAGE
    if options.help:
        return _named(HELP), 0
    try:
        return _answered(options)
    except (OSError, ValueError, KeyError):
        return WITHOUT_DATA, _BUG


def chosen(contacts: list[Contact], area: "Area | None", *, everything: bool) -> list[Contact]:
    """The contacts for one page, in the order of the groups.

    With an `area` only what covers it, the police beginning with its forces; with `everything` as
    well what stands on no shorter page.
    """
    levels = ["first"] + ["area"] * (area is not None) + ["area", "all"] * everything
    page = [contact for contact in contacts if contact.shown in levels]
    if area is not None:
        page = [contact for contact in page if area.covered_by(contact)]
        page = [force.contact for force in area.forces] + page
    return [contact for group in GROUPS for contact in page if contact.group == group]


def plain_page(contacts: list[Contact], *, everything: bool) -> str:
    """The page in labelled lines: no boxes, no colour, read well aloud."""
    lines: list[str] = []
    for group, title in GROUPS.items():
        members = [contact for contact in contacts if contact.group == group]
        if members:
            lines += [""] * bool(lines) + [title.upper()]
        for contact in members:
            lines += _wrapped(f"{contact.name}: {contact.how}", "")
            lines += _wrapped(contact.details, "  ")
    closing = [
        line for text in _closing(contacts, everything=everything) for line in _wrapped(text, "")
    ]
    return "\n".join([*_opening(contacts), *lines, "", *closing, ""])


def drawn_page(contacts: list[Contact], *, everything: bool) -> str:
    """The same page for a terminal, drawn with Rich at the width that the terminal has."""
    from rich.console import Console, Group
    from rich.padding import Padding
    from rich.panel import Panel
    from rich.text import Text

    console = Console(highlight=False)
    if console.legacy_windows:
        return plain_page(contacts, everything=everything)
    with console.capture() as drawing:
        console.print(Text("\n".join(_opening(contacts)), "dim"))
        for group, title in GROUPS.items():
            entries: list[Text | Padding] = []
            for contact in contacts:
                if contact.group == group:
                    entries.append(Text.assemble((contact.how, "bold cyan"), "  ", contact.name))
                    entries.append(Padding(Text(contact.details, "dim"), (0, 0, 0, 2)))
            if entries and group == "emergency":
                console.print(Panel(Group(*entries), title=title, title_align="left"), style="red")
            elif entries:
                console.print(Text(f"\n{title}", "bold underline"), *entries, sep="\n")
        *more, urgent = _closing(contacts, everything=everything)
        console.print(Text("\n".join(["", *more]), "dim"), Text(urgent, "bold"), sep="\n")
    return drawing.get()


def _answered(options: _Options) -> tuple[str, int]:
    if options.areas:
        from stalkdiary.areas import read_forces

        forces = read_forces()
        if options.json:
            return _json([force.contact for force in forces]), 0
        return "".join(f"{force.name}: {force.area}\n" for force in forces), 0
    area = None
    if options.area is not None:
        from stalkdiary.areas import find_area, no_such_area, read_forces

        forces = read_forces()
        area = find_area(options.area, forces)
        if area is None:
            return no_such_area(options.area, forces), _NOTHING_MATCHED
    everything = options.everything
    page = chosen(read_contacts(), area, everything=everything)
    if options.json:
        return _json(page), 0
    if not options.plain and _on_a_terminal():
        _show_at_once(f"{_urgent(page)[0]}.\n")
        try:
            return drawn_page(page, everything=everything), 0
        except Exception:  # noqa: BLE001, S110 - no fault of a library may hide a help line
            pass
    return plain_page(page, everything=everything), 0


def _show_at_once(text: str) -> None:
    """Writes what needs nothing: to load what draws the page takes as long as ten starts."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except (OSError, ValueError):
        return  # the page meets it again, and whoever writes that tells


def _json(contacts: list[Contact]) -> str:
    import json

    return json.dumps([contact.as_json() for contact in contacts], indent=2) + "\n"


def _on_a_terminal() -> bool:
    return (
        sys.stdout is not None
        and sys.stdout.isatty()
        and os.environ.get("TERM") not in ("dumb", "unknown")
    )


def _opening(contacts: list[Contact]) -> list[str]:
    oldest = min(contact.checked for contact in contacts)
    return [f"Help lines, last checked {oldest}. Numbers and hours can change."]


def _closing(contacts: list[Contact], *, everything: bool) -> list[str]:
    """How to ask for more; last what must stay in view where the page is longer than the window."""
    more = "" if everything else " Every service: --all."
    return [
        f"Your area: --area with a county, town or nation.{more}",
        "If this device may be watched, call from another one.",
        ". ".join(_urgent(contacts)) + ".",
    ]


def _urgent(contacts: list[Contact]) -> list[str]:
    """What is called in danger, that first."""
    numbers = {contact.name: contact.how for contact in contacts}
    return [f"{said}: {numbers[name]}" for name, said in _URGENT.items() if name in numbers]


def _wrapped(text: str, indent: str) -> list[str]:
    """Lines of at most 80 columns. textwrap would do it, and load the regular expressions."""
    lines, line = [], indent
    for word in text.split():
        if len(line) + len(word) >= _WIDTH and line.strip():
            lines.append(line.rstrip())
            line = indent
        line += word + " "
    return [*lines, line.rstrip()]


def _area_words(word: str, rest: list[str]) -> str:
    """The name after --area. It may be several words: --area Greater Manchester."""
    name = [word.partition("=")[2]] if "=" in word else []
    while rest and not rest[0].startswith("-"):
        name.append(rest.pop(0))
    if not " ".join(name).strip():
        raise ValueError("--area needs a name, as in --area Sussex.")
    return " ".join(name)


def _named(text: str) -> str:
    """A text of ours with its command under the name that the program was started by."""
    from stalkdiary.own_name import called

    return text.replace("stalkdiary", called())
