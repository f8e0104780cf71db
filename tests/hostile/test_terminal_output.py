"""Nothing that somebody wrote, or was sent, can act on a terminal (R13)."""

import io
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import stalkdiary
from stalkdiary.__main__ import main
from stalkdiary.diary import Diary
from stalkdiary.model import accepted
from stalkdiary.model.action import Action
from stalkdiary.model.changes import Changes
from stalkdiary.model.exhibit import PhysicalItem
from stalkdiary.model.incident import TEXTS, Account
from stalkdiary.model.moment import Moment
from stalkdiary.model.person import Person

Printed = Callable[..., str]

PAYLOADS = [
    # Rich markup and other templates
    "[/foo]", "[bold]b[/bold]", "[link=https://evil.example]x[/link]", "[", "]", "[[]]", "\\[red]",
    ":smile:", "[@click=app.bell]x[/]", "[red", "{0}", "{0.__class__}", "{x!r}", "{", "}}", "%s",
    "%(x)s", "%n%n", "${HOME}", "$(reboot)", "`reboot`", "\\", "\\033[2J", "\\x1b]52;c;eA==\\a",
    "<script>alert(1)</script>", "&amp;", "=1+1", "'; DROP TABLE entry; --", "None", "null",
    # Escape sequences: colour, erase, cursor, title, links, clipboard, DCS, answers
    "\x1b[31mred", "\x1b[2J\x1b[H", "\x1b[1A\x1b[2K", "\x1b[?1049h", "\x1bc", "\x1b]0;title\x07",
    "\x1b]8;;https://evil.example\x1b\\x\x1b]8;;\x1b\\", "\x1b]52;c;ZXZpbA==\x07", "\x1b[6n",
    '\x1bP$q"p\x1b\\', "\x1b_G\x1b\\", "\x1b^x\x1b\\", "\x1bX", "\x1b", "\x1b[", "\x1b#8",
    "\x1b]1337;File=:eA==\x07",
    # The same in one character, and everything that moves or rings
    "\x9b31m", "\x9d52;c;eA==\x9c", "\x90q\x9c", "\x84\x85\x88", "\x07", "\x08\x08\x08", "a\rb",
    "a\r\nb", "\x0b\x0c", "\x0e\x0f", "\x00", "\x7f", "\x11\x13", "a\tb", "\x1a\x04\x03",
    # What misleads a reader
    "photo\u202egpj.exe", "\u2066x\u2069", "\u200e\u200f\u061c", "a\u200bb", "\ufeff", "\u00ad",
    "\u2028\u2029", "\u2060\u2063", "\U000e0041\U000e0042", "\U0001f3f4\U000e0067\U000e007f",
    "\ue000\U0010fffd", "\uffff\U0001fffe", "\u180e", "\ufff9x\ufffa",
    # Floods and wide characters
    "e" + "\u0301" * 2000, "\u0301", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "東京" * 50,
    "\ufdfd" * 20, "x" * 100_000, "word " * 2000, "\n" * 50 + "end", "☂", "ß" * 3, "ﷺ",
]  # fmt: skip
ACTS = ("what", "force", "reference", "officer", "promised", "due", "granted", "expires",
        "conditions")  # fmt: skip
ACTING = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ue000-\uf8ff\ufeff\ufff9-\ufffb\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
# What Rich draws with: nothing but colour and weight.
SGR = re.compile(r"\x1b\[(?:[0-9]{1,3}(?:;[0-9]{1,3})*)?m")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A diary with each payload in each text of an incident, a person, an action and a thing.

    As the first version wrote it, which kept control characters as they were.
    """
    path = tmp_path_factory.mktemp("hostile") / "diary.db"
    when = Moment.unknown(timezone="Europe/London", said="")
    with pytest.MonkeyPatch.context() as patch, Diary.create(path, None) as diary:
        for name in ("account", "person", "action", "item", "name"):
            patch.setattr(accepted, f"accepted_{name}", lambda value: value)
        patch.setattr(accepted, "accepted_text", lambda value, _: value)
        patch.setattr(accepted, "required_text", lambda value, _: value)
        patch.setattr(accepted, "accepted_changes", lambda changes, _: changes.given())
        for number, text in enumerate(PAYLOADS, start=1):
            short = text[:5000]
            diary.record_person(
                Person(
                    number=0,
                    name=" ".join(f"{number} {short}".split()),
                    relationship=short,
                    aliases=(short,),
                    numbers=(short,),
                    handles=(short,),
                    vehicles=(short,),
                    notes=short,
                )
            )
            texts: dict[str, Any] = dict.fromkeys(TEXTS, short)
            account = Account(what=f"{text} needle", when=when, witnesses=(short, short), **texts)
            diary.add(account, person=f"{number} {short}")
            item = PhysicalItem(
                description=short, found_at=short, handled_by=short, packed=short, kept_at=short
            )
            diary.attach_physical(number, item)
            acts: dict[str, Any] = dict.fromkeys(ACTS, short)
            diary.record_action(Action(number=0, recorded_at="", kind="other", when=when, **acts))
            diary.amend(number, Changes(what=f"needle {text}"), why=short)
            if number % 10 == 0:
                diary.withdraw(number, short)
    return path


@pytest.fixture
def printed(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Printed:
    """What a command prints, on both streams; `drawn` is as on a terminal."""

    def printed_by(*words: str, drawn: bool = False, code: int = 0) -> str:
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.setenv("COLUMNS", "80")
        for stream in (sys.stdout, sys.stderr):
            monkeypatch.setattr(stream, "isatty", lambda: drawn, raising=False)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
        monkeypatch.setattr(sys, "argv", ["stalkdiary", "--diary", str(place), *words])
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capsysbinary.readouterr()
        assert end.value.code == code, err
        return (out + err).decode()

    return printed_by


def assert_harmless(text: str) -> None:
    found = ACTING.search(text)
    assert found is None, ascii(text[max(0, found.start() - 20) : found.end() + 20])


def test_enough_payloads() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 60


COMMANDS = [
    ["list"],
    ["list", "--brief"],
    ["search", "needle"],
    ["people"],
    ["action"],
    ["exhibits"],
    ["summary"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_plain(printed: Printed, words: list[str]) -> None:
    """A line for each thing, two for each hit of a search; nothing is drawn."""
    text = printed(*words)
    assert_harmless(text)
    assert not re.search("[\u2500-\u259f]", text)
    if words[0] != "summary":
        lines = 2 if words[0] == "search" and "--brief" not in words else 1
        assert len(text.splitlines()) == lines * len(PAYLOADS)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_drawn(printed: Printed, words: list[str]) -> None:
    assert_harmless(SGR.sub("", printed(*words, drawn=True)))


@pytest.mark.parametrize("number", range(1, len(PAYLOADS) + 1))
def test_one_incident(printed: Printed, number: int) -> None:
    """Plain, drawn, and as JSON, which has the text as it was given."""
    payload = PAYLOADS[number - 1]
    assert_harmless(printed("show", str(number)))
    assert_harmless(SGR.sub("", printed("show", str(number), drawn=True)))
    piped, on_screen = (printed("show", str(number), "--json", drawn=d) for d in (False, True))
    assert json.loads(piped) == json.loads(on_screen)
    assert_harmless(on_screen)
    shown = json.loads(piped)
    assert shown["what"] == f"needle {payload}"
    assert shown["history"][0]["what"] == f"{payload} needle"
    assert {shown[name] for name in TEXTS} == {payload[:5000]}
    assert shown["witnesses"] == [payload[:5000]] * 2
    assert shown["exhibit_details"][0]["name"] == payload[:5000]


def test_json_has_every_text_as_it_was_given(printed: Printed) -> None:
    short = [text[:5000] for text in PAYLOADS]
    for command, name in (("action", "what"), ("exhibits", "name"), ("people", "notes")):
        assert [each[name] for each in json.loads(printed(command, "--json"))] == short
    listed = json.loads(printed("list", "--json"))
    assert [each["what"] for each in listed] == [f"needle {text}" for text in PAYLOADS]
    for words in COMMANDS:
        assert_harmless(printed(*words[:1], *words[1:2], "--json", drawn=True).replace("\t", ""))


# NUL can't be in an argument, and the system refuses longer ones.
TYPED = [text for text in PAYLOADS if "\0" not in text and len(text) < 5000 and text[0] != "-"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["list", "--person"], 3),
        (["extract"], 3),
        (["guide"], 3),
        (["people", "change", "--notes", "x"], 3),
        (["action"], 4),
        (["add", "--what", "x", "--when"], 4),
        (["add", "--what", "x", "--type"], 4),
        (["add", "--what", "x", "--attach"], 4),
        (["attach", "1"], 4),
        (["list", "--since"], 4),
    ],
    ids=lambda words: words and " ".join(words) if isinstance(words, list) else "",
)
def test_what_was_typed_is_repeated_harmlessly(
    printed: Printed, words: list[str], code: int
) -> None:
    for text in TYPED:
        for drawn in (False, True):
            assert_harmless(printed(*words, f"zz{text}", drawn=drawn, code=code))


def test_a_report_as_text(printed: Printed) -> None:
    for drawn in (False, True):
        assert_harmless(printed("report", "--format", "text", "-o", "-", drawn=drawn))


@pytest.mark.parametrize("words", [["report", "-o", "-"], ["extract", "EX/1", "-o", "-"]])
def test_bytes_are_not_put_on_a_terminal(printed: Printed, words: list[str]) -> None:
    assert "Nothing was written." in printed(*words, drawn=True, code=2)


@pytest.mark.parametrize("words", [["list"], ["show", "38"], ["people"], ["list", "--json"]])
def test_on_a_real_pseudo_terminal(place: Path, words: list[str]) -> None:
    ours, theirs = pty.openpty()
    environment = {
        "PYTHONPATH": str(Path(stalkdiary.__file__).parent.parent),
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
        "COLUMNS": "80",
        "LC_ALL": "C.UTF-8",
    }
    command = [sys.executable, "-m", "stalkdiary", "--diary", str(place), *words]
    drawn = b""
    with subprocess.Popen(command, env=environment, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        while True:
            try:
                block = os.read(ours, 65536)
            except OSError:  # how Linux says that the other end is closed
                break
            if not block:
                break
            drawn += block
    os.close(ours)
    assert process.returncode == 0
    assert_harmless(SGR.sub("", drawn.decode().replace("\r\n", "\n")))
