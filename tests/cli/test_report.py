"""`report`: the command. What is in a report: tests/reports."""

import csv
import hashlib
import json
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from stalkdiary.cli.session import Session
from stalkdiary.diary import Diary
from stalkdiary.reports.extracts.purposes import EXTRACTS

Run = Callable[..., Any]


def test_a_pdf_by_default(run: Run, three: Path, home: Path) -> None:
    """Under a neutral name that nothing has yet."""
    names: set[str] = set()  # no day of ours: midnight can come in between
    for _ in range(2):
        found = re.match(
            r"The report is at (report-\d{4}-\d\d-\d\d(?:-2)?\.pdf)\.\nCheck code: ",
            run("report").out,
        )
        assert found
        assert found[1] not in names
        names.add(found[1])
    for name in names:
        assert (home / name).read_bytes().startswith(b"%PDF-")
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o600


@pytest.mark.parametrize("form", ["text", "csv", "json"])
def test_the_same_in_a_file_and_on_standard_output(
    run: Run, three: Path, home: Path, form: str
) -> None:
    ran = run("report", "--format", form, "-o", "-")
    assert (ran.code, ran.err) == (0, "")
    assert "Rang me 14 times" in ran.out
    suffix = {"text": "txt"}.get(form, form)
    noted = run("report", "-o", f"~/r.{suffix}", "--for", "PC 1", "--json").json
    content = (home / f"r.{suffix}").read_bytes()
    assert noted["sha256"] == hashlib.sha256(content).hexdigest()
    assert (noted["format"], noted["for"], noted["incidents"]) == (form, "PC 1", [3, 1, 2])
    if form == "json":
        assert json.loads(content)["summary"]["incidents"] == 3
    if form == "csv":
        assert len(list(csv.reader(ran.out.splitlines()))) == 4


def test_every_report_is_in_the_ledger(run: Run, three: Path, home: Path) -> None:
    fingerprint = run("report", "-o", "r.txt", "--json").json["fingerprint"]
    assert run("verify", "--expect", fingerprint, "--json").json["covered"] == 5
    assert run("report", "--format", "text", "-o", "-", "--for", "PC Smith").code == 0
    assert "PC Smith" in run("report", "--format", "text", "-o", "-").out


def test_some_incidents(run: Run, three: Path) -> None:
    ran = run("report", "--person", "Alex", "--format", "json", "-o", "-").json
    assert ran["summary"]["incidents"] == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["-o", "taken"], 4),
        (["-o", "."], 4),
        (["-o", ""], 4),
        (["-o", "/dev/full"], 4),
        (["-o", "missing/r.txt"], 8),
        (["-o", "taken/r.txt"], 8),
        (["-o", "x" * 300 + ".txt"], 8),
        (["-o", "r.txt", "--for", ""], 4),
        (["-o", "r.txt", "--for", "\udcff"], 4),
        (["-o", "r.txt", "--type", "assault"], 3),
        (["-o", "r.txt", "--person", "Nobody"], 3),
        (["-o", "r.txt", "--since", "bread"], 4),
        (["-o", "r.txt", "--format", "docx"], 2),
        (["-o", "r.docx"], 2),
    ],
)
def test_refused(run: Run, three: Path, home: Path, words: list[str], code: int) -> None:
    (home / "taken").write_bytes(b"mine")
    before = three.read_bytes()
    ran = run("report", *words)
    assert (ran.code, ran.out) == (code, ""), ran
    assert three.read_bytes() == before
    assert sorted(each.name for each in home.iterdir()) == [".local", "taken"]
    assert (home / "taken").read_bytes() == b"mine"


def test_of_a_protected_diary_it_warns(run: Run, protected: Path, secret: Path) -> None:
    run("--passphrase-file", secret, "add", "--what", "x")
    ran = run("--passphrase-file", secret, "report", "-o", "r.txt")
    assert ran.code == 0
    assert "not be protected by your passphrase" in ran.err


def test_words_are_left_out(run: Run, three: Path, home: Path) -> None:
    (home / "private.txt").write_text("14 times\n\n", encoding="utf-8")
    words = ["--redact", "Alex", "--redact-file", "private.txt"]
    ran = run("report", "-o", "r.txt", *words)
    text = (home / "r.txt").read_text(encoding="utf-8")
    assert ran.code == 0
    assert "  Alex: once\n  14 times: once\n" in ran.err
    assert "Look through it before it goes" in ran.err
    assert "Rang me [left out]" in text
    assert "Alex" not in text


def test_counts_name_no_phrase_in_json(run: Run, three: Path, home: Path) -> None:
    """JSON ends up in logs: it has the place of each phrase, in the order given."""
    ran = run("report", "-o", "r.txt", "--redact", "ALEX", "--redact", "14 times", "--json")
    assert ran.json["redacted"] == [{"number": 1, "times": 1}, {"number": 2, "times": 1}]
    assert "ALEX" not in ran.out
    ran = run("report", "--redact", "Alex", "--format", "text", "-o", "-")
    assert "Alex: once" in ran.err
    assert run("report", "-o", "s.txt", "--json").json["redacted"] == []


@pytest.mark.parametrize("command", [["report", "-o", "r.txt"], ["bundle", "b"]])
@pytest.mark.parametrize("more", [[], ["--json"], ["--redact", "Alex"]])
def test_what_stands_nowhere_is_not_left_out(
    run: Run, three: Path, home: Path, command: list[str], more: list[str]
) -> None:
    """Without a terminal nothing is made of it, and nothing noted."""
    before = three.read_bytes(), sorted(home.iterdir())
    ran = run(*command, "--redact", "O'Neal", *more)
    assert (ran.code, ran.out) == (2, "")
    assert 'Nothing to leave out: "O\'Neal" stands nowhere' in ran.err
    assert "The words are left out" not in ran.err
    assert (three.read_bytes(), sorted(home.iterdir())) == before


@pytest.mark.parametrize("command", [["report", "--yes", "-o", "r.txt"], ["bundle", "b"]])
def test_at_a_terminal_it_is_asked_about(
    run: Run, three: Path, home: Path, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No is the answer of Enter; yes makes it, and says that it stood nowhere."""
    monkeypatch.setattr(Session, "may_ask", property(lambda _self: True))
    words = ["--redact", "O'Neal", "--redact", "Alex"]
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text("\r")
        assert run(*command, *words).code == 2
        assert not (home / command[-1]).exists()
        keys.send_text("y\r")
        ran = run(*command, *words)
    assert ran.code == 0
    assert "  O'Neal: nowhere in the report\n  Alex: once" in ran.err
    assert (home / command[-1]).exists()


@pytest.mark.parametrize(
    ("nation", "act"),
    [
        (None, "Protection from Harassment Act 1997, section 2A(3)."),
        ("scotland", "Criminal Justice and Licensing (Scotland) Act 2010, section 39(6)."),
        ("northern-ireland", "Protection from Stalking Act (Northern Ireland) 2022, section 1(4)."),
    ],
)
def test_the_law_of_a_nation(run: Run, three: Path, nation: str | None, act: str) -> None:
    wanted = ["--nation", nation] if nation else []
    ran = run("report", *wanted, "--format", "text", "-o", "-")
    assert act in " ".join(ran.out.split()).partition("Against the Act")[2][:400]


def test_the_person_says_what_stands_on_the_first_page(run: Run, three: Path) -> None:
    ran = run("report", "--quote", 2, "--ask", "A call back.", "--format", "text", "-o", "-")
    page = " ".join(ran.out.split()).partition("1. The pattern")[0]
    assert "A card on the mat (Incident " in page
    assert "In my words: A call back." in page
    run("withdraw", 2, "--why", "x")
    assert run("report", "--quote", 2, "-o", "r.txt").code == 3
    assert run("report", "--quote", 99, "-o", "r.txt").code == 3


def test_how_it_left_the_person(run: Run, place: Path, home: Path) -> None:
    run("add", "--what", "He waited outside.", "--felt", "I sleep badly.")
    noted = run("report", "--impact", "-o", "impact.txt", "--json").json
    text = (home / "impact.txt").read_text(encoding="utf-8")
    assert noted["format"] == "text"
    assert "I sleep badly." in text
    assert "He waited outside." not in text
    assert run("report", "--impact", "-o", "impact.pdf").code == 0
    assert run("report", "--impact", "-o", "impact.csv").code == 2
    assert "impact extract" in run("report", "--format", "text", "-o", "-").out


def test_what_files_say_of_themselves_only_when_asked(
    run: Run, place: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {"make": "Camera", "latitude": "51.500000", "longitude": "-0.100000"}
    monkeypatch.setattr("stalkdiary.store.intake.read_metadata", lambda *_: found)
    (home / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0picture")
    run("add", "--what", "x", "--attach", "a.jpg")
    for form in ("text", "json", "csv"):
        assert "51.500000" not in run("report", "--format", form, "-o", "-").out
    for form in ("text", "json"):
        assert "51.500000" in run("report", "--metadata", "--format", form, "-o", "-").out


def test_a_long_one_has_its_parts_beside_it(
    run: Run, three: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them or none, and each is noted."""
    from stalkdiary.reports import output
    from stalkdiary.reports.build import Paging

    monkeypatch.setitem(output._PAGING, "html", Paging(chronology=2_500))
    noted = run("report", "-o", "r.html", "--json").json
    assert set(noted["parts"]) == {"-chronology-1", "-chronology-2"}
    for suffix, sha256 in noted["parts"].items():
        data = (home / f"r{suffix}.html").read_bytes()
        assert hashlib.sha256(data).hexdigest() == sha256
        assert sha256 in (home / "r.html").read_text(encoding="utf-8")
    (home / "s-chronology-2.html").write_bytes(b"mine")
    assert run("report", "-o", "s.html").code == 4
    assert not (home / "s.html").exists()
    assert not (home / "s-chronology-1.html").exists()
    assert run("report", "--format", "html", "-o", "-").code == 2
    assert "Its parts, which go with it: t-chronology-1.html" in run("report", "-o", "t.html").out


def test_a_report_tells_of_one_state_of_the_diary(
    run: Run, three: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Messages are read late; what another command writes meanwhile must not get in."""
    from stalkdiary.usecases import report
    from stalkdiary.usecases.facts import gather_facts

    def with_one_more(diary: Diary, *arguments: Any, **named: Any) -> Any:
        facts = gather_facts(diary, *arguments, **named)
        diary.set_initials("CD")
        return facts

    monkeypatch.setattr(report, "gather_facts", with_one_more)
    ran = run("report", "-o", "r.txt")
    assert (ran.code, (home / "r.txt").exists()) == (5, False)


def test_parts_go_into_a_bundle_and_are_checked_with_it(
    run: Run, three: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stalkdiary.reports import output
    from stalkdiary.reports.build import Paging

    monkeypatch.setitem(output._PAGING, "pdf", Paging(chronology=2_500))
    assert run("bundle", "b").code == 0
    assert {each.name for each in (home / "b" / "data").glob("report*.pdf")} == {
        "report.pdf",
        "report-chronology-1.pdf",
        "report-chronology-2.pdf",
    }
    assert run("verify", "--bundle", "b").code == 0


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x" * 100_001, None])
def test_a_file_of_words_that_can_not_be_read(
    run: Run, three: Path, home: Path, content: bytes | None
) -> None:
    if content is not None:
        (home / "words").write_bytes(content)
    ran = run("report", "-o", "r.txt", "--redact-file", "words")
    assert (ran.code, (home / "r.txt").exists()) == (4, False)


def test_a_picture_that_says_nothing_says_so(run: Run, three: Path, home: Path) -> None:
    (home / "a.txt").write_bytes(b"words")
    run("attach", 1, "a.txt")
    ran = run("report", "--metadata", "--format", "text", "-o", "-")
    assert "No file says when or where it was made" in " ".join(ran.out.split())


@pytest.mark.parametrize("purpose", ["call", "court", "order", "preserve", "employer"])
def test_a_short_document_is_made_and_noted(
    run: Run, three: Path, home: Path, purpose: str
) -> None:
    """Each is one file; the custody log names it, and a table of it can't be made."""
    ran = run("report", "--as", purpose, "-o", "short.txt", "--json")
    assert (ran.code, ran.json["format"]) == (0, "text")
    assert (home / "short.txt").stat().st_size > 500
    assert run("report", "--as", purpose, "-o", "short.csv").code == 2
    log = run("report", "--format", "text", "-o", "-").out.partition("Custody log")[2]
    assert EXTRACTS[purpose].noted in " ".join(log.split())


def test_two_purposes_are_asked_about(run: Run, three: Path, home: Path) -> None:
    assert run("report", "--impact", "--as", "call", "-o", "x.txt").code == 2
    assert not (home / "x.txt").exists()


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff"])
def test_a_list_of_words_without_a_word_leaves_nothing_out_and_is_refused(
    run: Run, home: Path, three: Path, content: str
) -> None:
    """Else the whole report would be handed over, by somebody who thinks that it is not."""
    (home / "words").write_text(content, encoding="utf-8")
    ran = run("report", "-o", "r.txt", "--redact-file", "words")
    assert (ran.code, ran.out) == (4, "")
    assert "holds no words" in ran.err
    assert not (home / "r.txt").exists()
