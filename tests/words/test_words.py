"""Every sentence that is shown, against docs/voice.md."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).parent
FORBIDDEN = [
    r"\bwhy (did|do|does|didn't|don't|are|is|was|were|have|has|not|you|they|he|she)\b",
    r"\byou must\b",
    r"must have",
    r"should have",
    r"your behaviour",
    r"(?<!not )your fault",
    r"[a-z0-9]!",
    r"\bsimply\b",
    r"\bjust\b",
    r"\bobviously\b",
    r"\b(low|high|medium) risk(?! to)",
    r"\brisk (score|level)",
    r"\bscores?\b",
    r"\bguilty\b",
    r"\bthis is (a crime|stalking)\b",
    r"too late",
    r"collect more (first|before)",
    r"over-?react|\bprovoke|calm down|attention.seeking",
    r"\bwell done\b|\bcongratulations\b|\bstreak\b|\bgreat job\b",
    r"\b(invalid|illegal|fatal|abort(ed)?|kill(ed)?)\b",
    r"\babusers?\b|\bperpetrators?\b",
    r"\bvictim\b(?! support| personal)",
    r"\b(meet|confront|answer) (him|her|them|the person)\b",
]
# What a service says of itself, and sentences that say the opposite.
ALLOWED = (
    "for: people at high risk",
    "Why are you changing this? You can leave it out.",
    "There is no need to collect more before you ask for help.",
    "Going to meet the person or to confront them can put you in danger.",
)


def collector() -> ModuleType:
    spec = importlib.util.spec_from_file_location("collect", FOLDER / "collect.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def collect() -> ModuleType:
    """The program that makes docs/wording.md."""
    return collector()


@pytest.fixture(scope="module")
def page(collect: ModuleType) -> str:
    """What it makes of the source as it is now."""
    return str(collect.document())


@pytest.fixture(scope="module")
def shown(page: str) -> list[str]:
    """Every line of it, without what importers know of other programs' words."""
    text = page.partition("\n## Reading exports\n")[0]
    return [line.removeprefix("- ") for line in text.split("\n## ", 1)[1].splitlines()]


def test_the_page_is_up_to_date(collect: ModuleType, page: str) -> None:
    """Else: python tests/words/collect.py"""
    assert collect.DOCUMENT.read_text(encoding="utf-8") == page


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_nothing_forbidden_is_said(shown: list[str], pattern: str) -> None:
    found = [line for line in shown if re.search(pattern, line, re.IGNORECASE)]
    assert [line for line in found if not line.startswith(ALLOWED)] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('"""A docstring of a module."""\nx = 1', []),
        ('print("Two words")', ["Two words"]),
        ('print(f"Saved as {n}.")', ["Saved as {…}."]),
        ('c.execute("SELECT what FROM incident")', []),
        ('import re\np = re.compile(r"some [a-z]+ thing")', []),
        ('def f(x: "Some | None") -> "Other | None": ...', []),
        ('def f(context: typer.Context) -> None:\n    """Start a diary."""', ["Start a diary."]),
        ('x = {"slug-name": "Unwanted gifts"}', ["Unwanted gifts"]),
        ('a = "One thing"\nb = "One thing"', ["One thing"]),
    ],
)
def test_what_is_a_sentence(collect: ModuleType, source: str, found: list[str]) -> None:
    assert list(collect.sentences(source)) == found


@pytest.mark.parametrize(
    "sentence",
    [
        "Is this computer only yours?",
        "Nothing was written.",
        "National Stalking Helpline",
        "Threats of harm",
        "What the other person does is not your fault",
        "Make the document for the police.",
        "The diary did not open with this passphrase.",
        "This is not a witness statement and holds no declaration of truth.",
    ],
)
def test_all_kinds_of_places_are_read(shown: list[str], sentence: str) -> None:
    """Notices, errors, help lines, kinds, advice pages, helps of commands, reports."""
    assert any(sentence in line for line in shown)


def test_no_module_that_speaks_is_left_out(collect: ModuleType, page: str) -> None:
    """Whatever folder it lies in, its sentences are read and held to what we never say."""
    speaking = [
        path.relative_to(collect.PACKAGE).as_posix()
        for path in collect.PACKAGE.rglob("*.py")
        if any(collect.sentences(path.read_text(encoding="utf-8")))
    ]
    assert len(speaking) > 100
    assert [name for name in speaking if f"**{name}**" not in page] == []


def test_how_long_the_first_parts_take_is_told(page: str) -> None:
    """At 200 words a minute, so that whoever reviews them knows before they begin."""
    words, minutes = re.findall(r"first three parts, ([\d,]+) words, take (\d+) minutes", page)[0]
    assert 0 <= int(minutes) * 200 - int(words.replace(",", "")) < 200
