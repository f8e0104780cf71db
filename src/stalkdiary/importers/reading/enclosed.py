"""The files that messages of an export refer to: found, hashed on demand, and accounted for."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.export import (
    Digest,
    Export,
    Member,
    Reading,
    is_nested_archive,
)
from stalkdiary.importers.reading.jsonfile import storable
from stalkdiary.model.message import Attachment, Item, Notice, Skipped

MISSING: Final = "A file that belongs to it is not in the export, nor beside it."
NESTED: Final = (
    "It is an archive within the export, which was not opened. If it may hold messages, unpack it "
    "and import what is in it, too."
)
DAMAGED: Final = "A file that belongs to it is in the export and can't be read."


class Enclosed:
    def __init__(self, export: Export, reading: Reading) -> None:
        self._export = export
        self._digest = reading.digest
        self._used: set[str] = set()
        self._digests: dict[str, tuple[str, int] | None] = {}

    def named(
        self, name: str, media_type: str | None = None, *, called: str | None = None
    ) -> tuple[Attachment, str | None]:
        """What a message refers to by a name or a path, and what is odd about it.

        `called` is the name to be shown, where that is another.
        The files handed in may begin above or below the folder that paths begin in; but a file of
        the same name in another conversation's folder is not the one that is meant. Web addresses
        are names that no file has; nothing is fetched.
        """
        member = None if "://" in name else self._export.find(name)
        if member is not None and not _is_meant(name, member):
            member = None
        attachment, odd = self.held(name, member, media_type)
        return attachment._replace(name=called or attachment.name), odd

    def attached(self, names: Iterable[str], flags: list[str]) -> tuple[Attachment, ...]:
        """What a message refers to by these names; what is odd about it goes to `flags`, once."""
        return noting(map(self.named, names), flags)

    def held(
        self, name: str, member: Member | None, media_type: str | None = None
    ) -> tuple[Attachment, str | None]:
        """An attachment whose file is known, or known to be missing, and what is odd about it."""
        attachment = Attachment(storable(name)[0], media_type=media_type)
        if member is None:
            return attachment, MISSING
        self.uses(member)
        attachment = attachment._replace(
            member=member.name, bytes=member.bytes, found=True, part=member.part
        )
        if not self._digest:
            return attachment, None
        digest = self._digest_of(member)
        if digest is None:
            return attachment._replace(found=False), DAMAGED
        return attachment._replace(sha256=digest[0], bytes=digest[1]), None

    def uses(self, member: Member | None) -> None:
        """Counts a file of the export as one that was read or referred to."""
        if member is not None:
            self._used.add(member.name)

    def uses_named(self, name: str | None) -> None:
        """Counts a file as referred to, such as the small picture of a picture."""
        if name is not None:
            self.uses(self._export.find(name))

    def unused(self) -> list[Member]:
        return [member for member in self._export.members if member.name not in self._used]

    def rest(self) -> Iterator[Item]:
        """What accounts for the files of an archive or folder that nothing refers to.

        They stand on one line; but an archive may hold more messages, and is named.
        """
        unused = self.unused()
        for member in filter(is_nested_archive, unused):
            yield Notice(member.name, NESTED, telling=True)
        rest = [member.name for member in unused if not is_nested_archive(member)]
        if rest:
            others = "" if len(rest) == 1 else f" and {len(rest) - 1} more"
            yield Skipped(
                rest[0] + others,
                "Files of the export that were not read, and to which no message refers.",
            )

    def _digest_of(self, member: Member) -> tuple[str, int] | None:
        # Stickers are sent hundreds of times.
        if member.name not in self._digests:
            try:
                self._digests[member.name] = self._export.digest(member)
            except InputRefused:
                self._digests[member.name] = None
        return self._digests[member.name]


def within(
    name: str, data: bytes | memoryview, media_type: str | None, digest: Digest | None
) -> Attachment:
    """A file that lies in the message itself; `digest` hashes it, None does not."""
    sha256 = digest(data) if digest else None
    return Attachment(name, found=True, bytes=len(data), sha256=sha256, media_type=media_type)


def noting(
    found: Iterable[tuple[Attachment, str | None]], flags: list[str]
) -> tuple[Attachment, ...]:
    """The attachments alone; what is odd about them goes to `flags`, each sentence once."""
    attachments = []
    for attachment, odd in found:
        attachments.append(attachment)
        if odd is not None and odd not in flags:
            flags.append(odd)
    return tuple(attachments)


def _is_meant(name: str, member: Member) -> bool:
    wanted, found = _steps(name), _steps(member.name)
    shared = min(len(wanted), len(found))
    return wanted[-shared:] == found[-shared:]


def _steps(name: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").casefold()
    return tuple(step for step in plain.strip().split("/") if step not in {"", "."})
