"""Running tests/crash/scenario.py under strace, and what must be true of a diary afterwards."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from stalkdiary.diary import Diary
from stalkdiary.model.incident import Account

MESSAGES = 400
"""In the export that the scenario imports."""
SCENARIO = Path(__file__).with_name("scenario.py")
# What can change a file, a folder or a name, and the opening that makes a journal.
CHANGING = (
    "openat,write,pwrite64,pwritev,fsync,fdatasync,ftruncate,fallocate,rename,renameat,renameat2,"
    "link,linkat,unlink,unlinkat,mkdir,mkdirat,chmod,fchmod,fchown"
)


@pytest.fixture(scope="session")
def strace() -> str:
    """The path of strace, where it is installed and permitted."""
    found = shutil.which("strace")
    if found is None:
        pytest.skip("strace is not installed: apt-get install strace")
    probe = subprocess.run(
        [found, "-f", "-o", "/dev/null", "-e", "inject=getppid:error=EIO", "true"],
        check=False,
        capture_output=True,
    )
    if probe.returncode:
        pytest.skip(f"strace is not permitted here: {probe.stderr.decode().strip()}")
    return found


@pytest.fixture(scope="session")
def run(strace: str) -> Callable[[list[str], list[str]], "subprocess.CompletedProcess[str]"]:
    """Runs the scenario under strace, with strace's options and the scenario's arguments."""

    def under_strace(
        options: list[str], arguments: list[str]
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [strace, "-f", *options, sys.executable, str(SCENARIO), *arguments],
            check=False,
            capture_output=True,
            text=True,
        )

    return under_strace


@pytest.fixture(scope="session")
def points(
    run: Callable[[list[str], list[str]], "subprocess.CompletedProcess[str]"],
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[list[str], Path], list[tuple[str, int]]]:
    """Every system call of one run that changes something in a folder, with its count so far.

    strace counts each name by itself: ``("pwrite64", 3)`` is the third pwrite64 of the run.
    """

    def in_folder(arguments: list[str], folder: Path) -> list[tuple[str, int]]:
        log = tmp_path_factory.mktemp("strace") / "log"
        done = run(["-y", "-o", str(log), "-e", f"trace={CHANGING}"], arguments)
        assert done.returncode == 0, done.stderr
        counts: Counter[str] = Counter()
        found = []
        for line in log.read_text(errors="replace").splitlines():
            call = re.match(r"\d+ +(\w+)\(", line)
            if call:
                counts[call[1]] += 1
                if str(folder) in line:
                    found.append((call[1], counts[call[1]]))
        return found

    return in_folder


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Makes the file that the scenario attaches, three chunks, and the export that it imports."""

    def make(folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "source.bin"
        path.write_bytes(hashlib.shake_256(b"CANARY").digest(600_000))
        messages = [
            {
                "id": number,
                "type": "message",
                "date_unixtime": str(1773351005 + number * 3600),
                "from": "Alex",
                "from_id": "user1",
                "text": f"CANARY {number} " + "words " * 20,
            }
            for number in range(1, MESSAGES + 1)
        ]
        chat = {"name": "Alex", "type": "personal_chat", "id": 1, "messages": messages}
        path.with_name("result.json").write_text(json.dumps(chat), encoding="utf-8")
        return path

    return make


@pytest.fixture(scope="session")
def imported() -> Callable[[Diary, int], None]:
    """Asserts that the export is there whole, with all its messages, or not at all."""

    def assert_whole_or_not(diary: Diary, acknowledged: int) -> None:
        numbers = [each.number for each in diary.incidents() if each.source == "import"]
        held = sum(1 for number in numbers for _ in diary.messages(number))
        assert held in {0, MESSAGES}
        assert held == MESSAGES or not acknowledged
        exhibits = [each.name for each in diary.exhibits()].count("result.json")
        assert exhibits == held // MESSAGES
        assert len(diary.message_matches("CANARY")) == len(numbers)

    return assert_whole_or_not


@pytest.fixture(scope="session")
def sound(
    everything: Callable[[Diary], list[object]], account: Callable[..., Account]
) -> Callable[[Diary, int, Path], None]:
    """Asserts I1 to I5 and I7 of tests/crash/README.md of a diary that was hurt."""

    def assert_sound(diary: Diary, acknowledged: int, source: Path) -> None:
        assert diary.verify().findings == ()
        assert everything(diary)
        written = [each for each in diary.incidents() if "CANARY" in each.account.what]
        assert acknowledged <= len(written) <= acknowledged + 1
        for each in written:
            # The first has the file and the person, the second has neither: whole or not there.
            assert len(each.exhibits) == (1 if each == written[0] else 0)
            assert each.person_name == ("Alex" if each == written[0] else None)
        data = source.read_bytes()
        assert data == hashlib.shake_256(b"CANARY").digest(600_000)
        for exhibit in diary.exhibits():
            if exhibit.name == source.name:
                assert exhibit.sha256 == hashlib.sha256(data).hexdigest()
        diary.add(account("afterwards"), [source])
        assert diary.verify().findings == ()

    return assert_sound
