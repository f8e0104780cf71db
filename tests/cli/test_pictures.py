"""`--pictures` and `--leave-out`: what is said of pictures, and when."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

Run = Callable[..., Any]


@pytest.fixture
def pictures(run: Run, three: Path, home: Path) -> None:
    """Two screenshots of incident 1."""
    for colour in ("teal", "gold"):
        Image.new("RGB", (90, 120), colour).save(home / f"{colour}.png")
    assert run("attach", "1", "~/teal.png", "~/gold.png").code == 0


def test_it_says_how_many_pictures_there_are(run: Run, pictures: None, home: Path) -> None:
    """Whoever hands a report over knows before that it shows pictures, and which in JSON."""
    ran = run("report", "-o", "r.html", "--json")
    assert "It shows 2 pictures of exhibits, reduced. Look at them" in ran.err
    assert len(ran.json["pictures"]) == 2
    left = ran.json["pictures"][0]
    ran = run("report", "-o", "s.html", "--leave-out", left.lower(), "--json")
    assert "It shows 1 picture of exhibits, reduced. Look at it" in ran.err
    assert (
        ran.json["pictures"]
        == run("report", "-o", "t.pdf", "--leave-out", left, "--json").json["pictures"]
    )


def test_it_says_that_words_are_not_searched_for_in_pictures(run: Run, pictures: None) -> None:
    """A redaction that does not reach pictures must not be taken for one that does."""
    told = "The words that are left out are not searched for in pictures"
    assert told in run("report", "-o", "r.html", "--redact", "times").err
    assert told in run("bundle", "b", "--redact", "times").err
    assert told not in run("report", "-o", "s.html").err


@pytest.mark.parametrize("words", [["--pictures", "none"], ["--format", "text"], ["--impact"]])
def test_without_pictures_nothing_is_said_of_them(
    run: Run, pictures: None, words: list[str]
) -> None:
    """A text, an extract and a report without pictures have none to look at."""
    ran = run("report", "-o", "r", *words, *([] if "--format" in words else ["--format", "html"]))
    assert ran.code == 0
    assert "picture" not in ran.err


@pytest.mark.parametrize("words", [["--pictures", "huge"], ["--leave-out", "AB/99"]])
def test_what_is_not_there_is_refused_before_anything_is_written(
    run: Run, pictures: None, home: Path, words: list[str]
) -> None:
    """No report is made that shows more or less than was meant."""
    before = sorted(home.iterdir())
    assert run("report", "-o", "~/r.html", *words).code in {2, 3}
    assert sorted(home.iterdir()) == before


def test_what_a_file_shows_is_kept_and_shown(run: Run, three: Path, home: Path) -> None:
    """`attach --says` goes into the ledger with the file, and is read again everywhere."""
    Image.new("RGB", (90, 120), "teal").save(home / "door.png")
    says = "His car outside my door"
    made = run("attach", "1", "~/door.png", "--says", says, "--json").json
    assert made["exhibits"][0]["says"] == says
    assert says in run("show", "1").out
    assert run("exhibits", "--json").json[0]["says"] == says
    assert run("verify").code == 0
    assert run("attach", "1", "--physical", "a card", "--says", says).code == 2
