"""Bundles that earlier versions made verify for ever, and doctored ones do not."""

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from stalkdiary.handover.check_bundle import Result, check

HERE = Path(__file__).parent
SAID = {
    "bundle-v2.zip": (
        14,
        0,
        3,
        "128b9b69a126901e789bef690057175930856454197a9eeddba22ba05d781072",
    ),
    "bundle-0.1.zip": (
        26,
        0,
        6,
        "a55fd89bcf45156ed44aa656b32f1adda74437777c71925d06ffd6fab60fc8ed",
    ),
    "bundle-0.1-part.zip": (
        27,
        17,
        2,
        "b8ab7eef962fae3bf55af5d36076bb662b93eacbcf8d47815ee4c0a32b9c28dd",
    ),
}


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """The whole bundle as a folder."""
    with zipfile.ZipFile(HERE / "bundle-0.1.zip") as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    return Path(shutil.move(folder, tmp_path / "bundle"))


@pytest.mark.parametrize("name", sorted(SAID))
def test_an_earlier_bundle_verifies(name: str) -> None:
    """What that version said when it made it is what is found today, and its seal fits."""
    entries, left_out, exhibits, seal = SAID[name]
    result = check(HERE / name, seals=[seal])
    assert result.findings == []
    assert (result.entries, result.left_out, result.exhibits) == (entries, left_out, exhibits)
    assert str(result.seal).startswith(seal)
    assert list(result.not_covered) == []


def test_what_version_1_can_not_show_is_said() -> None:
    """Its ledger has no digest of the PDF: without the seal that is compared with nothing."""
    not_covered = "\n".join(check(HERE / "bundle-0.1.zip").not_covered)
    for name in ("data/report.pdf", "data/HOW-TO-CHECK.pdf", "data/HOW-TO-CHECK.txt"):
        assert name in not_covered
    assert "report.html" in not_covered


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    """Another word in a file."""

    def doctor(bundle: Path) -> None:
        path = bundle / "data" / name
        text = path.read_bytes()
        assert old.encode() in text, old
        path.write_bytes(text.replace(old.encode(), new.encode()))

    return doctor


DOCTORED = [
    ("report.csv", "CANARY-APRIL Fourteen", "I hit him fourteen"),
    ("report.csv", "shaken", "glad"),
    ("report.csv", "AB12 CDE", "AB12 CDF"),
    ("report.csv", '"14"', '"1"'),
    ("report.csv", "Thursday 2 April 2026", "Thursday 9 April 2026"),
    ("report.csv", '"2026-04-02"', '"2025-04-02"'),
    ("report.csv", "AB/1; AB/2", "AB/1"),
    ("report.csv", "CANARY-WITHDRAWN", ""),
    ("report.csv", '"Kim"', '"Alex"'),
    ("report.html", "CANARY-APRIL Fourteen", "I hit him fourteen"),
    ("report.html", "=He said", "I said"),
    ("report.html", "shaken", "glad"),
    ("report.html", "number 7,", "number 8, I love you,"),
    ("report-messages.csv", "number 7,", "number 7, I love you,"),
    ("report-messages.csv", '"in","yes","Alex"', '"in","yes","Kim"'),
    ("exhibits.csv", "page.html", "paye.html"),
    ("exhibits.csv", "image/jpeg", "forged/photo"),
]


@pytest.mark.parametrize(("name", "old", "new"), DOCTORED)
def test_a_doctored_bundle_of_version_1(unpacked: Path, name: str, old: str, new: str) -> None:
    """With all lists made again: what the ledger contradicts is found all the same."""
    from hashlib import sha256

    replaced(name, old, new)(unpacked)
    files = sorted(path for path in (unpacked / "data").rglob("*") if path.is_file())
    size = sum(path.stat().st_size for path in files)
    info = unpacked / "bag-info.txt"
    lines = [
        f"Payload-Oxum: {size}.{len(files)}" if line.startswith("Payload-Oxum") else line
        for line in info.read_text().splitlines()
    ]
    info.write_text("".join(f"{line}\n" for line in lines))

    def listed(paths: list[Path]) -> str:
        return "".join(
            f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(unpacked).as_posix()}\n"
            for path in paths
        )

    (unpacked / "manifest-sha256.txt").write_text(listed(files))
    tags = [unpacked / each for each in ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")]
    (unpacked / "tagmanifest-sha256.txt").write_text(listed(tags))
    result: Result = check(unpacked)
    assert any(finding.certain for finding in result.findings)
    assert {step.name for step in result.steps if step.findings} <= {"tables", "report"}
