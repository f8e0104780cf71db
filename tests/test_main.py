"""The entry point as a process of its own, in every state that a machine in trouble can be in."""

import json
import os
import pty
import subprocess
import sys
import types
from pathlib import Path

import pytest

import stalkdiary
from stalkdiary import __main__ as entry
from stalkdiary import help_contacts

SOURCE = str(Path(stalkdiary.__file__).parent.parent)
COMMAND = [sys.executable, "-m", "stalkdiary"]


def run(
    *words: str, env: dict[str, str] | None = None, cwd: Path | None = None, out: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command with no environment but what is given: no HOME, no PATH, no locale."""
    return subprocess.run(
        [*COMMAND, *words],
        env={"PYTHONPATH": SOURCE, "PYTHONDONTWRITEBYTECODE": "1", **(env or {})},
        cwd=cwd,
        stdout=subprocess.PIPE if out is None else out,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
        timeout=600,
    )


def answered(done: subprocess.CompletedProcess[str]) -> bool:
    return (
        done.returncode == 0
        and not done.stderr
        and "Emergency: 999" in done.stdout
        and "National Stalking Helpline: 0808 802 0300" in done.stdout
    )


@pytest.mark.parametrize(
    "env",
    [
        {},
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "no_such.LOCALE", "LANG": "tlh"},
        {"PYTHONIOENCODING": "ascii:strict"},
        {"PYTHONIOENCODING": "utf-16"},
        {"HOME": "/nowhere"},
        {"HOME": ""},
        {"STALKDIARY_DIARY": "/dev/null/x"},
        {"STALKDIARY_DIARY": "\n", "STALKDIARY_PASSPHRASE_FILE": "/nowhere"},
        {"TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "nonsense"},
    ],
)
def test_it_answers_in_any_environment(env: dict[str, str]) -> None:
    done = subprocess.run(
        [*COMMAND, "help-contacts"],
        env={"PYTHONPATH": SOURCE, **env},
        capture_output=True,
        check=True,
        timeout=600,
    )
    encoding = "utf-16" if env.get("PYTHONIOENCODING") == "utf-16" else "ascii"
    assert "National Stalking Helpline: 0808 802 0300" in done.stdout.decode(encoding)
    assert done.stderr == b""


@pytest.mark.parametrize(
    "words",
    [
        ["--plain", "help-contacts"],
        ["--diary", "/nowhere/x.db", "help-contacts"],
        ["--diary=/nowhere/x.db", "help-contacts"],
        ["--diary", "help-contacts", "help-contacts"],
        ["--passphrase-file", "/nowhere", "--diary", "", "--plain", "help-contacts", "--plain"],
        ["--passphrase-file=", "help-contacts"],
    ],
)
def test_global_options_may_stand_before_it(words: list[str]) -> None:
    assert answered(run(*words))


def test_a_broken_diary_is_not_looked_at(tmp_path: Path) -> None:
    """The page is the same, whatever the diary is, and also when there is none."""
    broken = tmp_path / "diary.db"
    broken.write_bytes(b"not a diary")
    expected = run("help-contacts").stdout
    assert run("help-contacts", env={"STALKDIARY_DIARY": str(broken)}).stdout == expected
    assert run("--diary", str(broken), "help-contacts").stdout == expected
    assert broken.read_bytes() == b"not a diary"


def test_it_opens_no_file_but_its_own_data() -> None:
    """Seen by Python's own audit of what is opened, from the first line of ours to the end."""
    script = (
        "import sys; seen = []\n"
        "sys.addaudithook(lambda event, args: event == 'open' and seen.append(str(args[0])))\n"
        "sys.argv = ['stalkdiary', '--diary', '/tmp/secret.db', 'help-contacts']\n"
        "from stalkdiary.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*seen, sep='\\n', file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", script],
        env={"PYTHONPATH": SOURCE},
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    opened = [path for path in done.stderr.split("\n") if path and not path.endswith("pyc")]
    code = {
        f"{SOURCE}/stalkdiary/{name}.py"
        for name in ("__init__", "__main__", "contacts", "help_contacts")
    }
    assert [path for path in opened if path not in code] == [
        f"{SOURCE}/stalkdiary/data/contacts.txt"
    ]


def test_no_module_but_our_own_is_loaded() -> None:
    """From the console script to the exit: no json, pathlib or typing, nothing installed."""
    script = (
        "import sys; before = set(sys.modules)\n"
        "sys.argv = ['stalkdiary', *sys.argv[1:]]\n"
        "from stalkdiary.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*sorted(set(sys.modules) - before), file=sys.stderr)"
    )
    ours = ["stalkdiary", "stalkdiary.__main__"]
    helping = ["stalkdiary.contacts", "stalkdiary.help_contacts"]
    for words, expected in (
        (["help-contacts"], [*ours, *helping]),
        (
            ["--plain", "help-contacts", "--area", "Kent"],
            [*ours, "stalkdiary.areas", *helping],
        ),
        (["--version"], [*ours, "stalkdiary.own_name"]),
    ):
        done = subprocess.run(
            [sys.executable, "-c", script, *words],
            env={"PYTHONPATH": SOURCE},
            capture_output=True,
            text=True,
            check=True,
            timeout=600,
        )
        assert done.stderr.split() == expected


def test_it_works_in_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        assert answered(run("help-contacts", cwd=tmp_path))
        assert list(tmp_path.iterdir()) == []
    finally:
        tmp_path.chmod(0o700)


def test_a_reader_that_goes_away_is_no_fault() -> None:
    """As in `stalkdiary help-contacts | head -1`: no traceback, no complaint, exit 0."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        for word in ("help-contacts", "--version"):
            done = run(word, out=writing)
            assert (done.returncode, done.stderr) == (0, "")
    finally:
        os.close(writing)


@pytest.mark.parametrize("redirection", [">&-", "> /dev/full"])
def test_output_that_cannot_be_written_goes_to_the_other_stream(redirection: str) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$0" -m stalkdiary help-contacts {redirection}', sys.executable],
        env={"PYTHONPATH": SOURCE},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 8
    assert "Emergency: 999" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_with_both_streams_closed_it_ends_quietly() -> None:
    for words in ("help-contacts", "help-contacts --nonsense"):
        done = subprocess.run(
            ["/bin/sh", "-c", f'exec "$0" -m stalkdiary {words} >&- 2>&-', sys.executable],
            env={"PYTHONPATH": SOURCE},
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert done.returncode in {2, 8}


def test_exit_codes() -> None:
    """2 for what is not an option, 3 for an unknown area: on standard error, with 999."""
    for words, code in ((["--nonsense"], 2), (["--area", "Atlantis"], 3), (["--area"], 2)):
        done = run("help-contacts", *words)
        assert (done.returncode, done.stdout) == (code, "")
        assert "999" in done.stderr
    done = run("help-contacts", "--area", os.fsdecode(b"\xff\xfe"), env={"LC_ALL": "C"})
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_json_help_and_version() -> None:
    assert json.loads(run("help-contacts", "--json").stdout)[0]["phone"] == "999"
    assert "--area Sussex" in run("help-contacts", "--help").stdout
    for words in (["--version"], ["--plain", "--version"], ["--diary", "x", "--version"]):
        done = run(*words)
        assert (done.returncode, done.stdout) == (0, "stalkdiary 0.2.0\n")


def on_a_terminal(*words: str, **env: str) -> str:
    """What the command draws on a terminal."""
    ours, theirs = pty.openpty()
    environment = {"PYTHONPATH": SOURCE, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **env}
    with subprocess.Popen([*COMMAND, *words], env=environment, stdout=theirs) as process:
        os.close(theirs)
        drawn = b""
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
    return drawn.decode()


def test_a_terminal_gets_boxes_and_plain_does_not() -> None:
    drawn = on_a_terminal("help-contacts", COLUMNS="80")
    assert "\x1b[" in drawn
    assert "\u2500" in drawn
    assert "0808 802 0300" in drawn
    for plain in (
        on_a_terminal("help-contacts", "--plain"),
        on_a_terminal("--plain", "help-contacts"),
        on_a_terminal("help-contacts", TERM="dumb"),
    ):
        assert plain.isascii()
        assert "\x1b" not in plain
        assert "National Stalking Helpline: 0808 802 0300" in plain


def test_a_terminal_shows_999_before_anything_is_loaded(tmp_path: Path) -> None:
    """Whatever the library that draws the page does, and however long it takes."""
    library = tmp_path / "rich.py"
    library.write_text("print('loading', flush=True)\nraise ImportError\n", encoding="utf-8")
    path = os.pathsep.join((str(tmp_path), SOURCE))
    for area in ((), ("--area", "Sussex")):
        first, second, *page = on_a_terminal("help-contacts", *area, PYTHONPATH=path).splitlines()
        assert (first, second) == ("In danger now: 999.", "loading")
        assert any("0808 802 0300" in line for line in page)


def test_no_color_is_respected() -> None:
    """No colour: of the escapes only bold, dim and underline remain."""
    drawn = on_a_terminal("help-contacts", NO_COLOR="1", COLUMNS="40")
    assert "\x1b[31" not in drawn
    assert "36m" not in drawn
    assert "0808 802 0300" in drawn


def test_an_interruption_leaves_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> tuple[str, int]:
        raise KeyboardInterrupt

    monkeypatch.setattr(help_contacts, "answer", interrupted)
    monkeypatch.setattr(sys, "argv", ["stalkdiary", "help-contacts"])
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert ended.value.code == 130


def test_everything_else_goes_to_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its exit code is the exit code; the words are left as they were."""
    seen: list[list[str]] = []

    def run_app() -> int:
        seen.append(sys.argv[1:])
        return 7

    app = types.ModuleType("stalkdiary.cli.app")
    vars(app)["main"] = run_app
    monkeypatch.setitem(sys.modules, "stalkdiary.cli.app", app)
    for words in ([], ["add"], ["--plain", "list"], ["--nonsense", "help-contacts"], ["--diary"]):
        monkeypatch.setattr(sys, "argv", ["stalkdiary", *words])
        with pytest.raises(SystemExit) as ended:
            entry.main()
        assert ended.value.code == 7
        assert seen[-1] == words
