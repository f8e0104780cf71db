"""Text that people and exports hand us: what is taken in, and how it is shown safely.

Words are kept as they were written. Control characters never become a part of the record: those
that break a line become a line feed, and any other is written as the visible mark that a screen
would show. What else could mislead a reader (marks that turn the direction of writing, invisible
characters) is kept and shown as a mark, so that stored text can never become a terminal command
or hide a part of itself.
"""

import re
import unicodedata

from stalkdiary.errors import InputRefused, unbroken

_KEPT = {"\n", "\t"}
# Needed to join emoji and to shape several scripts; harmless alone.
_JOINERS = {"\u200c", "\u200d"}
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Letters that are drawn as nothing: fillers of Korean and Khmer, the empty pattern of Braille.
_BLANK = set("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# The flags of England, Scotland and Wales are a black flag and letters that nobody sees. Those
# letters hide text anywhere else.
_FLAGS = [
    "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in place) + "\U000e007f"
    for place in ("gbeng", "gbsct", "gbwls")
]
# The line breaks of other systems, of word processors and of PDF files.
_LINE_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_LONGEST_WORD = 30
_FLAG = re.compile(f"({'|'.join(_FLAGS)})")


def given_text(text: str, field: str) -> str:
    """`text` without the white space around it, checked to be storable.

    Raises:
        InputRefused: it is empty, or holds bytes that are not UTF-8.
    """
    stripped = text.strip()
    if not stripped:
        raise InputRefused(
            f"There is no text for {field}.", "Nothing was saved. Give some text, or leave it out."
        )
    try:
        stripped.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputRefused(
            f"The text for {field} is not UTF-8: character {error.start + 1} can't be read.",
            "Nothing was saved. Save the text as UTF-8, then try again.",
        ) from None
    return stripped


def plain_text(text: str) -> str:
    """`text` as the record holds it: no control character but line feeds and tabs."""
    if text.isprintable():
        return text
    return _CONTROL.sub(lambda found: _mark(found[0]), _LINE_BREAK.sub("\n", text))


def visible(text: str) -> str:
    """`text` with everything that acts or hides turned into a visible mark such as ⟨U+202E⟩.

    Line feeds and tabs stay; a carriage return before a line feed is dropped.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        part if part in _FLAGS else "".join(_mark(character) for character in part)
        for part in _FLAG.split(text.replace("\r\n", "\n"))
    )


def on_one_line(text: str) -> str:
    """`visible(text)` with every run of white space folded into one space, for tables."""
    return " ".join(visible(text).split())


def one_line(name: str) -> str:
    """`visible(name)` with line breaks marked, too, so that a name begins no line of its own."""
    return visible(unbroken(name))


def shortened(text: str, most: int) -> str:
    """`text` cut to `most` characters, between words, with an ellipsis where something was cut."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    if not text[most - 1].isspace():
        # A word as long as that is no word: a link, or a language without spaces.
        whole = kept.rpartition(" ")[0]
        # A first word that does not fit has nothing before it to end at.
        kept = whole if whole and len(kept) - len(whole) <= _LONGEST_WORD else kept
    return kept.rstrip() + "…"


def _mark(character: str) -> str:
    if character in _KEPT or character in _JOINERS:
        return character
    if unicodedata.category(character) in _INVISIBLE or character in _BLANK:
        return f"⟨U+{ord(character):04X}⟩"
    return character
