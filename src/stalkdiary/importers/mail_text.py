"""The words of a mail: bytes to text, encoded words of headers, HTML to plain text.

Nothing here raises for any input, and nothing is fetched: what a page refers to stays outside.
"""

import codecs
import html
import re
from email.errors import HeaderParseError
from email.header import decode_header

UNREADABLE = "Some characters of this mail could not be read; they are shown as \ufffd."

_SURROGATE = re.compile("[\ud800-\udfff]")
# Python's own escapes and helpers of domain names; no mail is written in them, and some are slow.
_NO_CHARSET = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
)


def text_from(data: bytes, charset: str | None) -> tuple[str, bool]:
    """`data` as text, and whether every character could be read.

    A character set that is missing, unknown or wrong is replaced by UTF-8, then by Windows-1252,
    which mail programs mean when they say nothing; the result never holds a lone surrogate.
    """
    for name in (charset, "utf-8", "cp1252"):
        codec = _codec(name)
        if codec is None:
            continue
        try:
            text = data.decode(codec)
        except (UnicodeError, ValueError):
            continue
        whole = storable(text)
        return whole, whole is text
    return storable(data.decode(_codec(charset) or "utf-8", "replace")), False


def storable(text: str) -> str:
    """`text`, with a visible mark for every half of a surrogate pair that stands alone."""
    if text.isascii() or not _SURROGATE.search(text):
        return text
    return _SURROGATE.sub("\ufffd", text)


def header_text(value: str) -> str:
    """The value of a header with its encoded words (RFC 2047) decoded, on one line."""
    if "=?" in value:
        try:
            pieces = decode_header(value)
        except (HeaderParseError, ValueError):
            pieces = []
        value = "".join(_word(*piece) for piece in pieces) or value
    return " ".join(value.split())


def plain_from_html(page: str) -> str:
    """The words of an HTML page, a line for each block, with the addresses of its links.

    The parser of the standard library is not used: version 3.11.7 takes three minutes over
    120 kB of ``<a``. This one reads every character a fixed number of times.
    """
    lines = _Lines()
    end = 0
    seen = _without_hidden(page)
    for tag in _TAG.finditer(seen):
        lines.text(seen[end : tag.start()])
        lines.tag(*tag.group(1, 2, 3))
        end = tag.end()
    lines.text(seen[end:])
    return lines.joined()


def tidy(text: str) -> str:
    """`text` with line feeds for line ends, without empty lines around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()


# Within ------------------------------------------------------------------------------------------


def _codec(name: str | None) -> str | None:
    if not name:
        return None
    try:
        found = codecs.lookup(name.strip("\"' ")).name
    except (LookupError, ValueError, UnicodeError):
        return None
    # A mail that says ASCII and is not means what its program's other mails mean.
    return None if found in _NO_CHARSET or found == "ascii" else found


def _word(piece: str | bytes, charset: str | None) -> str:
    return piece if isinstance(piece, str) else text_from(piece, charset)[0]


_TAG = re.compile(r"<(?:[!?]|(/?)([a-zA-Z][a-zA-Z0-9]*))([^<>]*)>")
_HIDDEN = re.compile(r"<(!--|script|style|title|template)\b|<!--", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_ALT = re.compile(r"""\balt\s*=\s*("[^"]+"|'[^']+'|[^\s"'>]+)""", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_BLOCKS = frozenset((
    "address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav",
    "ol", "p", "pre", "section", "table", "tr", "ul",
))  # fmt: skip
_APART = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table"})


def _without_hidden(page: str) -> str:
    """The page without comments, scripts, styles and its title. One that never ends is shown."""
    kept, at, endless = [], 0, set()
    low = page.lower()
    while (found := _HIDDEN.search(page, at)) is not None:
        name = (found.group(1) or "!--").lower()
        end = "-->" if name == "!--" else f"</{name}"
        stop = -1 if name in endless else low.find(end, found.end())
        kept.append(page[at : found.start()])
        if stop < 0:
            endless.add(name)
            at = found.end()
        else:
            # What is left of an end tag, up to its ">", is dropped with the next tag.
            at = stop + len(end) if name == "!--" else stop
    kept.append(page[at:])
    return "".join(kept)


class _Lines:
    """The text of a page as it grows."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._links: list[tuple[str, int]] = []
        self._exact = 0

    def text(self, piece: str) -> None:
        if piece:
            shown = piece if self._exact else _SPACE.sub(" ", piece)
            self._parts.append(html.unescape(shown))

    def tag(self, slash: str | None, name: str | None, attributes: str) -> None:
        if name is None:
            return
        name = name.lower()
        if name == "br":
            self._parts.append("\n")
        elif name == "a":
            self._link(slash, attributes)
        elif name == "img":
            if alt := _attribute(_ALT, attributes):
                self._parts.append(f"[{alt}]")
        elif name in {"td", "th"}:
            self._parts.append(" ")
        elif name in _BLOCKS:
            if name == "pre":
                self._exact = max(0, self._exact + (-1 if slash else 1))
            self._parts.append("\n\n" if name in _APART else "\n")
            if name == "li" and not slash:
                self._parts.append("- ")

    def _link(self, slash: str | None, attributes: str) -> None:
        if not slash:
            self._links.append((_attribute(_HREF, attributes), len(self._parts)))
            return
        if not self._links:
            return
        address, start = self._links.pop()
        if address and not address.startswith("#"):
            words = "".join(self._parts[start:]).strip()
            if address not in {words, f"mailto:{words}"}:
                self._parts.append(f" <{address}>")

    def joined(self) -> str:
        for address, _ in self._links:  # links that were never closed
            if address:
                self._parts.append(f" <{address}>")
        lines = [line.strip(" ") for line in "".join(self._parts).split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _attribute(pattern: re.Pattern[str], attributes: str) -> str:
    found = pattern.search(attributes)
    return " ".join(html.unescape(found.group(1).strip("\"'")).split()) if found else ""
