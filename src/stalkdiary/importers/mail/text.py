"""The words of a mail: bytes to text, encoded words of headers (RFC 2047), HTML to plain text.

Nothing here raises for any input, and nothing is fetched: what a page refers to stays outside.
"""

import codecs
import html
import re
from email.errors import HeaderParseError
from email.header import decode_header
from functools import lru_cache

from stalkdiary.importers.reading.jsonfile import storable

UNREADABLE = "Some characters of this mail could not be read; they are shown as \ufffd."

_MOST_DECODED = 20_000
"""Characters of a header; the time that the standard library takes grows with their square."""
# Python's own escapes and helpers of domain names; no mail is written in them, and some are slow.
_NO_CHARSET = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
)


def text_from(data: bytes | memoryview, charset: str | None) -> tuple[str, bool]:
    """`data` as text, and whether every character could be read.

    A character set that is missing, unknown or wrong is replaced by UTF-8, then by Windows-1252,
    which mail programs mean when they say nothing; the result never holds a lone surrogate.
    """
    data = bytes(data)
    if charset is None and data.isascii():
        return data.decode("ascii"), True
    for name in (charset, "utf-8", "cp1252"):
        codec = _codec(name)
        if codec is None:
            continue
        try:
            text = data.decode(codec)
        except (LookupError, ValueError):
            continue
        whole, halved = storable(text)
        return whole, halved is None
    return data.decode("cp1252", "replace"), False


def header_text(value: str) -> str:
    """The value of a header with its encoded words (RFC 2047) decoded, on one line."""
    if "=?" in value and len(value) <= _MOST_DECODED:
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
    seen = _without_hidden(page)
    laid_out = _PRE.search(seen) is not None
    if not laid_out:
        seen = " ".join(seen.split())
    exact = 0
    link: tuple[str, int] | None = None
    # Every tag is three groups between two pieces of text.
    first, *rest = _TAG.split(seen)
    parts = [first]
    for slash, name, attributes, text in zip(*(rest[at::4] for at in range(4)), strict=True):
        tag = f"{slash}{name}".lower() if name else ""
        mark = _MARKS.get(tag)
        if mark is not None:
            parts.append(mark)
        elif tag in {"a", "/a"}:
            _close(link, parts)
            link = None if slash else (_attribute(_HREF, attributes), len(parts))
        elif tag == "img":
            parts.append(f"[{alt}]" if (alt := _attribute(_ALT, attributes)) else "")
        elif tag in {"pre", "/pre"}:
            exact = max(0, exact + (-1 if slash else 1))
            parts.append("\n")
        if text:
            parts.append(_SPACE.sub(" ", text) if laid_out and not exact else text)
    _close(link, parts)
    lines = [line.strip(" ") for line in "".join(parts).split("\n")]
    return html.unescape(_MANY_LINES.sub("\n\n", "\n".join(lines)).strip("\n"))


def tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()


@lru_cache(maxsize=256)
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
    if isinstance(piece, str):
        return piece
    if charset is None:  # what stands between encoded words, in the clothes that email gives it
        return storable(piece.decode("raw-unicode-escape", "replace"))[0]
    return text_from(piece, charset)[0]


_TAG = re.compile(r"<(?:[!?]|(/?)([a-zA-Z][a-zA-Z0-9]*))([^<>]*)>")
_HIDDEN = re.compile(r"<(script|style|title|template)\b|<!--", re.IGNORECASE | re.ASCII)
_ENDS = {
    name: re.compile(f"</{name}", re.IGNORECASE | re.ASCII)
    for name in ("script", "style", "title", "template")
} | {"": re.compile("-->")}
_PRE = re.compile(r"<pre\b", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_ALT = re.compile(r"""\balt\s*=\s*("[^"]+"|'[^']+'|[^\s"'>]+)""", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_MANY_LINES = re.compile(r"\n{3,}")
_BLOCKS = (
    "address article body center dd div dl dt fieldset footer form header hr main nav ol "
    "section tr ul br"
)
_APART = "p h1 h2 h3 h4 h5 h6 blockquote table"
_MARKS = (
    {f"{slash}{name}": "\n" for name in _BLOCKS.split() for slash in ("", "/")}
    | {f"{slash}{name}": "\n\n" for name in _APART.split() for slash in ("", "/")}
    | {"li": "\n- ", "td": " ", "th": " "}
)
"""What a tag stands for in text."""


def _without_hidden(page: str) -> str:
    """The page without comments, scripts, styles and its title. One that never ends is shown."""
    kept, at, endless = [], 0, set()
    while (found := _HIDDEN.search(page, at)) is not None:
        name = (found.group(1) or "").lower()
        end = None if name in endless else _ENDS[name].search(page, found.end())
        if end is None:
            endless.add(name)
            kept.append(page[at : found.end()])
            at = found.end()
        else:
            kept.append(page[at : found.start()])
            at = end.start() if name else end.end()
    kept.append(page[at:])
    return "".join(kept)


def _close(link: tuple[str, int] | None, parts: list[str]) -> None:
    """Where a link ends its address is written out, unless its words are the address."""
    if link is None:
        return
    address, start = link
    words = "".join(parts[start:]).strip()
    if address and not address.startswith("#") and address not in {words, f"mailto:{words}"}:
        parts.append(f" <{address}>")


def _attribute(pattern: re.Pattern[str], attributes: str) -> str:
    found = pattern.search(attributes)
    return " ".join(found.group(1).strip("\"'").split()) if found else ""
