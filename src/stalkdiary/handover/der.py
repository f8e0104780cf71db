"""DER, as far as a request for a timestamp and a made-up answer need it (ITU-T X.690)."""

SEQUENCE, SET, INTEGER, OCTETS, OID, TIME = 0x30, 0x31, 0x02, 0x04, 0x06, 0x18
CONTEXT = 0xA0
"""The first of the tags that a place gives, constructed: [0]."""
SHORT = 0x80
"""Lengths below this stand for themselves; others give the number of their bytes first."""


def der(tag: int, *parts: bytes) -> bytes:
    """One element that holds `parts`."""
    content = b"".join(parts)
    size = len(content)
    if size < SHORT:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, SHORT + len(length)]) + length + content


def integer(number: int) -> bytes:
    """A whole number from 0."""
    return der(INTEGER, number.to_bytes(number.bit_length() // 8 + 1))


def oid(dotted: str) -> bytes:
    """An object identifier, given as ``1.2.840``."""
    first, second, *rest = map(int, dotted.split("."))
    return der(OID, *map(_base_128, (40 * first + second, *rest)))


def _base_128(number: int) -> bytes:
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(number & 0x7F | 0x80)
    return bytes(reversed(digits))
