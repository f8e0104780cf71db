"""The key: Argon2id, fixed for ever in encrypted format 1."""

from pathlib import Path

import pytest

from stalkdiary.errors import NoDiary
from stalkdiary.store.key import derived_key, salt_of

SALT = bytes(range(16))


def test_the_key_of_format_1_never_changes() -> None:
    """The expected digits were made with argon2-cffi 25.1, not with our own library."""
    assert (
        derived_key("correct horse battery staple", SALT).hex()
        == "853b272a44db1421c02962669a55eb0994f3cab385ed1c4c79253eee19bab49e"
    )


def test_composed_and_decomposed_letters_are_one_passphrase() -> None:
    assert derived_key("Zoë", SALT) == derived_key("Zoe\u0308", SALT)


def test_white_space_case_and_salt_count() -> None:
    keys = [derived_key(text, SALT) for text in ("a", "a ", "A", "")] + [
        derived_key("a", SALT[:-1] + b"\0")
    ]
    assert len(set(keys)) == len(keys)


def test_bytes_that_are_no_text_still_have_a_key() -> None:
    assert len(derived_key("\ud800", SALT)) == 32


def test_the_salt_is_what_the_file_begins_with(tmp_path: Path) -> None:
    file = tmp_path / "diary.db"
    file.write_bytes(SALT + b"rest")
    assert salt_of(file) == SALT


def test_a_salt_that_cannot_be_read_is_no_diary(tmp_path: Path) -> None:
    with pytest.raises(NoDiary):
        salt_of(tmp_path / "missing")
