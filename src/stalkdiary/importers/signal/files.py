"""The attachments of Signal's own export: where they lie, and whether they are what was sent.

See `plaintext` for the source.
"""

import base64
import binascii
import hashlib
from pathlib import PurePosixPath
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.enclosed import Enclosed, noting
from stalkdiary.importers.reading.export import Export, Member
from stalkdiary.importers.reading.jsonfile import Node
from stalkdiary.model.message import Attachment

ALTERED: Final = "A file that belongs to it is not the one that was sent: its SHA-256 differs."
CUT: Final = "Its text is longer; the file with the whole of it is not in the export."
_LONG_TEXT_BYTES: Final = 1024**2


class SignalFiles:
    """Finds the files of an export by what their messages say of them.

    A file is called by the SHA-256 of its own SHA-256 and its key, in ``files/`` and a folder of
    the first two digits (Signal Desktop, ``getLocalBackupFileName``).
    """

    def __init__(self, export: Export, enclosed: Enclosed) -> None:
        self._export = export
        self._enclosed = enclosed
        self._by_stem = {member.base.partition(".")[0]: member for member in export.members}

    def attachment(self, pointer: Node, flags: list[str]) -> Attachment:
        """The attachment that a ``FilePointer`` means; what is odd about it goes to `flags`."""
        media_type = pointer.text("contentType")
        member, plain = self._found(pointer)
        name = pointer.text("fileName") or (member.base if member else media_type) or "a file"
        attachment, odd = self._enclosed.held(name, member, media_type)
        if attachment.sha256 is not None and plain is not None and attachment.sha256 != plain:
            odd = ALTERED
        noting([(attachment, odd)], flags)
        return attachment

    def long_text(self, pointer: Node, flags: list[str]) -> str | None:
        """The whole of a text of which the message holds the beginning."""
        member, _ = self._found(pointer)
        if member is not None and member.bytes <= _LONG_TEXT_BYTES:
            try:
                with self._export.opened(member) as file:
                    text = file.read(_LONG_TEXT_BYTES).decode()
            except (InputRefused, UnicodeDecodeError):
                pass
            else:
                self._enclosed.uses(member)
                return text
        flags.append(CUT)
        return None

    def _found(self, pointer: Node) -> tuple[Member | None, str | None]:
        """The file, and the SHA-256 that it should have."""
        locator = pointer.object("locatorInfo")
        plain = _bytes(locator, "plaintextHash")
        if not plain:
            return None, None
        keyed = hashlib.sha256(plain + _bytes(locator, "localKey")).hexdigest()
        ending = _ending(pointer)
        for stem in (keyed, plain.hex()):
            member = self._by_stem.get(stem) or self._export.find(
                f"files/{stem[:2]}/{stem}{ending}"
            )
            if member is not None:
                return member, plain.hex()
        return None, plain.hex()


def _bytes(node: Node, name: str) -> bytes:
    text = node.text(name) or ""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise node.refused(name, "bytes in base64") from None


def _ending(pointer: Node) -> str:
    ending = PurePosixPath(pointer.text("fileName") or "").suffix
    if ending:
        return ending
    kind = (pointer.text("contentType") or "").partition("/")[2].removeprefix("x-")
    kind = "txt" if kind == "signal-plain" else kind
    return f".{kind}" if kind else ""
