"""A real timestamp authority on loopback: certificates of ours, tokens of ``openssl ts``.

What ``openssl ts`` refuses to make (a certificate that is not for timestamps, a time of our
choosing, two signers) is put together here and signed with ``openssl cms``.
"""

import http.server
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

POLICY, OTHER_POLICY = "1.3.6.1.4.1.55555.1", "1.3.6.1.4.1.55555.2"
FOR_EVER = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
IN_2020 = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC))
FROM_2090 = (datetime(2090, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
CONFIGURATION = f"""
[tsa]
default_tsa = it
[it]
serial = {{folder}}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = {POLICY}
other_policies = {OTHER_POLICY}
digests = sha1, sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def der(tag: int, *parts: bytes) -> bytes:
    """One DER element of any length."""
    content = b"".join(parts)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8)
    return bytes([tag, 0x80 + len(length)]) + length + content


def granted(token: bytes) -> bytes:
    """A response that grants `token`."""
    return der(0x30, bytes.fromhex("3003020100"), token)


@dataclass
class LocalAuthority:
    """An authority on loopback, and how it answers the next question.

    Attributes:
        folder: its certificates and keys: ``<name>.pem``, ``<name>.key``.
        url: where it listens.
        answer: makes status, headers and body of the answer from the request.
        asked: the headers and bodies of the questions so far.
    """

    folder: Path
    url: str = ""
    answer: Callable[[bytes], tuple[int, dict[str, str], bytes]] = field(init=False)
    asked: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """It begins well behaved."""
        self.behave()

    def behave(self) -> None:
        """Answers as an authority should."""
        self.says(self.reply)

    def says(self, reply: Callable[[bytes], bytes], status: int = 200, **headers: str) -> None:
        """Answers with what `reply` makes of the request."""
        given = {"Content-Type": "application/timestamp-reply"} | headers
        self.answer = lambda request: (status, given, reply(request))

    @property
    def roots(self) -> Path:
        """The file with its root certificate."""
        return self.folder / "root.pem"

    def reply(self, request: bytes, signer: str = "tsa", chain: str | None = None) -> bytes:
        """What ``openssl ts`` answers."""
        question, answer = self.folder / "question", self.folder / "answer"
        question.write_bytes(request)
        self._run(
            "ts", "-reply", "-config", self.folder / "ts.cnf", "-queryfile", question,
            "-signer", self.folder / f"{signer}.pem", "-inkey", self.folder / f"{signer}.key",
            *(() if chain is None else ("-chain", self.folder / f"{chain}.pem")), "-out", answer,
        )  # fmt: skip
        return answer.read_bytes()

    def signed(self, info: bytes, *signers: str, carrying: Sequence[str] = ()) -> bytes:
        """A response with `info` (TSTInfo) signed by each of `signers`."""
        content, token = self.folder / "content", self.folder / "token"
        content.write_bytes(info)
        others = self.folder / "carried"
        others.write_text("".join((self.folder / f"{each}.pem").read_text() for each in carrying))
        keys = [
            word
            for each in signers
            for word in ("-signer", self.folder / f"{each}.pem",
                         "-inkey", self.folder / f"{each}.key")
        ]  # fmt: skip
        self._run(
            "cms", "-sign", "-binary", "-nodetach", "-cades", "-md", "sha256", "-in", content,
            "-outform", "DER", "-out", token, "-econtent_type", "1.2.840.113549.1.9.16.1.4",
            *keys, *(("-certfile", others) if carrying else ()),
        )  # fmt: skip
        return granted(token.read_bytes())

    def unsigned(self, info: bytes, carrying: str) -> bytes:
        """A response with `info` and a certificate, and nobody's signature."""
        pem = (self.folder / f"{carrying}.pem").read_bytes()
        certificate = x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
        sha256 = bytes.fromhex("300d06096086480165030402010500")
        content = der(
            0x30, der(0x06, bytes.fromhex("2a864886f70d0109100104")), der(0xA0, der(0x04, info))
        )
        signed_data = der(
            0x30, b"\x02\x01\x03", der(0x31, sha256), content, der(0xA0, certificate), der(0x31)
        )
        kind = der(0x06, bytes.fromhex("2a864886f70d010702"))
        return granted(der(0x30, kind, der(0xA0, signed_data)))

    def agrees(self, response: bytes, request: bytes, at: datetime | None = None) -> bool:
        """Whether ``openssl ts -verify`` accepts `response` as an answer to `request`."""
        question, answer = self.folder / "asked", self.folder / "answered"
        question.write_bytes(request)
        answer.write_bytes(response)
        when = () if at is None else ("-attime", str(int(at.timestamp())))
        return self._ends_well("-queryfile", question, "-in", answer, *when)

    def agrees_on(self, response: bytes, digest: str) -> bool:
        """Whether ``openssl ts -verify -digest`` accepts `response`: the line for strangers."""
        answer = self.folder / "answered"
        answer.write_bytes(response)
        return self._ends_well("-digest", digest, "-in", answer)

    def _ends_well(self, *words: str | Path) -> bool:
        command = ("openssl", "ts", "-verify", "-CAfile", self.roots, *words)
        return subprocess.run(command, check=False, capture_output=True).returncode == 0

    def _run(self, *words: str | Path) -> None:
        done = subprocess.run(("openssl", *words), check=False, capture_output=True)
        # A rejection is an answer too, and openssl ends with 1 after it has written it.
        assert done.returncode in {0, 1}, done.stderr.decode()

    def certify(
        self,
        name: str,
        *,
        by: str | None = "root",
        valid: tuple[datetime, datetime] = FOR_EVER,
        usage: Sequence[x509.ObjectIdentifier] = (ExtendedKeyUsageOID.TIME_STAMPING,),
        critical: bool = True,
        called: str | None = None,
    ) -> None:
        """Makes a key and a certificate: a root where nobody signs it."""
        key = ec.generate_private_key(ec.SECP256R1())
        # Longer than that of a root, so that a set with the root behind it is out of order.
        subject = _name(called or name if by is None else f"{name} of the local authority")
        issuer, issuer_key = subject, key
        if by is not None:
            issuer = x509.load_pem_x509_certificate(
                (self.folder / f"{by}.pem").read_bytes()
            ).subject
            issuer_key = self._key(by)
        made = (
            x509.CertificateBuilder(issuer, subject, key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(valid[0])
            .not_valid_after(valid[1])
            .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
        )
        if by is not None and usage:
            made = made.add_extension(x509.ExtendedKeyUsage(usage), critical=critical)
        pem = made.sign(issuer_key, hashes.SHA256()).public_bytes(Encoding.PEM)
        (self.folder / f"{name}.pem").write_bytes(pem)
        (self.folder / f"{name}.key").write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )

    def _key(self, name: str) -> ec.EllipticCurvePrivateKey:
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        key = load_pem_private_key((self.folder / f"{name}.key").read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return key


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


@pytest.fixture(scope="session")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a root, an authority, and every kind of certificate that is wrong."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: apt-get install openssl")
    authority = LocalAuthority(tmp_path_factory.mktemp("authority"))
    authority.certify("root", by=None)
    authority.certify("tsa")
    authority.certify("second-tsa")
    authority.certify("stranger", by=None)
    authority.certify("strange-tsa", by="stranger")
    authority.certify("false-root", by=None, called="root")
    authority.certify("false-tsa", by="false-root")
    authority.certify("old-tsa", valid=IN_2020)
    authority.certify("future-tsa", valid=FROM_2090)
    authority.certify("no-usage", usage=())
    authority.certify("loose-usage", critical=False)
    authority.certify("other-usage", usage=(ExtendedKeyUsageOID.EMAIL_PROTECTION,))
    (authority.folder / "serial").write_text("01\n")
    (authority.folder / "ts.cnf").write_text(CONFIGURATION.format(folder=authority.folder))
    return authority.folder


@pytest.fixture
def authority(certified: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalAuthority]:
    """The authority, listening; reached without any proxy that this machine may have."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    authority = LocalAuthority(certified)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            authority.asked.append((dict(self.headers.items()), request))
            status, headers, body = authority.answer(request)
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                self.close_connection = True  # the other side has had enough

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing: the tests look at what was asked."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    authority.url = f"http://127.0.0.1:{server.server_address[1]}/tsa"
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="session")
def time_info() -> Callable[..., bytes]:
    """Makes a TSTInfo about `digest` with `nonce` and any time."""
    return _time_info


def _time_info(
    digest: bytes,
    nonce: int | None,
    *,
    at: datetime,
    policy: bytes = bytes.fromhex("2b0601040183b20301"),
    fraction: str = "",
) -> bytes:
    sha256 = bytes.fromhex("300d06096086480165030402010500")
    time = f"{at.astimezone(UTC):%Y%m%d%H%M%S}{fraction}Z".encode()
    number = b"" if nonce is None else der(0x02, nonce.to_bytes(nonce.bit_length() // 8 + 1))
    return der(
        0x30,
        bytes.fromhex("020101"),
        der(0x06, policy),
        der(0x30, sha256, der(0x04, digest)),
        bytes.fromhex("020107"),
        der(0x18, time),
        number,
    )
