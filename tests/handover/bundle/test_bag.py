"""The bundle as it is written: layout, modes, other people's validators, and what stops it."""

import csv
import hashlib
import io
import json
import os
import re
import shlex
import shutil
import stat
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bagit
import pytest
import pyzipper

from stalkdiary.diary import Diary
from stalkdiary.errors import DiaryBusy, EvidenceAltered, InputRefused, NotWritten
from stalkdiary.handover import archive, check_bundle
from stalkdiary.handover.check_bundle import check
from stalkdiary.usecases import bundle
from stalkdiary.usecases.facts import gather_facts

Make = Callable[..., dict[str, Any]]
PASSWORD = b"four plain words"
REPORTS = {"report.pdf", "report.html", "report.csv", "HOW-TO-CHECK.pdf", "HOW-TO-CHECK.txt"}


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_layout(golden: Path) -> None:
    """Names are of ASCII and ours; nothing of the person stands in one."""
    names = files_of(golden).keys()
    assert {f"data/{name}" for name in REPORTS} < names
    stamps = [name for name in names if name.startswith("data/timestamps/")]
    assert sorted(name.rpartition("/")[2] for name in stamps) == sorted(
        ["request.tsq", "response.tsr", "chain.pem"] * 2
    )
    exhibits = [name for name in names if name.startswith("data/exhibits/")]
    # Two of the four files are the same; a page of a stranger is no page here.
    assert sorted(name.partition(".")[2] for name in exhibits) == ["html.txt", "jpg", "txt"]
    assert all(name.isascii() and " " not in name for name in names)


def test_the_originals_are_in_it(golden: Path, told: Path) -> None:
    with Diary(told, None) as diary:
        for exhibit in diary.exhibits():
            if not exhibit.physical:
                (path,) = (golden / "data" / "exhibits").glob(f"{exhibit.sha256}.*")
                data = path.read_bytes()
                assert hashlib.sha256(data).hexdigest() == exhibit.sha256
                assert len(data) == exhibit.bytes


def test_the_table_of_exhibits(golden: Path) -> None:
    """Original names are there to read; one that a spreadsheet would run is guarded."""
    text = (golden / "data" / "exhibits.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["reference"] for row in rows] == ["AB/1", "AB/2", "AB/3", "AB/4", "AB/5"]
    assert rows[0]["original name"] == "Zoë’s door 🚪.jpg"
    assert rows[1]["original name"] == "'=cmd|calc.txt"
    assert rows[0]["file in this folder"] == rows[2]["file in this folder"]
    assert (rows[4]["file in this folder"], rows[4]["sha256"]) == ("", "")
    for row in rows[:4]:
        data = (golden / "data" / row["file in this folder"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == row["sha256"]
        assert str(len(data)) == row["bytes"]


def test_the_page_leads_to_each_exhibit(golden: Path) -> None:
    """From the list of exhibits and from the incident, beside the name that the file had."""
    page = (golden / "data" / "report.html").read_text(encoding="utf-8")
    with (golden / "data" / "exhibits.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["sha256"]]
    assert len(rows) == 4
    for row in rows:
        link = f'<a href="{row["file in this folder"]}">{row["reference"]}</a>'
        assert page.count(link) == 2
        assert (golden / "data" / row["file in this folder"]).is_file()
    assert "Zoë’s door" in page


def test_a_part_leads_to_nothing_that_is_not_there(april: Path) -> None:
    """What is left out has no link."""
    page = (april / "data" / "report.html").read_text(encoding="utf-8")
    links = re.findall(r'href="(exhibits/[^"]+)"', page)
    assert links
    assert all((april / "data" / each).is_file() for each in links)


def test_the_checker_in_it_is_ours_byte_for_byte(golden: Path) -> None:
    ours = Path(check_bundle.__file__).read_bytes()
    assert (golden / "data" / "check_bundle.py").read_bytes() == ours


def test_the_ledger_in_it(golden: Path, told: Path) -> None:
    """It ends with the note of the bundle, which the diary has, too, and holds no draft."""
    lines = (golden / "data" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    with Diary(told, None) as diary:
        entries = list(diary.entries())
    # `april` is made of the same diary.
    written = [json.loads(line) for line in lines]
    for entry, line in zip(entries, written, strict=False):
        assert (entry.number, entry.hash, entry.body) == (
            line["number"],
            line["hash"],
            line["body"],
        )
    note, sealed = entries[len(written) - 1 :][:2]
    assert note.content()["fingerprint"] == written[-2]["hash"]
    for name, digest in note.content()["files"].items():
        assert hashlib.sha256((golden / "data" / name).read_bytes()).hexdigest() == digest
    seal = hashlib.sha256((golden / "tagmanifest-sha256.txt").read_bytes()).hexdigest()
    assert (sealed.content()["what"], sealed.content()["of"]) == ("seal", note.number)
    assert sealed.content()["sha256"] == seal
    assert sealed.content()["for"] == "PC Smith"


def test_bagit_python_accepts_it(golden: Path) -> None:
    bag = bagit.Bag(str(golden))
    bag.validate()
    assert bag.info["Bundle-Version"] == "2"


def test_sha256sum_accepts_it(golden: Path) -> None:
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        done = subprocess.run(["sha256sum", "-c", "--strict", manifest], cwd=golden, check=False)
        assert done.returncode == 0


def test_our_checker_accepts_it(golden: Path, april: Path) -> None:
    for each in (golden, april):
        assert check(each).findings == []


def test_openssl_accepts_the_timestamps_by_the_printed_lines(golden: Path) -> None:
    """The lines of the checker and of HOW-TO-CHECK are the same, and work as they stand."""
    page = (golden / "data" / "HOW-TO-CHECK.txt").read_text(encoding="utf-8")
    folded = "".join(page.split())
    stamps = check(golden).timestamps
    assert len(stamps) == 2
    for stamp in stamps:
        assert "".join(stamp["command"].split()) in folded
        done = subprocess.run(
            shlex.split(stamp["command"]), cwd=golden, check=False, capture_output=True
        )
        assert done.returncode == 0, done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_it_is_private_from_the_first_byte(diary: Diary, bundled: Make, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        bundled(diary, tmp_path / "bundle")
        bundled(diary, tmp_path / "bundle.zip")
    finally:
        os.umask(before)
    for path in [tmp_path / "bundle", *(tmp_path / "bundle").rglob("*"), tmp_path / "bundle.zip"]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_a_zip_holds_the_same(diary: Diary, bundled: Make, tmp_path: Path, golden: Path) -> None:
    bundled(diary, tmp_path / "bundle.zip")
    assert check(tmp_path / "bundle.zip").findings == []
    with zipfile.ZipFile(tmp_path / "bundle.zip") as zipped:
        assert zipped.testzip() is None
        assert {name.partition("/")[0] for name in zipped.namelist()} == {"bundle-2026-11-23"}
        zipped.extractall(tmp_path / "out")
    out = tmp_path / "out" / "bundle-2026-11-23"
    bagit.Bag(str(out)).validate()
    assert files_of(out).keys() == files_of(golden).keys()


def test_a_zip_with_a_password(diary: Diary, bundled: Make, tmp_path: Path) -> None:
    """AES-256 without a checksum of the content; names are digests and words of ours."""
    path = tmp_path / "bundle.zip"
    noted = bundled(diary, path, password=PASSWORD)
    assert noted["protected"]
    assert b"CANARY" not in path.read_bytes()
    with pytest.raises(check_bundle.Refused, match="password"):
        check(path)
    with archive.opened(path, PASSWORD) as files:
        assert check_bundle.check_files(files).findings == []
    with pytest.raises(archive.WrongPassword), archive.opened(path, b"another"):
        pass
    with pyzipper.AESZipFile(path) as zipped:
        assert all(info.flag_bits & 1 and info.CRC == 0 for info in zipped.infolist())
        assert {info.wz_aes_strength for info in zipped.infolist()} == {3}
        zipped.setpassword(PASSWORD)
        assert zipped.testzip() is None


def test_7zip_opens_it(diary: Diary, bundled: Make, tmp_path: Path) -> None:
    program = shutil.which("7z") or shutil.which("7zz") or shutil.which("7za")
    if program is None:
        pytest.skip("7-Zip is not installed: apt-get install 7zip")
    bundled(diary, tmp_path / "bundle.zip", password=PASSWORD)
    command = [program, "t", f"-p{PASSWORD.decode()}", str(tmp_path / "bundle.zip")]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize("text", ["pässword", "a\tb", "☂"])
def test_a_password_that_programs_read_differently(text: str) -> None:
    with pytest.raises(InputRefused):
        archive.as_password(text)


@pytest.mark.parametrize("name", ["bundle", "bundle.zip"])
@pytest.mark.parametrize("there", ["file", "empty folder", "link to nothing"])
def test_what_is_there_stays(
    diary: Diary, bundled: Make, tmp_path: Path, name: str, there: str
) -> None:
    target = tmp_path / name
    if there == "file":
        target.write_bytes(b"mine")
    elif there == "empty folder":
        target.mkdir()
    else:
        target.symlink_to(tmp_path / "nowhere")
    entries = len(list(diary.entries()))
    with pytest.raises(InputRefused):
        bundled(diary, target)
    assert names_in(tmp_path) == sorted(["diary.db", name])
    assert len(list(diary.entries())) == entries


@pytest.mark.parametrize("name", ["bundle", "bundle.zip"])
def test_what_comes_there_meanwhile_stays(
    diary: Diary, bundled: Make, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of theirs is replaced."""
    noted = diary.record_bundle

    def while_waiting(*details: Any) -> Any:
        (tmp_path / name).mkdir()
        (tmp_path / name / "theirs").touch()
        return noted(*details)

    monkeypatch.setattr(diary, "record_bundle", while_waiting)
    with pytest.raises(InputRefused):
        bundled(diary, tmp_path / name)
    assert names_in(tmp_path) == sorted(["diary.db", name])
    assert names_in(tmp_path / name) == ["theirs"]


@pytest.mark.parametrize(
    ("name", "password"), [("bundle", None), ("bundle.zip", None), ("bundle.zip", PASSWORD)]
)
@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("after", [0, 3, 12])
def test_nothing_stays_of_one_that_is_not_finished(  # noqa: PLR0917 - each is a fixture
    diary: Diary,
    bundled: Make,
    tmp_path: Path,
    name: str,
    password: bytes | None,
    failure: BaseException,
    after: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A full disk and Ctrl-C: no file, no folder, no note in the ledger."""
    from stalkdiary.handover import bag

    counts = iter(range(1000))

    def failing(write: Any) -> Any:
        def run(self: Any, *arguments: Any) -> None:
            if next(counts) >= after:
                raise failure
            write(self, *arguments)

        return run

    for target in (bag.FolderTarget, bag.ZipTarget):
        monkeypatch.setattr(target, "write", failing(target.write))
    entries = len(list(diary.entries()))
    expected = KeyboardInterrupt if isinstance(failure, KeyboardInterrupt) else NotWritten
    with pytest.raises(expected):
        bundled(diary, tmp_path / name, password=password)
    assert names_in(tmp_path) == ["diary.db"]
    assert len(list(diary.entries())) == entries


def test_a_disk_that_gives_back_something_else(
    diary: Diary, bundled: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stalkdiary.handover import bag

    write = bag.FolderTarget.write

    def failing(self: Any, name: str, blocks: Any, size: int | None) -> None:
        write(self, name, blocks, size)
        if name.endswith(".jpg"):
            path = self._root / name
            path.write_bytes(path.read_bytes()[:-1] + b"?")

    monkeypatch.setattr(bag.FolderTarget, "write", failing)
    with pytest.raises(NotWritten, match="did not read back"):
        bundled(diary, tmp_path / "bundle")
    assert names_in(tmp_path) == ["diary.db"]


def test_an_altered_exhibit_stops_it_by_its_name(
    diary: Diary, bundled: Make, tmp_path: Path, forged: Callable[[Diary], Any]
) -> None:
    """And can be left out."""
    with diary.reading() as connection:
        triggers = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        ours = [sql for (sql,) in triggers]
    bare = forged(diary)
    bare.execute("UPDATE evidence_chunk SET data = x'00' WHERE evidence = 2")
    for sql in ours:  # put back: without them nothing is written to the diary any more
        bare.execute(sql)
    with pytest.raises(EvidenceAltered, match="AB/2") as caught:
        bundled(diary, tmp_path / "bundle")
    assert "--leave-out AB/2" in caught.value.advice
    assert names_in(tmp_path) == ["diary.db"]
    bundled(diary, tmp_path / "bundle", left_out=["ab/2"])
    assert check(tmp_path / "bundle").findings == []


@pytest.mark.parametrize(
    "change",
    ["body = replace(body, 'Fourteen', 'Fifteen')", "hash = previous", "body = '[]'"],
)
def test_an_altered_ledger_stops_it(
    diary: Diary,
    bundled: Make,
    tmp_path: Path,
    forged: Callable[[Diary], Any],
    change: str,
) -> None:
    forged(diary).execute(f"UPDATE entry SET {change} WHERE number = 8")
    with pytest.raises(EvidenceAltered):
        bundled(diary, tmp_path / "bundle")
    assert names_in(tmp_path) == ["diary.db"]


def test_a_report_tells_of_it(diary: Diary, bundled: Make, tmp_path: Path) -> None:
    """A second bundle has the first in its custody log, with its seal."""
    first = bundled(diary, tmp_path / "one", recipient="PC Smith")
    bundled(diary, tmp_path / "two")
    told = [details for _, details in diary.handovers()]
    assert (told[-2]["what"], told[-2]["for"], told[-2]["sha256"]) == (
        "bundle",
        "PC Smith",
        first["seal"],
    )
    assert "PC Smith" in (tmp_path / "two" / "data" / "report.html").read_text(encoding="utf-8")


def test_an_entry_that_comes_meanwhile_stops_it(
    diary: Diary, bundled: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The note in the bundle would not be the entry that follows in the diary."""

    def with_one_more(*arguments: Any, **named: Any) -> Any:
        found = gather_facts(*arguments, **named)
        diary.withdraw(2, "meanwhile")
        return found

    monkeypatch.setattr(bundle, "gather_facts", with_one_more)
    before = len(diary.handovers())
    with pytest.raises(DiaryBusy):
        bundled(diary, tmp_path / "bundle")
    assert names_in(tmp_path) == ["diary.db"]
    assert len(diary.handovers()) == before
    assert diary.verify().findings == ()
