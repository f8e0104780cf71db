"""From a passphrase to the key of an encrypted diary (encrypted format 1, see docs/format.md)."""

import unicodedata
from pathlib import Path

from stalkdiary.store.connection import KEY_BYTES, unreadable

SALT_BYTES = 16
# RFC 9106 section 4, second recommended option. They can't change within format 1.
_MEMORY_KIB = 64 * 1024
_PASSES = 3
_LANES = 4


def derived_key(passphrase: str, salt: bytes) -> bytes:
    """The 256-bit key: Argon2id of the passphrase, as typed, as NFC-normalised UTF-8.

    `salt` is the first 16 bytes of the diary file, which SQLCipher leaves in clear.
    """
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    # Python keeps the passphrase itself for as long as it likes; our copy at least is overwritten.
    text = bytearray(unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass"))
    kdf = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB
    )
    try:
        return kdf.derive(text)  # type: ignore[arg-type]  # it takes any buffer
    finally:
        text[:] = bytes(len(text))


def salt_of(path: Path) -> bytes:
    """The salt that the file begins with. Raises what `unreadable` gives."""
    try:
        with path.open("rb") as file:
            return file.read(SALT_BYTES)
    except OSError as error:
        raise unreadable(path, error) from None
