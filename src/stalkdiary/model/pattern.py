"""What stands out when incidents are seen together: facts that name their incidents.

Everything is counted from what was recorded: kinds, times, people, orders. Nothing is read out of
anybody's words, and nothing is a verdict.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from stalkdiary.model.action import Action
from stalkdiary.model.address import comparable
from stalkdiary.model.behaviour import behaviours
from stalkdiary.model.burst import Digest
from stalkdiary.model.incident import Incident
from stalkdiary.model.summary import PERIOD_DAYS, possible_days
from stalkdiary.model.unanswered import is_not_known, says_breach

_WINDOWS: Final = 4
_NEIGHBOURS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The incidents that began within a span of days.

    Attributes:
        first: the first local day, inclusive.
        last: the last local day, inclusive.
        incidents: those of which the day is known to lie in it.
    """

    first: date
    last: date
    incidents: tuple[Incident, ...]

    @property
    def days(self) -> int:
        """How many days it has; 0 where it has not begun."""
        return max(0, (self.last - self.first).days + 1)

    @property
    def acts(self) -> int:
        return sum(each.account.times for each in self.incidents)


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """Something the person did, and what was recorded before and after it.

    Attributes:
        action: what was done; its day is known.
        before: the 28 days before it.
        after: the 28 days that begin with it, or fewer where it is not so long ago.
    """

    action: Action
    before: Window
    after: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """The longest time without a dated incident.

    Attributes:
        days: whole days of which it is sure that no dated incident falls on them.
    """

    days: int
    before: Incident
    after: Incident


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """On which weekday and at which hour acts happened.

    Attributes:
        acts: their number by weekday (0 is Monday) and local hour. An imported message counts at
            its own time; every other act at the time at which its incident began.
        unplaced: how many have no known hour.
    """

    acts: Counter[tuple[int, int]]
    unplaced: int


def windows(incidents: Sequence[Incident], today: date) -> list[Window]:
    """The last 28 days, today among them, and the three spans of 28 days before; newest first."""
    spans = [today - timedelta(days=PERIOD_DAYS * back) for back in range(_WINDOWS)]
    return [_window(incidents, last - timedelta(days=PERIOD_DAYS - 1), last) for last in spans]


def milestones(
    incidents: Sequence[Incident], actions: Iterable[Action], today: date
) -> Iterator[Milestone]:
    """Every time that they were told to stop or the police were told, where the day is known."""
    for action in actions:
        day = action.when.day
        if action.kind not in {"told-to-stop", "police"} or day is None or day > today:
            continue
        end = min(today, day + timedelta(days=PERIOD_DAYS - 1))
        yield Milestone(
            action=action,
            before=_window(incidents, day - timedelta(days=PERIOD_DAYS), day - timedelta(days=1)),
            after=_window(incidents, day, end),
        )


def with_presence(incidents: Iterable[Incident], presence: str) -> list[Incident]:
    """Those with at least one kind that is done ``in-person``, or ``remote``."""
    kinds = {kind.slug for kind in behaviours().values() if kind.presence == presence}
    return [each for each in incidents if not kinds.isdisjoint(each.account.types)]


def against_others(incidents: Iterable[Incident]) -> list[Incident]:
    """Those with at least one kind that is aimed at other people."""
    kinds = {kind.slug for kind in behaviours().values() if kind.against_others}
    return [each for each in incidents if not kinds.isdisjoint(each.account.types)]


def said_breach(incident: Incident) -> bool:
    """Whether the person says that it breached an order: a yes, an order named, or the kind."""
    said = incident.account.breach
    if said is None or is_not_known(said):
        return "order-breach" in incident.account.types
    return says_breach(said)


def longest_silence(incidents: Iterable[Incident]) -> Silence | None:
    """The longest one between two dated incidents, None where there are not two."""
    dated = sorted(
        (
            (*possible_days(each.account.when.start, each.account.when.end), each.number, each)
            for each in incidents
            if each.account.when.start is not None
        ),
        key=lambda item: item[:3],
    )
    if len(dated) < _NEIGHBOURS:
        return None
    _, reached, _, before = dated[0]
    longest = Silence(days=0, before=before, after=dated[1][3])
    for first, last, _, incident in dated[1:]:
        days = (first - reached).days - 1
        if days > longest.days:
            longest = Silence(days=days, before=before, after=incident)
        if last >= reached:
            reached, before = last, incident
    return longest


def by_person(incidents: Iterable[Incident]) -> dict[str | None, list[Incident]]:
    """The incidents of each person, most first; None stands for nobody named.

    A name in two forms is one person, under the form that comes first.
    """
    found: dict[str | None, list[Incident]] = {}
    names: dict[str, str] = {}
    for incident in incidents:
        name = incident.person_name
        if name is not None:
            name = names.setdefault(comparable(name), name)
        found.setdefault(name, []).append(incident)
    return dict(sorted(found.items(), key=lambda item: (item[0] is None, -len(item[1]))))


def hours(incidents: Iterable[Incident], digests: Mapping[int, Digest]) -> Hours:
    """On which weekday and at which hour the acts of these incidents happened.

    `digests` are what the messages of imported ones add up to, by the number of the incident.
    """
    acts: Counter[tuple[int, int]] = Counter()
    total = 0
    for incident in incidents:
        digest = digests.get(incident.number)
        if digest is not None:
            acts.update(digest.hours)
            total += digest.acts
            continue
        total += incident.account.times
        day, hour = incident.account.when.day, incident.account.when.hour
        if day is not None and hour is not None:
            acts[day.weekday(), hour] += incident.account.times
    return Hours(acts=acts, unplaced=total - acts.total())


def _window(incidents: Iterable[Incident], first: date, last: date) -> Window:
    within = tuple(
        each
        for each in incidents
        if each.account.when.day is not None and first <= each.account.when.day <= last
    )
    return Window(first=first, last=last, incidents=within)
