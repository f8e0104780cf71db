"""Questions as data: a way back, answers that are refused, and the draft of what was typed."""

from collections.abc import Callable, Iterator

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input

from stalkdiary.cli import action, prompts
from stalkdiary.cli.answers import Understanding
from stalkdiary.cli.asking import Asking, Question, several
from stalkdiary.cli.session import Session
from stalkdiary.diary import Diary
from stalkdiary.errors import InputRefused

Keys = Callable[[str], None]


@pytest.fixture
def keys() -> Iterator[Keys]:
    """Types ahead; a carriage return is Enter."""
    with create_pipe_input() as pipe, create_app_session(input=pipe):
        yield pipe.send_text


def no_digits(answer: str) -> str:
    """Refuses digits, as a field might."""
    if any(map(str.isdigit, answer)):
        raise InputRefused("There is a digit.", "Leave it out.")
    return f"So: {answer}"


def by_semicolons(answer: list[str]) -> str:
    return "; ".join(answer)


QUESTIONS = (
    Question(name="where", words="Where?", told=no_digits),
    Question(name="witnesses", words="Who saw it?", read=several, written=by_semicolons),
    Question(name="felt", words="And then?", needed=lambda answers: "witnesses" in answers),
)


def asking(diary: Diary, **options: object) -> Asking:
    return Asking(Session(), diary, "people add", **options)  # type: ignore[arg-type]


def test_what_is_answered_has_its_type_and_what_is_skipped_is_not_there(
    diary: Diary, keys: Keys
) -> None:
    """A question that is not needed is not asked, nor one that options answered."""
    keys("home\r\r")
    first = asking(diary)
    assert first.ask(QUESTIONS)
    assert first.answers == {"where": "home"}
    keys("n\ry\rSam; Jo\rill\r")
    second = asking(diary, given={"where": "work 2"})
    assert second.ask(QUESTIONS)
    assert second.answers == {"where": "work 2", "witnesses": ["Sam", "Jo"], "felt": "ill"}


def count(text: str) -> int | None:
    """Reads a number, or nothing."""
    if not text:
        return None
    if not text.isdecimal():
        raise InputRefused("That is not a number.", "Type how many, or press Enter.")
    return int(text)


def test_enter_at_a_refused_answer_leaves_the_question(diary: Diary, keys: Keys) -> None:
    """As the question says; what stood there before stays, and nobody is held up."""
    question = (Question(name="times", words="How many?", read=count, written=str),)
    keys("lots\r\r")
    first = asking(diary)
    assert first.ask(question)
    assert first.answers.get("times") is None
    keys("\x15lots\r\r")
    second = asking(diary, before={"times": 3})
    assert second.ask(question)
    assert second.value("times") == 3
    keys("home 2\r\r")
    third = asking(diary)
    assert third.ask(QUESTIONS[:1])
    assert not third.answers.get("where")


def test_a_refused_answer_comes_back_selected(
    diary: Diary, keys: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    """Typing, and pasting, take its place; an arrow key keeps it to be put right."""
    for again in ("work", "\x1b[200~work\x1b[201~"):
        keys(f"home 1\r{again}\r\r")
        first = asking(diary)
        first.ask(QUESTIONS)
        assert first.answers == {"where": "work"}
        assert "There is a digit.\nLeave it out.\n" in capsys.readouterr().err
        diary.discard_draft(first.draft or 0)
    keys("home 1\r\x1b[D\x1b[C\x7f\x7f!\r\r")
    third = asking(diary)
    third.ask(QUESTIONS)
    assert third.answers == {"where": "home!"}


def test_back_one_question(diary: Diary, keys: Keys, capsys: pytest.CaptureFixture[str]) -> None:
    """What was answered stands there; over what is not asked; at the first one stays."""
    keys("home\r<\r\x15work\rSam\r<\r, Jo\r<\r<\r<\r\x15garden\r\rill\r")
    first = asking(diary)
    assert first.ask(QUESTIONS)
    assert first.answers == {"where": "garden", "witnesses": ["Sam, Jo"], "felt": "ill"}


def test_back_behind_the_first(diary: Diary, keys: Keys) -> None:
    keys("<\r")
    assert not asking(diary).ask(QUESTIONS, leads_back=True)
    keys("<\rhome\r\r")
    assert asking(diary).ask(QUESTIONS)


def test_what_was_known_before_is_changed_or_cleared(diary: Diary, keys: Keys) -> None:
    """Only what differs is an answer."""
    before = {"where": "home", "witnesses": ["Sam"], "felt": "ill"}
    keys("\r\x15\r\r")
    first = asking(diary, before=before)
    first.ask(QUESTIONS)
    assert first.answers == {"witnesses": []}
    keys("\r\r\r\r")
    second = asking(diary, before=before)
    second.ask(QUESTIONS)
    assert second.answers == {"witnesses": []}, "the draft is gone on with"


def test_leaving_keeps_the_answers_and_what_stood_there(
    diary: Diary, keys: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same command offers them by their day and time, never by their text."""
    keys("home\rSam; Jo\x03")
    with pytest.raises(prompts.Left), asking(diary) as first:
        first.ask(QUESTIONS)
    assert Asking(Session(), diary, "withdraw 1").answers == {}
    keys("\r")
    assert asking(diary).answers == {"where": "home", "witnesses": ["Sam", "Jo"]}


def test_a_failure_keeps_the_answers_and_says_so(
    diary: Diary, keys: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    keys("home\r\r")
    with pytest.raises(InputRefused), asking(diary) as first:
        first.ask(QUESTIONS)
        raise InputRefused("No.", "Nothing was saved.")
    assert "What you typed is kept: " in (said := capsys.readouterr().err)
    assert "people add' offers it." in said
    assert len(diary.drafts()) == 1


def test_what_is_being_typed_is_kept_meanwhile(
    diary: Diary, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power cut the draft holds what stood at the question."""
    monkeypatch.setattr(prompts, "_KEPT_EVERY", 0.0)
    seen: list[dict[str, str]] = []
    save = diary.save_draft

    def saved(answers: dict[str, str], number: int | None = None) -> int:
        kept = save(answers, number)
        seen.extend(diary.drafts().values())
        keys(" street\r\r" if len(seen) == 1 else "")
        return kept

    monkeypatch.setattr(diary, "save_draft", saved)
    keys("in the")
    first = asking(diary)
    first.ask(QUESTIONS)
    assert seen[0]["where"] == '"in the"'
    assert first.answers["where"] == "in the street"
    assert len(diary.drafts()) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("One\r\rtwo\r\r\r", "One\n\ntwo"),
        ("One\rtwo\x04", "One\ntwo"),
        ("\x1b[200~One\n\n\n\ntwo\x1b[201~\r\r\r", "One\n\n\n\ntwo"),
        ("\r", ""),
    ],
)
def test_a_story_has_paragraphs(keys: Keys, typed: str, said: str) -> None:
    """Enter three times ends it, or Ctrl-D; what is pasted never does."""
    keys(typed)
    assert prompts.story("What?") == said


def test_back_from_a_story(keys: Keys) -> None:
    keys("<\r")
    with pytest.raises(prompts.Back):
        prompts.story("What?", back=True)


def test_an_order_is_asked_for_with_its_days_and_conditions(
    diary: Diary, keys: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    """A kind that is none is asked again; leaving in the middle loses nothing that was answered."""
    keys("nonsense\rbail\r\rBrighton\r1 March 2026\r\x03")
    with pytest.raises(prompts.Left), asking_about_an_order(diary) as first:
        first.ask(action._questions(first, Understanding.of(diary, None), "order"))
    said = capsys.readouterr().err
    assert "Understood as: Bail conditions" in said
    assert "Understood as: Sunday 1 March 2026" in said
    keys("y\r\r\r\r\r\r\r\rno contact\r\rstay away\r\r\r")
    with asking_about_an_order(diary) as second:
        second.ask(action._questions(second, Understanding.of(diary, None), "order"))
    assert second.answers == {
        "order_kind": "bail",
        "court": "Brighton",
        "granted": "1 March 2026",
        "conditions": "no contact\nstay away",
    }


def asking_about_an_order(diary: Diary) -> Asking:
    return Asking(Session(), diary, "action order")
