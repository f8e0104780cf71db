"""What the columns of a table hold, by their names: well-known ones, a profile's, or as told.

The SPARC log has date, time, description of incident, location, witness name(s), police called
(report no.) and officer name (badge no.); the logs of British charities and police forces ask for
date, time, place, what happened, witnesses, evidence kept, how it made you feel and the police
reference; bills of telephones list date, time, number called and duration. Where the names leave
open which column is which, the person is asked, with what stands in the columns (`suggested`).
"""

import re
from dataclasses import dataclass
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.export import Reading
from stalkdiary.importers.reading.question import Answer, OpenQuestion
from stalkdiary.importers.tables.column_names import (
    FIELDS,
    MAY_COME_TWICE,
    PARTIES,
    is_record,
    places_of,
    profile_of,
    spaced_name,
    speaks_of_incidents,
)
from stalkdiary.importers.tables.delimited import DelimitedTable, quoted
from stalkdiary.importers.tables.suggested import Sample, sample_of, suggested
from stalkdiary.model.text import on_one_line

OWN_PROFILES: Final = ("sparc", "uk-diary")
"""Whoever names one of these says that the table is their own record."""
PROFILES: Final = (*OWN_PROFILES, "phone-bill")
_CONTENT: Final = frozenset({"text", "duration", "number", "with", "to", "from"})
_SAYS: Final = frozenset({"text", "subject", "duration"})
_MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a table has what: its columns as the header writes them, field to index from 0.

    Attributes:
        profile: the profile whose columns they are, None where they are nobody's in particular.
        own: whether each row is an incident in the person's own words, and no message or call.
    """

    names: tuple[str, ...]
    places: dict[str, int]
    profile: str | None
    own: bool

    def cell(self, cells: list[str], field: str) -> str:
        """The cell of a field without white space around it; "" where there is none."""
        place = self.places.get(field)
        return "" if place is None else cells[place].strip()

    def others(self, cells: list[str]) -> list[tuple[str, str]]:
        used = set(self.places.values())
        return [
            (self.names[index], cell.strip())
            for index, cell in enumerate(cells)
            if index not in used and cell.strip()
        ]

    @property
    def unread(self) -> tuple[str, ...]:
        used = set(self.places.values())
        return tuple(name for index, name in enumerate(self.names) if index not in used)

    @property
    def duration_unit(self) -> int:
        """How many seconds a number alone in the column of durations counts."""
        place = self.places.get("duration")
        in_minutes = place is not None and re.search(r"\bmin", self.names[place].casefold())
        return _MINUTE if in_minutes else 1

    @property
    def is_bill(self) -> bool:
        """Whether the rows are what the person's own telephone did."""
        return self.profile == "phone-bill"


def columns_of(table: DelimitedTable, reading: Reading) -> Columns:
    """What the columns of a table hold.

    Raises:
        InputRefused: a column that was named is not there, or none has dates, or what happened.
        OpenQuestion: the names of the columns leave open which is which.
    """
    names = tuple(on_one_line(name) for name in table.header.cells)
    if reading.profile not in (None, *PROFILES):
        raise InputRefused(
            f"There is no profile {quoted(reading.profile or '')}.",
            f"Nothing was imported. The profiles are: {', '.join(PROFILES)}.",
        )
    if reading.columns:
        places = _mapped(table, names, reading.columns)
    elif table.has_heading:
        places = _recognised(table, names, reading)
    else:
        places = suggested(sample_of(table), {})
    if not places.keys() & {"date", "datetime"}:
        raise _refused(table, names, "no column of dates is known by its name")
    profile = reading.profile or profile_of(names, places)
    if reading.own is not None:
        own = reading.own
    elif profile is not None:
        own = profile in OWN_PROFILES
    else:
        own = table.has_heading and is_record(names, places, told=bool(reading.columns))
    if not places.keys() & ({"text"} if own else _CONTENT):
        raise _refused(table, names, "no column that says what happened is known by its name")
    return Columns(names, places, profile, own)


def known_profile(names: list[str]) -> str | None:
    """The profile whose columns these are, where they are well known; to recognise a table."""
    places = {field: found[0] for field, found in places_of(names).items()}
    if not places.keys() & {"date", "datetime"} or len(places) == 1:
        return None
    return profile_of(tuple(names), places)


def _mapped(table: DelimitedTable, names: tuple[str, ...], told: dict[str, str]) -> dict[str, int]:
    places: dict[str, int] = {}
    plain = [spaced_name(name) for name in names]
    for field, name in told.items():
        if field not in FIELDS:
            raise InputRefused(
                f"There is no field {quoted(field)} to map a column to.",
                f"Nothing was imported. The fields are: {', '.join(FIELDS)}.",
            )
        count = plain.count(spaced_name(name))
        if count != 1:
            have = f"{count} columns have" if count else "no column has"
            raise _refused(table, names, f"{have} the name {quoted(name)}")
        places[field] = plain.index(spaced_name(name))
    return places


def _recognised(table: DelimitedTable, names: tuple[str, ...], reading: Reading) -> dict[str, int]:
    """The columns by their names; asks where these leave two open, or only contents tell."""
    found = places_of(list(names))
    places = {field: columns[0] for field, columns in found.items()}
    for field, columns in found.items():
        if len(columns) == 1 or field in MAY_COME_TWICE:
            continue
        shown = " and ".join(quoted(names[index]) for index in columns)
        why = f"the columns {shown} may both be '{field}'"
        raise _which(table, names, why, [{**places, field: index} for index in columns])
    dated = bool(places.keys() & {"date", "datetime"})
    whose = places.keys() & PARTIES or speaks_of_incidents(names, places)
    said = reading.own is not None or reading.profile is not None
    if dated and whose and not said and not places.keys() & _SAYS and not profile_of(names, places):
        _must_not_leave_words(table, names, places)
    if dated and places.keys() & _CONTENT and (whose or said or profile_of(names, places)):
        return places
    whole = suggested(sample_of(table), places)
    if whole == places or not whole.keys() & {"date", "datetime"}:
        return places
    if dated and "text" in places:
        if "from" not in whole:
            return places
        why = "whether a column says who wrote can't be told from its name"
        raise _which(table, names, why, [whole], record=True)
    what = "says what happened" if dated else "holds the dates"
    raise _which(table, names, f"which column {what} can't be told from its name", [whole])


def _must_not_leave_words(
    table: DelimitedTable, names: tuple[str, ...], places: dict[str, int]
) -> None:
    """Asks whether a column that no name tells is the text: messages would be empty without it."""
    sample = sample_of(table)
    whole = suggested(sample, places)
    if "text" in whole and any(" " in row[whole["text"]] for row in sample):
        raise _which(table, names, "which column says what was written can't be told", [whole])


def _which(
    table: DelimitedTable,
    names: tuple[str, ...],
    why: str,
    readings: list[dict[str, int]],
    *,
    record: bool = False,
) -> OpenQuestion:
    """The question which of `readings` is right, or with `record` the person's own record."""
    sample = sample_of(table)
    answers = [_answer(names, places, sample) for places in readings]
    if record:
        words = "the rows are your own record, in your words"
        answers.append(Answer("--own", words, {"own": True}))
    columns = ", ".join(quoted(name) for name in names)
    return OpenQuestion(
        f"{table.export.place(table.member)}: {why}; the columns are {columns}",
        answers,
        "Other columns go the same way",
    )


def _answer(names: tuple[str, ...], places: dict[str, int], sample: Sample) -> Answer:
    columns = {field: names[places[field]] for field in FIELDS if field in places}
    first = sample[0] if sample else [""] * len(names)
    words = ", ".join(
        f"{field} is {quoted(name)}, first {quoted(first[places[field]])}"
        for field, name in columns.items()
    )
    return Answer(f"--map {_typed(columns)}", words, {"columns": columns})


def _typed(columns: dict[str, str]) -> str:
    return ",".join(
        f"{field}={name}" if re.fullmatch(r"[\w.-]+", name) else f'{field}="{name}"'
        for field, name in columns.items()
    )


def _refused(table: DelimitedTable, names: tuple[str, ...], why: str) -> InputRefused:
    example = [name for name in names if name]
    example += ["Date", "Text"]
    return table.refused(
        max(table.header.line, 1),
        f"{why}; the columns are {', '.join(quoted(name) for name in names)}",
        "Nothing was imported. Say which column is what, for example: "
        f"--map {_typed({'date': example[0], 'text': example[1]})} (the fields are "
        f"{', '.join(FIELDS)}). If a title stands above the names of the columns, take it out of "
        "a copy of the file.",
    )
