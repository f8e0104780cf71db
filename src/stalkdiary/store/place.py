"""Where a diary lies on the disk: made private from its first byte, and put in place whole."""

import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path

from stalkdiary.errors import InputRefused, NotWritten, shown, text_of
from stalkdiary.named_file import must_not_be_beside_diary

_FOLDER_MODE = 0o700
_FILE_MODE = 0o600
# Only new files may be left behind by a crash. Their names tell them from everything else, and
# which process makes them: with it gone, nobody needs them. SQLite puts a journal beside its own.
_UNFINISHED = ".{random}.{process}.unfinished"
_LEFT_BEHIND = re.compile(r"\.[0-9a-f]{12}\.([0-9]{1,10})\.unfinished(-journal)?")


def make_folder(folder: Path) -> None:
    """Makes `folder` and what is missing above it, readable by its owner alone."""
    try:
        missing = list(takewhile(lambda each: not each.exists(), [folder, *folder.parents]))
        for each in reversed(missing):
            with suppress(FileExistsError):
                each.mkdir(mode=_FOLDER_MODE)
    except OSError as error:
        raise NotWritten(f"The folder {shown(folder)} can't be made: {text_of(error)}.") from None


def must_be_free(path: Path) -> None:
    """Looks whether `path` could become a new file, before any long work.

    Raises:
        InputRefused: there is something of that name.
        NotWritten: there is no such folder.
        UnsafeFile: it is the name of what the engine keeps beside a diary.
    """
    must_not_be_beside_diary(path)
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        raise _not_written(path, error) from None
    else:
        raise _taken(path)
    with suppress(OSError):
        if path.absolute().parent.is_dir():
            return
    raise NotWritten(
        f"There is no folder {shown(path.absolute().parent)}.",
        "Nothing was written. Make the folder first, or choose another.",
    )


def is_empty_file(path: Path) -> bool:
    """Whether there is a file without a byte at `path`, as a killed command can leave it."""
    try:
        status = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size == 0


def sweep(folder: Path) -> None:
    """Removes what commands that were killed had begun to write in `folder`; it may be in clear.

    What a process of this machine is still making stays. On Windows an open file stays by itself.
    """
    with suppress(OSError), os.scandir(folder) as inside:
        for each in inside:
            found = _LEFT_BEHIND.fullmatch(each.name)
            if found is None or _runs(int(found[1])):
                continue
            with suppress(OSError):
                if each.is_dir(follow_symlinks=False):
                    shutil.rmtree(each)
                else:
                    os.unlink(each)  # noqa: PTH108 - what scandir gives is no Path


def _runs(process: int) -> bool:
    if os.name == "nt":
        return False  # and there os.kill would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _unfinished(path: Path) -> Path:
    """A name beside `path` for what will become it, after a look at what others left there."""
    sweep(path.parent)
    return path.with_name(_UNFINISHED.format(random=os.urandom(6).hex(), process=os.getpid()))


@contextmanager
def new_file(path: Path, *, replace: bool = False) -> Iterator[Path]:
    """A private empty file to write beside `path`, put in its place when the block ends well.

    Whoever looks at `path` sees nothing of it, or all of it. If the block fails, nothing stays.
    With `replace` it may take the place of a file that is there.

    Raises:
        InputRefused: `path` is taken, and may not be replaced.
        NotWritten: the disk does not take it.
    """
    unfinished = _unfinished(path)
    try:
        with _becoming(path):
            os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _FILE_MODE))
            yield unfinished
            _flush(unfinished)
            if replace:
                unfinished.replace(path)
            else:
                _publish(unfinished, path)
    finally:
        # The engine leaves its journal where a disk that fails does not let it finish.
        for each in (unfinished, unfinished.with_name(f"{unfinished.name}-journal")):
            with suppress(OSError):
                each.unlink(missing_ok=True)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """The same with a folder: private, empty, put in its place whole when the block ends well.

    The block asks the disk to keep the files that it writes; folders are taken care of here.
    """
    unfinished = _unfinished(path)
    try:
        with _becoming(path):
            unfinished.mkdir(mode=_FOLDER_MODE)
            yield unfinished
            for folder, _, _ in os.walk(unfinished):
                _flush(Path(folder))
            _publish_folder(unfinished, path)
    finally:
        with suppress(OSError):  # a close that fails is raised all the same
            shutil.rmtree(unfinished, ignore_errors=True)


@contextmanager
def _becoming(path: Path) -> Iterator[None]:
    """The block puts something at `path`: what fails in it is said of that."""
    try:
        yield
        # In its place already: to say that it failed would not be true.
        with suppress(OSError):
            _flush(path.parent)
    except FileExistsError:
        raise _taken(path) from None
    except OSError as error:
        raise _not_written(path, error) from None


def _not_written(path: Path, error: OSError) -> NotWritten:
    return NotWritten(f"{shown(path)} could not be written: {text_of(error)}.")


def _taken(path: Path) -> InputRefused:
    return InputRefused(
        f"There is already something at {shown(path)}.", "Nothing was changed. Choose another name."
    )


def _publish_folder(unfinished: Path, path: Path) -> None:
    """Gives the folder its name, unless something has that name.

    In one step, so that whatever ends the program leaves nothing of that name or all of it. Where
    the system puts it in the place of an empty folder, nothing is lost.
    """
    try:
        unfinished.rename(path)
    except OSError as error:
        if os.path.lexists(path):
            raise FileExistsError(error.errno, error.strerror) from None
        raise


def _publish(unfinished: Path, path: Path) -> None:
    """Gives the file its name, unless something has that name."""
    try:
        os.link(unfinished, path)
    except FileExistsError:
        raise
    except OSError:
        # Many USB sticks know no links. Taking the name first keeps two programs apart.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _FILE_MODE))
        unfinished.replace(path)


def _flush(path: Path) -> None:
    """Asks the disk to keep what was written; folders can't be flushed on Windows."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_only(path: Path) -> bool:
    """Whether nothing can be written to the file, as far as that can be told beforehand.

    The engine needs its folder, too: it puts its journal there.
    """
    return not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def readable_by_others(path: Path) -> bool:
    """Whether other accounts of this machine may read the file."""
    return os.name != "nt" and bool(path.stat().st_mode & 0o077)
