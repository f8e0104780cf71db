"""`import` as it is typed: what it asks, what it says, what it writes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def message(number: int, text: str, sender: str = "Alex", day: int = 12) -> dict[str, Any]:
    return {
        "id": number,
        "type": "message",
        "date": f"2026-03-{day:02}T21:30:05",
        "date_unixtime": str(1773351005 + (day - 12) * 86400),
        "from": sender,
        "from_id": "user1" if sender == "Alex" else "user2",
        "text": text,
    }


@pytest.fixture
def chat(home: Path) -> Path:
    """An export of Telegram: three messages of Alex, one of Sam."""
    file = home / "result.json"
    write(
        file,
        message(1, "where are you"),
        message(2, "leave me alone", "Sam"),
        message(3, "where are you"),
        message(4, "I know where you are", day=13),
    )
    return file


def write(file: Path, *messages: dict[str, Any]) -> None:
    document = {"name": "Alex", "type": "personal_chat", "id": 1, "messages": messages}
    file.write_text(json.dumps(document), encoding="utf-8")


def test_without_a_name_the_senders_are_listed_and_nothing_is_written(
    run: Run, place: Path, chat: Path
) -> None:
    before = place.read_bytes()
    ran = run("import", chat)
    assert ran.code == 2
    assert "Alex  user1  3 of them, 2026-03-12 21:30 to 2026-03-13 21:30" in ran.out
    assert "--from" in ran.err
    ran = run("import", chat, "--json")
    assert ran.code == 2
    assert json.loads(ran.out)[0]["senders"] == {"Alex": 3, "Sam": 1}
    assert place.read_bytes() == before


def test_the_shape_that_others_rely_on(run: Run, place: Path, chat: Path) -> None:
    (found,) = run("import", chat, "--from", "Alex", "--json").json
    expected = {
        "file": str(chat),
        "format": "telegram",
        "records": 4,
        "stored": 3,
        "duplicates": 0,
        "skipped": 0,
        "outgoing": 1,
        "notices": 0,
        "first": "2026-03-12T21:30:05+00:00",
        "last": "2026-03-13T21:30:05+00:00",
        "senders": {"Alex": 3, "Sam": 1},
        "incidents": 2,
        "exhibit": "AB/1",
    }
    assert {name: found[name] for name in expected} == expected
    assert found["records"] == (
        found["stored"] + found["duplicates"] + found["outgoing"] + found["others"]
    )


def test_a_dry_run_says_the_same_and_writes_nothing(run: Run, place: Path, chat: Path) -> None:
    before = place.read_bytes()
    (looked,) = run("import", chat, "--from", "Alex", "--dry-run", "--json").json
    assert place.read_bytes() == before
    (made,) = run("import", chat, "--from", "Alex", "--json").json
    differing = {name for name in made if made[name] != looked[name]}
    assert differing == {"exhibit", "exhibits", "fingerprint"}


def test_a_longer_export_adds_only_what_is_new(run: Run, place: Path, chat: Path) -> None:
    assert run("import", chat, "--from", "Alex").code == 0
    ran = run("import", chat, "--from", "Alex")
    assert (ran.code, "Nothing is new" in ran.out) == (0, True)
    document = json.loads(chat.read_text("utf-8"))
    write(chat, *document["messages"], message(5, "more", day=14))
    (found,) = run("import", chat, "--from", "Alex", "--json").json
    assert (found["stored"], found["duplicates"], found["incidents"]) == (1, 3, 1)
    assert run("verify", "--json").json["ok"] is True


def test_a_first_look_says_that_files_may_share_messages(run: Run, place: Path, chat: Path) -> None:
    longer = chat.with_name("longer.json")
    longer.write_bytes(chat.read_bytes())
    said = "new only once when they are imported together"
    assert said in run("import", chat, longer, "--from", "Alex", "--dry-run").err
    assert said not in run("import", chat, "--from", "Alex", "--dry-run").err
    first, second = run("import", chat, longer, "--from", "Alex", "--json").json
    assert (first["stored"], second["stored"]) == (3, 0)


def test_what_becomes_of_own_messages_is_said(run: Run, place: Path, chat: Path) -> None:
    left = run("import", chat, "--from", "Alex", "--without-mine")
    assert "Your own: 1, in the original file only" in left.out
    own = run("import", chat, "--from", "Alex")
    assert "Your own: 1, of which 1 is new beside theirs" in own.out
    assert "Nothing is new" not in own.out
    again = run("import", chat, "--from", "Alex", "--with-mine")
    assert "Your own: 1, of which 0 are new beside theirs" in again.out
    assert "Nothing is new" in again.out


def test_list_show_search_and_summary_know_the_messages(run: Run, place: Path, chat: Path) -> None:
    run("import", chat, "--from", "Alex", "--with-mine")
    first, second = run("list", "--json").json
    assert (first["times"], first["source"], first["person"]) == (2, "import", "Alex")
    assert first["what"] == "2 Telegram messages from Alex, 21:30."
    shown = run("show", "1", "--json").json["messages"]
    assert [(each["text"], each["counted"]) for each in shown] == [
        ("where are you", True),
        ("leave me alone", False),
        ("where are you", True),
    ]
    out = run("show", "1").out
    assert "Messages and calls: 2, and 1 of your own. Read from AB/1" in out
    assert "21:30:05  You: leave me alone" in out
    (found,) = run("search", "know", "--json").json
    assert (found["incident"], found["matching_messages"]) == (second["incident"], 1)
    assert "21:30:05, Alex, Telegram\n    I *know* where you are" in run("search", "know").out
    assert "I know" not in run("search", "know", "--brief").out
    assert run("summary", "--json").json["acts"] == 3


def test_a_name_that_nobody_has_is_refused(run: Run, place: Path, chat: Path) -> None:
    """A part of a name is not the name."""
    before = place.read_bytes()
    ran = run("import", chat, "--from", "Al")
    assert (ran.code, "no message from Al" in ran.err) == (3, True)
    assert "Alex" in ran.out
    assert place.read_bytes() == before


def test_bad_input_names_the_place_and_leaves_the_diary(
    run: Run, place: Path, chat: Path, home: Path
) -> None:
    """Also where another file of the same command could be read."""
    bad = home / "bad.json"
    bad.write_text(chat.read_text("utf-8").replace('"id": 3', '"id": 3,,'), encoding="utf-8")
    before = place.read_bytes()
    ran = run("import", chat, bad, "--from", "Alex")
    assert ran.code == 4
    assert str(bad) in ran.err
    assert "Nothing was imported." in ran.err
    assert place.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--date-order", "dym"), 4),
        (("--kind", "message,letter"), 4),
        (("--group", "year"), 4),
        (("--map", "date"), 4),
        (("--timezone", "Mars"), 4),
        (("--since", "2026-03-13", "--until", "2026-03-12"), 4),
    ],
)
def test_options_that_make_no_sense(
    run: Run, place: Path, chat: Path, words: tuple[str, ...], code: int
) -> None:
    before = place.read_bytes()
    assert run("import", chat, "--from", "Alex", *words).code == code
    assert place.read_bytes() == before


@pytest.mark.parametrize("name", ["nowhere.zip", "x" * 300])
def test_a_file_that_is_not_there(run: Run, place: Path, home: Path, name: str) -> None:
    ran = run("import", home / name)
    assert ran.code == 4, ran
    assert "Nothing was imported." in ran.err


def test_an_unknown_format_says_how_to_keep_it(run: Run, place: Path, home: Path) -> None:
    file = home / "odd.bin"
    file.write_bytes(bytes(range(256)))
    ran = run("import", file)
    assert (ran.code, "stalkdiary attach" in ran.err) == (4, True)


def test_hostile_names_do_not_act_on_the_terminal(run: Run, place: Path, home: Path) -> None:
    file = home / "result.json"
    write(file, message(1, "\x1b[2J[/red]\u202e", "\x1b]0;x\x07Alex"))
    ran = run("import", file)
    assert ran.code == 2
    assert "\x1b" not in ran.out + ran.err
    assert "\x07" not in ran.out + ran.err
    ran = run("import", file, "--from", "\x1b]0;x\x07Alex")
    assert ran.code == 0, ran
    assert "\x1b" not in run("show", "1").out


@pytest.fixture
def pictures(home: Path) -> Path:
    """A folder: two screenshots of one day, a picture of unknown time, litter."""
    folder = home / "pictures"
    folder.mkdir()
    png = b"\x89PNG\r\n\x1a\n"
    (folder / "Screenshot_20260312-101530.png").write_bytes(png + b"1")
    (folder / "Screenshot_20260312-221530.png").write_bytes(png + b"2")
    (folder / "odd.png").write_bytes(png + b"3")
    (folder / ".DS_Store").write_bytes(b"x")
    return folder


def test_a_first_look_at_pictures_gives_the_figures_of_the_import(
    run: Run, place: Path, pictures: Path
) -> None:
    before = place.read_bytes()
    (seen,) = run("import", pictures, "--dry-run", "--json").json
    assert place.read_bytes() == before
    (made,) = run("import", pictures, "--use-hints", "--json").json
    figures = ("records", "stored", "duplicates", "skipped", "incidents")
    assert [seen[name] for name in figures] == [3, 3, 0, 1, 2]
    assert [made[name] for name in figures] == [3, 3, 0, 1, 2]
    (again,) = run("import", pictures, "--dry-run", "--json").json
    assert [again[name] for name in figures] == [3, 0, 3, 1, 0]


def test_pictures_of_one_name_are_told_apart(run: Run, place: Path, pictures: Path) -> None:
    for number, folder in enumerate(("one", "two", "same as two")):
        (pictures / folder).mkdir()
        (pictures / folder / "a.png").write_bytes(b"\x89PNG" + bytes([min(number, 1)]))
    (found,) = run("import", pictures, "--use-hints", "--json").json
    refs = [each["exhibit"] for each in found["files"]]
    assert sorted(refs) == [f"AB/{number}" for number in range(1, 7)]
    names = {each["ref"]: each["name"] for each in run("exhibits", "--json").json}
    assert [names[each["exhibit"]] for each in found["files"]] == [
        each["name"] for each in found["files"]
    ]


def test_times_of_pictures_are_for_the_person_to_confirm(
    run: Run, place: Path, pictures: Path
) -> None:
    before = place.read_bytes()
    ran = run("import", pictures)
    assert ran.code == 2
    assert "2026-03-12 10:15" in ran.out
    assert "not when what it shows was sent" in ran.out
    assert place.read_bytes() == before


def test_pictures_whose_times_are_taken_as_right(run: Run, place: Path, pictures: Path) -> None:
    """One incident a day; the time of a file alone is no time of an incident."""
    (found,) = run("import", pictures, "--use-hints", "--person", "Alex", "--json").json
    assert (found["records"], found["stored"], found["skipped"]) == (3, 3, 1)
    first, second = run("list", "--json").json
    assert first["when"]["start"] == "2026-03-12"
    assert (first["exhibits"], first["person"]) == (["AB/1", "AB/2"], "Alex")
    assert (second["when"]["precision"], second["exhibits"]) == ("unknown", ["AB/3"])
    (again,) = run("import", pictures, "--use-hints", "--json").json
    assert (again["stored"], again["duplicates"], again["incidents"]) == (0, 3, 0)


def test_the_diary_does_not_take_itself_in(run: Run, place: Path) -> None:
    (place.parent / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n1")
    (found,) = run("import", place.parent, "--use-hints", "--json").json
    assert [each["name"] for each in found["files"]] == ["photo.png"]


def test_pictures_of_an_incident(run: Run, three: Path, pictures: Path) -> None:
    (found,) = run("import", pictures, "--incident", "3", "--json").json
    assert (found["stored"], found["incidents"]) == (3, 1)
    assert len(run("show", "3", "--json").json["exhibits"]) == 3


def test_a_draft_outlives_an_import(run: Run, place: Path, pictures: Path) -> None:
    from stalkdiary.diary import Diary

    with Diary.open(place, lambda: "") as diary:
        diary.save_draft({"what": '"half a sentence"'})
    assert run("import", pictures, "--use-hints").code == 0
    with Diary.open(place, lambda: "") as diary:
        assert list(diary.drafts().values()) == [{"what": '"half a sentence"'}]


@pytest.fixture
def log(home: Path) -> Path:
    """A person's own table."""
    file = home / "log.csv"
    file.write_text(
        "Tag,Uhr,Wer,Was\n13/03/2026,21:30,Alex,rang and hung up\n14/03/2026,,Alex,rang\n",
        encoding="utf-8",
    )
    return file


def test_columns_are_kept_under_a_name(run: Run, place: Path, log: Path, home: Path) -> None:
    """Said once with --map, known again with --profile."""
    columns = "date=Tag,time=Uhr,from=Wer,text=Was"
    ran = run("import", log, "--map", columns, "--from", "Alex", "--save-profile", "mine", "--json")
    assert ran.json[0]["stored"] == 2
    longer = home / "longer.csv"
    longer.write_text(log.read_text("utf-8") + "15/03/2026,10:00,Alex,wrote\n", encoding="utf-8")
    (found,) = run("import", longer, "--profile", "mine", "--from", "Alex", "--json").json
    assert (found["stored"], found["duplicates"]) == (1, 2)
