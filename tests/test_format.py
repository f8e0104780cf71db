"""docs/format.md is true: its recipes are run as they stand, its tables are those of a diary."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.diary import Diary
from stalkdiary.model.ledger import KINDS, START, entry_hash, short_fingerprint
from stalkdiary.model.moment import Moment, Precision
from stalkdiary.model.recovery_code import recovery_code
from stalkdiary.store.connection import APPLICATION_ID, PAGE_BYTES
from stalkdiary.store.evidence import CHUNK_BYTES
from stalkdiary.store.schema import VERSION
from stalkdiary.usecases.extract import extract

PAGE = (Path(__file__).parents[1] / "docs" / "format.md").read_text(encoding="utf-8")
LEAST_SQLCIPHER = 4


def block(language: str) -> str:
    """The first block of code in this language."""
    found = re.search(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert found
    return found[1]


def section(title: str) -> str:
    """What stands under a heading, with the headings below it."""
    found = re.search(rf"^(#+) {title}\n(.*?)(?=^\1 |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert found, title
    return found[2]


def described_columns() -> dict[str, list[str]]:
    """The columns of each table that has a table of its own on the page."""
    columns: dict[str, list[str]] = defaultdict(list)
    tables = r"^\| column of `(\w+)`.*\n\| --- .*\n((?:\|.*\n)+)"
    for table, rows in re.findall(tables, PAGE, re.MULTILINE):
        for cell in re.findall(r"^\|([^|]*)\|", rows, re.MULTILINE):
            columns[table] += re.findall(r"`(\w+)`", cell)
    return columns


def test_every_table_and_column_is_described_and_no_other(diary: Diary) -> None:
    connection = diary._connection
    tables = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%search%'"
    ).fetchall()
    found = {
        table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        for table, _ in tables
    }
    assert described_columns() == found


def test_every_other_thing_in_the_file_is_named_and_nothing_else(diary: Diary) -> None:
    rows = diary._connection.execute(
        "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_autoindex%'"
    ).fetchall()
    named = set(re.findall(r"`(\w+)`", section("Indexes and triggers")))
    assert named == {name for kind, name in rows if kind in {"index", "trigger"}}
    searches = set(re.findall(r"`(\w*search\w*)`", section("The search index")))
    assert searches == {name for kind, name in rows if kind == "table" and "search" in name}


def test_every_kind_of_entry_is_described_and_no_other() -> None:
    headings = re.findall(r"^### `([a-z-]+)`$", section("Kinds of entries"), re.MULTILINE)
    assert sorted(headings) == sorted(KINDS)


def test_every_key_of_every_body_is_described(opened: Callable[[str], Diary]) -> None:
    diary = opened("plain filled")
    extract(diary, "AB/1", diary.path.with_name("copy"))
    missing = [
        (entry.kind, key)
        for entry in diary.entries()
        for key in entry.content()
        if key != "nonce" and f"`{key}`" not in section(f"`{entry.kind}`")
    ]
    assert missing == []


def test_every_key_of_a_moment_is_described() -> None:
    described = section("Moments")
    assert [name for name in Moment.__slots__ if f"`{name}`" not in described] == []
    assert [name for name in Precision if f"`{name}`" not in described] == []


def test_the_numbers_on_the_page_are_those_of_the_program() -> None:
    assert f"is {APPLICATION_ID} (hexadecimal {APPLICATION_ID:x}" in PAGE
    assert f"Pages have {PAGE_BYTES} bytes" in PAGE
    assert f"{CHUNK_BYTES} bytes (256 KiB)" in PAGE
    assert f"it is {VERSION}." in section("Versions")


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum here")
def test_the_worked_example_can_be_checked_with_printf_and_sha256sum() -> None:
    example = block("sh")
    done = subprocess.run(["sh", "-c", example], check=True, capture_output=True, text=True)
    digests = re.findall(r"^([0-9a-f]{64})  -$", done.stdout, re.MULTILINE)
    assert digests == re.findall(r"^# ([0-9a-f]{64})$", example, re.MULTILINE)
    body = re.search(r"its body `(.*?)`", PAGE)
    assert body
    digest = entry_hash(
        previous=START,
        number=1,
        recorded_at="2026-11-23T08:33:20Z",
        kind="withdrawal",
        body=body[1],
    )
    assert digest == f"sha256:{digests[1]}"
    assert f"`{short_fingerprint(digest)}`" in PAGE


def test_the_chain_can_be_checked_by_what_the_page_says(opened: Callable[[str], Diary]) -> None:
    """Six lines, written here from the page and not with the program's own function."""
    before = "sha256:" + "0" * 64
    for number, entry in enumerate(opened("plain filled").entries(), start=1):
        body = hashlib.sha256(entry.body.encode()).hexdigest()
        text = (
            f"stalkdiary entry 1\n{entry.previous}\n{entry.number}\n"
            f"{entry.recorded_at}\n{entry.kind}\nsha256:{body}\n"
        )
        assert entry.number == number
        assert entry.previous == before
        assert entry.hash == "sha256:" + hashlib.sha256(text.encode()).hexdigest()
        before = entry.hash


def test_ten_lines_of_python_open_an_encrypted_diary_without_us(
    opened: Callable[[str], Diary], passphrase: str, tmp_path: Path
) -> None:
    recipe = block("python")
    assert recipe.count("\n") == 10
    assert "stalkdiary" not in recipe
    diary = opened("encrypted filled")
    script = tmp_path / "recipe.py"
    proof = "assert not any(each.startswith('stalkdiary') for each in sys.modules)\n"
    script.write_text(recipe + proof, encoding="utf-8")
    # -I: neither this folder nor PYTHONPATH; the two packages alone.
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", str(script), str(diary.path)],
        check=True,
        capture_output=True,
        input=f"{passphrase}\n",
        encoding="utf-8",
    )
    expected = [
        repr((each.number, each.recorded_at, each.kind, each.body)) for each in diary.entries()
    ]
    assert done.stdout.splitlines() == expected


def test_the_recovery_code_opens_a_diary_as_a_raw_key(opened: Callable[[str], Diary]) -> None:
    """As typed into any program with SQLCipher: the first 64 digits, without the hyphens."""
    diary = opened("encrypted filled")
    assert diary.key
    digits = recovery_code(diary.key).replace("-", "")[:64]
    for key in (f"\"x'{digits}'\"", f"\"x'{digits.lower()}'\""):
        client = sqlite.connect(str(diary.path))
        client.execute(f"PRAGMA key = {key}")
        client.execute("PRAGMA cipher_page_size = 16384")
        client.execute("PRAGMA cipher_hmac_algorithm = HMAC_SHA256")
        bodies = [body for (body,) in client.execute("SELECT body FROM entry ORDER BY number")]
        client.close()
        assert bodies == [each.body for each in diary.entries()]


def test_the_sqlcipher_shell_dumps_everything(
    opened: Callable[[str], Diary], tmp_path: Path
) -> None:
    """The commands of the page, in Debian's shell where it is new enough."""
    shell = shutil.which("sqlcipher")
    if shell is None:
        pytest.skip("no sqlcipher shell here: apt-get install sqlcipher")
    ask = [shell, ":memory:", "PRAGMA cipher_version;"]
    version = subprocess.run(ask, check=True, capture_output=True, text=True).stdout.split()[0]
    if int(version.split(".")[0]) < LEAST_SQLCIPHER:
        pytest.skip(f"this sqlcipher shell is version {version}: format 1 needs version 4")
    diary = opened("encrypted filled")
    assert diary.key
    _, *commands = block("").splitlines()
    text = "\n".join(commands).replace(
        "<the first 64 digits of the recovery code>", diary.key.hex().upper()
    )
    subprocess.run(
        [shell, str(diary.path)], check=True, input=text, text=True, cwd=tmp_path, timeout=600
    )
    dump = (tmp_path / "everything.sql").read_text(encoding="utf-8")
    for entry in diary.entries():
        assert json.dumps(entry.hash)[1:-1] in dump


def test_a_file_is_its_chunks_in_order(opened: Callable[[str], Diary]) -> None:
    diary = opened("plain filled")
    sql = re.search(r"`(SELECT data FROM evidence_chunk .*?)`", PAGE)
    assert sql
    rows = diary._connection.execute("SELECT id, sha256, bytes FROM evidence").fetchall()
    for number, sha256, size in rows:
        data = b"".join(chunk for (chunk,) in diary._connection.execute(sql[1], (number,)))
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (sha256, size)


def test_a_plain_diary_opens_with_pythons_own_sqlite(diary: Diary) -> None:
    script = (
        "import sqlite3, sys; diary = sqlite3.connect(sys.argv[1]); "
        "print(*[row[0] for row in diary.execute('SELECT hash FROM entry ORDER BY number')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(diary.path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [entry.hash for entry in diary.entries()]
