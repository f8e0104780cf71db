"""The one connection that the program makes: what leaves, and everything that may come back."""

import ast
import socket
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

import stalkdiary
from stalkdiary.errors import InputRefused, NotWritten
from stalkdiary.handover import trust
from stalkdiary.handover.authority import MOST_BYTES, answer, proxy_of

LocalAuthority = Any  # of conftest.py, which tests can't import

PACKAGE = Path(stalkdiary.__file__).parent
NETWORK = {
    "asyncio", "ftplib", "http", "imaplib", "nntplib", "poplib", "requests", "smtplib", "socket",
    "socketserver", "ssl", "telnetlib", "urllib.request", "webbrowser", "xmlrpc",
}  # fmt: skip
SOURCES = sorted(PACKAGE.rglob("*.py"))
CLOCKS = {PACKAGE / "cli" / "idle.py", PACKAGE / "cli" / "prompts.py"}
"""They wait for a key or for time to pass, in the loop of prompt_toolkit."""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_else_can_open_a_connection(path: Path) -> None:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(str(node.module))
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    used = {name for name in found if {name, name.partition(".")[0]} & NETWORK}
    if path == PACKAGE / "handover" / "authority.py":
        assert "urllib.request" in used
    else:
        assert used <= ({"asyncio"} if path in CLOCKS else set())


# What leaves ----------------------------------------------------------------------------------


def test_the_question_and_nothing_about_the_person_leaves(authority: LocalAuthority) -> None:
    authority.says(lambda _: b"yes")
    assert answer(authority.url, b"the question") == b"yes"
    ((headers, body),) = authority.asked
    assert body == b"the question"
    assert headers == {
        "Accept": "application/timestamp-reply",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "Content-Length": "12",
        "Content-Type": "application/timestamp-query",
        "Host": authority.url.split("/")[2],
        "User-Agent": "rfc3161",
    }


def test_a_proxy_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        urllib.request, "getproxies", lambda: {"https": "http://me:secret@proxy.example:3128"}
    )
    monkeypatch.setattr(urllib.request, "proxy_bypass", lambda host: host == "near.example")
    assert proxy_of("https://tsa.example/") == "proxy.example"
    assert proxy_of("https://near.example/") is None
    assert proxy_of("http://tsa.example/") is None
    monkeypatch.setattr(urllib.request, "getproxies", lambda: {"http": "proxy.example:3128"})
    assert proxy_of("http://tsa.example/") == "proxy.example"


# What comes back ------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_a_failure_of_the_authority_is_told(authority: LocalAuthority, status: int) -> None:
    authority.says(lambda _: b"<h1>Sorry</h1>", status=status)
    with pytest.raises(NotWritten, match=f"HTTP status {status}"):
        answer(authority.url, b"?")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("scheme", ["file", "ftp", "data", "http"])
def test_redirects_are_not_followed(authority: LocalAuthority, status: int, scheme: str) -> None:
    other = {"file": "file:///etc/passwd", "ftp": "ftp://127.0.0.1/", "data": "data:,x"}
    authority.says(lambda _: b"", status, Location=other.get(scheme, authority.url))
    with pytest.raises(NotWritten, match="not followed"):
        answer(authority.url, b"?")
    assert len(authority.asked) == 1


def test_an_answer_without_end_is_refused(authority: LocalAuthority) -> None:
    authority.says(lambda _: bytes(MOST_BYTES + 1))
    with pytest.raises(InputRefused, match="larger than any timestamp"):
        answer(authority.url, b"?")
    authority.says(lambda _: bytes(MOST_BYTES))
    assert len(answer(authority.url, b"?")) == MOST_BYTES


def test_an_authority_that_never_answers_is_left(authority: LocalAuthority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(NotWritten, match="did not answer in time"):
            answer(url, b"?", seconds=0.05)


def test_an_authority_that_answers_drop_by_drop_is_left(
    authority: LocalAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours = iter(range(0, 3600_00, 3600))
    monkeypatch.setattr(time, "monotonic", lambda: next(hours))
    authority.says(lambda _: b"slow")
    with pytest.raises(NotWritten, match="did not answer in time"):
        answer(authority.url, b"?")


def test_nobody_at_home(authority: LocalAuthority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        url = f"http://127.0.0.1:{gone.getsockname()[1]}/"
    with pytest.raises(NotWritten, match="could not be reached: Connection refused"):
        answer(url, b"?")


def test_a_name_that_leads_nowhere(
    authority: LocalAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NotWritten, match=r"tsa\.example could not be reached: Name or service"):
        answer("http://tsa.example/", b"?")


@pytest.mark.parametrize("said", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"a" * 99999])
def test_what_is_not_http_is_refused(authority: LocalAuthority, said: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def speak() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(said)

        thread = threading.Thread(target=speak)
        thread.start()
        with pytest.raises(NotWritten, match=r"broke off|could not be reached"):
            answer(f"http://127.0.0.1:{server.getsockname()[1]}/", b"?")
        thread.join()


# Who can be asked ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "", "tsa.example", "file:///etc/passwd", "ftp://tsa.example/", "https://", "http://[",
        "https://me:secret@tsa.example/", "https://tsa.example/#x", "https://tsa.example/ x",
        "https://tsa.example:port/", "https://tsa.example/\r\nX: y", "https://tsä.example/",
        "https://tsa.example/" + "x" * 500,
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(InputRefused, match="address"):
        trust.authority(url, None)


@pytest.mark.parametrize("policy", ["", "policy", "1.2.3.", "9.9.9", "1.2." + "3." * 50 + "4"])
def test_a_policy_that_is_none_is_refused(policy: str) -> None:
    with pytest.raises(InputRefused, match="not the number of a policy"):
        trust.authority(trust.pinned()[0].url, None, policy)


def test_an_authority_that_is_not_known_needs_its_roots() -> None:
    with pytest.raises(InputRefused, match="not known here") as caught:
        trust.authority("https://tsa.example/", None)
    assert "--roots FILE" in caught.value.advice


def test_roots_are_taken_as_pem_and_as_der(certified: Path) -> None:
    import base64

    pem = (certified / "root.pem").read_bytes()
    der = base64.b64decode(b"".join(pem.splitlines()[1:-1]))
    given = [trust.authority("https://tsa.example/", data) for data in (pem, der)]
    assert {each.roots for each in given} == {pem.decode()}
    # What else stands in the file does not come along.
    commented = trust.authority("https://tsa.example/", b"# Sam's own\n" + pem)
    assert commented.roots == pem.decode()


@pytest.mark.parametrize(
    ("names", "sentence"),
    [([], "can be read"), (["tsa"], "holds no root"), (["root"] * 17, "17 certificates")],
)
def test_roots_that_are_none_are_refused(certified: Path, names: list[str], sentence: str) -> None:
    data = b"".join((certified / f"{name}.pem").read_bytes() for name in names)
    with pytest.raises(InputRefused, match=sentence):
        trust.authority("https://tsa.example/", data)


def test_what_is_pinned_is_what_the_record_says() -> None:
    """The root by its fingerprint, so that a change of the file is a change of this test."""
    from cryptography.hazmat.primitives.hashes import SHA256

    (sigstore,) = trust.pinned()
    (root,) = trust.certificates(sigstore.roots)
    assert sigstore.url == "https://timestamp.sigstore.dev/api/v1/timestamp"
    assert sigstore.policy == "1.3.6.1.4.1.57264.2"
    assert root.fingerprint(SHA256()).hex() == (
        "2aca8fea5d3ce48b01cc77076293c280e6c23ffe44034757ee7833ca9f45d633"
    )
    assert trust.is_root(root)
    assert trust.authority(sigstore.url, None) == sigstore
    assert trust.authority(sigstore.url, sigstore.roots.encode()).roots == sigstore.roots
    ours = trust.Signer(standing=trust.Standing.PINNED, name=sigstore.name)
    assert trust.signer(sigstore.url, sigstore.roots) == ours
    assert trust.signer("https://tsa.example/", sigstore.roots) == ours


@pytest.mark.parametrize(
    ("url", "standing"),
    [
        ("https://tsa.example/", trust.Standing.GIVEN),
        ("https://timestamp.sigstore.dev/api/v1/timestamp", trust.Standing.FOREIGN),
        ("http://TIMESTAMP.sigstore.dev.:8080/else", trust.Standing.FOREIGN),
    ],
)
def test_an_address_makes_nobody_an_authority(
    certified: Path, url: str, standing: trust.Standing
) -> None:
    """Certificates of anybody's beside a well-known address would speak in its name."""
    signer = trust.signer(url, (certified / "root.pem").read_text())
    assert signer.standing is standing
    assert signer.name.startswith("root (SHA-256 ")


@pytest.mark.parametrize("pem", ["", "nothing", "-----BEGIN CERTIFICATE-----\nAA==\n"])
def test_certificates_that_cannot_be_read_have_no_name(pem: str) -> None:
    """What somebody wrote into the ledger by hand must not stop a check."""
    signer = trust.signer("https://tsa.example/", pem)
    assert (signer.standing, signer.name) == (
        trust.Standing.GIVEN,
        "certificates that can't be read",
    )


def test_other_roots_for_a_known_authority_are_refused(certified: Path) -> None:
    """Nobody is led to stamp under a well-known name with certificates that are not its own."""
    (known,) = trust.pinned()
    with pytest.raises(InputRefused, match="are not those of timestamp"):
        trust.authority(known.url, (certified / "root.pem").read_bytes())
