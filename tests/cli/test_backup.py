"""`backup`: a copy that restores by being copied back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_a_backup_restores_by_copying(run: Run, place: Path, tmp_path: Path) -> None:
    assert run("add", stdin=b"He waited outside").code == 0
    copy = tmp_path / "stick"
    copy.mkdir()
    first = run("backup", "--json", str(copy)).json
    assert (first["entries"], first["new_entries"], first["encrypted"]) == (2, 2, False)
    assert first["recovery_code"] is None
    file = Path(first["file"])
    place.unlink()
    place.write_bytes(file.read_bytes())
    assert run("verify", "--expect", first["fingerprint"]).code == 0
    assert run("add", stdin=b"He rang").code == 0
    assert [each["what"] for each in run("list", "--json").json] == ["He waited outside", "He rang"]


def test_later_only_what_is_new_is_written(run: Run, place: Path, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff" + bytes(300_000))
    assert run("add", "--attach", str(photo), stdin=b"A photo").code == 0
    copy = str(tmp_path / "copy.db")
    assert run("backup", "--json", copy).json["new_bytes"] == 300_003
    assert run("add", stdin=b"Another").code == 0
    again = run("backup", "--json", copy).json
    assert again["new_bytes"] == 0
    assert again["new_entries"] > 0


def test_a_copy_for_somebody_trusted_has_a_passphrase_of_its_own(
    run: Run, place: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("three words here\n", encoding="utf-8")
    copy = str(tmp_path / "for-sam.db")
    made = run("backup", "--json", "--new-passphrase-file", str(secret), copy).json
    assert made["encrypted"]
    assert made["recovery_code"]
    listed = run("--diary", copy, "--passphrase-file", str(secret), "verify", "--json")
    assert (listed.code, listed.json["ok"]) == (0, True)


@pytest.mark.parametrize("dest", ["missing/backup.db", "the diary itself"])
def test_what_is_refused_changes_nothing(run: Run, place: Path, tmp_path: Path, dest: str) -> None:
    before = place.read_bytes()
    target = place if dest == "the diary itself" else tmp_path / dest
    ran = run("backup", str(target))
    assert ran.code in {4, 8}
    assert place.read_bytes() == before
