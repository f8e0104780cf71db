"""A conversation that can't be read is named, in every format that has several files."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

import pytest

from stalkdiary.errors import InputRefused
from stalkdiary.importers import registry
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.model.message import Message, Skipped

ONE_CONVERSATION = {"whatsapp.importer", "tables.table", "calendar", "vcard", "notes", "dating"}
"""Of these one file is one chat, one table, or all that there is."""
ITS_OWN_WAY = {"meta.importer"}
"""A download of Meta has JSON of everything: which are conversations depends on its form."""
PAGE = "<!DOCTYPE html><html><body>Sign in</body></html>"
TEXTED = (
    '<smses count="1"><sms address="07700900123" date="1773351005000" type="1" body="hi" /></smses>'
)
VOICE = (
    '<html><head><title>Alex</title></head><body><div class="hChatLog hfeed">'
    '<div class="message"><abbr class="dt" title="2026-03-12T21:30:05.000+00:00">x</abbr>: '
    '<cite class="sender vcard"><a class="tel" href="tel:+447700900123"><span class="fn">Alex'
    "</span></a></cite>: <q>hi</q></div></div></body></html>"
)


class Case(NamedTuple):
    """A download with one conversation, and where another one would be."""

    importer: str
    good: str
    content: Any
    other: str


CHAT = {"name": "Alex", "type": "personal_chat", "id": 1, "messages": []}
SENT = {"id": 1, "type": "message", "date": "2026-03-12T21:30:05", "from": "Alex", "text": "hi"}
CASES = [
    Case("telegram.importer", "a/result.json", CHAT | {"messages": [SENT]}, "b/result.json"),
    Case(
        "meta.importer",
        "messages/inbox/alex_1/message_1.json",
        {
            "participants": [{"name": "Alex"}, {"name": "Sam"}],
            "messages": [{"sender_name": "Alex", "timestamp_ms": 1773351005000, "content": "hi"}],
        },
        "messages/inbox/jo_2/message_1.json",
    ),
    Case(
        "snapchat.importer",
        "json/chat_history.json",
        {"alex": [{"From": "alex", "Media Type": "TEXT", "Created": "2026-03-12 21:30:05 UTC"}]},
        "json/snap_history.json",
    ),
    Case(
        "google.chat",
        "Groups/DM a/messages.json",
        {
            "messages": [
                {
                    "creator": {"name": "Alex", "email": "a@example.com"},
                    "created_date": "Thursday, March 12, 2026 at 9:30:05 PM UTC",
                    "text": "hi",
                }
            ]
        },
        "Groups/DM b/messages.json",
    ),
    Case("google.voice", "Calls/Alex - Text - 2026.html", VOICE, "Calls/Jo - Text - 2026.html"),
    Case("signal.sigexport", "Alex/chat.md", "[2026-03-12 21:30:05] Alex: hi\n", "Jo/chat.md"),
    Case(
        "imessage_exporter",
        "Alex.txt",
        "Mar 12, 2026  9:30:05 PM\nAlex\nhi\n\n",
        "+447700900124.txt",
    ),
    Case(
        "imazing.importer",
        "Messages - Alex.csv",
        "Chat Session,Message Date,Delivered Date,Read Date,Edited Date,Service,Type,Sender ID,"
        "Sender Name,Status,Replying to,Subject,Text,Attachment,Attachment type\n"
        "Alex,2026-03-12 21:30:05,,,,iMessage,Incoming,+447700900123,Alex,,,,hi,,\n",
        "Messages - Jo.csv",
    ),
    Case("sms.importer", "sms-2026.xml", TEXTED, "calls-2026.xml"),
    Case(
        "mail.mails",
        "1.eml",
        "From: a@example.com\nDate: Thu, 12 Mar 2026 21:30:05 +0000\n\nhi\n",
        "2.eml",
    ),
]


def test_every_format_says_which_files_hold_its_messages() -> None:
    """Or stands in a list here, with the reason."""
    exempt = ONE_CONVERSATION | ITS_OWN_WAY
    without = {
        name
        for name in registry._MODULES
        if not hasattr(import_module(f"stalkdiary.importers.{name}"), "DOCUMENTS")
    }
    assert without == exempt


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("", "an empty file"),
        ("\n \n", "an empty file"),
        (PAGE, "a web page"),
        (b"\0" * 4096, "cut off or damaged"),
    ],
    ids=["empty", "blank", "page", "zeros"],
)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.importer)
def test_what_would_be_lost_is_named(
    case: Case, content: str | bytes, found: str, made_export: Callable[..., Export]
) -> None:
    """The import is refused, or the others are taken and that one is listed, as asked for."""
    if content == PAGE and case.other.endswith(".html"):
        content, found = PAGE[:40], "cut off or damaged"
    files = {case.good: case.content, case.other: content}
    with made_export("download.zip", files, archive=True) as export:
        _, importer = registry.importer_of(export)
        assert importer is import_module(f"stalkdiary.importers.{case.importer}")
        with pytest.raises(InputRefused) as refused:
            list(registry.items(export, importer, Reading()))
        assert case.other in refused.value.sentence
        assert found in refused.value.sentence or case.importer == "mail.mails"
        items = list(registry.items(export, importer, Reading(skip_bad=True)))
    assert [each.text for each in items if isinstance(each, Message)] in (["hi"], [""])
    assert any(isinstance(each, Skipped) and case.other in each.locator for each in items)
