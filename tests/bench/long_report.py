"""What a long report costs: seconds and peak memory, file by file.

    python tests/bench/long_report.py 10000 200000 pdf

Incidents with about 60 words, seven further facts and an exhibit for every other one; messages of
ten words and an emoji, in one incident a day. Nothing is kept.
"""

import random
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.incident import Account, Incident
from stalkdiary.model.message import (
    Basis,
    Direction,
    ExportTime,
    HeldMessage,
    Kind,
    Message,
    Resolution,
)
from stalkdiary.model.moment import Moment
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.output import files

ZONE = "Europe/London"
START = datetime(2022, 1, 3, 6, tzinfo=UTC)
DAYS = 1500
TEXT = (
    "he was outside again when I came home with the silver car and did not leave until my "
    "neighbour spoke to him about it later that evening"
)
WORDS = TEXT.split()
KINDS = ("calls-messages", "unwanted-contact", "following-watching", "loitering", "threats")


def words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(count)).capitalize() + "."


def typed(number: int, of: int) -> Incident:
    """An incident as somebody may have written it."""
    chance = random.Random(number)  # noqa: S311 - filler, not a secret
    when = START + timedelta(days=DAYS * number / of)
    return Incident(
        number=number,
        recorded_at="2026-11-22T22:00:00Z",
        account=Account(
            what=words(chance, 60),
            when=Moment.exact(when, timezone=ZONE),
            where=words(chance, 6),
            types=(chance.choice(KINDS),),
            channel="in person",
            felt=words(chance, 15),
            witnesses=(words(chance, 4),),
            appearance=words(chance, 6),
            vehicle=words(chance, 4),
            response=words(chance, 8),
        ),
        person_name="Alex",
        exhibits=(f"RM/{number}",) if number % 2 else (),
    )


def imported(number: int, day: int, acts: int) -> Incident:
    """A day of messages."""
    return Incident(
        number=number,
        recorded_at="2026-11-22T22:00:00Z",
        account=Account(
            what=f"{acts} WhatsApp messages from Alex.",
            when=Moment.exact(START + timedelta(days=day), timezone=ZONE),
            types=("calls-messages",),
            times=acts,
        ),
        person_name="Alex",
        source="import",
    )


def of_a_day(number: int, day: int, acts: int) -> Iterator[HeldMessage]:
    chance = random.Random(number)  # noqa: S311 - filler, not a secret
    for act in range(acts):
        when = START + timedelta(days=day, minutes=900 * act / acts)
        local = when.isoformat(timespec="minutes")
        message = Message(
            locator=f"line {act}",
            kind=Kind.MESSAGE,
            channel="WhatsApp",
            time=ExportTime(
                local, int(when.timestamp() * 1000), local, Resolution.MINUTE, Basis.ASSUMED
            ),
            direction=Direction.IN,
            sender="Alex",
            text=f"{words(chance, 10)} 😀",
        )
        yield HeldMessage(act, number, "RM/1", message)


def facts(incidents: int, messages: int) -> Facts:
    written = [typed(number, incidents) for number in range(1, incidents + 1)]
    days = min(DAYS, messages)
    acts = messages // days if days else 0
    told = [imported(incidents + 1 + day, day, acts) for day in range(days)]
    return Facts(
        initials="RM",
        timezone=ZONE,
        now=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
        incidents=sorted([*written, *told], key=lambda each: each.account.when.sort_key),
        fingerprint="sha256:" + "0123456789abcdef" * 4,
        entries=incidents,
        histories={},
        exhibits=[
            Exhibit(
                ref=f"RM/{each.number}",
                incident=each.number,
                added_at="2026-11-22T22:00:00Z",
                name=f"{each.number}.jpg",
                bytes=100_000,
                sha256="a" * 64,
                media_type="image/jpeg",
            )
            for each in written
            if each.exhibits
        ],
        messages=lambda number: of_a_day(number, number - incidents - 1, acts),
    )


def main() -> None:
    incidents, messages, form = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    made = facts(incidents, messages)
    begin = time.perf_counter()
    total = 0
    for file in files(made, form, "report{}".format):
        at = time.perf_counter()
        size = sum(map(len, file.data()))
        total += size
        print(f"{file.suffix or 'first':16} {size / 1e6:7.1f} MB {time.perf_counter() - at:6.1f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent = time.perf_counter() - begin
    print(f"{'all':16} {total / 1e6:7.1f} MB {spent:6.1f} s, peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
