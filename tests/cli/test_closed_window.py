"""A window that is closed at any question of any command: what was typed is kept, and offered."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from stalkdiary.cli.asking import Question
from stalkdiary.cli.incident_questions import DETAILS, WHAT
from stalkdiary.cli.session import Session
from stalkdiary.diary import Diary
from stalkdiary.model.incident import Account
from stalkdiary.model.person import Person

Run = Callable[..., Any]
WHEN = Question(name="when", words="")
SAID = {"what": " And then he left", "when": "11 March 2025", "times": "3", "breach": "yes"}
COMMANDS = {
    "withdraw 1": [("", "why", "It was the neighbour")],
    "attach 1": [
        ("\r", "description", "a card"),
        ("", "kept_at", "with Sam"),
        ("", "handled_by", "only me"),
    ],
    "people add": [
        ("", "called", "Alex"),
        ("", "relationship", "former partner"),
        ("", "numbers", "07700 900123"),
        ("", "aliases", "Lexi"),
    ],
    "people change": [("", "called", "Jo"), ("", "relationship", "a colleague")],
    "action police": [
        ("", "what", "I rang them"),
        ("", "when", "12 March 2025"),
        ("", "force", "Sussex"),
        ("", "reference", "47/1"),
        ("", "officer", "PC 1234"),
        ("", "promised", "to ring back"),
        ("", "due", "3 October 2025"),
    ],
    "action order": [
        ("", "order_kind", "bail"),
        ("", "what", "after the arrest"),
        ("", "court", "Lewes"),
        ("", "granted", "1 March 2025"),
        ("", "served", "2 March 2025"),
        ("", "expires", "1 March 2026"),
        ("", "reference", "47/2"),
        ("", "conditions", "Not to contact me"),
    ],
    "amend 1": [
        (f"{number}\r", each.name, SAID.get(each.name, f"words for {each.name}"))
        for number, each in enumerate((WHAT, WHEN, *DETAILS), start=1)
        if each.name not in {"files", "types"}
    ],
}
"""The questions of each command: what is typed to come to each, its name, and an answer."""
EVERY = [
    (command, number) for command, questions in COMMANDS.items() for number in range(len(questions))
]


@pytest.fixture
def sits(monkeypatch: pytest.MonkeyPatch) -> Callable[[Run, str, str], Any]:
    """Runs a command at a terminal whose window is closed once these keys are typed."""
    monkeypatch.setattr(Session, "may_ask", property(lambda _self: True))

    def run_until_closed(run: Run, command: str, keys: str) -> Any:
        with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
            pipe.send_text(keys)
            pipe.close()
            return run(*command.split())

    return run_until_closed


@pytest.fixture
def kept(place: Path, account: Callable[..., Account]) -> Callable[[], dict[str, Any]]:
    """An incident and somebody in the list; gives the answers of the one draft."""
    with Diary(place, None) as diary:
        diary.add(account("He waited"))
        diary.record_person(Person(number=0, name="Jo"))

    def answers() -> dict[str, Any]:
        with Diary(place, None) as diary:
            (draft,) = diary.drafts().values()
        return {
            name: json.loads(text)
            for name, text in draft.items()
            if name not in {"command", "day", "at"}
        }

    return answers


@pytest.mark.parametrize(("command", "at"), EVERY)
def test_what_was_typed_is_kept_and_offered(
    run: Run,
    place: Path,
    kept: Callable[[], dict[str, Any]],
    sits: Callable[[Run, str, str], Any],
    command: str,
    at: int,
) -> None:
    """With what stands at the question; nothing of it is in the record, and nothing is lost."""
    with Diary(place, None) as diary:
        before = diary.fingerprint
    questions = COMMANDS[command]
    ends = {"conditions": "\r\r\r", "what": "\r\r\r" if command.startswith("amend") else "\r"}
    keys = "".join(before + text + ends.get(name, "\r") for before, name, text in questions[:at])
    first, _, text = questions[at]
    ran = sits(run, command, keys + first + text)
    assert ran.code == 130, ran
    answers = kept()
    for _, asked, typed in questions[: at + 1]:
        told = answers[asked]
        told = told[0] if isinstance(told, list) else str(told)
        assert typed.strip() in told, (asked, answers)
    with Diary(place, None) as diary:
        assert diary.fingerprint == before
    # The next run offers it; and closed again at that question, it still stands.
    ran = sits(run, command, "y\r")
    assert ran.code == 130
    assert kept() == answers
