"""Plain words in everything that people read: docstrings, comments and documents, too."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STILTED = re.compile(
    r"\b(?:anew|nought|noughts|whom|of one's own|holds? off|lets? go for good)\b", re.IGNORECASE
)
"""What nobody says to a tired person; docs/voice.md has the plain words."""
CODE = re.compile(r"`[^`]*`|\{[^{}]*\}|^ +\w+:", re.MULTILINE)
"""What a name stands in: a quotation, the field of a sentence, the list of attributes."""
LISTED = {ROOT / "docs" / "voice.md", ROOT / "docs" / "wording.md", Path(__file__)}
"""The page that names these words, the one that is made from the source, and this."""


def documents() -> list[Path]:
    return [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]


def programs() -> list[Path]:
    return [each for folder in ("src", "tests") for each in (ROOT / folder).rglob("*.py")]


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a document; the comments and strings of a program, without the code in them."""
    text = path.read_text(encoding="utf-8")
    if not STILTED.search(text):
        return
    if path.suffix == ".md":
        yield from enumerate(text.splitlines(), start=1)
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        # A string without a space is a key or a name.
        if token.type == tokenize.COMMENT or (
            token.type == tokenize.STRING and " " in token.string
        ):
            yield token.start[0], token.string


@pytest.mark.parametrize("paths", [documents, programs])
def test_nothing_is_said_in_words_that_nobody_speaks(paths: object) -> None:
    """Also where only somebody who changes the program reads it."""
    found = [
        f"{path.relative_to(ROOT)}:{line}: {word[0]}"
        for path in (paths() if callable(paths) else ())
        if path not in LISTED
        for line, text in prose(path)
        if (word := STILTED.search(CODE.sub("", text)))
    ]
    assert found == []
