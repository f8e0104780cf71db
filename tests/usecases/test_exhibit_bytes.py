"""The files within a preserved export: references, listing, copies out, and what a report shows."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from stalkdiary.diary import Diary
from stalkdiary.errors import EvidenceAltered, InputRefused, NothingMatched
from stalkdiary.importers.reading.export import Reading
from stalkdiary.importing.job import Job
from stalkdiary.importing.wanted import Request
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.selection import EVERYTHING
from stalkdiary.usecases.bundle import BundleOptions, write_bundle
from stalkdiary.usecases.exhibit_bytes import bytes_of_exhibit
from stalkdiary.usecases.extract import exhibit_bytes, extract
from stalkdiary.usecases.imports import import_export
from stalkdiary.usecases.pictures import pictured
from stalkdiary.usecases.report import ReportOptions, write_report

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CHAT = """\
12/03/2026, 21:31 - Alex: Look at this
12/03/2026, 21:32 - Alex: IMG-20260312-WA0001.jpg (file attached)
12/03/2026, 21:33 - Alex: PTT-20260312-WA0002.opus (file attached)
12/03/2026, 21:34 - Sam: leave me alone
13/03/2026, 09:34 - Alex: IMG-20260312-WA0001.jpg (file attached)
13/03/2026, 09:35 - Alex: IMG-20260313-WA0003.png (file attached)
"""
LATER = "14/03/2026, 10:00 - Alex: IMG-20260314-WA0004.jpg (file attached)\n"


def picture(colour: str, form: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(target, form)
    return target.getvalue()


FILES = {
    "IMG-20260312-WA0001.jpg": picture("teal", "JPEG"),
    "PTT-20260312-WA0002.opus": b"OggS" + bytes(60),
    "IMG-20260313-WA0003.png": picture("gold", "PNG"),
    "IMG-20260314-WA0004.jpg": picture("pink", "JPEG"),
}


def chat(folder: Path, name: str, text: str) -> Path:
    """An export of WhatsApp with all files."""
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("WhatsApp Chat with Alex.txt", text)
        for member, data in FILES.items():
            archive.writestr(member, data)
    return folder / name


def bring_in(diary: Diary, path: Path) -> None:
    import_export(diary, Job(path=path, request=Request(names=["Alex"]), reading=Reading(me="Sam")))


@pytest.fixture
def diary(tmp_path: Path) -> Diary:
    """A diary with one export."""
    made = Diary.create(tmp_path / "d.db", None, initials="AB")
    bring_in(made, chat(tmp_path, "chat.zip", CHAT))
    return made


def told(exhibits: list[Exhibit]) -> list[tuple[str, int, str]]:
    return [(each.ref, each.incident, each.name) for each in exhibits]


def test_each_file_in_an_export_has_its_own_reference(diary: Diary, tmp_path: Path) -> None:
    """Numbered in the order of the messages, once for each file, and never again by a later one."""
    first = [
        ("AB/1-1", 1, "IMG-20260312-WA0001.jpg"),
        ("AB/1-2", 1, "PTT-20260312-WA0002.opus"),
        ("AB/1-3", 2, "IMG-20260313-WA0003.png"),
    ]
    assert told(diary.enclosed()) == first
    bring_in(diary, chat(tmp_path, "longer.zip", CHAT + LATER))
    assert told(diary.enclosed()) == [*first, ("AB/2-1", 3, "IMG-20260314-WA0004.jpg")]


def test_its_bytes_are_had_and_kept_once(diary: Diary, tmp_path: Path) -> None:
    """A copy is the file that was sent, byte for byte; the diary holds the export alone."""
    for exhibit in diary.enclosed():
        assert b"".join(bytes_of_exhibit(diary, exhibit)) == FILES[exhibit.name]
    made = extract(diary, "ab/1-3", tmp_path / "copy.png")
    assert (made.ref, made.media_type) == ("AB/1-3", "image/png")
    assert (tmp_path / "copy.png").read_bytes() == FILES["IMG-20260313-WA0003.png"]
    assert b"".join(exhibit_bytes(diary, "AB/1-2")) == FILES["PTT-20260312-WA0002.opus"]
    with diary.reading() as connection:
        assert connection.execute("SELECT count(*) FROM evidence").fetchone() == (2,)
    assert [details["ref"] for _, details in diary.handovers()] == ["AB/1-3", "AB/1-2"]


@pytest.mark.parametrize("ref", ["AB/1-0", "AB/1-4", "AB/1-", "AB/9-1", "-", "AB-1"])
def test_what_is_not_there_is_told(diary: Diary, ref: str) -> None:
    """No reference leads to another file."""
    with pytest.raises(NothingMatched):
        diary.exhibit(ref)


def test_altered_bytes_are_not_given_out(
    diary: Diary, tmp_path: Path, forged: Callable[[Diary], Any]
) -> None:
    """A file in an export that is not whole any more is never taken for what was sent."""
    with diary.reading() as connection:
        triggers = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        ours = [sql for (sql,) in triggers]
    bare = forged(diary)
    bare.execute("UPDATE evidence_chunk SET data = zeroblob(length(data)) WHERE evidence = 1")
    for sql in ours:  # put back: without them nothing is written to the diary any more
        bare.execute(sql)
    with pytest.raises(EvidenceAltered):
        extract(diary, "AB/1-1", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_pictures_stand_under_their_message(diary: Diary, tmp_path: Path) -> None:
    """A report shows what was sent where it was sent, and names the others by reference."""
    made = write_report(diary, tmp_path / "r.html", "html", now=NOW)
    assert made.pictures == ("AB/1-1", "AB/1-3")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "file PTT-20260312-WA0002.opus (AB/1-2, length not known)" in page
    # Each in place, in the annex, and in a plate.
    assert page.count("<img ") == 6
    assert 'href="#plate-1-3-page-1"' in page
    assert 'id="plate-1-3-page-1"' in page


def test_one_can_be_left_out_of_a_report_and_goes_with_its_export(
    diary: Diary, tmp_path: Path
) -> None:
    """Without the export there is none of its files; a bundle can't leave out a part of one."""
    assert pictured(diary, EVERYTHING, ["AB/1-1"]) == ["AB/1-3"]
    one = ReportOptions(left_out=["AB/1-1"])
    assert write_report(diary, tmp_path / "a.html", "html", one, now=NOW).pictures == ("AB/1-3",)
    every = ReportOptions(left_out=["AB/1"])
    assert write_report(diary, tmp_path / "b.html", "html", every, now=NOW).pictures == ()
    assert "AB/1-1" not in (tmp_path / "b.html").read_text(encoding="utf-8")
    with pytest.raises(InputRefused, match="part of AB/1"):
        write_bundle(diary, tmp_path / "c", BundleOptions(left_out=["AB/1-1"]), now=NOW)
    write_bundle(diary, tmp_path / "d", now=NOW)
