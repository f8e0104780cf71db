"""What an export leaves open is asked with both readings; nothing is taken without an answer."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.diary import Diary
from stalkdiary.store import ledger

Run = Callable[..., Any]
CHAT = "12/9/20, 10:15 - Messages and calls are end-to-end encrypted.\n12/9/20, 10:16 - Alex: hi\n"
KAKAO = 'Date,User,Message\n2026-05-01 10:11,"alex","I see you"\n2026-05-01 10:12,"sam","no"\n'
CALENDAR = (
    "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\nDTSTAMP:20260312T213000Z\n"
    "DTSTART:20260312T213000Z\nSUMMARY:Him again\nEND:VEVENT\nEND:VCALENDAR\n"
)
OWN = "Date,What happened,Witnesses\n2026-03-13,He stood outside,Sam\n2026-03-14,He rang,\n"
BILL = "Number,Date,Time,Type,Duration\n07700 900123,13/03/2024,21:30,Voice,00:01:05\n"


def made(home: Path, name: str, text: str) -> Path:
    file = home / name
    file.write_text(text, encoding="utf-8")
    return file


def read_as(place: Path) -> Any:
    with Diary.open(place, lambda: "") as diary, diary.reading() as connection:
        (entry,) = ledger.entries_of_kind(connection, "import")
        return entry.content().get("read_as")


@pytest.mark.parametrize(
    "case",
    [
        ("chat.txt", CHAT, ("from 12 September 2020 to", "--date-order mdy"), ("--from", "Alex")),
        ("own.csv", OWN, ("your own record: 2 entries", "He stood outside", "--own"), ()),
        ("own.csv", OWN, ("your own record: 2 entries", "--own"), ("--person", "Alex")),
        ("bill.csv", BILL, ("from you, to 07700 900123 (1)", "--direction out"), ()),
        ("kakao.csv", KAKAO, ("--from NAME",), ()),
        ("kakao.csv", KAKAO, ("--me 'sam' or --me ''",), ("--from", "alex")),
        ("bare.csv", "Date,Message\n2026-05-01,hello\n", ("“hello”", "--own"), ()),
        ("calendar.ics", CALENDAR, ("your own record: 1 entry", "Him again", "--own"), ()),
    ],
)
def test_what_is_open_ends_the_command_where_nobody_can_be_asked(
    run: Run, place: Path, case: tuple[str, str, tuple[str, ...], tuple[str, ...]]
) -> None:
    """With each reading and the option that chooses it; the diary is as it was."""
    name, text, words, said = case
    before = place.read_bytes()
    file = made(Path.cwd(), name, text)
    for form in ((), ("--json",)):
        ran = run("import", file, *said, *form)
        assert ran.code == 2, ran
        assert all(each in ran.err for each in words), ran.err
        assert "Nothing was imported." in ran.err
    assert place.read_bytes() == before


@pytest.mark.parametrize(
    "case",
    [
        ("chat.txt", CHAT, ("--from", "Alex", "--date-order", "dmy"), {"date_order": "dmy"}),
        ("own.csv", OWN, ("--own",), {"own": True}),
        ("own.csv", OWN, ("--not-own", "--person", "Alex"), {"own": False}),
        ("kakao.csv", KAKAO, ("--from", "alex", "--me", "sam"), {"me": "sam"}),
        ("kakao.csv", KAKAO, ("--own",), {"own": True}),
        ("bill.csv", BILL, ("--direction", "in", "--from", "07700 900123"), {"direction": "in"}),
    ],
)
def test_an_option_answers(
    run: Run, place: Path, home: Path, case: tuple[str, str, tuple[str, ...], Any]
) -> None:
    """The ledger notes what was said of the file."""
    name, text, said, kept = case
    assert run("import", made(home, name, text), *said).code == 0
    assert read_as(place) == kept
    assert run("verify", "--json").json["ok"] is True


def test_messages_of_a_table_stand_as_messages(run: Run, place: Path, home: Path) -> None:
    """Somebody else's words are never hers, whatever the columns are called."""
    run("import", made(home, "kakao.csv", KAKAO), "--from", "alex", "--me", "sam")
    (incident,) = run("list", "--json").json
    assert incident["what"] == "1 message from alex, 10:11."
    (own,) = (
        each["text"] for each in run("show", "1", "--json").json["messages"] if each["counted"]
    )
    assert own == "I see you"


@pytest.mark.parametrize("names", [("--from", "07700900123"), ("--person", "Alex"), ()])
@pytest.mark.parametrize("kind", ["", "Outgoing"])
def test_whoever_she_called_never_called_her(
    run: Run, place: Path, home: Path, names: tuple[str, ...], kind: str
) -> None:
    """Whether she says so or the table does, and whatever name she gives."""
    before = place.read_bytes()
    file = made(home, "bill.csv", BILL.replace("Voice", kind or "Voice"))
    said = () if kind else ("--direction", "out")
    assert run("import", file, *said, *names).code == 3
    assert place.read_bytes() == before


def test_the_profile_of_a_log_says_that_it_is_her_own(run: Run, place: Path, home: Path) -> None:
    assert run("import", made(home, "own.csv", OWN), "--profile", "uk-diary").code == 0
    assert [each["what"] for each in run("list", "--json").json] == ["He stood outside", "He rang"]


def test_nothing_of_two_files_is_written_where_one_is_open(
    run: Run, place: Path, home: Path
) -> None:
    """The first of them would have been imported by then."""
    before = place.read_bytes()
    files = (made(home, "kakao.csv", KAKAO), made(home, "own.csv", OWN))
    assert run("import", *files, "--from", "alex").code == 2
    assert place.read_bytes() == before


def test_a_terminal_asks_and_the_answer_holds_for_that_file_alone(
    run: Run, place: Path, home: Path, at_a_terminal: Callable[..., list[str]]
) -> None:
    """Two chats, and the other order of dates in each."""
    asked = at_a_terminal("0", "1")
    files = [made(home, name, CHAT) for name in ("one.txt", "two.txt")]
    files[1].write_text(CHAT.replace(": hi", ": there"), encoding="utf-8")
    assert run("import", *files, "--from", "Alex").code == 0
    assert [f"{file.name}: the dates can be read" in asked[n] for n, file in enumerate(files)] == [
        *(True, True)
    ]
    days = {each["when"]["start"][:10] for each in run("list", "--json").json}
    assert days == {"2020-09-12", "2020-12-09"}


def test_no_answer_imports_nothing(
    run: Run, place: Path, home: Path, at_a_terminal: Callable[..., list[str]]
) -> None:
    before = place.read_bytes()
    at_a_terminal("open")
    assert run("import", made(home, "own.csv", OWN)).code == 2
    assert place.read_bytes() == before


def test_rows_that_are_somebodys_messages_ask_whose(
    run: Run, place: Path, home: Path, at_a_terminal: Callable[..., list[str]]
) -> None:
    """A table that names nobody: the answer is what the diary calls them."""
    asked = at_a_terminal("1", "Alex", True)
    text = "Date,Message\n2026-05-01,hello\n2026-05-02,again\n"
    assert run("import", made(home, "bare.csv", text)).code == 0
    assert "only you can say whose words these are" in asked[0]
    assert [each["person"] for each in run("list", "--json").json] == ["Alex", "Alex"]


def test_a_first_look_needs_no_word_about_whose_record_it_is(
    run: Run, place: Path, home: Path
) -> None:
    (found,) = run("import", made(home, "own.csv", OWN), "--dry-run", "--json").json
    assert (found["records"], found["stored"]) == (2, 2)
    assert json.loads(json.dumps(found))["exhibit"] is None


TWO = "14/03/2026, 21:30 - Alex: hi\n14/03/2026, 21:31 - Sam: no\n14/03/2026, 21:32 - Alex: why\n"


def test_whoever_is_taken_for_her_is_told(run: Run, place: Path, home: Path) -> None:
    """A first look only concludes it; an option says who she is, or nobody."""
    file = made(home, "chat.txt", TWO)
    (found,) = run("import", file, "--from", "Alex", "--dry-run", "--json").json
    assert (found["outgoing"], found["own_names"], found["own_assumed"]) == (1, ["Sam"], True)
    told = run("import", file, "--from", "Alex", "--dry-run").out
    assert "Taken for you: Sam. If that is somebody else: --me ''" in told
    (found,) = run("import", file, "--from", "Alex", "--me", "sam", "--dry-run", "--json").json
    assert (found["outgoing"], found["own_names"], found["own_assumed"]) == (1, ["Sam"], False)
    (found,) = run("import", file, "--from", "Alex", "--me", "", "--json").json
    assert (found["outgoing"], found["others"], found["own_names"]) == (0, 1, [])
    assert read_as(place) == {"me": ""}
    assert [each["counted"] for each in run("show", "1", "--json").json["messages"]] == [True, True]


def test_nobody_of_that_name_is_said(run: Run, place: Path, home: Path) -> None:
    ran = run("import", made(home, "chat.txt", TWO), "--from", "Alex", "--me", "Jo")
    assert (ran.code, "nobody in it is called Jo" in ran.err) == (2, True), ran


@pytest.mark.parametrize(("answer", "counted"), [("0", [True, False, True]), ("1", [True, True])])
def test_a_terminal_asks_which_of_two_is_her(
    run: Run,
    place: Path,
    home: Path,
    at_a_terminal: Callable[..., list[str]],
    answer: str,
    counted: list[bool],
) -> None:
    asked = at_a_terminal(answer, False)
    assert run("import", made(home, "chat.txt", TWO), "--from", "Alex").code == 0
    assert "Alex and Sam write in it, and it does not say who made it" in asked[0]
    assert [each["counted"] for each in run("show", "1", "--json").json["messages"]] == counted


def test_the_zone_is_asked_where_the_same_messages_stand_at_another_hour(
    run: Run, place: Path, home: Path, at_a_terminal: Callable[..., list[str]]
) -> None:
    """With what both answers mean, as the order of dates is."""
    chats = [
        made(home, name, "".join(f"{n}/03/2026, {hour}:30 - Alex: {n}\n" for n in range(13, 20)))
        for name, hour in (("here.txt", 20), ("abroad.txt", 21))
    ]
    assert run("import", chats[0], "--from", "Alex").code == 0
    before = place.read_bytes()
    ran = run("import", chats[1], "--from", "Alex")
    assert (ran.code, place.read_bytes() == before) == (2, True)
    assert "--timezone Europe/Paris or --timezone Europe/London" in ran.err
    asked = at_a_terminal("0")
    assert run("import", chats[1], "--from", "Alex").code == 0
    assert "where was the telephone?" in asked[0]
    assert len(run("list", "--json").json) == 7


def snapchat(home: Path, name: str, **files: bytes) -> Path:
    path = home / name
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in files.items():
            archive.writestr(member, content)
    return path


def test_parts_of_a_download_are_one_import(run: Run, place: Path, home: Path) -> None:
    """Each part is an exhibit, and a picture in the second belongs to a message of the first."""
    sent = {
        "From": "alex",
        "Media Type": "MEDIA",
        "Created": "2026-04-20 21:30:05 UTC",
        "Media IDs": "b~DEF",
    }
    chat = {"json/chat_history.json": json.dumps({"alex": [sent]}).encode()}
    first = snapchat(home, "mydata~1.zip", **chat)
    second = snapchat(home, "mydata~1-2.zip", **{"chat_media/2026-04-20_b~DEF.jpg": b"JPEG"})
    ran = run("import", second, "--from", "alex")
    assert (ran.code, "name all of them behind one import" in ran.err) == (4, True), ran
    alone = run("import", first, "--from", "alex", "--dry-run")
    assert "name all parts behind one import" in alone.out
    (found,) = run("import", second, first, "--from", "alex", "--json").json
    assert (found["file"], found["parts"]) == (str(first), [str(second)])
    assert (found["stored"], found["attachments"], found["attachments_missing"]) == (1, 1, 0)
    assert found["exhibits"] == ["AB/1", "AB/2"]
    exhibits = run("exhibits", "--json").json
    whole = [each["name"] for each in exhibits if each["enclosed_in"] is None]
    assert whole == ["mydata~1.zip", "mydata~1-2.zip"]
    assert run("verify").code == 0
    (again,) = run("import", first, second, "--from", "alex", "--json").json
    assert (again["stored"], again["duplicates"]) == (0, 1)


def test_two_downloads_of_one_account_are_two(run: Run, place: Path, home: Path) -> None:
    """They hold the same file with other messages: joined, what is in both would count twice."""
    for number, hours in ((1, (20,)), (2, (20, 21))):
        sent = [
            {"From": "alex", "Media Type": "TEXT", "Created": f"2026-04-20 {hour}:30:05 UTC"}
            for hour in hours
        ]
        chat = json.dumps({"alex": sent}).encode()
        snapchat(home, f"snap-{number}.zip", **{"json/chat_history.json": chat})
    found = run("import", "snap-1.zip", "snap-2.zip", "--from", "alex", "--json").json
    assert [(each["stored"], each["duplicates"]) for each in found] == [(1, 0), (1, 1)]
