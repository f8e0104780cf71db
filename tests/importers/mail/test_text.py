"""Words of mails: decoded as they were meant, never lost, never able to raise."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stalkdiary.importers.mail.text import header_text, plain_from_html, text_from, tidy


@pytest.mark.parametrize(
    ("data", "charset", "text", "whole"),
    [
        (b"abc", None, "abc", True),
        ("é€".encode(), "utf-8", "é€", True),
        ("é€".encode(), None, "é€", True),
        ("é€".encode(), "us-ascii", "é€", True),
        ("é€".encode("cp1252"), None, "é€", True),
        ("é€".encode("cp1252"), "utf-8", "é€", True),
        (b"\xe9", "iso-8859-1", "é", True),
        ("é".encode("utf-16"), "utf-16", "é", True),
        ("格式".encode("big5"), '"Big5"', "格式", True),
        ("é".encode(), "no such set", "é", True),
        (b"6\\u00e9", "unicode_escape", "6\\u00e9", True),
        (b"x", "a\0b", "x", True),
        (b"abc", "zlib", "abc", True),
        (b"\x81\xff", "ascii", "\ufffdÿ", False),
        (b"+2AA-", "utf-7", "\ufffd", False),
    ],
)
def test_bytes_become_text(data: bytes, charset: str | None, text: str, whole: bool) -> None:
    """By the character set that is declared, or the one that was meant."""
    assert text_from(data, charset) == (text, whole)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        ("=?utf-8?q?caf=C3=A9?=", "café"),
        ("=?utf-8?b?Y2Fm?= =?utf-8?b?w6k=?=", "café"),
        ("=?utf-8?q?caf=C3?= =?utf-8?q?=A9?=", "café"),
        ("=?iso-8859-1?q?=A1?= hello =?koi8-r?b?8NLJ18XU?=", "¡ hello Привет"),
        ("€ and =?utf-8?q?=C3=A9?=", "€ and é"),
        ("=?nonsense?q?=C3=A9?=", "é"),
        ("=?utf-8?b?w6k?=", "é"),
        ("=?utf-8?b?a?=", "=?utf-8?b?a?="),
        ("=?utf-8?x?a?=", "=?utf-8?x?a?="),
        ("a\r\n\t b", "a b"),
    ],
)
def test_encoded_words(value: str, text: str) -> None:
    """RFC 2047, also where it is broken in the ways that mail programs break it."""
    assert header_text(value) == text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
        ("a<b>b</b>c <i>d</i>", "abc d"),
        ("<title>t</title><style>p{}</style>x<script>evil()</script>", "x"),
        ("<STYLE>p{}</STYLE >x", "x"),
        ("x<style>never closed", "xnever closed"),
        ("\u0130" * 9 + "<style>p{}</style>x", "\u0130" * 9 + "x"),
        ("<\u017fcript>x</\u017fcript>", "<\u017fcript>x</\u017fcript>"),
        ('<a href="one">1<a href="two">2</a></a>', "1 <one>2 <two>"),
        ("x<!-- hidden <p> -->y<!--[if mso]>z<![endif]-->", "xy"),
        ("<!DOCTYPE html><?xml?>x", "x"),
        ('<a href="https://a.example/?x=1&amp;y">here</a>', "here <https://a.example/?x=1&y>"),
        ("<a href='https://a.example'>https://a.example</a>", "https://a.example"),
        ("<a href=mailto:a@b.example>a@b.example</a>", "a@b.example"),
        ('<a href="#top">up</a>', "up"),
        ('<a href="https://a.example">never closed', "never closed <https://a.example>"),
        ('<img alt="a rose" src="https://spy.example/1.gif"><img src="x">', "[a rose]"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1 2"),
        ("<pre>a\nb</pre>c\nd", "a\nb\nc d"),
        ("  a \n b  ", "a b"),
        ("&lt;p&gt; &amp;amp; &#128073; &#xD800;", "<p> &amp; 👉 \ufffd"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<div><div>a</div></div><div>b</div>", "a\n\nb"),
        ("", ""),
    ],
)
def test_pages_become_text(page: str, text: str) -> None:
    """Lines where blocks are, addresses of links, nothing that was hidden, nothing fetched."""
    assert plain_from_html(page) == text


@pytest.mark.parametrize(
    "piece",
    [
        "<a ",
        "<!--",
        "<!",
        "<style>",
        "<script",
        "</a>",
        '<a href="x">',
        "<p",
        "&#x",
        "<pre>",
        "<td ",
    ],
)
def test_hostile_pages_cost_no_more_than_their_length(piece: str) -> None:
    """The parser of the standard library takes minutes, and hours, for the first of these."""
    assert isinstance(plain_from_html(piece * 100_000), str)


def test_links_that_are_never_closed_until_the_end() -> None:
    text = plain_from_html("<a href=x>y" * 30_000 + "</a>" * 30_000)
    assert text.count("y <x>") == 30_000


def test_a_header_without_end_is_left_as_it_is() -> None:
    value = "=?utf-8?q?" * 100_000
    assert header_text(value) == value


TAGS = ["<", ">", "</", "<!--", "-->", "<a href=", '"', "'", "<pre>", "</pre>", "p>", "<li>"]
TAGS += ["</a>", "&", "#x", ";", "\n", "word", "<style", "<img alt="]


@settings(max_examples=150)
@given(page=st.lists(st.sampled_from(TAGS)).map("".join))
@example("<a><a href=x></a></a></a>")
def test_no_page_does_harm(page: str) -> None:
    text = plain_from_html(page)
    assert text.encode("utf-8") is not None
    assert "\n\n\n" not in text.replace("&#10;", "")


@settings(max_examples=150)
@given(data=st.binary(max_size=60), charset=st.none() | st.sampled_from(
    ["utf-7", "utf-16", "utf-32", "hz", "iso-2022-jp", "big5", "idna", "punycode", "rot13", "hex"]
) | st.text(max_size=8))  # fmt: skip
def test_no_bytes_do_harm(data: bytes, charset: str | None) -> None:
    """Whatever they are and say they are, the text can be stored."""
    text, _ = text_from(data, charset)
    assert text.encode("utf-8") is not None
    encoded = header_text(f"=?{charset}?q?{data.hex('=', 1)}?= x")
    assert encoded.encode("utf-8") is not None


def test_line_ends_are_tidied() -> None:
    assert tidy("\r\n\r\n  a\r\nb\rc \n\n") == "  a\nb\nc"
