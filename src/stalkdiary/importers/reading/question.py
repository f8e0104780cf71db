"""What an export leaves open, and only the person can say: asked with each reading that it allows.

The order of dates, whose words they are, which way a call went, which column is which. An importer
raises the question; at a terminal it is asked, elsewhere it ends the command, with the options that
answer it. An answer is a value of a field of `Reading`: the same file is read again with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from stalkdiary.errors import AnswerNeeded
from stalkdiary.importers.reading.export import Reading
from stalkdiary.model.moment import date_words
from stalkdiary.model.text import on_one_line
from stalkdiary.model.timezone import zone

ORDER_IN_WORDS: Final = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}


class Answer(NamedTuple):
    """One way to read an export.

    Attributes:
        option: how the command line says so, such as ``--date-order dmy``.
        words: what the export says in this reading; untrusted where it quotes the export.
        changes: the fields of `Reading` that say so.
    """

    option: str
    words: str
    changes: Mapping[str, Any]

    def to(self, reading: Reading) -> Reading:
        changed: Reading = replace(reading, **self.changes)
        return changed


class OpenQuestion(AnswerNeeded):
    """An export can be read in several ways.

    Attributes:
        lead: what is open, with the name of the file.
        about: the exports that leave it open; set by whoever opened them.
        looked: what was found in the exports beside them.
        alone: the question about the first of them, where several leave the same open.
    """

    about: tuple[Any, ...] = ()
    looked: tuple[Any, ...] = ()
    alone: "OpenQuestion | None" = None

    def __init__(
        self,
        lead: str,
        answers: Sequence[Answer],
        hint: str = "",
        *,
        more: Sequence["OpenQuestion"] = (),
    ) -> None:
        """`hint` is a last sentence of the advice; `more` is what else is open there."""
        self.hint = hint
        self.options = " or ".join(each.option for each in answers)
        self.lead = lead
        self.answers = tuple(answers)
        told = "; ".join(each.words for each in self.answers)
        which = "Say which is right" if len(self.answers) > 1 else "If that is right, say so"
        also = "".join(f". Also open: {each.sentence} {each.options}" for each in more)
        super().__init__(
            f"{lead}: {told}.",
            f"Nothing was imported. {which}: {self.options}{f'. {hint}' if hint else ''}{also}",
        )


def date_question(place: str, readings: Sequence[tuple[str, date, date]]) -> OpenQuestion:
    """Which order of day, month and year is right, with the first and last date in each."""
    return OpenQuestion(
        f"{place}: the dates can be read in {('no', 'one', 'two', 'three')[len(readings)]} ways",
        [
            Answer(
                f"--date-order {order}",
                f"{ORDER_IN_WORDS[order]}, from {date_words(first)} to {date_words(last)}",
                {"date_order": order},
            )
            for order, first, last in readings
        ],
    )


def clock_question(place: str, whose: str, raw: str, at: datetime, home: str) -> OpenQuestion:
    """Which zone the wall-clock times of an export are in, which `whose` program does not say.

    The time that it gives as `raw` reads `at` (not aware); `home` is the zone of the diary.
    """
    zones = dict.fromkeys((home, "UTC", "America/Los_Angeles"))
    told = {each: at.replace(tzinfo=zone(each)).astimezone(zone(home)) for each in zones}
    return OpenQuestion(
        f"{place}: {whose} does not say in which time zone its times are. The one that it gives as "
        f"{on_one_line(raw)} was, in {home}",
        [
            Answer(
                f"--timezone {each}",
                f"{date_words(when.date())}, {when:%H:%M}, if the times are those of {each}",
                {"timezone": each, "timezone_said": True},
            )
            for each, when in told.items()
        ],
        "Compare it with the same message on the phone.",
    )
