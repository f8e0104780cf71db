"""Passphrases: words drawn from a public list, and how long one's own would hold."""

import secrets
from enum import IntEnum
from pathlib import Path

WORDS = 5
"""About 64 bits, each guess at the price of Argon2id: docs/decisions/0013-first-run.md."""
_LIST = Path(__file__).parents[1] / "data" / "words" / "eff-long.txt"
_MOST_CHARACTERS = 72
"""The estimate takes no more; what is longer holds longer."""

_ZIP = 4
"""As a power of ten: its PBKDF2 has 1,000 rounds and needs no memory."""


class Holds(IntEnum):
    """How long a passphrase holds against somebody who has the file and several fast computers.

    Taken as 10,000 guesses in a second, far more than one computer does with our Argon2id.
    """

    HOURS = 8
    WEEKS = 11
    YEARS = 14
    LIFETIMES = 999


def offered_passphrase() -> str:
    """A passphrase of `WORDS` words, drawn by the operating system's generator."""
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if not line.startswith("#")]
    return " ".join(secrets.choice(words) for _ in range(WORDS))


def holds(passphrase: str, *, zipped: bool = False) -> Holds:
    """How long `passphrase`, not empty, would hold; less against somebody who knows the person.

    An encrypted zip file (`zipped`) can be tried 10**`_ZIP` times as fast as a diary.

    The number of guesses is zxcvbn's estimate: common passwords, names, words, dates, rows of keys
    (Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX Security 2016).
    """
    from zxcvbn import zxcvbn

    power_of_ten = float(zxcvbn(passphrase[:_MOST_CHARACTERS])["guesses_log10"])
    power_of_ten -= _ZIP * zipped
    return next(each for each in Holds if power_of_ten < each)
