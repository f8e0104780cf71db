"""What is installed: the licences, the data, and the programs that start it."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackagePath, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import stalkdiary

ROOT = Path(__file__).parents[1]
PACKAGE = Path(stalkdiary.__file__).parent
NOT_OURS = (
    *sorted((PACKAGE / "reports" / "fonts").glob("*.ttf")),
    *sorted((PACKAGE / "data" / "words").iterdir()),
    *sorted((PACKAGE / "data" / "authorities").glob("*.pem")),
)


def _licences() -> dict[str, PackagePath]:
    """The installed licence files by their last name."""
    files = distribution("stalkdiary").files or []
    return {file.name: file for file in files if "licenses" in file.parts}


def test_every_licence_is_installed() -> None:
    """Whoever passes the wheel on passes on what the makers of its fonts ask for."""
    named = distribution("stalkdiary").metadata.get_all("License-File") or []
    assert {Path(name).name for name in named} == set(_licences())
    fonts = {file.name for file in (PACKAGE / "reports" / "fonts").glob("*.txt")}
    assert set(_licences()) == {"LICENSE", "NOTICE", *fonts}


@pytest.mark.parametrize("file", NOT_OURS, ids=lambda file: file.name)
def test_the_notice_names_what_others_made(file: Path) -> None:
    """A font that is added has its maker and licence written down."""
    notice = _licences()["NOTICE"].read_text(encoding="utf-8")
    patterns = re.findall(r"[\w*-]+\.(?:ttf|txt|pem)", notice)
    assert any(file.match(pattern) for pattern in patterns)


def test_the_metadata_name_the_licences_of_the_notice() -> None:
    """The one line that a shop or a distribution reads is as true as the long text."""
    metadata = distribution("stalkdiary").metadata
    notice = _licences()["NOTICE"].read_text(encoding="utf-8")
    named = re.findall(r"\((?:[^()]*, )?([A-Z][\w.-]+-[\w.-]+)[,)]", notice)
    expression = set(metadata["License-Expression"].split(" AND "))
    assert expression == {"MIT", "LicenseRef-Public-Domain", *named}


def test_the_program_starts_from_anywhere_without_its_source(tmp_path: Path) -> None:
    """The installed files are enough: nothing is found by chance in the folder it is run in."""
    command = [sys.executable, "-I", "-m", "stalkdiary", "--version"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert said.stdout == f"stalkdiary {distribution('stalkdiary').version}\n"


def test_files_that_are_not_code_are_installed() -> None:
    """Each folder of data is in the wheel: a release without one breaks on the first command."""
    installed = {file.as_posix() for file in distribution("stalkdiary").files or []}
    if not any(name.startswith("stalkdiary/") for name in installed):
        pytest.skip("installed from its source folder: there is no wheel to look into")
    source = ROOT / "src"
    ours = {
        file.relative_to(source).as_posix()
        for file in (source / "stalkdiary").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert ours <= installed


def _wanted() -> Iterator[Requirement]:
    """What pyproject.toml asks for, for users and developers."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    for asked in (project["project"]["dependencies"], *groups.values()):
        yield from (Requirement(each) for each in asked if isinstance(each, str))


def _lock() -> str:
    return (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("wanted", list(_wanted()), ids=str)
def test_the_lock_has_a_version_that_is_allowed(wanted: Requirement) -> None:
    """A dependency that is added or raised is locked with the same change."""
    pins = dict(re.findall(r"^([\w.-]+)==([\w.]+)", _lock(), flags=re.MULTILINE))
    assert wanted.specifier.contains(pins[canonicalize_name(wanted.name)])


def test_everything_locked_has_its_hashes_and_no_place_to_come_from() -> None:
    """Whoever installs from it gets the same bytes, from whichever index they use."""
    lock = re.sub(r"\s+\\\n\s+", " ", _lock())
    lines = [line for line in lock.splitlines() if line and not line.lstrip().startswith("#")]
    assert lines
    assert [line for line in lines if "==" not in line or " --hash=sha256:" not in line] == []
    assert re.findall(r"--(?!hash)\S+|https?:|file:", "\n".join(lines)) == []
