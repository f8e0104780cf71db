"""strace, which lets a system call fail or kills a program at it; and a timestamp authority."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest


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
def strace() -> str:
    """The path of strace, where it is installed and permitted."""
    found = shutil.which("strace")
    if found is None:
        pytest.skip("strace is not installed: apt-get install strace")
    probe = subprocess.run(
        [found, "-f", "-o", "/dev/null", "-e", "inject=getppid:error=EIO", "true"],
        check=False,
        capture_output=True,
    )
    if probe.returncode:
        pytest.skip(f"strace is not permitted here: {probe.stderr.decode().strip()}")
    return found
