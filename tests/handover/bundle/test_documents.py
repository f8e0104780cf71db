"""What docs/checking-a-bundle.md tells a stranger to type."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import stalkdiary.handover.check_bundle as checker
from stalkdiary.handover.check_bundle import check

PAGE = (Path(__file__).parents[3] / "docs" / "checking-a-bundle.md").read_text(encoding="utf-8")


def test_each_command_works(golden: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, flags=re.DOTALL)
    commands = [line.strip() for block in blocks for line in block.splitlines() if line.strip()]
    assert len(commands) == 3
    for command in commands:
        words = [sys.executable if word == "python3" else word for word in command.split()]
        done = subprocess.run(words, cwd=golden, check=False, capture_output=True)
        assert done.returncode == 0, command


def test_the_openssl_line_is_the_printed_one(golden: Path) -> None:
    (line,) = re.findall(r"^ *(openssl ts -verify .*)$", PAGE, flags=re.MULTILINE)
    printed = check(golden).timestamps[0]["command"]
    assert line == re.sub(r"/\d+/", "/NNN/", re.sub(r"[0-9a-f]{64}", "HASH", printed))


def test_the_hash_can_be_computed_as_it_says(golden: Path) -> None:
    """By nothing but the words of the page."""
    text = (golden / "data" / "ledger.jsonl").read_text(encoding="utf-8")
    previous = "sha256:" + 64 * "0"
    for line in text.splitlines():
        entry = json.loads(line)
        assert entry["previous"] == previous
        body = "sha256:" + hashlib.sha256(entry["body"].encode()).hexdigest()
        lines = ["stalkdiary entry 1", previous, str(entry["number"]), entry["recorded_at"]]
        hashed = "".join(f"{each}\n" for each in [*lines, entry["kind"], body])
        previous = "sha256:" + hashlib.sha256(hashed.encode()).hexdigest()
        assert entry["hash"] == previous


def test_every_finding_is_explained() -> None:
    source = Path(checker.__file__).read_text(encoding="utf-8")
    kinds = set(re.findall(r'Finding\(\s*"([a-z-]+)"', source)) - {"more"}
    assert len(kinds) > 20
    assert {kind for kind in kinds if f"`{kind}`" not in PAGE} == set()


def test_the_minutes_to_read_the_checker_are_half_an_hour() -> None:
    table = PAGE.partition("## How to read the checker")[2].partition("\n## ")[0]
    assert sum(map(int, re.findall(r"\| (\d+) \|$", table, flags=re.MULTILINE))) == 30
    for heading in ("The table of steps", "What stands where", "PART TWO"):
        assert heading in Path(checker.__file__).read_text(encoding="utf-8")
