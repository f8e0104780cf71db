"""Passphrases: what is offered, and how long one's own holds."""

import secrets

import pytest

from stalkdiary.model import passphrase
from stalkdiary.model.passphrase import WORDS, Holds, holds, offered_passphrase


def test_words_are_drawn_from_the_whole_list(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []

    def last(words: list[str]) -> str:
        seen.append(words)
        return words[-1]

    monkeypatch.setattr(secrets, "choice", last)
    assert offered_passphrase() == " ".join(["zoom"] * WORDS)
    words = seen[0]
    assert len(set(words)) == len(words) == 7651
    assert all(word.isascii() and word.isalpha() and word.islower() for word in words)
    assert len(words) ** WORDS > 2**64


def test_two_offers_are_not_the_same() -> None:
    assert len({offered_passphrase() for _ in range(20)}) == 20
    assert holds(offered_passphrase()) is Holds.LIFETIMES


@pytest.mark.parametrize(
    "word", ["strangle", "husband", "prowler", "obsessed", "victim", "stalker"]
)
def test_no_word_is_a_blow(word: str) -> None:
    assert word not in passphrase._LIST.read_text(encoding="utf-8").split()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("password", Holds.HOURS),
        ("Sasha2011", Holds.HOURS),
        ("qwertyuiop", Holds.HOURS),
        ("1", Holds.HOURS),
        ("a" * 72, Holds.HOURS),
        ("purple monday tram", Holds.YEARS),
        ("\u0416\u0438\u0437\u043d\u044c \u2602 on the 7th shelf", Holds.LIFETIMES),
        ("no two of these words belong together " * 9, Holds.LIFETIMES),
    ],
)
def test_how_long_one_holds(typed: str, expected: Holds) -> None:
    assert holds(typed) == expected


def test_a_zip_file_can_be_tried_faster() -> None:
    """Its key costs a guesser much less than that of a diary."""
    assert holds("purple monday tram", zipped=True) < holds("purple monday tram")
