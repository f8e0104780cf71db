"""The look at the pages of a file: what the engine's own check passes over is looked at, too."""

import threading
from collections.abc import Callable

import pytest

from stalkdiary.diary import Diary
from stalkdiary.model.finding import Finding
from stalkdiary.store import pages
from stalkdiary.store.connection import PAGE_BYTES, Connection

Opened = Callable[[str], Diary]


def found(diary: Diary) -> list[Finding]:
    """What a fresh look at the file finds."""
    with Diary(diary.path, diary.key) as again:
        return list(pages.findings(again._connection))


def test_a_page_that_nothing_uses_is_looked_at(opened: Opened) -> None:
    """Whoever tried to hide something there, or damaged the file at any place, is found."""
    diary = opened("encrypted filled")
    number = diary.save_draft({"what": "x" * 10 * PAGE_BYTES})
    diary.discard_draft(number)
    (free,) = diary._connection.execute("PRAGMA freelist_count").fetchone()
    diary.close()
    assert free
    assert found(diary) == []
    data = bytearray(diary.path.read_bytes())
    data[-PAGE_BYTES // 2] ^= 1
    diary.path.write_bytes(data)
    message = f"HMAC verification failed for page {len(data) // PAGE_BYTES}"
    assert found(diary) == [Finding("page-altered", "file", "an authentic page", message)]


def test_what_was_put_behind_the_last_page_is_found(opened: Opened) -> None:
    """It is not what the program wrote, though nothing ever reads it."""
    diary = opened("encrypted filled")
    diary.close()
    with diary.path.open("ab") as file:
        file.write(b"x" * PAGE_BYTES)
    assert [each.kind for each in found(diary)] == ["page-altered"]


def test_a_page_that_became_zeros_is_found_in_a_long_draft(opened: Opened) -> None:
    """The engine takes it for one that was not written yet, and no other look reads a draft."""
    diary = opened("encrypted filled")
    diary.save_draft({"what": "x" * 10 * PAGE_BYTES})
    diary.close()
    whole = diary.path.read_bytes()
    for at in range(len(whole) - 12 * PAGE_BYTES, len(whole), PAGE_BYTES):
        zeros = whole[:at] + bytes(PAGE_BYTES) + whole[at + PAGE_BYTES :]
        diary.path.write_bytes(zeros)
        with Diary(diary.path, diary.key) as again:
            looked = again.verify().steps[0]
        assert "page-altered" in {each.kind for each in looked.findings}


def test_the_second_look_ends_where_the_first_is_stopped(filled: Diary) -> None:
    """Ctrl-C in a long check is not answered when all of the file has been read."""
    begun = threading.Event()

    def look(other: Connection) -> None:
        other.create_function("begun", 0, begun.set)
        other.execute(
            "WITH RECURSIVE more(n) AS (SELECT begun() UNION ALL SELECT 1 FROM more) "
            "SELECT count(*) FROM more"
        ).fetchone()

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt), pages.beside(filled._connection, look):
        begun.wait()
        raise KeyboardInterrupt
    assert threading.active_count() == before
