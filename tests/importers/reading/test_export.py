"""An export as importers see it: what is in it, what is beside it, and what is refused."""

import hashlib
import io
import os
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused, StalkdiaryError, UnsafeFile
from stalkdiary.importers.reading import archive, folder
from stalkdiary.importers.reading.export import Export, Member, is_nested_archive
from stalkdiary.importers.registry import UnknownFormat, importer_of

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
NOWHERE = Path("/nowhere/at/all/export.zip")

Made = Callable[..., Export]


def entry(name: str, **fields: Any) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    for field, value in fields.items():
        setattr(info, field, value)
    return info


def zipped(*entries: tuple[zipfile.ZipInfo | str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for info, content in entries:
            file.writestr(info, content)
    return buffer.getvalue()


def of_bytes(data: bytes) -> Export:
    return Export(NOWHERE, io.BytesIO(data))


def names(export: Export) -> list[str]:
    return [member.name for member in export.members]


def content(export: Export, name: str) -> bytes:
    (member,) = [member for member in export.members if member.name == name]
    with export.opened(member) as file:
        return file.read()


@contextmanager
def refused(kind: type[StalkdiaryError], *words: str) -> Iterator[None]:
    """Exactly this kind of error, with all these words in what it says."""
    with pytest.raises(kind) as caught:
        yield
    assert type(caught.value) is kind
    assert caught.value.advice.startswith("Nothing was imported.")
    for word in words:
        assert word in f"{caught.value.sentence} {caught.value.advice}"


# The samples ---------------------------------------------------------------------------------


def hostile_rows() -> list[tuple[str, str]]:
    manifest = SAMPLES / "MANIFEST.tsv"
    if not manifest.is_file():
        return []
    rows = [line.split("\t") for line in manifest.read_text("utf-8").splitlines()[1:]]
    return [(row[0], row[8]) for row in rows if row[0].startswith("hostile-zip/")]


UNSAFE = ("absolute member path", "drive-letter path", "../ member", "backslash")


@pytest.mark.skipif(not hostile_rows(), reason="the samples are not beside this checkout")
@pytest.mark.parametrize(("path", "notes"), hostile_rows())
def test_every_hostile_sample_is_refused(path: str, notes: str) -> None:
    """With 9 where it means harm, with 4 where it is damaged, locked or holds no messages."""
    with pytest.raises(StalkdiaryError) as caught, Export(SAMPLES / path) as export:
        importer_of(export)
    assert caught.value.exit_code == (9 if any(word in notes for word in UNSAFE) else 4)
    assert caught.value.advice.startswith("Nothing was imported.")


@pytest.mark.skipif(not hostile_rows(), reason="the samples are not beside this checkout")
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("compressed uncompressed size mismatch*", "as many bytes of a.txt as it says"),
        ("strong encryption*", "locked with a password"),
        ("traditional-encryption*", "locked with a password"),
        ("End of central directory*", "not a whole zip file"),
        ("unicode.zip", "holds no messages"),
        ("zip64.zip", "holds no messages"),
        ("empty.zip", "holds no messages"),
    ],
)
def test_a_refusal_says_what_is_wrong(name: str, why: str) -> None:
    (path,) = (SAMPLES / "hostile-zip").rglob(name)
    kind = UnknownFormat if "no messages" in why else InputRefused
    with refused(kind, why), Export(path) as export:
        importer_of(export)


@pytest.mark.skipif(not hostile_rows(), reason="the samples are not beside this checkout")
def test_a_size_that_lies_is_found_when_it_is_read() -> None:
    """The checksum of this one fits the shorter content."""
    (path,) = (SAMPLES / "hostile-zip").rglob("not enough bytes*")
    with Export(path) as export:
        (member,) = export.members
        with refused(InputRefused, "zeros.bin", "1048576 bytes are missing"):
            export.digest(member)


# Archives ------------------------------------------------------------------------------------


def test_the_members_of_an_archive() -> None:
    with of_bytes(zipped(("a/_chat.txt", b"hello"), ("a/", b""), ("p.jpg", b"xy"))) as export:
        assert export.is_archive
        assert not export.is_single
        assert not export.is_folder
        assert export.members == (Member("a/_chat.txt", 5), Member("p.jpg", 2))
        assert export.beside == ()
        assert content(export, "a/_chat.txt") == b"hello"
        assert export.digest(export.members[1]) == (hashlib.sha256(b"xy").hexdigest(), 2)


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "C:/x.txt", "c:x.txt", "../x", "a/../../x", "a/..", "a\\b", "..\\x"]
)
def test_names_that_lead_out_are_unsafe(name: str) -> None:
    with refused(UnsafeFile, "not a safe archive"), of_bytes(zipped((name, b"x"))) as export:
        _ = export.members


def test_a_name_with_an_end_mark_is_unsafe() -> None:
    """Python itself drops what follows the mark, so it is put in afterwards."""
    data = zipped(("chat.txtX.exe", b"x")).replace(b"chat.txtX.exe", b"chat.txt\0.exe")
    with refused(UnsafeFile, "end mark"), of_bytes(data) as export:
        _ = export.members


def test_a_file_without_a_name_is_unsafe() -> None:
    nameless = zipfile.ZipInfo("x")
    nameless.filename = ""
    with refused(UnsafeFile, "has no name"), of_bytes(zipped((nameless, b"x"))) as export:
        _ = export.members


def test_two_dots_within_a_name_are_harmless() -> None:
    with of_bytes(zipped(("wait....txt", b"x"), ("a..b/c", b"y"))) as export:
        assert names(export) == ["wait....txt", "a..b/c"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_in_an_archive_are_unsafe(kind: int) -> None:
    link = entry("photo.jpg", external_attr=(kind | 0o777) << 16)
    with refused(UnsafeFile, "a link or a device"), of_bytes(zipped((link, b"/etc"))) as export:
        _ = export.members


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_unsafe() -> None:
    """One would be shown and the other one kept, or the other way round."""
    data = zipped(("chat.txt", b"one"), ("chat.txt", b"two"))
    with refused(UnsafeFile, "two files of the same name"), of_bytes(data) as export:
        _ = export.members


def test_names_that_are_one_name_after_unicode_rules_are_unsafe() -> None:
    data = zipped(("caf\u00e9.txt", b"one"), ("cafe\u0301.txt", b"two"))
    with refused(UnsafeFile, "two files of the same name"), of_bytes(data) as export:
        _ = export.members


def test_a_bomb_is_unsafe() -> None:
    data = zipped(("chat.txt", bytes(30 * 1024**2)))
    assert len(data) < 40_000
    with refused(UnsafeFile, "far more than its size"), of_bytes(data) as export:
        _ = export.members


def test_entries_that_share_their_bytes_are_a_bomb() -> None:
    """Each is harmless by its own ratio; together they are many times the file."""
    block = os.urandom(1024) * 100
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("0", block)
        (first,) = file.filelist
        for number in range(1, 400):
            twin = entry(str(number), header_offset=first.header_offset, CRC=first.CRC)
            twin.file_size, twin.compress_size = first.file_size, first.compress_size
            twin.compress_type = first.compress_type
            file.filelist.append(twin)
            file.NameToInfo[twin.filename] = twin
    with refused(UnsafeFile, "far more than its size"), of_bytes(buffer.getvalue()) as export:
        _ = export.members


def test_too_many_members_are_unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)
    data = zipped(*((str(number), b"x") for number in range(4)))
    with refused(UnsafeFile), of_bytes(data) as export:
        _ = export.members


def test_text_that_packs_well_is_no_bomb() -> None:
    """Thousands of nearly equal lines are what harassment looks like."""
    text = b"".join(
        b"12/03/2026, 21:%02d - Alex: answer me %d\n" % (n % 60, n) for n in range(300_000)
    )
    with of_bytes(zipped(("chat.txt", text))) as export:
        assert export.members == (Member("chat.txt", len(text)),)


@pytest.mark.parametrize("flag", [0x1, 0x40])
def test_a_locked_archive_says_so(flag: int) -> None:
    data = bytearray(zipped(("chat.txt", b"hello")))
    data[data.rindex(b"PK\x01\x02") + 8] |= flag
    with refused(InputRefused, "locked with a password"), of_bytes(bytes(data)) as export:
        _ = export.members


def test_a_method_that_python_does_not_know_is_not_called_damage() -> None:
    """Windows packs large files with Deflate64."""
    data = bytearray(zipped(("chat.txt", b"hello")))
    struct.pack_into("<H", data, data.rindex(b"PK\x01\x02") + 10, 9)
    with refused(InputRefused, "Unpack it"), of_bytes(bytes(data)) as export:
        _ = export.members


def test_a_wrong_checksum_is_found_when_the_member_is_read() -> None:
    info = entry("a.txt", compress_type=zipfile.ZIP_STORED)
    data = zipped((info, b"hello"), ("b.txt", b"whole")).replace(b"hello", b"jello")
    with of_bytes(data) as export:
        assert names(export) == ["a.txt", "b.txt"]
        assert content(export, "b.txt") == b"whole"
        with refused(InputRefused, "a.txt in the archive is damaged"):
            content(export, "a.txt")


def test_a_member_that_holds_less_than_it_says() -> None:
    info = entry("a.txt", compress_type=zipfile.ZIP_DEFLATED)
    data = bytearray(zipped((info, b"hello")))
    struct.pack_into("<I", data, data.rindex(b"PK\x01\x02") + 24, 6)
    with of_bytes(bytes(data)) as export, refused(InputRefused, "1 bytes are missing at its end"):
        content(export, "a.txt")


def test_an_archive_that_was_cut_off() -> None:
    with (
        refused(InputRefused, "not a whole zip file"),
        of_bytes(zipped(("a", b"x"))[:-8]) as export,
    ):
        _ = export.members


def test_names_from_a_mac_are_read_as_they_were_written() -> None:
    """Macs write UTF-8, with accents apart from their letters, and do not say so."""
    data = zipped(("Zoe\u0308.txt", b"x"))
    for header, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.index(header) + at
        data = data[:start] + b"\0\0" + data[start + 2 :]
    with of_bytes(data) as export:
        assert names(export) == ["Zo\u00eb.txt"]
        assert export.find("Zo\u00eb.txt") == export.members[0]
        assert content(export, "Zo\u00eb.txt") == b"x"


def test_archives_in_archives_are_told_by_name() -> None:
    assert is_nested_archive(Member("a/Messages.ZIP", 1))
    assert is_nested_archive(Member("a.tar.gz", 1))
    assert not is_nested_archive(Member("zip.txt", 1))


@settings(max_examples=150)
@given(st.data())
def test_no_damage_makes_anything_but_a_refusal(data: st.DataObject) -> None:
    """Bytes of a good archive are changed, cut out and doubled; all of it is then read."""
    good = zipped(("a/chat.txt", b"hello " * 30), ("p.jpg", bytes(range(256))))
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 40)))
    bad = good[:start] + data.draw(st.binary(max_size=40)) + good[end:]
    with suppress(InputRefused, UnsafeFile), of_bytes(bad) as export:
        for member in export.members:
            assert export.digest(member)[1] == member.bytes


# Folders -------------------------------------------------------------------------------------


def test_the_members_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.txt").write_bytes(b"22")
    (tmp_path / "a.txt").write_bytes(b"1")
    with Export(tmp_path) as export:
        assert export.is_folder
        assert export.members == (Member("a.txt", 1), Member("b/two.txt", 2))
        assert export.size == 3
        assert content(export, "b/two.txt") == b"22"
        with refused(InputRefused, "is a folder"), export.opened():
            pass


def test_links_in_a_folder_are_left_alone(tmp_path: Path) -> None:
    """What a link leads to is not in the export, and may be anything."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key.txt").write_bytes(b"key")
    given_folder = tmp_path / "given"
    given_folder.mkdir()
    (given_folder / "chat.txt").write_bytes(b"hello")
    (given_folder / "link.txt").symlink_to(secret / "key.txt")
    (given_folder / "folder").symlink_to(secret)
    with Export(given_folder) as export:
        assert names(export) == ["chat.txt"]
        assert export.find("key.txt") is None
    with Export(given_folder / "chat.txt") as export:
        assert export.find("link.txt") is None
        assert export.find("folder/key.txt") is None


def test_a_file_that_became_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"key")
    (tmp_path / "given").mkdir()
    photo = tmp_path / "given" / "photo.jpg"
    photo.write_bytes(b"x")
    with Export(tmp_path / "given") as export:
        (member,) = export.members
        photo.unlink()
        photo.symlink_to(tmp_path / "secret")
        with refused(UnsafeFile, "is a link"):
            export.digest(member)


@pytest.mark.parametrize("kind", ["link", "link to a folder", "pipe"])
def test_what_is_no_file_is_unsafe(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "given.xml"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        target = tmp_path / "target"
        target.mkdir() if kind == "link to a folder" else target.write_bytes(b"x")
        path.symlink_to(target)
    with refused(UnsafeFile), Export(path):
        pass


@pytest.mark.parametrize("name", ["missing.txt", "a\0b"])
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    with refused(InputRefused, "Check the name"), Export(tmp_path / name):
        pass


def test_a_name_that_is_not_utf8_is_shown_and_opened(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_bytes(b"x")
    with Export(tmp_path) as export:
        assert names(export) == ["caf\\xe9.txt"]
        assert content(export, "caf\\xe9.txt") == b"x"
        assert export.place(export.members[0]).encode()


def test_a_deep_folder_is_no_problem(tmp_path: Path) -> None:
    """Deeper than Python calls functions within functions."""
    folders = [tmp_path]
    for _ in range(1200):
        folders.append(Path(f"{folders[-1]}/d"))
        folders[-1].mkdir()
    (folders[-1] / "x").write_bytes(b"x")
    with Export(tmp_path) as export:
        assert [member.base for member in export.members] == ["x"]
    (folders[-1] / "x").unlink()
    for each in reversed(folders):
        each.rmdir()


def test_a_folder_with_far_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "MOST_FILES", 2)
    for number in range(3):
        (tmp_path / str(number)).touch()
    with refused(InputRefused, "more than 2 files"), Export(tmp_path) as export:
        _ = export.members


# A single file and what lies beside it -------------------------------------------------------


def test_a_single_file_and_what_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_bytes(b"hello")
    (tmp_path / "photo.jpg").write_bytes(b"xy")
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "deep.jpg").write_bytes(b"z")
    with Export(tmp_path / "chat.txt") as export:
        assert export.is_single
        assert export.members == ()
        assert export.beside == (Member("photo.jpg", 2),)
        assert export.find("photo.jpg") == Member("photo.jpg", 2)
        assert export.find("chat.txt") is None
        assert export.find("media/deep.jpg") == Member("media/deep.jpg", 1)
        assert export.find("deep.jpg") is None
        found = export.find("MEDIA/Deep.jpg")
        assert found is not None
        assert export.digest(found) == (hashlib.sha256(b"z").hexdigest(), 1)


def test_bytes_may_come_from_elsewhere() -> None:
    """The preserved bytes are read, not what lies at the path by now."""
    with Export(Path("/nowhere/chat.txt"), io.BytesIO(b"kept")) as export:
        assert export.is_single
        assert export.name == "chat.txt"
        assert export.beside == ()
        with export.opened() as file:
            assert file.read() == b"kept"


def test_several_readers_at_once_do_not_disturb_each_other() -> None:
    data = bytes(range(256)) * 20_000
    with Export(Path("/nowhere/x"), io.BytesIO(data)) as export:
        with export.opened() as one, export.opened() as two:
            first = one.read(1000)
            assert two.read(3_000_000) == data[:3_000_000]
            assert first + one.read() == data
        assert export.head == data[: 64 * 1024]
        with export.opened() as again:
            assert again.read(5) == data[:5]


def test_two_members_are_read_in_turns() -> None:
    with of_bytes(zipped(("a", b"a" * 3_000_000), ("b", b"b" * 3_000_000))) as export:
        one, two = export.members
        with export.opened(one) as first, export.opened(two) as second:
            assert first.read(10) + second.read(10) == b"a" * 10 + b"b" * 10
            assert (len(first.read()), len(second.read())) == (2_999_990, 2_999_990)


# Finding -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("photos/1.jpg", "inbox/alex/photos/1.jpg"),
        ("1.jpg", "inbox/alex/photos/1.jpg"),
        ("./photos/1.jpg", "inbox/alex/photos/1.jpg"),
        ("messages/inbox/alex/photos/1.jpg", "inbox/alex/photos/1.jpg"),
        ("PHOTOS\\1.JPG", "inbox/alex/photos/1.jpg"),
        ("\u200ephotos/1.jpg\u202c", "inbox/alex/photos/1.jpg"),
        ("cafe\u0301.txt", "caf\u00e9.txt"),
        ("2.jpg", None),
        ("", None),
        ("..", None),
        ("photos/", None),
    ],
)
def test_a_file_is_found_by_what_an_export_calls_it(wanted: str, found: str | None) -> None:
    files = zipped(("inbox/alex/photos/1.jpg", b"x"), ("caf\u00e9.txt", b"y"))
    with of_bytes(files) as export:
        member = export.find(wanted)
        assert (member and member.name) == found


def test_the_longest_path_that_fits_decides() -> None:
    files = zipped(("alex/photos/1.jpg", b"x"), ("sam/photos/1.jpg", b"yy"), ("1.jpg", b"zzz"))
    with of_bytes(files) as export:
        for wanted, size in (("sam/photos/1.jpg", 2), ("x/alex/photos/1.jpg", 1), ("1.jpg", 3)):
            member = export.find(wanted)
            assert member is not None
            assert member.bytes == size


def test_of_different_files_that_fit_equally_none_is_taken() -> None:
    """A picture of somebody else would be worse than a picture that is missing."""
    with of_bytes(zipped(("alex/1.jpg", b"x"), ("sam/1.jpg", b"yy"))) as export:
        assert export.find("1.jpg") is None
    with of_bytes(zipped(("chat/1.jpg", b"x"), ("chat copy/1.jpg", b"x"))) as export:
        assert export.find("1.jpg") == Member("chat/1.jpg", 1)


def test_no_name_becomes_a_path(tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_bytes(b"secret")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "chat.txt").write_bytes(b"x")
    for path in (tmp_path / "in", tmp_path / "in" / "chat.txt"):
        with Export(path) as export:
            for name in ("../outside.txt", str(tmp_path / "outside.txt"), "in/../../outside.txt"):
                assert export.find(name) is None


def test_a_name_of_any_length_is_looked_up_in_no_time(made_export: Made) -> None:
    """Each message of a hostile chat may name a file."""
    with made_export("chat.txt", b"x") as export:
        assert export.find("a/" * 500_000) is None


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file here fails when read")
def test_a_disk_that_does_not_give_the_file_is_told_with_its_name() -> None:
    """What the system says of a file that was handed in was taken for a failure of our output."""
    with refused(InputRefused, "can't be read"), Export(Path("/proc/self/mem")) as export:
        export.head  # noqa: B018
    with (
        Export(Path("/proc/self/mem")) as export,
        refused(InputRefused, "can't be read"),
        export.opened() as file,
    ):
        file.read(1)
    with refused(InputRefused, "can't be read"), Export(Path("/proc/self/status")) as export:
        export.size  # noqa: B018


def test_a_disk_that_does_not_give_an_archive_is_not_called_damage() -> None:
    """Whoever exports it again, because it is called no whole zip file, gets no further."""

    class Failing(io.BytesIO):
        """A file behind whose beginning the disk fails."""

        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise InputRefused("The file x can't be read.", "Nothing was imported.")
            return super().read(size)

    whole = zipped(("a.txt", b"hello"))
    with (
        refused(InputRefused, "The file x can't be read"),
        Export(NOWHERE, Failing(whole)) as export,
    ):
        names(export)
