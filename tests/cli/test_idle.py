"""The time without a key."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from stalkdiary.cli import idle, pager, prompts, session
from stalkdiary.cli.idle import Idle, unwatched


class Clock:
    """Seconds that a test moves on."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize(("minutes", "seconds"), [(5, 300), (0.5, 30), (1440, 86400)])
def test_it_is_over_after_so_many_minutes(minutes: float, seconds: float) -> None:
    """A key puts it off by the whole time."""
    clock = Clock()
    idle = Idle(minutes, clock)
    clock.seconds = seconds - 1
    assert not idle.is_over
    idle.touch()
    clock.seconds += seconds - 1
    assert not idle.is_over
    clock.seconds += 1
    assert idle.is_over


def test_nought_is_never() -> None:
    """0 minutes mean that it does not lock."""
    clock = Clock()
    idle = Idle(0, clock)
    clock.seconds = 1e9
    assert not idle.is_over


@contextmanager
def typed(keys: str, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Iterator[None]:
    """Keys wait to be read, and questions are watched, with a time of five minutes."""
    monkeypatch.setattr(idle, "_LOOK_EVERY", 0)
    watch = Idle(5, clock)
    with create_pipe_input() as terminal:
        monkeypatch.setattr("prompt_toolkit.input.create_input", lambda: terminal)
        monkeypatch.setattr("prompt_toolkit.output.create_output", lambda **_: DummyOutput())
        terminal.send_text(keys)
        with create_app_session(output=DummyOutput()), watch.watched():
            yield


QUESTIONS: dict[str, Callable[[], object]] = {
    "line": lambda: prompts.line("Where was it?"),
    "story": lambda: prompts.story("What happened?"),
    "yes": lambda: prompts.yes("Write it?", default=True),
    "hidden": lambda: session.hidden("New passphrase, unseen: "),
    "pager": lambda: pager.page(str(number) for number in range(1000)),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=list(QUESTIONS))
def test_every_question_ends_and_so_does_the_pager(
    question: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is open when it has been too long, and whatever key comes then."""
    for keys in ("", "\r", "q"):
        clock = Clock()
        with typed(keys, monkeypatch, clock):
            clock.seconds = 300
            with pytest.raises(KeyboardInterrupt):
                question()


def test_what_is_hidden_is_taken_as_it_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """In time, with its spaces, and Backspace takes a letter back."""
    with typed(" seven grey heronx\x7fs\r", monkeypatch, Clock()):
        assert session.hidden("New passphrase, unseen: ") == " seven grey herons"


def test_the_questions_of_a_lock_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would lock again, and again, while somebody looks for the passphrase."""
    monkeypatch.setattr("getpass.getpass", lambda question: f"asked: {question}")
    clock = Clock()
    with typed("", monkeypatch, clock), unwatched():
        clock.seconds = 300
        assert session.hidden("Passphrase: ") == "asked: Passphrase: "
