"""What the incidents add up to: counts, dates and gaps. Facts, never verdicts.

Withdrawn incidents are left out of every figure but `Summary.withdrawn`. Figures by behaviour,
month, weekday, hour, person and channel count incidents; `acts` counts what they cover, so that one
incident of 14 calls is one incident and 14 acts.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from stalkdiary.model.address import comparable
from stalkdiary.model.behaviour import behaviours
from stalkdiary.model.incident import Incident
from stalkdiary.model.moment import MONTHS, WEEKDAYS, Moment
from stalkdiary.model.plain import fields_of

PERIOD_DAYS: Final = 28
"""The length of the two periods that are set side by side: whole weeks, so weekends are even."""
FEWEST_TO_COMPARE: Final = 5
"""With fewer incidents in both periods together, a difference between them says nothing."""

_MONTH_LENGTH: Final = len("2026-11")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What was recorded for a span of days.

    Attributes:
        first: the first local day, inclusive.
        last: the last local day, inclusive.
    """

    first: date
    last: date
    incidents: int = 0
    acts: int = 0

    def to_json(self) -> dict[str, Any]:
        return fields_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstEver:
    """The first dated incident of a kind."""

    type: str
    incident: int
    when: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the incidents add up to.

    Attributes:
        withdrawn: how many were withdrawn; they are counted nowhere else.
        first: when the first dated one happened, None where none is dated.
        by_type: incidents by behaviour slug, in the order of the list of behaviours.
        by_month: incidents by month, ``2026-01``; every month from the first to the last.
        by_weekday: incidents by weekday, all seven; only where the day is known.
        by_hour: incidents by local hour, ``00`` to ``23``; only where a time was given.
        by_person: incidents by the person's name, most first.
        by_channel: incidents by channel as it was first written, most first.
        undated: incidents of which not even the month is known.
        without_day: incidents with a date of which the day is not known.
        without_hour: incidents with a date and without a time of day.
        without_type: incidents filed under no kind of behaviour.
        days: how many different days incidents began on, where the day is known.
        in_person: incidents with at least one kind that is done in person.
        remote: incidents with at least one kind that is done from a distance.
        against_others: incidents with at least one kind aimed at other people.
        longest_gap_days: the longest run of whole days, between the first and the last dated
            incident, of which it is sure that no dated one falls on them.
        recent: the 28 days that end with the day of the summary.
        before: the 28 days before those.
        comparable: whether the two may be set against each other: the diary goes back to the
            start of `before`, and they hold `FEWEST_TO_COMPARE` incidents together.

    >>> told = diary.summary()
    >>> told.incidents, told.acts, told.by_month
    (1, 1, {'2026-03': 1})
    """

    incidents: int
    acts: int
    withdrawn: int
    first: Moment | None
    last: Moment | None
    by_type: Mapping[str, int]
    by_month: Mapping[str, int]
    by_weekday: Mapping[str, int]
    by_hour: Mapping[str, int]
    by_person: Mapping[str, int]
    by_channel: Mapping[str, int]
    first_evers: tuple[FirstEver, ...]
    undated: int
    without_day: int
    without_hour: int
    without_type: int
    days: int
    in_person: int
    remote: int
    against_others: int
    longest_gap_days: int | None
    recent: Period
    before: Period
    comparable: bool

    def to_json(self) -> dict[str, Any]:
        """The summary as ``summary --json`` prints it."""
        values = fields_of(self)
        rate = {name: values.pop(name) for name in ("recent", "before", "comparable")}
        return values | {
            "first": self.first.start if self.first else None,
            "last": self.last.start if self.last else None,
            "first_evers": [
                {"type": each.type, "incident": each.incident, "when": each.when.start}
                for each in self.first_evers
            ],
            "rate": {"days": PERIOD_DAYS} | rate,
        }


def summarise(incidents: Iterable[Incident], *, now_day: date) -> Summary:
    """What `incidents` add up to, in one pass over them; they may come in any order.

    `now_day` is the local day from which "recent" counts back, itself included.
    """
    tally = _Tally(now_day)
    for incident in incidents:
        tally.take(incident)
    return tally.summary()


@dataclass(slots=True)
class _Tally:
    """The running counts. It grows with the days and names that occur, not with the incidents."""

    now_day: date
    incidents: int = 0
    acts: int = 0
    withdrawn: int = 0
    first: tuple[tuple[str, str], Moment] | None = None
    last: tuple[tuple[str, str], Moment] | None = None
    types: Counter[str] = field(default_factory=Counter)
    months: Counter[str] = field(default_factory=Counter)
    days: Counter[date] = field(default_factory=Counter)
    acts_of_days: Counter[date] = field(default_factory=Counter)
    hours: Counter[int] = field(default_factory=Counter)
    people: Counter[str] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)
    channels: Counter[str] = field(default_factory=Counter)
    channel_names: dict[str, str] = field(default_factory=dict)
    firsts: dict[str, tuple[str, FirstEver]] = field(default_factory=dict)
    spans: set[tuple[date, date]] = field(default_factory=set)
    reach: Counter[str] = field(default_factory=Counter)
    undated: int = 0
    without_type: int = 0

    def take(self, incident: Incident) -> None:
        if incident.withdrawn:
            self.withdrawn += 1
            return
        account = incident.account
        self.incidents += 1
        self.acts += account.times
        if incident.person_name is not None:
            name = incident.person_name
            self.people[self.names.setdefault(comparable(name), name)] += 1
        if account.channel is not None:
            name = " ".join(account.channel.split())
            self.channels[name.casefold()] += 1
            self.channel_names.setdefault(name.casefold(), name)
        self._take_types(frozenset(account.types))
        self._take_moment(incident)

    def _take_types(self, types: frozenset[str]) -> None:
        self.types.update(types)
        self.without_type += not types
        self.reach.update(_reach(types))

    def _take_moment(self, incident: Incident) -> None:
        when = incident.account.when
        if when.start is None:
            self.undated += 1
            return
        key = when.sort_key
        # Of two that begin together, the longer span comes first.
        order = (key, when.start)
        if self.first is None or order < self.first[0]:
            self.first = (order, when)
        if self.last is None or order > self.last[0]:
            self.last = (order, when)
        month, day, hour = when.month, when.day, when.hour
        if month is not None:
            self.months[month] += 1
        if day is not None:
            self.days[day] += 1
            self.acts_of_days[day] += incident.account.times
        if hour is not None:
            self.hours[hour] += 1
        self.spans.add(possible_days(when.start, when.end))
        for slug in incident.account.types:
            known = self.firsts.get(slug)
            if known is None or (key, incident.number) < (known[0], known[1].incident):
                first = FirstEver(type=slug, incident=incident.number, when=when)
                self.firsts[slug] = (key, first)

    def summary(self) -> Summary:
        recent = self._period(self.now_day)
        before = self._period(self.now_day - timedelta(days=PERIOD_DAYS))
        earliest = min(self.spans)[0] if self.spans else None
        return Summary(
            incidents=self.incidents,
            acts=self.acts,
            withdrawn=self.withdrawn,
            first=self.first[1] if self.first else None,
            last=self.last[1] if self.last else None,
            by_type=dict(sorted(self.types.items(), key=lambda item: _place(item[0]))),
            by_month={month: self.months[month] for month in _months(self.months)},
            by_weekday=self._by_weekday(),
            by_hour={f"{hour:02}": self.hours[hour] for hour in range(24)},
            by_person=_most_first(self.people),
            by_channel=_most_first(
                Counter({self.channel_names[key]: n for key, n in self.channels.items()})
            ),
            first_evers=tuple(
                each
                for _, each in sorted(
                    self.firsts.values(),
                    key=lambda found: (found[0], found[1].incident, _place(found[1].type)),
                )
            ),
            undated=self.undated,
            without_day=self.incidents - self.undated - self.days.total(),
            without_hour=self.incidents - self.undated - self.hours.total(),
            without_type=self.without_type,
            days=len(self.days),
            in_person=self.reach["in-person"],
            remote=self.reach["remote"],
            against_others=self.reach["others"],
            longest_gap_days=_longest_gap(self.spans),
            recent=recent,
            before=before,
            comparable=earliest is not None
            and earliest <= before.first
            and recent.incidents + before.incidents >= FEWEST_TO_COMPARE,
        )

    def _by_weekday(self) -> dict[str, int]:
        counts = dict.fromkeys(WEEKDAYS, 0)
        for day, count in self.days.items():
            counts[WEEKDAYS[day.weekday()]] += count
        return counts

    def _period(self, last: date) -> Period:
        first = last - timedelta(days=PERIOD_DAYS - 1)
        return Period(
            first=first,
            last=last,
            incidents=sum(n for day, n in self.days.items() if first <= day <= last),
            acts=sum(n for day, n in self.acts_of_days.items() if first <= day <= last),
        )


@lru_cache(maxsize=256)
def _reach(types: frozenset[str]) -> frozenset[str]:
    """How kinds of behaviour reach the person, and whether others: few sets of them occur."""
    kinds = [behaviours()[slug] for slug in types if slug in behaviours()]
    others = {"others"} if any(kind.against_others for kind in kinds) else set()
    return frozenset({kind.presence for kind in kinds} | others)


def _place(slug: str) -> tuple[int, str]:
    """Where a slug stands in the list of behaviours; those of newer programs come last."""
    known = behaviours()
    return (list(known).index(slug) if slug in known else len(known), slug)


def _most_first(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0].casefold(), item[0])))


def _months(months: Iterable[str]) -> Iterator[str]:
    """Every month from the first to the last of `months`."""
    present = sorted(months)
    if not present:
        return
    month, last = month_number(present[0]), month_number(present[-1])
    while month <= last:
        year, past = divmod(month, len(MONTHS))
        yield f"{year:04}-{past + 1:02}"
        month += 1


def month_number(month: str) -> int:
    """A month such as ``2026-11``, counted from January of the year 0."""
    return int(month[:4]) * len(MONTHS) + int(month[5:7]) - 1


def possible_days(start: str, end: str | None) -> tuple[date, date]:
    """The first and the last local day that a moment of these ends may touch."""
    return _first_day(start), max(_first_day(start), _last_day(end or start))


def _first_day(text: str) -> date:
    return date.fromisoformat(text[:10] if len(text) > _MONTH_LENGTH else f"{text}-01")


def _last_day(text: str) -> date:
    if len(text) > _MONTH_LENGTH:
        return date.fromisoformat(text[:10])
    year, past = divmod(month_number(text) + 1, len(MONTHS))
    return date(year, past + 1, 1) - timedelta(days=1)


def _longest_gap(spans: set[tuple[date, date]]) -> int | None:
    """The most whole days between neighbouring spans, None where there is no neighbour."""
    ordered = sorted(spans)
    if len(ordered) < 2:  # noqa: PLR2004 - a gap has two sides
        return None
    longest, reached = 0, ordered[0][1]
    for first, last in ordered[1:]:
        longest = max(longest, (first - reached).days - 1)
        reached = max(reached, last)
    return longest
