"""PDF for the archive and for everyone: PDF/A-2a and PDF/UA-1, typeset offline.

Why these standards, and these fonts: docs/decisions/0004-reports.md
"""

import base64
import json
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stalkdiary.model.text import shortened
from stalkdiary.reports.glyphs import FONTS, printable
from stalkdiary.reports.tree import Detail, ExhibitPicture, MessageLine, Quotation, Report

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_TEMPLATES: Final = Path(__file__).parent / "templates"
_REMEMBERED: Final = 11
_LONGEST: Final = 1_000_000
"""Letters of one text, some 250 pages. The typesetter takes 280 MB for as many."""
_STANDARDS: Final = ("a-2a", "ua-1")


def to_pdf(report: Report, *, made: datetime) -> bytes:
    """The whole report, dated by the aware time `made`. The same report gives the same bytes."""
    return typeset("report.typ", _data(report), made=made)


def forget() -> None:
    """Lets the typesetter give back what it holds of documents that it has made.

    It keeps the pieces of the last ten for the case that the next one is nearly the same, which for
    the parts of a long report is hundreds of megabytes each. Ten empty ones push them out.
    """
    for number in range(_REMEMBERED):
        empty = Report(
            title=f"{number}", subtitle="", running="", language="en", first_page=(), sections=()
        )
        to_pdf(empty, made=datetime.fromtimestamp(0, UTC))


def typeset(template: str, data: object, *, made: datetime) -> bytes:
    """One of our templates, filled with `data` as JSON has it; `made`, aware, is its date."""
    import typst

    document = typst.compile(
        _TEMPLATES / template,
        root=_TEMPLATES,
        format="pdf",
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[FONTS]),
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=list(_STANDARDS),
        timestamp=made.astimezone(UTC).replace(microsecond=0),
    )
    if not isinstance(document, bytes):
        raise TypeError("typst gave no document")
    return document


def _data(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """The tree as JSON for the template, each node under its name, each text as it can be drawn."""
    if isinstance(value, (Detail, MessageLine, Quotation)):
        text = _printed(value.text)
        return _node(value) | {"text": text if value.most is None else shortened(text, value.most)}
    if isinstance(value, ExhibitPicture):
        return _node(value) | {"data": _as_svg(value)}
    if is_dataclass(value) and not isinstance(value, type):
        return _node(value)
    if isinstance(value, tuple):
        return [_data(each) for each in value]
    return _printed(value) if isinstance(value, str) else value


def _printed(text: str) -> str:
    """`text` as it can be drawn; of a very long one the beginning, and how much is not there."""
    rest = len(text) - _LONGEST
    if rest <= 0:
        return printable(text)
    return (
        f"{printable(text[:_LONGEST])}\n\n[{rest:,} more letters of this text are not printed "
        "here. The report as a page for a browser, as text, CSV or JSON has all of them.]"
    )


def _as_svg(picture: ExhibitPicture) -> str:
    """A JPEG in a text: the typesetter takes nothing else in memory, and no file is written.

    It goes into the PDF as it is, byte for byte.
    """
    size = f'width="{picture.width}" height="{picture.height}"'
    data = base64.b64encode(picture.data).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
        f'<image {size} href="data:image/jpeg;base64,{data}"/></svg>'
    )


def _node(value: "DataclassInstance") -> dict[str, Any]:
    found = {field.name: _data(getattr(value, field.name)) for field in fields(value)}
    return found | {"node": type(value).__name__}
