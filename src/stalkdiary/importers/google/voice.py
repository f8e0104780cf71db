"""Google Voice in a Google Takeout: one HTML page for each conversation and for each call.

A page of messages holds ``div.message``s in a ``div.hChatLog``, a page of a call one ``div.haudio``
(`voice_page` reads both). Times are absolute. A folder or zip file has the pictures and
recordings beside the pages, under the names that the pages give, often with an ending more.

Source: pages from two makers of fixtures, and the examples in wjcarpenter/gvoice-sms-takeout-xml.
"""

import codecs
import re
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.google.voice_page import Page, PageItem
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents, ends_with
from stalkdiary.importers.reading.export import BLOCK_BYTES, Export, Member, Reading
from stalkdiary.importers.sms.items import CallSort
from stalkdiary.model.address import comparable
from stalkdiary.model.message import (
    Attachment,
    Call,
    Direction,
    ExportTime,
    Item,
    Kind,
    Message,
    Notice,
    Resolution,
    Skipped,
    State,
)

_CHANNEL: Final = "Google Voice"
_MESSAGES: Final = re.compile(rb"""<div\s+class=["']hChatLog\b""")
_CALL: Final = re.compile(rb"""<div\s+class=["']haudio["'][\s\S]{0,400}?class=["']album["']""")
# "Alex - Text - 2026-03-12T21_30_05Z.html"; nothing stands first where a number was withheld.
_PAGE_NAME: Final = re.compile(
    r"(?P<other>.*?) ?- (?:Text|Missed|Received|Placed|Voicemail|Recorded) - "
    r"\d{4}-\d\d-\d\dT\d\d_\d\d_\d\dZ"
)
_DURATION: Final = re.compile(r"PT(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:(\d{1,6})S)?")
_ENDINGS: Final = ("", ".jpg", ".png", ".gif", ".mp4", ".3gp", ".mp3", ".amr", ".vcf")
_AGAIN: Final = "Unpack the Takeout again, or download it again."


_SORTS: Final = {
    "missed": CallSort(Direction.IN, "missed"),
    "received": CallSort(Direction.IN, "answered"),
    "placed": CallSort(Direction.OUT, "answered"),
    "voicemail": CallSort(
        Direction.IN,
        "voicemail",
        Kind.VOICEMAIL,
        ("The text is what Google heard in the recording.",),
    ),
    "recorded": CallSort(Direction.IN, "answered", flags=("The call was recorded.",)),
}
_UNSORTED: Final = CallSort(
    Direction.UNKNOWN, "unknown", flags=("The page does not say what kind of call it was.",)
)


def recognises(export: Export) -> str | None:
    """``google-voice`` for its pages, alone or in a Takeout."""
    return "google-voice" if any(True for _ in DOCUMENTS.of(export)) else None


def read(export: Export, reading: Reading) -> Iterator[Item]:
    """The messages and calls of every page in the export, in its order."""
    files = _Files(export, reading)
    if export.is_single:
        yield from _PageItems(export, None, reading, files).items()
        return
    pages = set(DOCUMENTS.of(export))
    for member in export.members:
        if member in pages:
            yield from _PageItems(export, member, reading, files).items()
    for member in export.members:
        if member not in pages and member.name not in files.used:
            yield Skipped(member.name, "No page of messages or of a call names it.")


def _is_page(head: bytes) -> bool:
    return bool(_MESSAGES.search(head) or _CALL.search(head))


DOCUMENTS: Final = Documents(ends_with(".html"), _is_page)


class _Files:
    """The pictures and recordings that pages name."""

    def __init__(self, export: Export, reading: Reading) -> None:
        self._export = export
        self._digest = reading.digest
        self.used: set[str] = set()

    def attachment(self, name: str, page: Member | None) -> Attachment:
        """The file that a page means by `name`."""
        folder = "" if page is None else page.name[: -len(page.base)]
        found = (self._export.find(f"{folder}{name}{ending}") for ending in _ENDINGS)
        member = next((each for each in found if each is not None), None)
        if member is None:
            return Attachment(name)
        self.used.add(member.name)
        sha256 = self._export.digest(member)[0] if self._digest else None
        return Attachment(name, True, member.name, member.bytes, sha256)  # noqa: FBT003 - found


class _PageItems:
    """The items of one page."""

    def __init__(
        self, export: Export, member: Member | None, reading: Reading, files: _Files
    ) -> None:
        self._export = export
        self._member = member
        self._reading = reading
        self._files = files
        self._clock = Clock(reading.timezone)
        self._page = Page()
        name = export.name if member is None else member.base
        told = _PAGE_NAME.match(name)
        self._other = told["other"].strip() if told else ""

    def items(self) -> Iterator[Item]:
        """Everything on the page, in its order."""
        page, count = self._page, 0
        for text in self._text():
            try:
                page.feed(text)
            except AssertionError:
                # What Python's parser says to a declaration that it can't make out.
                raise self._broken() from None
            for entry in page.taken():
                count += 1
                yield self._item(entry)
        if not page.is_whole:
            yield self._cut_off(count)
        elif not count:
            yield Skipped(self._at(1), "There is no message or call on the page.")
        if page.is_deleted:
            yield Notice(self._at(page.getpos()[0]), "Deleted in Google Voice by its owner.")

    def _text(self) -> Iterator[str]:
        decoder, done = codecs.getincrementaldecoder("utf-8-sig")(), 0
        with self._export.opened(self._member) as file:
            while block := file.read(BLOCK_BYTES):
                try:
                    yield decoder.decode(block)
                except UnicodeDecodeError as error:
                    position = done + len(block) - len(error.object) + error.start
                    raise self._not_utf8(position, error.object[error.start]) from None
                done += len(block)

    def _item(self, entry: PageItem) -> Message | Skipped:
        locator = self._at(entry.line)
        moment = _moment(entry.time)
        if moment is None:
            return self._without_time(entry, locator)
        fine = Resolution.SECOND if entry.is_call else Resolution.MILLISECOND
        time = self._clock.aware(moment, entry.time, fine)
        files = tuple(self._files.attachment(name, self._member) for name in entry.files)
        make = self._call if entry.is_call else self._message
        return make(entry, locator, time, files)

    def _message(
        self, entry: PageItem, locator: str, time: ExportTime, files: tuple[Attachment, ...]
    ) -> Message:
        others = self._page.participants
        group = len(others) > 1
        name, number = entry.name, entry.number
        if group:
            thread = "~".join(sorted(comparable(number or name) for name, number in others))
            recipients = tuple(name or number for name, number in others)
        else:
            thread = self._other or self._page.title.removeprefix("Me to").strip()
            recipients = (thread,) if thread else ()
        state = State.COMPLETE if entry.text or files else State.EMPTY
        if not all(each.found for each in files):
            state = State.MEDIA_OMITTED
        return Message(
            locator=locator,
            kind=Kind.MESSAGE,
            channel=_CHANNEL,
            time=time,
            direction=Direction.OUT if entry.is_mine else Direction.IN,
            sender=None if entry.is_mine else name or number or None,
            sender_id=None if entry.is_mine or not name else number or None,
            recipients=recipients if entry.is_mine else (),
            thread=thread or None,
            group=group,
            text=entry.text,
            state=state,
            attachments=files,
        )

    def _call(
        self, entry: PageItem, locator: str, time: ExportTime, files: tuple[Attachment, ...]
    ) -> Message:
        sort = next((_SORTS[each] for each in entry.labels if each in _SORTS), _UNSORTED)
        name, number = entry.name, entry.number
        seconds = _seconds(entry.duration)
        outcome = sort.outcome
        if sort.direction is Direction.OUT and not seconds:
            outcome = "no-answer"
        sent = sort.direction is Direction.OUT
        other = name or number or None
        flags = sort.flags if entry.text or sort.kind is Kind.CALL else ()
        return Message(
            locator=locator,
            kind=sort.kind,
            channel=_CHANNEL,
            time=time,
            direction=sort.direction,
            sender=None if sent else other,
            sender_id=None if sent or not name else number or None,
            recipients=(other,) if sent and other else (),
            thread=self._other or other,
            text=entry.text,
            call=Call("voice", outcome, seconds, withheld=other is None),
            attachments=files,
            flags=flags,
        )

    # What is wrong ---------------------------------------------------------------------------

    def _at(self, line: int) -> str:
        return f"line {line}" if self._member is None else f"{self._member.name}: line {line}"

    def _without_time(self, entry: PageItem, locator: str) -> Skipped:
        found = f'found "{entry.time}"' if entry.time else "found none"
        if self._reading.skip_bad:
            return Skipped(locator, f"It has no usable time: {found}.")
        raise InputRefused(
            f"{self._export.place(self._member)}:{entry.line}: this has no usable time: {found}, "
            "expected one such as 2026-03-12T21:30:05.000+00:00.",
            "Nothing was imported. To leave out what can't be read and have it listed: --skip-bad",
        )

    def _cut_off(self, count: int) -> Skipped:
        line = self._page.getpos()[0]
        if self._reading.skip_bad:
            return Skipped(self._at(line), "The page breaks off here.")
        raise InputRefused(
            f"{self._export.place(self._member)}:{line}: the page breaks off after {count} whole "
            "items: expected </html> at its end.",
            f"Nothing was imported. {_AGAIN} If that can't be done: --skip-bad",
        )

    def _broken(self) -> InputRefused:
        return InputRefused(
            f"{self._export.place(self._member)}:{self._page.getpos()[0]}: found a declaration "
            "that no page of Google Voice has; expected messages or a call.",
            f"Nothing was imported. {_AGAIN}",
        )

    def _not_utf8(self, position: int, byte: int) -> InputRefused:
        return InputRefused(
            f"{self._export.place(self._member)}: byte {position + 1} (0x{byte:02X}) is no UTF-8, "
            "which Google writes.",
            f"Nothing was imported. {_AGAIN}",
        )


def _moment(time: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        return None
    # Near the ends of the calendar no other zone could tell it.
    told = moment.tzinfo is not None and MINYEAR < moment.year < MAXYEAR
    return moment if told else None


def _seconds(duration: str) -> int | None:
    """Of ``PT1H2M3S`` (ISO 8601)."""
    found = _DURATION.fullmatch(duration)
    if found is None or not any(found.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds
