"""A process that has loaded the program and starts a command in a child for each line it reads.

Loading takes longer than most commands. What a child is, `machine.py` says.
"""

import ctypes
import hashlib
import importlib
import json
import os
import pkgutil
import sys
from pathlib import Path
from typing import Any

import stalkdiary.store.key

CALLS = ("open", "read", "write", "sync", "truncate", "rename", "link", "unlink", "mkdir", "chmod",
         "close")  # fmt: skip
"""In the order of the list in calls.c."""


def quick_key(passphrase: str, salt: bytes) -> bytes:
    """Stands for Argon2id, which takes a second of every command that asks it."""
    return hashlib.sha256(salt + passphrase.encode()).digest()


def _load() -> None:
    stalkdiary.store.key.derived_key = quick_key
    for each in pkgutil.walk_packages(stalkdiary.__path__, "stalkdiary."):
        if not each.name.endswith(("__main__", "check_bundle")):
            importlib.import_module(each.name)


def _child(job: dict[str, Any], calls: ctypes.CDLL) -> None:
    """Runs one command and never returns."""
    os.chdir(job["cwd"])
    os.environ.clear()
    os.environ.update(job["env"])
    writing = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for name, number in (("in", 0), ("out", 1), ("err", 2)):
        file = os.open(job[name], os.O_RDONLY if number == 0 else writing, 0o600)
        os.dup2(file, number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    log = os.open(job["log"], writing, 0o600) if job["log"] else -1
    sys.argv = ["stalkdiary", *job["words"]]
    from stalkdiary.__main__ import main

    calls.faults_arm(
        *(job["folder"].encode(), job["call"], ctypes.c_long(job["at"]), job["error"]),
        *(job["for_ever"], ctypes.c_long(job["room"]), log),
    )
    code: object = 70
    try:
        main()
    except SystemExit as end:
        code = end.code or 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        met = list((ctypes.c_long * len(CALLS)).in_dll(calls, "faults_met"))
        calls.faults_arm(b"", -1, ctypes.c_long(0), 0, 0, ctypes.c_long(-1), -1)
        Path(job["met"]).write_text(json.dumps(met))
        os._exit(code if isinstance(code, int) else 1)


def main() -> None:
    """Answers each line of standard input with the exit status of its command."""
    calls = ctypes.CDLL(os.environ.pop("LD_PRELOAD"))
    answers = os.fdopen(os.dup(1), "w")
    _load()
    answers.write("ready\n")
    answers.flush()
    for line in iter(sys.stdin.readline, ""):
        child = os.fork()
        if child == 0:
            _child(json.loads(line), calls)
        answers.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        answers.flush()


if __name__ == "__main__":
    main()
