"""The files within a preserved export: references, listing, copies out, and what a report shows."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
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
from stalkdiary.model.finding import MOST_FINDINGS
from stalkdiary.model.selection import EVERYTHING
from stalkdiary.usecases import exhibit_bytes as of_members
from stalkdiary.usecases.bundle import BundleOptions, write_bundle
from stalkdiary.usecases.exhibit_bytes import bytes_of_exhibit, digests_of_enclosed
from stalkdiary.usecases.extract import exhibit_bytes, extract
from stalkdiary.usecases.imports import import_export
from stalkdiary.usecases.pictures import pictured
from stalkdiary.usecases.progress import unwatched
from stalkdiary.usecases.report import ReportOptions, write_report
from stalkdiary.usecases.verify import verify_diary

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


MAIL = """\
From: Alex <alex@example.com>
To: sam@example.com
Date: Thu, 12 Mar 2026 21:31:00 +0000
Subject: Look
Message-ID: <{number}@example.com>
Content-Type: multipart/mixed; boundary="x"

--x
Content-Type: text/plain

Look at this
--x
Content-Type: image/jpeg; name="him.jpg"
Content-Disposition: attachment; filename="him.jpg"
Content-Transfer-Encoding: base64

{data}
--x--
"""
SMS = """<?xml version='1.0' encoding='UTF-8'?>
<smses count="1"><mms date="1773351060000" msg_box="1" address="+447700900142" m_type="132"
 m_id="a" contact_name="Alex"><parts><part seq="0" ct="image/png" name="null" cl="door.png"
 data="{data}" /></parts><addrs><addr address="+447700900142" type="137" /></addrs></mms></smses>
"""


def in_a_mail(name: str, number: int = 1) -> str:
    data = base64.b64encode(FILES[name]).decode()
    return MAIL.format(data=data, number=number)


def mailbox() -> str:
    """Two mails with the same picture, and a third with another."""
    names = ("IMG-20260312-WA0001.jpg", "IMG-20260312-WA0001.jpg", "IMG-20260314-WA0004.jpg")
    mails = (in_a_mail(name, number) for number, name in enumerate(names))
    return "".join(f"From alex Thu Mar 12 21:31:00 2026\n{each}\n" for each in mails)


@pytest.mark.parametrize(
    ("file", "text", "names", "held"),
    [
        ("a.eml", in_a_mail("IMG-20260312-WA0001.jpg"), "alex@example.com", ["him.jpg"]),
        ("a.mbox", mailbox(), "alex@example.com", ["him.jpg", "him.jpg"]),
        (
            "sms.xml",
            SMS.format(data=base64.b64encode(FILES["IMG-20260313-WA0003.png"]).decode()),
            "+447700900142",
            ["door.png"],
        ),
    ],
)
def test_files_in_messages_have_references(
    tmp_path: Path, file: str, text: str, names: str, held: list[str]
) -> None:
    """Those of a mail, a mailbox and a backup of texts: listed, drawn, copied out, checked."""
    (tmp_path / file).write_text(text)
    with Diary.create(tmp_path / "d.db", None, initials="AB") as diary:
        before = diary.evidence_bytes
        import_export(
            diary, Job(path=tmp_path / file, request=Request(names=[names]), reading=Reading())
        )
        found = diary.enclosed()
        assert [each.name for each in found] == held
        assert [each.ref for each in found] == [f"AB/1-{n}" for n in range(1, len(held) + 1)]
        for each in found:
            data = b"".join(bytes_of_exhibit(diary, each))
            assert data in FILES.values()
            assert hashlib.sha256(data).hexdigest() == each.sha256
        assert pictured(diary, EVERYTHING, []) == [each.ref for each in found]
        assert diary.evidence_bytes - before < 2 * len(text)
        path = diary.path
    result = verify_diary(lambda: Diary(path, None), unwatched)
    assert not result.findings
    (step,) = (each for each in result.steps if each.name == "members")
    assert step.checked == f"{len(held)} file{'s' * (len(held) > 1)} in exports, every byte"


def test_a_download_in_parts_has_references(tmp_path: Path) -> None:
    """A file that lies in the second zip file has its reference, and goes where that goes."""
    name = "IMG-20260312-WA0001.jpg"
    for part, files in (
        ("chat-001.zip", {"WhatsApp Chat with Alex.txt": CHAT}),
        ("chat-002.zip", FILES),
    ):
        with zipfile.ZipFile(tmp_path / part, "w") as archive:
            for member, data in files.items():
                archive.writestr(member, data)
    paths = (tmp_path / "chat-001.zip", tmp_path / "chat-002.zip")
    with Diary.create(tmp_path / "d.db", None, initials="AB") as diary:
        job = Job(
            path=paths[0],
            further=paths[1:],
            request=Request(names=["Alex"]),
            reading=Reading(me="Sam"),
        )
        import_export(diary, job)
        first, *_ = diary.enclosed()
        assert (first.ref, first.name, first.enclosed_in) == ("AB/2-1", name, "AB/2")
        assert b"".join(bytes_of_exhibit(diary, first)) == FILES[name]
        held = diary.enclosed()
        told: list[int] = []
        found = dict(digests_of_enclosed(diary, held, told.append))
        assert found == {each: each.sha256 for each in held}
        assert sum(told) == sum(each.bytes or 0 for each in held if each.member)
        assert "AB/2-1" in pictured(diary, EVERYTHING, [])
        assert "AB/2-1" in pictured(diary, EVERYTHING, ["AB/1"])
        assert pictured(diary, EVERYTHING, ["AB/2"]) == []


def test_a_member_that_is_not_what_it_was_is_found(diary: Diary) -> None:
    """Its message names another hash than its bytes have."""
    first, second, *rest = diary.enclosed()
    files = [replace(first, sha256=second.sha256), replace(second, member="gone.opus"), *rest]
    found = {each.ref: digest for each, digest in digests_of_enclosed(diary, files, lambda _: None)}
    assert found[first.ref] == first.sha256
    assert found[second.ref] is None
    assert [found[each.ref] for each in rest] == [each.sha256 for each in rest]


@pytest.mark.parametrize("damaged", [1, MOST_FINDINGS + 1])
def test_verify_tells_of_a_file_in_an_export_that_is_not_what_it_was(
    damaged: int, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its reference, under a step of its own; of very many it says that there are more."""
    first, *_ = diary.enclosed()
    altered = [(replace(first, ref=f"AB/1-{number}"), None) for number in range(damaged)]
    monkeypatch.setattr(of_members, "digests_of_enclosed", lambda *_: altered)
    path = diary.path
    result = verify_diary(lambda: Diary(path, None), unwatched)
    (step,) = (each for each in result.steps if each.name == "members")
    assert step.outcome == "no"
    assert step.findings[0].where == "AB/1-0"
    assert step.findings[0].found == "nothing that can be read"
    assert [each.kind for each in step.findings if each.kind != "member-altered"] == (
        ["more"] if damaged > MOST_FINDINGS else []
    )
    assert result.altered
