"""Who is asked for timestamps, and which roots their answers must lead back to."""

import tomllib
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from stalkdiary.errors import InputRefused
from stalkdiary.model.text import on_one_line, shortened
from stalkdiary.model.timestamp import host_of

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_DATA = Path(__file__).parents[1] / "data" / "authorities"
_MOST_CERTIFICATES = 16
"""Of one authority. More are a list of everybody's, and whoever is on it could have signed."""
_MOST_CHARACTERS = 500
_MOST_POLICY = 64
_MOST_NAME = 80
_GROUPS = 4
"""Of a certificate's SHA-256, in words for people; the whole stands in the ledger."""
_WHERE = (
    "Timestamp authorities publish the address and the root certificate beside each other, mostly "
    "on a page named timestamping, TSA or repository."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Somebody who signs that a fingerprint existed by a time.

    Attributes:
        url: where it is asked; its name in every record.
        roots: certificates as PEM, at least one that signs itself; answers must lead back to it.
        policy: the object identifier of the rules that it must have worked by; None for any.
        name: who runs it, for people; the host where we do not know.
    """

    url: str
    roots: str
    policy: str | None = None
    name: str = ""

    @property
    def host(self) -> str:
        return host_of(self.url)


@cache
def pinned() -> tuple[Authority, ...]:
    """Those whose address and root ship with the program."""
    listed = tomllib.loads((_DATA / "authorities.toml").read_text(encoding="utf-8"))
    return tuple(
        Authority(
            url=each["url"],
            roots=(_DATA / each["roots"]).read_text(encoding="ascii"),
            policy=each["policy"],
            name=each["name"],
        )
        for each in listed["authority"]
    )


class Standing(StrEnum):
    """Whose certificates a timestamp leads back to."""

    PINNED = "pinned"
    """Those that ship with the program for an authority."""
    GIVEN = "given"
    """Those that whoever made the timestamp gave with it."""
    FOREIGN = "foreign"
    """Given ones, beside the address of an authority whose own ship and are others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signed, by certificates: an address beside them is only what somebody wrote.

    Attributes:
        name: of a shipped authority; else the root's own name for itself, which anybody can
            choose, with the start of its SHA-256.
    """

    standing: Standing
    name: str


def signer(url: str, roots: str) -> Signer:
    """Who signs under the certificates in `roots` (PEM), beside the address `url`."""
    given = _digests(roots)
    for each in pinned():
        if given and given == _digests(each.roots):
            return Signer(standing=Standing.PINNED, name=each.name or each.host)
    known = {_host(each.url) for each in pinned()}
    standing = Standing.FOREIGN if _host(url) in known else Standing.GIVEN
    return Signer(standing=standing, name=_root_name(roots))


def authority(url: str, roots: bytes | None, policy: str | None = None) -> Authority:
    """The authority at `url`, with the roots that were given, or ours where there are none.

    Raises:
        InputRefused: one of the three can't be used, or there are no roots for it.
    """
    url = _checked_url(url)
    if policy is not None:
        policy = _checked_policy(policy)
    known = next((each for each in pinned() if each.url == url), None)
    if roots is not None:
        text = _roots_in(roots)
        if signer(url, text).standing is Standing.FOREIGN:
            raise InputRefused(
                f"The certificates in the file are not those of {host_of(url)}.",
                "Nothing was sent. This program brings the certificates of that authority along: "
                "leave --roots out.",
            )
        return Authority(url=url, roots=text, policy=policy, name=host_of(url))
    if known is None:
        raise InputRefused(
            f"The root certificate of {host_of(url)} is not known here.",
            f"Nothing was sent. Name the file that holds it: --roots FILE. {_WHERE}",
        )
    return Authority(
        url=url, roots=known.roots, policy=policy or known.policy, name=known.name or known.host
    )


def certificates(pem: str) -> "list[Certificate]":
    """The certificates in `pem`. Raises `ValueError`: it holds none, or one that can't be read."""
    from cryptography.x509 import load_pem_x509_certificates

    return load_pem_x509_certificates(pem.encode())


def is_root(certificate: "Certificate") -> bool:
    """Whether a certificate names itself as its issuer."""
    return certificate.issuer == certificate.subject


def _host(url: str) -> str:
    """The host of `url` in the one form that is compared."""
    return host_of(url).casefold().rstrip(".")


def _digests(pem: str) -> frozenset[bytes]:
    """The SHA-256 of each certificate in `pem`; none where it can't be read."""
    from cryptography.hazmat.primitives.hashes import SHA256

    with suppress(ValueError):
        return frozenset(each.fingerprint(SHA256()) for each in certificates(pem))
    return frozenset()


def _root_name(pem: str) -> str:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.x509.oid import NameOID

    with suppress(ValueError):
        for root in filter(is_root, certificates(pem)):
            names = root.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
            said = str(names[0].value) if names else root.subject.rfc4514_string()
            digits = root.fingerprint(SHA256()).hex()
            groups = " ".join(digits[at : at + 4] for at in range(0, 4 * _GROUPS, 4))
            return f"{shortened(on_one_line(said), _MOST_NAME)} (SHA-256 {groups} …)"
    return "certificates that can't be read"


def _checked_url(url: str) -> str:
    advice = "Nothing was sent. Give it as the authority does, such as https://example.org/tsa."
    if len(url) > _MOST_CHARACTERS or not (url.isascii() and url.isprintable()) or " " in url:
        raise InputRefused("That is not the address of a timestamp authority.", advice)
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - asked, because it raises where it is no number
    except ValueError:
        raise InputRefused(f"{url} is not an address.", advice) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InputRefused(f"{url} is not an address that begins with https or http.", advice)
    if parts.username is not None or parts.fragment:
        # It would stand in the ledger, and in everything that is handed over.
        raise InputRefused("The address holds a name, a password or a # part.", advice)
    return url


def _checked_policy(policy: str) -> str:
    from cryptography.x509 import ObjectIdentifier

    try:
        dotted = ObjectIdentifier(policy).dotted_string
    except ValueError:
        dotted = ""
    if not dotted or len(dotted) > _MOST_POLICY:
        raise InputRefused(
            f"{policy!r} is not the number of a policy.",
            "Nothing was sent. It looks like this: 1.3.6.1.4.1.57264.2",
        )
    return dotted


def _roots_in(data: bytes) -> str:
    """The certificates in a file, PEM or DER, as PEM without anything else."""
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificates

    try:
        found = (
            load_pem_x509_certificates(data)
            if b"-----BEGIN" in data
            else [load_der_x509_certificate(data)]
        )
        text = "".join(each.public_bytes(Encoding.PEM).decode() for each in found)
        roots = [each for each in found if is_root(each)]
    except ValueError:
        raise InputRefused(
            "The file of roots does not hold certificates that can be read.",
            f"Nothing was sent. It has to be PEM or DER. {_WHERE}",
        ) from None
    if not roots:
        raise InputRefused(
            "The file of roots holds no root: no certificate in it is signed by itself.",
            f"Nothing was sent. {_WHERE}",
        )
    if len(found) > _MOST_CERTIFICATES:
        raise InputRefused(
            f"The file of roots holds {len(found)} certificates.",
            "Nothing was sent. Give only those of the authority: with a list of everybody's, "
            f"anybody on it could have made the timestamp. {_WHERE}",
        )
    return text
