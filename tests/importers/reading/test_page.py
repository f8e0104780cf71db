"""Web pages of exports, read piece by piece, whatever is done to them."""

import html
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading import page
from stalkdiary.importers.reading.export import Export
from stalkdiary.importers.reading.page import Element, blocks, title_of

Made = Callable[..., Export]
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z", "Cf"]), min_size=1, max_size=20)


def whole(body: str) -> str:
    return f"<!DOCTYPE html><html><head><title>a</title></head><body>{body}</body></html>"


def read(made_export: Made, content: str | bytes) -> list[Element]:
    with made_export("page.html", content) as export:
        return list(blocks(export, None, lambda _tag, given: "m" in given.get("class", "").split()))


def test_elements_come_with_what_is_in_them(made_export: Made) -> None:
    body = (
        "<div class='x m'><h2>Alex</h2><p>one<br>two <b>bold</b>  &lt;x&gt;<img src='a.jpg'></p>"
        "\n <ul class='r'><li>a</li><li>b</li></ul></div><i>between</i><DIV CLASS=m>2</DIV>"
    )
    first, second = read(made_export, whole(body))
    assert first.text() == "Alex\none\ntwo bold <x>\na\nb"
    assert first.text(frozenset({"r"})) == "Alex\none\ntwo bold <x>"
    assert first.text(frozenset({"ul", "b"})) == "Alex\none\ntwo <x>"
    assert [each.tag for each in list(first.each())[1:]] == [
        "h2",
        "p",
        "br",
        "b",
        "img",
        "ul",
        "li",
        "li",
    ]
    assert [each.attributes["src"] for each in first.each() if each.tag == "img"] == ["a.jpg"]
    assert [each.text() for each in first.having("r", "x")] == [first.text(), "a\nb"]
    assert second.text() == "2"


def test_empty_lines_of_a_message_stay(made_export: Made) -> None:
    (only,) = read(made_export, whole("<div class='m'><div>a<br><br>b</div><div> c </div></div>"))
    assert only.text() == "a\n\nb\nc"


def test_an_element_in_another_is_a_part_of_it(made_export: Made) -> None:
    outer, after = read(made_export, whole("<p class=m>1<b class=m>2</b></p><p class=m>3</p>"))
    assert (outer.text(), after.text()) == ("12", "3")


@given(texts=st.lists(WORDS, max_size=8))
@settings(max_examples=40, deadline=None)
def test_what_was_written_is_read(made_export: Made, texts: list[str]) -> None:
    body = "".join(f"<p class='m'>{html.escape(text)}</p>" for text in texts)
    assert [each.text() for each in read(made_export, whole(body))] == texts


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (whole("<div class='m'>" * 30_000), "elements in one another"),
        (whole("<div>" * 30_000), "elements in one another"),
        (whole("<div class='m'>" + "<i>a</i>" * 30_000), "does not end"),
        (whole("<div class='m'>" + "x" * (page.MOST_CHARACTERS + 1)), "does not end"),
        (whole("<div " + " ".join(f"a{n}=b" for n in range(50_000)) + ">"), "endless attributes"),
        (whole("<div " + "".join(f'a{n}="b"' for n in range(50_000)) + ">"), "endless attributes"),
        (whole("<div title='" + "x" * (6 * 1024**2)), "endless attributes"),
        (whole("<div class='m'>1</div><!-- "), "in its middle"),
        (whole("<div class='m'>1</div><script> "), "in its middle"),
        (whole("<div class='m'>1</div><div class='"), "in its middle"),
        (whole("<div class='m'>1</div>")[:-9], "without an end"),
        (whole("<div class='m'>1</div>")[:-20], "without an end"),
        ("", "without an end"),
    ],
)
def test_a_page_of_no_program_is_refused(made_export: Made, content: str, found: str) -> None:
    """A page that is cut off, and one that would take an hour or all memory."""
    with pytest.raises(InputRefused, match=found):
        read(made_export, content)


@pytest.mark.parametrize(
    "content",
    [
        whole("<" * 300_000),
        whole("&" * 300_000),
        whole("</div>" * 100_000),
        whole("<p>" * 50_000),
        whole("<a'" * 100_000),
        whole("<!-- -->" * 100_000),
        whole("<script>" + "<div class='m'>" * 50_000 + "</script>"),
    ],
)
def test_a_page_full_of_nothing_holds_nothing(made_export: Made, content: str) -> None:
    assert read(made_export, content) == []


def test_no_declaration_of_a_page_is_followed(made_export: Made) -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "aaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    (only,) = read(made_export, f"{bomb}<html><body><p class=m>&a;&b;</p></body></html>")
    assert only.text() == "&a;&b;"


def test_another_encoding_is_refused_with_its_place(made_export: Made) -> None:
    with pytest.raises(InputRefused, match="byte 0xe9 at offset 15"):
        read(made_export, b"<html><body>caf\xe9</body></html>")


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_page_gives_our_errors_alone(made_export: Made, data: st.DataObject) -> None:
    content = bytearray(whole("<div class='m'><h2>A</h2>b<br>&amp;</div>" * 3).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 4))] = data.draw(
            st.sampled_from([b"", b"<", b">", b"'", b"\0", b"\xff", b"<!--", b"&#0;", b"</html>"])
        )
    try:
        for each in read(made_export, bytes(content)):
            each.text()
    except InputRefused:
        pass


def test_a_title(made_export: Made) -> None:
    assert title_of(b"<html><head><TITLE>Alex &amp;\n Kim</title>") == "Alex & Kim"
    assert title_of(b"<html>") == ""
