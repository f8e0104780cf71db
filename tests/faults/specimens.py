"""Files that mean harm, or are no files at all: each a name and what puts it in a folder."""

import errno
import os
import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from contents import (
    ALEX,
    CHAT,
    ESCAPES,
    IN_CHAT,
    LOOP,
    PERSON,
    archives,
    boxes,
    jpeg,
    media,
    png,
    sms,
    telegram,
    texts,
    zip_of,
)
from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.store.connection import APPLICATION_ID

TERABYTE = 1024**4


@dataclass(frozen=True, slots=True)
class Specimen:
    """One of them.

    Attributes:
        name: what it is called here.
        make: puts it in a folder that is empty; gives the path that is then named to a command,
            as it is named there. A diary lies at ``../diary.db``.
        kept: whether `attach` keeps it, byte for byte, as the evidence it may be; None where it
            may keep what is there at that moment.
        meddle: what somebody does to it each time just after it was opened.
    """

    name: str
    make: Callable[[Path], str | Path]
    kept: bool | None = True
    meddle: Callable[[Path], object] | None = None


def _content(data: bytes, ending: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / f"sent{ending}"
        path.write_bytes(data)
        return path

    return make


def _named(name: str | bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / os.fsdecode(name)
        path.write_bytes(CHAT.format(name="Alex", text="hello").encode())
        return path.relative_to(folder)

    return make


def _link(target: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / "within").mkdir()
        (folder / "within" / "file").write_text("x")
        path = folder / "link"
        path.symlink_to(target)
        return path

    return make


def _at(path: str) -> Callable[[Path], Path]:
    return lambda _folder: Path(path)


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def _socket(folder: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"/proc/self/fd/{os.open(folder, os.O_RDONLY)}/socket")
    return folder / "socket"


def _node(kind: int, device: tuple[int, int]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        os.mknod(folder / "node", kind | 0o600, os.makedev(*device))
        return folder / "node"

    return make


def _circle(folder: Path) -> Path:
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    return folder / "a"


def _hard_link(folder: Path) -> Path:
    (folder / "photo.jpg").hardlink_to(folder.parent / "diary.db")
    return folder / "photo.jpg"


def _journal(folder: Path) -> Path:
    return folder.parent / "diary.db-journal"


def _folder_of_everything(folder: Path) -> Path:
    _pipe(folder)
    _socket(folder)
    _circle(folder)
    (folder / "up").symlink_to("..")
    (folder / "zero").symlink_to("/dev/zero")
    (folder / f"name{ESCAPES}".replace("/", "_")).write_text("x")
    return folder


def _deep(folder: Path) -> Path:
    """Folders within folders, deeper than a path may be long."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(60):
        os.mkdir("d" * 100, dir_fd=here)
        below = os.open("d" * 100, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    return folder


def _sparse(beginning: bytes, ending: str, size: int = TERABYTE) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / f"sparse{ending}"
        path.write_bytes(beginning)
        os.truncate(path, size)
        return path

    return make


def _grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more" * 10000)


def _replace(path: Path) -> None:
    other = path.with_name("z")
    other.write_bytes(b"something else")
    other.replace(path)


def _refused(error: int) -> Callable[[Path], None]:
    """What the system says instead of opening it, as of what is somebody else's."""

    def refuse(path: Path) -> None:
        raise OSError(error, os.strerror(error), str(path))

    return refuse


def _become_link(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to("/dev/zero")


# Databases --------------------------------------------------------------------------------------


def _database(*statements: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        return _changed(folder / "sent.db", statements)

    return make


def _changed(database: Path, statements: Iterable[str]) -> Path:
    connection = sqlite.connect(str(database), isolation_level=None)
    for each in statements:
        connection.execute(each)
    connection.close()
    return database


def _of_diary(change: Callable[[bytearray], object]) -> Callable[[Path], Path]:
    """A diary with something else in its bytes."""

    def make(folder: Path) -> Path:
        data = bytearray((folder.parent / "diary.db").read_bytes())
        change(data)
        (folder / "sent.db").write_bytes(data)
        return folder / "sent.db"

    return make


def _with_sql(*statements: str) -> Callable[[Path], Path]:
    """A diary in which somebody has left statements of theirs."""

    def make(folder: Path) -> Path:
        return _changed(_of_diary(lambda _: None)(folder), statements)

    return make


def _with_journal(folder: Path) -> Path:
    path = _of_diary(lambda _: None)(folder)
    path.with_name("sent.db-journal").write_bytes(
        b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\xff" * 20 + b"../../out.txt" + bytes(5000)
    )
    return path


def _beside_pipe(folder: Path) -> Path:
    path = _of_diary(lambda _: None)(folder)
    for each in ("-journal", "-wal", "-shm"):
        os.mkfifo(f"{path}{each}")
    return path


_OURS = f"PRAGMA application_id = {APPLICATION_ID}"
_ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
_FIRST = " WHERE number = 1"
_DATABASES = (
    ("database of another program", _database("CREATE TABLE track (name TEXT)")),
    ("database that calls itself a diary", _database("CREATE TABLE track (x)", _OURS)),
    ("diary of a format to come", _with_sql("PRAGMA user_version = 99")),
    ("diary of a format below zero", _with_sql("PRAGMA user_version = -1")),
    ("diary that begins again", _with_sql("PRAGMA user_version = 0")),
    ("diary without its entries", _with_sql("DROP TABLE entry")),
    (
        "diary whose list has no end",
        _with_sql("DROP TABLE incident", f"CREATE VIEW incident AS {_ENDLESS} SELECT x FROM n"),
    ),
    (
        "diary whose ledger has no end",
        _with_sql(
            "DROP TABLE entry",
            f"CREATE VIEW entry AS {_ENDLESS} SELECT x AS number, 'a' AS recorded_at, 'person' AS "
            "kind, '{}' AS body, '' AS previous, '' AS hash FROM n",
        ),
    ),
    (
        "diary that swallows what is written",
        _with_sql(
            "CREATE TRIGGER sqlitexstat1 BEFORE INSERT ON entry BEGIN SELECT raise(IGNORE); END"
        ),
    ),
    ("diary of escapes", _with_sql(f"UPDATE incident SET source = '{ESCAPES}'")),
    ("diary in the way of write-ahead", _with_sql("PRAGMA journal_mode = WAL")),
    (
        "diary of large numbers",
        _with_sql(f"UPDATE incident SET number = {2**63 - 1}{_FIRST}"),
    ),
    ("diary cut off", _of_diary(lambda data: data.__delitem__(slice(40_000, None)))),
    ("diary of its first page", _of_diary(lambda data: data.__delitem__(slice(16384, None)))),
    ("diary of zeros", _of_diary(lambda d: d.__setitem__(slice(100, None), bytes(len(d) - 100)))),
    ("diary with other pages", _of_diary(lambda d: d.__setitem__(slice(16, 18), b"\x02\x00"))),
    ("diary of a billion pages", _of_diary(lambda d: d.__setitem__(slice(28, 32), b"\x7f" * 4))),
    ("diary beside a journal of others", _with_journal),
    ("diary beside pipes", _beside_pipe),
    ("what could be an encrypted diary", _content(bytes(range(1, 256)) * 200, ".db")),
)


def _kinds() -> Iterator[Specimen]:
    """What is no regular file, or not one of the person's."""
    for name, make in (
        ("pipe", _pipe),
        ("socket", _socket),
        ("device of zeros", _at("/dev/zero")),
        ("device of nothing", _at("/dev/null")),
        ("device that is full", _at("/dev/full")),
        ("device of chance", _at("/dev/urandom")),
        ("terminal", _at("/dev/tty")),
        ("device of its own", _node(0o020000, (1, 5))),
        ("disk that is not there", _node(0o060000, (250, 250))),
        ("folder", lambda folder: folder),
        ("folder of everything", _folder_of_everything),
        ("folders without end", _deep),
        ("folder of processes", _at("/proc/self")),
        ("folder of open files", _at("/proc/self/fd")),
        ("folder of the system", _at("/proc")),
        ("link to a file", _link("within/file")),
        ("link to a folder", _link("within")),
        ("link to nothing", _link("nowhere")),
        ("link to itself", _link("link")),
        ("link to a device", _link("/dev/zero")),
        ("link to memory", _link("/proc/self/mem")),
        ("link to the diary", _link("../diary.db")),
        ("links in a circle", _circle),
        ("diary", lambda folder: folder.parent / "diary.db"),
        ("diary by another way", lambda folder: folder / ".." / "diary.db"),
        ("hard link to the diary", _hard_link),
        ("journal of the diary", _journal),
        ("memory", _at("/proc/self/mem")),
        ("map of memory", _at("/proc/self/pagemap")),
        ("state of a process", _at("/proc/self/status")),
        ("number of processors", _at("/sys/devices/system/cpu/online")),
        ("nothing there", _at("nowhere.txt")),
        ("file within a file", lambda folder: _named("a")(folder) / "b"),
        ("no name", _at("")),
        ("name of 5,000 characters", lambda folder: folder / ("x" * 5000)),
        ("path of 9,000 characters", lambda folder: f"{folder}/" + "x/" * 4500),
        ("home of nobody", _at("~nobody-of-that-name/x")),
    ):
        yield Specimen(name, make, kept=False)


def _sparse_files() -> Iterator[Specimen]:
    """A terabyte each, of which the disk holds the beginning alone."""
    for name, beginning, ending in (
        ("zeros", b"", ".txt"),
        ("a zip", zip_of((IN_CHAT, ALEX)), ".zip"),
        ("a chat", ALEX * 200, ".txt"),
        ("a table", b"date,from,text\n2026-03-12,Alex,x\n" * 90, ".csv"),
        ("JSON", telegram()[:-2] + b",", ".json"),
        ("XML", sms()[:-8], ".xml"),
        ("a page", b"<html><body>", ".html"),
        ("a card", b"BEGIN:VCARD\r\nFN:A\r\n", ".vcf"),
        ("a mail", PERSON.encode() + b"\r\n", ".eml"),
        ("mails", b"From a@b Thu Mar 12 21:30:00 2026\n" + PERSON.encode(), ".mbox"),
        ("a picture", png(1, 1), ".png"),
        ("a photograph", jpeg(LOOP), ".jpg"),
        ("a film", boxes(1), ".mp4"),
        ("a sound", b"ID3\x04\0\0\0\0\0\0\xff\xfb", ".mp3"),
        ("a document", b"%PDF-1.7\n", ".pdf"),
        ("a database", b"SQLite format 3\0" + bytes(range(84)), ".db"),
        ("noise", bytes(range(1, 256)) * 99, ".db"),
    ):
        yield Specimen(f"{name}, a terabyte long", _sparse(beginning, ending), kept=False)
    yield Specimen(
        "diary, a terabyte long", lambda f: _stretched(_of_diary(lambda _: None)(f)), kept=False
    )


def _changing() -> Iterator[Specimen]:
    for name, meddle in (
        ("grows", _grow),
        ("shrinks", lambda path: os.truncate(path, 3)),
        ("is emptied", lambda path: os.truncate(path, 0)),
        (
            "is touched",
            lambda path: os.utime(path, ns=(path.stat().st_ino, path.stat().st_mtime_ns + 1)),
        ),
        ("is replaced", _replace),
        ("becomes a link", _become_link),
        ("is removed", lambda path: path.unlink(missing_ok=True)),
        ("is not ours to read", _refused(errno.EACCES)),
        ("lies on a disk that fails", _refused(errno.EIO)),
        ("lies on a disk that is gone", _refused(errno.ENODEV)),
        ("lies on a network that is gone", _refused(errno.ESTALE)),
    ):
        yield Specimen(f"file that {name}", _named("chat.txt"), kept=None, meddle=meddle)


def _stretched(path: Path) -> Path:
    os.truncate(path, TERABYTE)
    return path


_NAMES: tuple[str | bytes, ...] = (
    "two\nlines.txt", "two\r\nSaved as AB9.txt", "\x1b[2J\x1b[H.txt", "\x1b]52;c;eA==\x07.txt",
    "\x9b31m.txt", "\x07\x08.txt", "photo\u202egpj.exe", "\u2066x\u2069", "\u200b", "\ufeff.txt",
    "e" + "\u0301" * 100, "\U0001f468\u200d\U0001f469.txt", "x" * 251 + ".txt", "\u6771" * 85,
    b"caf\xe9.txt", b"\xff\xfe\xfd", b"\xed\xa0\x80.txt", "-", "--", "--help", "-rf", "CON",
    "nul.txt", "aux", " ", "  .txt", "name ", "name.", "...", "~", "*", "?", "$(reboot)",
    "`reboot`", "; reboot", "a|b", "'", '"', "\\", "C:\\x.txt", "\\\\host\\share", "%s%n",
    "%2e%2e%2f", "{0.__class__}", "[bold]x", "[link=x]", "=1+1", "@x", "<script>.txt", "&amp;",
    "None", "file:x", "a:b", ":memory:", "x?mode=memory", "x#y", ".hidden", "\t", "\x7f",
    "\u2028.txt",
)  # fmt: skip


def _names() -> Iterator[Specimen]:
    for name in _NAMES:
        # What this names is the folder of the person.
        yield Specimen(f"file called {name!a}", _named(name), kept=None if name == "~" else True)


FAMILIES: dict[str, Callable[[], Iterator[Specimen]]] = {
    "kinds": _kinds,
    "sparse": _sparse_files,
    "changing": _changing,
    "names": _names,
    "archives": lambda: (Specimen(name, _content(data, ".zip")) for name, data in archives()),
    "texts": lambda: (Specimen(name, _content(data, end)) for name, end, data in texts()),
    "media": lambda: (Specimen(name, _content(data, end)) for name, end, data in media()),
    "databases": lambda: (Specimen(name, make) for name, make in _DATABASES),
}
"""What makes the specimens of each kind, one after the other."""
