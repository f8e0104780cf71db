"""The made-up timestamp authority of the made-up case. It answers here, without any network.

Its keys are new each time and kept nowhere. The program knows no certificate of it, so that what
it signs is told as the word of somebody whose certificates came along with the timestamp.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from stalkdiary.handover.der import CONTEXT, OCTETS, SEQUENCE, SET, TIME, der, integer, oid
from stalkdiary.handover.timestamp import NO_PARAMETERS, SHA256, Stamp, nonce_of, request_for
from stalkdiary.model.ledger import Entry

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate

_URL = "https://timestamps.example/made-up"
_ROOT, _SIGNER = "Made-up timestamp authority", "Made-up timestamp authority, signer"
_POLICY = "1.3.6.1.4.1.32473.1"
"""Below the number that RFC 5612 keeps for examples."""
_YEARS = timedelta(days=3650)
_SIGNED_DATA, _TIME_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
_CONTENT_TYPE, _MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_SIGNING_CERTIFICATE, _ECDSA = "1.2.840.113549.1.9.16.2.47", "1.2.840.10045.4.3.2"


def stamp(entry: Entry, at: datetime) -> Stamp:
    """A timestamp of `entry` as the made-up authority gives it at the time `at`, aware."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding

    root_key, key = (generate_private_key(SECP256R1()) for _ in range(2))
    root = _certificate(_ROOT, root_key, root_key, at)
    signer = _certificate(_SIGNER, key, root_key, at)
    request = request_for(entry)
    # TSTInfo of RFC 3161, section 2.4.2.
    info = der(
        SEQUENCE,
        integer(1),
        oid(_POLICY),
        der(SEQUENCE, _algorithm(), der(OCTETS, bytes.fromhex(entry.hash.partition(":")[2]))),
        integer(1),
        der(TIME, f"{at.astimezone(UTC):%Y%m%d%H%M%SZ}".encode()),
        nonce_of(request),
    )
    granted = der(SEQUENCE, integer(0))
    return Stamp(
        authority=_URL,
        entry=entry.number,
        hash=entry.hash,
        request=request,
        response=der(SEQUENCE, granted, _signed(info, signer, key)),
        roots=root.public_bytes(Encoding.PEM).decode(),
    )


def _certificate(
    name: str, key: "EllipticCurvePrivateKey", by: "EllipticCurvePrivateKey", at: datetime
) -> "Certificate":
    """Of the root where `by` is its own key, else of the signer."""
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256 as DIGEST
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    own = key is by
    subject, issuer = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (name, _ROOT)
    )
    made = (
        x509.CertificateBuilder(issuer, subject, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _YEARS)
        .not_valid_after(at + _YEARS)
        .add_extension(x509.BasicConstraints(ca=own, path_length=None), critical=True)
    )
    if not own:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = made.add_extension(usage, critical=True)
    return made.sign(by, DIGEST())


def _signed(info: bytes, signer: "Certificate", key: "EllipticCurvePrivateKey") -> bytes:
    """SignedData of RFC 5652, section 5, with the attributes that RFC 3161 and 5816 ask for."""
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.hashes import SHA256 as DIGEST
    from cryptography.hazmat.primitives.serialization import Encoding

    certificate = signer.public_bytes(Encoding.DER)
    hashed = der(OCTETS, sha256(certificate).digest())
    attributes = sorted(
        der(SEQUENCE, oid(kind), der(SET, value))
        for kind, value in (
            (_CONTENT_TYPE, oid(_TIME_INFO)),
            (_MESSAGE_DIGEST, der(OCTETS, sha256(info).digest())),
            (_SIGNING_CERTIFICATE, der(SEQUENCE, der(SEQUENCE, der(SEQUENCE, hashed)))),
        )
    )
    issued = der(SEQUENCE, signer.issuer.public_bytes(), integer(signer.serial_number))
    signature = key.sign(der(SET, *attributes), ECDSA(DIGEST()))
    by = der(
        SEQUENCE,
        integer(1),
        issued,
        _algorithm(),
        der(CONTEXT, *attributes),
        der(SEQUENCE, oid(_ECDSA)),
        der(OCTETS, signature),
    )
    content = der(SEQUENCE, oid(_TIME_INFO), der(CONTEXT, der(OCTETS, info)))
    signed = der(
        SEQUENCE,
        integer(3),
        der(SET, _algorithm()),
        content,
        der(CONTEXT, certificate),
        der(SET, by),
    )
    return der(SEQUENCE, oid(_SIGNED_DATA), der(CONTEXT, signed))


def _algorithm() -> bytes:
    return der(SEQUENCE, oid(SHA256), NO_PARAMETERS)
