"""A disk that is really full: what does not fit is refused whole."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import NotWritten
from stalkdiary.model.incident import Account

STEP = 4096
DISK_BYTES = 4 * 1024 * 1024


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MiB."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    place = tmp_path / "disk"
    place.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=700", "tmpfs", str(place)]
    done = subprocess.run(options, check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"a small disk can't be mounted here: {done.stderr.strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def _leave_free(disk: Path, free: int) -> None:
    """Fills the disk with one file until `free` bytes are left."""
    ballast = disk / "ballast"
    ballast.unlink(missing_ok=True)
    status = os.statvfs(disk)
    with ballast.open("wb") as file, suppress(OSError):
        file.write(bytes(status.f_bavail * status.f_frsize - free))


@pytest.mark.parametrize("template", ["plain filled", "encrypted filled"])
@pytest.mark.parametrize("verb", ["add", "create", "passphrase"])
def test_free_space_from_none_to_enough(
    *,
    verb: str,
    template: str,
    disk: Path,
    full: slice | None,
    everything: Callable[[Diary], list[object]],
    account: Callable[..., Account],
    templates: dict[str, tuple[Path, bytes | None]],
    tmp_path: Path,
) -> None:
    """Exit 8 and the diary as it was, until it fits; then it is there. Nothing is left over."""
    original, key = templates[template]
    source = tmp_path / "source.bin"
    source.write_bytes(os.urandom(100_000))
    path = disk / "diary.db"
    shutil.copy(original, path)
    with Diary(path, key) as diary:
        before = everything(diary)
    step = STEP if full else 16 * STEP
    for free in range(0, DISK_BYTES // 2, step):
        _leave_free(disk, free)
        try:
            changed = _change(verb, path, key, account("CANARY"), source)
        except NotWritten:
            assert sorted(each.name for each in disk.iterdir()) == ["ballast", "diary.db"]
            with Diary(path, key) as diary:
                assert diary.verify().findings == ()
                assert everything(diary) == before
            continue
        break
    else:
        pytest.fail("it never fitted")
    assert free > 0
    with Diary(*changed) as diary:
        assert diary.verify().findings == ()
        assert (len(list(diary.incidents())) == 4) == (verb == "add")


def _change(
    verb: str, path: Path, key: bytes | None, account: Account, source: Path
) -> tuple[Path, bytes | None]:
    """Where the changed diary is, and its key now."""
    if verb == "create":
        with Diary.create(path.with_name("new.db"), None if key is None else "words") as made:
            return made.path, made.key
    with Diary(path, key) as diary:
        if verb == "add":
            diary.add(account, [source])
        else:
            diary.change_passphrase(None)
        return diary.path, diary.key
