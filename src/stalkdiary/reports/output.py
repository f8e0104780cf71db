"""A report as the files it is written to: one in most cases, several where it is long."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from stalkdiary.reports.build import Document, Listed, Paging, Volume
from stalkdiary.reports.extracts.purposes import Extract
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.numbering import numbered_by_time
from stalkdiary.reports.tree import Report

# In letters. A PDF of three million is some 400 pages and takes the typesetter 350 MB; a page in a
# browser bears more, and its chronology has to be whole to be searched.
_PAGING: Final = {
    "pdf": Paging(chronology=3_000_000, exhibits=1_500_000, plates=3_000_000, annex=3_000_000),
    "html": Paging(annex=12_000_000),
    # One file in the end, laid out piece by piece.
    "text": Paging(annex=3_000_000),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of a report.

    Attributes:
        suffix: what its name has behind that of the first; "" for the first itself.
        weight: how much work it is, beside the others.
        data: makes its bytes, piece by piece; called once, in the order of the files.
    """

    suffix: str
    weight: int
    data: Callable[[], Iterable[bytes]]


def files(facts: Facts, form: str, name: Callable[[str], str]) -> list[File]:
    """The files of a report, the first document last, as it lists the others with their hashes.

    `form` is ``pdf``, ``html``, ``text``, ``csv`` or ``json``; `name` gives the name of the file
    with a suffix, as it is printed.
    """
    if form == "csv":
        return _tables(facts)
    if form == "json":
        return [File(suffix="", weight=1, data=partial(_json, facts))]
    document = Document(facts, _PAGING[form])
    parts = list(document.parts())
    if form == "text":
        return [File(suffix="", weight=1, data=partial(_text, document, parts))]
    listed: list[Listed] = []
    render = partial(_rendered, form, facts)

    def part_of(part: Volume, suffix: str) -> Iterator[bytes]:
        digest = hashlib.sha256()
        for piece in render(part.report()):
            digest.update(piece)
            yield piece
        listed.append(Listed(where=name(suffix), holds=part.holds, sha256=digest.hexdigest()))
        if form == "pdf":
            from stalkdiary.reports.pdf import forget

            forget()

    def first() -> Iterator[bytes]:
        yield from render(document.main(listed))

    suffixes = [f"-{part.name.replace(' ', '-')}" for part in parts]
    others = [
        File(suffix=suffix, weight=part.weight, data=partial(part_of, part, suffix))
        for part, suffix in zip(parts, suffixes, strict=True)
    ]
    return [*others, File(suffix="", weight=document.weight, data=first)]


def extract_files(facts: Facts, form: str, extract: Extract) -> list[File]:
    """The one file of a short document; ``pdf``, ``html`` or ``text``."""

    def data() -> Iterator[bytes]:
        yield from _rendered(form, facts, extract.build(numbered_by_time(facts)))

    return [File(suffix="", weight=1, data=data)]


def _rendered(form: str, facts: Facts, report: Report) -> Iterator[bytes]:
    if form == "text":
        from stalkdiary.reports.text import to_text

        yield to_text(report).encode("utf-8")
    elif form == "html":
        from stalkdiary.reports.html import html_pieces

        for piece in html_pieces(report, facts.links):
            yield piece.encode("utf-8")
    else:
        from stalkdiary.reports.pdf import to_pdf

        yield to_pdf(report, made=facts.now)


def _text(document: Document, parts: Sequence[Volume]) -> Iterator[bytes]:
    from stalkdiary.reports.text import to_text

    below = [Listed(where="at the end of this file", holds=e.holds, sha256=None) for e in parts]
    yield to_text(document.main(below)).encode("utf-8")
    for part in parts:
        yield f"\n\n{to_text(part.report())}".encode()


def _json(facts: Facts) -> Iterator[bytes]:
    from stalkdiary.reports.json import json_pieces

    for piece in json_pieces(facts):
        yield piece.encode("utf-8")


def _tables(facts: Facts) -> list[File]:
    """The incidents, and the messages where there are any."""
    from stalkdiary.reports.csv import messages_csv, to_csv

    def incidents() -> Iterator[bytes]:
        # With the mark that tells spreadsheet programs that this is UTF-8.
        yield to_csv(facts).encode("utf-8-sig")

    def messages() -> Iterator[bytes]:
        yield "\ufeff".encode()
        for piece in messages_csv(facts):
            yield piece.encode("utf-8")

    first = File(suffix="", weight=1, data=incidents)
    if not any(True for each in facts.incidents for _ in facts.messages(each.number)):
        return [first]
    return [File(suffix="-messages", weight=1, data=messages), first]
