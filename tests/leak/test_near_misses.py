"""Passphrases that nearly fit: refused alike, with not a byte changed (R11).

Each costs Argon2id its time, so the whole sweep is for releases: tests/leak/README.md.
"""

import hashlib
import random
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import WrongPassphrase
from stalkdiary.model.recovery_code import recovery_code

Run = Callable[..., Any]
MOST, FEW = 10_000, 25
EDGES = "\0 \t\n\r\u00a0\u200b\u0301\ufeff'\"\\;%☂é\U0001f469\u200d\U0001f467"


def near_misses(passphrase: str, code: str) -> Iterator[str]:
    """Passphrases that differ in one thing from the right one; NFC of none of them is the same."""
    letters = range(len(passphrase))
    yield from ("", " ", "\0", passphrase * 2, passphrase[::-1], passphrase[:3])
    yield from (passphrase + edge for edge in EDGES)
    yield from (edge + passphrase for edge in EDGES)
    yield from (passphrase.upper(), passphrase.lower(), passphrase.swapcase(), passphrase.title())
    yield from (unicodedata.normalize(form, passphrase + "\ufb01") for form in ("NFKC", "NFKD"))
    yield from (repr(passphrase), f"x'{passphrase.encode().hex()}'", passphrase.encode().hex())
    yield from (passphrase[:at] + passphrase[at + 1 :] for at in letters)
    yield from (
        passphrase[:at] + passphrase[at].swapcase() + passphrase[at + 1 :] for at in letters
    )
    yield from (passphrase[:at] + edge + passphrase[at:] for at in letters for edge in EDGES)
    yield from (code[:-1], code + "0", code.replace(code[0], "x"), f"x'{code}'", "0" * 68)
    digits = "0123456789ABCDEF"
    yield from (code[:at] + each + code[at + 1 :] for at in range(len(code)) for each in digits)
    rng = random.Random(7)  # noqa: S311 - the same every time
    while True:
        yield "".join(rng.choices([*passphrase, *EDGES], k=rng.randrange(1, 40)))


def told(path: Path, typed: str) -> str:
    with pytest.raises(WrongPassphrase) as refused:
        Diary.open(path, lambda: typed).close()
    return f"{refused.value.sentence}\n{refused.value.advice}\n{refused.value.exit_code}"


def test_near_misses_are_refused_alike(
    encrypted: Diary, passphrase: str, full: slice | None
) -> None:
    """The same words whatever was wrong, and the file as it was."""
    code = recovery_code(encrypted.key or b"")
    encrypted.close()
    path = encrypted.path
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    right = {unicodedata.normalize("NFC", passphrase), code}
    tried: dict[str, None] = {}
    for typed in near_misses(passphrase, code):
        if unicodedata.normalize("NFC", typed) not in right:
            tried[typed] = None
        if len(tried) == MOST:
            break
    chosen = list(tried)[:: 1 if full else MOST // FEW]
    assert {told(path, typed) for typed in chosen} == {told(path, "quite another")}
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    for typed in (passphrase, unicodedata.normalize("NFD", passphrase), code, code.lower()):
        Diary.open(path, partial(str, typed)).close()


def test_a_core_dump_is_not_made(at_home: dict[str, str]) -> None:
    """A process that is told to crash leaves no copy of its memory, nor lets itself be read."""
    import subprocess
    import sys

    code = (
        "import os, resource; from stalkdiary.cli.memory import leave_no_memory as quiet; quiet();"
        "print(resource.getrlimit(resource.RLIMIT_CORE), flush=True);"
        "print(os.stat('/proc/self/mem').st_uid if os.path.exists('/proc/self/mem') else 0);"
        "os.abort()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=at_home, cwd=at_home["HOME"], capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == -6
    assert done.stdout.splitlines()[0] == "(0, 0)"
    assert list(Path(at_home["HOME"]).iterdir()) == []
