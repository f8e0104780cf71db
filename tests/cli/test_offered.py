"""What Tab offers in a shell."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
SECRET = "kestrel"  # noqa: S105 - a word of the story


@pytest.fixture
def tab(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """The words that are offered behind a line, as bash asks for them."""

    def offered(line: str) -> list[str]:
        monkeypatch.setenv("_STALKDIARY_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(line.split(" ")) - 1))
        ran = run()
        monkeypatch.delenv("_STALKDIARY_COMPLETE")
        assert ran.err == ""
        return [word for word in str(ran.out).splitlines() if word]

    return offered


@pytest.fixture
def held(run: Run, place: Path, home: Path) -> Path:
    """A diary with two incidents, a person whose name has two words, and an exhibit."""
    (home / f"{SECRET}.jpg").write_bytes(b"\xff\xd8\xff")
    run("add", "--what", SECRET, "--where", SECRET, "--person", "Joan Ashby")
    run("add", "--what", SECRET, "--attach", f"{SECRET}.jpg")
    return place


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("stalkdiary show ", ["1", "2"]),
        ("stalkdiary list --person J", ["Joan\\ Ashby"]),
        ("stalkdiary add --type lo", ["loitering"]),
        ("stalkdiary extract AB", ["AB/1"]),
        ("stalkdiary sho", ["show"]),
        ("stalkdiary --diary nowhere.db show ", []),
    ],
)
def test_tab_offers_numbers_kinds_and_names(
    line: str, words: list[str], tab: Callable[[str], list[str]], held: Path
) -> None:
    """As bash takes them, and nothing where there is no diary."""
    assert tab(line) == words


@pytest.mark.parametrize("line", ["stalkdiary show ", "stalkdiary list --person "])
def test_tab_offers_nothing_of_a_diary_with_a_passphrase(
    line: str, run: Run, tab: Callable[[str], list[str]], protected: Path, secret: Path
) -> None:
    """Nor does it ask for the passphrase."""
    ran = run("--passphrase-file", secret, "add", "--what", SECRET, "--person", "Joan")
    assert ran.code == 0
    before = protected.read_bytes()
    assert tab(line) == []
    assert protected.read_bytes() == before


def test_tab_never_offers_what_was_written(tab: Callable[[str], list[str]], held: Path) -> None:
    """Somebody may look over the shoulder."""
    for before in ("show ", "search ", "list --person ", "add --where ", "extract ", "amend "):
        offered = tab(f"stalkdiary {before}")
        assert [word for word in offered if SECRET in word] == []


def test_bash_completes(held: Path, home: Path) -> None:
    """The script that is installed, in the shell itself."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed")
    script = f"""
        stalkdiary() {{ {sys.executable} -m stalkdiary "$@"; }}
        export -f stalkdiary
        PATH={home}:$PATH
        printf '#!/bin/sh\\nexec {sys.executable} -m stalkdiary "$@"\\n' > {home}/stalkdiary
        chmod +x {home}/stalkdiary
        eval "$(stalkdiary --show-completion)"
        COMP_WORDS=(stalkdiary show '') COMP_CWORD=2
        _stalkdiary_completion stalkdiary
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run([bash, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["1", "2"], done.stderr
