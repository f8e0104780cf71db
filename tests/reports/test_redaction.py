"""Facts with words left out: no field keeps them, and no field of ours is hurt."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from stalkdiary.model.moment import Moment
from stalkdiary.model.person import Person
from stalkdiary.model.redaction import Redaction
from stalkdiary.reports.build import Document, Paging
from stalkdiary.reports.csv import to_csv
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.html import to_html
from stalkdiary.reports.json import json_pieces
from stalkdiary.reports.pdf import to_pdf
from stalkdiary.reports.redaction import occurrences, redacted, without_exhibits
from stalkdiary.reports.text import to_text


def every_format(facts: Facts) -> dict[str, str]:
    report = Document(facts, Paging()).main()
    pdf = PdfReader(io.BytesIO(to_pdf(report, made=facts.now)))
    return {
        "pdf": "\n".join(page.extract_text() for page in pdf.pages),
        "html": to_html(report),
        "text": to_text(report),
        "csv": to_csv(facts),
        "json": "".join(json_pieces(facts)),
    }


def test_it_is_left_out_of_every_field_in_every_format(everywhere: Callable[[str], Facts]) -> None:
    """The fixture has the word in everything that a person can write."""
    facts = everywhere("xx SECRETWORD yy")
    facts = replace(
        facts,
        # These three are the program's own words, but for this fixture.
        initials="RM",
        exhibits=[replace(each, media_type="text/plain") for each in facts.exhibits],
        handovers=[(at, {**details, "format": "pdf"}) for at, details in facts.handovers],
    )
    assert all("SECRETWORD" in text for text in every_format(facts).values())
    for form, text in every_format(redacted(facts, Redaction(["secretword"]))).items():
        assert "secretword" not in text.casefold(), form
        assert "[left out]" in text, form


WORD = "o'neil-allan lane"


@settings(max_examples=3)
@given(st.data())
def test_twenty_disguises_are_left_out_of_every_field_in_every_format(
    everywhere: Callable[[str], Facts],
    disguised: Callable[[str], st.SearchStrategy[str]],
    data: st.DataObject,
) -> None:
    """Searched for as they were written, wherever lines are broken."""
    disguises = data.draw(st.lists(disguised(WORD), min_size=20, max_size=20))
    facts = everywhere(" \u2603 ".join(disguises))
    facts = replace(
        facts,
        initials="RM",
        exhibits=[replace(each, media_type="text/plain") for each in facts.exhibits],
        handovers=[(at, {**details, "format": "pdf"}) for at, details in facts.handovers],
    )
    for form, text in every_format(redacted(facts, Redaction([WORD]))).items():
        assert "[left out]" in text, form
        assert not Redaction([WORD]).occur_in(text), form
        plain = "".join(text.split()).casefold()
        for disguise in disguises:
            assert "".join(disguise.split()).casefold() not in plain, form
    assert occurrences(redacted(facts, Redaction([WORD])), Redaction([WORD])) == [0]
    assert occurrences(facts, Redaction([WORD, "nowhere"]))[0] % 20 == 0


def test_how_often_each_phrase_stood_there(
    facts: Callable[..., Facts],
    incident: Callable[..., Any],
    history: Callable[..., Any],
    imported: Callable[..., Any],
    message: Callable[..., Any],
) -> None:
    """Each field once, every version of what was changed, every message."""
    changed = incident(1, what="Ann later", where="Ann's", amended=1)
    versions = history(
        incident(1, what="Ann", where="Ann's"), ("amendment", {"changes": {"what": "Ann later"}})
    )
    found = facts(
        changed,
        incident(2, what="Ann and Ann", person=1, person_name="Ann"),
        imported(3),
        people=[Person(number=1, name="Ann")],
        histories={1: versions},
        messages=lambda number: [message(text="ANN")] if number == 3 else [],
        asks="Keep Ann safe",
    )
    assert occurrences(found, Redaction(["ann", "Bob", "later"])) == [3 + 2 + 1 + 1 + 1, 0, 1]


def test_nothing_asked_is_nothing_changed(facts: Callable[..., Facts], incident: Any) -> None:
    given = facts(incident())
    assert redacted(given, Redaction([])) is given


def test_what_the_program_writes_stays(everywhere: Callable[[str], Facts]) -> None:
    """References, kinds, hashes and times are needed, and are nobody's words."""
    facts = everywhere("words")
    hidden = redacted(
        facts, Redaction(["threats", "EX", "2026", "stalker", "Europe", "aaaa", "exact"])
    )
    assert [e.ref for e in hidden.exhibits] == [e.ref for e in facts.exhibits]
    assert [e.sha256 for e in hidden.exhibits] == [e.sha256 for e in facts.exhibits]
    assert hidden.incidents == facts.incidents
    assert hidden.people == facts.people
    assert [at for at, _ in hidden.handovers] == [at for at, _ in facts.handovers]


def test_exhibits_that_are_left_out(everywhere: Callable[[str], Facts]) -> None:
    """Reference and incident stay, so that nobody looks for a gap."""
    facts = everywhere("words")
    first, second = without_exhibits(facts, ["EX/1"]).exhibits
    assert (first.ref, first.incident, first.name, first.sha256) == ("EX/1", 1, "[left out]", None)
    assert (first.captured, first.metadata, first.path) == (None, None, None)
    assert second == facts.exhibits[1]


def test_messages_of_an_exhibit_that_is_left_out_are_left_out(
    everywhere: Callable[[str], Facts],
) -> None:
    """And what it shows of earlier ones."""
    facts = everywhere("words")
    assert [len(each.changes) for each in facts.messages(90)] == [1, 0]
    assert list(without_exhibits(facts, ["EX/3"]).messages(90)) == []
    kept = list(without_exhibits(facts, ["EX/4"]).messages(90))
    assert [each.changes for each in kept] == [(), ()]


def test_what_is_added_later_is_searched_to_any_depth(
    everywhere: Callable[[str], Facts], moment: Callable[..., Moment]
) -> None:
    """Values in lists in mappings, as a field for messages would have them."""
    person = replace(everywhere("SECRETWORD").people[0], notes="more SECRETWORD")
    later: Any = {1: [(person, "SECRETWORD", moment("2026-11"))]}
    hidden: Any = redacted(
        replace(everywhere("x"), histories=later), Redaction(["secretword", "month"])
    )
    ((found, note, when),) = hidden.histories[1]
    assert (found.name, found.notes, note) == ("[left out]", "more [left out]", "[left out]")
    assert when == moment("2026-11")
