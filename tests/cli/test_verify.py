"""`verify`: the command. What it finds: tests/store and tests/faults."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.diary import Diary

Run = Callable[..., Any]


def edit(place: Path, statement: str) -> None:
    """What somebody with an SQL program does to a diary without a passphrase."""
    connection = sqlite.connect(str(place), isolation_level=None)
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement)
    connection.close()


def test_the_shape(run: Run, three: Path) -> None:
    found = run("verify", "--json").json
    assert found.keys() >= {"ok", "entries", "exhibits", "timestamps", "fingerprint", "findings"}
    assert (found["ok"], found["entries"], found["exhibits"]) == (True, 5, 0)
    assert (found["timestamps"], found["findings"]) == ([], [])
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", found["fingerprint"])


def test_in_words(run: Run, three: Path) -> None:
    """What was counted, the fingerprint to note, and what no check can show."""
    ran = run("verify")
    assert ran.code == 0
    assert "5 entries" in ran.out
    assert run("verify", "--json").json["fingerprint"] in ran.out
    assert "this computer's" in ran.out


def test_a_fingerprint_noted_earlier(run: Run, three: Path) -> None:
    noted = run("add", "--what", "x", "--json").json["fingerprint"]
    short = re.search(r"Check code: (.*)", run("add", "--what", "y").out)
    assert short
    for expected, covered in ((noted, 6), (noted[:40].upper(), 6), (short[1], 7)):
        assert run("verify", "--expect", expected, "--json").json["covered"] == covered
        assert f"entries 1 to {covered} " in run("verify", "--expect", expected).out


def test_a_fingerprint_of_another_diary(run: Run, three: Path) -> None:
    """The one sign of a diary that was put back or rewritten as a whole."""
    ran = run("verify", "--json", "--expect", "0123 4567 89ab cdef 0123")
    assert ran.code == 10
    assert '"ok": false' in ran.out
    assert "fingerprint-unknown" in ran.out
    assert "not as it was written" in ran.err


@pytest.mark.parametrize("text", ["", "abc", "hello", "\udcff", "0" * 65])
def test_what_is_no_fingerprint(run: Run, three: Path, text: str) -> None:
    ran = run("verify", "--expect", text)
    assert (ran.code, ran.out) == (4, "")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET body = replace(body, 'Rang', 'rang') WHERE number = 3",
        "UPDATE entry SET recorded_at = '2020-01-01T00:00:00Z' WHERE number = 2",
        "DELETE FROM entry WHERE number = 4",
        "UPDATE incident SET account = replace(account, 'Rang', 'rang')",
        "DELETE FROM incident WHERE number = 2",
    ],
)
def test_an_edited_diary(run: Run, three: Path, statement: str) -> None:
    edit(three, statement)
    before = three.read_bytes()
    ran = run("verify")
    assert ran.code == 10
    kinds = set(re.findall(r'"kind": "([a-z-]+)"', run("verify", "--json").out))
    assert kinds
    assert all(kind in ran.out for kind in kinds)
    assert "Keep this file and every backup" in ran.err
    ran = run("verify", "--json")
    assert ran.code == 10
    assert '"findings": [\n' in ran.out
    assert three.read_bytes() == before


@pytest.mark.parametrize("command", ["list", "show", "search", "summary", "exhibits", "verify"])
def test_a_broken_file(run: Run, three: Path, command: str) -> None:
    content = bytearray(three.read_bytes())
    content[100:] = bytes(len(content) - 100)
    three.write_bytes(content)
    words = {"show": ["1"], "search": ["x"]}.get(command, [])
    ran = run(command, *words)
    assert ran.code == 10, ran
    assert "fault of the program" not in ran.err
    assert three.read_bytes() == content


@pytest.mark.parametrize("line", ["{}", "no JSON"])
def test_a_stray_message_is_shown_in_its_step(run: Run, three: Path, line: str) -> None:
    """Whatever ends the command with 10 stands above, under a step that says "no"."""
    edit(three, f"INSERT INTO message VALUES (1, 3, 1, 0, 1, x'00', '{line}')")
    ran = run("verify")
    assert ran.code == 10
    found = json.loads(run("verify", "--json").out)
    for step in found["steps"]:
        assert f"{step['step']}. {step['title']}: {step['outcome']}" in ran.out
        assert all(f"- {each['kind']}: {each['where']}" in ran.out for each in step["findings"])
    assert {step["name"]: step["outcome"] for step in found["steps"]}["messages"] == "no"


def test_no_name_in_a_damaged_file_passes_for_a_step_of_ours(run: Run, three: Path) -> None:
    """A line break in the name of a table would print a line of whoever put it there."""
    edit(three, 'CREATE TABLE "x\n9. All is well: yes" (y)')
    assert not re.search(r"^9\.", run("verify").out, re.MULTILINE)


def test_times_that_version_0_1_may_have_put_there_are_asked_about(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By their numbers, with what to type; a diary without such times says nothing of it."""
    run("add", "--what", "x", "--when", "now")
    assert "Version 0.1" not in run("verify").out
    monkeypatch.setattr(Diary, "unsaid_times", lambda _: (1, 4))
    told = run("verify").out
    assert "Please look at the times of these incidents: 1, 4." in told
    assert "stalkdiary amend N --when 'not sure'" in told
    assert run("verify", "--json").json["unsaid_times"] == [1, 4]
