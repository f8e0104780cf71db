"""The chain: each link from the one before, and every way of breaking it found."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from stalkdiary.errors import EvidenceAltered, InputRefused
from stalkdiary.model.finding import Finding
from stalkdiary.model.ledger import (
    KINDS,
    START,
    Entry,
    body_hash,
    broken_links,
    canonical,
    entry_hash,
    fingerprint_digits,
    newer_entries,
    next_entry,
    short_fingerprint,
    utc_text,
)

NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
BODIES = st.dictionaries(st.text().filter(lambda key: key != "nonce"), VALUES, max_size=5)
CHANGES: dict[str, Any] = {
    "number": 99,
    "recorded_at": "2020-01-01T00:00:00Z",
    "kind": "withdrawal",
    "body": '{"nonce":"0"}',
    "previous": START[:-1] + "1",
    "hash": START,
}


def chain(*bodies: dict[str, object]) -> list[Entry]:
    entries: list[Entry] = []
    for body in bodies:
        last = entries[-1] if entries else None
        entries.append(
            next_entry(last, recorded_at="2026-11-23T08:33:20Z", kind="incident", body=body)
        )
    return entries


FOUR = chain({"a": 1}, {"a": 2}, {"a": 3}, {"a": 4})


@given(st.lists(BODIES, max_size=6))
def test_a_chain_as_it_was_written_has_no_findings(bodies: list[dict[str, object]]) -> None:
    entries = chain(*bodies)
    assert list(broken_links(entries)) == []
    assert [each.number for each in entries] == list(range(1, len(bodies) + 1))


@given(BODIES)
def test_canonical_gives_the_values_back_with_a_nonce(body: dict[str, object]) -> None:
    read = json.loads(canonical(body))
    nonce = read.pop("nonce")
    assert read == body
    assert len(bytes.fromhex(nonce)) == 16


@given(
    st.dictionaries(
        st.text(alphabet=st.characters(codec="ascii"), min_size=1),
        st.recursive(
            st.none() | st.booleans() | NUMBERS | st.text(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(alphabet=st.characters(codec="ascii")), inner, max_size=3)
            ),
            max_leaves=8,
        ),
        max_size=5,
    )
)
def test_canonical_is_what_the_rfc_says(body: dict[str, Any]) -> None:
    """Held against a library that does all of RFC 8785, for the values that bodies are made of."""
    body["nonce"] = "0"
    assert canonical(body).encode() == rfc8785.dumps(body)


def test_canonical_refuses_half_a_character() -> None:
    """With what to do: the words are still on the screen, or in their file."""
    with pytest.raises(InputRefused) as refused:
        canonical({"what": "\ud83d"})
    assert refused.value.sentence == "A text holds half a character, which can't be written down."
    assert refused.value.advice == (
        "Nothing was saved. Type the text again, or keep its file with --attach."
    )


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_json_is_never_written(number: float) -> None:
    """Other programs could not read the entry, and the chain would break at it."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"number": number})


def test_a_body_is_read_as_it_was_written() -> None:
    """What is damaged is refused with the number of its entry, never shown as empty."""
    assert FOUR[1].content()["a"] == 2
    for body in ("no JSON", "[]", "[" * 100_000):
        with pytest.raises(EvidenceAltered) as refused:
            replace(FOUR[1], body=body).content()
        assert refused.value.sentence == "Entry 2 can't be read: the diary file is damaged."


def test_two_equal_bodies_have_different_hashes() -> None:
    first, second = (body_hash(canonical({"why": "yes"})) for _ in range(2))
    assert first != second


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize("at", range(4))
def test_a_changed_field_is_found(field: str, at: int) -> None:
    entries = [*FOUR]
    entries[at] = replace(entries[at], **{field: CHANGES[field]})
    assert list(broken_links(entries))


@pytest.mark.parametrize("at", range(3))
def test_a_deleted_entry_is_found(at: int) -> None:
    found = list(broken_links(FOUR[:at] + FOUR[at + 1 :]))
    assert {each.kind for each in found} == {"entry-missing", "chain-broken"}


def hash_of(entry: Entry) -> str:
    """What the hash of an entry should be."""
    return entry_hash(
        previous=entry.previous,
        number=entry.number,
        recorded_at=entry.recorded_at,
        kind=entry.kind,
        body=entry.body,
    )


def test_each_finding_says_where_and_what_was_expected() -> None:
    """Whoever reads it has to find the entry, and the hash on an older report."""
    one, two, _, four = FOUR
    assert list(broken_links([one, two, four])) == [
        Finding("entry-missing", "entry 4", "entry 3", "entry 4"),
        Finding("chain-broken", "entry 4", two.hash, four.previous),
    ]
    dated = replace(two, recorded_at="2020-01-01T00:00:00Z")
    assert list(broken_links([one, dated])) == [
        Finding("entry-altered", "entry 2", two.hash, hash_of(dated))
    ]
    odd = replace(two, kind="A rumour", recorded_at="yesterday", body="{}")
    odd = replace(odd, hash=hash_of(odd))
    when = ("the time at which it was written, in UTC", "yesterday")
    assert list(broken_links([one, odd])) == [
        Finding("kind-unknown", "entry 2", "a kind of entry", "A rumour"),
        Finding("entry-malformed", "entry 2", *when),
    ]
    bare = replace(two, body="{}")
    bare = replace(bare, hash=hash_of(bare))
    body = ("a body in canonical JSON with a nonce, each field once", "another text")
    assert list(broken_links([one, bare])) == [Finding("entry-malformed", "entry 2", *body)]


def test_a_later_part_of_the_chain_follows_what_was_before_it() -> None:
    """A check that goes on from an entry that was checked finds nothing new, and no gap less."""
    assert list(broken_links(FOUR[2:], after=FOUR[1])) == []
    missing = list(broken_links(FOUR[3:], after=FOUR[1]))
    assert [each.kind for each in missing] == ["entry-missing", "chain-broken"]


def test_half_a_character_in_a_forged_entry_is_a_finding() -> None:
    """It does not stop the check of the entries behind it."""
    forged = replace(FOUR[1], recorded_at="\ud83d")
    found = [(each.kind, each.where) for each in broken_links([FOUR[0], forged, *FOUR[2:]])]
    assert found == [("entry-altered", "entry 2"), ("entry-malformed", "entry 2")]


@pytest.mark.parametrize("at", range(5))
def test_an_inserted_entry_is_found(at: int) -> None:
    stranger = chain({"b": 1})[0]
    assert list(broken_links([*FOUR[:at], stranger, *FOUR[at:]]))


def test_two_entries_that_changed_places_are_found() -> None:
    assert list(broken_links([FOUR[0], FOUR[2], FOUR[1], FOUR[3]]))


def test_an_entry_rewritten_with_a_fitting_hash_breaks_the_next_one() -> None:
    forged = next_entry(
        FOUR[0], recorded_at=FOUR[1].recorded_at, kind=FOUR[1].kind, body={"a": "other"}
    )
    found = list(broken_links([FOUR[0], forged, *FOUR[2:]]))
    assert [(each.kind, each.where) for each in found] == [("chain-broken", "entry 3")]


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=20), st.integers(0, 20))
@example("physical-exhibit", "000", 11)  # moved into "-exhibit", which no version writes
def test_text_moved_from_one_line_to_another_is_found(kind: str, text: str, cut: int) -> None:
    """Line feeds in a forged field must not make two different entries hash alike."""
    whole = f"{text}\n{kind}"
    moved = Entry(1, whole[:cut], whole[cut + 1 :], "{}", START, "")
    moved = replace(
        moved,
        hash=entry_hash(
            previous=START, number=1, recorded_at=moved.recorded_at, kind=moved.kind, body="{}"
        ),
    )
    honest = entry_hash(previous=START, number=1, recorded_at=text, kind=kind, body="{}")
    same = (moved.recorded_at, moved.kind) == (text, kind)
    found = {each.kind for each in broken_links([moved])}
    assert same or moved.hash != honest or found
    assert ("kind-unknown" in found) is (not re.fullmatch("[a-z]+(?:-[a-z]+)*", moved.kind))


@pytest.mark.parametrize(
    "change",
    [
        {"body": '{"a":1,"a":2,"nonce":"0"}'},
        {"body": '{"nonce":"0","a":1}'},
        {"body": '{"a": 1,"nonce":"0"}'},
        {"body": '{"a":1}'},
        {"body": "[]"},
        {"body": "no JSON"},
        {"body": "[" * 100_000},
        {"recorded_at": "yesterday"},
        {"recorded_at": "2026-13-41T00:00:00Z"},
        {"recorded_at": "2026-11-23T08:33:20+00:00"},
    ],
)
def test_an_entry_that_the_program_never_writes_is_found_in_a_whole_chain(
    change: dict[str, str],
) -> None:
    """Somebody with the key chained it again; two programs could read it in two ways."""
    last = FOUR[-1]
    made = replace(
        last,
        body=change.get("body", last.body),
        recorded_at=change.get("recorded_at", last.recorded_at),
    )
    hashed = entry_hash(
        previous=made.previous,
        number=made.number,
        recorded_at=made.recorded_at,
        kind=made.kind,
        body=made.body,
    )
    found = list(broken_links([*FOUR[:-1], replace(made, hash=hashed)]))
    assert [(each.kind, each.where) for each in found] == [("entry-malformed", "entry 4")]


def test_a_kind_of_a_newer_version_is_named_and_is_no_fault() -> None:
    """It can't be followed, but nothing says that it was altered."""
    newer = next_entry(FOUR[-1], recorded_at="2026-11-28T08:33:20Z", kind="reconciliation", body={})
    assert list(broken_links([*FOUR, newer])) == []
    (finding,) = newer_entries([*FOUR, newer])
    assert (finding.kind, finding.expected) == (
        "newer-version",
        "a kind of entry that this version knows",
    )
    assert (finding.where, finding.certain) == (f"entry {newer.number}", False)
    assert finding.found == "reconciliation: written by a newer version"


@pytest.mark.parametrize("body", ["", "null", "[1]", "{", '"text"', "[" * 100_000])
def test_a_body_that_is_no_object_is_altered_evidence(body: str) -> None:
    with pytest.raises(EvidenceAltered):
        replace(FOUR[0], body=body).content()


@pytest.fixture(params=["UTC", "Asia/Kolkata"])
def _machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock of the machine is set to another zone, where a system can be told so."""
    if not hasattr(time, "tzset"):
        pytest.skip("the zone of this system can't be set for one program")
    with monkeypatch.context() as patched:
        patched.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("_machine")
def test_times_are_written_in_utc_and_whole_seconds() -> None:
    """Wherever the machine is: a time without its zone would be hours out in court."""
    moment = datetime(2026, 11, 23, 8, 33, 20, 999_999, timezone(timedelta(hours=5, minutes=45)))
    assert utc_text(moment) == "2026-11-23T02:48:20Z"
    assert utc_text(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01T00:00:00Z"


@given(st.binary(min_size=32, max_size=32), st.integers(16, 64), st.booleans(), st.booleans())
def test_a_fingerprint_is_read_as_people_write_it(
    digest: bytes, length: int, upper: bool, grouped: bool
) -> None:
    digits = digest.hex()[:length]
    text = " ".join(digits[at : at + 4] for at in range(0, length, 4)) if grouped else digits
    text = f"sha256:{text}"
    assert fingerprint_digits(text.upper() if upper else text) == digits


def test_the_short_fingerprint_is_accepted_where_the_whole_one_is() -> None:
    short = short_fingerprint(FOUR[0].hash)
    assert len(short.split()) == 5
    assert FOUR[0].hash.removeprefix("sha256:").startswith(fingerprint_digits(short))


@pytest.mark.parametrize("text", ["", "123456789abcdef", "0" * 65, "g" * 16, "sha512:" + "0" * 64])
def test_what_is_no_fingerprint_is_refused(text: str) -> None:
    """Too few digits would fit a diary that was changed; what to give is said."""
    with pytest.raises(InputRefused) as refused:
        fingerprint_digits(text)
    assert refused.value.sentence == "That is not a fingerprint of a diary."
    assert refused.value.advice.endswith(
        "at least its first 16 letters and digits, as they stand on the report."
    )
