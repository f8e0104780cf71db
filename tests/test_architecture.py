"""The floors of the house: imports run down, never up."""

import ast
from pathlib import Path

import pytest

import stalkdiary

PACKAGE = Path(stalkdiary.__file__).parent
# Each part and the parts of ours that it may import.
MAY_IMPORT = {
    "errors": set(),
    "contacts": {"areas"},
    "areas": {"contacts"},
    "model": {"errors", "model"},
    "store": {"errors", "model", "store"},
    "reports": {"errors", "model", "reports"},
    "handover": {"errors", "model", "handover"},
    "importers": {"errors", "model", "importers"},
    "importing": {"errors", "model", "store", "importers", "importing"},
    "diary": {"errors", "model", "store", "reports", "handover", "importing"},
    "usecases": {
        *("errors", "model", "store", "reports", "handover", "importing"),
        *("diary", "usecases"),
    },
    "cli": {
        *("errors", "model", "store", "reports", "handover", "importers", "importing"),
        *("diary", "usecases", "cli", "contacts"),
    },
    "__main__": {"cli", "contacts"},
}
ONLY_IN_CLI = {"typer", "rich", "prompt_toolkit"}
ONLY_IN_STORE = {"sqlcipher3", "sqlite3", "sqlite_utils"}


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    found = set()
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


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_libraries_stay_where_they_belong(path: Path) -> None:
    """The terminal belongs to the command line (and the help lines), SQL to the store."""
    libraries = {name.partition(".")[0] for name in imports_of(path)}
    if part_of(path) not in {"cli", "contacts"}:
        assert not libraries & ONLY_IN_CLI
    if part_of(path) != "store":
        assert not libraries & ONLY_IN_STORE


@pytest.mark.parametrize("module", ["sqlite_utils", "dateutil", "typst", "prompt_toolkit", "rich"])
def test_the_diary_imports_no_heavy_library(module: str) -> None:
    """What few commands need is imported inside them."""
    import subprocess
    import sys

    code = f"import sys, stalkdiary.diary; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
