"""The pictures of the README: screens as SVG, and two pages of the demo's report as PNG.

Run from the project's folder: ``python tests/words/pictures.py``. The screens are those of
docs/screens, which ``python tests/terminal/screens.py`` records from the true terminal. A page of
the report carries its words as the PNG's description; a test holds both against the program.
"""

import re
import tempfile
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Final

import pypdfium2
from PIL.PngImagePlugin import PngInfo
from rich.console import Console
from rich.text import Text

from stalkdiary.usecases.demo import make_demo

ROOT: Final = Path(__file__).parents[2]
SCREENS: Final = ROOT / "docs" / "screens"
PICTURES: Final = ROOT / "docs" / "pictures"
SHOWN: Final = {
    "add": ("daily-add", "Enter saves. A number changes one."),
    "saved": ("first-evening", "Saved as incident 1"),
    "search": ("search", "> search waiting gate"),
}
"""Picture, recording, and words that stand on its last screen that is to be shown."""
PAGES: Final = {"report-first-page": "Record of incidents", "report-chronology": "Incident 18 "}
"""Picture, and words that stand on the page first."""
MADE: Final = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
_COLUMNS: Final = 80
_SCALE: Final = 1.25
"""Pixels for each point of the page."""
_HASH: Final = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{4}(?: [0-9a-f]{4}){3,})\b")
_FORMAT: Final = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<style>
.{unique_id}-matrix {{ font-family: monospace; font-size: {char_height}px; \
line-height: {line_height}px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">\
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""Rich's own asks a font of the network."""


def screen(recording: str, words: str) -> str:
    """The last screen of a recording at 80 columns that has these words."""
    told = (SCREENS / f"{recording}.txt").read_text(encoding="utf-8")
    wide = told.partition(f"==== {_COLUMNS} columns ====\n")[2].partition("\n====")[0]
    found = [each for each in wide.split("-" * _COLUMNS) if words in each]
    return re.sub(r"\A\s*Typed: .*", "", found[-1]).strip("\n")


def drawing(name: str, text: str) -> str:
    """A screen as SVG; the words in it stay words."""
    console = Console(record=True, width=_COLUMNS, file=StringIO(), legacy_windows=False)
    console.print(Text(text))
    return console.export_svg(title=" ", code_format=_FORMAT, unique_id=name)


def pages() -> dict[str, tuple[str, pypdfium2.PdfBitmap]]:
    """Pages of the demo's report: the words, without what differs each time, and the picture."""
    with tempfile.TemporaryDirectory() as folder:
        made = make_demo(Path(folder) / "demo", now=MADE)
        with pypdfium2.PdfDocument(made.report) as report:
            told = [words(page) for page in report]
            found = {
                name: next(number for number, each in enumerate(told) if marked in each)
                for name, marked in PAGES.items()
            }
            return {
                name: (told[number], report[number].render(scale=_SCALE))
                for name, number in found.items()
            }


def words(page: pypdfium2.PdfPage) -> str:
    """The words of a page, with hashes left out: each demo is a diary of its own."""
    return " ".join(_HASH.sub("…", page.get_textpage().get_text_range()).split())


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    for name, (recording, marked) in SHOWN.items():
        picture = drawing(name, screen(recording, marked))
        (PICTURES / f"{name}.svg").write_text(picture, encoding="utf-8")
    for name, (told, bitmap) in pages().items():
        about = PngInfo()
        about.add_itxt("Description", told)
        bitmap.to_pil().convert("P", colors=64).save(
            PICTURES / f"{name}.png", optimize=True, pnginfo=about
        )


if __name__ == "__main__":
    main()
