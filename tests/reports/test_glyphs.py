"""What the fonts can draw, and what stands in for the rest."""

import importlib.util
import re
import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.reports.glyphs import BREAK, FACES, FONTS, printable


@pytest.mark.parametrize(
    "text",
    [
        "Plain words.",
        "Zoë Brânză “saw” £5 – …",
        "Привет",
        "Γειά",
        "مرحبا",
        "שלום",
        "नमस्ते",
        "你好 こんにちは 안녕하세요",
        "বাংলা தமிழ் ਪੰਜਾਬੀ ગુજરાતી తెలుగు ಕನ್ನಡ മലയാളം ଓଡ଼ିଆ සිංහල",
        "ไทย ລາວ ខ្មែរ မြန်မာ አማርኛ Հայերեն ქართული",
        "𝓪𝓵𝓮𝔁 𝗮𝗹𝗲𝘅",  # noqa: RUF001 - a name as some accounts write it
        "😀 ❤️ 1️⃣ 👍🏽",
        "👩‍👩‍👧‍👦 👩‍🚀 🇬🇧",
        "e\u0301",
        "⟨U+1F600⟩",
    ],
)
def test_what_has_glyphs_is_left_alone(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("𒀀𒀁", "⟨U+12000⟩⟨U+12001⟩"),
        ("a\u20e3", "a⟨U+20E3⟩"),
        ("a\U0001e8d0", "a⟨U+1E8D0⟩"),
        ("👩\u200d你", "👩\u200d⟨U+4F60⟩"),
        ("\x00\x1b", "⟨U+0000⟩⟨U+001B⟩"),
        ("a\u200bb", "a⟨U+200B⟩b"),
        ("a\tb", "a    b"),
    ],
)
def test_what_has_none_is_a_code_point(text: str, shown: str) -> None:
    assert printable(text).replace(BREAK, "") == shown


@pytest.mark.parametrize("word", ["x" * 3000, "W" * 13, "𒀀" * 9, "https://example.org/" + "a" * 90])
def test_a_long_word_may_break(word: str) -> None:
    pieces = printable(word).split(BREAK)
    assert len(pieces) > 1
    assert max(map(len, pieces)) <= 10


@pytest.mark.parametrize("word", ["responsibilities", "WhatsApp", "@alex_dunmore_demo"])
def test_an_ordinary_word_may_not(word: str) -> None:
    assert printable(word) == word


@given(st.text())
def test_no_character_is_lost(text: str) -> None:
    """Reading the code points back gives the text."""
    drawn = printable(text).replace(BREAK, "")
    back = re.sub(r"⟨U\+([0-9A-F]{4,6})⟩", lambda match: chr(int(match[1], 16)), drawn)
    assert back.replace("    ", "\t") == text.replace("\r\n", "\n").replace("    ", "\t")


@given(st.text())
def test_a_code_point_is_never_broken_and_nothing_acts(text: str) -> None:
    drawn = printable(text)
    assert all(c in "\n" + BREAK or unicodedata.category(c) not in {"Cc", "Cs"} for c in drawn)
    assert not re.search(rf"⟨[^⟩]*{BREAK}", drawn) or "⟨" in text


def test_the_table_of_characters_is_what_the_fonts_say() -> None:
    """A character that is in the table alone would stop the typesetter, and the report with it."""
    script = Path(__file__).with_name("collect_coverage.py")
    spec = importlib.util.spec_from_file_location("collect_coverage", script)
    assert spec is not None
    assert spec.loader is not None
    collect = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(collect)
    assert (FONTS / "coverage.tsv").read_text(encoding="ascii") == collect.table()
    assert collect.characters("NotoSans-Bold.ttf") == collect.characters("NotoSans-Regular.ttf")


def test_the_fonts_are_small_and_their_licences_are_with_them() -> None:
    """Small beside the typesetter, which is 80 MB."""
    assert sum(file.stat().st_size for file in FONTS.iterdir()) < 10_000_000
    licences = {"Apache-2.0.txt", "DejaVu-LICENSE.txt", "OFL.txt"}
    fonts = {*FACES, "NotoSans-Bold.ttf", "coverage.tsv"}
    assert {file.name for file in FONTS.iterdir()} == licences | fonts


def test_every_noto_font_stands_in_its_licence() -> None:
    """With its copyright, as the licence asks."""
    licence = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    names = {face.partition("-")[0] for face in FACES if face.startswith("Noto")}
    assert not {name for name in names if f"{name}-" not in licence}


def test_the_template_names_the_same_fonts_in_the_same_order() -> None:
    template = (FONTS.parent / "templates" / "text.typ").read_text(encoding="utf-8")
    names = re.findall(r'"([^"]+)"', template.partition("our-fonts = (")[2].partition(")")[0])
    families = []
    for face in FACES:
        with TTFont(FONTS / face, lazy=True) as font:
            families.append(font["name"].getDebugName(1))
    assert names == families
