"""Options that several commands share, so that they are spelled and explained once."""

from typing import Annotated, Any, TypeAlias

import typer

from stalkdiary.cli import offered
from stalkdiary.model.incident import MOST_TIMES as MOST
from stalkdiary.model.unanswered import is_unanswered

Text: TypeAlias = str | None
Texts: TypeAlias = list[str] | None


def option(told: str, *names: str, metavar: str = "TEXT", **others: Any) -> Any:  # noqa: ANN401 - Typer's own
    """An option that takes a value; `told` is its help."""
    return typer.Option(*names, metavar=metavar, help=told, **others)


def number(told: str, *names: str) -> Any:  # noqa: ANN401 - Typer's own
    """An option that takes the number of something in the diary."""
    return option(told, *names, metavar="N", min=1, max=MOST)


def flag(*named: str) -> Any:  # noqa: ANN401 - Typer's own
    """An option without a value: its name, and its help."""
    *names, told = named
    return typer.Option(*names, help=told)


def _count(text: str) -> int:
    """A count; as every other option, it is cleared by nothing and by words for not knowing."""
    if is_unanswered(text, "times"):
        return 1
    if text.isdecimal() and 1 <= int(text) <= MOST:
        return int(text)
    raise typer.BadParameter(f"{text!r} is not a number from 1 to {MOST}.")


Json = Annotated[bool, flag("--json", "One JSON document on standard output.")]
Number = Annotated[
    int,
    typer.Argument(
        min=1,
        max=MOST,
        metavar="N",
        help="The number of the incident.",
        autocompletion=offered.numbers,
    ),
]
Attach = Annotated[
    Texts, option("Keep this file as an exhibit. Repeatable.", "--attach", metavar="FILE")
]
Captured = Annotated[Text, option("How the files were captured, and who did it.")]

What = Annotated[
    Text,
    option(
        "What happened, in your own words. It stays in the shell's history: without it "
        "you are asked, or standard input is read."
    ),
]
WhatFile = Annotated[
    Text, option("Read what happened from a file; - is standard input.", metavar="FILE")
]
When = Annotated[
    Text,
    option(
        "When: 'yesterday 21:30', '12 March', 'last Tuesday about 6pm', 'March 2025', now. "
        "Left out, it is not said.",
        metavar="TIME",
    ),
]
Until = Annotated[Text, option("When it ended.", metavar="TIME")]
Noticed = Annotated[Text, option("When you noticed it, if that was later.", metavar="TIME")]
Where = Annotated[Text, option("The place.")]
Types = Annotated[
    Texts,
    option(
        "A kind of behaviour, such as calls-messages. Repeatable. "
        "'stalkdiary guide stalking' lists them.",
        "--type",
        metavar="SLUG",
        autocompletion=offered.kinds,
    ),
]
PersonName = Annotated[
    Text,
    option(
        "Who it was, by any of their names.",
        "--person",
        metavar="NAME",
        autocompletion=offered.names,
    ),
]
Channel = Annotated[Text, option("How it reached you: phone call, text message, in person.")]
Felt = Annotated[Text, option("How it made you feel, or what it changed.")]
IdentifiedBy = Annotated[
    Text, option("How you know that it was them: time in view, distance, light.")
]
Witnesses = Annotated[Texts, option("Who saw or heard it. Repeatable.", "--witness")]
WitnessContact = Annotated[Text, option("How a witness can be reached.")]
Appearance = Annotated[Text, option("How they looked or sounded, what they wore.")]
Vehicle = Annotated[Text, option("Make, colour, number plate, as far as seen.")]
Response = Annotated[Text, option("What you did, if anything.")]
Injury = Annotated[Text, option("Injuries, and where they were treated.")]
Cost = Annotated[Text, option("What it cost: damage, repairs, lost work.")]
Children = Annotated[Text, option("Whether children were there: yes, or which.")]
Link = Annotated[Text, option("The account, app or link that it came from.")]
PoliceRef = Annotated[Text, option("A police reference.")]
Breach = Annotated[
    Text, option("Whether it breached an order or bail: yes, no, not sure, or which.")
]
Times = Annotated[
    int | None, option("How many times: 14 calls in one night is 14.", metavar="N", parser=_count)
]

Timezone = Annotated[
    Text, option("Where the times are meant, if not as the diary says.", metavar="ZONE")
]

Since = Annotated[Text, option("The first day: 2026-01-31, '1 March'.", metavar="DAY")]
LastDay = Annotated[Text, option("The last day, included.", "--until", metavar="DAY")]

Label = Annotated[
    Text, option("A few letters for the name of the file, to tell one person's from another's.")
]
Output = Annotated[
    Text, option("Where it goes; - is standard output.", "--output", "-o", metavar="FILE")
]
Recipient = Annotated[
    Text, option("Who it is for. The diary keeps a note of this.", "--for", metavar="NAME")
]
Brief = Annotated[bool, flag("--brief", "Numbers, times and types only, no content.")]
