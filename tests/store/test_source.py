"""Reading somebody's file: only regular ones, never through a link, and only if it stays still."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from stalkdiary.errors import InputRefused, StalkdiaryError, UnsafeFile
from stalkdiary.store.source import check_readable, opened

needs_posix = pytest.mark.skipif(os.name == "nt", reason="POSIX kinds of files")


def _link(path: Path) -> None:
    target = path.with_name("target")
    target.write_bytes(b"real")
    path.symlink_to(target)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


UNSAFE: list[tuple[Callable[[Path], object], str]] = [
    (_link, "a link to another file"),
    (lambda path: path.symlink_to(path), "a link to another file"),
    (lambda path: path.symlink_to("nowhere"), "a link to another file"),
    (os.mkfifo, "a pipe"),
    (_socket, "a socket"),
    (Path.mkdir, "a folder"),
]


@needs_posix
@pytest.mark.parametrize(("make", "kind"), UNSAFE)
@pytest.mark.parametrize("look", [check_readable, lambda path: opened(path).__enter__()])
def test_what_is_no_regular_file_is_unsafe(
    make: Callable[[Path], object], kind: str, look: Callable[[Path], object], tmp_path: Path
) -> None:
    path = tmp_path / "thing"
    make(path)
    with pytest.raises(UnsafeFile, match=kind):
        look(path)


@needs_posix
@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero", "/dev/full"])
def test_a_device_is_unsafe(device: str) -> None:
    with pytest.raises(UnsafeFile, match="a device"):
        check_readable(Path(device))


@pytest.mark.parametrize("name", ["missing", "x" * 300, "nul\0byte", "missing/inside"])
def test_a_file_that_is_not_there_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputRefused):
        check_readable(tmp_path / name)


@needs_posix
def test_a_file_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said by a stand-in for the system, because root may read everything."""
    path = tmp_path / "secret"
    path.write_bytes(b"x")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(InputRefused, match="Permission denied"):
        check_readable(path)


def test_a_disk_that_fails_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(b"x")
    with pytest.raises(InputRefused, match="Input/output error"), opened(path):
        raise OSError(5, "Input/output error")


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no /proc here")
def test_memory_of_a_process_is_no_evidence() -> None:
    with pytest.raises(StalkdiaryError), opened(Path("/proc/self/mem")) as source:
        source.file.read(10)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc here")
def test_a_file_that_says_it_is_empty_and_is_not_has_changed() -> None:
    with pytest.raises(UnsafeFile, match="changed"), opened(Path("/proc/self/status")) as source:
        source.file.read()


def _grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def _shrink(path: Path) -> None:
    os.truncate(path, 2)


def _touch(path: Path) -> None:
    os.utime(path, ns=(1, 1))


@pytest.mark.parametrize("change", [_grow, _shrink, _touch])
@pytest.mark.parametrize("first", [True, False])
def test_a_file_that_changes_while_it_is_read_is_unsafe(
    change: Callable[[Path], None], first: bool, tmp_path: Path
) -> None:
    """Before the reading and after it, as long as the file is open."""
    path = tmp_path / "photo"
    path.write_bytes(b"0123456789")
    with pytest.raises(UnsafeFile, match="changed"), opened(path) as source:
        if first:
            change(path)
        source.file.read()
        if not first:
            change(path)


def test_a_file_that_is_not_read_to_its_end_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(b"0123456789")
    with pytest.raises(UnsafeFile, match="changed"), opened(path) as source:
        source.file.read(5)


def test_a_file_that_is_replaced_while_it_is_read_gives_the_first_one(tmp_path: Path) -> None:
    path, other = tmp_path / "photo", tmp_path / "other"
    path.write_bytes(b"first")
    other.write_bytes(b"second")
    with opened(path) as source:
        other.replace(path)
        assert source.file.read() == b"first"


@needs_posix
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"two\nlines", "two\nlines"),
        (b"-rf", "-rf"),
        (b"caf\xe9.jpg", "caf\\xe9.jpg"),
        ("gpj.\u202eexe".encode(), "gpj.\u202eexe"),
        ("e\u0301".encode(), "e\u0301"),
    ],
)
def test_strange_names_are_kept_as_text(name: bytes, shown: str, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    path.write_bytes(b"x")
    with opened(path) as source:
        source.file.read()
    assert source.name == shown
    assert source.path == str(tmp_path / shown)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (2**31, "2038-01-19T03:14:08Z")],
)
def test_file_times_are_utc_and_kept_as_found(seconds: int, text: str, tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(b"x")
    os.utime(path, (0, seconds))
    with opened(path) as source:
        source.file.read()
    assert source.times["modified"] == text


def test_a_time_that_no_calendar_has_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(b"x")
    try:
        os.utime(path, (0, 400_000_000_000))
    except OSError:
        pytest.skip("this file system has no such time")
    if path.stat().st_mtime < 300_000_000_000:
        pytest.skip("this file system keeps no such time")
    with opened(path) as source:
        source.file.read()
    assert "modified" not in source.times


def test_the_source_is_never_touched(tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(b"x")
    before = path.stat()
    with opened(path) as source:
        source.file.read()
    after = path.stat()
    assert (before.st_mtime_ns, before.st_ctime_ns, before.st_ino) == (
        after.st_mtime_ns,
        after.st_ctime_ns,
        after.st_ino,
    )
