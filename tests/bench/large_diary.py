"""How long the first screen of a list, a search and a summary take in a large diary.

    python tests/bench/large_diary.py [INCIDENTS]

An encrypted diary of so many typed incidents (100,000 when left out) is made in a folder of its
own. Each look is made three times in this process, and the shortest is told, in milliseconds of
the processor. Nothing is kept.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

from stalkdiary.diary import Diary
from stalkdiary.model.incident import Account
from stalkdiary.model.moment import Moment
from stalkdiary.model.selection import Selection
from stalkdiary.model.summary import summarise
from stalkdiary.store import recording
from stalkdiary.usecases.summary import grids

SECRET = "seven grey herons"  # noqa: S105 - of a diary made here
TEXT = "he was outside again when I came home with the silver car and did not leave"
KINDS = ("calls-messages", "unwanted-contact", "following-watching", "loitering", "threats")
SCREEN = 50
EARLY = Selection(newest_first=True, until="2016-01-01")


def filled(path: Path, count: int) -> Diary:
    """A diary of ten years, written in one transaction."""
    start = datetime(2015, 11, 1, 7, tzinfo=UTC)
    diary = Diary.create(path, SECRET, initials="AB", timezone="Europe/London")
    with diary.writing() as connection:
        for number in range(count):
            when = start + timedelta(hours=87600 * number / count)
            account = Account(
                what=f"{number}: {TEXT} word{number % 20000}",
                when=Moment.exact(when, timezone="Europe/London"),
                types=(KINDS[number % len(KINDS)],),
                channel="in person",
            )
            recording.incident(connection, account, "Alex")
    return diary


def tell(name: str, look: Callable[[], object]) -> None:
    """Prints how long a look takes."""
    took = []
    for _ in range(3):
        began = time.process_time()
        look()
        took.append((time.process_time() - began) * 1000)
    print(f"{name:22} {min(took):9.1f}")


def main() -> None:
    """Makes the diary, looks, and tells."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        diary = filled(Path(folder) / "notes.db", count)

        def summary() -> None:
            incidents = list(diary.incidents())
            summarise(incidents, now_day=date(2026, 11, 1))
            grids(diary, incidents)

        tell("list --last 50", lambda: list(diary.incidents(Selection(last=SCREEN))))
        tell("list, first screen", lambda: list(islice(diary.incidents(), SCREEN)))
        tell("list --until, screen", lambda: list(islice(diary.incidents(EARLY), SCREEN)))
        tell("search, first screen", lambda: list(islice(diary.hits("silver car"), SCREEN)))
        tell("summary", summary)
        tell("verify", diary.verify)
        diary.close()


if __name__ == "__main__":
    main()
