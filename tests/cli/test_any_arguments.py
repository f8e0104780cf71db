"""Whatever the arguments are: a documented exit code, no traceback, and nothing done by halves."""

import os
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.cli.app import _application
from stalkdiary.cli.commands import COMMANDS

Run = Callable[..., Any]
DOCUMENTED = {0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 130}
HOSTILE = [
    "", " ", "-", "--", "1", "2", "0", "-1", "99999999999999999999", "1e9", "x", "a.txt", ".", "/",
    "..", "~", "~nobody/x", "/dev/null", "/dev/zero", "missing/x", "x" * 300, "AB/1", "EX/1",
    "Alex",
    "now", "tomorrow", "not sure", "yesterday 21:30", "1 March 2025", "March 2025", "31 February",
    "loitering", "t", "police", "add", "change", "list", "secret", "Europe/London", "json", "text",
    "csv", "\udcff\udc80", "\x1b[2J\x07", "[/foo]", "{0} {x!r}", "%s", "'; DROP TABLE entry; --",
    "\u202egnp.exe", "e\u0301" * 50, "\U0001f3f4", "café ☂", '"AND" OR (NEAR *', "line\nline\r\n",
    "sha256:" + "0" * 64, "yes",
]  # fmt: skip


def vocabulary() -> dict[str, list[tuple[str, bool]]]:
    """Every command with its options, and whether each takes a value."""
    group = typer.main.get_command(_application(list(COMMANDS)))
    commands: dict[str, Any] = vars(group)["commands"]
    return {
        name: [
            (option, not getattr(parameter, "is_flag", False))
            for parameter in command.params
            for option in parameter.opts
            if option.startswith("-")
        ]
        for name, command in commands.items()
        if name != "demo"  # writes a whole diary each time
    }


# What the operating system can hand over: anything but NUL; bytes that are no UTF-8 as surrogates.
texts = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"])
    | st.integers(0xDC80, 0xDCFF).map(chr),
    max_size=20,
)
values = st.sampled_from(HOSTILE) | texts


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    """Arguments as somebody might type them, mostly out of what the commands know."""
    known = vocabulary()
    words: list[str] = []
    for option in ("--plain", "--passphrase-file", "--diary"):
        if draw(st.integers(0, 9)) == 0:
            words += [option] if option == "--plain" else [option, draw(values)]
    command = draw(st.sampled_from(sorted(known)))
    words.append(command)
    for _ in range(draw(st.integers(0, 4))):
        with_option: bool = draw(st.booleans())
        if known[command] and with_option:
            option, takes_value = draw(st.sampled_from(known[command]))
            words += [option, draw(values)] if takes_value else [option]
        else:
            words.append(draw(values))
    return words


@pytest.fixture
def ready(run: Run, three: Path, home: Path, secret: Path) -> Path:
    """A diary to spoil, with an exhibit."""
    (home / "a.txt").write_bytes(b"a")
    assert run("attach", "1", "a.txt").code == 0
    return three


@settings(max_examples=250)
@given(words=command_lines(), stdin=st.sampled_from([b"", b"He was there", b"\xff\xfe", b"\0"]))
def test_any_arguments(run: Run, ready: Path, home: Path, words: list[str], stdin: bytes) -> None:
    before = ready.read_bytes()
    with tempfile.TemporaryDirectory(dir=home) as folder:
        shutil.copy(home / "a.txt", folder)
        shutil.copy(home / "secret", folder)
        os.chdir(folder)
        try:
            ran = run(*words, stdin=stdin)
        finally:
            os.chdir(home)
    try:
        assert ran.code in DOCUMENTED, (words, ran)
        assert "Traceback" not in ran.out + ran.err
        if ran.code:
            assert ready.read_bytes() == before, (words, ran)
            assert ran.err or ran.code == 130
        if "--json" not in words and words[0] != "extract":
            assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", ran.out), (words, ran)
    finally:
        ready.write_bytes(before)
