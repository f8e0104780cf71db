"""Values of JSON files are of the kinds that a format has, or refused with their pointer."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.reading.jsonfile import JsonFile, JsonLines, Node, made, storable
from stalkdiary.model.message import Notice, Resolution, Skipped

WRONG = st.sampled_from(
    [True, 1.5, 7, "seven", [], ["x"], {}, {"a": 1}, 2**70, "9" * 30, -1, "\ud83d"]
)


@pytest.fixture(scope="session")
def node(made_export: Callable[..., Export]) -> Callable[[Any], Node]:
    """The first element of a list in ``result.json``."""

    def first(value: Any) -> Node:
        export = made_export("result.json", {"messages": [value]})
        return next(JsonFile(export, {"messages": [None]}).elements())

    return first


def test_values_of_the_right_kind(node: Callable[[Any], Node]) -> None:
    one = node(
        {"text": "hello", "count": "1720000000000", "n": 5, "part": 1.5, "yes": True, "no": None}
        | {"object": {"a": "b"}, "list": [1, {"c": "d"}]}
    )
    assert one.text("text") == "hello"
    assert (one.whole("count"), one.whole("n")) == (1720000000000, 5)
    assert (one.yes("yes"), one.yes("no"), one.yes("nothing")) == (True, False, False)
    assert one.object("object").text("a") == "b"
    assert one.list("list")[1].text("c") == "d"
    assert "text" in one
    assert "no" not in one
    assert one.locator == "/messages/0"


@pytest.mark.parametrize("name", ["none", "null"])
def test_what_is_not_there_says_nothing(name: str, node: Callable[[Any], Node]) -> None:
    """A name that is missing, and one that is null."""
    one = node({"null": None})
    assert [one.text(name), one.exact(name), one.whole(name)] == [None] * 3
    assert not one.object(name)
    assert one.object(name).object(name).text(name) is None
    assert (one.list(name), one.yes(name)) == ([], False)
    assert one.instant(name, Clock("Europe/London")) is None


@given(value=WRONG, method=st.sampled_from(["text", "whole", "yes", "object", "list"]))
@settings(max_examples=80)
def test_another_kind_is_refused_with_its_pointer(
    value: Any, method: str, node: Callable[[Any], Node]
) -> None:
    right = {
        "text": isinstance(value, str),
        "whole": value in (7, -1),
        "yes": isinstance(value, bool),
        "object": isinstance(value, dict),
        "list": isinstance(value, list),
    }
    one = node({"a/b~c": value})
    if right[method]:
        getattr(one, method)("a/b~c")
        return
    with pytest.raises(InputRefused) as refused:
        getattr(one, method)("a/b~c")
    assert "result.json at /messages/0/a~1b~0c: found " in refused.value.sentence
    assert "; expected " in refused.value.sentence
    assert refused.value.advice.startswith("Nothing was imported. ")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (None, "found nothing; expected an object"),
        (True, "found yes; expected an object"),
        (["x"], "found a list; expected an object"),
        (1e999, "found Infinity; expected plain JSON"),
    ],
)
def test_an_element_that_is_no_object_is_refused(
    value: Any, found: str, node: Callable[[Any], Node]
) -> None:
    with pytest.raises(InputRefused, match=rf"result\.json at /messages/0: {found}\."):
        node(value).text("a")


def test_times_out_of_any_calendar_are_refused(node: Callable[[Any], Node]) -> None:
    for count in (2**62, -(2**62), 10**15):
        with pytest.raises(InputRefused, match="expected a time since 1970"):
            node({"t": count}).instant("t", Clock("Europe/London"))


def test_seconds_and_milliseconds(node: Callable[[Any], Node]) -> None:
    clock = Clock("Europe/London")
    fine = node({"t": 1720000000123}).instant("t", clock)
    coarse = node({"t": "1720000000"}).instant("t", clock, Resolution.SECOND)
    assert fine is not None
    assert coarse is not None
    assert (fine.local, fine.raw) == ("2024-07-03T10:46:40.123+01:00", "1720000000123")
    assert (coarse.local, coarse.instant) == ("2024-07-03T10:46:40+01:00", 1720000000000)


@given(st.text(st.characters(exclude_categories=[])))
@settings(max_examples=150)
def test_text_becomes_storable_and_nothing_is_lost(text: str) -> None:
    """Half a character is replaced, and stands escaped beside the text."""
    plain, raw = storable(text)
    plain.encode("utf-8")
    if raw is None:
        assert plain == text
    else:
        assert text.encode("utf-8", "backslashreplace") == raw.encode()
        assert len(plain) == len(text)


def test_members_are_named_before_the_pointer(made_export: Callable[..., Export]) -> None:
    export = made_export("all.zip", {"a/b.json": {"messages": [5]}}, archive=True)
    (member,) = export.members
    (one,) = JsonFile(export, {"messages": [None]}, member).elements()
    assert one.locator == "a/b.json#/messages/0"
    with pytest.raises(InputRefused, match=r"all\.zip: a/b\.json at /messages/0: found the number"):
        one.text("x")


def test_outlines_hold_what_stands_beside_the_elements(made_export: Callable[..., Export]) -> None:
    """Also what stands after them, as the titles of Messenger do."""
    document = {"a": 1, "list": [{"messages": [1, 2], "id": 7}], "title": "Alex"}
    file = JsonFile(made_export("x.json", document), {"list": [{"messages": [None]}]})
    outlines = file.outlines()
    assert outlines[()].names() == ["a", "title"]
    assert outlines["list", 0].whole("id") == 7
    assert [each.value for each in file.elements()] == [1, 2]


def test_lines_are_elements(made_export: Callable[..., Export]) -> None:
    """A line that is no JSON is refused when it is looked at, and the others are as they are."""
    export = made_export("main.jsonl", '{"a": "b"}\r\n\n{"a": \n{"a": {"c": 1}}')
    first, bad, last = JsonLines(export).elements()
    assert (first.text("a"), first.locator) == ("b", "line 1")
    with pytest.raises(InputRefused, match=r"main\.jsonl:3:\d+: this is not JSON"):
        bad.text("a")
    with pytest.raises(InputRefused, match=r"main\.jsonl:4 at /a/c: found the number 1;"):
        last.object("a").text("c")


def test_what_is_bad_is_listed_on_demand(made_export: Callable[..., Export]) -> None:
    """One refusal ends the reading, unless what is bad is to be passed over."""
    file = JsonFile(made_export("x.json", {"messages": [{"t": "a"}, 5]}), {"messages": [None]})

    def make(each: Node) -> Notice:
        return Notice(each.locator, each.text("t") or "")

    with pytest.raises(InputRefused):
        list(made(file.elements(), make, Reading()))
    good, skipped = made(file.elements(), make, Reading(skip_bad=True))
    assert good == Notice("/messages/0", "a")
    assert isinstance(skipped, Skipped)
    assert skipped.locator == "/messages/1"
    assert "found the number 5; expected an object" in skipped.why
