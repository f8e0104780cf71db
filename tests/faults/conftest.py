"""What runs commands with faults; and a timestamp authority."""

import gzip
import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from faults import Trial
from machine import Machine
from server import quick_key
from verbs import Verb

import stalkdiary.diary.file
from stalkdiary.store import backup, rewrite


def _of_handover() -> ModuleType:
    """The fixtures beside the tests of timestamps, which has the authority on loopback."""
    path = Path(__file__).parents[1] / "handover" / "conftest.py"
    spec = importlib.util.spec_from_file_location("authority_on_loopback", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


Templates = dict[str, tuple[Path, bytes | None]]
_HANDOVER = _of_handover()
certified, authority = _HANDOVER.certified, _HANDOVER.authority


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """What runs commands with faults, where it can be built."""
    if not sys.platform.startswith("linux") or not shutil.which("cc"):
        pytest.skip(
            "faults in system calls need Linux and a C compiler: apt-get install gcc libc6-dev"
        )
    with Machine(tmp_path_factory.mktemp("machine")) as server:
        yield server


@pytest.fixture(scope="module")
def templates(
    made_templates: Callable[[Path], Templates], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Templates]:
    """As everywhere, with the keys that the machine derives, and for these tests alone."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (stalkdiary.diary.file, backup, rewrite):
            patch.setattr(module, "derived_key", quick_key)
        yield made_templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture
def tried(
    machine: Machine, templates: Templates, request: pytest.FixtureRequest
) -> Iterator[Callable[[Verb], Trial]]:
    """A command in a place of its own."""
    memory = Path("/dev/shm")  # noqa: S108 - it flushes without a wait
    place = Path(tempfile.mkdtemp(prefix="stalkdiary-", dir=memory if memory.is_dir() else None))

    def of_verb(verb: Verb) -> Trial:
        template = templates["encrypted filled" if verb.encrypted else "plain filled"]
        if verb.golden:
            packed = Path(__file__).parents[1] / "golden" / verb.golden / "diary.db.gz"
            (place / "golden.db").write_bytes(gzip.decompress(packed.read_bytes()))
            template = (place / "golden.db", None)
        there = {}
        if "{authority}" in verb.arguments:
            authority = request.getfixturevalue("authority")
            there = {"authority": authority.url, "roots": str(authority.roots)}
        return Trial(machine, place / "of command", verb, template, there)

    yield of_verb
    shutil.rmtree(place)
