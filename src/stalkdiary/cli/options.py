"""Options that several commands share, so that they are spelled and explained once."""

from typing import Annotated

import typer

from stalkdiary.cli import offered
from stalkdiary.model.incident import MOST_TIMES as MOST
from stalkdiary.model.unanswered import is_unanswered


def _count(text: str) -> int:
    """A count; as every other option, it is cleared by nothing and by words for not knowing."""
    if is_unanswered(text, "times"):
        return 1
    if text.isdecimal() and 1 <= int(text) <= MOST:
        return int(text)
    raise typer.BadParameter(f"{text!r} is not a number from 1 to {MOST}.")


Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
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
    list[str] | None,
    typer.Option("--attach", metavar="FILE", help="Keep this file as an exhibit. Repeatable."),
]
Captured = Annotated[
    str | None,
    typer.Option(metavar="TEXT", help="How the files were captured, and who did it."),
]

What = Annotated[
    str | None,
    typer.Option(
        metavar="TEXT",
        help="What happened, in your own words. It stays in the shell's history: without it "
        "you are asked, or standard input is read.",
    ),
]
WhatFile = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Read what happened from a file; - is standard input."),
]
When = Annotated[
    str | None,
    typer.Option(
        metavar="TIME",
        help="When: 'yesterday 21:30', '12 March', 'last Tuesday about 6pm', 'March 2025', now. "
        "Left out, it is not said.",
    ),
]
Until = Annotated[str | None, typer.Option(metavar="TIME", help="When it ended.")]
Noticed = Annotated[
    str | None, typer.Option(metavar="TIME", help="When you noticed it, if that was later.")
]
Where = Annotated[str | None, typer.Option(metavar="TEXT", help="The place.")]
Types = Annotated[
    list[str] | None,
    typer.Option(
        "--type",
        metavar="SLUG",
        autocompletion=offered.kinds,
        help="A kind of behaviour, such as calls-messages. Repeatable. "
        "'stalkdiary guide stalking' lists them.",
    ),
]
PersonName = Annotated[
    str | None,
    typer.Option(
        "--person",
        metavar="NAME",
        help="Who it was, by any of their names.",
        autocompletion=offered.names,
    ),
]
Channel = Annotated[
    str | None,
    typer.Option(metavar="TEXT", help="How it reached you: phone call, text message, in person."),
]
Felt = Annotated[
    str | None, typer.Option(metavar="TEXT", help="How it made you feel, or what it changed.")
]
IdentifiedBy = Annotated[
    str | None,
    typer.Option(
        metavar="TEXT", help="How you know that it was them: time in view, distance, light."
    ),
]
Witnesses = Annotated[
    list[str] | None,
    typer.Option("--witness", metavar="TEXT", help="Who saw or heard it. Repeatable."),
]
WitnessContact = Annotated[
    str | None, typer.Option(metavar="TEXT", help="How a witness can be reached.")
]
Appearance = Annotated[
    str | None, typer.Option(metavar="TEXT", help="How they looked or sounded, what they wore.")
]
Vehicle = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Make, colour, number plate, as far as seen.")
]
Response = Annotated[str | None, typer.Option(metavar="TEXT", help="What you did, if anything.")]
Injury = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Injuries, and where they were treated.")
]
Cost = Annotated[
    str | None, typer.Option(metavar="TEXT", help="What it cost: damage, repairs, lost work.")
]
Children = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Whether children were there: yes, or which.")
]
Link = Annotated[
    str | None, typer.Option(metavar="TEXT", help="The account, app or link that it came from.")
]
PoliceRef = Annotated[str | None, typer.Option(metavar="TEXT", help="A police reference.")]
Breach = Annotated[
    str | None,
    typer.Option(
        metavar="TEXT", help="Whether it breached an order or bail: yes, no, not sure, or which."
    ),
]
Times = Annotated[
    int | None,
    typer.Option(parser=_count, metavar="N", help="How many times: 14 calls in one night is 14."),
]

Timezone = Annotated[
    str | None,
    typer.Option(metavar="ZONE", help="Where the times are meant, if not as the diary says."),
]

Since = Annotated[
    str | None, typer.Option(metavar="DAY", help="The first day: 2026-01-31, '1 March'.")
]
LastDay = Annotated[
    str | None, typer.Option("--until", metavar="DAY", help="The last day, included.")
]

Label = Annotated[
    str | None,
    typer.Option(
        metavar="TEXT",
        help="A few letters for the name of the file, to tell one person's from another's.",
    ),
]
