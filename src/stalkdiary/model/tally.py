"""What the imported messages of one day add up to: the account of an incident, in plain counts.

The sentence is ours and says so by its form; it holds counts and times and nothing that was read
out of the words of a message.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from stalkdiary.model.incident import Account
from stalkdiary.model.message import ExportTime, Kind, Message, Resolution, State
from stalkdiary.model.moment import Moment, Precision
from stalkdiary.model.text import plain_text

TYPES: Final = ("calls-messages",)
"""By channel and kind alone every message and call is this; what it said is for the person."""

_OUTCOMES: Final = {
    "missed": "missed",
    "answered": "answered",
    "no-answer": "unanswered",
    "declined": "declined",
    "blocked": "blocked",
}
_MINUTE_AT: Final = len("2026-03-12T21:30")


@dataclass(slots=True)
class Tally:
    """The acts of one person by one channel on one day, counted as they come.

    Attributes:
        day: the local day, ``2026-03-12``; None where the export does not say.
    """

    channel: str
    day: str | None
    acts: int = 0
    _nouns: Counter[str] = field(default_factory=Counter)
    _first: ExportTime | None = None
    _last: ExportTime | None = None

    def take(self, message: Message) -> None:
        self.acts += 1
        self._nouns[_noun(message)] += 1
        time = message.time
        if time is None:
            return
        if self._first is None or time.instant < self._first.instant:
            self._first = time
        if self._last is None or time.instant > self._last.instant:
            self._last = time

    def sentence(self, name: str) -> str:
        """What happened that day: ``37 WhatsApp messages and 4 missed calls from Alex, …``."""
        parts = [
            f"{count} {noun if count == 1 else _plural(noun)}"
            for noun, count in sorted(self._nouns.items(), key=lambda item: -item[1])
        ]
        listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
        return plain_text(f"{listed} from {name}{self._between()}.")

    def account(self, name: str, person: int, timezone: str) -> Account:
        """The account of an incident that holds these acts."""
        return Account(
            what=self.sentence(name),
            when=self.moment(timezone),
            types=TYPES,
            person=person,
            channel=self.channel,
            times=self.acts,
        )

    def moment(self, timezone: str) -> Moment:
        """From the first act to the last, as finely as the export tells it."""
        said = "not in the export" if self._first is None else "as the export tells it"
        return moment_of(self._first, self._last, timezone, said)

    def _between(self) -> str:
        first, last = self._first, self._last
        if first is None or last is None or first.precision is Resolution.DAY:
            return ""
        start, end = first.local[11:_MINUTE_AT], last.local[11:_MINUTE_AT]
        return f", {start}" if start == end else f", {start} to {end}"


def _noun(message: Message) -> str:
    if message.kind is Kind.VOICEMAIL:
        return "voicemail"
    if message.kind is Kind.CALL:
        call = message.call
        outcome = _OUTCOMES.get(call.outcome, "") if call else ""
        medium = "video " if call and call.medium == "video" else ""
        source = "" if message.channel == "phone call" else f"{message.channel} "
        return f"{outcome} {source}{medium}call".strip()
    if message.state is State.CALL_OR_VIEW_ONCE:
        return f"{message.channel} call or view-once picture (the export does not say which)"
    if message.channel == "e-mail" or message.channel.endswith("message"):
        return message.channel  # also a table's that names no channel
    return f"{message.channel} message"


def _plural(noun: str) -> str:
    head, mark, rest = noun.partition(" or ")
    return f"{head}s{mark}{rest.replace('picture', 'pictures', 1)}" if mark else f"{noun}s"


def moment_of(
    first: ExportTime | None, last: ExportTime | None, timezone: str, said: str
) -> Moment:
    """From one time of an export to another, as finely as it tells them; `said` goes with it."""
    if first is None or last is None:
        return Moment.unknown(timezone=timezone, said=said)
    day = first.precision is Resolution.DAY
    start, end = (each.local if day else whole_seconds(each.local) for each in (first, last))
    return Moment(
        start=start,
        end=None if day or end == start else end,
        precision=Precision.DAY if day else Precision.EXACT,
        timezone=timezone,
        said=said,
    )


def whole_seconds(local: str) -> str:
    """The local time of an `ExportTime` with whole seconds, as a `Moment` has it."""
    clock, sign, offset = local[:11], "", ""
    rest = local[11:]
    for mark in "+-":
        if mark in rest:
            rest, sign, offset = rest.partition(mark)
            break
    time = rest.split(".")[0]
    return f"{clock}{time if time.count(':') > 1 else time + ':00'}{sign}{offset}"
