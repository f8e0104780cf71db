"""Messages and calls of Android telephones as JSON: of the apps SMS Import / Export and Fossify.

SMS Import / Export writes a zip file with ``messages.ndjson`` and the files of picture messages in
``data/``, or ``calls.ndjson``; older versions write one JSON list. Its names are the columns of
Android's ``Telephony`` and ``CallLog`` providers, its values text or numbers. Fossify Messages (and
Simple SMS Messenger before it) writes one list with names of its own, Fossify Phone a list of calls
with ``startTS``. Times are since 1970 UTC: of picture messages in seconds, of all others in
milliseconds.

Source: tmo1/sms-ie, README and ``ImportExportMessages.kt``; FossifyOrg/Messages,
``models/SmsBackup.kt`` and ``MmsBackup.kt``; FossifyOrg/Phone, ``models/RecentCall.kt``.
"""

import re
from collections.abc import Iterator
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.documents import Documents
from stalkdiary.importers.reading.export import Export
from stalkdiary.importers.reading.jsonfile import JsonLines, Node
from stalkdiary.importers.reading.source import ExportReading, reader
from stalkdiary.importers.sms.items import Attributes, MmsPart, NoTime, SmsItems
from stalkdiary.model.message import Item

_ENDINGS: Final = (".ndjson", ".json")
_LIST = re.compile(rb"(?:\xef\xbb\xbf)?\s*(\[\s*)?\{")
_SMS_IE: Final = (b'"_id"', b'"date"')
_SMS_IE_ANY: Final = (b'"address"', b'"number"', b'"msg_box"')
_FOSSIFY: Final = (b'"backupType"', b'"dateSent"')
_FOSSIFY_CALLS: Final = (b'"phoneNumber"', b'"startTS"')
_RENAMED: Final = {
    "__display_name": "contact_name",
    "display_name": "contact_name",
    "cached_name": "contact_name",
    "name": "contact_name",
    "phoneNumber": "number",
    "startTS": "date",
    "dateSent": "date_sent",
    "messageBox": "msg_box",
    "messageType": "m_type",
}
_RENAMED_PARTS: Final = {
    "contentType": "ct",
    "filename": "fn",
    "contentLocation": "cl",
    "sequenceOrder": "seq",
}


def recognises(export: Export) -> str | None:
    for member in DOCUMENTS.of(export):
        head = export.head_of(member)
        return "sms-import-export" if _has(head, _SMS_IE) else "fossify"
    return None


def _items(source: ExportReading) -> Iterator[Item]:
    for member in source.files(DOCUMENTS):
        in_list = (_LIST.match(source.export.head_of(member)) or [None, None])[1]
        lines = JsonLines(source.export, member)
        elements = source.json([None], member).elements() if in_list else lines.elements()
        yield from source.made(elements, _Backup(source).item)


read = reader(_items)


def _is_named(name: str) -> bool:
    return name.startswith(("messages", "calls", "sms", "call")) and name.endswith(_ENDINGS)


def _is_ours(head: bytes) -> bool:
    if not _LIST.match(head):
        return False
    ie = _has(head, _SMS_IE) and any(name in head for name in _SMS_IE_ANY)
    return ie or _has(head, _FOSSIFY) or _has(head, _FOSSIFY_CALLS)


DOCUMENTS: Final = Documents(_is_named, _is_ours)


def _has(head: bytes, names: tuple[bytes, ...]) -> bool:
    return all(name in head for name in names)


class _Backup:
    def __init__(self, source: ExportReading) -> None:
        self._enclosed = source.enclosed
        self._made = SmsItems(source.clock(), digest=source.reading.hashed)

    def item(self, node: Node) -> Item:
        """A message or a call; raises `InputRefused` where it is neither, or has no time."""
        values = _attributes(node, _RENAMED)
        try:
            if "msg_box" in values or "__parts" in node or "parts" in node:
                return self._picture(node, values)
            if "address" in values or "body" in values:
                return self._made.sms(values, node.locator)
            if "number" in values or "duration" in values:
                return self._made.call(values, node.locator)
        except NoTime:
            raise node.refused("date", "a time in milliseconds since 1970") from None
        raise node.refused(None, "a message with an address, or a call with a number")

    def _picture(self, node: Node, values: Attributes) -> Item:
        parts = [
            part
            for name in ("__parts", "parts")
            for each in node.list(name)
            if (part := self._part(each, values)) is not None
        ]
        addresses = [_attributes(each, {}) for each in node.list("addresses")]
        for name in ("__sender_address", "__recipient_addresses"):
            addresses += _addresses(node, name)
        named = [each["address"] for each in addresses if each.get("address")]
        if contacts := [each["contact_name"] for each in addresses if "contact_name" in each]:
            values.setdefault("contact_name", contacts[0])
        if "address" not in values and named:
            values["address"] = "~".join(dict.fromkeys(named))
        return self._made.mms(values, parts, addresses, node.locator)

    def _part(self, node: Node, message: Attributes) -> MmsPart | None:
        values = _attributes(node, _RENAMED_PARTS)
        data = values.pop("_data", None)
        if data is None or values.get("ct") in {"text/plain", "application/smil"}:
            return self._made.part(values, message)
        name = data.rpartition("/")[2]
        attachment, odd = self._enclosed.named(f"data/{name}", values.get("ct"))
        place = values.get("seq", "")
        return MmsPart(
            int(place) if place.isdecimal() and len(place) < 10 else 0,  # noqa: PLR2004 - digits
            attachment=attachment,
            flag=odd,
        )


def _attributes(node: Node, renamed: dict[str, str]) -> Attributes:
    """The texts and numbers of an object by the names that the providers of Android have."""
    found: Attributes = {}
    for name in node.names():
        value = node.value[name]
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            found.setdefault(renamed.get(name, name), str(value))
    return found


def _addresses(node: Node, name: str) -> list[Attributes]:
    """The addresses of a picture message: one object, or a list of them."""
    if name not in node:
        return []
    value = node.value[name]
    if isinstance(value, dict):
        one = node.object(name)
        return [] if one is None else [_attributes(one, _RENAMED)]
    try:
        return [_attributes(each, _RENAMED) for each in node.list(name)]
    except InputRefused:
        raise node.refused(name, "addresses") from None
