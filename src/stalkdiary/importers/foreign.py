"""What nobody here can read, and how to get from there to an export that can be read.

Asked when every importer has said no. A file is told by its first bytes, by tables that a database
names there, or by the names of its members; nothing is parsed. Menus change their names: where a
path is given, it is the one of 2026.

Source: the makers' own names for their formats; signatures of the formats; for Messenger, Telegram,
Snapchat, Signal, Discord and Skype the layouts that several public readers agree on.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.export import Export, is_nested_archive
from stalkdiary.model.media_type import HEAD_BYTES, media_type

_ATTACH: Final = "To keep the file as it is: stalkdiary attach N FILE"
_TABLE: Final = (
    "What matters can be put into a table with the columns date, time, from and text; save that as "
    "CSV and import it."
)
_WHATSAPP: Final = (
    "On the phone, open the chat, then Menu > More > Export chat (Android), or the contact's name "
    "> Export Chat (iPhone). Do it once with media and once without: the one without reaches "
    "further back. Where Export chat is switched off (advanced chat privacy), take screenshots and "
    "import those."
)
_IPHONE: Final = (
    "A program such as iMazing (to be paid for; Windows and Mac) reads it: export the messages, "
    "WhatsApp and the list of calls from it as CSV, and import these. Keep what you have as it is."
)
_ANDROID: Final = (
    "On the phone, the app 'SMS Backup & Restore' makes a backup of messages and one of calls as "
    "XML; import these."
)
_SIGNAL: Final = (
    "Let Signal itself export the chats as plain text: Signal Desktop and newer Signal on phones "
    "offer that in their settings, in JSON. Then import the folder that holds main.jsonl."
)
_META: Final = (
    "In the Accounts Centre, under Your information and permissions > Export your information, ask "
    "for it again and choose the format JSON instead of HTML. Chats that are end-to-end encrypted "
    "are not in it: in Messenger, Privacy & safety > End-to-end encrypted chats > Message storage "
    "> Download."
)
_IN_PARTS: Final = (
    "Such a download comes in several parts: name all of them behind one import, or unpack them "
    "into one folder, and import that folder."
)
_TELEGRAM: Final = (
    "In Telegram Desktop, Settings > Advanced > Export Telegram data, or the menu of the chat > "
    "Export chat history; as the format choose 'Machine-readable JSON'. Then import result.json."
)


class HoldsNone(InputRefused):
    """A known file without messages; `is_kept`: kept as it is where it lies with other things."""

    is_kept = True


class SavedPage(HoldsNone):
    """A page as a browser saved it: kept as it is, for it shows what was to be seen."""


class IsOneBackup(InputRefused):
    """A folder whose files are of no use alone."""


class IsPart(InputRefused):
    """A part of a download, in which no messages were found."""


_Test = Callable[[Export], bool]


@dataclass(frozen=True, slots=True)
class _Foreign:
    """One kind of file: what tells it, what it is (goes on from its name), and how to get another.

    By the class of `refusal` is told what becomes of such a file in a folder.
    """

    tells: _Test
    what: str
    how: str
    refusal: type[InputRefused] = InputRefused


def answer(export: Export) -> InputRefused | None:
    """What the export is and how to get one that can be read; None where nobody knows it."""
    for each in _KNOWN:
        if each.tells(export):
            advice = f"Nothing was imported. {each.how}"
            return each.refusal(f"{export.place()} {each.what}.", advice)
    return None


# How files are told --------------------------------------------------------------------------


def _begins(*starts: bytes) -> _Test:
    return lambda export: export.is_single and export.head.startswith(starts)


def _shows(*parts: bytes) -> _Test:
    """A single file with all of these in its head."""
    return lambda export: export.is_single and all(part in export.head for part in parts)


def _matches(pattern: bytes) -> _Test:
    """A single file in whose head a pattern is found; it must not have to look far."""
    compiled = re.compile(pattern)
    return lambda export: export.is_single and compiled.search(export.head) is not None


def _database(*tables: bytes) -> _Test:
    """A database that names one of these tables; without any, every database."""
    begins = _begins(b"SQLite format 3\0")
    return lambda export: (
        begins(export) and (not tables or any(table in export.head for table in tables))
    )


def _named(pattern: str) -> _Test:
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda export: export.is_single and compiled.search(export.name) is not None


def _holds(pattern: str) -> _Test:
    """An archive or folder with a member of such a name, its own name standing before it."""
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda export: any(
        compiled.search(f"{export.name}/{member.name}") for member in export.members
    )


def _is_of(*kinds: str) -> _Test:
    return lambda export: (
        export.is_single and media_type(export.head[:HEAD_BYTES]).startswith(kinds)
    )


def _any(*tests: _Test) -> _Test:
    return lambda export: any(test(export) for test in tests)


def _holds_archives_only(export: Export) -> bool:
    return bool(export.members) and all(map(is_nested_archive, export.members))


_KNOWN: Final = (
    _Foreign(
        lambda export: not export.size,
        "is empty",
        "Export it again, or copy it again from the phone.",
    ),
    # WhatsApp
    _Foreign(
        _any(_named(r"\.crypt\d{1,2}$"), _holds(r"\.crypt\d{1,2}$")),
        "is a backup of WhatsApp, locked with a key that only WhatsApp has",
        _WHATSAPP,
    ),
    _Foreign(
        _any(
            _database(b"ZWAMESSAGE", b"CREATE TABLE message_media", b"CREATE TABLE chat_list"),
            _named(r"^(msgstore|wa)\.db$|^ChatStorage\.sqlite$"),
        ),
        "is the database of WhatsApp on a phone",
        _WHATSAPP,
    ),
    # iPhone
    _Foreign(
        _any(
            _holds(r"/Manifest\.(db|mbdb|plist)$"),
            _named(r"^Manifest\.(db|mbdb|plist)$"),
            _database(b"CREATE TABLE Files (fileID"),
        ),
        "is a backup of an iPhone or iPad, as iTunes, Finder or Apple Devices make it",
        f"{_IPHONE} An encrypted backup asks for its password there.",
        refusal=IsOneBackup,
    ),
    _Foreign(
        _database(b"chat_message_join", b"message_attachment_join", b"ZCALLRECORD"),
        "is a database of messages or calls of an iPhone or Mac",
        _IPHONE,
    ),
    _Foreign(
        _any(
            _shows(b'<div class="received">', b'class="timestamp"'),
            _shows(b'<div class="sent iMessage">', b'class="timestamp"'),
        ),
        "comes from imessage-exporter, as web pages (HTML)",
        "Let it export the same conversations as text (--format txt), and import the folder.",
    ),
    # Android
    _Foreign(
        _database(b"canonical_addresses", b"CREATE TABLE calls", b"CREATE TABLE sms "),
        "is a database of messages or calls of an Android phone",
        _ANDROID,
    ),
    _Foreign(
        _begins(b"ANDROID BACKUP\n"),
        "is a backup of an Android phone (adb backup)",
        f"{_ANDROID} For WhatsApp: {_WHATSAPP}",
    ),
    _Foreign(_database(), "is a database", f"{_TABLE} {_ATTACH}"),
    # Signal
    _Foreign(
        _any(
            _named(r"^signal.*\.backup$"),
            _holds(r"/signal.*\.backup$"),
            _holds(r"signal-?backups?[^/]*/(main|metadata)$"),
        ),
        "is a backup of Signal, locked with a key or passphrase",
        _SIGNAL,
        refusal=IsOneBackup,
    ),
    # Pages of a download in a layout that is not known, or that a browser saved
    _Foreign(
        _any(
            _holds(r"/message_\d+\.html$"),
            _shows(b"uiBoxWhite", b"noborder"),
            _shows(b'"_a6-g', b"_a6-p"),
        ),
        "is from Messenger or Instagram, as web pages (HTML) that are not as Meta writes them",
        _META,
    ),
    _Foreign(
        _any(_shows(b"<title>Exported Data</title>", b"page_wrap"), _holds(r"/messages\d*\.html$")),
        "is an export of Telegram as web pages (HTML)",
        _TELEGRAM,
    ),
    _Foreign(
        _any(
            _holds(r"/(chat|snap)_history(/[^/]+)?\.html$"), _named(r"^(chat|snap)_history\.html$")
        ),
        "is a download of Snapchat's My Data as web pages (HTML)",
        "Ask Snapchat for My Data again (Settings > My Data), with the chat history, and choose "
        "JSON.",
    ),
    # Parts of downloads
    _Foreign(
        _holds(r"/chat_media/"),
        "is a part of a download of Snapchat's My Data that holds pictures and no messages",
        f"{_IN_PARTS} The part with json/chat_history.json must be among them.",
        refusal=IsPart,
    ),
    _Foreign(
        _holds(r"/(your_)?(instagram|facebook)_activity/|/messages/(inbox|message_requests)/"),
        "is a part of a download from Messenger or Instagram that holds no messages",
        f"{_IN_PARTS} If there is no other part: {_META}",
        refusal=IsPart,
    ),
    _Foreign(
        _holds(r"^takeout-\d{8}T\d{6}Z-(?:\d+-)?\d{3}\.zip/"),
        "is a part of a download from Google that holds no messages",
        f"{_IN_PARTS} If there is no other part, ask Google for the download again, with Chat or "
        "Voice.",
        refusal=IsPart,
    ),
    # Other programs
    _Foreign(
        _matches(rb"\A(?:\xef\xbb\xbf)?\s*-{20,}\s+[^\n]{0,60}[0-9][:.][0-9]{2}[^\n]* (?:-|from) "),
        "holds a conversation as iMazing exports it as text",
        "Let it export the same conversation as CSV, and import that: the text leaves out who is "
        "meant by a name, and where a message ends.",
    ),
    _Foreign(
        _holds(r"/bumble[^/]*/|^bumble"),
        "is a download of Bumble, which holds only what you wrote yourself",
        "Take screenshots of what the other person wrote, with date and name in the picture, and "
        "import these.",
    ),
    _Foreign(
        _any(
            _named(r"\.mht(ml)?$"),
            _matches(rb"(?i)\AFrom: <Saved by "),
            _matches(rb"(?i)<!-- saved from url=\(\d{1,8}\)https?:"),
        ),
        "is a page that a browser saved, such as a mail in its window",
        "It is kept as it is, with what was to be seen. If it is a mail, ask the mail program for "
        "the mail itself, too (Show original or Download message, ending in .eml): that has its "
        "headers.",
        refusal=SavedPage,
    ),
    _Foreign(
        _named(r"^8_.*_export\.tar$|^skype.*\.tar$"),
        "is an export of Skype, packed as .tar",
        "Unpack it, and import the file messages.json in it.",
    ),
    _Foreign(
        _holds(r"/messages/c?\d+/(channel\.json|messages\.(json|csv))$"),
        "is Discord's own download, which holds only what you wrote yourself",
        "Take screenshots of what the other person wrote, with date and name in the picture, and "
        "import these.",
    ),
    _Foreign(
        _any(
            _shows(b"chatlog__message"),
            _matches(rb'\A(?:\xef\xbb\xbf)?\s*\{\s*"guild"\s*:'),
            _matches(rb"\A(?:\xef\xbb\xbf)?={20,}\s+Guild: "),
        ),
        "is an export of Discord in a form that is not read here",
        "Let the same program export the channel as JSON or CSV, and import that.",
    ),
    _Foreign(
        _any(_matches(rb"(?im)^X-RSMF-Version:"), _holds(r"/rsmf_manifest\.json$|\.rsmf$")),
        "is in RSMF, a form for the review programs of lawyers",
        "Let the program that made it, such as iMazing, export the same chats as CSV, and import "
        "these.",
    ),
    # Files that hold no messages
    _Foreign(
        _any(
            _holds(r"/word/document\.xml$"),
            _named(r"\.(doc|docx|odt|pages|rtf)$"),
            _begins(b"{\\rtf"),
        ),
        "is a document of a word processor",
        "If it is your own record, copy its table into a spreadsheet, save that as CSV and import "
        f"it. {_ATTACH}",
        refusal=HoldsNone,
    ),
    _Foreign(
        _is_of("image/", "application/pdf"),
        "is a picture or a print: nothing in it can be read as messages",
        _ATTACH,
    ),
    _Foreign(
        _any(_is_of("audio/", "video/")),
        "is a recording: nothing in it can be read as messages",
        _ATTACH,
    ),
    _Foreign(
        _begins(b"\xff\xfe", b"\xfe\xff"),
        "is text in UTF-16, which is read of tables alone",
        "Open it in Notepad or TextEdit, save a copy as UTF-8 and import the copy; keep the file "
        "as it came, too.",
    ),
    # Archives
    _Foreign(
        _any(
            _begins(b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0"),
            _matches(rb"\A[\s\S]{257}ustar"),
            _holds_archives_only,
        ),
        "is an archive that can't be looked into here",
        "Unpack it, and import the folder, or the file in it, that holds the messages.",
    ),
)
