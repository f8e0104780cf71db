"""Whose messages are wanted of an export, of which days and kinds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from stalkdiary.errors import AnswerNeeded
from stalkdiary.model.address import comparable, is_number
from stalkdiary.model.message import Direction, ExportTime, Kind, Message
from stalkdiary.model.person import Person


class Who(NamedTuple):
    """A person whose messages are wanted; without a number where the diary does not know them."""

    name: str
    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody asks to be taken out of an export.

    Attributes:
        names: names, numbers or addresses of the sender, as the export or the diary has them.
        person: what the diary calls the sender, where that is another name.
        contacts: for each entry of an address book, everything that stands for one person.
        withheld: whether calls from a withheld number count as theirs.
        since: the first local day, inclusive, ``2026-01-31``.
        until: the last local day, inclusive.
        kinds: the kinds of item, all where it is empty.
        with_mine: whether the person's own messages are kept beside theirs, uncounted.
        by_message: whether each message becomes an incident of its own.
    """

    names: Sequence[str] = ()
    person: str | None = None
    contacts: Sequence[Sequence[str]] = ()
    withheld: bool = False
    since: str | None = None
    until: str | None = None
    kinds: frozenset[Kind] = frozenset()
    with_mine: bool = True
    by_message: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A request with its names resolved.

    Attributes:
        request: what was asked.
        people: whose messages, by each comparable name, number or address of theirs; nobody's
            where it is empty.
        nameless: the person that every item is from which names nobody, such as the rows of a
            table without senders; None where such items are nobody's.
        withheld: the person that calls from a withheld number count for.
        spellings: by the name of a person, what they are called in the request and its contacts.
    """

    request: Request = field(default_factory=Request)
    people: Mapping[str, Who] = field(default_factory=dict)
    nameless: Who | None = None
    withheld: Who | None = None
    spellings: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, request: Request, people: Sequence[Person]) -> "Wanted":
        """The request, resolved by the diary's list of people.

        All names are of one person, unless the list knows them as several.

        Raises:
            AnswerNeeded: a name that the list does not know could be of either of two people.
        """
        listed = [(Who(person.name, person.number), person.known_as) for person in people]
        known = {comparable(each): who for who, names in listed for each in names}
        # A name of somebody's own comes before the aliases of others, the first in the list before
        # the same person in another form of Unicode.
        known |= {comparable(who.name): who for who, _ in reversed(listed)}
        target = _target(request, known)
        if target is None:
            return cls(request=request)
        found: dict[str, Who] = {}
        spellings: dict[str, list[str]] = {}
        for name in request.names:
            who = target if request.person else known.get(comparable(name), target)
            spellings.setdefault(who.name, []).append(name)
        for who in {target, *(known.get(comparable(name), target) for name in spellings)}:
            names = [who.name, *spellings.get(who.name, ())]
            names += next((p.known_as for p in people if p.number == who.number), ())
            more = _listed(names, request.contacts)
            spellings.setdefault(who.name, []).extend(more)
            found |= dict.fromkeys(map(comparable, (*names, *more)), who)
        return cls(
            request=request,
            people=found,
            nameless=target if not request.names else None,
            withheld=target if request.withheld else None,
            spellings=spellings,
        )

    @property
    def everyone(self) -> tuple[Who, ...]:
        return tuple(dict.fromkeys(self.people.values()))

    def to_json(self) -> dict[str, Any]:
        """What was asked for, as the ledger notes it: plain JSON values."""
        request = self.request
        return {
            "names": sorted(self.people),
            "people": [who.name for who in self.everyone],
            "nameless": self.nameless is not None,
            "withheld": request.withheld,
            "since": request.since,
            "until": request.until,
            "kinds": sorted(request.kinds),
            "with_mine": request.with_mine,
            "group": "message" if request.by_message else "day",
        }

    def who(self, message: Message) -> Who | None:
        """Whose message this is, None where it is nobody's who was asked for.

        A name that was asked for counts, whoever made the export: it may be from the telephone of
        a friend, or of the sender.
        """
        for name in (message.sender_id, message.sender):
            if name and (found := self.people.get(comparable(name))):
                return found
        if message.sender or message.sender_id or message.direction is Direction.OUT:
            return None
        if message.call and message.call.withheld:
            return self.withheld
        return self.nameless

    def covers(self, message: Message) -> bool:
        """Whether its kind and day were asked for. An undated one belongs to no span of days."""
        kinds = self.request.kinds
        return (not kinds or message.kind in kinds) and self.covers_day(message.time)

    def covers_day(self, time: ExportTime | None) -> bool:
        """Whether the day was asked for; an unknown one is in no span of days."""
        request = self.request
        if request.since is None and request.until is None:
            return True
        day = time.day if time else None
        return (
            day is not None
            and (request.since is None or request.since <= day)
            and (request.until is None or day <= request.until)
        )


def _target(request: Request, known: Mapping[str, Who]) -> Who | None:
    """Who names stand for that the list does not know."""
    if request.person is not None:
        return known.get(comparable(request.person)) or _new(request.person)
    people = [known[comparable(name)] for name in request.names if comparable(name) in known]
    strangers = [name for name in request.names if comparable(name) not in known]
    if strangers and len({who.number for who in people}) > 1:
        names = " or ".join(dict.fromkeys(who.name for who in people))
        raise AnswerNeeded(
            f"{strangers[0]} could be {names}.",
            "Nothing was imported. Say who it is with --person NAME, or import twice.",
        )
    if people:
        return people[0]
    if strangers:
        # A name says more than a number.
        return _new(next((name for name in strangers if not is_number(name)), strangers[0]))
    return None


def _new(name: str) -> Who:
    return Who(" ".join(name.split()), None)


def _listed(names: Iterable[str], contacts: Sequence[Sequence[str]]) -> list[str]:
    """What an address book adds to some names of one person."""
    wanted = set(map(comparable, names))
    return [
        spelling
        for contact in contacts
        if wanted.intersection(map(comparable, contact))
        for spelling in contact
        if comparable(spelling) not in wanted
    ]
