"""The documents say what the program does."""

import re
from pathlib import Path

import pytest

import stalkdiary
from stalkdiary.cli.commands import COMMANDS

ROOT = Path(__file__).parents[1]
PACKAGE = Path(stalkdiary.__file__).parent
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((PACKAGE / "data" / "guide").iterdir()),
]


DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def test_the_readme_begins_with_two_commands_that_do_everything() -> None:
    """The first makes the demo, the second runs the tests; each is one line."""
    first, second = blocks((ROOT / "README.md").read_text(encoding="utf-8"), "sh")[:2]
    assert first.count("\n") == second.count("\n") == 1
    assert first.rstrip().endswith("stalkdiary demo")
    assert second.rstrip().endswith("pytest")


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_readme_names_every_command(command: str) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"(stalkdiary |`){command}\b", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_names_a_command_that_does_not_exist(page: Path) -> None:
    """Somebody in need who types what a page says must not meet an error."""
    text = page.read_text(encoding="utf-8").replace("'stalkdiary entry 1", "")
    named = set(re.findall(r"['`$]\s*stalkdiary ([a-z][a-z-]+)", text))
    assert named <= COMMANDS.keys()


@pytest.mark.parametrize("page", sorted(ROOT.glob("*.md")), ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize(
    "page",
    # Words of other programs are listed there, and tests/words looks at our own.
    [page for page in PAGES if page.name != "wording.md"],
    ids=lambda page: page.name,
)
def test_the_tone_is_calm(page: Path) -> None:
    """No exclamation marks and no "simply" (code and images aside)."""
    text = re.sub(r"```.*?```|`[^`]*`|!\[", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"\bsimply\b|[a-z]!", text, flags=re.IGNORECASE)


def test_decisions_are_numbered_without_gaps() -> None:
    """No number is missing or doubled, and the heading of each has it, too."""
    numbers = range(1, len(DECISIONS) + 1)
    assert [page.name[:5] for page in DECISIONS] == [f"{number:04}-" for number in numbers]
    heads = [page.read_text(encoding="utf-8").partition(".")[0] for page in DECISIONS]
    assert heads == [f"# {number}" for number in numbers]


def test_the_index_of_decisions_names_each_in_its_place() -> None:
    """One line for each, in their order."""
    index = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"^(\d+)\. \[[^\]]+\]\((\S+)\): ", index, flags=re.MULTILINE)
    assert found == [(str(int(page.name[:4])), page.name) for page in DECISIONS]


def test_whoever_is_sent_to_a_decision_finds_it() -> None:
    """Pages and code name decisions by their files."""
    for page in (*PAGES, *PACKAGE.rglob("*.py")):
        named = set(re.findall(r"\b\d{4}-[a-z][a-z-]+\.md", page.read_text(encoding="utf-8")))
        assert named <= {decision.name for decision in DECISIONS}, page
