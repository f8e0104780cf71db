"""Files of lines: what ends a line, where it stands, and which lines belong together."""

import io
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading import lines as reading_lines
from stalkdiary.importers.reading.export import Export
from stalkdiary.importers.reading.lines import MOST_BYTES, Passage, TextFile, numbered_lines

BEGINS = re.compile(r"> ?(.*)")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"))))
@settings(max_examples=100)
def test_only_line_feeds_end_lines(lines: list[str]) -> None:
    """Messages hold U+2028, U+0085 and other characters that Python takes for line ends."""
    for end in ("\n", "\r\n"):
        data = "".join(f"x{line}{end}" for line in lines).encode()
        assert list(numbered_lines(io.BytesIO(data), "a")) == [
            (number, f"x{line}") for number, line in enumerate(lines, 1)
        ]


def test_bytes_that_are_not_utf8_are_placed() -> None:
    """By line and by their offset in the file."""
    data = b"\xef\xbb\xbfone\ntwo \xe9\n"
    with pytest.raises(InputRefused, match=r"chat\.md:2: found byte 0xe9 at offset 11;"):
        list(numbered_lines(io.BytesIO(data), "chat.md"))
    with pytest.raises(InputRefused, match=r"chat\.md:1: found byte 0xff at offset 4;"):
        list(numbered_lines(io.BytesIO(b"\xef\xbb\xbfa\xff"), "chat.md"))


def test_a_line_without_end_is_refused() -> None:
    with pytest.raises(InputRefused, match="a line of more than 64 MiB"):
        list(numbered_lines(io.BytesIO(b"x" * (MOST_BYTES + 1)), "chat.md"))


# Passages ------------------------------------------------------------------------------------


def begins(line: str, _before: str) -> re.Match[str] | None:
    return BEGINS.fullmatch(line)


def read(made_export: Callable[..., Export], text: str) -> list[Passage]:
    with made_export("chat.txt", text) as export:
        return list(TextFile(export, None).passages(begins))


def test_lines_that_belong_together(made_export: Callable[..., Export]) -> None:
    """With what stands above the first, and the last line that says anything."""
    above, one, two = read(made_export, "title\n\n> one\nmore\n\n> two\n")
    assert (above.first, above.last, above.begins, above.lines) == (1, 1, None, ["title", ""])
    assert (one.first, one.last, one.lines) == (3, 4, ["more", ""])
    assert one.begins is not None
    assert one.begins[1] == "one"
    assert (two.first, two.last, two.lines) == (6, 6, [])


@given(st.lists(st.sampled_from(["", "a", "> b", ">", "  ", "c > d"]), max_size=12))
@settings(max_examples=100)
def test_no_line_is_lost(made_export: Callable[..., Export], given_lines: list[str]) -> None:
    """Whatever begins a passage, all of them together are the file."""
    found = read(made_export, "".join(f"{line}\n" for line in given_lines))
    together: list[str] = []
    for each in found:
        assert each.first == len(together) + 1
        together += [each.begins[0], *each.lines] if each.begins else each.lines
    assert together == given_lines


def test_the_line_before_is_told(made_export: Callable[..., Export]) -> None:
    """Some formats have an empty line before a message, and nobody can forge one within it."""
    with made_export("chat.txt", "> one\n> forged\n\n> two\n") as export:
        found = TextFile(export, None).passages(
            lambda line, before: None if before else BEGINS.fullmatch(line)
        )
        assert [each.first for each in found] == [1, 4]


def test_a_passage_without_end_is_refused(
    made_export: Callable[..., Export], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be held in memory whole."""
    monkeypatch.setattr(reading_lines, "MOST_BYTES", 100)
    with pytest.raises(InputRefused, match=r"chat\.txt:5: found a message of more than"):
        read(made_export, "> one\n" + f"{'x' * 30}\n" * 9)


def test_places_are_named(made_export: Callable[..., Export]) -> None:
    """With the file in an archive before the line, as the format has it."""
    with made_export("all.zip", {"a/chat.txt": "x\n"}, archive=True) as export:
        (member,) = export.members
        file = TextFile(export, member, ": ")
        assert (file.locator(3, 3), file.locator(3, 5)) == (
            "a/chat.txt: line 3",
            "a/chat.txt: line 3-5",
        )
        refusal = file.refused(3, "this", "that")
        assert "all.zip: a/chat.txt:3: found this; expected that." in refusal.sentence
        assert "--skip-bad" in refusal.advice
