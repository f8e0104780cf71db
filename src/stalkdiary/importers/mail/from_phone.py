"""Texts and calls of a telephone that the app SMS Backup+ put into a mailbox, one mail for each.

Headers of its own say what each was (``X-smssync-datatype``, ``-type``, ``-address``, ``-date``,
``-duration``), in the codes of Android, so that these are the same items as in a backup of SMS
Backup & Restore, and known again as such. Source: jberkel/sms-backup-plus, ``Headers.java``.
"""

from typing import Final

from stalkdiary.importers.mail.message import addresses, sender_read
from stalkdiary.importers.mail.mime import Headers
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.sms.items import NoTime, SmsItems
from stalkdiary.model.message import Message, State

_PREFIX: Final = "x-smssync-"
_CALLS: Final = "CALLLOG"
_OF_MMS: Final = {"132": "1", "128": "2"}
"""What a picture message was, by the kind of note that brought it: received, sent."""


def from_phone(mail: Message, headers: Headers, clock: Clock) -> Message:
    """The text or call that a mail stands for; the mail itself where it stands for none."""
    kind = (headers.first(f"{_PREFIX}datatype") or "").strip().upper()
    if kind != _CALLS and kind not in {"SMS", "MMS"}:
        return mail
    code = _value(headers, "type") or ""
    code = _OF_MMS.get(code, code)
    number = _value(headers, "address")
    said: dict[str, str] = {
        name: value
        for name, value in {
            "type": code,
            "address": number,
            "number": number,
            "contact_name": _contact(headers, sent=code == "2"),
            "date": _value(headers, "date") or _date_of(mail),
            "duration": _value(headers, "duration"),
            "body": mail.text.strip("\r\n"),
        }.items()
        if value is not None
    }
    items = SmsItems(clock)
    try:
        if kind == _CALLS:
            return items.call(said, mail.locator)
        message = items.sms(said, mail.locator)
    except NoTime:
        return mail
    if not mail.attachments:
        return message
    state = State.COMPLETE if message.state is State.EMPTY else message.state
    return message._replace(attachments=mail.attachments, state=state)


def _value(headers: Headers, name: str) -> str | None:
    value = headers.first(f"{_PREFIX}{name}")
    return value.strip() if value and value.strip() else None


def _date_of(mail: Message) -> str | None:
    """Milliseconds since 1970 UTC by the mail's own date."""
    return None if mail.time is None else str(mail.time.instant)


def _contact(headers: Headers, *, sent: bool) -> str | None:
    """The name of the other one, as the telephone's list of contacts had it."""
    if sent:
        found = addresses(headers.first("to") or "")
        return (found[0].name or None) if found else None
    sender, _ = sender_read(headers.first("from"))
    return (sender.name or None) if sender else None
