"""Parts of mails are found where the standard library finds them, and hostile ones do no harm."""

from email import message_from_bytes
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.importers.mail.mime import MOST_DEPTH, Field, MimePart, base_name, entity, parts


def parts_of(raw: bytes) -> list[MimePart]:
    """The parts of a mail."""
    return parts(entity(raw))


def part_of(headers: str, body: str = "x") -> MimePart:
    """The only part of a mail."""
    (part,) = parts_of(f"{headers}\n\n{body}".encode("utf-8", "surrogateescape"))
    return part


@pytest.mark.parametrize(
    ("raw", "names", "body"),
    [
        (b"A: 1\nB: 2\n\nbody", {"a", "b"}, b"body"),
        (b"A: 1\r\n b\r\nB : 2\r\n\r\nbody", {"a", "b"}, b"body"),
        (b"From x Mon\nA: 1\n\nbody", {"a"}, b"body"),
        (b"From x Mon\n>From y Tue\nA: 1\n\nbody", {"a"}, b"body"),
        (b"From me to you\n\nbody", set(), b"From me to you\n\nbody"),
        (b"no header here\nbody: no", set(), b"no header here\nbody: no"),
        (b"A: 1\nbody begins\nB: 2", {"a"}, b"body begins\nB: 2"),
        (b"\nbody", set(), b"body"),
        (b"", set(), b""),
        (b"A:", {"a"}, b""),
    ],
)
def test_headers_end_where_they_end(raw: bytes, names: set[str], body: bytes) -> None:
    found = entity(raw)
    assert (found.headers.names, bytes(found.body)) == (names, body)


def test_headers_are_unfolded_and_in_order() -> None:
    """Also with bytes that are not ASCII: UTF-8, else as Windows wrote them."""
    raw = "Received: one\n two\nX: caf\u00e9\nreceived: three\n\n".encode()
    headers = entity(raw + b"").headers
    assert headers.all("received") == ["one two", "three"]
    assert headers.first("x") == "café"
    assert entity(b"X: caf\xe9\n\n").headers.first("x") == "café"
    assert headers.first("missing") is None


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="plain.txt"', "plain.txt"),
        ("attachment; filename=plain.txt; size=1", "plain.txt"),
        ("attachment; filename*=UTF-8''%61%C3%A4.txt", "aä.txt"),
        ("attachment; filename*=ISO-8859-1''%E4.txt", "ä.txt"),
        ("attachment; filename*0=one; filename*1=two.txt", "onetwo.txt"),
        ("attachment; filename*0*=utf-8''%C3%A4; filename*1=b.txt", "äb.txt"),
        ('attachment; filename="=?utf-8?q?=C3=A4=2Etxt?="', "ä.txt"),
        ('attachment; filename="=?utf-8?b?w6QudHh0?="', "ä.txt"),
        ('attachment; filename="ä.txt"', "ä.txt"),
        ('attachment; filename="a\\"b;c.txt"', 'a"b;c.txt'),
        ("attachment; filename*=utf-8''%E4.txt", "\ufffd.txt"),
        ("attachment; filename*=nonsense''%E4.txt", "ä.txt"),
        ('attachment; filename="/evil/filename"', "filename"),
        ('attachment; filename="..\\\\..\\\\evil.exe"', "evil.exe"),
        ('attachment; filename="../../"', ""),
        ("attachment; filename*=utf-8''..%2F..%2Fetc%2Fpasswd", "passwd"),
        ('attachment; filename="a\0b"', "ab"),
        ("attachment", ""),
    ],
)
def test_names_of_attachments(header: str, name: str) -> None:
    """Every way to write them that mail programs use; only the last part of a path."""
    part = part_of(f"Content-Type: application/pdf\nContent-Disposition: {header}")
    assert (part.name, part.attached, part.shown) == (name, True, False)


def test_the_old_way_to_name_a_file() -> None:
    part = part_of('Content-Type: image/png; name="=?utf-8?q?=C3=A4?="')
    assert (part.name, part.media_type) == ("ä", "image/png")


@pytest.mark.parametrize(
    ("coding", "body", "data", "well"),
    [
        ("base64", "SGVsbG8=", b"Hello", True),
        ("BASE64", "SGVs\r\nbG8=\r\n", b"Hello", True),
        ("base64", "SGVsbG8", b"Hello", False),
        ("base64", "S?", b"", False),
        ("base64", "", b"", True),
        ("quoted-printable", "caf=C3=A9 =\nau lait", "café au lait".encode(), True),
        ("quoted-printable", "a=ZZ=", b"a=ZZ", True),
        ("8bit", "é", "é".encode(), True),
        ("x-uuencode", "begin 644 a", b"begin 644 a", False),
    ],
)
def test_transfer_encodings(coding: str, body: str, data: bytes, well: bool) -> None:
    part = part_of(f"Content-Transfer-Encoding: {coding}", body)
    decoded, good = part.decoded()
    assert (bytes(decoded)[: len(data)], good) == (data, well)


def test_of_several_forms_the_plain_one_is_read() -> None:
    """The last one where there is no plain one; files among the forms stay files."""
    plain = "Content-Type: text/plain\n\nplain"
    page = "Content-Type: text/html\n\n<p>page</p>"
    event = "Content-Type: text/calendar\n\nBEGIN:VCALENDAR"
    blank = "Content-Type: text/plain\n\n \n"
    for forms, shown, attached in (
        ([plain, page, event], ["text/plain"], ["text/calendar"]),
        ([page, plain], ["text/plain"], []),
        ([blank, page], ["text/html"], []),
        ([event], [], ["text/calendar"]),
    ):
        body = "".join(f"--b\n{form}\n" for form in forms)
        raw = f"Content-Type: multipart/alternative; boundary=b\n\n{body}--b--\n".encode()
        found = parts_of(raw)
        assert [part.media_type for part in found if part.shown] == shown
        assert [part.media_type for part in found if part.attached] == attached


def test_boundaries_that_are_none() -> None:
    """Longer ones, ones within a line, and one that never comes."""
    body = b"--b\n\nx --b\n--bc\n--b \nA: 1\n\ny\n--b--\nz"
    raw = b"Content-Type: multipart/mixed; boundary=b\n\n" + body
    assert [bytes(part.body) for part in parts_of(raw)] == [b"x --b\n--bc", b"y"]
    never = part_of("Content-Type: multipart/mixed; boundary=b", "words --b")
    assert (never.media_type, never.shown, bytes(never.body)) == ("text/plain", True, b"words --b")
    assert part_of("Content-Type: multipart/mixed", "words").shown


def test_a_digest_holds_mails() -> None:
    raw = b"Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n\ny\n--b--"
    assert [part.media_type for part in parts_of(raw)] == ["message/rfc822"]


def test_depth_has_an_end() -> None:
    """A thousand multiparts in each other are a part that nobody opens, not a crash."""
    raw = b"x"
    for number in range(1000):
        mark = b"b%d" % number
        raw = b"Content-Type: multipart/mixed; boundary=%s\n\n--%s\n%s" % (mark, mark, raw)
    (part,) = parts_of(raw)
    assert part.media_type == "multipart/mixed"
    assert part.attached
    assert MOST_DEPTH < 1000


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b" * 300_000,
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 100_000,
        b"Content-Type: text/plain" + b'; a="' * 200_000,
        b"Content-Type: text/plain" + b"; a*0=" * 20_000,
        b"Content-Type: text/plain;" + b" " * 1_000_000,
        b"A:" + b"\n " * 500_000,
        b"A: 1\n" * 200_000,
        b"From x\n" * 200_000,
    ],
    ids=range(8),
)
def test_hostile_mails_cost_no_more_than_their_length(raw: bytes) -> None:
    """A parser that went back over what it read would need minutes for these."""
    assert len(parts_of(raw)) > 0


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn")), min_size=1
)


@settings(max_examples=60)
@given(
    files=st.lists(st.tuples(NAMES, st.binary(max_size=300)), max_size=4),
    text=st.text(alphabet="abc é\n-=", max_size=100),
    nested=st.booleans(),
)
def test_parts_are_those_of_the_standard_library(
    files: list[tuple[str, bytes]], text: str, nested: bool
) -> None:
    """Types, names, bytes and their order, for what it writes itself."""
    message = EmailMessage()
    message.set_content(text)
    if nested:
        message.add_alternative("<p>x</p>", subtype="html")
    for name, data in files:
        message.add_attachment(data, "application", "octet-stream", filename=name)
    raw = message.as_bytes()
    leaves = [part for part in message_from_bytes(raw).walk() if not part.is_multipart()]
    found = parts_of(raw)
    assert [part.media_type for part in found] == [leaf.get_content_type() for leaf in leaves]
    assert [bytes(part.decoded()[0]) for part in found] == [
        leaf.get_payload(decode=True) for leaf in leaves
    ]
    assert [part.name for part in found if part.attached] == [base_name(name) for name, _ in files]


@settings(max_examples=150)
@given(header=st.text(max_size=60) | st.lists(st.sampled_from(
    ["a", "*", "*0", "*0*", "=", ";", '"', "\\", " ", "utf-8''", "%", "%ff", "=?", "?=", "'", "x/y"]
)).map("".join))  # fmt: skip
def test_no_field_does_harm(header: str) -> None:
    field = Field.of(header)
    assert all(isinstance(value, str) for value in field.parameters.values())
    assert base_name(field.parameters.get("a", "")).encode() is not None
