"""Makes small faults in the modules on which the record rests, and counts which no test notices.

``python tests/mutation/run.py [MODULE...]``: see README.md beside it. The bundle checker has a
program of its own, checker.py.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
MUTMUT = (sys.executable, "-m", "mutmut")
PYTEST = (sys.executable, "-m", "pytest", "--numprocesses=0", "-p", "no:cacheprovider")
# Each module with the tests that say what it is for, smallest first.
MODULES = {
    "model/message_key": ("tests/model/test_message_key.py",),
    "store/check": ("tests/store/test_check.py",),
    "store/ledger": ("tests/store/test_ledger.py", "tests/store/test_check.py"),
    "model/ledger": ("tests/model/test_ledger.py",),
    "importing/wanted": ("tests/importing/test_wanted.py",),
    "importing/sieve": ("tests/importing/test_sieve.py", "tests/importing/test_importing.py"),
}
KILLED = {"killed", "timeout", "caught by type check", "segfault"}


def main(names: list[str]) -> int:
    """Runs over the modules named, or all of them; 1 where a fault went unnoticed."""
    unknown = [name for name in names if name not in MODULES]
    if unknown:
        print(f"Unknown: {', '.join(unknown)}. One of: {', '.join(MODULES)}", file=sys.stderr)
        return 2
    unnoticed = 0
    for name in names or list(MODULES):
        with tempfile.TemporaryDirectory() as folder:
            unnoticed += faults(name, Path(folder))
    return 1 if unnoticed else 0


def faults(name: str, folder: Path) -> int:
    """Tries each fault in a copy of the project; prints the figures and each that survives."""
    for part in ("src", "tests", "docs"):
        shutil.copytree(ROOT / part, folder / part)
    for part in ("LICENSE", "NOTICE", "README.md"):
        shutil.copy(ROOT / part, folder)
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8") + settings_of(name)
    (folder / "pyproject.toml").write_text(settings, encoding="utf-8")
    run = subprocess.run(
        (*MUTMUT, "run", "--max-children", "1", "*"),
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
    )
    if run.returncode != 0:
        raise SystemExit(f"{name}: mutmut stopped.\n{(run.stdout + run.stderr)[-4000:]}")
    every_test_has_a_name(folder)
    states = results(folder)
    count = Counter("killed" if state in KILLED else "survived" for state in states.values())
    share = count["killed"] / max(1, len(states))
    print(f"{name}: {len(states)} faults, {count['killed']} noticed ({share:.1%})", flush=True)
    for fault, state in states.items():
        if state not in KILLED:
            print(f"\n  {fault}: {state}\n{difference(fault, folder)}", flush=True)
    return count["survived"]


def settings_of(name: str) -> str:
    arguments = ["--numprocesses=0", "--hypothesis-seed=0", "-p", "no:cacheprovider"]
    return (
        "\n[tool.mutmut]\n"
        'source_paths = ["src"]\n'
        f'only_mutate = ["src/stalkdiary/{name}.py"]\n'
        'also_copy = ["docs", "LICENSE", "NOTICE", "README.md"]\n'
        f"pytest_add_cli_args = {arguments}\n"
        f"pytest_add_cli_args_test_selection = {list(MODULES[name])}\n"
    )


def every_test_has_a_name(folder: Path) -> None:
    """Stops where mutmut could not ask for a test by its name: it would count that as noticed."""
    stats = json.loads((folder / "mutants" / "mutmut-stats.json").read_text(encoding="utf-8"))
    asked = (*PYTEST, "--collect-only", "-q", *stats["duration_by_test"])
    found = subprocess.run(asked, cwd=folder, check=False, capture_output=True, text=True)
    if found.returncode != 0:
        raise SystemExit(f"A test can't be asked for by its name.\n{found.stderr[-4000:]}")


def results(folder: Path) -> dict[str, str]:
    """Each fault that was made, by its name, and what became of it."""
    told = subprocess.run(
        (*MUTMUT, "results", "--all", "true"),
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    made = re.findall(r"^\s*(\S+__mutmut_\d+): (.+)$", told.stdout, flags=re.MULTILINE)
    return {fault: state for fault, state in made if state != "not checked"}


def difference(fault: str, folder: Path) -> str:
    """The lines that a fault changes."""
    shown = subprocess.run(
        (*MUTMUT, "show", fault), cwd=folder, check=True, capture_output=True, text=True
    )
    lines = re.findall(r"^[-+](?![-+]).*$", shown.stdout, flags=re.MULTILINE)
    return "\n".join(f"    {line}" for line in lines)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
