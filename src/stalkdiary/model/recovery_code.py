"""The recovery code: a diary's key as groups that can be written on paper.

The 256-bit key is written as 64 hexadecimal digits in 16 groups of four, so that it can be typed
into any SQLCipher program as it stands, and a 17th group tells a slip of the pen from a wrong code:
the first four digits of the SHA-256 of the key.
"""

import re

KEY_BYTES = 32


def recovery_code(key: bytes) -> str:
    """The code of a key, upper case, groups of four with hyphens."""
    digits = (key.hex() + _check(key)).upper()
    return "-".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def key_of(text: str) -> bytes | None:
    """The key that a typed code stands for, or None where `text` is no recovery code.

    Case, spaces, hyphens and the dashes that word processors make of them do not matter. The check
    group must fit.
    """
    digits = re.sub(r"[\s\-\u2010-\u2015]", "", text).casefold()
    if not re.fullmatch(r"[0-9a-f]{68}", digits):
        return None
    key = bytes.fromhex(digits[: 2 * KEY_BYTES])
    return key if digits[2 * KEY_BYTES :] == _check(key) else None


def _check(key: bytes) -> str:
    import hashlib

    return hashlib.sha256(key).hexdigest()[:4]
