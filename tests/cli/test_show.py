"""`show`: one incident whole."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]
KEYS = {
    "incident", "what", "when", "recorded_at", "where", "types", "times", "person", "exhibits",
    "withdrawn", "source", "noticed", "channel", "felt", "witnesses", "appearance", "vehicle",
    "response", "police_ref", "breach", "amended", "withdrawn_why", "history", "messages",
    "exhibit_details",
}  # fmt: skip


def test_the_shape(run: Run, three: Path) -> None:
    shown = run("show", "3", "--json").json
    assert shown.keys() >= KEYS
    assert shown["witnesses"] == ["Sam"]
    assert shown["messages"] == []
    assert [each["kind"] for each in shown["history"]] == ["incident"]
    assert shown["history"][0]["what"] == "Outside the house"
    assert shown["history"][0]["hash"].startswith("sha256:")


def test_in_words(run: Run, three: Path) -> None:
    out = run("show", "1").out
    for words in (
        "Incident 1",
        "When: Wednesday 12 March 2025, 21:30 GMT",
        "Who: Alex",
        "Times: 14",
        "What happened: Rang me 14 times",
        "How it reached you: phone call",
    ):
        assert words in out
    assert "Amended" not in out


def test_brief_shows_no_content(run: Run, three: Path) -> None:
    out = run("show", "1", "--brief").out
    assert "21:30" in out
    for words in ("Rang", "Alex", "phone"):
        assert words not in out


def test_both_versions(run: Run, three: Path, home: Path) -> None:
    (home / "a.txt").write_text("a", encoding="utf-8")
    run("amend", "1", "--where", "the station", "--what", "Rang 12 times", "--why", "I counted")
    run("attach", "1", "a.txt")
    run("withdraw", "1", "--why", "it was Jo")
    out = run("show", "1").out
    for words in (
        "What happened: Rang 12 times",
        "What happened: Rang me 14 times became Rang 12 times",
        "Where: not said became the station",
        "because: I counted",
        "Withdrawn: it was Jo",
        "Exhibit AB/1: a.txt, added",
    ):
        assert words in out
    shown = run("show", "1", "--json").json
    assert [each["kind"] for each in shown["history"]] == [
        "incident", "amendment", "exhibit", "withdrawal",
    ]  # fmt: skip
    assert (shown["withdrawn"], shown["withdrawn_why"], shown["amended"]) == (True, "it was Jo", 1)


def test_no_such_incident(run: Run, three: Path) -> None:
    for number in ("4", "1000000000"):
        ran = run("show", number)
        assert (ran.code, ran.out) == (3, "")


def test_no_line_of_a_text_can_pass_for_a_field(run: Run, place: Path) -> None:
    run("add", "--what", "He came.\nWritten: never\n\nHe left.", "--when", "12 March 2025")
    lines = run("--plain", "show", "1").out.splitlines()
    assert "What happened: He came." in lines
    assert [line for line in lines if line.startswith("Written")] != ["Written: never"]
    assert "  Written: never" in lines
