"""What docs/format.md tells a stranger is so."""

import re
import subprocess
import sys
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.diary import Diary
from stalkdiary.model.ledger import START, entry_hash
from stalkdiary.model.recovery_code import recovery_code

PAGE = (Path(__file__).parents[1] / "docs" / "format.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)
    assert found
    return found[1]


def test_the_recipe_opens_an_encrypted_diary(encrypted: Diary, passphrase: str) -> None:
    """In a process of its own, with the two packages that the page names and nothing of ours."""
    script = block("python") + "\nassert not [name for name in sys.modules if 'stalk' in name]\n"
    done = subprocess.run(
        [sys.executable, "-c", script, str(encrypted.path), passphrase],
        capture_output=True,
        text=True,
        check=True,
    )
    expected = [f"{e.number} {e.recorded_at} {e.kind} {e.body}" for e in encrypted.entries()]
    assert done.stdout.splitlines() == expected


def test_the_worked_hash_is_that_of_the_program() -> None:
    done = subprocess.run(["sh", "-c", block("sh")], capture_output=True, text=True, check=True)
    expected = entry_hash(
        previous=START,
        number=1,
        recorded_at="2026-11-23T08:33:20Z",
        kind="case",
        body='{"nonce":"00"}',
    )
    assert done.stdout.split()[0] == expected.removeprefix("sha256:")


def test_every_table_column_index_and_trigger_is_named(diary: Diary) -> None:
    named = set(re.findall(r"`([a-z_0-9]+)`", PAGE))
    objects = diary._connection.execute(
        "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_autoindex%' "
        "AND name NOT LIKE 'idx_%' AND name <> 'sqlite_sequence'"
    ).fetchall()
    assert {name for (name,) in objects} <= named
    for (table,) in objects:
        columns = diary._connection.execute(f"SELECT name FROM pragma_table_info('{table}')")
        if not table.startswith("search_"):
            assert {name for (name,) in columns} <= named, table


def test_the_recovery_code_is_the_key_of_any_sqlcipher_program(encrypted: Diary) -> None:
    """As it is written on paper, without the group that checks it."""
    assert encrypted.key is not None
    digits = recovery_code(encrypted.key).replace("-", "")[:64]
    other = sqlite.connect(str(encrypted.path))
    other.execute(f"PRAGMA key = \"x'{digits}'\"")
    other.execute("PRAGMA cipher_page_size = 16384")
    other.execute("PRAGMA cipher_hmac_algorithm = HMAC_SHA256")
    found = [hash_ for (hash_,) in other.execute("SELECT hash FROM entry ORDER BY number")]
    other.close()
    assert found == [entry.hash for entry in encrypted.entries()]


def test_a_plain_diary_opens_with_pythons_own_sqlite(diary: Diary) -> None:
    script = (
        "import sqlite3, sys; diary = sqlite3.connect(sys.argv[1]); "
        "print(*[row[0] for row in diary.execute('SELECT hash FROM entry ORDER BY number')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(diary.path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [entry.hash for entry in diary.entries()]
