"""Killed at a system call that changes a file: the diary is as before, or as it was to become."""

import logging
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import WrongPassphrase

NEW = "the new passphrase"
# Verb, template, and how many points of it the short form takes: 74 together.
VERBS = [
    ("add", "plain filled", 12),
    ("add", "encrypted filled", 20),
    ("attach", "encrypted filled", 8),
    ("import", "encrypted filled", 12),
    ("passphrase", "encrypted filled", 9),
    ("passphrase", "plain filled", 5),
    ("create", "encrypted filled", 8),
]

Run = Callable[[list[str], list[str]], "subprocess.CompletedProcess[str]"]
Points = Callable[[list[str], Path], list[tuple[str, int]]]


@pytest.mark.parametrize(("verb", "template", "few"), VERBS)
def test_killed_at_any_point(
    *,
    verb: str,
    template: str,
    few: int,
    run: Run,
    points: Points,
    source: Callable[[Path], Path],
    sound: Callable[[Diary, int, Path], None],
    imported: Callable[[Diary, int], None],
    everything: Callable[[Diary], list[object]],
    templates: dict[str, tuple[Path, bytes | None]],
    tmp_path: Path,
    full: bool,
) -> None:
    """I1 to I7, at a sample of the points or, with ``--full``, at each of them."""
    original, key = templates[template]
    with Diary(original, key) as untouched:
        before = everything(untouched)
    path = tmp_path / "home" / "diary.db"
    evidence = source(tmp_path / "elsewhere")
    stamp = evidence.stat().st_mtime_ns
    arguments = [verb, str(path), key.hex() if key else "plain", str(evidence)]

    def prepare() -> None:
        shutil.rmtree(path.parent, ignore_errors=True)
        path.parent.mkdir(mode=0o700)
        if verb != "create":
            shutil.copy(original, path)

    prepare()
    every = points(arguments, path.parent)
    assert len(every) >= few
    chosen = every if full else every[:: max(1, len(every) // few)]
    killed = 0
    for name, count in chosen:
        prepare()
        kill = f"inject={name}:signal=SIGKILL:when={count}"
        done = run(["-o", "/dev/null", "-e", f"trace={name}", "-e", kill], arguments)
        where = f"{verb} of {template} killed at {name} {count}: {done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr, where
        killed += done.returncode != 0
        saved = done.stdout.count("SAVED")
        if key:
            leaked = [each for each in path.parent.iterdir() if b"CANARY" in each.read_bytes()]
            assert leaked == [], where
        if verb == "create":
            _created_or_not(path, saved)
            continue
        assert evidence.stat().st_mtime_ns == stamp
        with _opened(path, key, saved, verb) as diary:
            if verb == "passphrase":
                assert everything(diary) == before, where
                saved = 0
            if verb == "attach":
                added = len(diary.exhibits()) - 3
                assert saved <= added <= 1, where
                saved = 0
            if verb == "import":
                imported(diary, saved)
                saved = 0
            sound(diary, saved, evidence)
    assert killed >= 0.9 * len(chosen)
    logging.getLogger(__name__).info("%s: %d of %d points", verb, len(chosen), len(every))


def _opened(path: Path, key: bytes | None, saved: int, verb: str) -> Diary:
    """The diary, with the new passphrase where that was acknowledged, with either where not."""
    if verb == "passphrase":
        try:
            return Diary.open(path, lambda: NEW)
        except WrongPassphrase:
            assert not saved
    return Diary(path, key)


def _created_or_not(path: Path, saved: int) -> None:
    """A new diary is there whole or not at all; if it is not, it can be made now."""
    if not path.exists():
        assert not saved
        Diary.create(path, NEW).close()
    with Diary.open(path, lambda: NEW) as diary:
        assert diary.verify().entries == 1
        assert diary.verify().findings == ()


def test_a_wrong_passphrase_does_no_harm_to_a_diary_that_was_killed(
    run: Run,
    source: Callable[[Path], Path],
    sound: Callable[[Diary, int, Path], None],
    everything: Callable[[Diary], list[object]],
    templates: dict[str, tuple[Path, bytes | None]],
    tmp_path: Path,
) -> None:
    """The journal that brings it back must survive somebody else's attempt to open it."""
    original, key = templates["encrypted filled"]
    assert key
    with Diary(original, key) as untouched:
        before = everything(untouched)
    path = tmp_path / "diary.db"
    shutil.copy(original, path)
    evidence = source(tmp_path / "elsewhere")
    # The third fsync is that of the diary itself, with the new pages in it.
    kill = "inject=fsync:signal=SIGKILL:when=4"
    options = ["-o", "/dev/null", "-e", "trace=fsync", "-e", kill]
    done = run(options, ["add", str(path), key.hex(), str(evidence)])
    assert done.stdout == ""
    assert path.with_name("diary.db-journal").exists()
    assert path.read_bytes() != original.read_bytes()
    with pytest.raises(WrongPassphrase):
        Diary(path, bytes(32))
    with Diary(path, key) as diary:
        assert everything(diary) == before
        sound(diary, 0, evidence)
