"""The floors of the house: imports run down, never up."""

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import stalkdiary

PACKAGE = Path(stalkdiary.__file__).parent
# Each part and the parts of ours that it may import.
MAY_IMPORT = {
    "errors": set(),
    "named_file": {"errors"},
    "contacts": set(),
    "own_name": set(),
    "areas": {"contacts"},
    "help_contacts": {"contacts", "areas", "own_name"},
    "model": {"errors", "model"},
    "store": {"errors", "named_file", "model", "store"},
    "reports": {"errors", "model", "reports"},
    "handover": {"errors", "model", "handover"},
    "importers": {"errors", "named_file", "model", "importers"},
    "importing": {"errors", "model", "store", "importers", "importing"},
    # The light door. `verify` alone loads what reads timestamps, when it is called.
    "diary": {"errors", "model", "store", "handover", "diary"},
    "usecases": {
        *("errors", "model", "store", "reports", "handover", "importers", "importing"),
        *("diary", "usecases"),
    },
    "cli": {
        *("errors", "named_file", "model", "diary", "usecases"),
        *("cli", "contacts", "help_contacts", "own_name"),
    },
    "__main__": {"cli", "help_contacts", "own_name"},
}
ONLY_IN_CLI = {"typer", "rich", "prompt_toolkit"}
ONLY_IN_STORE = {"sqlcipher3", "sqlite3", "sqlite_utils"}


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_import_runs_up(path: Path) -> None:
    """A part imports only the parts below it."""
    ours = {
        name.removeprefix("stalkdiary").lstrip(".").partition(".")[0]
        for name in imports_of(path)
        if name.partition(".")[0] == "stalkdiary"
    }
    assert ours <= MAY_IMPORT[part_of(path)] | {""}


def test_one_noun_has_one_meaning() -> None:
    """No two classes that others may use have one name: readers and searches would mix them up."""
    # The checker stands alone in a bundle, and means by these names what we mean.
    paths = (path for path in SOURCES if path.name != "check_bundle.py")
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in paths)
    named = Counter(
        node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)
    )
    twice = {name for name, times in named.items() if times > 1 and not name.startswith("_")}
    assert twice == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_libraries_stay_where_they_belong(path: Path) -> None:
    """The terminal belongs to the command line (and the help lines), SQL to the store."""
    libraries = {name.partition(".")[0] for name in imports_of(path)}
    if part_of(path) not in {"cli", "help_contacts"}:
        assert not libraries & ONLY_IN_CLI
    if part_of(path) != "store":
        assert not libraries & ONLY_IN_STORE


# What no short command loads: libraries, and the parts of the house that it does not show.
FAR = {
    *("asyncio", "ssl", "prompt_toolkit", "rich", "sqlite_utils", "lxml", "PIL", "typst"),
    *("dateutil", "phonenumbers", "platformdirs", "cryptography", "exifread"),
    *(f"stalkdiary.{room}" for room in ("importers", "importing", "reports", "handover")),
    *("stalkdiary.model.finding", "stalkdiary.model.verification", "stalkdiary.model.changes"),
    "stalkdiary.store.search",
}
# What one that writes nothing has no use for either.
OF_WRITING = {
    *("hashlib", "zoneinfo", "stalkdiary.model.accepted", "stalkdiary.model.receipt"),
    *("stalkdiary.store.recording", "stalkdiary.store.projection", "stalkdiary.store.evidence"),
}
OF_OTHERS = {
    "list": OF_WRITING
    | {"stalkdiary.model.action", "stalkdiary.model.person", "stalkdiary.model.behaviour"},
    "add": {
        *("stalkdiary.model.action", "stalkdiary.model.person", "stalkdiary.model.exhibit"),
        *("stalkdiary.model.moment_grammar", "stalkdiary.model.message"),
        *("stalkdiary.model.behaviour", "stalkdiary.store.messages"),
    },
    "show": {"stalkdiary.model.moment_grammar"},
    "search": OF_WRITING | {"stalkdiary.model.person", "stalkdiary.model.behaviour"},
}


@pytest.mark.parametrize(
    "words",
    [
        ["list", "--last", "20"],
        ["add", "--what", "He rang", "--when", "2026-03-12 21:30"],
        ["show", "1"],
        ["search", "stood"],
    ],
    ids=lambda words: words[0],
)
def test_a_short_command_opens_no_more_of_the_house_than_it_needs(
    words: list[str], tmp_path: Path
) -> None:
    """Somebody who writes down a line waits for no importer, no report and no handover code."""
    code = """
import sys
from stalkdiary.__main__ import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("loaded", *sys.modules)
"""
    place = str(tmp_path / "diary.db")

    def run(*command: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", code, "--diary", place, *command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    run("init", "--no-passphrase")
    run("add", "--what", "He stood outside", "--when", "2026-03-12")
    loaded = set(run(*words).splitlines()[-1].split())
    assert "stalkdiary.diary" in loaded
    assert loaded & (FAR | OF_OTHERS[words[0]]) == (
        {"stalkdiary.store.search"} if words[0] == "search" else set()
    )


@pytest.mark.parametrize("module", ["sqlite_utils", "dateutil", "typst", "prompt_toolkit", "rich"])
def test_the_diary_imports_no_heavy_library(module: str) -> None:
    """What few commands need is imported inside them."""
    code = f"import sys, stalkdiary.diary; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
