"""The parts of a mail: where headers end, which parts there are, what they decode to.

Mails of a mailbox are tens of gigabytes more of coded pictures than of words. The parser of the
standard library walks every line of them; this one jumps from boundary to boundary, and leaves
the meaning of what stands in headers (RFC 2231, RFC 2047) to the standard library. Nothing here
raises for any input.
Source: RFC 5322 section 2, RFC 2045 sections 5 and 6, RFC 2046 section 5.1.
"""

import binascii
import re
from collections.abc import Iterator
from email.utils import collapse_rfc2231_value, decode_params
from typing import NamedTuple, Self

from stalkdiary.importers.mail_text import header_text, storable, text_from

MOST_DEPTH = 30
"""Mail programs nest four or five parts; what is deeper is kept as a part that nobody opens."""

_HEADER = re.compile(rb"([!-9;-~]+)[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)\n?")
_ENVELOPE = re.compile(rb"(?:>?From [^\n]*\n)+(?=[!-9;-~]+[ \t]*:)")
_BLANK = re.compile(rb"\r?\n")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_WORDS = frozenset({"text/plain", "text/html", "text/richtext", "text/enriched"})
_PARAMETER = re.compile(r""";\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)""", re.DOTALL)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_AFTER_BOUNDARY = re.compile(rb"(--)?[ \t\r]*(?:\n|\Z)")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


class Headers:
    """The headers of a mail or a part, in their order."""

    def __init__(self, found: list[tuple[str, bytes]]) -> None:
        self._found = found

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._found)

    @property
    def names(self) -> set[str]:
        """Which headers there are, in small letters."""
        return {name for name, _ in self._found}

    def first(self, name: str) -> str | None:
        """The topmost value of a header, unfolded; `name` in small letters."""
        return next(self._values(name), None)

    def all(self, name: str) -> list[str]:
        """Every value of a header, the topmost first."""
        return list(self._values(name))

    def _values(self, name: str) -> Iterator[str]:
        for found, value in self._found:
            if found == name:
                # Raw bytes above ASCII are UTF-8 (RFC 6532), or what an old program had at hand.
                yield text_from(_FOLD.sub(b"", value), None)[0].strip()


class Field(NamedTuple):
    """A header such as ``text/plain; charset=utf-8``, taken apart."""

    value: str
    parameters: dict[str, str]

    @classmethod
    def of(cls, header: str | None) -> Self:
        """Of a header; an empty one where there is none."""
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


class Part(NamedTuple):
    """One part of a mail that is not made of parts.

    Attributes:
        media_type: as declared, in small letters; ``text/plain`` where nothing is.
        charset: as declared.
        name: the base name of the file that it is, decoded; empty where it has none.
        shown: whether it is words to be read, and of several forms of the same the one to read.
        attached: whether it is a file that comes with the mail.
        coding: its transfer encoding, in small letters.
        body: its bytes, still encoded.
    """

    media_type: str
    charset: str | None
    name: str
    shown: bool
    attached: bool
    coding: str
    body: bytes

    def decoded(self) -> tuple[bytes, bool]:
        """Its bytes, and whether they were encoded as they say."""
        if self.coding == "base64":
            return _from_base64(self.body)
        if self.coding == "quoted-printable":
            return binascii.a2b_qp(self.body), True
        return self.body, self.coding in {"", "7bit", "8bit", "binary"}


def headers_and_body(raw: bytes) -> tuple[Headers, bytes]:
    """Where the headers of a mail end. A mail without headers is all body.

    A separator line of a mailbox before the headers is passed over. The headers end at an empty
    line or at the first line that can't be one.
    """
    found: list[tuple[str, bytes]] = []
    envelope = _ENVELOPE.match(raw)
    at = envelope.end() if envelope else 0
    while (header := _HEADER.match(raw, at)) is not None:
        found.append((header.group(1).decode("ascii").lower(), header.group(2)))
        at = header.end()
    blank = _BLANK.match(raw, at)
    return Headers(found), raw[blank.end() if blank else at :]


def parts(headers: Headers, body: bytes) -> list[Part]:
    """The parts of a mail that are not made of parts, in their order."""
    return _parts(headers, body, "text/plain", 0)


def base_name(name: str) -> str:
    """The last part of the name of a file, decoded. It is text and never a path."""
    decoded = storable(header_text(name)).replace("\0", "").replace("\\", "/")
    return decoded.rpartition("/")[2].strip()


# Within ------------------------------------------------------------------------------------------


def _parts(headers: Headers, body: bytes, usual: str, depth: int) -> list[Part]:
    kind = Field.of(headers.first("content-type"))
    media_type = kind.value if kind.value.count("/") == 1 else usual
    inner: list[bytes] = []
    if media_type.startswith("multipart/") and depth < MOST_DEPTH:
        inner = _divided(body, kind.parameters.get("boundary", ""))
        if not inner:
            media_type = "text/plain"  # the boundary never comes: all of it is text
    if not inner:
        return [_leaf(headers, kind, media_type, body)]
    usual = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
    forms = [_parts(*headers_and_body(piece), usual, depth + 1) for piece in inner]
    if media_type == "multipart/alternative":
        _choose(forms)
    return [part for form in forms for part in form]


def _choose(forms: list[list[Part]]) -> None:
    """Of several forms of the same words the first plain one is read, else the last one."""
    worded = [number for number, form in enumerate(forms) if any(part.shown for part in form)]
    plain = (
        number
        for number in worded
        if any(p.shown and p.media_type == "text/plain" and p.body.strip() for p in forms[number])
    )
    chosen = next(plain, worded[-1] if worded else 0)
    for number, form in enumerate(forms):
        if number != chosen:
            form[:] = [part._replace(shown=False) for part in form]


def _leaf(headers: Headers, kind: Field, media_type: str, body: bytes) -> Part:
    disposition = Field.of(headers.first("content-disposition"))
    named = disposition.parameters.get("filename") or kind.parameters.get("name")
    apart = disposition.value == "attachment"
    words = media_type in _WORDS
    return Part(
        media_type=media_type,
        charset=kind.parameters.get("charset"),
        name=base_name(named or ""),
        shown=words and not apart and (not named or disposition.value == "inline"),
        attached=apart or not words or bool(named),
        coding=(headers.first("content-transfer-encoding") or "").strip().lower(),
        body=body,
    )


def _divided(body: bytes, boundary: str) -> list[bytes]:
    """The pieces between the boundaries, each with its headers. What is around them is dropped."""
    if not boundary:
        return []
    mark = b"--" + boundary.encode("utf-8", "replace")
    pieces: list[bytes] = []
    begin, at = -1, body.find(mark)
    while at >= 0:
        follows = _AFTER_BOUNDARY.match(body, at + len(mark))
        if follows is None or (at and body[at - 1 : at] != b"\n"):
            at = body.find(mark, at + len(mark))
            continue
        if begin >= 0:
            pieces.append(_until(body, begin, at))
        if follows.group(1):
            return pieces
        begin = follows.end()
        at = body.find(mark, begin)
    if begin >= 0:
        pieces.append(body[begin:])
    return pieces


def _until(body: bytes, begin: int, at: int) -> bytes:
    """The line end before a boundary belongs to the boundary."""
    end = at - 1 if at > begin else at
    return body[begin : end - 1 if body[end - 1 : end] == b"\r" and end > begin else end]


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


def _from_base64(body: bytes) -> tuple[bytes, bool]:
    try:
        return binascii.a2b_base64(body), True
    except binascii.Error:
        letters = _NOT_BASE64.sub(b"", body)
        whole = letters[: len(letters) // 4 * 4]
        rest = letters[len(whole) :]
        if len(rest) > 1:
            whole += rest + b"=" * (4 - len(rest))
        return binascii.a2b_base64(whole), False
