"""What is written of an import: each message, file and count at its own incident."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from stalkdiary.diary import Diary
from stalkdiary.importing.keep import WHY
from stalkdiary.model.changes import Changes

Writer = Callable[..., Path]
Importing = Callable[..., Any]


def said(
    text: str, at: str = "2026-03-12T21:30", sender: str = "Alex", **more: Any
) -> dict[str, Any]:
    return {"from": sender, "at": at, "text": text, **more}


def test_her_own_time_and_words_stay_when_acts_are_added(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """What she corrected by hand is never put back; a sentence that is ours is kept true."""
    first = [said("a"), said("b", "2026-03-13T10:00")]
    bring_in(export(*first))
    diary.amend(1, Changes(what="He wrote all evening"))
    corrected = diary.incident(1).account.when
    made = bring_in(
        export(*first, said("c", "2026-03-12T22:00"), said("d", "2026-03-13T11:00"), name="b")
    )
    assert made.amended == (1, 2)
    hers, ours = diary.incident(1).account, diary.incident(2).account
    assert (hers.what, hers.times) == ("He wrote all evening", 2)
    assert (hers.when.start, hers.when.end) == (corrected.start, "2026-03-12T22:00:00+00:00")
    assert ours.what == "2 WhatsApp messages from Alex, 10:00 to 11:00."
    reasons = [each.content().get("why") for each in diary.history(1) if each.kind == "amendment"]
    assert reasons[-1] == WHY


def test_her_own_messages_are_no_acts_when_more_is_added(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """The count of an incident never grows by what she answered."""
    path = export(said("a"), said("stop", "2026-03-12T21:40", "Me"))
    bring_in(path, with_mine=True)
    more = [said("a"), said("stop", "2026-03-12T21:40", "Me"), said("b", "2026-03-12T21:35")]
    bring_in(export(*more, name="longer"), with_mine=True)
    account = diary.incident(1).account
    assert account.times == 2
    assert account.what == "2 WhatsApp messages from Alex, 21:30 to 21:35."


def test_a_file_belongs_to_the_day_on_which_it_came(
    diary: Diary, export: Writer, bring_in: Importing, tmp_path: Path
) -> None:
    """A picture at the wrong incident is evidence of something that did not happen."""
    for name in ("1.jpg", "2.jpg", "hers.jpg"):
        (tmp_path / name).write_bytes(name.encode())
    path = export(
        said("", files=["1.jpg"]),
        said("", "2026-03-13T10:00", files=["2.jpg", "missing.jpg"]),
        said("", "2026-03-13T10:05", "Me", files=["hers.jpg"]),
    )
    bring_in(path)
    at = {each.name: each.incident for each in diary.exhibits()}
    assert at == {"export.jsonl": 1, "1.jpg": 1, "2.jpg": 2}


def test_the_export_is_an_exhibit_of_an_incident_that_it_shows(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """Also where it only shows that something was deleted."""
    bring_in(export(said("a"), said("b", "2026-03-13T10:00")))
    gone = said("", "2026-03-13T10:00", state="deleted-by-sender")
    made = bring_in(export(said("a"), gone, name="later"))
    assert (made.incidents, made.amended) == ((), ())
    assert [(each.name, each.incident) for each in made.exhibits] == [("later", 2)]


def test_the_list_of_people_learns_whom_the_messages_are_of(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """The next export, with the number alone, is of the same person."""
    path = export(said("a", sender="Do not answer", id="+447700900123"))
    bring_in(path, names=["Do not answer", "07700 900123"], person="Alex")
    (person,) = diary.people()
    assert person.name == "Alex"
    assert {"Do not answer", "07700 900123"} <= set(person.known_as)
    made = bring_in(export(said("a", sender="07700900123"), name="b"), names=["Alex"])
    assert (made.preview.stored, made.preview.duplicates) == (0, 1)
