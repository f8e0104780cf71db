"""Facebook Messenger and Instagram: both JSON downloads that Meta offers.

"Download your information" has a folder for each conversation, with ``message_1.json`` (the
newest) to ``message_N.json``, each newest first. Chats that are end-to-end encrypted come by a
download of their own, one file for each chat. Times are milliseconds since 1970 UTC.

Sources: "Facebook Messenger JSON Schema" (a public readme), an export of mlomb/chat-analytics, and
public readers' notes of 2023 to 2026. Instagram and the encrypted chats rest on such notes alone.
"""

import re
from collections.abc import Iterator
from functools import cached_property, partial
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.meta.edits import Edits
from stalkdiary.importers.meta.message import (
    Thread,
    encrypted_item,
    is_gone,
    item,
    repaired,
)
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import refused, without_broken
from stalkdiary.importers.reading.enclosed import Enclosed
from stalkdiary.importers.reading.export import Export, Member, Reading
from stalkdiary.importers.reading.jsonfile import JsonFile, Node, is_object, made, storable
from stalkdiary.importers.reading.jsontext import Shape
from stalkdiary.model.message import Item, Skipped

OPEN: Final = "messenger"
ENCRYPTED: Final = "messenger-e2ee"
INSTAGRAM: Final = "instagram"
_INSTAGRAM_CHANNEL: Final = "Instagram"

_SHAPE: Shape = {"messages": [None]}
_NUMBERED = re.compile(r"message_([0-9]{1,6})(?: ?\([0-9]{1,3}\))?\.json", re.IGNORECASE)
_AS_PAGE = re.compile(r"message_([0-9]{1,6})(?: ?\([0-9]{1,3}\))?\.html?", re.IGNORECASE)
_CONVERSATION = re.compile(rb'"(?:messages|participants)"\s*:\s*\[')
_OPEN_NAMES = re.compile(rb'"(?:sender_name|timestamp_ms|thread_path)"\s*:')
_ENCRYPTED_NAMES = re.compile(rb'"(?:senderName|threadName)"\s*:')
_INSTAGRAM_NAMES = re.compile(r"(?:^|/)(?:your_)?instagram[_-]", re.IGNORECASE)
_OWNER_FILES: Final = frozenset(
    {"profile_information.json", "autofill_information.json", "personal_information.json"}
)
_NOT_JSON: Final = (
    "Nothing was imported. This conversation is in the download as a web page alone: ask for the "
    "download again with the format JSON for everything; or add --skip-bad to take the others "
    "without it."
)
_IN_PARTS: Final = (
    "Nothing was imported. The download may have come in several parts: unpack all of them into "
    "one folder, and import that folder; or add --skip-bad to take what is here."
)
_MOST_LOOKED_INTO: Final = 200
_TWO: Final = 2


def recognises(export: Export) -> str | None:
    """``messenger``, ``instagram`` or ``messenger-e2ee``; see `registry.Importer`."""
    if export.is_single:
        form, named = _form(export.head), export.path.absolute().as_posix()
    else:
        first = next(_files(export, _MOST_LOOKED_INTO), None)
        if first is None:
            return None
        form, named = _form(export.head_of(first)), f"{export.name}/{first.name}"
    return INSTAGRAM if form == OPEN and _INSTAGRAM_NAMES.search(named) else form


def read(export: Export, reading: Reading) -> Iterator[Item]:
    """Every message, call and notice of every conversation; see `registry.Importer`."""
    channel = _INSTAGRAM_CHANNEL if recognises(export) == INSTAGRAM else "Messenger"
    enclosed = Enclosed(export, reading)
    owners = list(_owners(export, enclosed))
    read_ones = list(_files(export))
    for skipped in _unread(export, read_ones, reading):
        enclosed.uses_named(skipped.locator)
        yield skipped
    for member in read_ones:
        enclosed.uses(member)
        file = _File(export, member, channel, owners, Clock(reading.timezone))
        try:
            file.look()
        except InputRefused as refusal:
            if not reading.skip_bad:
                raise
            yield Skipped(member.name if member else export.name, f"Not read: {refusal.sentence}")
            continue
        yield from made(file.messages.elements(), partial(file.item, enclosed), reading)
    yield from enclosed.rest()


class _File:
    """One file of a conversation."""

    def __init__(
        self, export: Export, member: Member | None, channel: str, owners: list[str], clock: Clock
    ) -> None:
        self.messages = JsonFile(export, _SHAPE, member)
        self._channel = channel
        self._owners = owners
        self._clock = clock
        self._edits: Edits | None = None
        self._encrypted = _form(export.head_of(member)) == ENCRYPTED
        self._folder = "" if member is None else member.name.rpartition("/")[0]

    def item(self, enclosed: Enclosed, node: Node) -> Item:
        """A message, call or notice; what is wrong with the conversation is said of each."""
        make = encrypted_item if self._encrypted else item
        made = make(node, self._conversation, enclosed)
        return made if self._edits is None else self._edits.told(node.path, made, self._clock)

    def look(self) -> None:
        """Reads it through once.

        Raises:
            InputRefused: it is cut off or damaged.
        """
        _ = self._conversation
        if self._channel == _INSTAGRAM_CHANNEL:
            self._edits = Edits(self.messages.elements())

    @cached_property
    def _conversation(self) -> Thread:
        outline = self.messages.outlines()[()]
        names = [self._name_of(each) for each in outline.list("participants")]
        path = outline.text("thread_path") or self._folder
        title = outline.text("threadName") if self._encrypted else _clean(outline.exact("title"))
        group = len(names) > _TWO or "joinable_mode" in outline
        owner = next((each for each in self._owners if each in names), None)
        if owner is None and self._owners:
            owner = self._owners[0]
        others = list(names)
        if owner in others:
            others.remove(owner)
        if title and not group:
            others.append(title)
        return Thread(
            channel=self._channel,
            # Deleted accounts share one name; their conversations are told apart by their folders.
            thread=path if is_gone(title) and path else title,
            folder=path.rpartition("/")[2] or None,
            group=group,
            owner=owner,
            others=frozenset(others),
            clock=self._clock,
        )

    def _name_of(self, participant: Node) -> str:
        if isinstance(participant.value, str):
            return storable(participant.value)[0]
        return _clean(participant.exact("name")) or ""


def _clean(text: str | None) -> str | None:
    return None if text is None else storable(repaired(text))[0]


def _form(head: bytes) -> str | None:
    """The form of a file, by the names in it."""
    if not is_object(head) or not _CONVERSATION.search(head):
        return None
    if _ENCRYPTED_NAMES.search(head):
        return ENCRYPTED
    return OPEN if _OPEN_NAMES.search(head) else None


def _files(export: Export, most: int | None = None) -> Iterator[Member | None]:
    """The files of conversations; the parts of one after another, as they are numbered.

    `most` is how many files without a number are looked into: an export of something else may
    hold tens of thousands of JSON files.
    """
    if export.is_single:
        yield None
        return
    numbered, others = [], []
    for member in export.members:
        if match := _NUMBERED.fullmatch(member.base):
            numbered.append((member.name.removesuffix(member.base), int(match[1]), member))
        elif member.base.casefold().endswith(".json"):
            others.append(member)
    numbered.sort(key=lambda each: each[:2])
    for member in (*(member for *_, member in numbered), *others[:most]):
        form = _form(export.head_of(member))
        if form == ENCRYPTED or (form == OPEN and _NUMBERED.fullmatch(member.base)):
            yield member


def _unread(export: Export, read_ones: list[Member | None], reading: Reading) -> Iterator[Skipped]:
    """Accounts for parts of conversations that are in the download, or missing from it, unread.

    Raises:
        InputRefused: there is one, and nothing is to be passed over.
    """
    read_names = {member.name for member in read_ones if member is not None}
    # Every JSON file of the encrypted download is a conversation.
    encrypted = any(_form(export.head_of(member)) == ENCRYPTED for member in read_ones)
    named = re.compile(r".*\.json", re.IGNORECASE) if encrypted else _NUMBERED
    others = [each for each in export.members if each.name not in read_names]
    yield from without_broken(
        export, [each for each in others if named.fullmatch(each.base)], reading
    )
    yield from _pages(export, reading)
    for folder, numbers in _parts(export).items():
        missing = next((n for n in range(1, max(numbers)) if n not in numbers), None)
        if missing is None:
            continue
        name = f"{folder}message_{missing}.json"
        if not reading.skip_bad:
            raise InputRefused(
                f"{export.place()} holds no {name}, but later parts of that conversation.",
                _IN_PARTS,
            )
        yield Skipped(name, "It is missing: later parts of that conversation are here.")


def _pages(export: Export, reading: Reading) -> Iterator[Skipped]:
    """Accounts for the parts of conversations that are web pages."""
    parts = _parts(export)
    for member in export.members:
        if not (match := _AS_PAGE.fullmatch(member.base)):
            continue
        if int(match[1]) in parts.get(member.name.removesuffix(member.base), ()):
            yield Skipped(member.name, "The same part as a web page; the JSON beside it was read.")
        elif reading.skip_bad:
            yield Skipped(member.name, "Not read: it is a web page (HTML).")
        else:
            raise refused(export, member, "a web page (HTML)", _NOT_JSON)


def _parts(export: Export) -> dict[str, set[int]]:
    """The numbers of the parts of each conversation, by its folder."""
    found: dict[str, set[int]] = {}
    for member in export.members:
        if match := _NUMBERED.fullmatch(member.base):
            found.setdefault(member.name.removesuffix(member.base), set()).add(int(match[1]))
    return found


def _owners(export: Export, enclosed: Enclosed) -> Iterator[str]:
    """The names of the person whose export it is, where a file of it tells them."""
    for member in export.members:
        if member.base.casefold() in _OWNER_FILES:
            try:
                (top,) = JsonFile(export, None, member).elements()
                names = list(_own_names(top))
            except InputRefused:
                continue  # it holds nobody's messages
            enclosed.uses(member)
            yield from (name for name in map(_clean, names) if name)


def _own_names(top: Node) -> Iterator[str | None]:
    for name in top.names():
        if name.startswith("profile_user"):
            for user in top.list(name):
                fields = user.object("string_map_data")
                for label in ("Name", "Username"):
                    field = fields.object(label) if fields else None
                    yield field.exact("value") if field else None
        elif name.startswith("profile"):
            profile = top.object(name)
            full = profile.object("name") if profile else None
            yield full.exact("full_name") if full else None
        elif name.startswith("autofill"):
            autofill = top.object(name)
            names = autofill.list("FULL_NAME") if autofill else []
            yield from (each.value for each in names if isinstance(each.value, str))
