"""A report as files: one in most cases, several where it is long, each with its hash."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from stalkdiary.reports import output
from stalkdiary.reports.build import Paging
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.output import files
from stalkdiary.reports.pdf import forget

Make = Callable[..., Any]


def written(facts: Facts, form: str) -> dict[str, bytes]:
    """The bytes of each file by the end of its name."""
    return {each.suffix: b"".join(each.data()) for each in files(facts, form, "r{}.x".format)}


@pytest.fixture
def long(facts: Make, incident: Make, imported: Make, message: Make) -> Facts:
    """The facts of a few incidents and messages."""
    made = (*(incident(number) for number in range(1, 9)), imported(9, times=6))
    whole: Facts = facts(*made, messages=lambda _: [message(at, text=f"m{at}") for at in range(6)])
    return whole


@pytest.mark.parametrize("form", ["pdf", "html", "text", "json"])
def test_an_ordinary_report_is_one_file(long: Facts, form: str) -> None:
    assert list(written(long, form)) == [""]


@pytest.mark.parametrize("form", ["pdf", "html"])
def test_a_long_one_lists_its_parts_with_their_hashes(
    long: Facts, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(output._PAGING, form, Paging(chronology=4_000, annex=700))
    found = written(long, form)
    assert list(found)[-1] == ""
    assert {"-chronology-1", "-chronology-2", "-annex-1", "-annex-2"} <= set(found)
    if form == "html":
        page = found.pop("").decode()
        for suffix, data in found.items():
            assert f"r{suffix}.x" in page
            assert hashlib.sha256(data).hexdigest() in page


def test_a_long_text_is_one_file_all_the_same(long: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(output._PAGING, "text", Paging(annex=700))
    (text,) = written(long, "text").values()
    found = text.decode()
    assert found.index("at the end of this file") < found.index("RECORD OF INCIDENTS: ANNEX 2")
    assert all(f"Alex: m{at}" in found for at in range(6))


def test_messages_have_a_table_of_their_own(long: Facts) -> None:
    found = written(long, "csv")
    assert list(found) == ["-messages", ""]
    rows = list(csv.DictReader(io.StringIO(found["-messages"].decode("utf-8-sig"), newline="")))
    assert [row["text"] for row in rows] == [f"m{at}" for at in range(6)]
    assert rows[0]["place"] == "line 0"


def test_json_holds_every_message_and_the_pattern(long: Facts) -> None:
    document = json.loads(written(long, "json")[""])
    assert [each["message"]["text"] for each in document["messages"]] == [
        f"m{at}" for at in range(6)
    ]
    assert document["pattern"]["acts_by_hour"]["Tuesday"]["21"] == 6
    assert document["pattern"]["remote"] == [9]
    assert document["act"]["examples"][1] == {"letter": "b", "incidents": [9]}


def test_forgetting_changes_nothing(long: Facts) -> None:
    """The typesetter's memory of earlier documents is no part of the next."""
    before = written(long, "pdf")
    forget()
    assert written(replace(long), "pdf") == before
