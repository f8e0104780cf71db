"""Mailbox files are cut where mails begin, and nowhere else."""

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.importers.mail import mbox
from stalkdiary.importers.mail.mbox import is_separator, mails

SEPARATOR = b"From alex@example.com Tue Mar 12 21:30:00 2024\n"
MAIL = b"Subject: one\n\nHello\n"


def bodies(data: bytes) -> list[bytes]:
    """The mails of a mailbox, without separators."""
    return [mail.raw for mail in mails(io.BytesIO(data))]


@pytest.mark.parametrize(
    "line",
    [
        "From a@example.com Mon Jun  1 10:00:00 2009",
        "From - Mon Jun 01 10:00:00 2009",
        "From 1234567890123456789@xxx Mon Jun 01 10:00:00 +0000 2009",
        "From MAILER-DAEMON Mon Jun 01 10:00 2009",
        "From john at example.com Mon, Jun 1 10:00:00 BST 2009",
        "From a@example.com Mon Jun 01 10:00:00 2009 +0100",
    ],
)
def test_lines_with_a_date_separate(line: str) -> None:
    """Whatever follows, as Unix, Gmail, Thunderbird and list archives write them."""
    assert is_separator(f"{line}\nanything".encode())
    assert is_separator(f"{line}\r\n\r\n".encode())


@pytest.mark.parametrize(
    "line",
    ["From ", "From -", "From a@example.com", "From a@b.example  Mon Oct 16 2023 16:18 GMT-0700"],
)
def test_other_lines_separate_before_a_header(line: str) -> None:
    """Thunderbird and its add-ons leave out the date, or write it in their own way."""
    assert is_separator(f"{line}\nX-Mozilla-Status: 0001\n".encode())
    assert is_separator(f"{line}\n>From - x\n".encode())
    assert not is_separator(f"{line}\nyour window I saw you\n".encode())


@pytest.mark.parametrize(
    "text",
    [
        "From Monday on I will write every day.\n\n",
        "From now on:\nTo: you",
        "From Mon 3 Mar 2024 at 10:00 I waited for you\nand you did not come\n",
        ">From a@example.com Mon Jun 01 10:00:00 2009\n",
        "From: a@example.com\n",
        "Fromage\n",
    ],
)
def test_words_do_not_separate(text: str) -> None:
    assert not is_separator(text.encode())


def test_a_separator_follows_an_empty_line() -> None:
    """One in the middle of a text is text, and is flagged."""
    first, second = mails(
        io.BytesIO(SEPARATOR + b"\nA\n" + SEPARATOR + b"B\n\nFrom here\n\n" + SEPARATOR + MAIL)
    )
    assert first.raw == b"\nA\n" + SEPARATOR + b"B\n\nFrom here\n\n"
    assert (first.unquoted, second.unquoted) == (True, False)
    assert (first.at, second.at) == (0, len(first.raw) + len(SEPARATOR))
    assert second.separator == SEPARATOR.rstrip()


def test_quoting_is_taken_away() -> None:
    """One sign for each line that has one before From; other quoted lines stay."""
    (mail,) = mails(io.BytesIO(SEPARATOR + b"\n>From me\n>>From you\n> From\n>Fromage\n"))
    assert mail.raw == b"\nFrom me\n>From you\n> From\n>Fromage\n"


def test_what_stands_before_the_first_separator_is_not_lost() -> None:
    before, mail = mails(io.BytesIO(b"\xef\xbb\xbfhello\n\n" + SEPARATOR + MAIL))
    assert (before.separator, before.raw, before.at) == (b"", b"hello\n\n", 3)
    assert (mail.raw, mail.at) == (MAIL, 10)
    assert bodies(b"\n\r\n" + SEPARATOR + MAIL) == [MAIL]
    assert bodies(b"") == []


def test_a_separator_at_the_end_of_the_file_is_an_empty_mail() -> None:
    assert bodies(SEPARATOR + MAIL + b"\n" + SEPARATOR.strip()) == [MAIL + b"\n", b""]


def test_what_has_no_end_is_not_held_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mbox, "MOST_MAIL_BYTES", 10_000)
    monkeypatch.setattr(mbox, "BLOCK_BYTES", 600)
    read = mails(io.BytesIO(SEPARATOR + MAIL + b"\n" + SEPARATOR + b"x" * 10_000_000))
    assert next(read).raw == MAIL + b"\n"
    with pytest.raises(mbox.TooLarge, match=str(len(SEPARATOR + MAIL) + 1)):
        list(read)


LINES = st.sampled_from(
    [b"Subject: x", b"", b"From here", b">From you", b"hello", b"F", b"From ", b"From you"]
)


@settings(max_examples=60)
@given(
    contents=st.lists(st.lists(LINES, max_size=8), min_size=1, max_size=6),
    block=st.integers(1, 80),
    end=st.sampled_from([b"\n", b"\r\n"]),
)
def test_every_byte_comes_back_whatever_the_block(
    contents: list[list[bytes]], block: int, end: bytes
) -> None:
    """Mails written as mboxrd says are read as they were, however the file arrives in pieces."""
    written = [end.join([b"X-A: 1", b"", *lines, b""]) for lines in contents]
    separator = SEPARATOR.rstrip() + end
    data = b"".join(separator + re.sub(rb"(?m)^(>*From )", rb">\1", each) + end for each in written)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mbox, "BLOCK_BYTES", block)
        found = list(mails(io.BytesIO(data)))
    assert [mail.raw for mail in found] == [each + end for each in written]
    assert not any(mail.unquoted for mail in found)
    positions = [mail.at for mail in found]
    assert all(data[at:].startswith(separator) for at in positions)


def test_a_separator_needs_no_empty_line_before_it() -> None:
    """Where it holds a date and a header follows; else it is text of the mail."""
    two = SEPARATOR + b"Subject: one\n\nHello\n" + SEPARATOR + b"Subject: two\n\nThere\n"
    assert bodies(two) == [b"Subject: one\n\nHello\n", b"Subject: two\n\nThere\n"]
    text = SEPARATOR + b"Subject: one\n\nHello\n" + SEPARATOR + b"he wrote\n"
    assert len(bodies(text)) == 1
    undated = SEPARATOR + b"Subject: one\n\nHello\nFrom me\nTo: you\n"
    assert len(bodies(undated)) == 1


@pytest.mark.parametrize("line", ["From a@example.com Thu, 5 Jan 2023 21:04:05 +0000"])
def test_a_date_of_any_form_and_a_header_need_no_empty_line(line: str) -> None:
    """A mail that another one swallowed would be lost in silence."""
    data = SEPARATOR + MAIL.rstrip(b"\n") + f"\n{line}\nSubject: two\n\nHi\n".encode()
    assert len(bodies(data)) == 2
    assert len(bodies(data.replace(b"\nSubject: two", b"\nI wait"))) == 1
