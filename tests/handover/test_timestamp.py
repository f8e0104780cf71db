"""Each way in which a timestamp can be wrong, against a real authority; openssl is the referee."""

import base64
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from rfc3161_client import decode_timestamp_response

from stalkdiary.diary import Diary
from stalkdiary.errors import InputRefused, NotAllChecked
from stalkdiary.handover import timestamp, trust
from stalkdiary.handover.timestamp import (
    Stamp,
    check_timestamps,
    checked,
    request_for,
)
from stalkdiary.model.ledger import Entry, next_entry, utc_text
from stalkdiary.model.timestamp import covering

if TYPE_CHECKING:
    from tests.handover.conftest import LocalAuthority
else:
    LocalAuthority = Any  # tests can't import conftest.py when they run

POLICY, OTHER_POLICY = "1.3.6.1.4.1.55555.1", "1.3.6.1.4.1.55555.2"
SUMMER_2020 = datetime(2020, 6, 1, 12, 30, 59, tzinfo=UTC)
DICE = random.Random(3161)  # noqa: S311 - the same damage in every run
NOW = datetime.now(UTC).replace(microsecond=0)


def make_entry(number: int = 1) -> Entry:
    """An entry like any other."""
    last = None if number == 1 else make_entry(number - 1)
    return next_entry(last, recorded_at="2026-11-23T08:00:00Z", kind="action", body={"nonce": "0"})


ENTRY = make_entry()
DIGEST = bytes.fromhex(ENTRY.hash.removeprefix("sha256:"))


class Vector:
    """A request, and the means to answer it rightly and wrongly."""

    def __init__(
        self, authority: LocalAuthority, time_info: Callable[..., bytes], policy: str | None = None
    ) -> None:
        self.authority = authority
        self.request = request_for(ENTRY, policy)
        self._time_info = time_info

    @property
    def nonce(self) -> int:
        return int.from_bytes(self.request.removesuffix(b"\x01\x01\xff")[-8:])

    def info(self, at: datetime = NOW, **changes: Any) -> bytes:
        given: dict[str, Any] = {"digest": DIGEST, "nonce": self.nonce, "at": at} | changes
        return self._time_info(given.pop("digest"), given.pop("nonce"), **given)

    def stamp(self, response: bytes) -> Stamp:
        return Stamp(
            authority=self.authority.url,
            entry=ENTRY.number,
            hash=ENTRY.hash,
            request=self.request,
            response=response,
            roots=self.authority.roots.read_text(),
        )


@pytest.fixture
def vector(authority: LocalAuthority, time_info: Callable[..., bytes]) -> Vector:
    """A request without a policy."""
    return Vector(authority, time_info)


# What is right --------------------------------------------------------------------------------


def test_a_good_token_holds(vector: Vector) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    response = vector.authority.reply(vector.request)
    token = vector.stamp(response).token()
    assert before <= datetime.fromisoformat(token.gen_time) <= datetime.now(UTC)
    assert token.gen_time.endswith("Z")
    assert token.policy == POLICY
    assert token.serial.isdecimal()
    assert vector.authority.agrees(response, vector.request)


def test_strangers_check_it_with_the_fingerprint_alone(vector: Vector) -> None:
    """The imprint is the fingerprint itself, as it is printed on the report."""
    response = vector.authority.reply(vector.request)
    assert vector.authority.agrees_on(response, ENTRY.hash.removeprefix("sha256:"))
    assert not vector.authority.agrees_on(response, "00" * 32)


def test_a_policy_is_asked_for(authority: LocalAuthority, time_info: Callable[..., bytes]) -> None:
    vector = Vector(authority, time_info, OTHER_POLICY)
    response = authority.reply(vector.request)
    assert vector.stamp(response).token().policy == OTHER_POLICY
    assert authority.agrees(response, vector.request)


def test_a_certificate_that_has_expired_since_was_good_enough_then(vector: Vector) -> None:
    """Checked at its own time, whatever the time is now: it holds for ever."""
    response = vector.authority.signed(vector.info(SUMMER_2020), "old-tsa")
    assert vector.stamp(response).token().gen_time == "2020-06-01T12:30:59Z"
    assert not vector.authority.agrees(response, vector.request)
    assert vector.authority.agrees(response, vector.request, at=SUMMER_2020)


def test_fractions_of_a_second_are_left_off(vector: Vector) -> None:
    """The library reads times as whole seconds. The answer is kept, and has them."""
    response = vector.authority.signed(vector.info(NOW, fraction=".25"), "tsa")
    assert vector.stamp(response).token().gen_time == f"{NOW:%Y-%m-%dT%H:%M:%SZ}"
    assert vector.authority.agrees(response, vector.request)


def test_roots_may_come_with_what_lies_between(vector: Vector) -> None:
    """Where the answer does not carry its certificate's chain, the file of roots may."""
    stamp = vector.stamp(vector.authority.reply(vector.request))
    both = stamp.roots + (vector.authority.folder / "tsa.pem").read_text()
    assert replace(stamp, roots=both).token() == stamp.token()


def test_the_request_is_what_the_library_would_send() -> None:
    import hashlib

    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    theirs = TimestampRequestBuilder().data(b"x").hash_algorithm(HashAlgorithm.SHA256).build()
    assert theirs.nonce is not None
    assert timestamp._request(hashlib.sha256(b"x").digest(), theirs.nonce) == theirs.as_bytes()


def test_no_two_requests_are_alike() -> None:
    requests = {request_for(ENTRY) for _ in range(100)}
    assert len(requests) == 100
    assert {len(each) for each in requests} == {69}


# What is wrong --------------------------------------------------------------------------------

NOT_AN_ANSWER = "not the answer of a timestamp authority"


def wrong_nonce(it: Vector) -> bytes:
    return it.authority.reply(request_for(ENTRY))


def without_nonce(it: Vector) -> bytes:
    return it.authority.signed(it.info(nonce=None), "tsa")


def wrong_imprint(it: Vector) -> bytes:
    return it.authority.reply(request_for(make_entry(2)))


def sha1_imprint(it: Vector) -> bytes:
    sha1 = bytes.fromhex("3021300906052b0e03021a05000414") + DIGEST[:20]
    nonce = it.request.removesuffix(b"\x01\x01\xff")[-10:]
    question = b"\x02\x01\x01" + sha1 + nonce + b"\x01\x01\xff"
    return it.authority.reply(bytes([0x30, len(question)]) + question)


def rejection(it: Vector) -> bytes:
    return it.authority.reply(request_for(ENTRY, "1.3.6.1.4.1.55555.3"))


def other_root(it: Vector) -> bytes:
    return it.authority.reply(it.request, "strange-tsa")


def other_root_brought_along(it: Vector) -> bytes:
    return it.authority.signed(it.info(), "strange-tsa", carrying=["stranger"])


def root_of_the_same_name_brought_along(it: Vector) -> bytes:
    return it.authority.signed(it.info(), "false-tsa", carrying=["false-root"])


def expired_before(it: Vector) -> bytes:
    return it.authority.signed(it.info(), "old-tsa")


def not_yet_valid(it: Vector) -> bytes:
    return it.authority.signed(it.info(), "future-tsa")


def no_usage(it: Vector) -> bytes:
    return it.authority.signed(it.info(), "no-usage")


def loose_usage(it: Vector) -> bytes:
    return it.authority.signed(it.info(), "loose-usage")


def other_usage(it: Vector) -> bytes:
    return it.authority.signed(it.info(), "other-usage")


def injected_certificate(it: Vector) -> bytes:
    """Signed by one that is not for timestamps, with a good certificate laid beside it."""
    return it.authority.signed(it.info(), "no-usage", carrying=["tsa"])


def two_signers(it: Vector) -> bytes:
    return it.authority.signed(it.info(), "tsa", "second-tsa")


def signed_by_nobody(it: Vector) -> bytes:
    return it.authority.unsigned(it.info(), carrying="tsa")


def without_certificate(it: Vector) -> bytes:
    return it.authority.reply(it.request.removesuffix(b"\x01\x01\xff").replace(
        bytes([0x30, len(it.request) - 2]), bytes([0x30, len(it.request) - 5]), 1))  # fmt: skip


def changed_signature(it: Vector) -> bytes:
    response = it.authority.reply(it.request)
    return response[:-1] + bytes([response[-1] ^ 1])


def changed_time(it: Vector) -> bytes:
    year = f"{NOW:%Y}".encode()
    response = it.authority.reply(it.request)
    at = response.index(b"\x18\x0f" + year) + 2
    return response[:at] + b"2001" + response[at + 4 :]


def truncated(it: Vector) -> bytes:
    return it.authority.reply(it.request)[:-1]


def with_more_behind(it: Vector) -> bytes:
    return it.authority.reply(it.request) + b"\0"


WRONG: list[tuple[Callable[[Vector], bytes], str]] = [
    (wrong_nonce, "answers another request"),
    (without_nonce, "answers another request"),
    (wrong_imprint, "something else than this fingerprint"),
    (sha1_imprint, "something else than this fingerprint"),
    (rejection, "Requested policy is not supported"),
    (other_root, "does not lead back to a root"),
    (other_root_brought_along, "does not lead back to a root"),
    (root_of_the_same_name_brought_along, "does not lead back to a root"),
    (expired_before, "had expired by its own time"),
    (not_yet_valid, "was not yet valid"),
    (no_usage, "not one for timestamps"),
    (loose_usage, "not one for timestamps"),
    (other_usage, "not one for timestamps"),
    (injected_certificate, "not one for timestamps"),
    (two_signers, "exactly one signer"),
    (signed_by_nobody, "not signed"),
    (without_certificate, "does not carry the certificate"),
    (changed_signature, "signature does not hold"),
    (changed_time, "signature does not hold"),
    (truncated, NOT_AN_ANSWER),
    (with_more_behind, NOT_AN_ANSWER),
    (lambda _: b"", NOT_AN_ANSWER),
    (lambda _: b"0", NOT_AN_ANSWER),
    (lambda _: b"<!doctype html><title>Sign in to the hotel</title>", NOT_AN_ANSWER),
    (lambda _: DICE.randbytes(1024 * 1024), NOT_AN_ANSWER),
    (lambda _: b"\x30\x83\x0f\xff\xfb" + bytes(1024 * 1024 - 5), NOT_AN_ANSWER),
]


@pytest.mark.parametrize(("make", "reason"), WRONG, ids=lambda each: getattr(each, "__name__", ""))
def test_a_false_token_is_refused(
    vector: Vector, make: Callable[[Vector], bytes], reason: str
) -> None:
    """With the reason in plain words, and openssl of the same mind."""
    response = make(vector)
    with pytest.raises(InputRefused) as caught:
        vector.stamp(response).token()
    assert reason in caught.value.sentence
    assert "not saved" in caught.value.advice
    # openssl reads no further than the end of the answer.
    assert vector.authority.agrees(response, vector.request) == (make is with_more_behind)


def test_another_policy_than_the_one_asked_for_is_refused(
    authority: LocalAuthority, time_info: Callable[..., bytes]
) -> None:
    vector = Vector(authority, time_info, OTHER_POLICY)
    response = authority.signed(vector.info(), "tsa")
    with pytest.raises(InputRefused, match="another policy"):
        vector.stamp(response).token()
    assert not authority.agrees(response, vector.request)


def test_another_policy_than_the_pinned_one_is_refused(vector: Vector) -> None:
    stamp = vector.stamp(vector.authority.reply(vector.request))
    asked = trust.Authority(url=stamp.authority, roots=stamp.roots, policy=POLICY)
    assert checked(stamp, asked).policy == POLICY
    with pytest.raises(InputRefused, match="another policy than expected"):
        checked(stamp, replace(asked, policy=OTHER_POLICY))


def test_what_the_library_can_not_read_is_kept_apart_from_what_is_false(vector: Vector) -> None:
    """Loose DER: ``openssl ts -chain`` puts the set of certificates out of order."""
    response = vector.authority.reply(vector.request, chain="root")
    assert vector.authority.agrees(response, vector.request)
    with pytest.raises(ValueError, match="InvalidSetOrdering"):
        decode_timestamp_response(response)
    with pytest.raises(NotAllChecked, match="can't be read here"):
        vector.stamp(response).token()
    # Of another request, it is nothing to keep.
    with pytest.raises(InputRefused, match=NOT_AN_ANSWER):
        replace(vector.stamp(response), request=request_for(ENTRY)).token()


def test_nothing_but_our_errors_escapes(vector: Vector) -> None:
    """Two thousand damaged answers: refused, not readable, or the same token."""
    good = vector.authority.reply(vector.request)
    stamp = vector.stamp(good)
    token = stamp.token()
    refused = 0
    for _ in range(2000):
        damaged = bytearray(good)
        for _ in range(DICE.choice((1, 1, 2, 5))):
            at = DICE.randrange(len(damaged))
            match DICE.randrange(4):
                case 0:
                    damaged[at] ^= 1 << DICE.randrange(8)
                case 1:
                    damaged[at] = DICE.randrange(256)
                case 2:
                    del damaged[at : at + DICE.randrange(20)]
                case _:
                    damaged[at:at] = DICE.randbytes(DICE.randrange(6))
        try:
            # Only what nobody signed may differ: the status text, the frame.
            assert replace(stamp, response=bytes(damaged)).token() == token
        except (InputRefused, NotAllChecked):
            refused += 1
    assert refused > 1900


# In the ledger --------------------------------------------------------------------------------


def stamped(diary: Diary, authority: LocalAuthority, response: bytes | None = None) -> Stamp:
    """The newest entry of a diary, stamped, not yet recorded."""
    newest = list(diary.entries())[-1]
    request = request_for(newest)
    return Stamp(
        authority=authority.url,
        entry=newest.number,
        hash=newest.hash,
        request=request,
        response=authority.reply(request) if response is None else response,
        roots=authority.roots.read_text(),
    )


def kinds(diary: Diary) -> list[tuple[str, bool]]:
    _, findings = check_timestamps(diary.entries())
    return [(each.kind, each.certain) for each in findings]


def test_a_diary_without_timestamps_has_none(filled: Diary) -> None:
    assert check_timestamps(filled.entries()) == ([], [])
    assert covering([]) is None


def test_a_recorded_timestamp_is_checked_offline(filled: Diary, authority: LocalAuthority) -> None:
    stamp = stamped(filled, authority)
    token = stamp.token()
    entry = filled.record_timestamp(stamp.body(token))
    asked = len(authority.asked)
    facts, findings = check_timestamps(filled.entries())
    assert (findings, len(authority.asked)) == ([], asked)
    assert [fact.to_json() for fact in facts] == [
        {
            "authority": authority.url,
            "entry": stamp.entry,
            "gen_time": token.gen_time,
            "policy": POLICY,
            "serial": token.serial,
            "checked": True,
            "roots": "given",
            "signer": trust.signer(authority.url, stamp.roots).name,
            "known": True,
        }
    ]
    assert Stamp.of(entry.content()) == stamp
    assert not filled.verify().findings


def test_the_newest_good_timestamp_says_how_much_is_covered(
    diary: Diary, authority: LocalAuthority, account: Callable[..., Any]
) -> None:
    for _ in range(2):
        diary.add(account())
        stamp = stamped(diary, authority)
        diary.record_timestamp(stamp.body(stamp.token()))
    diary.add(account())
    loose = stamped(diary, authority)
    loose = replace(loose, response=authority.reply(loose.request, chain="root"))
    diary.record_timestamp(loose.body(None))
    facts, _ = check_timestamps(diary.entries())
    newest = covering(facts)
    assert newest is not None
    assert [fact.checked for fact in facts] == [True, True, False]
    assert newest.entry == stamp.entry < loose.entry == diary_length(diary) - 1


def test_a_borrowed_address_is_found_and_covers_nothing(
    diary: Diary, authority: LocalAuthority
) -> None:
    """Anybody can make certificates: beside a well-known address they would speak in its name."""
    (known,) = trust.pinned()
    stamp = replace(stamped(diary, authority), authority=known.url)
    diary.record_timestamp(stamp.body(stamp.token()))
    facts, findings = check_timestamps(diary.entries())
    assert [(each.kind, each.certain) for each in findings] == [("timestamp-authority", False)]
    assert "timestamp.sigstore.dev" in findings[0].expected
    assert [(fact.checked, fact.known, fact.roots) for fact in facts] == [(True, False, "given")]
    assert covering(facts) is None


@pytest.mark.parametrize(
    ("before", "found"),
    [(timedelta(minutes=4), []), (timedelta(minutes=6), [("timestamp-early", False)])],
)
def test_a_token_older_than_what_it_covers_is_found(
    authority: LocalAuthority,
    time_info: Callable[..., bytes],
    before: timedelta,
    found: list[tuple[str, bool]],
) -> None:
    """Somebody who writes an entry today and stamps it for 2020 would have it believed."""
    written = NOW
    first = next_entry(None, recorded_at=utc_text(written), kind="action", body={"nonce": "0"})
    # The clock was set back in between: the one that was written later counts.
    second = next_entry(
        first, recorded_at=utc_text(written - timedelta(days=9)), kind="action", body={"nonce": "1"}
    )
    request = request_for(second)
    digest = bytes.fromhex(second.hash.removeprefix("sha256:"))
    nonce = int.from_bytes(request.removesuffix(b"\x01\x01\xff")[-8:])
    response = authority.signed(time_info(digest, nonce, at=written - before), "tsa")
    stamp = Stamp(
        authority=authority.url,
        entry=second.number,
        hash=second.hash,
        request=request,
        response=response,
        roots=authority.roots.read_text(),
    )
    third = next_entry(
        second,
        recorded_at=utc_text(written + timedelta(days=9)),
        kind="timestamp",
        body=stamp.body(stamp.token()),
    )
    facts, findings = check_timestamps([first, second, third])
    assert [fact.checked for fact in facts] == [True]
    assert [(each.kind, each.certain) for each in findings] == found


def diary_length(diary: Diary) -> int:
    return sum(1 for _ in diary.entries())


def test_a_loose_answer_is_unchecked_and_not_altered(
    diary: Diary, authority: LocalAuthority
) -> None:
    stamp = stamped(diary, authority)
    stamp = replace(stamp, response=authority.reply(stamp.request, chain="root"))
    diary.record_timestamp(stamp.body(None))
    facts, _ = check_timestamps(diary.entries())
    assert (facts[0].checked, facts[0].gen_time) == (False, None)
    assert kinds(diary) == [("timestamp-unchecked", False)]


def test_without_the_library_a_timestamp_is_unchecked_and_not_altered(
    diary: Diary, authority: LocalAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An install that lacks a part says so; it does not call good evidence false."""
    stamp = stamped(diary, authority)
    diary.record_timestamp(stamp.body(stamp.token()))
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    assert kinds(diary) == [("timestamp-unchecked", False)]
    assert "because the library rfc3161-client" in check_timestamps(diary.entries())[1][0].found
    monkeypatch.undo()
    assert kinds(diary) == []


@pytest.mark.parametrize(
    "change",
    [
        {"hash": "sha256:" + "0" * 64},
        {"entry": 2},
        {"entry": 99},
        {"gen_time": "1999-01-01T00:00:00Z"},
        {"serial": "0"},
        {"policy": OTHER_POLICY},
        {"response": base64.b64encode(b"nothing").decode()},
        {"request": base64.b64encode(b"nothing").decode()},
    ],
    ids=str,
)
def test_a_false_timestamp_in_the_ledger_is_found(
    diary: Diary, authority: LocalAuthority, change: dict[str, Any]
) -> None:
    """The chain may be whole: whoever has the passphrase can write an entry."""
    stamp = stamped(diary, authority)
    diary.record_timestamp(stamp.body(stamp.token()) | change)
    facts, _ = check_timestamps(diary.entries())
    assert kinds(diary) == [("timestamp-false", True)]
    assert [fact.checked for fact in facts] == [False]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"authority": 1, "entry": "1", "hash": None, "request": [], "response": {}, "roots": True},
        {
            "authority": "",
            "entry": 1,
            "hash": "sha256:é",
            "request": "",
            "response": "",
            "roots": "",
        },
    ],
    ids=["empty", "kinds", "hash"],
)
def test_what_is_no_timestamp_is_not_called_altered(diary: Diary, body: dict[str, Any]) -> None:
    """A later version may write them otherwise."""
    diary.record_timestamp(body)
    assert kinds(diary) == [("timestamp-unchecked", False)]
    assert check_timestamps(diary.entries())[0] == []


@pytest.mark.parametrize("roots", ["", "no certificate", "stranger"])
def test_other_roots_never_make_it_good(
    diary: Diary, authority: LocalAuthority, roots: str
) -> None:
    stamp = stamped(diary, authority)
    other = (authority.folder / "stranger.pem").read_text() if roots == "stranger" else roots
    diary.record_timestamp(stamp.body(stamp.token()) | {"roots": other, "authority": "http://["})
    assert [kind for kind, _ in kinds(diary)] == [
        "timestamp-false" if roots == "stranger" else "timestamp-unchecked"
    ]


def test_a_loose_answer_that_became_readable_counts(
    diary: Diary, authority: LocalAuthority
) -> None:
    """Recorded as unchecked by an older library."""
    stamp = stamped(diary, authority)
    diary.record_timestamp(stamp.body(None))
    facts, findings = check_timestamps(diary.entries())
    assert (facts[0].checked, findings) == (True, [])
