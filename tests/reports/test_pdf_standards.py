"""The PDF before checkers that are not ours, where this machine has them.

PDFBox Preflight knows PDF/A-1b alone, so the same report is set in it: fonts, colours, metadata and
syntax are those of PDF/A-2a. veraPDF, which checks all of it, is not to be had as a package.
"""

import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from stalkdiary.reports import pdf
from stalkdiary.reports.build import Document, Paging
from stalkdiary.reports.exhibit_pictures import Drawn, Reduced
from stalkdiary.reports.pdf import to_pdf

Make = Callable[..., Any]
JARS = [
    Path("/usr/share/java") / f"{name}.jar"
    for name in (
        *("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-io", "commons-logging"),
        *("javax.activation", "jaxb-api"),
    )
]
TEXT = "Zoë 😀 你好 مرحبا שלום नमस्ते ไทย \u202e x"
NOT_UNDERSTOOD = "Error: can't convert to Destination"
"""Of bookmarks whose place is an object of its own, as ISO 32000-1, 7.3.10 allows for any value."""


def test_qpdf_finds_nothing(everywhere: Make, tmp_path: Path) -> None:
    if shutil.which("qpdf") is None:
        pytest.skip("no qpdf on this machine")
    made = everywhere(TEXT)
    (tmp_path / "r.pdf").write_bytes(to_pdf(Document(made, Paging()).main(), made=made.now))
    checked = subprocess.run(
        ["qpdf", "--check", "r.pdf"], cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr


def test_preflight_finds_nothing_but_bookmarks_it_can_not_read(
    everywhere: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java = shutil.which("java")
    if java is None or not all(jar.exists() for jar in JARS):
        pytest.skip(
            "no Preflight: apt-get install libpdfbox2-java libactivation-java libjaxb-api-java"
        )
    monkeypatch.setattr(pdf, "_STANDARDS", ("a-1b",))
    sheet = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(sheet, "JPEG")
    seen = Reduced(width=64, height=48, small=sheet.getvalue(), large=sheet.getvalue())
    made = replace(everywhere(TEXT), drawn={"EX/1": Drawn(pictures=(seen,))})
    (tmp_path / "r.pdf").write_bytes(to_pdf(Document(made, Paging()).main(), made=made.now))
    checked = subprocess.run(
        [
            *(java, "-cp", ":".join(map(str, JARS))),
            *("org.apache.pdfbox.preflight.Validator_A1b", "r.pdf"),
        ],
        cwd=tmp_path,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    _, *findings = checked.stdout.splitlines()
    assert "r.pdf" in checked.stdout
    assert [each for each in findings if each and NOT_UNDERSTOOD not in each] == []
