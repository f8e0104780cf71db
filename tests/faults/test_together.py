"""Several commands at once, some of them killed: the chain stays one, and what was said is there.

``--full`` is 8 writers with 500 incidents each in 20 rounds; every run takes 4 with 12 in one.
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Event

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import DiaryBusy
from stalkdiary.usecases.backup import back_up

WRITER = """
import sys
from pathlib import Path
from stalkdiary.diary import Diary
from stalkdiary.errors import DiaryBusy
from stalkdiary.model.incident import Account
from stalkdiary.model.moment import Moment

path, key, name, first, last = sys.argv[1:]
unknown = Moment.unknown(timezone="Europe/London", said="-")
for number in range(int(first), int(last)):
    while True:
        try:
            with Diary(Path(path), None if key == "plain" else bytes.fromhex(key)) as diary:
                diary.add(Account(what=f"{name} {number}", when=unknown))
        except DiaryBusy:
            continue
        break
    print(number, flush=True)
"""
"""Opens the diary for each incident, as commands do; a line says that it was saved."""


def written(path: Path, key: bytes | None, name: str, many: int) -> Iterator[str]:
    """Everything that writer `name` said was saved. It is killed after each third of the way."""
    first, kills = 0, iter((many // 3, 2 * many // 3))
    secret = "plain" if key is None else key.hex()
    for until in (*kills, many):
        words = [sys.executable, "-c", WRITER, str(path), secret, name, str(first), str(many)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            for line in process.stdout:
                yield f"{name} {line.strip()}"
                first = int(line) + 1
                if first == until < many:
                    process.kill()
                    # What was said before it was killed may still be on its way.
        assert process.returncode in {0, -9}


def look(path: Path, key: bytes | None, folder: Path, stop: Event) -> int:
    """Checks, reads and copies the diary until `stop` is set; gives how often that went well."""
    for times in count():
        if stop.is_set() and times:
            return times
        try:
            with Diary(path, key) as diary:
                assert diary.verify().findings == ()
                copy = folder / f"copy {times}"
                back_up(diary, copy)
        except DiaryBusy:
            continue
        with Diary(copy, key) as diary:
            assert diary.verify().findings == ()
        copy.unlink()
    raise AssertionError


@pytest.mark.parametrize("template", ["plain", "encrypted"])
def test_what_each_of_several_was_told_is_there_once(
    template: str, opened: Callable[[str], Diary], tmp_path: Path, full: slice | None
) -> None:
    """Writers that are killed and begin again, beside somebody who verifies and backs up."""
    writers, many, rounds = (8, 500, 20) if full else (4, 12, 1)
    diary = opened(template)
    path, key = diary.path, diary.key
    diary.close()
    saved: list[str] = []
    for each_round in range(rounds):
        stop = Event()
        with ThreadPoolExecutor() as pool:
            looks = pool.submit(look, path, key, tmp_path, stop)
            names = [f"round {each_round} writer {number}" for number in range(writers)]
            told = pool.map(lambda name: list(written(path, key, name, many)), names)
            try:
                saved += [line for lines in told for line in lines]
            finally:
                stop.set()
            assert looks.result()
    with Diary(path, key) as again:
        assert again.verify().findings == ()
        there = Counter(each.account.what for each in again.incidents())
    assert there.keys() >= set(saved)
    twice = [what for what, times in there.items() if times > 1]
    # Killed between the commit and the word of it: written again, by a writer that can't know.
    assert len(twice) + len(there.keys() - set(saved)) <= 2 * writers * rounds
