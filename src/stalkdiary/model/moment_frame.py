"""What the words of a time are relative to, and the days and months that they name."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stalkdiary.model.moment import Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What relative words are relative to.

    Attributes:
        now: the present in the time zone.
        timezone: the IANA name of the zone.
        latest: dates without a year are the most recent ones not after this day.
        earliest: for an end: dates without a year are the first ones not before this day.
    """

    now: datetime
    timezone: str
    latest: date
    earliest: date | None = None

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def wall_now(self) -> datetime:
        """What the clocks of the zone show, without the zone."""
        return self.now.replace(tzinfo=None, fold=0)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A day, a month, or several of them.

    Attributes:
        last: the last of several days, or the first day of the last of several months; where
            it has not come yet, today ends it.
        is_said: it was said; otherwise today stands for it.
        within: one moment among those days or months is meant, not all of them.
    """

    first: date
    precision: Precision = Precision.DAY
    last: date | None = None
    is_said: bool = True
    within: bool = False

    @property
    def is_one_day(self) -> bool:
        return self.precision is Precision.DAY and self.last is None

    @property
    def last_day(self) -> date:
        if self.precision is Precision.DAY:
            return self.last or self.first
        month = self.last or self.first
        return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
