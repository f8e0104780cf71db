"""The parts of a mail: where headers end, which parts there are, what they decode to.

Mails of a mailbox are tens of gigabytes more of coded pictures than of words. The parser of the
standard library walks every line of them; this one jumps from boundary to boundary, and leaves
the meaning of what stands in headers (RFC 2231, RFC 2047) to the standard library. Nothing here
raises for any input.
Source: RFC 5322 section 2, RFC 2045 sections 5 and 6, RFC 2046 section 5.1.
"""

import binascii
import re
from email.utils import collapse_rfc2231_value, decode_params
from typing import NamedTuple, Self

from stalkdiary.importers.mail.text import header_text, text_from
from stalkdiary.importers.reading.jsonfile import storable

MOST_DEPTH = 30
"""Mail programs nest four or five parts; what is deeper is kept as a part that nobody opens."""

_HEADER = re.compile(rb"([!-9;-~]+)[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)\n?")
_ENVELOPE = re.compile(rb"(?:>?From [^\n]*\n)+(?=[!-9;-~]+[ \t]*:)")
_BLANK = re.compile(rb"\r?\n")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_PARAMETER = re.compile(r""";\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)""", re.DOTALL)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_AFTER_BOUNDARY = re.compile(rb"(--)?[ \t\r]*(?:\n|\Z)")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


class Headers:
    """The headers of a mail or a part, unfolded and decoded when they are asked for."""

    def __init__(self, found: dict[str, list[bytes]]) -> None:
        """`found` holds the raw values by their names in small letters, the topmost first."""
        self._found = found

    def __bool__(self) -> bool:
        return bool(self._found)

    @property
    def names(self) -> set[str]:
        return set(self._found)

    def first(self, name: str) -> str | None:
        """The topmost value of a header; `name` in small letters."""
        values = self._found.get(name)
        return _value(values[0]) if values else None

    def all(self, name: str) -> list[str]:
        return [_value(value) for value in self._found.get(name, ())]


class Entity(NamedTuple):
    """A mail or a part: headers, and a body from `begin` to before `end` of `raw`, uncopied."""

    headers: Headers
    raw: bytes
    begin: int
    end: int

    @property
    def body(self) -> memoryview:
        return memoryview(self.raw)[self.begin : self.end]


class Field(NamedTuple):
    """A header such as ``text/plain; charset=utf-8``, taken apart."""

    value: str
    parameters: dict[str, str]

    @classmethod
    def of(cls, header: str | None) -> Self:
        if not header:
            return cls("", {})
        value, mark, rest = header.partition(";")
        given = [
            (name.lower(), _unquoted(text.strip()))
            for name, text in _PARAMETER.findall(mark + rest)
        ]
        if any("*" in name for name, _ in given):
            given = _collapsed(given)
        return cls(value.strip().lower(), dict(reversed(given)))


class MimePart(NamedTuple):
    """One part of a mail that is not made of parts.

    Attributes:
        media_type: as declared, in small letters; ``text/plain`` where nothing is.
        name: the base name of the file that it is, decoded; empty where it has none.
        shown: whether it is words to be read, and of several forms of the same the one to read.
        coding: its transfer encoding, in small letters.
    """

    media_type: str
    charset: str | None
    name: str
    shown: bool
    attached: bool
    coding: str
    body: memoryview

    def decoded(self) -> tuple[bytes | memoryview, bool]:
        """Its bytes, and whether they were encoded as they say."""
        if self.coding == "base64":
            return _from_base64(self.body)
        if self.coding == "quoted-printable":
            return binascii.a2b_qp(self.body), True
        return self.body, self.coding in {"", "7bit", "8bit", "binary"}


def entity(raw: bytes, begin: int = 0, end: int | None = None) -> Entity:
    """The mail or part that stands from `begin` to `end`. Without headers it is all body.

    A separator line of a mailbox before the headers is passed over. The headers end at an empty
    line or at the first line that can't be one.
    """
    end = len(raw) if end is None else end
    found: dict[str, list[bytes]] = {}
    envelope = _ENVELOPE.match(raw, begin, end)
    at = envelope.end() if envelope else begin
    while (header := _HEADER.match(raw, at, end)) is not None:
        name, value = header.groups()
        found.setdefault(name.decode("ascii").lower(), []).append(value)
        at = header.end()
    blank = _BLANK.match(raw, at, end)
    return Entity(Headers(found), raw, blank.end() if blank else at, end)


def parts(whole: Entity) -> list[MimePart]:
    return _parts(whole, "text/plain", 0)


def base_name(name: str) -> str:
    """The last part of the name of a file, decoded. It is text and never a path."""
    decoded = storable(header_text(name))[0].replace("\0", "").replace("\\", "/")
    return decoded.rpartition("/")[2].strip()


def _value(raw: bytes) -> str:
    # Raw bytes above ASCII are UTF-8 (RFC 6532), or what an old program had at hand.
    return text_from(_FOLD.sub(b"", raw) if b"\n" in raw else raw, None)[0].strip()


def _parts(whole: Entity, usual: str, depth: int) -> list[MimePart]:
    kind = Field.of(whole.headers.first("content-type"))
    media_type = kind.value if kind.value.count("/") == 1 else usual
    inner: list[tuple[int, int]] = []
    if media_type.startswith("multipart/") and depth < MOST_DEPTH:
        inner = _divided(whole, kind.parameters.get("boundary", ""))
        if not inner:
            media_type = "text/plain"  # the boundary never comes: all of it is text
    if not inner:
        return [_leaf(whole, kind, media_type)]
    usual = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
    forms = [_parts(entity(whole.raw, *span), usual, depth + 1) for span in inner]
    if media_type == "multipart/alternative":
        _choose(forms)
    return [part for form in forms for part in form]


def _choose(forms: list[list[MimePart]]) -> None:
    """Of several forms of the same words the first plain one is read, else the last one."""
    worded = [number for number, form in enumerate(forms) if any(part.shown for part in form)]
    plain = (
        number
        for number in worded
        if any(
            p.shown and p.media_type == "text/plain" and bytes(p.body).strip()
            for p in forms[number]
        )
    )
    chosen = next(plain, worded[-1] if worded else 0)
    for number, form in enumerate(forms):
        if number != chosen:
            form[:] = [part._replace(shown=False) for part in form]


def _leaf(whole: Entity, kind: Field, media_type: str) -> MimePart:
    headers = whole.headers
    disposition = Field.of(headers.first("content-disposition"))
    named = disposition.parameters.get("filename") or kind.parameters.get("name")
    apart = disposition.value == "attachment"
    words = media_type in {"text/plain", "text/html", "text/richtext", "text/enriched"}
    return MimePart(
        media_type=media_type,
        charset=kind.parameters.get("charset"),
        name=base_name(named or ""),
        shown=words and not apart and (not named or disposition.value == "inline"),
        attached=apart or not words or bool(named),
        coding=(headers.first("content-transfer-encoding") or "").strip().lower(),
        body=whole.body,
    )


def _divided(whole: Entity, boundary: str) -> list[tuple[int, int]]:
    """Where the parts between the boundaries begin and end. What is around them is no part."""
    if not boundary:
        return []
    mark = b"--" + boundary.encode("utf-8", "replace")
    raw, end = whole.raw, whole.end
    spans: list[tuple[int, int]] = []
    begin, at = -1, raw.find(mark, whole.begin, end)
    while at >= 0:
        follows = _AFTER_BOUNDARY.match(raw, at + len(mark), end)
        if follows is None or (at > whole.begin and raw[at - 1 : at] != b"\n"):
            at = raw.find(mark, at + len(mark), end)
            continue
        if begin >= 0:
            spans.append((begin, _line_end(raw, begin, at)))
        if follows.group(1):
            return spans
        begin = follows.end()
        at = raw.find(mark, begin, end)
    if begin >= 0:
        spans.append((begin, end))
    return spans


def _line_end(raw: bytes, begin: int, at: int) -> int:
    """Where a part ends: the line end before a boundary belongs to the boundary."""
    end = max(begin, at - 1)
    return end - 1 if end > begin and raw[end - 1 : end] == b"\r" else end


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == '"':
        return _QUOTED_PAIR.sub(r"\1", text[1:-1])
    return text.strip('"')


def _collapsed(given: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Parameters in pieces and with a character set (RFC 2231), put together."""
    try:
        # The standard library leaves the first pair alone, which is the value of the header.
        pairs = decode_params([("", ""), *given])[1:]
        return [
            (name, _unquoted(text if isinstance(text, str) else collapse_rfc2231_value(text)))
            for name, text in pairs
        ]
    except (ValueError, LookupError, TypeError, IndexError):
        return [(name.partition("*")[0], text) for name, text in given]


def _from_base64(body: memoryview) -> tuple[bytes, bool]:
    try:
        return binascii.a2b_base64(body), True
    except binascii.Error:
        letters = _NOT_BASE64.sub(b"", body)
        whole = letters[: len(letters) // 4 * 4]
        rest = letters[len(whole) :]
        if len(rest) > 1:
            whole += rest + b"=" * (4 - len(rest))
        return binascii.a2b_base64(whole), False
