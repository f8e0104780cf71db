"""Mails as files, mailboxes, and folders and zip files of them."""

import ast
import csv
import hashlib
import mailbox
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers.mail import mails as mail
from stalkdiary.importers.mail.message import NAME_IS_ADDRESS, NO_SENDER
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.model.message import Direction, Item, Message, Skipped, State

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
MANIFEST = SAMPLES / "MANIFEST.tsv"
ROWS = [
    row
    for row in csv.DictReader(
        MANIFEST.read_text("utf-8").splitlines() if MANIFEST.exists() else [], delimiter="\t"
    )
    if row["path"].startswith(("eml/", "mbox/"))
]
WITH_SAMPLES = pytest.mark.skipif(not ROWS, reason="the samples are not beside this checkout")

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
SEPARATOR = "From alex@example.com Tue Mar 12 21:30:00 2024\n"
PLAIN = """\
Received: from mx.example.org (mx.example.org [198.51.100.25])
\tby store.example.org; Tue, 12 Mar 2024 21:30:04 +0000 (UTC)
Received: from out.example.com; Tue, 12 Mar 2024 21:30:02 +0000
Message-ID: <one@example.com>
Date: Tue, 12 Mar 2024 21:30:00 +0000
From: Alex Dunmore <alex@example.com>
To: Rosie Marlow <rosie@example.org>
Subject: Re: Where were you

I waited.
"""

ItemsOf = Callable[..., list[Item]]


def with_attachment() -> EmailMessage:
    """A mail in two forms with a picture, as mail programs write it."""
    message = EmailMessage()
    message["From"] = "Alex Dunmore <alex@example.com>"
    message["To"] = "Rosie <rosie@example.org>, sam@example.org"
    message["Date"] = "Tue, 12 Mar 2024 21:30:00 +0000"
    message["Subject"] = "Déjà vu — 🌹"
    message["Message-ID"] = "<two@example.com>"
    message.set_content("Plain words: é\n")
    message.add_alternative("<p>Other words</p>", subtype="html")
    message.add_attachment(PICTURE, "image", "png", filename="Café — du nord, at 9 o'clock.png")
    return message


def one(found: list[Item]) -> Message:
    """The only item, which is a message."""
    (item,) = found
    assert isinstance(item, Message)
    return item


# Samples -----------------------------------------------------------------------------------------


@WITH_SAMPLES
@pytest.mark.parametrize("row", ROWS, ids=lambda row: Path(row["path"]).name)
def test_samples_hold_what_the_manifest_says(row: dict[str, str]) -> None:
    """As many mails, from the same people, at the same times, with the same named files."""
    with Export(SAMPLES / row["path"]) as export:
        assert mail.recognises(export) == row["path"].split("/", 1)[0].replace("eml", "email")
        found = list(mail.read(export, Reading(digest=True)))
    messages = [item for item in found if isinstance(item, Message)]
    assert len(messages) == len(found) == int(row["expected_count"])
    times = sorted(each.time.instant for each in messages if each.time is not None)
    expected = [row["first_timestamp"], row["last_timestamp"]]
    if not expected[0]:
        assert times == []
        assert all(any("no date" in flag for flag in each.flags) for each in messages)
    else:
        moments = [datetime.fromisoformat(text).timestamp() * 1000 for text in expected]
        assert [times[0], times[-1]] == moments
    if (sender := re.search(r"from=(\S+?);", row["notes"])) is not None:
        assert (messages[0].sender_id or "None") == sender[1]
    if (named := re.search(r"named attachments=(\[.*?\])", row["notes"])) is not None:
        names = [Path(name).name for name in ast.literal_eval(named[1])]
        assert [each.name for each in messages[0].attachments if each.name] == names
    assert all(each.sha256 and each.found for m in messages for each in m.attachments)


@WITH_SAMPLES
@pytest.mark.parametrize(
    ("folder", "kind"), [("apache_tika", "email"), ("python_cpython", "email"), ("", "email")]
)
def test_a_folder_of_samples_holds_every_mail(folder: str, kind: str) -> None:
    """Also mails without a telling ending, which are known by their headers."""
    path = SAMPLES / "eml" / folder
    rows = [row for row in ROWS if row["path"].startswith(f"eml/{folder}")]
    with Export(path) as export:
        assert mail.recognises(export) == kind
        found = list(mail.read(export, Reading()))
    assert sum(isinstance(item, Message) for item in found) == len(rows) == len(found)


# One mail ----------------------------------------------------------------------------------------


def test_a_plain_mail(items_of: ItemsOf) -> None:
    """Both times, who from, who to, the conversation, and an identity."""
    message = one(items_of(mail, "a.eml", PLAIN))
    assert message.time is not None
    assert (message.time.local, message.time.second) == (
        "2024-03-12T21:30:00+00:00",
        "2024-03-12T21:30:04+00:00",
    )
    assert message._replace(time=None) == Message(
        locator="the mail",
        kind=message.kind,
        channel="e-mail",
        time=None,
        sender="Alex Dunmore",
        sender_id="alex@example.com",
        recipients=("rosie@example.org",),
        thread="Where were you",
        subject="Re: Where were you",
        text="I waited.",
        native_id="one@example.com 2024-03-12T21:30:00Z",
    )


def test_attachments_are_hashed_only_when_asked(items_of: ItemsOf) -> None:
    """Names and sizes in both runs; the plain form is the text."""
    raw = with_attachment().as_bytes()
    look, keep = (one(items_of(mail, "a.eml", raw, digest=digest)) for digest in (False, True))
    (found,) = keep.attachments
    assert (found.name, found.bytes) == ("Café — du nord, at 9 o'clock.png", len(PICTURE))
    assert (found.found, found.member, found.media_type) == (True, None, "image/png")
    assert found.sha256 == hashlib.sha256(PICTURE).hexdigest()
    assert look == keep._replace(attachments=(found._replace(sha256=None),))
    assert (keep.subject, keep.text, keep.group) == ("Déjà vu — 🌹", "Plain words: é", True)


def test_html_alone_becomes_text_with_its_links(items_of: ItemsOf) -> None:
    message = EmailMessage()
    message["From"] = "alex@example.com"
    message["Date"] = "Tue, 12 Mar 2024 21:30:00 +0000"
    message.set_content(
        '<style>p{}</style><p>See <a href="https://example.com/?a=1&amp;b">this</a></p>'
        "<script>alert(1)</script>",
        subtype="html",
    )
    assert one(items_of(mail, "a.eml", message.as_bytes())).text == (
        "See this <https://example.com/?a=1&b>"
    )


def test_a_forwarded_mail_is_an_attachment(items_of: ItemsOf) -> None:
    message = EmailMessage()
    message["From"] = "sam@example.org"
    message["Date"] = "Tue, 12 Mar 2024 21:30:00 +0000"
    message.set_content("Look at this\n")
    message.add_attachment(with_attachment())
    found = one(items_of(mail, "a.eml", message.as_bytes()))
    assert found.text == "Look at this"
    assert [(each.name, each.media_type) for each in found.attachments] == [("", "message/rfc822")]


@pytest.mark.parametrize(
    ("headers", "direction", "state"),
    [
        ("X-Gmail-Labels: Sent,Opened\n", Direction.OUT, State.COMPLETE),
        ("X-Gmail-Labels: =?UTF-8?Q?Inbox,Opened,Caf=C3=A9?=\n", Direction.IN, State.COMPLETE),
        ("X-Gmail-Labels: Drafts\n", Direction.OUT, State.DRAFT),
        ("X-Gmail-Labels: Gesendet\n", Direction.UNKNOWN, State.COMPLETE),
        ("X-Unsent: 1\n", Direction.OUT, State.DRAFT),
    ],
)
def test_what_the_mailbox_says_of_a_mail(
    headers: str, direction: Direction, state: State, items_of: ItemsOf
) -> None:
    message = one(items_of(mail, "a.eml", headers + PLAIN))
    assert (message.direction, message.state) == (direction, state)


def test_a_name_that_is_another_address_is_not_believed(items_of: ItemsOf) -> None:
    """Nobody is made the sender of a mail by what its sender wrote before the address."""
    forged = PLAIN.replace("Alex Dunmore", '"sam@example.org"')
    message = one(items_of(mail, "a.eml", forged))
    assert (message.sender, message.sender_id) == ("alex@example.com", "alex@example.com")
    assert message.flags == (NAME_IS_ADDRESS.format(name="sam@example.org"),)


def test_odd_senders(items_of: ItemsOf) -> None:
    """No sender; a sender without an address; the Sender header where From is missing."""
    for line, sender, address in (
        ("From: \n", None, None),
        ("From: Somebody\n", "Somebody", None),
        ("Sender: s@example.com\n", "s@example.com", "s@example.com"),
        ("From: alex@example.com (Alex D)\n", "Alex D", "alex@example.com"),
        ("From: =?utf-8?b?QWzDqXg=?= <a@example.com>\n", "Aléx", "a@example.com"),
        ("From: <a@example.com>, b@example.com\n", "a@example.com", "a@example.com"),
        ("From: " + "a" * 300_000 + "\n", "a" * 300_000, None),
        ("From: @ \n", "@", None),
        ("From: " + "(" * 5000 + " a@example.com\n", "a@example.com", "a@example.com"),
    ):
        raw = re.sub("From: .*\n", line, PLAIN)
        message = one(items_of(mail, "a.eml", raw))
        assert (message.sender, message.sender_id) == (sender, address), line
        assert (NO_SENDER in message.flags) is (sender is None)


@pytest.mark.parametrize(
    ("subject", "thread"),
    [
        ("Re: RE: Fwd: House", "House"),
        ("AW: Haus", "Haus"),
        ("Re[2]: House", "House"),
        ("Regarding: House", "Regarding: House"),
        ("Re:", None),
        ("", None),
    ],
)
def test_a_conversation_is_its_subject(subject: str, thread: str | None, items_of: ItemsOf) -> None:
    raw = PLAIN.replace("Subject: Re: Where were you", f"Subject: {subject}")
    assert one(items_of(mail, "a.eml", raw)).thread == thread


# Identity ----------------------------------------------------------------------------------------


def test_a_copy_has_the_same_identity_wherever_it_lies(items_of: ItemsOf) -> None:
    """With or without a Message-ID; in a file, in a mailbox, with other line ends and labels."""
    for raw in (PLAIN, PLAIN.replace("Message-ID: <one@example.com>\n", "")):
        copies = [
            one(items_of(mail, "a.eml", raw)),
            one(items_of(mail, "a.eml", "X-Gmail-Labels: Inbox\n" + raw.replace("\n", "\r\n"))),
            one(items_of(mail, "a.mbox", f"{SEPARATOR}{raw}\n")),
            one(items_of(mail, "a.eml", raw, timezone="Asia/Tokyo")),
        ]
        assert len({copy.native_id for copy in copies}) == 1
        assert copies[0].native_id is not None


def test_a_message_id_that_is_used_again_costs_no_mail(items_of: ItemsOf) -> None:
    """Some mailers give every mail the same one; another date is another mail."""
    again = PLAIN.replace("21:30:00 +0000", "21:31:00 +0000").replace("waited", "am waiting")
    first, second = items_of(mail, "a.mbox", f"{SEPARATOR}{PLAIN}\n{SEPARATOR}{again}\n")
    assert isinstance(first, Message)
    assert isinstance(second, Message)
    assert first.native_id != second.native_id


def test_mails_without_date_and_id_are_counted(items_of: ItemsOf) -> None:
    """Ten equal mails are ten: nothing tells that they are one."""
    raw = f"{SEPARATOR}From: alex@example.com\n\nanswer me\n\n"
    found = items_of(mail, "a.mbox", raw * 10)
    assert len(found) == 10
    assert {item.native_id for item in found if isinstance(item, Message)} == {None}


# Containers --------------------------------------------------------------------------------------


def test_takeout_with_a_mailbox_and_other_files(items_of: ItemsOf) -> None:
    """Every file is accounted for, and every mail says where it stands."""
    found = items_of(
        mail,
        "takeout-20240312.zip",
        {
            "Takeout/archive_browser.html": "<html></html>",
            "Takeout/Mail/All mail.mbox": f"{SEPARATOR}{PLAIN}\n{SEPARATOR}{PLAIN}\n",
            "Takeout/Mail/Empty.mbox": "",
            "Takeout/Mail/inner.zip": b"PK\x03\x04",
        },
        archive=True,
    )
    assert [type(item) for item in found] == [Skipped, Message, Message, Skipped, Skipped]
    assert found[2].locator.startswith("Takeout/Mail/All mail.mbox: mail 2, byte ")
    assert found[0] == Skipped("Takeout/archive_browser.html", "not a mail")


def test_a_zip_of_mails_and_what_lies_beside_them(items_of: ItemsOf) -> None:
    """Mails by their ending, and by their headers where they have none."""
    files = {"b/1.eml": PLAIN, "b/2.EML": PLAIN, "saved mail": PLAIN, "notes.txt": "Date: today\n"}
    found = items_of(mail, "mails.zip", files, archive=True)
    assert [item.locator for item in found if isinstance(item, Message)] == [
        "b/1.eml",
        "b/2.EML",
        "saved mail",
    ]
    assert [item for item in found if isinstance(item, Skipped)] == [
        Skipped("notes.txt", "not a mail")
    ]


def test_apple_mail_exports_a_folder(tmp_path: Path) -> None:
    """Its mailbox is a file without an ending in a folder that has one."""
    folder = tmp_path / "Evidence.mbox"
    folder.mkdir()
    (folder / "mbox").write_text(f"{SEPARATOR}{PLAIN}\n", encoding="utf-8")
    (folder / "table_of_contents").write_bytes(b"\0\1\2")
    with Export(folder) as export:
        assert mail.recognises(export) == "mbox"
        found = list(mail.read(export, Reading()))
    assert [type(item) for item in found] == [Message, Skipped]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("note.txt", "Date: 12 March\nFrom: Alex\nHe came to the door.\n"),
        ("chat.txt", "12/03/2024, 10:00 - Alex: Subject: hello\n"),
        ("card.vcf", "BEGIN:VCARD\nFN:Alex\nEND:VCARD\n"),
        ("from.txt", "From Monday on I will write every day.\nSubject to change.\n"),
        ("table.csv", "Date,From,Subject\n"),
        ("a.json", '{"From": "alex@example.com"}'),
        ("pixel.png", PICTURE),
        ("empty", b""),
    ],
)
def test_other_files_are_left_to_others(
    name: str, content: str | bytes, made_export: Callable[..., Export]
) -> None:
    with made_export(name, content) as export:
        assert mail.recognises(export) is None


def test_mails_are_known_without_their_endings(made_export: Callable[..., Export]) -> None:
    for name, content, kind in (
        ("message", PLAIN, "email"),
        ("message.txt", "\ufeff" + PLAIN, "email"),
        ("Inbox", SEPARATOR + PLAIN, "mbox"),
        ("mail.msg", "Nothing but words, and saved as a mail.\n", "email"),
        ("mail.eml", SEPARATOR + PLAIN, "email"),
    ):
        with made_export(name, content) as export:
            assert mail.recognises(export) == kind, name


# Bad input ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.eml", b"", "empty"),
        ("a.eml", PICTURE, "not text"),
        ("a.mbox", "Just some words\n", "text of another kind"),
        ("outlook.pst", b"!BDN" + bytes(600), "only Outlook reads"),
    ],
)
def test_what_is_no_mail_is_refused(
    name: str, content: str | bytes, found: str, made_export: Callable[..., Export]
) -> None:
    """With what was found, that nothing was imported, and what to do."""
    with made_export(name, content) as export, pytest.raises(InputRefused) as refusal:
        mail.recognises(export)
    assert found in str(refusal.value)
    assert name in str(refusal.value)
    assert refusal.value.advice.startswith("Nothing was imported.")


def test_an_archive_of_outlook_for_mac_is_refused(made_export: Callable[..., Export]) -> None:
    files = {"Local/com.microsoft.__Messages/Inbox/message_00000.xml": "<x/>"}
    with (
        made_export("mails.olm", files, archive=True) as export,
        pytest.raises(InputRefused, match="Outlook for Mac"),
    ):
        mail.recognises(export)


def test_a_bad_member_is_refused_or_listed(items_of: ItemsOf) -> None:
    files = {"1.eml": PLAIN, "2.eml": PICTURE}
    with pytest.raises(InputRefused, match=r"2\.eml is not a mail"):
        items_of(mail, "mails.zip", files, archive=True)
    found = items_of(mail, "mails.zip", files, archive=True, skip_bad=True)
    assert [type(item) for item in found] == [Message, Skipped]


def test_a_mail_larger_than_any_is_refused(
    made_export: Callable[..., Export], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "MOST_MAIL_BYTES", 100)
    monkeypatch.setattr("stalkdiary.importers.mail.mbox.MOST_MAIL_BYTES", 100)
    for name in ("a.eml", "a.mbox"):
        with (
            made_export(name, SEPARATOR + PLAIN) as export,
            pytest.raises(InputRefused, match="byte 0: a mail of more than"),
        ):
            list(mail.read(export, Reading()))


# Properties --------------------------------------------------------------------------------------

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn")), max_size=60
).map(lambda text: " ".join(text.split()))
ADDRESS = st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.example", fullmatch=True)
LINES = st.lists(WORDS | st.just("From the window I saw you") | st.just(">From me"), max_size=6)


@st.composite
def mails(draw: st.DrawFn) -> tuple[EmailMessage, dict[str, object]]:
    """A mail as a mail program writes it, and what it says."""
    message = EmailMessage()
    moment = draw(
        st.integers(0, 3_900_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
    )
    lines, address = draw(LINES), draw(ADDRESS)
    text = "\n".join(lines).strip()
    message["From"], message["Date"] = address, format_datetime(moment)
    message["Subject"] = subject = draw(WORDS)
    cte = draw(st.sampled_from(["base64", "quoted-printable", "8bit"]))
    message.set_content(text + "\n", cte=cte)
    files = draw(
        st.lists(st.tuples(WORDS.map(lambda w: f"{w}x.bin"), st.binary(max_size=200)), max_size=3)
    )
    for name, data in files:
        message.add_attachment(data, "application", "octet-stream", filename=name)
    return message, {
        "instant": int(moment.timestamp() * 1000),
        "sender": address,
        "subject": subject,
        "text": text,
        "files": [hashlib.sha256(data).hexdigest() for _, data in files],
    }


@settings(max_examples=40)
@given(written=st.lists(mails(), min_size=1, max_size=4), crlf=st.booleans())
def test_what_python_writes_comes_back(
    written: list[tuple[EmailMessage, dict[str, object]]],
    crlf: bool,
    items_of: ItemsOf,
    tmp_path: Path,
) -> None:
    """Through a mailbox that the standard library writes, in every transfer encoding."""
    path = tmp_path / "a.mbox"
    path.unlink(missing_ok=True)
    box = mailbox.mbox(path)
    for message, _ in written:
        box.add(message.as_bytes())
    box.close()
    data = path.read_bytes()
    found = items_of(mail, "a.mbox", data.replace(b"\n", b"\r\n") if crlf else data, digest=True)
    assert len(found) == len(written)
    for item, (_, said) in zip(found, written, strict=True):
        assert isinstance(item, Message)
        assert item.time is not None
        assert {
            "instant": item.time.instant,
            "sender": item.sender_id,
            "subject": item.subject or "",
            "text": item.text.replace("\n>From me", "\nFrom me").removeprefix(">"),
            "files": [each.sha256 for each in item.attachments],
        } == said | {"text": str(said["text"]).replace("\n>From me", "\nFrom me").removeprefix(">")}


SEEDS = [
    PLAIN.encode(),
    with_attachment().as_bytes(),
    f"{SEPARATOR}{PLAIN}\n{SEPARATOR}{PLAIN}".encode(),
]
PIECES = st.sampled_from(
    [b"\n", b"\r", b"\0", b"=?utf-8?q?=D8?=", b"From ", b"--", b"=", b"\xff", b'"', b";", b"<",
     b"(", b"Content-Type: multipart/mixed; boundary=a\n\n--a\n", b"charset=utf-7", b"\nDate: +1\n"]
)  # fmt: skip


@settings(max_examples=150)
@given(data=st.data(), seed=st.sampled_from(SEEDS), name=st.sampled_from(["a.eml", "a.mbox", "a"]))
def test_no_input_does_harm(
    data: st.DataObject, seed: bytes, name: str, made_export: Callable[..., Export]
) -> None:
    """Cut, joined and filled with oddities, a mail is read or refused, and can be stored."""
    raw = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw)))
        end = data.draw(st.integers(at, min(len(raw), at + 200)))
        raw[at:end] = data.draw(PIECES | st.binary(max_size=20))
    with made_export(name, bytes(raw)) as export:
        try:
            assert mail.recognises(export) in {"email", "mbox", None}
            found = list(mail.read(export, Reading(digest=True)))
        except InputRefused:
            return
    for item in found:
        assert isinstance(item, Message | Skipped)
        if isinstance(item, Message):
            repr(item.to_json()).encode()
            assert (item.text + (item.subject or "")).encode("utf-8") is not None


@settings(max_examples=100)
@given(raw=st.binary(max_size=400))
def test_no_bytes_do_harm(raw: bytes, made_export: Callable[..., Export]) -> None:
    """Any bytes at all are refused, or read as what they were taken for."""
    for name in ("a.eml", "a.mbox", "a.msg"):
        with made_export(name, raw) as export, suppress(InputRefused):
            kind = mail.recognises(export)
            found = list(mail.read(export, Reading(skip_bad=True)))
            assert len(found) > 0
            assert kind is not None or not any(isinstance(item, Message) for item in found)


@pytest.mark.parametrize(
    ("separator", "sender", "flag"),
    [
        ("alex@example.org Thu Jan  5 21:04:05 2023", "alex@example.org", mail.SEPARATOR_NAMES),
        ("1234561@xxx Thu Jan  5 21:04:05 2023", None, NO_SENDER),
        ("- Thu Jan  5 21:04:05 2023", None, NO_SENDER),
    ],
)
def test_the_separator_names_who_sent_it_where_the_mail_does_not(
    items_of: ItemsOf, separator: str, sender: str | None, flag: str
) -> None:
    """Old mailboxes keep it there alone."""
    text = f"From {separator}\nSubject: x\nDate: Thu, 05 Jan 2023 21:04:05 +0000\n\nhello\n"
    message = one(items_of(mail, "a.mbox", text))
    assert message.sender == sender
    assert flag in message.flags
