"""Exhibits as they are seen: small under their incident, and large in plates."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.picture_size import PictureSize
from stalkdiary.model.text import visible
from stalkdiary.reports.exhibit_pictures import Drawn, Reduced, is_recording
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.tree import (
    Block,
    Column,
    Detail,
    ExhibitPicture,
    Form,
    Note,
    Plate,
    Row,
    Section,
    Table,
)
from stalkdiary.reports.words import counted

PICTURES: Final = "Pictures of the exhibits"
_ABOUT: Final = Note(
    "Reduced copies, turned upright. What cameras and programs write into a file, such as where a "
    "picture was taken, is not in them. The original is the exhibit."
)
_MINUTE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateOf:
    """A picture that has a plate.

    Attributes:
        page: which of its pictures, from 0.
    """

    exhibit: Exhibit
    page: int


def plates_of(facts: Facts) -> list[PlateOf]:
    """The pictures that have plates, in the order of the exhibits; none where they are small."""
    if facts.pictures is not PictureSize.all:
        return []
    return [
        PlateOf(exhibit=exhibit, page=page)
        for exhibit in (*facts.chosen_exhibits, *facts.chosen_enclosed)
        if exhibit.ref in facts.drawn
        for page in range(len(facts.drawn[exhibit.ref].pictures))
    ]


def small_pictures(facts: Facts, exhibits: Iterable[Exhibit]) -> tuple[ExhibitPicture, ...]:
    """A small picture of each that can be drawn; of a PDF its first page."""
    plated = facts.pictures is PictureSize.all
    return tuple(
        _picture(exhibit, drawn, 0, drawn.pictures[0].small, plated=plated)
        for exhibit in exhibits
        if (drawn := facts.drawn.get(exhibit.ref)) and drawn.pictures
    )


def plates(facts: Facts, chosen: Sequence[PlateOf] | None = None) -> Section | None:
    """The plates, all or those of a part; None where there is nothing to see and nothing to say."""
    shown = plates_of(facts) if chosen is None else chosen
    blocks: list[Block] = [_plate(facts, each) for each in shown]
    if blocks:
        blocks.insert(0, _ABOUT)
    if chosen is None:
        blocks += not_drawn(facts)
    if not blocks:
        return None
    return Section("plates", PICTURES, tuple(blocks))


def length(drawn: Drawn) -> str:
    """How long a recording lasts, in words."""
    if drawn.seconds is None:
        return "length not known"
    minutes, seconds = divmod(round(drawn.seconds), _MINUTE)
    return f"{minutes:,} min {seconds} s" if minutes else f"{seconds} s"


def recordings(facts: Facts, exhibits: Iterable[Exhibit]) -> str:
    """The recordings among exhibits with their lengths; "" where none was looked at."""
    return "; ".join(
        f"{visible(each.ref)}, {length(facts.drawn[each.ref])}"
        for each in exhibits
        if is_recording(each.media_type) and each.ref in facts.drawn
    )


def _plate(facts: Facts, wanted: PlateOf) -> Plate:
    exhibit, drawn = wanted.exhibit, facts.drawn[wanted.exhibit.ref]
    dates = {each.number: each.account.when.short() for each in facts.incidents}
    size = "" if exhibit.bytes is None else f", {counted(exhibit.bytes, 'byte')}"
    details = [Detail("File", f"{visible(exhibit.label)}{size}")]
    if exhibit.says:
        details.append(Detail("Shows", visible(exhibit.says)))
    if exhibit.sha256:
        details.append(Detail("SHA-256", exhibit.sha256, form=Form.CODE))
    return Plate(
        picture=_picture(
            exhibit, drawn, wanted.page, drawn.pictures[wanted.page].large, plated=True
        ),
        incident=exhibit.incident,
        when=visible(dates.get(exhibit.incident, "")),
        details=tuple(details),
    )


def _picture(
    exhibit: Exhibit, drawn: Drawn, page: int, data: bytes, *, plated: bool
) -> ExhibitPicture:
    reduced: Reduced = drawn.pictures[page]
    label = visible(exhibit.ref)
    if exhibit.media_type == "application/pdf" and drawn.of > 1:
        label += f", page {page + 1} of {drawn.of:,}"
    elif drawn.of > 1:
        label += f", the first of {counted(drawn.of, 'frame')}"
    return ExhibitPicture(
        label=label,
        words=_words(exhibit, label),
        data=data,
        width=reduced.width,
        height=reduced.height,
        plate=f"plate-{exhibit.ref.rpartition('/')[2]}-page-{page + 1}" if plated else None,
    )


def _words(exhibit: Exhibit, label: str) -> str:
    """The text alternative: what the person says that it shows, or what is known without."""
    if exhibit.says:
        return f"Exhibit {label}: {visible(exhibit.says)}"
    return f"Exhibit {label}: {visible(exhibit.label)}. The diary has no description of it."


def not_drawn(facts: Facts) -> Iterator[Block]:
    """What can't be seen here, and why."""
    rows = []
    for exhibit in (*facts.chosen_exhibits, *facts.chosen_enclosed):
        drawn = facts.drawn.get(exhibit.ref)
        if drawn is None:
            continue
        why = drawn.why
        if exhibit.media_type == "application/pdf" and 0 < len(drawn.pictures) < drawn.of:
            why = f"pages {len(drawn.pictures) + 1} to {drawn.of:,}: only the first are drawn"
        if why is not None:
            rows.append(
                Row((visible(exhibit.ref), str(exhibit.incident), visible(exhibit.label), why))
            )
    if rows:
        yield Table(
            "Not drawn here; the exhibit holds the whole file",
            (
                Column("Ref"),
                Column("Incident", form=Form.INCIDENTS),
                Column("File", share=4),
                Column("Why", share=4),
            ),
            tuple(rows),
        )
