"""The command: it says what leaves, asks, and keeps only what holds."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from stalkdiary.cli import prompts
from stalkdiary.cli.session import Session
from stalkdiary.cli.timestamp import meaning, timestamp
from stalkdiary.diary import Diary
from stalkdiary.errors import AnswerNeeded, InputRefused, NotAllChecked, NotWritten
from stalkdiary.handover.timestamp import check_timestamps
from stalkdiary.model.timestamp import TimestampFact

if TYPE_CHECKING:
    from tests.handover.conftest import LocalAuthority
else:
    LocalAuthority = Any  # tests can't import conftest.py when they run

Command = Callable[..., None]


@pytest.fixture
def command(diary: Diary, authority: LocalAuthority) -> Command:
    """The command on `diary`; asks the local authority when nothing else is said."""

    def run(**options: Any) -> None:
        context: Any = SimpleNamespace(obj=Session(given_diary=diary.path, plain=True))
        given: dict[str, Any] = {"authorities": [authority.url], "roots": authority.roots}
        timestamp(context, **(given | {"yes": True} | options))

    return run


def stored(diary: Diary) -> list[bool]:
    """Whether each timestamp in the ledger is checked."""
    return [fact.checked for fact in check_timestamps(diary.entries())[0]]


def test_it_says_what_leaves_and_what_came_of_it(
    command: Command, diary: Diary, authority: LocalAuthority, capsys: pytest.CaptureFixture[str]
) -> None:
    number = len(list(diary.entries()))
    fingerprint = diary.fingerprint
    command()
    out, err = capsys.readouterr()
    assert out.startswith(f"Entries 1 to {number} existed by ")
    assert "as root (SHA-256 " in out
    assert out.endswith("compare them with those that 127.0.0.1 publishes.\n")
    for word in ("asks 127.0.0.1", "32 bytes", "network address and the time", "what happened"):
        assert word in err
    assert stored(diary) == [True]
    newest = list(diary.entries())[-1]
    assert (newest.kind, newest.content()["hash"]) == ("timestamp", fingerprint)


def test_only_the_fingerprint_and_a_nonce_leave(
    command: Command, diary: Diary, authority: LocalAuthority
) -> None:
    digest = bytes.fromhex(diary.fingerprint.removeprefix("sha256:"))
    command()
    ((_, request),) = authority.asked
    assert digest in request
    assert len(request) == 69


def test_nothing_is_sent_where_no_answer_could_be_checked(
    command: Command, diary: Diary, authority: LocalAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the library: an answer that nobody here can check is not worth being seen asking."""
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    before = diary.fingerprint
    with pytest.raises(NotAllChecked, match="rfc3161-client is not installed") as refusal:
        command()
    assert "pip install rfc3161-client" in refusal.value.advice
    assert (authority.asked, diary.fingerprint) == ([], before)


def test_without_a_terminal_nothing_is_sent_unless_that_is_said(
    command: Command, diary: Diary, authority: LocalAuthority
) -> None:
    with pytest.raises(AnswerNeeded, match="Nobody is here"):
        command(yes=False)
    assert (authority.asked, stored(diary)) == ([], [])


@pytest.mark.parametrize("agreed", [True, False])
def test_at_a_terminal_it_asks(
    command: Command,
    diary: Diary,
    authority: LocalAuthority,
    monkeypatch: pytest.MonkeyPatch,
    agreed: bool,
) -> None:
    monkeypatch.setattr(Session, "may_ask", True)
    monkeypatch.setattr(prompts, "yes", lambda *_, default: default or agreed)
    if agreed:
        command(yes=False)
    else:
        with pytest.raises(AnswerNeeded, match="Nothing was sent"):
            command(yes=False)
    assert len(authority.asked) == len(stored(diary)) == int(agreed)


def test_json_is_one_document(
    command: Command,
    diary: Diary,
    authority: LocalAuthority,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    stamped = diary.fingerprint
    command(as_json=True)
    shown = json.loads(capsysbinary.readouterr().out)
    assert (shown["hash"], shown["fingerprint"]) == (stamped, diary.fingerprint)
    (fact,) = shown["timestamps"]
    assert (fact["authority"], fact["checked"], fact["roots"]) == (authority.url, True, "given")


def test_several_authorities_stamp_the_same_entry(
    command: Command, diary: Diary, authority: LocalAuthority
) -> None:
    command(authorities=[authority.url, authority.url + "/2", authority.url])
    facts, _ = check_timestamps(diary.entries())
    assert [fact.authority for fact in facts] == [authority.url, authority.url + "/2"]
    assert len({fact.entry for fact in facts}) == 1


def test_a_false_answer_is_not_kept(
    command: Command, diary: Diary, authority: LocalAuthority, capsys: pytest.CaptureFixture[str]
) -> None:
    authority.says(lambda request: authority.reply(request, "strange-tsa"))
    before = diary.fingerprint
    with pytest.raises(InputRefused, match="does not lead back"):
        command(as_json=True)
    assert (diary.fingerprint, capsys.readouterr().out) == (before, "")


def test_no_answer_changes_nothing(
    command: Command, diary: Diary, authority: LocalAuthority
) -> None:
    authority.says(lambda _: b"", status=500)
    before = diary.fingerprint
    with pytest.raises(NotWritten) as caught:
        command()
    assert (caught.value.exit_code, diary.fingerprint) == (8, before)


def test_what_can_not_be_read_is_kept_and_said(
    command: Command, diary: Diary, authority: LocalAuthority, capsys: pytest.CaptureFixture[str]
) -> None:
    authority.says(lambda request: authority.reply(request, chain="root"))
    with pytest.raises(NotAllChecked, match="can't be read here") as caught:
        command()
    assert caught.value.exit_code == 11
    assert "is kept, but not checked" in capsys.readouterr().out
    assert stored(diary) == [False]
    body = list(diary.entries())[-1].content()
    assert body["checked"] is False
    assert "gen_time" not in body


def test_one_failure_does_not_lose_the_others(
    command: Command, diary: Diary, authority: LocalAuthority, capsys: pytest.CaptureFixture[str]
) -> None:
    authority.says(lambda request: authority.reply(request) if len(authority.asked) == 2 else b"")
    with pytest.raises(InputRefused, match="not the answer"):
        command(authorities=[authority.url + at for at in ("/1", "/2", "/3")])
    assert stored(diary) == [True]
    out, err = capsys.readouterr()
    assert out.startswith("Entries 1 to")
    assert "not the answer" in err


def test_a_policy_is_asked_for_and_kept_to(
    command: Command, diary: Diary, authority: LocalAuthority
) -> None:
    command(policy="1.3.6.1.4.1.55555.2")
    assert list(diary.entries())[-1].content()["policy"] == "1.3.6.1.4.1.55555.2"
    with pytest.raises(InputRefused, match="policy is not supported"):
        command(policy="1.3.6.1.4.1.55555.3")


def test_roots_need_an_authority(command: Command) -> None:
    with pytest.raises(AnswerNeeded, match="whose roots"):
        command(authorities=None)


def test_roots_that_can_not_be_read_are_named(command: Command, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"none\.pem can't be read: No such file"):
        command(roots=tmp_path / "none.pem")


def test_without_an_authority_the_pinned_one_is_named_before_it_is_asked(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(AnswerNeeded):
        command(authorities=None, roots=None, yes=False)
    assert "timestamp.sigstore.dev" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("roots", "known", "words"),
    [
        ("pinned", True, "Entries 1 to 7 existed by {}, as Sigstore says."),
        (
            "given",
            True,
            (
                "Entries 1 to 7 existed by {}, as Sigstore says, under certificates that were "
                "given with the timestamp. It is worth as much as they are: compare them with "
                "those that tsa.example publishes."
            ),
        ),
        (
            "given",
            False,
            (
                "A timestamp over entries 1 to 7 gives {} and the address tsa.example, but its "
                "certificates are not those of that authority: Sigstore. It shows nothing."
            ),
        ),
    ],
)
def test_the_time_is_told_in_the_diarys_zone_and_in_utc(
    roots: str, known: bool, words: str
) -> None:
    """And who says it, and whose word their certificates rest on."""
    fact = TimestampFact(
        authority="https://tsa.example/",
        entry=7,
        gen_time="2026-07-01T12:00:00Z",
        policy="1.2.3",
        serial="1",
        checked=True,
        roots=roots,
        signer="Sigstore",
        known=known,
    )
    when = "Wed 1 Jul 2026 13:00 (2026-07-01T12:00:00Z)"
    assert meaning(fact, "Europe/London") == words.format(when)
