"""Imported messages: drawn together under their incident, and in full at the end."""

from collections.abc import Callable
from typing import Any

import pytest

from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.message import Attachment, Call, Change, Direction, Kind, State
from stalkdiary.reports.build import Document, Paging
from stalkdiary.reports.html import to_html
from stalkdiary.reports.shapes import Picture
from stalkdiary.reports.text import to_text
from stalkdiary.reports.tree import Conversation, IncidentBlock, Report

Make = Callable[..., Any]


def text_of(report: Report) -> str:
    """The report as one run of words."""
    return " ".join(to_text(report).split())


def told(facts: Make, imported: Make, *messages: Any) -> str:
    """The report of one imported incident with these messages."""
    made = facts(imported(3, times=len(messages)), messages=lambda _: messages)
    return text_of(Document(made, Paging()).main())


def test_an_imported_incident_says_that_it_was_counted(
    facts: Make, imported: Make, message: Make
) -> None:
    text = told(facts, imported, message())
    assert "Counted from the export: 1 WhatsApp messages from Alex" in text
    assert "Read from the export Sunday 22 November 2026, 22:00 GMT" in text
    assert "12. Imported messages in full" not in text
    assert "11. Imported messages in full" in text


def test_a_count_is_never_the_words_of_the_person(
    facts: Make, incident: Make, imported: Make, message: Make
) -> None:
    """Not even where its kind is graver; unless it is chosen, and then it says what it is."""

    def report(*incidents: Any, **more: Any) -> str:
        held = {3: [message()]}
        made = facts(*incidents, messages=lambda number: held.get(number, ()), **more)
        return text_of(Document(made, Paging()).main())

    counted = imported(3, types=("threats",))
    typed = incident(1, types=("gifts-letters",), what="A card.")
    assert "A card. (Incident 1" in report(typed, counted)
    assert "In the person's own words" not in report(counted)
    assert "Threats of harm, counted from the export)" in report(typed, counted, quoted=3)


def test_a_record_of_the_persons_own_is_their_words(facts: Make, imported: Make) -> None:
    """It was imported, and holds no message."""
    text = text_of(Document(facts(imported(3, what="He waited at the gate.")), Paging()).main())
    assert "He waited at the gate. (Incident 1" in text
    assert "Counted from the export" not in text
    assert "Read from a record of the person’s own Sunday 22 November 2026" in text


def test_bursts_stand_under_their_incident(facts: Make, imported: Make, message: Make) -> None:
    text = told(
        facts,
        imported,
        message(1, "2026-11-10T08:00+00:00", text="four"),
        message(2, "2026-11-10T08:59+00:00", text="sixteen letters!"),
        message(3, "2026-11-10T09:20+00:00", counted=False),
        message(4, "2026-11-10T12:00+00:00", kind=Kind.CALL, text="", call=Call(seconds=125)),
        *(message(5 + at, "2026-11-10T20:00+00:00") for at in range(7)),
    )
    assert "First Last Messages Calls Longest Own, as context" in text
    assert "08:00 08:59 2 0 16 characters 1" in text
    assert "12:00 12:00 0 1 a call of 2 min 5 s" in text


def test_each_message_stands_in_full_with_its_place(
    facts: Make, imported: Make, message: Make
) -> None:
    text = told(facts, imported, message(7, text="I know where you are"))
    assert "Incident 1: Tue 10 Nov 2026, WhatsApp" in text
    assert "21:30 Alex: I know where you are (EX/3, line 7)" in text


def test_the_own_messages_are_context(facts: Make, imported: Make, message: Make) -> None:
    own = message(2, counted=False, direction=Direction.OUT, sender=None, text="Stop.")
    text = told(facts, imported, message(), own)
    assert text.count("the person who keeps the diary [own message]: Stop. (EX/3, line 2)") == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": State.DELETED_BY_SENDER, "text": ""}, "the export says: deleted by the sender"),
        ({"state": State.CALL_OR_VIEW_ONCE, "text": "null"}, "a call, or a picture to be seen"),
        ({"state": State.EDITED}, "edited; the export shows the newest text only"),
        ({"attachments": (Attachment("a.jpg", found=True),)}, "file a.jpg · EX/3"),
        ({"attachments": (Attachment("a.jpg"),)}, "file a.jpg, not in the export"),
        ({"flags": ("The hour is odd.",)}, "The hour is odd."),
        ({"subject": "Us"}, "Subject: Us I know"),
        (
            {"kind": Kind.CALL, "text": "", "call": Call(outcome="no-answer")},
            "voice call, no answer",
        ),
        ({"kind": Kind.CALL, "call": Call("video", "missed", withheld=True)}, "number withheld"),
        ({"text": ""}, "(no text)"),
        ({"sender": None, "sender_id": "07700 900142"}, "07700 900142: I know"),
        ({"sender": None}, "nobody named: I know"),
    ],
)
def test_what_is_odd_is_said(
    facts: Make, imported: Make, message: Make, fields: dict[str, Any], said: str
) -> None:
    assert said in told(facts, imported, message(**fields))


def test_what_a_later_export_shows(facts: Make, imported: Make, message: Make) -> None:
    gone = Change("deleted", "2026-11-22T22:00:00Z", "EX/8", message(text="").message)
    new = Change("edited", "2026-11-22T22:00:00Z", "EX/9", message(text="other words").message)
    text = told(facts, imported, message(changes=(gone, new)))
    assert "a later export (EX/8, read Sun 22 Nov 2026 22:00) shows it deleted" in text
    assert "(EX/9, read Sun 22 Nov 2026 22:00) shows it edited: other words" in text


def test_messages_count_at_their_own_hours(facts: Make, imported: Make, message: Make) -> None:
    """One is of an hour that is not known."""
    messages = {
        3: [message(1, "2026-11-10T03:00+00:00"), message(2, "2026-11-10T03:30+00:00")],
        4: [message(3, None)],
    }
    incidents = (imported(3, times=2), imported(4))  # of one alone there is no such picture
    report = Document(facts(*incidents, messages=messages.__getitem__), Paging()).main()
    week = next(
        each
        for each in report.sections[0].blocks
        if isinstance(each, Picture) and "hour" in each.title
    )
    assert week.words == ("Tuesday: 2 from 03:00",)
    assert "Of 1 act the hour is not known" in week.sentence


def test_a_long_annex_is_in_parts_and_no_message_is_lost(
    facts: Make, imported: Make, message: Make
) -> None:
    held = {
        number: [message(at, text=f"m{number}.{at}") for at in range(40)] for number in range(1, 6)
    }
    made = facts(*(imported(number) for number in held), messages=held.__getitem__)
    document = Document(made, Paging(annex=5_000))
    parts = [part.report() for part in document.parts()]
    assert len(parts) > 5
    found = [
        line.text
        for part in parts
        for block in part.sections[0].blocks
        if isinstance(block, Conversation)
        for line in block.messages
    ]
    assert found == [each.message.text for lines in held.values() for each in lines]
    assert "m1.1" not in text_of(document.main())


def test_a_long_chronology_is_in_parts_and_no_incident_is_lost(facts: Make, incident: Make) -> None:
    made = facts(*(incident(number, exhibits=(f"EX/{number}",)) for number in range(1, 30)))
    document = Document(made, Paging(chronology=5_000))
    found = [
        block.number
        for part in document.parts()
        for block in part.report().sections[0].blocks
        if isinstance(block, IncidentBlock)
    ]
    assert found == list(range(1, 30))
    assert "documents of their own; the last section lists them" in text_of(document.main())


def test_what_is_odd_about_all_of_a_day_is_said_once(
    facts: Make, imported: Make, message: Make
) -> None:
    shared, single = "The zone was guessed.", "It was forwarded."
    held = [message(1, flags=(shared,)), message(2, flags=(shared, single))]
    made = facts(imported(3, times=2), messages=lambda _: held)
    for text in (
        text_of(Document(made, Paging()).main()),
        to_html(Document(made, Paging()).main()),
    ):
        assert (text.count(shared), text.count(single)) == (1, 1)


def test_a_voicemail_and_recipients_are_told(facts: Make, imported: Make, message: Make) -> None:
    text = told(facts, imported, message(kind=Kind.VOICEMAIL, recipients=("Rosie", "Sam")))
    assert "Alex: voicemail I know where you are (to Rosie, Sam · EX/3" in text


def test_a_long_schedule_of_exhibits_is_in_parts(facts: Make, incident: Make) -> None:
    kept = [
        Exhibit(ref=f"EX/{n}", incident=1, added_at="2026-11-22T22:00:00Z", name=f"{n}.jpg")
        for n in range(1, 8)
    ]
    document = Document(facts(incident(1), exhibits=kept), Paging(exhibits=3_000))
    assert [(each.name, each.holds) for each in document.parts()] == [
        ("exhibits 1", "Schedule of exhibits: EX/1 to EX/3"),
        ("exhibits 2", "Schedule of exhibits: EX/4 to EX/6"),
        ("exhibits 3", "Schedule of exhibits: EX/7 to EX/7"),
    ]
    assert "7.jpg" in text_of(list(document.parts())[2].report())
    assert "7.jpg" not in text_of(document.main())


def test_messages_of_a_withdrawn_incident_say_so(
    facts: Make, imported: Make, message: Make
) -> None:
    made = facts(imported(3, withdrawn_why="x"), messages=lambda _: [message()])
    assert "Incident 1: Tue 10 Nov 2026, WhatsApp (withdrawn)" in text_of(
        Document(made, Paging()).main()
    )
