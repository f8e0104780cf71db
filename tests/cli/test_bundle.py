"""`bundle` and `verify --bundle` as they are typed. What is in a bundle: tests/handover/bundle."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_of_a_neutral_name(run: Run, three: Path, home: Path) -> None:
    """A second one gets a name of its own."""
    assert run("bundle").code == 0
    assert run("bundle").code == 0
    names = [name for name in names_in(home) if not name.startswith(".")]
    assert len(names) == 2
    assert all(name.startswith("bundle-20") for name in names)


def test_what_it_says(run: Run, three: Path, home: Path) -> None:
    ran = run("bundle", "b")
    assert "The bundle is at b, checked and complete." in ran.out
    assert "Check code: " in ran.out
    assert "passphrase" not in ran.err


def test_json(run: Run, three: Path, home: Path) -> None:
    noted = run("bundle", "b.zip", "--for", "PC Smith", "--since", "1 March 2025", "--json").json
    assert (noted["file"], noted["format"], noted["for"]) == ("b.zip", "zip", "PC Smith")
    assert noted["incidents"] == [1]
    found = run("verify", "--bundle", "b.zip", "--json").json
    assert (found["ok"], found["entries"], found["left_out"]) == (True, 6, noted["left_out"])
    assert found["fingerprint"] == noted["fingerprint"]
    assert found["seal"] == noted["seal"]
    assert len(found["steps"]) == 7
    assert found.keys() >= {"ok", "entries", "exhibits", "timestamps", "fingerprint", "findings"}


def test_leaving_the_protected_diary_is_said(
    run: Run, protected: Path, secret: Path, home: Path
) -> None:
    assert run("--passphrase-file", secret, "add", "--what", "x").code == 0
    assert (
        "not be protected by your passphrase" in run("--passphrase-file", secret, "bundle", "b").err
    )


def test_a_password(run: Run, three: Path, home: Path) -> None:
    """Any one but a wrong one opens it, and the diary need not be there."""
    (home / "password").write_text("four plain words\n")
    (home / "wrong").write_text("other words\n")
    assert run("bundle", "--password-file", "password", "b.zip", "--json").json["protected"]
    shutil.rmtree(three.parent)
    ran = run("verify", "--bundle", "b.zip", "--password-file", "password")
    assert (ran.code, ran.err) == (0, "")
    assert run("verify", "--bundle", "b.zip", "--password-file", "wrong").code == 6
    ran = run("verify", "--bundle", "b.zip")
    assert (ran.code, ran.out) == (2, "")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--protect", "b.zip"], 2),
        (["--password-file", "words", "b"], 2),
        (["--password-file", "nothing", "b.zip"], 4),
        (["--redact-file", "nothing", "b"], 4),
        (["--redact", "", "b"], 4),
        (["--since", "1 May 2026", "b"], 3),
        (["--person", "Nobody", "b"], 3),
        (["--leave-out", "AB/9", "b"], 3),
        (["words"], 4),
        (["missing/b"], 8),
        (["--type", "threats", "b"], 2),
    ],
)
def test_what_is_refused(run: Run, three: Path, home: Path, words: list[str], code: int) -> None:
    """In a sentence, with nothing written and nothing noted."""
    (home / "words").write_text("one word\n")
    before = names_in(home), three.read_bytes()
    ran = run("bundle", *words)
    assert (ran.code, ran.out) == (code, ""), ran
    assert (names_in(home), three.read_bytes()) == before


def test_words_that_are_left_out(run: Run, three: Path, home: Path) -> None:
    """From a file, so that they are in no shell's history; and what that does not cover is said."""
    (home / "private").write_text("\ufeffoutside the house\n\n  Alex \n", encoding="utf-8")
    ran = run("bundle", "b", "--redact-file", "private")
    assert ran.code == 0
    assert "not searched" in ran.err
    text = (home / "b" / "data" / "report.html").read_text(encoding="utf-8").casefold()
    assert "outside the house" not in text
    assert "alex" not in text
    assert "[left out]" in text


def test_a_damaged_bundle(run: Run, three: Path, home: Path) -> None:
    run("bundle", "b")
    path = home / "b" / "data" / "ledger.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Rang", b"Sang"))
    ran = run("verify", "--bundle", "b")
    assert ran.code == 10
    assert "3. Each entry of the ledger follows from the one before it: no" in ran.out
    assert "entry-altered: data/ledger.jsonl:3. Expected sha256:" in ran.out
    assert "Part of the bundle is not as it was written." in ran.err
    told = json.loads(run("verify", "--bundle", "b", "--json").out)
    assert told["ok"] is False
    assert {"file-altered", "entry-altered"} <= {each["kind"] for each in told["findings"]}


def test_a_fingerprint_noted_earlier(run: Run, three: Path, home: Path) -> None:
    noted = run("add", "--what", "x", "--json").json["fingerprint"]
    run("add", "--what", "y")
    run("bundle", "b")
    ran = run("verify", "--bundle", "b", "--expect", noted)
    assert (ran.code, ran.err) == (0, "")
    assert "entries 1 to 6 are as they were" in ran.out
    assert run("verify", "--bundle", "b", "--expect", "0" * 20).code == 10
    assert run("verify", "--bundle", "b", "--expect", "hello").code == 4


@pytest.mark.parametrize("there", ["nothing", "file", "folder", "later", "cut"])
def test_what_is_no_bundle(run: Run, three: Path, home: Path, there: str) -> None:
    path = home / "b"
    code = 4
    if there == "file":
        path.write_bytes(b"x")
    elif there == "folder":
        path.mkdir()
    elif there == "later":
        run("bundle", path)
        info = path / "bag-info.txt"
        info.write_text(info.read_text().replace("Version: 2", "Version: 3"))
        import hashlib

        tags = path / "tagmanifest-sha256.txt"
        lines = tags.read_text().splitlines()
        digest = hashlib.sha256(info.read_bytes()).hexdigest()
        tags.write_text("\n".join([f"{digest}  bag-info.txt", *lines[1:]]) + "\n")
    elif there == "cut":
        run("bundle", home / "b.zip")
        path.write_bytes((home / "b.zip").read_bytes()[:-100])
        code = 10
    ran = run("verify", "--bundle", "b")
    assert ran.code == code, ran
    assert "fault of the program" not in ran.err
    assert ran.out == "" or there == "cut"


def test_no_diary_is_needed_to_check(run: Run, three: Path, home: Path) -> None:
    run("bundle", "b")
    shutil.rmtree(three.parent)
    assert run("verify", "--bundle", "b").code == 0
    assert run("bundle", "c").code == 7


def test_a_seal(run: Run, three: Path, home: Path) -> None:
    """Shown when the bundle is made, kept in the custody log, and checked with the bundle."""
    made = run("bundle", "b.zip")
    seal = re.search(r"Seal of this bundle .*: ([0-9a-f]{64})", made.out)
    assert seal
    assert "apart from it" in made.out
    fine = run("verify", "--bundle", "b.zip", "--seal", seal[1][:20])
    assert (fine.code, "Not covered: nothing." in fine.out) == (0, True)
    other = run("verify", "--bundle", "b.zip", "--seal", "0" * 64)
    assert (other.code, "seal-differs" in other.out) == (10, True)
    assert run("verify", "--bundle", "b.zip", "--seal", "hello").code == 4
    assert run("verify", "--seal", seal[1]).code == 2
    assert seal[1][:16] in run("report", "--format", "text", "-o", "-").out
