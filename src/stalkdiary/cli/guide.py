"""`guide`: advice in plain words, a topic at a time. Every topic ends with where to get help."""

import json
import textwrap
from dataclasses import asdict, dataclass
from importlib.resources import files
from shutil import get_terminal_size
from typing import Annotated

import typer

from stalkdiary.cli import options
from stalkdiary.cli.screen import as_called
from stalkdiary.cli.session import Session
from stalkdiary.contacts import read_contacts
from stalkdiary.errors import AnswerNeeded, NothingMatched
from stalkdiary.model.near_miss import did_you_mean

EXAMPLES = ("stalkdiary guide safety",)

# In the order in which they are listed; each is a file in data/guide.
TOPICS = ("stalking", "safety", "evidence", "reporting", "device", "diary")

# The contacts that stand at the end of every topic, by their names in data/contacts.txt.
_CLOSING = (
    "Emergency",
    "Cannot speak, on a mobile",
    "Police, not an emergency",
    "National Stalking Helpline",
    "Samaritans",
)

_ADVICE = "'stalkdiary guide' lists the topics."

_WIDEST = 80
"""Columns. Longer lines are hard to read, however wide the terminal is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic of the guide.

    Attributes:
        summary: one line for the list of topics.
        text: the advice and where to get help; a paragraph, heading or item to a line.
    """

    topic: str
    title: str
    summary: str
    text: str


def guide(
    context: typer.Context,
    topic: Annotated[
        str | None,
        typer.Argument(metavar="[TOPIC]", help=f"One of: {', '.join(TOPICS)}.", show_default=False),
    ] = None,
    *,
    as_json: options.Json = False,
) -> None:
    """Advice on safety, evidence, reporting, your device."""
    session: Session = context.obj
    width = min(_WIDEST, get_terminal_size().columns) - 1  # as the screen folds lines
    text = print_guide(topic, as_json=as_json, width=width).rstrip("\n")
    session.screen.line(text if as_json else as_called(text))


def print_guide(topic: str | None, *, as_json: bool, width: int) -> str:
    """The text to print: one topic, or the list of topics when none is named.

    A topic is named by the beginning of its name where that fits only one. As JSON it is a list of
    objects with the keys topic, title, summary and text: of the one topic, or of all. Raises what
    `find_topic` does.
    """
    topics = [read_topic(name) for name in (TOPICS if topic is None else [find_topic(topic)])]
    if as_json:
        return json.dumps([asdict(each) for each in topics], indent=2) + "\n"
    if topic is None:
        lines = [
            "The guide has these topics. Read one with: stalkdiary guide TOPIC",
            "",
            *(f"{each.topic}: {each.summary}" for each in topics),
            "",
            "In danger now: 999. Who can help: stalkdiary help-contacts",
        ]
        return _wrapped(lines, width)
    text = [line.removeprefix("# ") for line in topics[0].text.splitlines()]
    return _wrapped([topics[0].title.upper(), "", *text], width)


def find_topic(name: str) -> str:
    """The topic that a name, or the beginning of one, stands for.

    Raises `NothingMatched`: there is none; `AnswerNeeded`: the beginning fits several.
    """
    wanted = name.strip().casefold()
    if wanted in TOPICS:
        return wanted
    fitting = [topic for topic in TOPICS if wanted and topic.startswith(wanted)]
    if not fitting:
        raise NothingMatched(
            f"The guide has no topic '{name}'.{did_you_mean(wanted, TOPICS)} "
            f"It has {_in_words(TOPICS, 'and')}.",
            _ADVICE,
        )
    if len(fitting) > 1:
        raise AnswerNeeded(f"'{name}' could be {_in_words(fitting, 'or')}.", _ADVICE)
    return fitting[0]


def read_topic(name: str) -> Topic:
    """A topic as it ships: its title, its summary, its text with the contacts at the end."""
    file = files("stalkdiary") / "data" / "guide" / f"{name}.txt"
    title, summary, text = file.read_text(encoding="utf-8").split("\n", 2)
    return Topic(
        topic=name, title=title, summary=summary, text=f"{text.strip()}\n\n{_where_to_get_help()}"
    )


def _where_to_get_help() -> str:
    """The numbers, from the one file that has them all."""
    contacts = {contact.name: contact for contact in read_contacts()}
    lines = [
        f"- {contact.name}: {contact.how} ({contact.coverage})"
        for contact in (contacts[name] for name in _CLOSING)
    ]
    more = "More, and what covers your area: stalkdiary help-contacts"
    return "\n".join(["# Where to get help", "", *lines, "", more])


def _wrapped(lines: list[str], width: int) -> str:
    """Each line wrapped by itself, so that items and empty lines stay what they are."""
    wrapped = []
    for line in lines:
        indent = "  " * line.startswith("- ")
        wrapped += textwrap.wrap(line, width, subsequent_indent=indent, break_on_hyphens=False) or [
            ""
        ]
    return "\n".join(wrapped) + "\n"


def _in_words(names: tuple[str, ...] | list[str], last: str) -> str:
    return f"{', '.join(names[:-1])} {last} {names[-1]}"
