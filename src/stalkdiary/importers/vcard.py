"""Contacts of a phone or mail program (vCard, ``.vcf``): who a number or an address belongs to.

A card is no message: contacts only tell which names, numbers and addresses are one person, for
``import --contacts FILE``. What iPhones, iCloud, Android phones, Google and Outlook write is read:
versions 2.1, 3.0 and 4.0 in one file, folded lines, quoted-printable with soft line breaks and any
character set, grouped properties (``item1.TEL``), cards without a name. Nothing that a file holds
can raise.
Source: vCard 2.1 (versit, 1996), RFC 2426, RFC 6350.
"""

import binascii
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from stalkdiary.errors import InputRefused
from stalkdiary.importers.foreign import HoldsNone
from stalkdiary.importers.mail.text import text_from
from stalkdiary.importers.reading.export import Export, Member

FORMAT = "vcard"
MOST_BYTES = 256 * 1024 * 1024
"""Address books with a photograph for each of thousands of people stay below this."""

_BEGIN, _END = b"BEGIN:VCARD", b"END:VCARD"
_UTF_8, _UTF_16 = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
_WANTED = frozenset({"FN", "N", "NICKNAME", "ORG", "TEL", "EMAIL"})
_PROPERTY = re.compile(rb"""(?:[\w-]+\.)?([\w-]+)((?:;(?:[^":;]|"[^"]*")*)*):(.*)""", re.DOTALL)
_STARTS = re.compile(rb"(?:BEGIN|END|FN|N|TEL|EMAIL|ORG|ADR|NOTE|URL|PHOTO|X-[\w-]+)[;:]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PIECES = re.compile(r"((?:[^;\\]|\\.)*)(?:;|\Z)", re.DOTALL)
_NAME_ORDER = (3, 1, 2, 0, 4)
"""N is family name, given name, other names, what stands before, what stands after."""


class Card(NamedTuple):
    """One person or organisation of an address book; named by number or address where nameless."""

    name: str
    numbers: tuple[str, ...]
    addresses: tuple[str, ...]


class AddressBook(HoldsNone):
    """Contacts. In evidence, the names and numbers of everybody else would be of no use."""

    is_kept = False


def recognises(export: Export) -> None:
    """Never: contacts are not messages; raises `AddressBook`, which says how to give them."""
    if export.is_single:
        begins = export.head.removeprefix(_UTF_8).lstrip().upper().startswith(_BEGIN)
        ours = _is_named(export.name) or begins
    else:
        ours = bool(export.members) and all(_is_named(member.name) for member in export.members)
    if ours:
        raise AddressBook(
            f"{export.place()} holds contacts, and no messages.",
            "Nothing was imported. Give it together with an export, so that names and numbers "
            "are put together: stalkdiary import EXPORT --contacts FILE",
        )


def contacts(export: Export) -> list[Card]:
    """Everybody in the files of contacts that it holds; `InputRefused` where there is nobody."""
    files: list[Member | None] = [None]
    if not export.is_single:
        files = [member for member in export.members if _is_named(member.name)]
    found = [contact for file in files for contact in _cards(_lines(export, file))]
    if not found:
        raise InputRefused(
            f"{export.place()} holds no contacts: no line of it reads BEGIN:VCARD.",
            "Nothing was imported. Export the contacts again as vCard (.vcf), or leave out "
            "--contacts.",
        )
    return found


def _is_named(name: str) -> bool:
    return PurePosixPath(name.casefold()).suffix in (".vcf", ".vcard")


def _lines(export: Export, member: Member | None) -> Iterator[bytes]:
    """Whole properties: folded lines and soft line breaks are put together."""
    data = export.whole(member, MOST_BYTES)
    if data is None:
        raise InputRefused(
            f"{export.place(member)} is larger than any address book.",
            "Nothing was imported. Export the contacts again, without photographs.",
        )
    if data.startswith(_UTF_16):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    held: list[bytes] = []
    soft = False
    for line in data.removeprefix(_UTF_8).replace(b"\r\n", b"\n").split(b"\n"):
        # Some programs leave a "=" after a value that is whole.
        if held and soft and not _STARTS.match(line):
            held[-1] = held[-1][:-1]
            held.append(line)
        elif held and line[:1] in {b" ", b"\t"}:
            held.append(line[1:])
        else:
            yield b"".join(held)
            held = [line]
        soft = line.endswith(b"=") and b"QUOTED-PRINTABLE" in held[0].upper().partition(b":")[0]
    yield b"".join(held)


def _cards(lines: Iterator[bytes]) -> Iterator[Card]:
    # A card may stand inside another: an assistant's, as vCard 2.1 allows.
    open_cards: list[dict[str, list[str]]] = []
    found: list[Card | None] = []
    for line in lines:
        mark = line.strip().upper().replace(b" ", b"")
        if mark == _BEGIN:
            open_cards.append({name: [] for name in _WANTED})
        elif mark == _END and open_cards:
            found.append(_card(open_cards.pop()))
        elif open_cards and (given := _PROPERTY.match(line)) is not None:
            name = given[1].decode("utf-8", "replace").upper()
            if name in _WANTED and (text := _text(given[2], given[3])).strip():
                open_cards[-1][name].append(text)
    # An export that was cut off still says what it says.
    return (card for card in (*found, *map(_card, open_cards)) if card is not None)


def _card(texts: dict[str, list[str]]) -> Card | None:
    numbers, addresses = _all(map(_number, texts["TEL"])), _all(map(_plain, texts["EMAIL"]))
    names = (
        *map(_plain, texts["FN"]),
        *map(_person, texts["N"]),
        *(" ".join(filter(None, _pieces(text))) for text in texts["ORG"]),
        *map(_plain, texts["NICKNAME"]),
        *numbers,
        *addresses,
    )
    name = next((name for name in names if name), None)
    return Card(name, numbers, addresses) if name else None


def _text(parameters: bytes, value: bytes) -> str:
    given = [part.strip(b'"') for part in parameters.upper().replace(b"=", b";").split(b";")]
    if b"QUOTED-PRINTABLE" in given:
        value = binascii.a2b_qp(value)
    charset = None
    if b"CHARSET" in given[:-1]:
        charset = given[given.index(b"CHARSET") + 1].decode("ascii", "replace")
    return text_from(value, charset)[0]


def _plain(text: str) -> str:
    unescaped = _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], text)
    return " ".join(unescaped.split())


def _pieces(text: str) -> list[str]:
    return [_plain(piece) for piece in _PIECES.findall(text)]


def _person(text: str) -> str:
    pieces = _pieces(text)
    return " ".join(pieces[at] for at in _NAME_ORDER if at < len(pieces) and pieces[at])


def _number(text: str) -> str:
    plain = _plain(text)
    return plain[4:].partition(";")[0] if plain[:4].casefold() == "tel:" else plain


def _all(texts: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))
