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
from functools import partial
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.google.voice_page import Page, PageItem
from stalkdiary.importers.reading.documents import Documents, ends_with
from stalkdiary.importers.reading.export import BLOCK_BYTES, Member
from stalkdiary.importers.reading.source import ExportReading, each_file, known_by, reader
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

_OURS: Final = re.compile(
    rb"""<div\s+class=["'](?:hChatLog\b|haudio["'][\s\S]{0,400}?class=["']album["'])"""
)
# "Alex - Text - 2026-03-12T21_30_05Z.html"; nothing stands first where a number was withheld.
_PAGE_NAME: Final = re.compile(
    r"(?P<other>.*?) ?- (?:Text|Missed|Received|Placed|Voicemail|Recorded) - "
    r"\d{4}-\d\d-\d\dT\d\d_\d\d_\d\dZ"
)
_DURATION: Final = re.compile(r"PT(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:(\d{1,6})S)?")
_ENDINGS: Final = ("", ".jpg", ".png", ".gif", ".mp4", ".3gp", ".mp3", ".amr", ".vcf")
_AGAIN: Final = "Unpack the Takeout again, or download it again."


_HEARD: Final = "The text is what Google heard in the recording."
_SORTS: Final = {
    "missed": CallSort(Direction.IN, "missed"),
    "received": CallSort(Direction.IN, "answered"),
    "placed": CallSort(Direction.OUT, "answered"),
    "voicemail": CallSort(Direction.IN, "voicemail", Kind.VOICEMAIL, (_HEARD,)),
    "recorded": CallSort(Direction.IN, "answered", flags=("The call was recorded.",)),
}
_UNSORTED: Final = CallSort(
    Direction.UNKNOWN, "unknown", flags=("The page does not say what kind of call it was.",)
)


DOCUMENTS: Final = Documents(ends_with(".html"), _OURS.search)
recognises = known_by(("google-voice", DOCUMENTS))
_items = each_file(DOCUMENTS, lambda source, member: _PageItems(source, member).items())
read = reader(_items, others="No page of messages or of a call names it.")


class _PageItems:
    def __init__(self, source: ExportReading, member: Member | None) -> None:
        self._source = source
        self._member = member
        self._file = source.text(member, ": ")
        self._clock = source.clock()
        self._page = Page()
        name = source.export.name if member is None else member.base
        told = _PAGE_NAME.match(name)
        self._other = told["other"].strip() if told else ""

    def items(self) -> Iterator[Item]:
        page, count = self._page, 0
        for text in self._text():
            try:
                page.feed(text)
            except AssertionError:
                # What Python's parser says to a declaration that it can't make out.
                raise self._broken() from None
            for entry in page.taken():
                count += 1
                yield self._source.attempt(self._at(entry.line), partial(self._item, entry))
        if not page.is_whole:
            line = page.getpos()[0]
            yield self._source.attempt(self._at(line), partial(self._cut_off, line, count))
        elif not count:
            yield Skipped(self._at(1), "There is no message or call on the page.")
        if page.is_deleted:
            yield Notice(self._at(page.getpos()[0]), "Deleted in Google Voice by its owner.")

    def _text(self) -> Iterator[str]:
        decoder, done = codecs.getincrementaldecoder("utf-8-sig")(), 0
        with self._source.export.opened(self._member) as file:
            while block := file.read(BLOCK_BYTES):
                try:
                    yield decoder.decode(block)
                except UnicodeDecodeError as error:
                    position = done + len(block) - len(error.object) + error.start
                    raise self._not_utf8(position, error.object[error.start]) from None
                done += len(block)

    def _item(self, entry: PageItem) -> Message:
        moment = _moment(entry.time)
        if moment is None:
            found = f'found "{entry.time}"' if entry.time else "found none"
            raise InputRefused(
                f"{self._file.place}:{entry.line}: this has no usable time: {found}, expected one "
                "such as 2026-03-12T21:30:05.000+00:00.",
                "Nothing was imported. To leave out what can't be read and have it listed: "
                "--skip-bad",
            )
        fine = Resolution.SECOND if entry.is_call else Resolution.MILLISECOND
        time = self._clock.aware(moment, entry.time, fine)
        return self._call(entry, time) if entry.is_call else self._message(entry, time)

    def _attachment(self, name: str) -> Attachment:
        folder = "" if self._member is None else self._member.name[: -len(self._member.base)]
        found = (self._source.export.find(f"{folder}{name}{ending}") for ending in _ENDINGS)
        member = next((each for each in found if each is not None), None)
        return self._source.enclosed.held(name, member)[0]

    def _sent(self, entry: PageItem, time: ExportTime, *, out: bool) -> Message:
        name, number = entry.name, entry.number
        return Message(
            self._at(entry.line),
            Kind.MESSAGE,
            "Google Voice",
            time,
            sender=None if out else name or number or None,
            sender_id=None if out or not name else number or None,
            text=entry.text,
            attachments=tuple(map(self._attachment, entry.files)),
        )

    def _message(self, entry: PageItem, time: ExportTime) -> Message:
        message = self._sent(entry, time, out=entry.is_mine)
        others = self._page.participants
        if len(others) > 1:
            thread = "~".join(sorted(comparable(number or name) for name, number in others))
            recipients = tuple(name or number for name, number in others)
        else:
            thread = self._other or self._page.title.removeprefix("Me to").strip()
            recipients = (thread,) if thread else ()
        state = State.showing(entry.text, message.attachments)
        if not all(each.found for each in message.attachments):
            state = State.MEDIA_OMITTED
        return message._replace(
            direction=Direction.OUT if entry.is_mine else Direction.IN,
            recipients=recipients if entry.is_mine else (),
            thread=thread or None,
            group=len(others) > 1,
            state=state,
        )

    def _call(self, entry: PageItem, time: ExportTime) -> Message:
        sort = next((_SORTS[each] for each in entry.labels if each in _SORTS), _UNSORTED)
        out = sort.direction is Direction.OUT
        seconds = _seconds(entry.duration)
        outcome = "no-answer" if out and not seconds else sort.outcome
        other = entry.name or entry.number or None
        return self._sent(entry, time, out=out)._replace(
            kind=sort.kind,
            direction=sort.direction,
            recipients=(other,) if out and other else (),
            thread=self._other or other,
            call=Call("voice", outcome, seconds, withheld=other is None),
            flags=sort.flags if entry.text or sort.kind is Kind.CALL else (),
        )

    def _at(self, line: int) -> str:
        return self._file.locator(line, line)

    def _cut_off(self, line: int, count: int) -> Item:
        raise InputRefused(
            f"{self._file.place}:{line}: the page breaks off after {count} whole items: expected "
            "</html> at its end.",
            f"Nothing was imported. {_AGAIN} If that can't be done: --skip-bad",
        )

    def _broken(self) -> InputRefused:
        return self._file.refused(
            self._page.getpos()[0],
            "a declaration that no page of Google Voice has",
            "messages or a call",
            f"Nothing was imported. {_AGAIN}",
        )

    def _not_utf8(self, position: int, byte: int) -> InputRefused:
        return InputRefused(
            f"{self._file.place}: byte {position + 1} (0x{byte:02X}) is no UTF-8, which Google "
            "writes.",
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
