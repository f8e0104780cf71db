"""`timestamp` and `verify` as they are typed, against the authority on the loopback address."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.handover.conftest import LocalAuthority
else:
    LocalAuthority = Any


class Typed:
    """Runs the program with a diary of its own."""

    def __init__(self, folder: Path) -> None:
        self._diary = str(folder / "d.db")
        self._home = str(folder)

    def __call__(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        keep = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        return subprocess.run(
            [sys.executable, "-m", "stalkdiary", "--diary", self._diary, *words],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            env=keep | {"HOME": self._home},
        )


@pytest.fixture
def typed(tmp_path: Path) -> Typed:
    typed = Typed(tmp_path)
    assert typed("init", "--no-passphrase").returncode == 0
    assert typed("add", stdin="He waited outside").returncode == 0
    return typed


def test_a_timestamp_is_asked_for_kept_and_verified(
    typed: Typed, authority: LocalAuthority
) -> None:
    words = ("timestamp", "--authority", authority.url, "--roots", str(authority.roots))
    done = typed(*words, "--yes", "--json")
    assert done.returncode == 0, done.stderr
    (fact,) = json.loads(done.stdout)["timestamps"]
    assert (fact["entry"], fact["checked"], fact["roots"]) == (2, True, "given")
    assert "network address" in done.stderr
    assert typed("add", stdin="He rang").returncode == 0
    verified = typed("verify", "--json")
    assert verified.returncode == 0
    document = json.loads(verified.stdout)
    assert document["ok"]
    assert document["timestamps"] == [fact]
    said = typed("verify").stdout
    assert "Entries 1 to 2 existed by" in said
    assert "No timestamp covers entries 3 to 4" in said


def test_nothing_leaves_without_a_yes(typed: Typed, authority: LocalAuthority) -> None:
    words = ("timestamp", "--authority", authority.url, "--roots", str(authority.roots))
    assert typed(*words).returncode == 2
    assert authority.asked == []


def test_an_authority_that_is_not_there_saves_nothing(
    typed: Typed, authority: LocalAuthority
) -> None:
    before = typed("verify", "--json").stdout
    words = ("--authority", "http://127.0.0.1:9/tsa", "--roots", str(authority.roots), "--yes")
    done = typed("timestamp", *words)
    assert done.returncode == 8
    assert "Traceback" not in done.stderr
    assert typed("verify", "--json").stdout == before


def test_a_false_answer_saves_nothing(typed: Typed, authority: LocalAuthority) -> None:
    before = typed("verify", "--json").stdout
    authority.says(lambda request: b"<html>Welcome to the hotel</html>")
    words = ("timestamp", "--authority", authority.url, "--roots", str(authority.roots), "--yes")
    assert typed(*words).returncode == 4
    assert typed("verify", "--json").stdout == before
