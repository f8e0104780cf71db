"""Hashing on a second thread gives what hashing gives."""

import hashlib
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.store.hashing import Hashing


@given(pieces=st.lists(st.binary(max_size=5000), max_size=40))
def test_the_pieces_have_the_hash_of_the_whole(pieces: list[bytes]) -> None:
    """Whatever their number and length: an exhibit is named by it for ever."""
    with Hashing() as digest:
        for piece in pieces:
            digest.update(piece)
    assert digest.hexdigest() == hashlib.sha256(b"".join(pieces)).hexdigest()


def test_no_thread_stays_where_a_file_breaks_off() -> None:
    """A session that goes on for hours would gather one for each file that can't be read."""
    before = threading.active_count()
    with pytest.raises(OSError, match="gone"), Hashing() as digest:
        for _ in range(100):
            digest.update(b"x" * 4096)
        raise OSError("gone")
    assert threading.active_count() == before
