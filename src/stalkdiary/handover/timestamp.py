"""Timestamps (RFC 3161): somebody else's signature under a fingerprint and the time.

A timestamp is made over the hash of an entry, which covers every entry before it. It shows that
they existed by that time; it says nothing about what happened. Everything here works offline: it
makes requests, and checks answers at their own time, when they come and at any time after.
authority.py does the asking.
"""

import base64
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Self

from stalkdiary.errors import EvidenceAltered, InputRefused, NotAllChecked, StalkdiaryError
from stalkdiary.handover.der import OCTETS, SEQUENCE, SHORT, der, integer, oid
from stalkdiary.handover.trust import Authority, Standing, certificates, is_root, signer
from stalkdiary.model.finding import Finding
from stalkdiary.model.ledger import ALGORITHM, Entry, utc_text
from stalkdiary.model.text import on_one_line, shortened
from stalkdiary.model.timestamp import TimestampFact, host_of

_NONCE_BITS = 62
_NONCE_BYTES = 10
"""With tag and length. Its value has exactly eight; some authorities refuse more."""
SHA256 = "2.16.840.1.101.3.4.2.1"
"""The name of the hash in every request."""
_GRANTED = 0
_MOST_SAID = 200
_CLOCKS_DIFFER = timedelta(minutes=5)
"""By so much a computer's clock may be ahead of the authority's without a word about it."""
_YES = b"\x01\x01\xff"
NO_PARAMETERS = b"\x05\x00"
"""What stands behind the name of a hash in DER: nothing."""
_SIGNED_DATA, _TIME_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
_FIELDS: Mapping[str, type] = {
    "entry": int,
    **dict.fromkeys(("authority", "hash", "request", "response", "roots"), str),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What an authority signed, beside the fingerprint.

    Attributes:
        gen_time: when, by its clock: UTC, ISO 8601 with ``Z``, whole seconds.
        serial: its own number for this timestamp.
        policy: the object identifier of the rules that it worked by.
    """

    gen_time: str
    serial: str
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A request and the whole answer to it, as the ledger keeps them.

    Attributes:
        request: the whole request, DER.
        response: the whole answer, byte for byte.
        roots: the certificates that it has to lead back to, PEM.
    """

    authority: str
    entry: int
    hash: str
    request: bytes
    response: bytes
    roots: str

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Self:
        """The stamp in the body of an entry.

        Raises:
            ValueError: it is not one that this program writes.
        """
        for name, kind in _FIELDS.items():
            if not isinstance(body.get(name), kind):
                raise ValueError(name)  # noqa: TRY004 - to callers it is one with the others
        _digest(body["hash"])
        der_ones = {
            name: base64.b64decode(body[name], validate=True) for name in ("request", "response")
        }
        return cls(**{name: body[name] for name in _FIELDS} | der_ones)

    def body(self, token: Token | None) -> dict[str, Any]:
        """What the ledger notes; None stands for an answer that can't be read here."""
        return asdict(self) | {
            "request": base64.b64encode(self.request).decode(),
            "response": base64.b64encode(self.response).decode(),
            "checked": token is not None,
            **(asdict(token) if token else {}),
        }

    def fact(self, token: Token | None) -> TimestampFact:
        """What `verify` says of it; None stands for an answer that does not hold as it is read."""
        by = signer(self.authority, self.roots)
        return TimestampFact(
            authority=self.authority,
            entry=self.entry,
            gen_time=token.gen_time if token else None,
            policy=token.policy if token else None,
            serial=token.serial if token else None,
            checked=token is not None,
            roots=str(Standing.PINNED if by.standing is Standing.PINNED else Standing.GIVEN),
            signer=by.name,
            known=by.standing is not Standing.FOREIGN,
        )

    def token(self) -> Token:
        """What the answer says, everything about it checked at its own time.

        No network is used, and no clock: certificates have to be valid when the authority signed.

        Raises:
            InputRefused: the answer is not a timestamp of this hash, or does not lead back.
            NotAllChecked: it names this request, but the library can't read it, or does not load.
        """
        must_load()
        from rfc3161_client import VerificationError

        try:
            return self._token()
        except (StalkdiaryError, KeyboardInterrupt, SystemExit):
            raise
        except VerificationError as error:
            raise self._false(_reason(str(error))) from None
        except BaseException as error:  # noqa: BLE001 - a panic of its Rust core is no Exception
            if _names(self.response, _digest(self.hash), self.request):
                raise NotAllChecked(
                    f"The answer of {host_of(self.authority)} can't be read here: "
                    f"{shortened(on_one_line(str(error)), _MOST_SAID)}",
                    "It is kept whole. 'openssl ts -verify' may be able to check it.",
                ) from None
            raise self._false("it is not the answer of a timestamp authority, or is cut") from None

    def _token(self) -> Token:
        from rfc3161_client import VerifierBuilder, decode_timestamp_response

        response = decode_timestamp_response(self.response)
        if response.status != _GRANTED:
            said = shortened(on_one_line(" ".join(response.status_string)), _MOST_SAID)
            raise self._false(f"none was granted ({said or f'status {response.status}'})")
        info = response.tst_info
        digest = _digest(self.hash)
        imprint = info.message_imprint
        if (imprint.hash_algorithm.dotted_string, imprint.message) != (SHA256, digest):
            raise self._false("it is about something else than this fingerprint")
        nonce: int | None = info.nonce
        policy = info.policy.dotted_string
        if nonce is None or integer(nonce) not in self.request:
            raise self._false("it answers another request: its nonce is not the one that was sent")
        if self.request not in {_request(digest, nonce), _request(digest, nonce, policy)}:
            raise self._false("it was made under another policy than the one that was asked for")
        chain = certificates(self.roots)
        verifier = VerifierBuilder(
            roots=[each for each in chain if is_root(each)],
            intermediates=[each for each in chain if not is_root(each)],
        ).build()
        verifier.verify(response, digest)
        return Token(
            gen_time=utc_text(info.gen_time), serial=str(info.serial_number), policy=policy
        )

    def _false(self, reason: str) -> InputRefused:
        return InputRefused(
            f"The answer of {host_of(self.authority)} is not a valid timestamp: {reason}.",
            "It was not saved. Try again later, or ask another authority.",
        )


def must_load() -> None:
    """Raises where the library that reads answers does not load; no answer is false for that.

    Raises:
        NotAllChecked: what to install.
    """
    try:
        import rfc3161_client  # noqa: F401
    except ImportError:
        raise NotAllChecked(
            "Timestamps can't be checked here, because the library rfc3161-client is not "
            "installed or does not load.",
            "Nothing was sent. Install it beside this program: pip install rfc3161-client",
        ) from None


def request_for(entry: Entry, policy: str | None = None) -> bytes:
    """A new request for a timestamp of an entry's hash, DER, with a random nonce.

    The library's own would hash what it is given once more, and can't ask for a policy.
    """
    nonce = 1 << _NONCE_BITS | secrets.randbits(_NONCE_BITS)
    return _request(_digest(entry.hash), nonce, policy)


def nonce_of(request: bytes) -> bytes:
    """The nonce in a request of ours, as the DER element that an answer has to repeat."""
    return request.removesuffix(_YES)[-_NONCE_BYTES:]


def checked(stamp: Stamp, authority: Authority) -> Token:
    """What an answer that has just come says.

    Raises:
        InputRefused: it is not to be kept.
        NotAllChecked: it is to be kept, but can't be read here.
    """
    token = stamp.token()
    if authority.policy not in {None, token.policy}:
        raise InputRefused(
            f"{authority.host} works by another policy than expected: {token.policy}, "
            f"not {authority.policy}.",
            "It was not saved. If that is right, name it: --policy OID.",
        )
    return token


def check_timestamps(entries: Iterable[Entry]) -> tuple[list[TimestampFact], list[Finding]]:
    """Every timestamp in a ledger, and what is wrong with them. `entries` are in their order."""
    facts: list[TimestampFact] = []
    findings: list[Finding] = []
    hashes: dict[int, str] = {}
    latest: dict[int, str] = {}
    newest = ""
    for entry in entries:
        if entry.kind == "timestamp":
            fact, found = _looked_at(entry, hashes)
            findings += [found] if found else []
            if fact is not None:
                facts.append(fact)
                findings += _doubts(entry, fact, latest.get(fact.entry, ""))
        hashes[entry.number] = entry.hash
        newest = latest[entry.number] = max(newest, entry.recorded_at)
    return facts, findings


def _doubts(entry: Entry, fact: TimestampFact, written: str) -> Iterator[Finding]:
    """What makes a timestamp that holds doubtful all the same.

    `written` is the latest time at which, by the diary, one of the covered entries was written.
    """
    if not fact.checked or fact.gen_time is None:
        return
    where = f"entry {entry.number}"
    if not fact.known:
        yield Finding(
            "timestamp-authority",
            where,
            f"the certificates of {fact.host}, which this program brings along",
            f"others, given with the timestamp: {fact.signer}",
            certain=False,
        )
    with suppress(ValueError):
        late = datetime.fromisoformat(written) - datetime.fromisoformat(fact.gen_time)
        if late > _CLOCKS_DIFFER:
            yield Finding(
                "timestamp-early",
                where,
                f"a time after {written}, when the last of entries 1 to {fact.entry} was written",
                f"{fact.gen_time}: this computer's clock was ahead, or one of the times is wrong",
                certain=False,
            )


def _looked_at(
    entry: Entry, hashes: Mapping[int, str]
) -> tuple[TimestampFact | None, Finding | None]:
    where = f"entry {entry.number}"
    unchecked = partial(Finding, "timestamp-unchecked", where, certain=False)
    false = partial(Finding, "timestamp-false", where)
    try:
        body = entry.content()
        stamp = Stamp.of(body)
    except (ValueError, EvidenceAltered):
        return None, unchecked("a timestamp as this program writes it", "something else")
    if hashes.get(stamp.entry) != stamp.hash:
        return stamp.fact(None), false(f"the hash of entry {stamp.entry}", stamp.hash)
    try:
        token = stamp.token()
    except NotAllChecked as error:
        return stamp.fact(None), unchecked("a token that can be read", error.sentence)
    except InputRefused as error:
        return stamp.fact(None), false("a valid timestamp", error.sentence)
    for name, said in asdict(token).items():
        # An answer that could not be read when it came may be readable by now.
        if body.get("checked") and body.get(name) != said:
            return stamp.fact(None), false(f"{name} {said}", f"{body.get(name)}")
    return stamp.fact(token), None


def _names(response: bytes, digest: bytes, request: bytes) -> bool:
    """Whether something that could not be read is whole and names this request.

    Nobody but whoever got the request knows its nonce, so a page of a hotel's network, or what
    is left of a broken answer, is told from the work of an authority that encodes loosely.
    """
    parts = (oid(_SIGNED_DATA), oid(_TIME_INFO), _imprint(digest), nonce_of(request))
    return _is_whole(response) and all(part in response for part in parts)


def _is_whole(data: bytes) -> bool:
    """Whether `data` is one DER sequence from its first byte to its last."""
    tag, length, rest = data[:1], data[1:2], data[2:]
    if tag != bytes([SEQUENCE]) or not length:
        return False
    if length[0] < SHORT:
        return len(rest) == length[0]
    count = length[0] - SHORT
    return len(rest) == count + int.from_bytes(rest[:count])


def _reason(message: str) -> str:
    """What the library found, in plain words; its own words where we have none."""
    for part, words in (
        ("not yet valid", "its certificate was not yet valid at its own time"),
        ("has expired", "its certificate had expired by its own time"),
        ("certificate purpose", "its certificate is not one for timestamps"),
        ("certificate verify error", "its certificate does not lead back to a root trusted here"),
        ("certificate not found", "it does not carry the certificate that signed it"),
        ("Error while verifying certificates", "its signature does not hold"),
        ("SignerInfo", "it is not signed by exactly one signer"),
        ("signer infos", "it is not signed"),
        ("EKU", "its certificate is not one for timestamps"),
        ("Certificates neither found", "it does not carry the certificate that signed it"),
    ):
        if part in message:
            return words
    return shortened(on_one_line(message), _MOST_SAID)


def _digest(tagged: str) -> bytes:
    """The bytes of a tagged hash."""
    digest = bytes.fromhex(tagged.removeprefix(ALGORITHM))
    if not tagged.startswith(ALGORITHM) or len(digest) != 32:  # noqa: PLR2004 - SHA-256
        raise ValueError(tagged)
    return digest


def _request(digest: bytes, nonce: int, policy: str | None = None) -> bytes:
    """TimeStampReq of RFC 3161 section 2.4.1, asking for the certificate to come along."""
    asked = oid(policy) if policy else b""
    return der(SEQUENCE, integer(1), _imprint(digest), asked, integer(nonce), _YES)


def _imprint(digest: bytes) -> bytes:
    return der(SEQUENCE, der(SEQUENCE, oid(SHA256), NO_PARAMETERS), der(OCTETS, digest))
