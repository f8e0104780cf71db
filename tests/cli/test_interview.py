"""The questions of `add` and `init`, answered by keys as a terminal sends them."""

import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from stalkdiary.cli import protection, session
from stalkdiary.cli.incident_questions import DETAILS, WHAT
from stalkdiary.cli.prompts import dropped_files
from stalkdiary.cli.screen import clear_everything
from stalkdiary.cli.session import Session
from stalkdiary.diary import Diary
from stalkdiary.errors import DiaryBusy

Run = Callable[..., Any]
ENTER, CTRL_C, BACKSPACE = "\r", "\x03", "\x7f"
STRONG = "a blue tea-pot on the 7th shelf"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Sits at a terminal; takes the keys of the answers that are to come."""
    monkeypatch.setattr(Session, "may_ask", property(lambda _self: True))
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):

        def send(*answers: str) -> None:
            keys.send_text("".join(answers))

        yield send


def story(text: str) -> str:
    return text + ENTER * 3


def test_every_question_but_the_first_can_be_skipped(
    run: Run, place: Path, typed: Callable[..., None]
) -> None:
    """Enter records nothing, a time least of all."""
    typed(story("He was outside again."), *[ENTER] * 2)
    assert run("add").code == 0
    (incident,) = run("list", "--json").json
    assert incident["what"] == "He was outside again."
    assert incident["when"]["precision"] == "unknown"
    assert (incident["where"], incident["types"], incident["person"]) == (None, [], None)


def test_everything_can_be_answered(
    run: Run, place: Path, home: Path, typed: Callable[..., None]
) -> None:
    photo = home / "my photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff")
    typed(
        story("He waited by the gate." + ENTER + 'He said "soon".'),
        "12 March 2025 about 6pm" + ENTER,
        "d" + ENTER,
        "outside the flat" + ENTER,
        "sick" + ENTER,
        f"'{photo}'" + ENTER + ENTER,
        *(
            each + ENTER
            for each in ("Alex", "in person", "2", "his voice", "Priya; the man opposite")
        ),
        *(each + ENTER for each in ("at number 4", "a hood", "silver", "none", "", "", "", "")),
        *(each + ENTER for each in ("47/1", "no")),
        "10, 22 and loitering" + ENTER,
        ENTER,
    )
    ran = run("add")
    assert ran.code == 0, ran.err
    assert "about 18:00 GMT on Wednesday 12 March 2025" in ran.err
    shown = run("show", "1", "--json").json
    assert shown["what"] == 'He waited by the gate.\nHe said "soon".'
    assert shown["types"] == ["following-watching", "calls-messages", "loitering"]
    assert shown["witnesses"] == ["Priya", "the man opposite"]
    assert (shown["person"], shown["breach"], shown["exhibits"]) == ("Alex", None, ["AB/1"])


def test_what_is_not_understood_is_asked_again(
    run: Run, place: Path, typed: Callable[..., None]
) -> None:
    """A time that can mean two things, a file that is a device, a number that is not offered."""
    typed(
        story("He rang."),
        "12 March 2025 at 6" + ENTER + "12 March 2025 at 6pm" + ENTER,
        "d" + ENTER + ENTER * 2,
        "/dev/null" + ENTER + BACKSPACE + ENTER,
        ENTER * 2 + "often" + ENTER + "2" + ENTER,
        ENTER * 11,
        "99" + ENTER + "2" + ENTER,
        "77" + ENTER + ENTER,
    )
    ran = run("add")
    assert ran.code == 0, ran.err
    for said in (
        "Was that 06:00 or 18:00",
        "is a device",
        "There is no '99' in the list",
        "not a number",
        "'77'",
    ):
        assert said in ran.err
    (incident,) = run("list", "--json").json
    assert incident["when"]["start"] == "2025-03-12T18:00:00+00:00"


def test_ctrl_c_keeps_what_was_typed_and_offers_it_next_time(
    run: Run, place: Path, typed: Callable[..., None]
) -> None:
    typed("He followed me to the" + CTRL_C)
    assert run("add").code == 130
    assert run("list", "--json").json == []
    typed(ENTER, story(" station"), *[ENTER] * 2)
    assert run("add").code == 0
    (incident,) = run("list", "--json").json
    assert incident["what"] == "He followed me to the station"
    typed(story("Another."), *[ENTER] * 2)
    assert run("add").code == 0, "the draft has gone with the incident"


def test_files_of_a_draft_are_shown_again_and_one_that_is_gone_is_left_out(
    run: Run, place: Path, home: Path, typed: Callable[..., None]
) -> None:
    """Ctrl-C at "Another file?" keeps the names; a lost photo does not hold the words back."""
    kept, lost = home / "kept.jpg", home / "lost.jpg"
    for file in (kept, lost):
        file.write_bytes(b"\xff\xd8\xff")
    to_files = [ENTER, f"d{ENTER}", ENTER, ENTER]
    typed(story("He was there."), *to_files, f"{kept}{ENTER}", f"{lost}{ENTER}", CTRL_C)
    assert run("add").code == 130
    lost.unlink()
    typed(ENTER, ENTER * 3, *to_files, f"{kept}{ENTER}", ENTER, *[f"<{ENTER}"] * 4, ENTER)
    ran = run("add")
    assert ran.code == 0, ran.err
    assert f"1  {kept}" in ran.err
    assert f"There is no file {lost}." in ran.err
    (incident,) = run("list", "--json").json
    assert incident["exhibits"] == ["AB/1"]


def test_leaving_clears_the_screen_and_what_can_be_scrolled_back_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal("He waited by the gate")
    monkeypatch.setattr(sys, "stdout", shown)
    clear_everything()
    assert shown.getvalue().startswith("\x1b[H\x1b[2J\x1b[3J")


def test_a_draft_can_be_let_go(run: Run, place: Path, typed: Callable[..., None]) -> None:
    typed("Not this" + CTRL_C)
    assert run("add").code == 130
    typed("n" + ENTER, "y" + ENTER, story("This."), *[ENTER] * 2)
    ran = run("add")
    assert ran.code == 0, ran.err
    assert [each["what"] for each in run("list", "--json").json] == ["This."]


def test_words_that_no_disk_takes_stay_on_the_screen(
    run: Run, place: Path, typed: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise DiaryBusy("Another command is using the diary.")

    monkeypatch.setattr(Diary, "add", busy)
    monkeypatch.setattr(Diary, "save_draft", busy)
    typed(story("He waited by the gate."), *[ENTER] * 2)
    ran = run("add")
    assert ran.code == 5
    assert "He waited by the gate." in ran.err


def test_no_at_the_notice_writes_nothing(run: Run, home: Path, typed: Callable[..., None]) -> None:
    typed("n" + ENTER)
    ran = run("add")
    assert ran.code == 7
    assert "Is this computer only yours?" in ran.err
    assert list(home.iterdir()) == []


def test_the_first_run_protects_the_diary_and_goes_on(
    run: Run, home: Path, typed: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The passphrase is typed twice; the recovery code is shown once, and opens the diary."""
    said = iter([STRONG, "two", "", STRONG, STRONG])
    monkeypatch.setattr(protection, "hidden", lambda _question: next(said))
    typed("y" + ENTER, "2" + ENTER, "r.m." + ENTER, ENTER, story("He rang."), *[ENTER] * 2)
    ran = run("add")
    assert ran.code == 0, ran.err
    assert "The two were not the same" in ran.err
    code = "-".join(line.strip() for line in ran.out.splitlines() if line.startswith("    "))
    file = home / "code"
    file.write_text(code, encoding="utf-8")
    (incident,) = run("--passphrase-file", file, "list", "--json").json
    assert incident["what"] == "He rang."


def test_three_wrong_passphrases_are_the_end(
    run: Run, protected: Path, typed: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def wrong(question: str) -> str:
        asked.append(question)
        return "wrong"

    monkeypatch.setattr(session, "_has_terminal", lambda: True)
    monkeypatch.setattr(session, "hidden", wrong)
    waited: list[float] = []
    monkeypatch.setattr(session, "pause", waited.append)
    assert run("list").code == 6
    assert len(asked) == 3
    assert waited == sorted(waited)
    assert len(waited) == 2


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("", []),
        ("a.jpg", ["a.jpg"]),
        ("'a b.jpg' \"c d.jpg\" e\\ f.jpg", ["a b.jpg", "c d.jpg", "e f.jpg"]),
        ("file:///x/y.jpg", ["/x/y.jpg"]),
        ("it's a photo.jpg", ["it's a photo.jpg"]),
    ],
)
def test_dragged_names_are_read_however_the_terminal_quotes_them(
    line: str, names: list[str]
) -> None:
    assert dropped_files(line) == names


def test_a_time_after_it_was_noticed_is_asked_again(
    run: Run, place: Path, typed: Callable[..., None]
) -> None:
    """As a time in the future is: the question stays until the answer can be."""
    later, fitting = "13 March 2025 09:00", "12 March 2025 21:30"
    typed(story("The tyre was cut"), later + ENTER, BACKSPACE * 30, fitting + ENTER, ENTER)
    ran = run("add", "--noticed", "13 March 2025 08:00")
    assert ran.code == 0, ran
    assert "It was noticed before it happened" in ran.err
    assert run("show", "1", "--json").json["when"]["start"] == "2025-03-12T21:30:00+00:00"


def test_a_low_window_shows_the_kinds_in_parts(
    run: Run, place: Path, typed: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The grave ones first; m goes on, and the numbers stay what they are."""
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("LINES", "20")
    typed(story("He rang."), ENTER, "d" + ENTER, *[ENTER] * 17, "m" + ENTER, "22" + ENTER, ENTER)
    ran = run("add")
    assert ran.code == 0, ran.err
    grave, _, more = ran.err.partition("m: more kinds")
    assert "Physical or sexual assault" in grave
    assert "22 Calls" not in grave
    assert "14 Identity theft" in more or "14 Identity theft" in ran.err
    assert run("show", "1", "--json").json["types"] == ["calls-messages"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (("2", "1 and 3"), "order 2, conditions 1 and 3"),
        (("2", "2"), "order 2, condition 2"),
        (("2", ""), "order 2"),
        (("2", "not sure"), "order 2"),
        (("7", BACKSPACE + "3"), "order 3"),
        (("order 2", "4, 1", BACKSPACE * 4 + "1, 2 & 3"), "order 2, conditions 1, 2 and 3"),
        (("2, condition 3",), "order 2, condition 3"),
        (("2", "<", BACKSPACE * 7 + "3"), "order 3"),
        (("the one of May",), "the one of May"),
        (("yes",), "yes"),
        (("no",), None),
    ],
)
def test_an_order_is_named_by_its_number(
    run: Run, place: Path, typed: Callable[..., None], said: tuple[str, ...], kept: str | None
) -> None:
    """The orders stand there with their conditions; what is not in the list is asked again."""
    run("action", "police", "--what", "Rang 101")
    conditions = "1. No contact 2. Not to go to the house 3. Not to post"
    run("action", "order", "--kind", "non-molestation", "--conditions", conditions)
    run("action", "order", "--what", "The one of the county court")
    typed(story("He rang."), ENTER, "d" + ENTER, *[ENTER] * 16)
    typed(*(each + ENTER for each in said), ENTER, ENTER)
    ran = run("add")
    assert ran.code == 0, ran.err
    assert "  2 Non-molestation order\n" in ran.err
    assert "condition 3: Not to post" in ran.err
    assert run("show", "1", "--json").json["breach"] == kept


def test_a_low_window_lists_what_was_not_said_together(
    run: Run, three: Path, typed: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with its number, so that it can be answered; a higher one has a line for each."""
    for lines in ("20", "60"):
        monkeypatch.setenv("LINES", lines)
        typed(ENTER)
        told = run("amend", "1").err
        assert ("\n  3 Where: not said\n" in told) is (lines == "60")
        assert ("Not said: 3 Where, 4 How it affected you, 5 Files," in told) is (lines == "20")
        assert "  1 What happened: Rang me 14 times" in told


def test_leaving_keeps_every_answer_and_the_words_that_stand_there(
    run: Run, place: Path, typed: Callable[..., None]
) -> None:
    """Those before it, and the words that stand there: at the first, a middle and the last one."""
    run("action", "order", "--what", "Bail", "--condition", "No contact")
    names = [*(each.name for each in (WHAT, *DETAILS) if each.name not in {"files", "types"})]
    said = {"times": "3", "breach": "1"} | {
        name: f"the {name}" for name in names if name not in {"times", "breach"}
    }
    for last in map(names.index, ("where", "witness_contact", "breach")):
        keys = [story(said["what"]), ENTER, "d" + ENTER]
        for name in [each.name for each in DETAILS]:
            if name == names[last]:
                keys.append(said[name] + CTRL_C)
                break
            keys.append(said.get(name, "") + ENTER)
        typed(*keys)
        assert run("add").code == 130
        with Diary(place, None) as diary:
            ((number, draft),) = diary.drafts().items()
            kept = {name: json.loads(draft[name]) for name in names[: last + 1]}
            diary.discard_draft(number)
        expected: dict[str, object] = dict(said)
        expected |= {"times": 3, "witnesses": ["the witnesses"], "breach": "order 1"}
        assert kept == {name: expected[name] for name in names[: last + 1]}


def test_now_is_told_in_words_in_the_list(
    run: Run, place: Path, typed: Callable[..., None]
) -> None:
    """What is kept for it is a time for programs, which nobody is to puzzle over."""
    typed(story("He was outside again."), "now", *[ENTER] * 2)
    told = run("add").err
    (listed,) = re.findall(r"^ *2 When: (.*)$", told, re.MULTILINE)
    assert f"Understood as: {listed}" in told


def test_not_sure_is_shown_as_what_it_becomes(
    run: Run, place: Path, typed: Callable[..., None]
) -> None:
    """The list before saving shows what is going to be kept: no person of that name."""
    said = {"where": "n/a", "person": "dunno", "witnesses": "nobody", "police_ref": "no"}
    details = [said.get(each.name, "") + ENTER for each in DETAILS]
    typed(story("He was outside again."), ENTER, "d" + ENTER, *details, ENTER)
    ran = run("add")
    assert (ran.code, "  5 " in ran.err) == (0, True)
    listed = ran.err.rpartition("1 What happened")[2]
    assert not {"n/a", "dunno", "nobody"} & set(re.findall(r"[\w/]+", listed))
    assert "Who: not said" in listed
    incident = run("show", "1", "--json").json
    assert [incident[name] for name in said] == [None, None, [], None]
