"""What is done to the bytes of a backup before a parser sees them: mended, and pictures sent past.

No public sample has surrogate references; the app's users and programmers report them.
"""

import io
from xml.parsers import expat

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stalkdiary.importers.sms import backup_bytes
from stalkdiary.importers.sms.backup_bytes import BackupBytes


def parsed(document: str, block: int = 1024**2) -> tuple[list[dict[str, str]], BackupBytes]:
    """The attributes of every element, and what the parser made its values of."""
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda _name, attributes: found.append(attributes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backup_bytes, "BLOCK_BYTES", block)
        source = BackupBytes(io.BytesIO(document.encode()))
        for piece in source:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    return found, source


def text_of(value: str, block: int = 1024**2) -> tuple[str, str | None]:
    """A text that stands as `value` in a file: as it is shown, and as it was where that differs."""
    (attributes,), source = parsed(f'<sms body="{value}"/>', block)
    return source.text_of(attributes["body"])


@pytest.mark.parametrize(
    "written",
    [
        *("&#55357;&#56842;", "&#xD83D;&#xDE0A;", "&#xd83d;&#56842;", "&#0055357;&#x0DE0A;"),
        *("&#128522;", "&#x1f60a;", "\U0001f60a"),
    ],
)
def test_an_emoji_in_every_way_to_write_it(written: str) -> None:
    assert text_of(f"a{written}b{written}{written}c") == ("a\U0001f60ab\U0001f60a\U0001f60ac", None)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("a&#55357;b", "a\ufffdb"),
        ("&#56842;", "\ufffd"),
        ("&#56842;&#55357;", "\ufffd\ufffd"),
        ("&#55357;&#55357;&#56842;", "\ufffd\U0001f60a"),
        ("&#55357;&#56842;&#56842;", "\U0001f60a\ufffd"),
        ("&#55357;&#10;&#56842;", "\ufffd\n\ufffd"),
        ("&#55357;x&#56842;", "\ufffdx\ufffd"),
        ("&#55296;&#55295;", "\ufffd\ud7ff"),
        ("&#0;&#x1F;&#8;", "\ufffd\ufffd\ufffd"),
        ("&#65535;&#xFFFE;", "\ufffd\ufffd"),
        ("&#1114112;", "\ufffd"),
        ("&#64976;", "\ufffd"),
    ],
)
def test_what_no_text_can_hold_is_shown_and_kept(written: str, text: str) -> None:
    shown, raw = text_of(f"[{written}]")
    assert shown == f"[{text}]"
    assert raw is not None
    assert raw.count("&#") == text.count("\ufffd")
    shown.encode()


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("&#9;&#10;&#13;&#32;x", "\t\n\r x"),
        ("&#57344;&#65533;", "\ue000\ufffd"),
        ("&amp;#0; &amp;#55357;", "&#0; &#55357;"),
        ("data=&#39;&#65;&#39;", "data='A'"),
    ],
)
def test_what_a_text_can_hold_is_left_alone(written: str, text: str) -> None:
    assert text_of(written) == (text, None)


def test_what_is_kept_is_what_the_file_has() -> None:
    assert text_of("a&#0;b &amp; &#xD83D;") == ("a\ufffdb & \ufffd", "a&#0;b & &#xD83D;")


def test_nobody_can_write_our_own_mark() -> None:
    """A message that has it may not stand for a picture, nor for another reference."""
    long = "A" * 5000
    found, source = parsed(f'<mms data="{long}" body="\ufdd0@1; \ufdd0#0;"/>')
    assert source.text_of(found[0]["body"])[0] == "\ufffd@1; \ufffd#0;"
    assert text_of("\ufdd0")[0] == "\ufffd"


@pytest.mark.parametrize("broken", ["&#x;", "&#12x;", "&#;", "&#xx1;", "&nothing;"])
def test_what_is_no_reference_is_left_to_the_parser(broken: str) -> None:
    with pytest.raises(expat.ExpatError):
        text_of(broken)


# Pictures ------------------------------------------------------------------------------------

VALUES = st.sampled_from(["", "A", "AAAA" * 10, "A" * 4095, "A" * 4096, "ab+/" * 3000 + "AA=="])


@settings(max_examples=100)
@given(st.lists(VALUES, min_size=1, max_size=4), st.integers(1, 6000) | st.just(1024**2))
def test_pictures_arrive_whole(values: list[str], block: int) -> None:
    """Long ones go past the parser, in blocks of any size."""
    document = "".join(f'<part data="{value}"/>' for value in values)
    found, source = parsed(f"<parts>{document}</parts>", block)
    given_to_parser = [attributes["data"] for attributes in found[1:]]
    assert all(len(value) < 4096 for value in given_to_parser)
    assert [source.data_of(value) for value in given_to_parser] == [
        value.encode() for value in values
    ]


@pytest.mark.parametrize("block", [1, 100, 1024**2])
def test_a_message_about_pictures_is_no_picture(block: int) -> None:
    """The app writes a text with quotes between apostrophes."""
    long = "A" * 6000
    body = f'see data="{long}" or data="{long} or data="'
    (attributes,), source = parsed(f"<sms body='{body}' toa='null'/>", block)
    assert source.text_of(attributes["body"]) == (body, None)
    assert attributes["toa"] == "null"


def test_a_picture_with_line_breaks_goes_to_the_parser() -> None:
    value = ("A" * 76 + "&#10;") * 100
    (attributes,), source = parsed(f'<part data="{value}"/>')
    assert source.data_of(attributes["data"]) == value.replace("&#10;", "\n").encode()


@pytest.mark.parametrize("block", [7, 1000, 1024**2])
def test_every_byte_keeps_its_place(block: int) -> None:
    """What the parser calls a position is one in the file."""
    mixed = f'<a x="&#55357;&#56842;&#0;" data="{"A" * 5000}" y="&#1;&#2;"/>'
    document = f"<r>{mixed * 3}</r>"
    parser = expat.ParserCreate("utf-8")
    places: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backup_bytes, "BLOCK_BYTES", block)
        source = BackupBytes(io.BytesIO(document.encode()))
        parser.StartElementHandler = lambda *_: places.append(
            source.position(parser.CurrentByteIndex)
        )
        for piece in source:
            parser.Parse(piece, False)
    assert places == [0, *(3 + len(mixed) * number for number in range(3))]


# All of it -----------------------------------------------------------------------------------


def as_utf16(text: str, how: int) -> str:
    """As programs that know UTF-16 alone write it."""
    forms = ("&#%d;&#%d;", "&#x%X;&#x%X;", "&#x%x;&#%d;")
    written = []
    for number, character in enumerate(text):
        units = character.encode("utf-16-be")
        if len(units) == 2:
            written.append(f"&#{ord(character)};" if character in '&<"\n\t' else character)
        else:
            halves = (int.from_bytes(units[:2]), int.from_bytes(units[2:]))
            written.append(forms[(how + number) % 3] % halves)
    return "".join(written)


CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufdd0\ufffe\uffff")
TEXTS = st.text(CHARACTERS | st.sampled_from("\n\t\U0001f60a&<\"'"), max_size=12)


@settings(max_examples=150)
@given(
    texts=st.lists(st.tuples(TEXTS, st.integers(0, 2)), min_size=1, max_size=5),
    block=st.integers(1, 60),
)
@example(texts=[("\U0001f60a" * 5, 0)], block=7)
def test_what_was_written_is_read_in_blocks_of_any_size(
    texts: list[tuple[str, int]], block: int
) -> None:
    elements = "".join(f'<sms body="{as_utf16(text, how)}"/>' for text, how in texts)
    found, source = parsed(f"<smses>{elements}</smses>", block)
    read = [source.text_of(attributes["body"]) for attributes in found[1:]]
    assert read == [(text, None) for text, _ in texts]
