"""What runs commands with faults; and a timestamp authority."""

import importlib.util
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from machine import Machine
from server import quick_key

import stalkdiary.diary
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


_HANDOVER = _of_handover()
certified, authority = _HANDOVER.certified, _HANDOVER.authority


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """What runs commands with faults, where it can be built."""
    if not sys.platform.startswith("linux") or not shutil.which("cc"):
        pytest.skip(
            "faults in system calls need Linux and a C compiler: apt-get install gcc libc6-dev"
        )
    with (
        Machine(tmp_path_factory.mktemp("machine")) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        for module in (stalkdiary.diary, backup, rewrite):
            patch.setattr(module, "derived_key", quick_key)
        yield server
