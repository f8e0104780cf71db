"""Texts and calls that SMS Backup+ put into a mailbox are texts and calls, and no mails."""

from collections.abc import Callable
from typing import Any

import pytest

from stalkdiary.importers.mail import mails
from stalkdiary.importers.sms import importer as sms
from stalkdiary.model.message import Direction, Item, Kind, Message, State
from stalkdiary.model.message_key import native_key

Read = Callable[..., list[Item]]
ALEX, SAM = "Alex <447700900123@unknown.email>", "sam@gmail.com"


def mail(kind: str, code: str, body: str, *, sent: bool = False, **said: str) -> str:
    headers = {"datatype": kind, "type": code, "address": "+447700900123"} | said
    lines = [f"X-smssync-{name}: {value}" for name, value in headers.items() if value]
    return "\n".join(
        [
            "From 1234561@xxx Thu Jan 05 21:04:05 +0000 2023",
            "Message-ID: <1@sms-backup-plus.local>",
            *lines,
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Subject: SMS with Alex",
            f"From: {SAM if sent else ALEX}",
            f"To: {ALEX if sent else SAM}",
            "Date: Thu, 05 Jan 2023 21:04:05 +0000",
            "",
            body,
            "",
            "",
        ]
    )


@pytest.fixture
def one(items_of: Read) -> Callable[..., Message]:
    """The one message of a mailbox of one mail."""

    def of(*mail_of: Any, **said: Any) -> Message:
        (item,) = items_of(mails, "SMS.mbox", mail(*mail_of, **said))
        assert isinstance(item, Message)
        return item

    return of


def test_a_text_is_a_text(one: Callable[..., Message]) -> None:
    """With the number, the name and the time of the telephone."""
    came = one("SMS", "1", "I am outside", date="1672952645001")
    assert (came.channel, came.direction) == ("text message", Direction.IN)
    assert (came.text, came.subject) == ("I am outside", None)
    assert (came.sender, came.sender_id) == ("Alex", "+447700900123")
    assert came.time is not None
    assert came.time.local == "2023-01-05T21:04:05.001+00:00"
    went = one("SMS", "2", "go", sent=True, date="1672952645002")
    assert (went.direction, went.sender, went.recipients) == (Direction.OUT, None, ("Alex",))
    assert one("SMS", "3", "never", date="1672952645002").state is State.DRAFT


@pytest.mark.parametrize(
    ("code", "duration", "direction", "outcome"),
    [
        ("1", "65", Direction.IN, "answered"),
        ("3", "0", Direction.IN, "missed"),
        ("2", "0", Direction.OUT, "no-answer"),
        ("5", "", Direction.IN, "declined"),
    ],
)
def test_a_call_is_a_call(
    one: Callable[..., Message], code: str, duration: str, direction: Direction, outcome: str
) -> None:
    call = one("CALLLOG", code, "call", date="1672952645003", duration=duration)
    assert (call.kind, call.direction) == (Kind.CALL, direction)
    assert call.call is not None
    assert call.call.outcome == outcome


def test_a_picture_message_says_which_way_it_went(one: Callable[..., Message]) -> None:
    """By the code of the note that brought it."""
    assert one("MMS", "132", "look", date="1672952645001").direction is Direction.IN
    sent = one("MMS", "128", "look", sent=True, date="1672952645001")
    assert sent.direction is Direction.OUT


def test_the_same_text_in_both_backups_is_one(one: Callable[..., Message], items_of: Read) -> None:
    """A person may have used both programs."""
    came = one("SMS", "1", "I am outside", date="1672952645001")
    (other,) = items_of(
        sms,
        "sms.xml",
        '<smses count="1"><sms protocol="0" address="+447700900123" date="1672952645001" type="1" '
        'body="I am outside" contact_name="Alex" /></smses>',
    )
    assert isinstance(other, Message)
    assert native_key(came) == native_key(other)


def test_without_its_own_time_the_mail_has_one(one: Callable[..., Message]) -> None:
    """It stays a text message."""
    text = one("SMS", "1", "hello", date="")
    assert (text.channel, text.time is not None) == ("text message", True)


def test_what_says_no_time_stays_a_mail(one: Callable[..., Message]) -> None:
    """What can't be read is not made up."""
    assert one("SMS", "1", "hello", date="soon").channel == "e-mail"


def test_other_kinds_stay_mails(one: Callable[..., Message]) -> None:
    assert one("WHATSAPP", "1", "hello", date="1672952645001").channel == "e-mail"


def test_names_of_headers_have_letters_of_any_size(items_of: Read) -> None:
    said = mail("sms", "1", "hello", date="1672952645001").replace("X-smssync", "X-SMSSync")
    (text,) = items_of(mails, "SMS.mbox", said)
    assert isinstance(text, Message)
    assert text.channel == "text message"
