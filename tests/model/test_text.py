"""What is shown can neither act on a screen nor hide; what is harmless stays as it is."""

import unicodedata
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.model.text import given_text, on_one_line, shortened, visible

ACTING: Final = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
HARMLESS = st.text(st.characters(exclude_categories=ACTING) | st.sampled_from("\n\t"))
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
ANY = st.text(st.characters())


@given(ANY)
def test_nothing_that_acts_or_hides_is_shown(text: str) -> None:
    shown = visible(text)
    kept = {"\n", "\t", "\u200c", "\u200d"}
    assert [
        each for each in shown if unicodedata.category(each) in ACTING and each not in kept
    ] == []


@given(HARMLESS)
def test_harmless_text_is_shown_as_it_is(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    "text",
    ["👩\u200d👧 ❤\ufe0f", "\u0645\u06cc\u200c\u062e", "क्\u200dष", ENGLAND, f"Come on {ENGLAND}"],
)
def test_emoji_and_scripts_that_need_joiners_stay_whole(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "⟨U+001B⟩[2J"),
        ("\x9b31m", "⟨U+009B⟩31m"),
        ("invoice\u202egpj.exe", "invoice⟨U+202E⟩gpj.exe"),
        ("a\u200bb", "a⟨U+200B⟩b"),
        ("one\r\ntwo\rthree", "one\ntwo⟨U+000D⟩three"),
        ("\u2028", "⟨U+2028⟩"),
        ("\ud800", "⟨U+D800⟩"),
        ("\U000e0041\U000e007f", "⟨U+E0041⟩⟨U+E007F⟩"),
        ("\x00", "⟨U+0000⟩"),
        ("a\u3164b\u2800", "a⟨U+3164⟩b⟨U+2800⟩"),
    ],
)
def test_what_acts_becomes_a_visible_mark(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(ANY)
def test_one_line_is_one_line(text: str) -> None:
    line = on_one_line(text)
    assert line.splitlines() in ([], [line])
    assert "\t" not in line


@given(st.text(min_size=1), st.integers(1, 30))
def test_shortened_text_is_never_longer(text: str, most: int) -> None:
    short = shortened(text, most)
    assert len(short) <= most
    assert short == text or short.endswith("…")


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("Tuesday", 6, "Tuesd…"),
        ("by Monday 16 November", 12, "by Monday…"),
        ("https://example.org/" + "x" * 60, 30, "https://example.org/xxxxxxxxx…"),
    ],
)
def test_it_is_cut_between_words_where_there_are_any(text: str, most: int, short: str) -> None:
    """A first word that does not fit is cut within: an ellipsis alone says nothing."""
    assert shortened(text, most) == short


@given(HARMLESS)
def test_given_text_keeps_all_but_the_white_space_around(text: str) -> None:
    if text.strip():
        assert given_text(text, "what") == text.strip()
    else:
        with pytest.raises(InputRefused, match="no text for what"):
            given_text(text, "what")


def test_bytes_that_are_not_utf_8_are_refused_with_their_place() -> None:
    with pytest.raises(InputRefused, match="character 3 can't be read"):
        given_text("  ab\udcff", "what")
