"""An account: into the ledger and back, and what an amendment does to it."""

import json
from dataclasses import fields, replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.model.incident import Account, Incident
from stalkdiary.model.moment import Moment, Precision

WHENS = st.sampled_from(
    [
        Moment.unknown(timezone="Europe/London", said="not sure"),
        Moment(
            start="2026-03",
            end=None,
            precision=Precision.MONTH,
            part=None,
            timezone="Europe/London",
            said="March",
        ),
        Moment(
            start="2026-11-20T21:30:00+00:00",
            end="2026-11-21",
            precision=Precision.ABOUT,
            part=None,
            timezone="Europe/London",
            said="about half nine, until the next day",
        ),
    ]
)
TEXTS = st.none() | st.text(min_size=1)
LISTS = st.lists(st.text(min_size=1), max_size=3).map(tuple)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "what": st.text(min_size=1),
    "when": WHENS,
    "noticed": st.none() | WHENS,
    "types": LISTS,
    "witnesses": LISTS,
    "person": st.none() | st.integers(1, 9),
    "times": st.integers(1, 10_000),
}
for _each in fields(Account):
    FIELDS.setdefault(_each.name, TEXTS)
ACCOUNTS = st.builds(Account, **FIELDS)


@given(ACCOUNTS)
def test_an_account_comes_back_from_the_ledger_as_it_went(account: Account) -> None:
    assert Account.from_json(json.loads(json.dumps(account.to_json()))) == account


@given(ACCOUNTS)
def test_what_was_not_said_is_absent(account: Account) -> None:
    assert None not in account.to_json().values()
    assert [] not in account.to_json().values()


@given(ACCOUNTS)
def test_keys_of_a_newer_program_are_passed_over(account: Account) -> None:
    assert Account.from_json(account.to_json() | {"mood": "calm", "incident": 4}) == account


@given(ACCOUNTS, ACCOUNTS)
def test_the_changes_between_two_accounts_make_one_of_the_other(
    before: Account, after: Account
) -> None:
    assert before.amended(after.changed_from(before)) == after
    assert after.changed_from(after) == {}


@given(ACCOUNTS)
def test_no_changes_change_nothing(account: Account) -> None:
    assert account.amended({}) == account


@given(ACCOUNTS)
def test_a_field_set_to_nothing_is_taken_back(account: Account) -> None:
    taken_back = account.amended({"where": None, "types": [], "witnesses": None})
    assert taken_back == replace(account, where=None, types=(), witnesses=())


@given(ACCOUNTS)
def test_what_is_shown_can_be_written_as_json(account: Account) -> None:
    incident = Incident(number=1, recorded_at="2026-11-23T08:33:20Z", account=account)
    shown = json.loads(json.dumps(incident.shown()))
    assert shown["what"] == account.what
    assert shown["withdrawn"] is False
    assert shown.items() >= json.loads(json.dumps(incident.listed())).items()
