"""strace, which lets a system call fail or kills a program at it."""

import shutil
import subprocess

import pytest


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
