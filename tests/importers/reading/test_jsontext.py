"""JSON read in pieces is the JSON that `json` reads whole, and nothing else gets through."""

import io
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading import jsontext
from stalkdiary.importers.reading.jsontext import ANY, Bad, Shape, Value, decoded, values

SHAPE: Shape = {"messages": [None], "chats": {"list": [{"messages": [None]}]}}
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "about": VALUES,
        "messages": st.lists(VALUES, max_size=6),
        "chats": st.fixed_dictionaries(
            {"list": st.lists(st.fixed_dictionaries({"id": VALUES, "messages": st.lists(VALUES)}))}
        ),
        "later": VALUES,
    },
)


def read(text: str | bytes, shape: Shape = SHAPE) -> list[Value]:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return list(values(io.BytesIO(data), "result.json", shape))


def told(value: Any, shape: Shape, path: jsontext.Path = ()) -> Iterator[Value]:
    """What `values` should give of a value, by looking at it whole."""
    if isinstance(shape, list) and isinstance(value, list):
        for index, each in enumerate(value):
            yield from told(each, shape[0], (*path, index))
    elif isinstance(shape, dict) and isinstance(value, dict):
        for name, each in value.items():
            yield from told(each, shape.get(name), (*path, name))
    else:
        yield Value(path, value)


@given(document=DOCUMENTS, indent=st.sampled_from([None, 0, 1]), block=st.integers(1, 40))
@settings(max_examples=150)
def test_pieces_make_up_the_whole(document: Any, indent: int | None, block: int) -> None:
    """Whatever the layout, and wherever the text was cut while it was read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsontext, "BLOCK_BYTES", block)
        for plain in (True, False):
            text = json.dumps(document, indent=indent, ensure_ascii=plain)
            assert read(text) == list(told(document, SHAPE))


@given(document=DOCUMENTS.filter(bool), data=st.data())
@settings(max_examples=100)
def test_what_is_cut_short_is_refused(document: Any, data: st.DataObject) -> None:
    """A copy that stopped anywhere before the last brace is no export."""
    text = json.dumps(document)
    end = data.draw(st.integers(0, len(text) - 1))
    with pytest.raises(InputRefused, match=r"^result\.json:1:\d+: this is not JSON") as refused:
        read(text[:end])
    assert refused.value.advice.startswith("Nothing was imported. ")


@given(st.binary(max_size=60))
@settings(max_examples=200)
def test_only_refusals_escape(data: bytes) -> None:
    """Whatever the bytes are, they are read or refused."""
    for text in (data, b'{"messages": [' + data):
        with suppress(InputRefused):
            assert all(isinstance(part, Value) for part in read(text))


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        ('{"a": 1,\n "b": }', "2:7", "found } where a value was expected"),
        ('{"a": 1\n "b": 2}', "2:2", 'found "b": 2} where a comma or the end'),
        ('{"messages": [{"a" 1}]}', "1:20", "found 1}]} where a colon"),
        ('{"messages": [1 2]}', "1:17", "found 2]} where a comma"),
        ('{"messages": [],}', "1:17", "found } where a name in double quotes"),
        ('{"messages": []} {}', "1:18", "where the end of the file was expected"),
        ("{'a': 1}", "1:2", "where a name in double quotes"),
        ('{"messages" [1]}', "1:13", "where a colon was expected"),
        ('{"messages": [\n\n"a\nb"]}', "3:3", "where text without control characters"),
        ('{"a": "\\q"}', "1:8", "where an escape that JSON knows"),
        ("", "1:1", "the text ends where a value"),
        ('{"messages": ["a', "1:15", "where a closing quotation mark"),
    ],
)
def test_errors_name_line_and_column(text: str, place: str, found: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read(text)
    assert refused.value.sentence.startswith(f"result.json:{place}: this is not JSON: ")
    assert found in refused.value.sentence


def test_lines_are_counted_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The place is right where the text before it is long forgotten."""
    monkeypatch.setattr(jsontext, "BLOCK_BYTES", 16)
    text = json.dumps({"messages": list(range(500))}, indent=1)
    broken = text.replace(" 400,", " 4x0,")
    line = broken[: broken.index("x")].count("\n") + 1
    with pytest.raises(InputRefused, match=rf"^result\.json:{line}:4: .* found x0,"):
        read(broken)


@pytest.mark.parametrize(
    ("element", "found"),
    [
        ('{"a": 1, "a": 2}', "the name “a” twice"),
        ('{"a": {"b": [{"c": 1, "c": 1}]}}', "the name “c” twice"),
        ('{"a": NaN}', "NaN"),
        ("[-Infinity]", "-Infinity"),
        ('{"b": 7, "a": ' + "9" * 5000 + "}", "a number of 5000 digits"),
    ],
)
def test_what_json_does_not_know_is_bad_and_alone(element: str, found: str) -> None:
    """One bad element leaves the others as they are."""
    first, bad, last = read(f'{{"messages": ["before", {element}, "after"]}}')
    assert (first.value, last.value) == ("before", "after")
    assert bad == Value(("messages", 1), Bad(found, "plain JSON"))


def test_a_name_twice_outside_the_elements_is_bad() -> None:
    assert read('{"messages": [1], "messages": [2]}') == [
        Value(("messages", 0), 1),
        Value(("messages",), Bad("this name twice", "it once")),
    ]


@pytest.mark.parametrize(
    ("text", "path", "bad"),
    [
        ("[1]", (), Bad("a list", "an object")),
        ("7", (), Bad("the number 7", "an object")),
        ('{"messages": null}', ("messages",), Bad("nothing", "a list")),
        ('{"messages": {"0": 1}}', ("messages",), Bad("an object", "a list")),
        ('{"chats": {"list": ["x"]}}', ("chats", "list", 0), Bad("the text “x”", "an object")),
    ],
)
def test_another_shape_is_bad(text: str, path: jsontext.Path, bad: Bad) -> None:
    assert read(text) == [Value(path, bad)]


def test_any_name_can_be_walked() -> None:
    """Snapchat names its lists after people."""
    assert read('{"alex": [1, 2], "sam": []}', {ANY: [None]}) == [
        Value(("alex", 0), 1),
        Value(("alex", 1), 2),
    ]


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(InputRefused, match="lists within lists"):
        read('{"messages": ' + "[" * 100_000 + "]" * 100_000 + "}")


def test_an_endless_value_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded, whatever the file holds."""
    monkeypatch.setattr(jsontext, "MOST_CHARACTERS", 5000)
    monkeypatch.setattr(jsontext, "BLOCK_BYTES", 1000)
    with pytest.raises(InputRefused, match="found one value of more than"):
        read('{"messages": ["' + "x" * 20_000 + '"]}')


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read(b'\xef\xbb\xbf{"messages": [1]}') == [Value(("messages", 0), 1)]


@pytest.mark.parametrize("block", [1, 5, 1 << 20])
def test_other_encodings_are_refused_with_their_place(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsontext, "BLOCK_BYTES", block)
    with pytest.raises(InputRefused, match="found byte 0xe9 at offset 20; expected UTF-8"):
        read('{"messages": ["caf\u2019é"]}'.encode("cp1252").replace(b"\x92", b"12"))


def test_escapes_of_telegram_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    r"""Telegram Desktop writes control characters as \x1B; a typed backslash stays one."""
    for block in (1, 3, 1 << 20):
        monkeypatch.setattr(jsontext, "BLOCK_BYTES", block)
        (part,) = read(r'{"messages": ["a\x1Bb\\x1Bc\\\x0Cd"]}')
        assert part.value == "a\x1bb\\x1Bc\\\x0cd"


def test_many_such_escapes_take_no_time_squared() -> None:
    """A value full of them is mended once."""
    (part,) = read('{"messages": ["' + r"\x0B" * 200_000 + '"]}')
    assert part.value == "\x0b" * 200_000


@given(VALUES)
@settings(max_examples=60)
def test_a_line_is_decoded_alone(value: Any) -> None:
    assert decoded(f" {json.dumps(value)}\r", "main.jsonl", 3) == value


@pytest.mark.parametrize("text", ["{", "{} {}", '{"a": ]}', "\x00", "[" * 9999])
def test_a_line_that_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(InputRefused, match=re.escape("main.jsonl:3:")):
        decoded(text, "main.jsonl", 3)
