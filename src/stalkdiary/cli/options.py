"""Options that several commands share, so that they are spelled and explained once."""

from typing import Annotated, Any, TypeAlias

import typer

from stalkdiary.cli import offered
from stalkdiary.model.incident import MOST_TIMES as MOST

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
Captured = Annotated[Text, option("How the files were captured, and who did it.")]

When = Annotated[
    Text,
    option(
        "When: 'yesterday 21:30', '12 March', 'last Tuesday about 6pm', 'March 2025', now. "
        "Left out, it is not said.",
        metavar="TIME",
    ),
]
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
