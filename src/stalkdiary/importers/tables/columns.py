"""What the columns of a table hold, by their names: well-known ones, a profile's, or as told.

The SPARC log has date, time, description of incident, location, witness name(s), police called
(report no.) and officer name (badge no.); the logs of British charities and police forces ask for
date, time, place, what happened, witnesses, evidence kept, how it made you feel and the police
reference; bills of telephones list date, time, number called and duration.
"""

import re
from dataclasses import dataclass
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.export import Reading
from stalkdiary.importers.tables.delimited import DelimitedTable, quoted
from stalkdiary.model.text import on_one_line

_NARRATIVES: Final = frozenset(
    {"what happened", "description of incident", "description of the incident", "incident"}
    | {
        "description",
        "details",
        "details of incident",
        "details of the incident",
        "incident details",
    }
)
_KNOWN: Final = {
    "date": {"date", "date of incident", "incident date", "call date", "message date"},
    "time": {
        "time",
        "time of incident",
        "incident time",
        "call time",
        "start time",
        "time of call",
    },
    "datetime": {"datetime", "date time", "date and time", "date & time", "timestamp", "when"}
    | {"date and time of incident", "sent at", "received at"},
    "from": {"from", "sender", "sender name", "from name", "caller", "calling number"}
    | {"from number", "author"},
    "to": {"to", "recipient", "recipients", "number called", "called number", "called no"}
    | {"number dialled", "dialled number", "to number", "destination number"},
    "with": {"contact", "contact name", "name", "other party", "person"},
    "number": {"number", "phone number", "telephone number", "phone", "mobile", "mobile number"},
    "text": {"text", "message", "message text", "body", "content", "message body"}
    | {"what happened", "description of incident", "description of the incident", "incident"}
    | {"details of incident", "details of the incident", "incident details"}
    | {"description", "details"},
    "subject": {"subject"},
    "direction": {"direction", "in out", "incoming outgoing", "in or out"},
    "channel": {"channel", "service", "app", "platform"},
    "kind": {"kind"},
    "type": {"type", "call type", "message type", "type of call"},
    "duration": {"duration", "call duration", "length", "call length", "length of call"},
    "place": {"place", "location", "where", "place of incident", "location of incident"}
    | {"where it happened"},
    "witnesses": {"witness", "witnesses", "witness name", "witness names", "names of witnesses"}
    | {"any witnesses"},
    "felt": {"felt", "how it made you feel", "how it made me feel", "how did it make you feel"}
    | {"how i felt", "how you felt", "feelings", "impact", "effect on me", "impact on me"},
    "police": {"police", "police called", "police reference", "police ref", "police report"}
    | {"police reference number", "crime reference", "crime reference number", "crime number"}
    | {"report number", "reported to police", "police incident number"},
    "officer": {"officer", "officer name", "police officer", "name of officer"},
    "response": {"response", "my response", "your response", "what i did", "what you did"}
    | {"action taken"},
    "appearance": {"appearance", "what they wore"},
    "vehicle": {"vehicle", "vehicle details", "car"},
}
FIELDS: Final = tuple(_KNOWN)
PROFILES: Final = ("sparc", "uk-diary", "phone-bill")
_PARTIES: Final = frozenset({"from", "to", "with", "number", "direction", "duration"})
_OWN: Final = frozenset({"witnesses", "felt", "police", "officer", "response", "appearance"})
_MAY_COME_TWICE: Final = _OWN | {"place", "vehicle"}
"""The first such column is taken; the others are read like columns of no field."""
_MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a table has what.

    Attributes:
        names: the columns, as the header writes them.
        places: field to the index of its column, from 0.
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
        """What stands in columns of no field: name of the column, and cell."""
        used = set(self.places.values())
        return [
            (self.names[index], cell.strip())
            for index, cell in enumerate(cells)
            if index not in used and cell.strip()
        ]

    @property
    def unread(self) -> tuple[str, ...]:
        """The names of the columns of no field."""
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
        InputRefused: a column that was named is not there, or the dates or the texts are not
            found; with the columns that there are and an example of ``--map``.
    """
    names = tuple(on_one_line(name) for name in table.header.cells)
    if reading.profile not in (None, *PROFILES):
        raise InputRefused(
            f"There is no profile {quoted(reading.profile or '')}.",
            f"Nothing was imported. The profiles are: {', '.join(PROFILES)}.",
        )
    if reading.columns:
        places = _mapped(table, names, reading.columns)
    else:
        places = _recognised(table, names)
    if not places.keys() & {"date", "datetime"}:
        raise _not_found(table, names, "column of dates")
    found = Columns(names, places, reading.profile, own=False)
    profile = reading.profile or _profile_of(found)
    own = _is_own(found, told=bool(reading.columns)) if profile is None else profile != "phone-bill"
    if not places.keys() & (
        {"text"} if own else {"text", "duration", "number", "with", "to", "from"}
    ):
        raise _not_found(table, names, "column that says what happened")
    return Columns(names, places, profile, own)


def known_columns(names: list[str]) -> Columns | None:
    """What columns of these names hold, where that is well known; for recognising a table."""
    places: dict[str, int] = {}
    for index, name in enumerate(names):
        for field in _fields_of(name):
            places.setdefault(field, index)
    if not places.keys() & {"date", "datetime"} or len(places) == 1:
        return None
    found = Columns(tuple(names), places, None, own=False)
    return Columns(tuple(names), places, _profile_of(found), own=False)


def _profile_of(columns: Columns) -> str | None:
    """The profile that the names of the columns are of."""
    places = columns.places
    if places.keys() & _PARTIES - {"to", "duration"}:
        return None
    text = _plain(columns.names[places["text"]]) if "text" in places else ""
    if places.keys() & {"witnesses", "police", "officer", "felt", "place"}:
        if text == "description of incident":
            return "sparc"
        return "uk-diary" if text == "what happened" else None
    called = "to" in places and "call" in _plain(columns.names[places["to"]])
    dialled = "to" in places and "dialled" in _plain(columns.names[places["to"]])
    return "phone-bill" if called or dialled else None


def _is_own(columns: Columns, *, told: bool) -> bool:
    """Whether the rows are incidents in the person's own words.

    So where nobody sends or is called, and where witnesses, feelings or the police have columns,
    or the column of the text speaks of what happened. A person who names the columns and one of
    them ``from`` means messages.
    """
    fields = columns.places.keys()
    if not fields & _PARTIES:
        return not fields & {"subject", "kind"}
    if told or "text" not in fields:
        return False
    text = _plain(columns.names[columns.places["text"]])
    return bool(fields & _OWN) or "happened" in text or "incident" in text


def _mapped(table: DelimitedTable, names: tuple[str, ...], told: dict[str, str]) -> dict[str, int]:
    places: dict[str, int] = {}
    plain = [_spaced(name) for name in names]
    for field, name in told.items():
        if field not in FIELDS:
            raise InputRefused(
                f"There is no field {quoted(field)} to map a column to.",
                f"Nothing was imported. The fields are: {', '.join(FIELDS)}.",
            )
        count = plain.count(_spaced(name))
        if count != 1:
            raise _refused(
                table,
                names,
                f"{'no column has' if count == 0 else f'{count} columns have'} the name "
                f"{quoted(name)}",
            )
        places[field] = plain.index(_spaced(name))
    return places


def _recognised(table: DelimitedTable, names: tuple[str, ...]) -> dict[str, int]:
    places: dict[str, int] = {}
    for index, name in enumerate(names):
        for field in _fields_of(name):
            if field in places and field not in _MAY_COME_TWICE:
                raise _refused(
                    table,
                    names,
                    f"the columns {quoted(names[places[field]])} and {quoted(name)} may both be "
                    f"'{field}'",
                )
            places.setdefault(field, index)
    return places


def _fields_of(name: str) -> list[str]:
    plain = _plain(name)
    return [field for field, known in _KNOWN.items() if plain in known]


def _not_found(table: DelimitedTable, names: tuple[str, ...], what: str) -> InputRefused:
    return _refused(table, names, f"no {what} is known by its name")


def _refused(table: DelimitedTable, names: tuple[str, ...], why: str) -> InputRefused:
    example = [name if re.fullmatch(r"[\w.-]+", name) else f'"{name}"' for name in names if name]
    example += ["Date", "Text"]
    return table.refused(
        table.header.line,
        f"{why}; the columns are {', '.join(quoted(name) for name in names)}",
        "Nothing was imported. Say which column is what, for example: "
        f"--map date={example[0]},text={example[1]} (the fields are {', '.join(FIELDS)}). If a "
        "title stands above the names of the columns, take it out of a copy of the file.",
    )


def _spaced(name: str) -> str:
    return " ".join(name.split()).casefold()


def _plain(name: str) -> str:
    """A name without what stands in brackets, marks, and differences of case and white space."""
    bare = re.sub(r"\([^)]*\)", "", name.casefold())
    return " ".join(re.sub(r"[^\w&]+|_", " ", bare).split())
