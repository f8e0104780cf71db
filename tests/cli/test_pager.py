"""The pager: what it shows, reads and finds, apart from the terminal."""

from collections.abc import Iterator

from stalkdiary.cli.pager import _View


def lines(read: list[int]) -> Iterator[str]:
    """A hundred lines, of which two have a word; notes each that is read."""
    for number in range(100):
        read.append(number)
        yield f"{number} \x1b[1;4mCAF\u00c9\x1b[22;24m noir" if number % 40 == 7 else f"{number}"


def test_no_more_is_read_than_is_shown() -> None:
    """The first screen comes quickly, whatever follows."""
    read: list[int] = []
    view = _View(lines(read), lambda: 5)
    assert view.shown().split("\n") == ["0", "1", "2", "3", "4"]
    assert len(read) < 10
    assert view.status().startswith("5/6+ ")
    view.move_to_end()
    assert view.shown().split("\n")[-1] == "99"
    assert view.status().startswith("100/100 ")


def test_words_are_found_below() -> None:
    """Case, accents and what is set off make no difference; the next one follows."""
    view = _View(lines([]), lambda: 5)
    view.ask()
    view.wanted = "cafe Noir"
    assert view.status() == "/cafe Noir"
    for first in ("7 ", "47 ", "87 "):
        view.find(again=first != "7 ")
        assert view.shown().startswith(first)
    view.find(again=True)
    assert view.status().startswith("Not found below. ")
    assert view.shown().startswith("87 ")


def test_nothing_is_not_looked_for() -> None:
    """Enter behind the slash alone stays where it is."""
    view = _View(lines([]), lambda: 5)
    view.ask()
    view.find()
    assert view.shown().startswith("0")
