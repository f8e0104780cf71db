"""A disk that fails: only our own errors come out, and what they say is true."""

import logging
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from stalkdiary.diary import Diary

CALLS = ("pwrite64", "fsync", "openat", "unlink")
ERRORS = ("ENOSPC", "EIO", "EROFS")

Run = Callable[[list[str], list[str]], "subprocess.CompletedProcess[str]"]


@pytest.mark.parametrize("call", CALLS)
def test_an_error_at_any_point_of_add(
    *,
    call: str,
    run: Run,
    source: Callable[[Path], Path],
    sound: Callable[[Diary, int, Path], None],
    templates: dict[str, tuple[Path, bytes | None]],
    tmp_path: Path,
    full: bool,
) -> None:
    """Once and for ever, for each error; I1 to I5, I7 and I8."""
    original, key = templates["encrypted filled"]
    assert key
    path = tmp_path / "home" / "diary.db"
    evidence = source(tmp_path / "elsewhere")
    arguments = ["add", str(path), key.hex(), str(evidence)]
    log = tmp_path / "log"
    # Only what touches the diary, its journal and their folder fails; Python's files do not.
    only = [f"-P{each}" for each in (path.parent, path, path.with_name("diary.db-journal"))]

    def prepare() -> None:
        shutil.rmtree(path.parent, ignore_errors=True)
        path.parent.mkdir(mode=0o700)
        shutil.copy(original, path)

    prepare()
    run([*only, "-o", str(log), "-e", f"trace={call}"], arguments)
    count = len(re.findall(rf"^\d+ +{call}\(", log.read_text(errors="replace"), re.MULTILINE))
    assert count >= 2
    every = [
        (error, at, for_ever)
        for error in ERRORS
        for at in range(1, count + 1)
        for for_ever in ("", "+")
    ]
    chosen = every if full else every[:: max(1, len(every) // 9)]
    for error, at, for_ever in chosen:
        prepare()
        fault = f"inject={call}:error={error}:when={at}{for_ever}"
        done = run([*only, "-o", "/dev/null", "-e", f"trace={call}", "-e", fault], arguments)
        where = f"{fault}: {done.stdout}{done.stderr}"
        assert done.returncode == 0, where
        assert re.search(r"SAVED 2|REFUSED (NotWritten|NoDiary|DiaryBusy)", done.stdout), where
        saved = done.stdout.count("SAVED")
        with Diary(path, key) as diary:
            written = sum("CANARY" in each.account.what for each in diary.incidents())
            if "Nothing was saved" in done.stdout:
                assert written == saved, where
            sound(diary, saved, evidence)
    logging.getLogger(__name__).info("%s: %d of %d faults", call, len(chosen), len(every))


def test_a_commit_that_may_have_come_through_is_not_called_lost(
    run: Run,
    source: Callable[[Path], Path],
    templates: dict[str, tuple[Path, bytes | None]],
    tmp_path: Path,
) -> None:
    """The folder's flush after the journal is gone: the entry is in the file already."""
    original, _ = templates["plain filled"]
    path = tmp_path / "diary.db"
    shutil.copy(original, path)
    fault = "inject=fsync:error=EIO:when=5"
    options = ["-o", "/dev/null", "-e", "trace=fsync", "-e", fault]
    done = run(options, ["add", str(path), "plain", str(source(tmp_path / "elsewhere"))])
    assert "It may have been saved" in done.stdout
    assert "Nothing was saved" not in done.stdout
    with Diary(path, None) as diary:
        assert any("CANARY" in each.account.what for each in diary.incidents())
