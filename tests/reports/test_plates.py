"""Pictures of exhibits in the documents: small, large, named, and in parts."""

import base64
import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.picture_size import PictureSize
from stalkdiary.reports.build import Document, Paging
from stalkdiary.reports.exhibit_pictures import Drawn, Reduced
from stalkdiary.reports.html import html_pieces, to_html
from stalkdiary.reports.pdf import to_pdf
from stalkdiary.reports.text import to_text
from stalkdiary.reports.tree import IncidentBlock, Plate, Report, Table

Make = Callable[..., Any]


def jpeg(size: tuple[int, int], colour: str = "red") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, "JPEG")
    return target.getvalue()


def reduced(colour: str = "red") -> Reduced:
    return Reduced(
        width=400, height=300, small=jpeg((36, 27), colour), large=jpeg((400, 300), colour)
    )


def exhibit(number: int, media_type: str = "image/jpeg", name: str = "door.jpg") -> Exhibit:
    return Exhibit(
        ref=f"RM/{number}",
        incident=1,
        added_at="2026-11-22T22:00:00Z",
        name=name,
        bytes=1234,
        sha256=f"{number:x}" * 64,
        media_type=media_type,
    )


@pytest.fixture
def seen(facts: Make, incident: Make) -> Make:
    """Facts of one incident with a photograph, a letter of six pages, a voicemail, a broken one."""

    def make(**changes: Any) -> Any:
        exhibits = [
            exhibit(1),
            exhibit(2, "application/pdf", "letter.pdf"),
            exhibit(3, "audio/ogg", "voice.ogg"),
            exhibit(4, "image/png", "broken.png"),
            exhibit(5, "audio/amr", "old.amr"),
        ]
        drawn = {
            "RM/1": Drawn(pictures=(reduced(),)),
            "RM/2": Drawn(pictures=(reduced("blue"), reduced("green")), of=6),
            "RM/3": Drawn(seconds=75.2),
            "RM/4": Drawn(why="it is broken or cut short"),
            "RM/5": Drawn(),
        }
        found = incident(1, exhibits=tuple(each.ref for each in exhibits))
        return facts(found, **{"exhibits": exhibits, "drawn": drawn} | changes)

    return make


def report_of(facts: Any, **paging: int) -> Report:
    return Document(facts, Paging(**paging)).main()


def blocks(report: Report, kind: type) -> list[Any]:
    return [block for part in report.sections for block in part.blocks if isinstance(block, kind)]


def test_each_picture_stands_small_under_its_incident_and_large_in_a_plate(seen: Make) -> None:
    """A photograph is seen where it is told of, and again with what identifies it."""
    report = report_of(seen())
    (told,) = blocks(report, IncidentBlock)
    assert [each.label for each in told.pictures] == ["RM/1", "RM/2, page 1 of 6"]
    plates = blocks(report, Plate)
    assert [each.picture.label for each in plates] == [
        "RM/1",
        "RM/2, page 1 of 6",
        "RM/2, page 2 of 6",
    ]
    first = plates[0]
    assert (first.incident, first.picture.data) == (1, jpeg((400, 300)))
    assert [row.text for row in first.details] == ["door.jpg, 1,234 bytes", "1" * 64]
    assert "20 Nov 2026" in first.when


def test_what_is_not_drawn_is_named_with_its_reason(seen: Make) -> None:
    """A broken picture and the further pages of a letter are told of, not left out in silence."""
    told = [table for table in blocks(report_of(seen()), Table) if table.caption]
    (named,) = [table for table in told if table.caption.startswith("Not drawn here")]
    assert [(row.cells[0], row.cells[3]) for row in named.rows] == [
        ("RM/2", "pages 3 to 6: only the first are drawn"),
        ("RM/4", "it is broken or cut short"),
    ]


def test_recordings_are_told_with_their_length(seen: Make) -> None:
    """A voice note has its length under its incident and in the schedule, or that it is unknown."""
    written = to_text(report_of(seen()))
    assert "Recordings: RM/3, 1 min 15 s; RM/5, length not known" in written
    assert "audio/ogg" in written


def test_small_pictures_have_no_plates(seen: Make) -> None:
    """`--pictures small` shows each under its incident alone, and links to nothing."""
    report = report_of(seen(pictures=PictureSize.small))
    assert blocks(report, Plate) == []
    (told,) = blocks(report, IncidentBlock)
    assert [each.plate for each in told.pictures] == [None, None]
    assert 'href="#plate-' not in to_html(report)


def test_without_exhibits_there_is_no_section_of_pictures(facts: Make, incident: Make) -> None:
    """A report without pictures says nothing of them, and its page allows none."""
    report = report_of(facts(incident(1)))
    assert "plates" not in [part.anchor for part in report.sections]
    assert "img-src &#x27;none&#x27;" in to_html(report)


def test_many_plates_are_in_parts_and_what_is_not_drawn_stays_in_the_first(seen: Make) -> None:
    """Hundreds of pictures come in documents of their own."""
    document = Document(seen(), Paging(plates=20_000))
    parts = list(document.parts())
    assert [part.name for part in parts] == ["pictures 1", "pictures 2", "pictures 3"]
    assert parts[1].holds == "Pictures of the exhibits: RM/2 to RM/2"
    assert len(blocks(parts[1].report(), Plate)) == 1
    main = document.main()
    assert blocks(main, Plate) == []
    assert any(
        table.caption and table.caption.startswith("Not drawn here")
        for table in blocks(main, Table)
    )


def test_the_pdf_has_each_picture_byte_for_byte_with_its_words(seen: Make) -> None:
    """The typesetter adds nothing to a reduced picture, and tags it for those who listen."""
    made = seen()
    data = to_pdf(report_of(made), made=made.now)
    for each in made.drawn.values():
        for picture in each.pictures:
            assert picture.large in data
        assert all(picture.small in data for picture in each.pictures[:1])
    root = PdfReader(io.BytesIO(data)).root_object["/StructTreeRoot"]
    assert any("Exhibit RM/1: door.jpg" in words for words in _alternatives(root, set()))


def _alternatives(node: Any, seen: set[int]) -> list[str]:
    """Every text alternative of a tagged PDF."""
    node = node.get_object()
    if isinstance(node, list):
        return [words for each in node for words in _alternatives(each, seen)]
    if not isinstance(node, dict) or id(node) in seen:
        return []
    seen.add(id(node))
    found = [str(node["/Alt"])] if "/Alt" in node else []
    return found + (_alternatives(node["/K"], seen) if "/K" in node else [])


def test_the_page_holds_its_pictures_and_leads_from_small_to_large(seen: Make) -> None:
    """One file, no script: a small picture leads to its plate, and the plate to its incident."""
    made = seen()
    page = to_html(report_of(made))
    assert "img-src data:" in page
    found = re.findall(r'<img src="data:image/jpeg;base64,([^"]+)" alt="([^"]+)"', page)
    assert len(found) == 5
    assert base64.b64decode(found[0][0]) == made.drawn["RM/1"].pictures[0].small
    assert found[0][1].startswith("Exhibit RM/1: door.jpg.")
    for target in re.findall(r'href="#(plate-[^"]+)"', page):
        assert f'id="{target}"' in page
    assert re.search(
        r'class="plate" role="group" id="plate-1-page-1".*?href="#incident-1"', page, re.DOTALL
    )


def test_a_page_is_made_piece_by_piece(seen: Make) -> None:
    """No piece of a page holds more than one picture."""
    pieces = list(html_pieces(report_of(seen())))
    assert len(pieces) == 2 * 5 + 1
    assert all(piece.startswith("data:image/jpeg") for piece in pieces[1::2])


def test_no_name_of_a_file_can_stand_for_a_picture(seen: Make, incident: Make) -> None:
    """The mark at which pictures are put in can't come from a name or from what was written."""
    hostile = 'x\0"><img src=x>\0.jpg'
    made = seen(exhibits=[exhibit(1, name=hostile)])
    page = to_html(report_of(made))
    assert page.count("<img ") == 2
    assert "\0" not in page


def test_what_the_person_says_of_a_picture_is_its_text_alternative(seen: Make) -> None:
    """Whoever listens to a report hears what a picture shows, in the person's words."""
    told = replace(exhibit(1), says="His car outside my door <b>")
    made = seen(exhibits=[told])
    first = blocks(report_of(made), Plate)[0]
    assert first.picture.words == "Exhibit RM/1: His car outside my door <b>"
    assert "Shows" in [row.label for row in first.details]
    assert 'alt="Exhibit RM/1: His car outside my door &lt;b&gt;"' in to_html(report_of(made))
    assert "Shows: His car outside my door <b>" in to_text(report_of(made))
