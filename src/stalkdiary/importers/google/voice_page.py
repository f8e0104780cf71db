"""One page of a Google Voice Takeout, read as it comes; source: see `voice`.

Only what is asked for is looked at: the text of a message was escaped by Google and can't become
an element of the page.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

_MEDIA_LINKS: Final = {"vcard", "audio", "video"}


@dataclass(slots=True)
class PageItem:
    """A message or a call, as far as it was read; "" stands for what the page does not have.

    Its `time` and `duration` are ISO 8601, `name` and `number` those of the other side; `text` of a
    voicemail is what Google heard; `labels` are ``missed``, ``inbox``, …
    """

    line: int
    is_call: bool
    time: str = ""
    name: str = ""
    number: str = ""
    is_mine: bool = False
    text: str = ""
    duration: str = ""
    labels: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """Feed it the text of the page, and take entries out as they are whole.

    Attributes:
        participants: names and numbers of the others, where it is a conversation of several.
        is_whole: whether the end of the page was seen, and no entry is open.
    """

    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self.participants: list[tuple[str, str]] = []
        self._found: list[PageItem] = []
        self._entry: PageItem | None = None
        self._entry_depth = self._participants_depth = self._depth = 0
        self._person: PageItem | None = None
        self._kept: list[str] | None = None
        self._kept_until = ""
        self._status = ""
        self._in_status = self._ended = False

    @property
    def is_whole(self) -> bool:
        return self._ended and self._entry is None

    @property
    def is_deleted(self) -> bool:
        return self._status.split()[-1:] == ["True"]

    def taken(self) -> list[PageItem]:
        """The entries that became whole since this was asked last."""
        found, self._found = self._found, []
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "").split()
        if tag == "div":
            self._open_div(classes)
        elif tag == "title":
            self._keep_until(tag)
        elif tag == "a" and "tel" in classes:
            number = given.get("href", "").removeprefix("tel:")
            self._person = PageItem(self.getpos()[0], is_call=False, number=number)
        elif self._person is not None and "fn" in classes:
            self._person.is_mine = tag == "abbr"
            self._keep_until(tag)
        elif self._entry is not None:
            self._open_detail(self._entry, tag, classes, given)

    def handle_endtag(self, tag: str) -> None:
        if self._kept is not None and tag == self._kept_until:
            self._put("".join(self._kept))
            self._kept = None
        if tag == "div":
            self._close_div()
        elif tag == "a" and self._person is not None:
            self._place_person(self._person)
            self._person = None
        elif tag == "html":
            self._ended = True

    def handle_data(self, data: str) -> None:
        if self._kept is not None:
            self._kept.append(data)
        if self._in_status:
            self._status += data

    def _open_div(self, classes: list[str]) -> None:
        self._depth += 1
        if "message" in classes or "haudio" in classes:
            self._entry = PageItem(self.getpos()[0], is_call="haudio" in classes)
            self._entry_depth = self._depth
        elif "participants" in classes:
            self._participants_depth = self._depth
        elif "deletedStatusContainer" in classes:
            self._in_status = True

    def _close_div(self) -> None:
        if self._entry is not None and self._depth == self._entry_depth:
            self._found.append(self._entry)
            self._entry = None
        if self._depth == self._participants_depth:
            self._participants_depth = 0
        self._in_status = False
        self._depth -= 1

    def _open_detail(
        self, entry: PageItem, tag: str, classes: list[str], given: dict[str, str]
    ) -> None:
        if tag == "abbr" and ("dt" in classes or "published" in classes):
            entry.time = given.get("title", "")
        elif tag == "abbr" and "duration" in classes:
            entry.duration = given.get("title", "")
        elif tag == "q" or "full-text" in classes:
            self._keep_until(tag)
        elif tag == "br" and self._kept is not None:
            self._kept.append("\n")
        elif tag == "a" and given.get("rel") == "tag":
            entry.labels.append(given.get("href", "").rpartition("#")[2])
        elif (name := _file_in(tag, classes, given)) and name not in entry.files:
            entry.files.append(name)

    def _keep_until(self, tag: str) -> None:
        self._kept, self._kept_until = [], tag

    def _put(self, text: str) -> None:
        if self._kept_until == "title":
            self.title = " ".join(text.split())
        elif self._person is not None:
            self._person.name = " ".join(text.split())
        elif self._entry is not None:
            self._entry.text += text

    def _place_person(self, person: PageItem) -> None:
        if self._participants_depth:
            self.participants.append((person.name, person.number))
        elif self._entry is not None:
            self._entry.name, self._entry.number = person.name, person.number
            self._entry.is_mine = person.is_mine


def _file_in(tag: str, classes: list[str], given: dict[str, str]) -> str:
    if tag in {"img", "audio", "video"}:
        return given.get("src", "")
    leads = tag == "a" and (given.get("rel") == "enclosure" or _MEDIA_LINKS.intersection(classes))
    return given.get("href", "") if leads else ""
