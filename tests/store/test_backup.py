"""A backup is a diary: whole after every step, brought up to date by what is new, read back."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.diary import Diary
from stalkdiary.errors import (
    DiaryBusy,
    EvidenceAltered,
    InputRefused,
    NotWritten,
    StalkdiaryError,
    WrongPassphrase,
)
from stalkdiary.model.incident import Account
from stalkdiary.model.recovery_code import recovery_code
from stalkdiary.store import backup as backup_module
from stalkdiary.store import backup_sides
from stalkdiary.store import connection as connection_module
from stalkdiary.store.connection import PAGE_BYTES, connect
from stalkdiary.usecases.backup import back_up

OWN = "for Sam, and nobody else"
CHUNK = 256 * 1024


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    """An empty folder, as on a new stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def file(dest: Path) -> Path:
    """Where the backup is to be."""
    return dest / "copy.db"


@pytest.fixture
def evidence(tmp_path: Path) -> Callable[[int, str], Path]:
    """Makes a file of so many bytes that can't be guessed."""

    def make(count: int, name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(hashlib.shake_256(name.encode()).digest(count))
        return path

    return make


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """One entry, or as good as one, in each transaction."""
    monkeypatch.setattr(backup_module, "BATCH_BYTES", 1)
    monkeypatch.setattr(backup_sides, "_STEP_CHARACTERS", 1)


def sound(path: Path, key: bytes | None, diary: Diary) -> int:
    """Asserts that a backup is what the diary was at some entry; how many it has."""
    entries = list(diary.entries())
    with Diary(path, key) as copy:
        result = copy.verify()
        assert result.findings == ()
        assert list(copy.entries()) == entries[: result.entries]
        return result.entries


# Restoring -------------------------------------------------------------------------------------


def test_restoring_is_copying(
    filled: Diary,
    dest: Path,
    passphrase: str,
    everything: Callable[[Diary], list[object]],
    account: Callable[..., Account],
) -> None:
    before = everything(filled)
    done = back_up(filled, dest)
    assert done.file == dest / "diary-backup.db"
    assert filled.fingerprint != done.fingerprint  # that the backup was made is noted after it
    filled.close()
    filled.path.unlink()
    shutil.copy(done.file, filled.path)
    with Diary.open(filled.path, lambda: passphrase) as restored:
        result = restored.verify(expect=[done.fingerprint])
        assert (result.findings, result.covered) == ((), done.entries)
        assert restored.fingerprint == done.fingerprint
        assert everything(restored) == before
        number = restored.add(account("afterwards")).number
        # The backup that it came from goes on with it.
        assert back_up(restored, dest).new_entries == 1
    with Diary.open(done.file, lambda: passphrase) as copy:
        assert copy.incident(number).account.what == "afterwards"
        assert copy.verify().findings == ()


def test_the_recovery_code_opens_it_too(encrypted: Diary, file: Path) -> None:
    back_up(encrypted, file)
    assert encrypted.key
    code = recovery_code(encrypted.key)
    with Diary.open(file, lambda: code) as copy:
        assert copy.key == encrypted.key
    assert b"SQLite format" not in file.read_bytes()


def test_the_diary_notes_it_and_not_where(filled: Diary, file: Path, tmp_path: Path) -> None:
    done = back_up(filled, file)
    entry = list(filled.entries())[-1]
    assert entry.kind == "backup"
    assert {k: v for k, v in entry.content().items() if k != "nonce"} == {
        "entries": done.entries,
        "fingerprint": done.fingerprint,
        "kind": "copy",
    }
    assert str(tmp_path) not in entry.body
    assert filled.verify().findings == ()


@pytest.mark.parametrize("mask", [0o000, 0o077])
def test_it_is_private(mask: int, filled: Diary, file: Path) -> None:
    before = os.umask(mask)
    try:
        back_up(filled, file)
    finally:
        os.umask(before)
    assert file.stat().st_mode & 0o777 == 0o600
    assert os.listdir(file.parent) == [file.name]  # noqa: PTH208 - names alone


def test_a_draft_stays_at_home(diary: Diary, file: Path) -> None:
    """It is not recorded yet."""
    diary.save_draft({"what": "half"})
    back_up(diary, file)
    with Diary(file, None) as copy:
        assert copy.drafts() == {}


# What is written -------------------------------------------------------------------------------


@pytest.mark.parametrize("template", ["plain", "encrypted"])
def test_only_what_is_new_is_written(
    template: str,
    opened: Callable[[str], Diary],
    account: Callable[..., Account],
    evidence: Callable[[int, str], Path],
    file: Path,
) -> None:
    diary = opened(template)
    diary.add(account(), [evidence(32 * CHUNK, "film")])
    first = back_up(diary, file)
    assert (first.new_entries, first.new_bytes, first.made) == (first.entries, 32 * CHUNK, True)
    before = file.read_bytes()
    diary.add(account("later"), [evidence(5000, "note"), evidence(32 * CHUNK, "film")])
    second = back_up(diary, file)
    # The note of the first backup, the incident, and two exhibits, one of bytes that it has.
    assert (second.new_entries, second.new_bytes, second.made) == (4, 5000, False)
    after = file.read_bytes()
    pages = range(0, len(after), PAGE_BYTES)
    written = sum(after[at : at + PAGE_BYTES] != before[at : at + PAGE_BYTES] for at in pages)
    assert len(pages) > 512
    assert written <= 32
    assert sound(file, diary.key, diary) == second.entries


def test_progress_counts_each_byte_twice(filled: Diary, file: Path) -> None:
    counted: list[int] = []
    for _ in range(2):
        counted.clear()
        back_up(filled, file, watch=lambda _: nullcontext(counted.append))
        assert sum(counted) == 2 * filled.evidence_bytes


@pytest.mark.usefixtures("small_steps")
def test_it_is_a_whole_diary_after_every_step(
    filled: Diary, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = []

    def look(path: Path) -> None:
        steps.append(sound(path, filled.key, filled))

    monkeypatch.setattr(backup_module, "_out_of_memory", look)
    done = back_up(filled, file)
    assert steps == list(range(2, done.entries + 1))


def test_a_transaction_has_bounds(
    diary: Diary,
    file: Path,
    account: Callable[..., Account],
    evidence: Callable[[int, str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As many files as fit; one that is larger than all of it by itself."""
    monkeypatch.setattr(backup_module, "BATCH_BYTES", 1000)
    sizes = [400, 600, 1, 5000, 1000, 10]
    diary.add(account(), [evidence(size, str(size)) for size in sizes])
    batches: list[list[int]] = []
    true_reads_back = backup_module._reads_back

    def seen(copy: object, taken: dict[str, int], *rest: object, **named: object) -> bool:
        batches.append(list(taken.values()))
        return true_reads_back(copy, taken, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(backup_module, "_reads_back", seen)
    back_up(diary, file)
    assert batches == [[400, 600], [1], [5000], [1000], [10]]

    def read_first() -> list[int]:
        """What a later run reads before it writes: all that the last one may not have read."""
        batches.clear()
        back_up(diary, file)
        return batches[0]

    assert read_first() == [10, 1000]
    assert read_first() == [10, 1000]
    diary.attach(1, [evidence(5001, "5001")])
    assert read_first() == [10, 1000]
    assert read_first() == [5001]
    assert read_first() == []


# Interruptions ---------------------------------------------------------------------------------

RUN = """
import os, signal, sys
from contextlib import nullcontext
from pathlib import Path
from stalkdiary.diary import Diary
from stalkdiary.store import backup, backup_sides
from stalkdiary.usecases.backup import back_up
path, key, dest, count = sys.argv[1:]
backup.BATCH_BYTES, backup_sides._STEP_CHARACTERS = 300_000, 2000
left = int(count)
def progress(_bytes):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
with Diary(Path(path), None if key == "plain" else bytes.fromhex(key)) as diary:
    back_up(diary, Path(dest), watch=lambda _: nullcontext(progress))
print("DONE")
"""


def command(diary: Diary, file: Path, count: int) -> list[str]:
    """The backup as a program of its own, killed at the call of its progress with this number."""
    key = "plain" if diary.key is None else diary.key.hex()
    return [sys.executable, "-c", RUN, str(diary.path), key, str(file), str(count)]


def run_once(words: list[str]) -> "subprocess.CompletedProcess[bytes]":
    """Runs a program to its end, or to the end of all patience: nothing may hang."""
    return subprocess.run(words, check=False, capture_output=True, timeout=600)


@pytest.fixture
def large(
    filled: Diary, account: Callable[..., Account], evidence: Callable[[int, str], Path]
) -> Diary:
    """A diary whose backup takes several transactions."""
    filled.add(account("film"), [evidence(3 * CHUNK + 5, "film"), evidence(CHUNK, "voice")])
    filled.add(account("photo"), [evidence(1000, "photo")])
    return filled


def test_killed_while_files_are_written_and_read_back(large: Diary, file: Path) -> None:
    """Each kill leaves the diary of some entry; the next run gets further, the last to the end."""
    calls: list[int] = []
    back_up(large, file.with_name("other.db"), watch=lambda _: nullcontext(calls.append))
    for count in range(1, len(calls) + 1):
        file.unlink(missing_ok=True)
        done = run_once(command(large, file, count))
        assert done.returncode == -signal.SIGKILL, done.stderr
        had = sound(file, large.key, large)
        assert had >= 1
        made = back_up(large, file)
        assert made.new_entries == made.entries - had
        assert sound(file, large.key, large) == made.entries


def test_pulled_again_and_again(large: Diary, file: Path) -> None:
    """The same stick, pulled a little later each time: no run begins from the beginning."""
    had, counts = [0], iter(range(3, 100))
    while True:
        done = run_once(command(large, file, next(counts)))
        had.append(sound(file, large.key, large))
        if done.returncode == 0:
            break
    assert had == sorted(had)
    assert len(set(had)) >= 4


@pytest.mark.parametrize("call", ["pwrite64", "fsync", "unlink", "openat"])
def test_killed_at_a_system_call(call: str, large: Diary, file: Path, full: slice | None) -> None:
    """At a sample of them or, with ``--full``, at each; the first backup and one that adds."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed: apt-get install strace")
    earlier = file.with_name("earlier.db")
    back_up(large, earlier)
    large.set_initials("CD")
    for begin in (None, earlier):
        _sweep(strace, call, large, file, begin=begin, full=full)


def _sweep(
    strace: str, call: str, diary: Diary, file: Path, *, begin: Path | None, full: slice | None
) -> None:
    diary_before = diary.path.read_bytes()

    def run(*options: str) -> "subprocess.CompletedProcess[bytes]":
        shutil.rmtree(file.parent / "at", ignore_errors=True)
        (file.parent / "at").mkdir()
        if begin is not None:
            shutil.copy(begin, target)
        return run_once([strace, "-f", "-o", *options, *command(diary, target, 0)])

    target = file.parent / "at" / "copy.db"
    log = file.parent / "log"
    done = run(str(log), "-y", "-e", f"trace={call}")
    if b"DONE" not in done.stdout:
        pytest.skip(f"strace is not permitted here: {done.stderr.decode()}")
    lines = [each for each in log.read_text().splitlines() if re.match(rf"\d+ +{call}\(", each)]
    every = [n for n, line in enumerate(lines, start=1) if str(target.parent) in line]
    assert every
    for at in every if full else every[:: max(1, len(every) // 6)]:
        diary.close()
        diary.path.write_bytes(diary_before)
        done = run(os.devnull, "-e", f"trace={call}", "-e", f"inject={call}:signal=9:when={at}")
        assert b"DONE" not in done.stdout
        with Diary(diary.path, diary.key) as again:
            assert again.verify().findings == ()
            if target.exists():
                sound(target, diary.key, again)
            made = back_up(again, target)
            assert sound(target, diary.key, again) == made.entries


def test_ctrl_c(large: Diary, file: Path) -> None:
    def interrupt(_count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(large, file, watch=lambda _: nullcontext(interrupt))
    assert sound(file, large.key, large) == 1
    assert list(large.entries())[-1].kind != "backup"
    assert sound(file, large.key, large) < back_up(large, file).entries


def test_the_bare_name_that_a_pulled_stick_may_hold_is_no_obstacle(
    filled: Diary, file: Path
) -> None:
    file.touch()
    assert back_up(filled, file).made
    assert sound(file, filled.key, filled)


@pytest.mark.usefixtures("small_steps")
def test_nothing_is_begun_where_the_stick_was(
    filled: Diary, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_module, "_out_of_memory", Path.unlink)
    with pytest.raises(NotWritten, match="no longer"):
        back_up(filled, file)
    assert list(file.parent.iterdir()) == []


# Reading back ----------------------------------------------------------------------------------


def flip(path: Path, near: bytes = b"") -> None:
    """Changes one bit: behind `near`, or in the middle of the file."""
    data = bytearray(path.read_bytes())
    at = data.index(near) + len(near) if near else len(data) // 2
    data[at] ^= 1
    path.write_bytes(data)


def test_a_disk_that_keeps_something_else_is_found_out(
    filled: Diary,
    file: Path,
    account: Callable[..., Account],
    evidence: Callable[[int, str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    film = evidence(8 * CHUNK, "film")
    filled.add(account(), [film])
    near = film.read_bytes()[:100] if filled.key is None else b""
    monkeypatch.setattr(backup_module, "_out_of_memory", lambda path: flip(path, near))
    with pytest.raises(NotWritten, match="did not read back"):
        back_up(filled, file)
    assert list(filled.entries())[-1].kind != "backup"
    monkeypatch.undo()
    before = file.read_bytes()
    with pytest.raises(EvidenceAltered, match="damaged"):
        back_up(filled, file)
    assert file.read_bytes() == before


def test_what_a_killed_run_had_no_time_to_read_back_is_read_by_the_next(
    large: Diary, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(backup_module, "_out_of_memory", killed)
    with pytest.raises(KeyboardInterrupt):
        back_up(large, file)
    assert sound(file, large.key, large) > 1
    monkeypatch.undo()
    flip(file)
    with pytest.raises(EvidenceAltered, match="damaged"):
        back_up(large, file)


def test_a_broken_chain_in_the_backup(
    filled: Diary, file: Path, forged: Callable[[Diary], sqlite.Connection]
) -> None:
    back_up(filled, file)
    with Diary(file, filled.key) as copy:
        forged(copy).execute("UPDATE entry SET body = '{}' WHERE number = 3")
    before = file.read_bytes()
    with pytest.raises(EvidenceAltered, match="damaged"):
        back_up(filled, file)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE entry SET body = '{}' WHERE number = (SELECT max(number) FROM entry)",
        "DELETE FROM entry WHERE number = (SELECT max(number) - 1 FROM entry)",
        "UPDATE evidence_chunk SET data = x'00' WHERE evidence = (SELECT max(id) FROM evidence)",
        "DELETE FROM evidence_chunk WHERE evidence = (SELECT max(id) FROM evidence)",
        "DELETE FROM evidence WHERE id = (SELECT max(id) FROM evidence)",
    ],
)
def test_nothing_damaged_is_carried_over(
    forgery: str,
    filled: Diary,
    file: Path,
    account: Callable[..., Account],
    evidence: Callable[[int, str], Path],
    forged: Callable[[Diary], sqlite.Connection],
) -> None:
    """The fault is the diary's, and the backup keeps what it has."""
    earlier = back_up(filled, file)
    filled.add(account(), [evidence(5000, "film")])
    forged(filled).execute(forgery)
    with pytest.raises(EvidenceAltered) as told:
        back_up(filled, file)
    assert "backup at" not in told.value.sentence
    with Diary(file, filled.key) as copy:
        assert copy.verify(expect=[earlier.fingerprint]).findings == ()


# Others at work --------------------------------------------------------------------------------


def test_others_may_write_meanwhile(
    large: Diary, file: Path, account: Callable[..., Account]
) -> None:
    """What they add is left to the next backup; they never wait."""
    entries = large.verify().entries
    with Diary(large.path, large.key) as other:

        def write(_count: int) -> None:
            other.add(account("meanwhile"))

        first = back_up(large, file, watch=lambda _: nullcontext(write))
        assert first.entries == entries
        assert sound(file, large.key, large) == entries
        second = back_up(large, file)
    assert second.new_entries == second.entries - entries > 10
    assert sound(file, large.key, large) == second.entries


ADD = """
import sys
from pathlib import Path
from stalkdiary.diary import Diary
from stalkdiary.model.incident import Account
from stalkdiary.model.moment import Moment
when = Moment.unknown(timezone="Europe/London", said="")
with Diary(Path(sys.argv[1]), None) as diary:
    print("ready", flush=True)
    for _ in range(60):
        diary.add(Account(what="meanwhile", when=when), [Path(sys.argv[2])])
        diary.verify()
"""


def test_another_program_that_writes_as_fast_as_it_can(
    diary: Diary, file: Path, evidence: Callable[[int, str], Path]
) -> None:
    photo = evidence(2 * CHUNK, "photo")
    with subprocess.Popen(
        [sys.executable, "-c", ADD, str(diary.path), str(photo)], stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        other.stdout.readline()
        backups = 0
        while other.poll() is None:
            done = back_up(diary, file)
            assert sound(file, None, diary) == done.entries
            backups += 1
    assert (other.returncode, diary.verify().findings) == (0, ())
    assert backups > 0
    assert len(list(diary.incidents())) == 60


def test_two_backups_to_one_place_add_up(
    large: Diary, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second runs between two transactions of the first."""
    monkeypatch.setattr(backup_module, "BATCH_BYTES", 1)
    ran: list[int] = []

    def another(_path: Path) -> None:
        if not ran:
            ran.append(1)
            with Diary(large.path, large.key) as other:
                back_up(other, file)

    monkeypatch.setattr(backup_module, "_out_of_memory", another)
    back_up(large, file)
    monkeypatch.undo()
    assert sound(file, large.key, large) == large.verify().entries - 2
    assert back_up(large, file).new_entries == 2


@pytest.mark.parametrize("held", ["backup", "diary"])
def test_busy(held: str, filled: Diary, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says which of the two."""
    back_up(filled, file)
    monkeypatch.setattr(connection_module, "BUSY_SECONDS", 0)
    holder = connect(file if held == "backup" else filled.path, filled.key)
    with Diary(filled.path, filled.key) as diary:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DiaryBusy) as told:
            back_up(diary, file)
        assert ("the backup at" in told.value.sentence) == (held == "backup")
        holder.execute("ROLLBACK")
        holder.close()
        back_up(diary, file)


def test_a_backup_that_could_not_be_noted(
    filled: Diary, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_self: Diary, _details: object) -> None:
        raise DiaryBusy("Another command is using the diary.")

    monkeypatch.setattr(Diary, "record_backup", busy)
    with pytest.raises(DiaryBusy, match="backup is complete"):
        back_up(filled, file)
    assert sound(file, filled.key, filled) == filled.verify().entries


# Disks -----------------------------------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MiB."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    place = tmp_path / "disk"
    place.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", "size=2m,mode=700", "tmpfs", str(place)]
    done = subprocess.run(options, check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"a small disk can't be mounted here: {done.stderr.strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_keeps_the_earlier_backup(
    filled: Diary,
    disk: Path,
    account: Callable[..., Account],
    evidence: Callable[[int, str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(backup_module, "BATCH_BYTES", CHUNK)
    earlier = back_up(filled, disk)
    for n in range(12):
        filled.add(account(), [evidence(CHUNK, f"film {n}")])
    with pytest.raises(NotWritten, match=r"could not be written: .*full") as told:
        back_up(filled, disk)
    assert told.value.exit_code == 8
    assert "goes on from there" in told.value.advice
    # It went as far as there was room, and every step of it counts.
    assert sound(earlier.file, filled.key, filled) > earlier.entries
    subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=True)
    done = back_up(filled, disk)
    assert sound(done.file, filled.key, filled) == done.entries
    assert os.listdir(disk) == [done.file.name]  # noqa: PTH208 - names alone


def test_a_disk_without_room_for_a_beginning(filled: Diary, disk: Path) -> None:
    (disk / "ballast").write_bytes(bytes(2 * 1024 * 1024 - 16 * 1024))
    with pytest.raises(NotWritten) as told:
        back_up(filled, disk)
    assert "earlier" not in told.value.advice
    assert [each.name for each in disk.iterdir()] == ["ballast"]


def test_a_backup_that_can_only_be_read(filled: Diary, disk: Path) -> None:
    done = back_up(filled, disk)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with pytest.raises(NotWritten, match="readonly"):
        back_up(filled, disk)
    with pytest.raises(NotWritten, match="Read-only"):
        back_up(filled, disk / "another.db")
    assert sound(done.file, filled.key, filled) == done.entries


# Refusals --------------------------------------------------------------------------------------


def refused(diary: Diary, dest: Path, error: type[StalkdiaryError], match: str) -> None:
    """Asserts that nothing was changed, neither here nor there."""
    before = [list(diary.entries()), dest.is_file() and dest.read_bytes()]
    names = sorted(dest.parent.iterdir()) if dest.parent.is_dir() else []
    with pytest.raises(error, match=match):
        back_up(diary, dest)
    assert [list(diary.entries()), dest.is_file() and dest.read_bytes()] == before
    assert names == (sorted(dest.parent.iterdir()) if dest.parent.is_dir() else [])


def test_not_the_diary_itself(filled: Diary, dest: Path) -> None:
    refused(filled, filled.path, InputRefused, "diary itself")
    (dest / "link").symlink_to(filled.path)
    refused(filled, dest / "link", InputRefused, "diary itself")
    (dest / "diary-backup.db").hardlink_to(filled.path)
    refused(filled, dest, InputRefused, "diary itself")


def test_not_where_there_is_no_folder(filled: Diary, dest: Path) -> None:
    refused(filled, dest / "gone" / "x.db", NotWritten, "no folder")
    (dest / "link").symlink_to(dest / "gone")
    refused(filled, dest / "link", InputRefused, "already something")
    refused(filled, Path(os.devnull), InputRefused, "ordinary file")
    os.mkfifo(dest / "pipe")
    refused(filled, dest / "pipe", InputRefused, "ordinary file")


def test_not_into_something_else(diary: Diary, encrypted: Diary, file: Path) -> None:
    file.write_bytes(b"a letter")
    refused(diary, file, InputRefused, "no backup")
    refused(encrypted, file, InputRefused, "no backup")
    file.unlink()
    connection = sqlite.connect(str(file))
    connection.execute("CREATE TABLE track (name TEXT)")
    connection.close()
    refused(diary, file, InputRefused, "no backup")
    file.write_bytes(os.urandom(2 * PAGE_BYTES))
    refused(diary, file, WrongPassphrase, "not the diary's")
    refused(encrypted, file, WrongPassphrase, "not the diary's")


def test_not_into_the_backup_of_another_diary(diary: Diary, tmp_path: Path, file: Path) -> None:
    with Diary.create(tmp_path / "another" / "x.db", None) as another:
        back_up(another, file)
    refused(diary, file, InputRefused, "another diary")


def test_not_into_one_that_is_newer(filled: Diary, file: Path) -> None:
    older = filled.path.read_bytes()
    back_up(filled, file)
    filled.set_initials("CD")
    back_up(filled, file)
    filled.close()
    filled.path.write_bytes(older)
    with Diary(filled.path, filled.key) as diary:
        refused(diary, file, InputRefused, "newer")


def test_not_into_one_that_went_its_own_way(filled: Diary, file: Path) -> None:
    back_up(filled, file)
    with Diary(file, filled.key) as copy:
        copy.set_initials("CD")
    refused(filled, file, InputRefused, "different ways")


def test_not_into_one_of_a_newer_program(diary: Diary, file: Path) -> None:
    back_up(diary, file)
    connection = connect(file, None)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    refused(diary, file, InputRefused, "newer version")


def test_not_into_one_without_the_protection_of_the_diary(diary: Diary, file: Path) -> None:
    back_up(diary, file)
    diary.change_passphrase("words")
    refused(diary, file, InputRefused, "has no passphrase")
    diary.change_passphrase(None)
    back_up(diary, file)


def test_not_into_one_with_a_passphrase_of_before(diary: Diary, file: Path) -> None:
    diary.change_passphrase("words")
    back_up(diary, file)
    diary.change_passphrase("others")
    refused(diary, file, WrongPassphrase, "not the diary's")
    diary.change_passphrase(None)
    refused(diary, file, WrongPassphrase, "not the diary's")


# A passphrase of its own -----------------------------------------------------------------------


def test_a_passphrase_of_its_own(
    filled: Diary, file: Path, passphrase: str, everything: Callable[[Diary], list[object]]
) -> None:
    before = everything(filled)
    made = back_up(filled, file, OWN)
    assert made.key not in {None, filled.key}
    assert file.read_bytes()[:16] != filled.path.read_bytes()[:16]
    assert list(filled.entries())[-1].content()["kind"] == "new-passphrase"
    with Diary.open(file, lambda: OWN) as copy:
        assert everything(copy) == before
        assert copy.verify().findings == ()
    with pytest.raises(WrongPassphrase):
        Diary.open(file, lambda: passphrase)
    if filled.key is not None:
        with pytest.raises(WrongPassphrase):
            Diary(file, filled.key)


def test_it_goes_on_with_its_own_passphrase_alone(
    encrypted: Diary, file: Path, passphrase: str
) -> None:
    made = back_up(encrypted, file, OWN)
    assert made.key
    for wrong in (passphrase, OWN + " "):
        with pytest.raises(WrongPassphrase, match="for it"):
            back_up(encrypted, file, wrong)
    refused(encrypted, file, WrongPassphrase, "not the diary's")
    again = back_up(encrypted, file, OWN)
    assert (again.new_entries, again.made, again.key) == (1, False, made.key)
    assert back_up(encrypted, file, recovery_code(made.key)).new_entries == 1
    assert sound(file, made.key, encrypted) == 3


def test_a_passphrase_is_not_given_to_one_that_has_none(diary: Diary, file: Path) -> None:
    back_up(diary, file)
    with pytest.raises(InputRefused, match="has no passphrase"):
        back_up(diary, file, OWN)
