"""Where files are put: private from their first byte, whole or not at all."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import InputRefused, NotWritten, UnsafeFile
from stalkdiary.model.incident import Account
from stalkdiary.store import place
from stalkdiary.store.place import (
    make_folder,
    must_be_free,
    new_file,
    new_folder,
    readable_by_others,
    sweep,
)
from stalkdiary.usecases.extract import extract

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX modes")


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize("passphrase", [None, "words"])
def test_everything_made_is_for_its_owner_alone(
    passphrase: str | None, umask: int, account: Callable[..., Account], tmp_path: Path
) -> None:
    path = tmp_path / "new" / "folders" / "diary.db"
    modes: set[int] = set()
    source = tmp_path / "source"
    source.write_bytes(b"x")

    def look(_count: int) -> None:
        modes.update(mode(each) for each in path.parent.iterdir())

    with Diary.create(path, passphrase) as diary:
        diary.add(account(), [source], progress=look)
        extract(diary, "EX/1", path.with_name("copy"))
        if passphrase:
            diary.change_passphrase(None, look)
    modes.update(mode(each) for each in path.parent.iterdir())
    assert modes == {0o600}
    assert {mode(path.parent), mode(path.parent.parent)} == {0o700}


def test_the_mode_is_right_in_the_call_that_makes_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes = []
    real = os.open

    def watched(path: str, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            modes.append((mode, bool(flags & os.O_EXCL)))
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", watched)
    with new_file(tmp_path / "x"):
        pass
    assert modes == [(0o600, True)]


@pytest.mark.parametrize("replace", [True, False])
def test_a_file_is_there_whole_or_not_at_all(replace: bool, tmp_path: Path) -> None:
    target = tmp_path / "x"
    with new_file(target, replace=replace) as unfinished:
        unfinished.write_bytes(b"whole")
        assert not target.exists()
    assert target.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [target]
    with pytest.raises(ZeroDivisionError), new_file(tmp_path / "y", replace=replace):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("make", [Path.touch, Path.mkdir, lambda path: path.symlink_to("nowhere")])
def test_what_is_there_is_not_overwritten(make: Callable[[Path], None], tmp_path: Path) -> None:
    target = tmp_path / "x"
    make(target)
    with pytest.raises(InputRefused):
        must_be_free(target)
    with pytest.raises(InputRefused, match="already something"), new_file(target) as unfinished:
        unfinished.write_bytes(b"new")
    assert list(tmp_path.iterdir()) == [target]
    assert not target.is_file() or target.read_bytes() == b""


def test_a_disk_without_links_gets_the_file_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    with new_file(tmp_path / "x") as unfinished:
        unfinished.write_bytes(b"whole")
    assert (tmp_path / "x").read_bytes() == b"whole"
    with pytest.raises(InputRefused), new_file(tmp_path / "x") as unfinished:
        unfinished.write_bytes(b"other")
    assert (tmp_path / "x").read_bytes() == b"whole"


def test_replacing_replaces(tmp_path: Path) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"old")
    with new_file(target, replace=True) as unfinished:
        unfinished.write_bytes(b"new")
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == b"new"


def test_a_folder_that_cannot_be_flushed_does_not_make_a_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the file is in its place, "could not be written" would not be true."""
    real = place._flush

    def flush(path: Path) -> None:
        if path.is_dir():
            raise OSError(5, "Input/output error")
        real(path)

    monkeypatch.setattr(place, "_flush", flush)
    with new_file(tmp_path / "x"):
        pass
    assert (tmp_path / "x").exists()


def test_no_folder_is_said_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(NotWritten, match="no folder"):
        must_be_free(tmp_path / "missing" / "x")
    with pytest.raises(NotWritten), new_file(tmp_path / "missing" / "x"):
        pass
    (tmp_path / "file").touch()
    with pytest.raises(NotWritten, match="can't be made"):
        make_folder(tmp_path / "file" / "folder")


def test_who_else_may_read(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.touch(mode=0o600)
    assert not readable_by_others(file)
    file.chmod(0o640)
    assert readable_by_others(file)


@pytest.fixture
def gone() -> int:
    """The number of a process that has ended."""
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def test_what_a_killed_command_left_is_swept(gone: int, tmp_path: Path) -> None:
    """Files and folders of processes that are gone, and nothing else."""
    left = [f".{'0' * 12}.{gone}.unfinished", f".{'0' * 12}.{gone}.unfinished-journal"]
    stays = [
        f".{'0' * 12}.{os.getpid()}.unfinished",
        f".{'0' * 11}.{gone}.unfinished",
        f".{'0' * 12}.{gone}.unfinished.txt",
        f"x.{'0' * 12}.{gone}.unfinished",
        ".unfinished",
    ]
    for name in (*left, *stays):
        (tmp_path / name).write_text("a word", encoding="utf-8")
    folder = tmp_path / f".{'1' * 12}.{gone}.unfinished"
    (folder / "within").mkdir(parents=True)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "letter").touch()
    (folder / "within" / "link").symlink_to(outside)
    (tmp_path / f".{'2' * 12}.{gone}.unfinished").symlink_to(outside)
    sweep(tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([*stays, "outside"])
    assert (outside / "letter").exists()
    sweep(tmp_path / "nowhere")


def test_a_folder_that_can_not_be_removed_does_not_hide_what_went_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fails fails in removing, too, and it is not said that the screen did."""

    def fails(*_words: object, **_options: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr("shutil.rmtree", fails)
    with (
        pytest.raises(NotWritten, match="copy could not be written"),
        new_folder(tmp_path / "copy"),
    ):
        raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize("maker", [new_file, new_folder])
def test_a_kill_leaves_what_the_next_command_in_that_folder_sweeps(
    maker: Callable[..., object], tmp_path: Path
) -> None:
    code = (
        "import os, sys, pathlib; from stalkdiary.store import place\n"
        f"with place.{maker.__name__}(pathlib.Path(sys.argv[1])) as unfinished:\n"
        "    target = unfinished / 'x' if unfinished.is_dir() else unfinished\n"
        "    target.write_text('a word')\n"
        "    os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "copy"], check=False)
    assert done.returncode == -9
    assert len(list(tmp_path.iterdir())) == 1
    with new_file(tmp_path / "other") as unfinished:
        unfinished.write_text("x", encoding="utf-8")
    assert [each.name for each in tmp_path.iterdir()] == ["other"]


@pytest.mark.skipif(os.name == "nt", reason="a kill of POSIX")
def test_a_kill_at_the_last_step_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    """The name is taken together with the folder: an empty one would refuse the next try."""
    code = (
        "import os, sys, pathlib; from stalkdiary.store import place\n"
        "pathlib.Path.rename = lambda *_: os.kill(os.getpid(), 9)\n"
        "with place.new_folder(pathlib.Path(sys.argv[1])) as unfinished:\n"
        "    (unfinished / 'x').write_text('a word')"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "copy"], check=False)
    assert done.returncode == -9
    assert not (tmp_path / "copy").exists()
    must_be_free(tmp_path / "copy")
    with new_folder(tmp_path / "copy") as unfinished:
        (unfinished / "x").touch()
    assert [each.name for each in tmp_path.iterdir()] == ["copy"]


@pytest.mark.parametrize("other", [Path.touch, lambda path: (path / "y").mkdir(parents=True)])
def test_a_folder_takes_nobodys_place(tmp_path: Path, other: Callable[[Path], object]) -> None:
    """What came there while the folder was being written stays, and nothing of ours does."""
    with pytest.raises(InputRefused), new_folder(tmp_path / "x") as unfinished:
        (unfinished / "z").touch()
        other(tmp_path / "x")
    assert [each.name for each in tmp_path.iterdir()] == ["x"]
    assert not (tmp_path / "x" / "z").exists()


def test_nothing_takes_the_name_of_a_journal(diary: Diary) -> None:
    """The engine would take a report of that name for what undoes its last step."""
    for behind in ("-journal", "-wal", "-shm"):
        with pytest.raises(UnsafeFile, match="belongs to the diary"):
            must_be_free(diary.path.with_name(diary.path.name + behind))
    must_be_free(diary.path.with_name("other.db-journal"))
