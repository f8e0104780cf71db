"""The report as a tree: what stands where, and nothing of how it looks.

Every text in it is plain data, made safe to show by `model.text.visible`, and never markup. A
renderer walks the blocks with `match`; a new block is added here and in every renderer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self, TypeAlias

from stalkdiary.reports.shapes import Picture


class Form(StrEnum):
    """How a piece of text is meant."""

    TEXT = "text"
    NUMBER = "number"
    INCIDENTS = "incidents"
    """Numbers of incidents, such as ``1–4, 7``, to which a page can lead."""
    EXHIBITS = "exhibits"
    """References of exhibits, such as ``AB/1, AB/2``, to whose files a page can lead."""
    CODE = "code"
    BLANK = "blank"
    """An empty line to be filled in by hand."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences of ours, or of the person."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence beside the matter: where something else is found, what is left out."""

    text: str


@dataclass(frozen=True, slots=True)
class Steps:
    """What to do, one after the other."""

    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """The person's own words.

    Attributes:
        most: characters of `text` that are printed here; the whole is at `source`.
    """

    text: str
    source: str
    most: int


@dataclass(frozen=True, slots=True)
class Detail:
    """One fact under its label.

    Attributes:
        text: the fact; "" for a blank.
        most: characters that are printed here, None for all.
    """

    label: str
    text: str
    form: Form = Form.TEXT
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """Facts under their labels."""

    rows: tuple[Detail, ...]

    @classmethod
    def of(cls, *rows: Detail) -> Self:
        return cls(rows)

    @classmethod
    def to_fill_in(cls, *labels: str) -> Self:
        """Lines to be filled in by hand."""
        return cls(tuple(Detail(label, "", Form.BLANK) for label in labels))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        share: its share of the width; 0 for as narrow as its text.
    """

    heading: str
    share: int = 0
    form: Form = Form.TEXT


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        below: a code that belongs to the row and runs over the whole width under it.
    """

    cells: tuple[str, ...]
    below: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings.

    Attributes:
        caption: what the table shows; None where the title of its section says it.
    """

    caption: str | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @classmethod
    def of(
        cls, caption: str | None, columns: Iterable[Column], rows: Iterable[tuple[str, ...]]
    ) -> Self:
        """A table of rows that are their cells alone."""
        return cls(caption, tuple(columns), tuple(map(Row, rows)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """Later knowledge about an incident.

    Attributes:
        changes: field, earlier text, later text; "" for nothing.
    """

    heading: str
    changes: tuple[tuple[str, str, str], ...] = ()
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitPicture:
    """A reduced picture of an exhibit.

    Attributes:
        label: the reference, and of several pages which it is.
        words: what it shows, for those who can't see it.
        data: a JPEG with nothing embedded.
        width: in pixels, of the large one; with `height` it gives the shape.
        plate: a stable name of the plate that shows it large, None where there is none.
    """

    label: str
    words: str
    data: bytes
    width: int
    height: int
    plate: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLine:
    """One message of an export.

    Attributes:
        notes: what is odd about it, its files, where it stands in the export, what changed later.
        is_own: whether the person who keeps the diary sent it.
        marks: what sets it off: that it is their own, told somebody to stop, was marked.
        most: characters of `text` that are printed where there are pages; None for all.
        left_out: how many messages before it are left out here.
    """

    at: str
    who: str
    text: str
    notes: tuple[str, ...]
    is_own: bool = False
    marks: tuple[str, ...] = ()
    most: int | None = None
    left_out: int = 0
    pictures: tuple[ExhibitPicture, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """A large picture of an exhibit with what identifies it.

    Attributes:
        picture: the picture; its `plate` is the name of this.
    """

    picture: ExhibitPicture
    incident: int
    when: str
    details: tuple[Detail, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentBlock:
    """One incident.

    Attributes:
        number: its number in this document.
        own: its number in the diary.
        began: when it began, for programs: ISO 8601 as far as it is known, None where it is not.
        written: when it was written, and how much later.
        withdrawn: when and why it was withdrawn, None where it was not.
        whose: says what `what` is where it is not the person's own words.
        messages: those of its messages that stand here.
        about_messages: which ones they are, where there are more.
        bursts: all of them drawn together, where there are more.
    """

    number: int
    own: int
    heading: str
    began: str | None
    written: str
    withdrawn: str | None
    what: str
    kinds: tuple[str, ...]
    details: tuple[Detail, ...]
    amendments: tuple[Amendment, ...]
    whose: str | None = None
    messages: tuple[MessageLine, ...] = ()
    about_messages: str | None = None
    bursts: Table | None = None
    pictures: tuple[ExhibitPicture, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortIncidents:
    """Incidents in a row, each of one or two messages and nothing more.

    Attributes:
        caption: what they have in common.
        incidents: at least two.
    """

    caption: str
    incidents: tuple[IncidentBlock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The messages of one incident, or a part of them.

    Attributes:
        notes: what is to be said of every one of them.
    """

    incident: int
    heading: str
    notes: tuple[str, ...]
    messages: tuple[MessageLine, ...]


Block: TypeAlias = (
    Paragraph
    | Note
    | Steps
    | Quotation
    | Details
    | Table
    | IncidentBlock
    | ShortIncidents
    | Picture
    | Plate
    | Conversation
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report under its heading.

    Attributes:
        anchor: a stable name for links, such as ``chronology``.
    """

    anchor: str
    title: str
    blocks: tuple[Block, ...]

    @classmethod
    def of(cls, anchor: str, title: str, *blocks: Block) -> Self:
        return cls(anchor, title, blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole document.

    Attributes:
        subtitle: whose it is, when it was made and who for.
        running: what stands at the head of every page.
        language: BCP 47.
        first_page: the one page that an officer with no time reads.
    """

    title: str
    subtitle: str
    running: str
    language: str
    first_page: tuple[Section, ...]
    sections: tuple[Section, ...]
