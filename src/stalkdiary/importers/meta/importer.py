"""Facebook Messenger and Instagram: both JSON downloads that Meta offers, and the one in HTML.

"Download your information" has a folder for each conversation, with ``message_1.json`` (the
newest) to ``message_N.json``, each newest first. Chats that are end-to-end encrypted come by a
download of their own, one file for each chat. Times are milliseconds since 1970 UTC. The folders
are the same in a download in HTML, with ``message_1.html`` to ``message_N.html`` (`page`).

Sources: "Facebook Messenger JSON Schema" (a public readme), an export of mlomb/chat-analytics, and
public readers' notes of 2023 to 2026. Instagram and the encrypted chats rest on such notes alone.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.meta.edits import Edits
from stalkdiary.importers.meta.message import Thread, clean, encrypted_item, is_gone, item
from stalkdiary.importers.meta.page import MetaPage, is_page, looks_like_instagram
from stalkdiary.importers.reading.documents import must_be_whole, refused, without_broken
from stalkdiary.importers.reading.export import Export, Member, Reading
from stalkdiary.importers.reading.jsonfile import Node, is_object, storable
from stalkdiary.importers.reading.page import title_of
from stalkdiary.importers.reading.source import ExportReading, reader
from stalkdiary.model.message import Item, Skipped

OPEN: Final = "messenger"
ENCRYPTED: Final = "messenger-e2ee"
PAGE: Final = "messenger-html"
INSTAGRAM: Final = {OPEN: "instagram", PAGE: "instagram-html"}
_INSTAGRAM_CHANNEL: Final = "Instagram"

_NUMBERED = re.compile(r"message_([0-9]{1,6})(?: ?\([0-9]{1,3}\))?\.(json|html?)", re.IGNORECASE)
_CONVERSATION = re.compile(rb'"(?:messages|participants)"\s*:\s*\[')
_OPEN_NAMES = re.compile(rb'"(?:sender_name|timestamp_ms|thread_path|magic_words)"\s*:')
_ENCRYPTED_NAMES = re.compile(rb'"(?:senderName|threadName)"\s*:')
_INSTAGRAM_NAMES = re.compile(r"(?:^|/)(?:your_)?instagram[_-]", re.IGNORECASE)
_FACEBOOK_NAMES = re.compile(r"(?:^|/)(?:your_)?facebook[_-]", re.IGNORECASE)
_OWNER_FILES: Final = frozenset(
    {"profile_information.json", "autofill_information.json", "personal_information.json"}
)
_NO_CHAT: Final = "a file without a conversation as Meta writes them"
_TWO_OF_ONE: Final = (
    "Nothing was imported. They may be of two downloads: unpack them, and import each by itself; "
    "what is in both is taken once."
)
_NO_MESSAGES: Final = "a web page (HTML) without messages as Meta writes them"
_NO_LAYOUT: Final = (
    "Nothing was imported. Ask for the download again, in JSON if you can; or add --skip-bad to "
    "take the other conversations without this one."
)
_IN_PARTS: Final = (
    "Nothing was imported. The download may have come in several parts: unpack all of them into "
    "one folder, and import that folder; or add --skip-bad to take what is here."
)
_MOST_LOOKED_INTO: Final = 200
WITHIN: Final = (
    r"(?:(?:your_)?\w+_activity/)?messages/(?:\w+/)?(?:[^/]+/)?"
    r"|(?:inbox|message_requests|archived_threads|filtered_threads|e2ee_cutover)/[^/]+/"
)
_FOLDERS: Final = re.compile(rf"(?:^|/)(?:{WITHIN})[^/]+$")
_NONE: Final = Member("", 0)
_TWO: Final = 2


def recognises(export: Export) -> str | None:
    first = next(_files(export, _MOST_LOOKED_INTO), _NONE)
    if first is _NONE:
        named = [
            member
            for member in export.members
            if (part := _part(member)) and not part[2] and _FOLDERS.search(member.name)
        ]
        must_be_whole(without_broken(export, named, Reading(), otherwise=_NO_CHAT))
        return None
    form = _form(export.head_of(first))
    if form is not None and _is_instagram(export, first, form):
        return INSTAGRAM[form]
    return form


def _items(source: ExportReading) -> Iterator[Item]:
    told = source.told(_OWNER_FILES.__contains__, lambda file: list(_own_names(source.top(file))))
    owners = [name for names in told for name in map(clean, names) if name]
    read_ones = list(_files(source.export))
    for skipped in _unread(source.export, read_ones, source.reading):
        source.enclosed.uses_named(skipped.locator)
        yield skipped
    for member in read_ones:
        source.enclosed.uses(member)
        file = _File(source, member, owners)
        try:
            file.look()
        except InputRefused as refusal:
            if not source.reading.skip_bad:
                raise
            name = member.name if member else source.export.name
            yield Skipped(name, f"Not read: {refusal.sentence}")
            continue
        yield from file.items()


read = reader(_items)


class _File:
    def __init__(self, source: ExportReading, member: Member | None, owners: list[str]) -> None:
        export = source.export
        self._source = source
        self._member = member
        self._owners = owners
        self._clock = source.clock()
        self._messages = source.json({"messages": [None]}, member)
        self._edits: Edits | None = None
        self._form = _form(export.head_of(member)) or OPEN
        instagram = _is_instagram(export, member, self._form)
        self._channel = _INSTAGRAM_CHANNEL if instagram else "Messenger"
        self._folder = "" if member is None else member.name.rpartition("/")[0]

    def items(self) -> Iterator[Item]:
        if self._form == PAGE:
            return self._page.items()
        return self._source.made(self._messages.elements(), self._item)

    def look(self) -> None:
        """Reads it through once, where that is not done anyway: it may be cut off or damaged."""
        if self._form == PAGE:
            if self._source.reading.skip_bad:
                self._page.look()
            return
        _ = self._conversation
        if self._channel == _INSTAGRAM_CHANNEL:
            self._edits = Edits(self._messages.elements())

    def _item(self, node: Node) -> Item:
        make = encrypted_item if self._form == ENCRYPTED else item
        made = make(node, self._conversation, self._source.enclosed)
        return made if self._edits is None else self._edits.told(node.path, made, self._clock)

    @cached_property
    def _page(self) -> MetaPage:
        title = title_of(self._source.export.head_of(self._member))
        folder = self._folder.rpartition("/")[2] or None
        conversation = Thread(
            channel=self._channel,
            thread=self._folder if is_gone(title) and self._folder else title or None,
            folder=folder,
            group=False,
            owner=None,
            others=frozenset(),
            clock=self._clock,
        )
        return MetaPage(self._source, self._member, conversation)

    @cached_property
    def _conversation(self) -> Thread:
        outline = self._messages.outlines()[()]
        names = [self._name_of(each) for each in outline.list("participants")]
        path = outline.text("thread_path") or self._folder
        encrypted = self._form == ENCRYPTED
        title = outline.text("threadName") if encrypted else clean(outline.exact("title"))
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
        return clean(participant.exact("name")) or ""


def _form(head: bytes) -> str | None:
    """The form of a file, by the names in it."""
    if is_page(head):
        return PAGE
    if not is_object(head) or not _CONVERSATION.search(head):
        return None
    if _ENCRYPTED_NAMES.search(head):
        return ENCRYPTED
    return OPEN if _OPEN_NAMES.search(head) else None


def _is_instagram(export: Export, member: Member | None, form: str) -> bool:
    if form not in INSTAGRAM:
        return False
    named = export.path.absolute().as_posix() if member is None else f"{export.name}/{member.name}"
    if _INSTAGRAM_NAMES.search(named):
        return True
    unnamed = form == PAGE and not _FACEBOOK_NAMES.search(named)
    return unnamed and looks_like_instagram(export.head_of(member))


def _files(export: Export, most: int | None = None) -> Iterator[Member | None]:
    """The files of conversations; the parts of one after another, as they are numbered.

    A part that is there in both forms is read in JSON. `most` is how many files without a number
    are looked into: an export of something else may hold tens of thousands of JSON files.
    """
    if export.is_single:
        if _form(export.head):
            yield None
        return
    numbered = [(*part, member) for member in export.members if (part := _part(member))]
    numbered.sort(key=lambda each: each[:3])
    taken: set[tuple[str, int]] = set()
    others = (each for each in export.members if each.base.casefold().endswith(".json"))
    unnumbered = (each for each in others if not _NUMBERED.fullmatch(each.base))
    for folder, number, _, member in numbered:
        if (folder, number) not in taken and _form(export.head_of(member)):
            taken.add((folder, number))
            yield member
    for member in islice(unnumbered, most):
        if _form(export.head_of(member)) == ENCRYPTED:
            yield member


def _part(member: Member) -> tuple[str, int, bool] | None:
    """Of which folder a file is which part, and whether it is a page; None of other files."""
    match = _NUMBERED.fullmatch(member.base)
    if match is None:
        return None
    folder = member.name.removesuffix(member.base)
    return folder, int(match[1]), match[2].casefold() != "json"


def _unread(export: Export, read_ones: list[Member | None], reading: Reading) -> Iterator[Skipped]:
    """Accounts for parts of conversations that are in the download, or missing from it, unread."""
    read_names = {member.name for member in read_ones if member is not None}
    read_parts = {part: each for each in read_ones if each and (part := _part(each))}
    left = [(each, _part(each)) for each in export.members if each.name not in read_names]
    for member, part in left:
        if part in read_parts:
            yield _second(export, member, read_parts[part], reading)
    in_json = [each for each, part in left if part and not part[2] and part not in read_parts]
    yield from without_broken(export, in_json, reading, otherwise=_NO_CHAT)
    if any(_form(export.head_of(member)) == ENCRYPTED for member in read_ones):
        # Every JSON file of the encrypted download is a conversation.
        others = [
            each for each, part in left if not part and each.base.casefold().endswith(".json")
        ]
        yield from without_broken(export, others, reading)
    for member, part in left:
        if part and part[2] and part not in read_parts:
            read_in_json = (*part[:2], False) in read_parts
            yield _page_left(export, member, reading, read_in_json=read_in_json)
    numbers: dict[str, dict[int, set[bool]]] = {}
    for part in filter(None, map(_part, export.members)):
        numbers.setdefault(part[0], {}).setdefault(part[1], set()).add(part[2])
    for folder, each in numbers.items():
        yield from _missing(export, folder, each, reading)


def _page_left(export: Export, member: Member, reading: Reading, *, read_in_json: bool) -> Skipped:
    if read_in_json:
        return Skipped(member.name, "The same part as a web page; the JSON beside it was read.")
    if reading.skip_bad:
        return Skipped(member.name, f"Not read: it is {_NO_MESSAGES}.")
    raise refused(export, member, _NO_MESSAGES, _NO_LAYOUT)


def _second(export: Export, member: Member, first: Member, reading: Reading) -> Skipped:
    """Accounts for a part of a conversation that is there twice, as browsers name copies."""
    if export.digest(member) == export.digest(first):
        return Skipped(member.name, "The same file is in the export twice; it was read once.")
    if reading.skip_bad:
        return Skipped(member.name, f"Not read: {first.base} beside it is the same part.")
    raise InputRefused(
        f"{export.place(member)} and {first.base} beside it are the same part of a conversation "
        "with different messages.",
        _TWO_OF_ONE,
    )


def _missing(
    export: Export, folder: str, numbers: dict[int, set[bool]], reading: Reading
) -> Iterator[Skipped]:
    missing = next((n for n in range(1, max(numbers)) if n not in numbers), None)
    if missing is None:
        return
    name = f"{folder}message_{missing}.{'json' if False in numbers[max(numbers)] else 'html'}"
    if not reading.skip_bad:
        raise InputRefused(
            f"{export.place()} holds no {name}, but later parts of that conversation.", _IN_PARTS
        )
    yield Skipped(name, "It is missing: later parts of that conversation are here.")


def _own_names(top: Node) -> Iterator[str | None]:
    for name in top.names():
        if name.startswith("profile_user"):
            for user in top.list(name):
                fields = user.object("string_map_data")
                for label in ("Name", "Username"):
                    yield fields.object(label).exact("value")
        elif name.startswith("profile"):
            yield top.object(name).object("name").exact("full_name")
        elif name.startswith("autofill"):
            names = top.object(name).list("FULL_NAME")
            yield from (each.value for each in names if isinstance(each.value, str))
