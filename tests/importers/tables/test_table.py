"""Tables of messages, calls and the person's own record, in every form that programs save."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.reading.question import OpenQuestion
from stalkdiary.importers.registry import items
from stalkdiary.importers.remarks import TOLD
from stalkdiary.importers.tables import table
from stalkdiary.importers.tables.column_names import plain_name
from stalkdiary.importers.tables.delimited import DelimitedTable, header_in, open_table
from stalkdiary.model.message import (
    Basis,
    Direction,
    Item,
    Kind,
    Message,
    OwnEntry,
    Resolution,
    Skipped,
    State,
)

MESSAGES = "Date,From,Text\n2024-03-12 10:15,Alex,Hello\n"
CALLS = "Type,Date,Time,Number,Name,Duration\n"
SPARC = (
    "Date,Time,Description of Incident,Location,Witness Name(s) (attach address and phone),"
    "Police Called (Report No.),Officer Name (Badge No.)\n"
    "13/03/2024,9:30 pm,He stood outside,Home,Sam,R-12,PC Smith 456\n"
    "14/03/2024,after work,He followed me,,,,\n"
)
UK_DIARY = (
    "Date,Time,Place,What happened,Witnesses,Evidence kept,How it made you feel,Police reference\n"
    '13/03/2024,21:30,Home,"He stood outside,\nagain",Sam,A photo,Scared,CAD 12\n'
)
REDDIT = (
    "message_id,created_at,updated_at,username,message,channel_url,conversation_type\n"
    "abc,2026-05-01 10:11:12 UTC,2026-05-01 10:11:12 UTC,alex_k,I see you,https://x,direct\n"
)
BILL = "Date,Time,Number called,Duration,Cost\n13/02/2024,10:00,07700 900123,00:01:05,0.10\n"

Read = Callable[..., list[Item]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a table that is written to a file first."""

    def read_table(content: str | bytes, name: str = "t.csv", **how: object) -> list[Item]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with Export(path) as export:
            return list(items(export, table, Reading(**how)))  # type: ignore[arg-type]

    return read_table


def only(found: list[Item]) -> Message:
    """The one message among the items."""
    (message,) = [item for item in found if isinstance(item, Message)]
    return message


def own(found: list[Item]) -> list[OwnEntry]:
    return [item for item in found if isinstance(item, OwnEntry)]


# Messages and calls --------------------------------------------------------------------------


def test_a_table_of_messages(read: Read) -> None:
    """Who wrote what and when; the header is accounted for."""
    header, message = read(MESSAGES)
    assert header == Skipped("line 1", "names of the columns")
    assert isinstance(message, Message)
    assert (message.sender, message.text, message.locator) == ("Alex", "Hello", "line 2")
    assert message.time is not None
    assert message.time.local == "2024-03-12T10:15+00:00"
    assert message.direction is Direction.UNKNOWN


def test_columns_that_are_not_read_are_named(read: Read) -> None:
    """Nothing is passed over in silence."""
    header = read("Date,From,Text,Mood\n2024-03-12,Alex,Hello,bad\n")[0]
    assert header == Skipped("line 1", "names of the columns; not read: 'Mood'")


def test_a_table_of_calls(read: Read) -> None:
    """Type, length and number say what a telephone's log says."""
    found = read(
        CALLS + "Missed,13/03/2024,21:30,07700 900123,Alex,0\n"
        "Outgoing call,14/03/2024,21:30,07700 900123,Alex,1 min 5 s\n"
        "Incoming video call,15/03/2024,21:30,07700 900124,,00:02:00\n"
        "Incoming,16/03/2024,21:30,No Caller ID,,5\n"
        "SMS received,17/03/2024,21:30,07700 900123,Alex,\n"
    )
    missed, outgoing, video, withheld, text = [m for m in found if isinstance(m, Message)]
    assert missed.call is not None
    assert (missed.kind, missed.channel) == (Kind.CALL, "phone call")
    assert (missed.direction, missed.call.outcome) == (Direction.IN, "missed")
    assert (missed.sender, missed.sender_id) == ("Alex", "07700 900123")
    assert outgoing.call is not None
    assert (outgoing.direction, outgoing.call.seconds) == (Direction.OUT, 65)
    assert (outgoing.sender, outgoing.recipients) == (None, ("Alex",))
    assert video.call is not None
    assert (video.sender, video.call.medium, video.call.outcome) == (
        *("07700 900124", "video", "answered"),
    )
    assert withheld.call is not None
    assert (withheld.sender, withheld.call.withheld) == (None, True)
    assert (text.kind, text.state) == (Kind.MESSAGE, State.EMPTY)


def test_directions_and_channels_in_their_own_columns(read: Read) -> None:
    """Channels get the names that the diary uses."""
    found = read(
        "When,Direction,Contact,Platform,Message\n"
        "2024-03-12 10:15,Received,Alex,whatsapp,Hello\n"
        "2024-03-12 10:16,Sent,Alex,SMS,No\n"
        "2024-03-12 10:17,in,Alex,Teams,Why\n"
    )
    messages = [each for each in found if isinstance(each, Message)]
    assert [each.channel for each in messages] == ["WhatsApp", "text message", "Teams"]
    assert [each.direction for each in messages] == [Direction.IN, Direction.OUT, Direction.IN]
    assert [each.sender for each in messages] == ["Alex", None, "Alex"]
    assert [each.thread for each in messages] == ["Alex"] * 3


def test_lengths_in_minutes_where_the_column_says_so(read: Read) -> None:
    """The name of the column tells what a number alone counts."""
    call = only(
        read("Date,Number,Duration (mins)\n2024-03-12,07700 900123,3\n", direction="in")
    ).call
    assert call is not None
    assert call.seconds == 180


def test_a_length_that_is_not_understood_is_flagged(read: Read) -> None:
    """A call is not lost for its length."""
    message = only(read("Date,Number,Duration\n2024-03-12,07700 900123,a while\n", direction="in"))
    assert message.call is not None
    assert message.call.seconds is None
    assert any("length" in flag for flag in message.flags)


def test_a_bill_lists_what_the_person_did(read: Read) -> None:
    """Bills show calls that were made, never those that came."""
    message = only(read(BILL))
    assert (message.direction, message.recipients) == (Direction.OUT, ("07700 900123",))
    assert message.call is not None
    assert (message.call.seconds, message.call.outcome) == (65, "answered")
    plain = only(read("Date,Number\n13/02/2024,07700 900123\n", profile="phone-bill"))
    assert (plain.direction, plain.kind) == (Direction.OUT, Kind.CALL)


def test_a_text_is_kept_as_it_is_written(read: Read) -> None:
    """White space and line breaks within a text belong to it."""
    assert only(read('Date,From,Text\r\n2024-03-12,Alex,"  a\r\nb "\r\n')).text == "  a\r\nb "


def test_dates_that_excel_gives_a_midnight(read: Read) -> None:
    """A column of dates that are all at midnight holds days, and no time is made up."""
    found = read("Date,From,Text\n13/03/2024 00:00,A,x\n14/03/2024 00:00,A,y\n")
    times = [each.time for each in found if isinstance(each, Message)]
    assert [each.precision for each in times if each] == [Resolution.DAY] * 2
    found = read("Date,Time,From,Text\n13/03/2024 00:00,21:30,A,x\n")
    time = only(found).time
    assert time is not None
    assert time.local == "2024-03-13T21:30+00:00"


def test_the_zone_of_the_import_or_of_the_cell(read: Read) -> None:
    """Wall-clock times are read in the zone that was asked for."""
    text = "When,From,Text\n2024-07-12 10:15,A,x\n2024-07-12T10:15:00Z,A,y\n"
    first, second = [
        each.time for each in read(text, timezone="Europe/Paris") if isinstance(each, Message)
    ]
    assert first is not None
    assert second is not None
    assert (first.local, first.basis) == ("2024-07-12T10:15+02:00", Basis.ASSUMED)
    assert (second.local, second.basis) == ("2024-07-12T12:15:00+02:00", Basis.UTC)


# The person's own record ---------------------------------------------------------------------


@pytest.mark.parametrize("profile", [None, "sparc"])
def test_the_log_of_sparc(read: Read, profile: str | None) -> None:
    """Each row is an incident in the person's words."""
    first, second = own(read(SPARC, profile=profile))
    assert first.what == "He stood outside"
    assert first.time is not None
    assert first.time.local == "2024-03-13T21:30+00:00"
    assert first.fields == {"where": "Home", "witnesses": "Sam", "police_ref": "R-12; PC Smith 456"}
    assert second.what == "He followed me\n\nTime: after work"
    assert second.time is not None
    assert (second.time.local, second.time.precision) == ("2024-03-14", Resolution.DAY)


def test_the_logs_of_british_charities(read: Read) -> None:
    """What no field takes stands below the words, with the name of its column."""
    (entry,) = own(read(UK_DIARY))
    assert entry.what == "He stood outside,\nagain\n\nEvidence kept: A photo"
    assert entry.locator == "line 2-3"
    assert entry.fields == {
        "where": "Home",
        "witnesses": "Sam",
        "felt": "Scared",
        "police_ref": "CAD 12",
    }


def test_a_record_with_a_column_for_who_it_was_is_still_their_own(read: Read) -> None:
    """An account of what happened is no message, whoever is named beside it."""
    (entry,) = own(read("Date,From,What happened,Witness\n2024-03-12,Alex,He rang,Sam\n"))
    assert entry.what == "He rang\n\nFrom: Alex"


def test_a_person_who_names_a_sender_means_messages(read: Read) -> None:
    """What is said about the columns decides."""
    columns = {"date": "Date", "from": "Who", "text": "What happened"}
    message = only(read("Date,Who,What happened\n2024-03-12,Alex,Hello\n", columns=columns))
    assert (message.sender, message.text) == ("Alex", "Hello")


def test_a_row_without_a_date_has_no_time(read: Read) -> None:
    """Not to know when is an answer; the time of day is kept as words."""
    (entry,) = own(read("Date,Time,What happened\n,about nine,He rang\n"))
    assert entry.time is None
    assert entry.what == "He rang\n\nTime: about nine"


def test_a_second_column_of_one_kind_is_not_lost(read: Read) -> None:
    """Both places of a record are kept, and both references."""
    (entry,) = own(read("Date,What happened,Place,Location\n2024-03-12,He rang,Home,Leeds\n"))
    assert (entry.what, entry.fields) == ("He rang\n\nLocation: Leeds", {"where": "Home"})


def test_nothing_of_a_record_is_lost(read: Read) -> None:
    """Every cell that is not a date comes out again."""
    text = (
        SPARC.replace("\n", ",Notes\n", 1)
        .replace("456\n", "456,Rain\n")
        .replace(",,,,\n", ",,,,,\n")
    )
    first = own(read(text))[0]
    shown = " ".join([first.what, *first.fields.values()])
    assert all(part in shown for part in ("He stood outside", "Home", "Sam", "R-12", "456", "Rain"))


# Names of formats ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (MESSAGES, "table"),
        (SPARC, "table-sparc"),
        (UK_DIARY, "table-uk-diary"),
        (BILL, "table-phone-bill"),
        ("a,b\n1,2\n", "table"),
        ("Date;What happened\n", "table"),
    ],
)
def test_the_name_of_the_format(text: str, name: str, tmp_path: Path) -> None:
    """The profile is recognised by its columns; a profile that is asked for names the format."""
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    with Export(path) as export:
        assert table.recognises(export) == name
        assert table.format_name(export, Reading()) == name
        assert table.format_name(export, Reading(profile="sparc")) == "table-sparc"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("letter.txt", b"Dear Sam, I wanted to tell you\nthat, well, it, is\n", None),
        ("one.txt", b"Date,Text\n", None),
        ("log.txt", b"Date\tText\n2024-03-12\tx\n", "table"),
        ("noise.csv", b"\x00\x01\x02\x03" * 100, None),
        ("empty.csv", b"", None),
        ("column.txt", b"a\nb\nc\n", None),
        ("chat.txt", b"12/03/2024, 10:15 - Alex: Hi\n12/03/2024, 10:16 - Alex: You\n", None),
    ],
)
def test_what_is_taken_for_a_table(
    name: str, content: bytes, expected: str | None, tmp_path: Path
) -> None:
    """By its name, or by even rows; letters are left to others."""
    path = tmp_path / name
    path.write_bytes(content)
    with Export(path) as export:
        assert table.recognises(export) == expected


def test_workbooks_are_refused_with_the_way_out(tmp_path: Path) -> None:
    """A spreadsheet program can save what is read here."""
    path = tmp_path / "log.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    old = tmp_path / "log.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    for each in (path, old):
        with Export(each) as export, pytest.raises(InputRefused) as refused:
            table.recognises(export)
        assert "CSV UTF-8" in refused.value.advice


# What is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Date,From,Text\n2024-03-12,Alex\n", ":2: found 2 cells, expected 3, one for each column"),
        ("Date,From,Text\n2024-03-12,Alex,x,y\n", ":2: found 4 cells, expected 3"),
        ("Date,From,Text\n\n2024-02-31,Alex,x\n", ":3: found '2024-02-31', expected a date"),
        ("Date,From,Text\n,Alex,x\n", ":2: found no date, expected one in each row"),
        ("Date,Time,From,Text\n2024-03-12,teatime,A,x\n", ":2: found 'teatime', expected a time"),
        ("Date,Time,From,Text\n,10:00,A,x\n", ":2: found the time '10:00' without a date"),
        (
            "Date,Direction,Text\n2024-03-12,sideways,x\n",
            ":2: found 'sideways', expected in or out",
        ),
        ("Date,Kind,From\n2024-03-12,fax,A\n", ":2: found 'fax', expected message, call or voice"),
        ('Date,From,Text\n2024-03-12,Alex,"x\n2024-03-12,Alex,y\n', ":2: the row that begins here"),
        ('Date,From,Text\n2024-03-12,Alex,"x"y\n', ":2: the row that begins here"),
        ("Date,From,Text\n2024-03-12,Alex," + "x" * 200_000, ":2: the row that begins here"),
        ("Date,From,Text\n2024-03-12,Alex,\0\n", ":2: found a NUL byte"),
        ("Date,What happened\n2024-03-12,\n", ":2: found no words, expected what happened"),
        ("Name,Text\nx,y\n", ":1: no column of dates is known by its name; the columns are 'Name'"),
        ("Date,Mood\n2024-03-12,5\n", ":1: no column that says what happened is known"),
        ("Date,From,Text\n13/02/2024,A,x\n02/13/2024,A,y\n", "not all in one order"),
        ("", "t.csv is empty"),
        ("\n\n", "t.csv is empty"),
    ],
)
def test_refusals_name_the_line(text: str, sentence: str, read: Read) -> None:
    """What was found, what was expected, where, and what to do."""
    with pytest.raises(InputRefused) as refused:
        read(text)
    assert sentence in refused.value.sentence
    assert refused.value.advice.startswith("Nothing was imported.")


def test_the_refusal_shows_how_to_name_the_columns(read: Read) -> None:
    """The columns that there are, and an example that can be typed."""
    with pytest.raises(InputRefused) as refused:
        read("Day of it;Words\nsome day;x\n")
    assert "the columns are 'Day of it', 'Words'" in refused.value.sentence
    assert '--map date="Day of it",text=Words' in refused.value.advice


# What is asked -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "option", "found"),
    [
        (REDDIT, "--map datetime=created_at,from=username,text=message", ("alex_k", "I see you")),
        (
            "Day of it;Words;Nick\n2024-03-12 10:15;where are you;Alex\n2024-03-12;no;Sam\n",
            '--map datetime="Day of it",from=Nick,text=Words',
            ("Alex", "where are you"),
        ),
        (
            "Date,From,Sender,Text\n2024-03-12,07700 900123,Alex,Hello\n",
            "--map date=Date,from=Sender,text=Text",
            ("Alex", "Hello"),
        ),
        (
            "Date,Absender,Message\n2024-03-12,Alex,Hello\n",
            "--map date=Date,from=Absender,text=Message",
            ("Alex", "Hello"),
        ),
    ],
)
def test_names_that_are_not_known_are_asked_with_what_stands_there(
    read: Read, text: str, option: str, found: tuple[str, str]
) -> None:
    """The example can be typed as it is, and reads the table."""
    with pytest.raises(OpenQuestion) as asked:
        read(text)
    answer = next(each for each in asked.value.answers if each.option == option)
    assert option in asked.value.advice
    message = next(m for m in read(text, **answer.changes) if isinstance(m, Message))
    assert (message.sender, message.text) == found


@pytest.mark.parametrize(
    "name",
    ["User", "Username", "Participant", "Handle", "Account", "Name", "Author", "Sender", "From"],
)
def test_whoever_wrote_is_found_by_many_names(read: Read, name: str) -> None:
    """No such table is taken for the person's own record."""
    found = read(f"Date,{name},Message\n2024-03-12,Alex,Hello\n2024-03-12,Sam,No\n")
    assert [m.sender for m in found if isinstance(m, Message)] == ["Alex", "Sam"]
    assert not own(found)


@pytest.mark.parametrize("name", ["Contact", "Chat", "Conversation", "Number"])
def test_a_name_of_the_other_one_does_not_say_who_wrote(read: Read, name: str) -> None:
    """Her own words would stand as theirs: it is asked."""
    text = f"Date,{name},Message\n2024-03-12,Alex,Hello\n"
    with pytest.raises(OpenQuestion, match="does not say which way"):
        read(text)
    assert only(read(text, direction="in")).sender == "Alex"
    sent = only(read(text, direction="out"))
    assert (sent.sender, sent.recipients, sent.direction) == (None, ("Alex",), Direction.OUT)


def test_accounts_that_are_numbers_are_proposed_as_who_wrote(read: Read) -> None:
    """Of a table with ids first: not the id of each row, nor the one of the whole conversation."""
    text = (
        "message_id,thread_id,user_id,created,body\n"
        "a1f,99,2231,2026-05-01 10:11,I see you at the window\n"
        "a20,99,4410,2026-05-01 10:12,go away please\n"
        "a21,99,2231,2026-05-01 10:14,no never\n"
    )
    with pytest.raises(OpenQuestion) as asked:
        read(text)
    (answer,) = asked.value.answers
    assert answer.option == "--map datetime=created,from=user_id,text=body"
    assert "from is 'user_id', first '2231'" in answer.words


def test_a_bill_of_bt_lists_what_was_dialled(read: Read) -> None:
    """The columns that Data::BT::PhoneBill 1.00 (CPAN, 2005) describes."""
    text = (
        "ChargeCode,InstallationNo,LineNo,ChargeCardNo,Date,Time,Destination,CalledNo,Duration,"
        "TxtDirectRebate,Cost\n"
        "DD Local,02079460000,1,,13/02/2024,10:00,Belfast,028 9018 0000,00:01:05,,0.10\n"
    )
    call = only(read(text))
    assert (call.direction, call.recipients) == (Direction.OUT, ("028 9018 0000",))
    assert call.call is not None
    assert call.call.seconds == 65


def test_numbers_of_a_bill_are_not_people_who_called(read: Read) -> None:
    """Which way the calls went is asked, with who called in each case."""
    text = (
        "Number,Date,Time,Type,Duration,Cost\n"
        "07700 900123,13/03/2024,21:30,Voice,00:01:05,0.10\n"
        "07700 900123,14/03/2024,21:30,SMS,,0.10\n"
        "withheld,14/03/2024,21:31,Voice,0,0\n"
    )
    with pytest.raises(OpenQuestion) as asked:
        read(text)
    assert "2 rows do not say which way" in asked.value.lead
    assert [each.words for each in asked.value.answers] == [
        "from them to you, by 07700 900123 (2)",
        "from you, to 07700 900123 (2)",
    ]
    made = [each for each in read(text, direction="out") if isinstance(each, Message)]
    assert [(each.sender, each.sender_id) for each in made] == [(None, None)] * 3
    assert [each.direction for each in made[:2]] == [Direction.OUT] * 2
    came = [each for each in read(text, direction="in") if isinstance(each, Message)]
    assert [each.sender for each in came] == ["07700 900123", "07700 900123", None]


def test_a_column_says_whether_the_person_wrote(read: Read) -> None:
    """Then the name is that of the other one, in both directions."""
    rows = "2024-03-12,{},Alex,x\n2024-03-12,{},Alex,y\n"
    for name, mine, theirs in (("Is From Me", "1", "0"), ("from_me", "true", "FALSE")):
        text = f"Date,{name},Handle,Text\n" + rows.format(mine, theirs)
        sent, came = [each for each in read(text) if isinstance(each, Message)]
        assert (sent.direction, sent.sender, sent.thread) == (Direction.OUT, None, "Alex")
        assert (came.direction, came.sender, came.thread) == (Direction.IN, "Alex", "Alex")
    with pytest.raises(InputRefused, match="expected yes or no"):
        read("Date,Is From Me,Handle,Text\n" + rows.format("perhaps", "0"))


def test_a_table_without_a_heading(read: Read) -> None:
    """The first line of Viber's is a message; "Me" is whose telephone it is."""
    text = "01/05/2026,10:11:12,Alex,+447700900123,I see you\n01/05/2026,10:12:12,Me,,go\n"
    with pytest.raises(OpenQuestion, match="two ways"):
        read(text)
    came, sent = read(text, date_order="dmy")
    assert isinstance(came, Message)
    assert isinstance(sent, Message)
    assert (came.locator, came.sender, came.text) == ("line 1", "Alex", "I see you")
    assert (sent.direction, sent.text) == (Direction.OUT, "go")
    assert came.time is not None
    assert came.time.local == "2026-05-01T10:11:12+01:00"
    columns = {"date": "1", "time": "2", "from": "4", "text": "5"}
    assert only(
        read(text.split("\n", maxsplit=1)[0], columns=columns, date_order="dmy")
    ).sender == ("+447700900123")


def test_her_word_decides_whose_words_a_table_holds(read: Read) -> None:
    """--own makes entries of any table with a text, and --not-own messages of any."""
    (entry,) = own(read("Date,User,Message\n2024-03-12,Alex,Hello\n", own=True))
    assert entry.what == "Hello\n\nUser: Alex"
    text = "Date,What happened,Witnesses\n2024-03-12,You will see me,Sam\n"
    assert only(read(text, own=False)).text == own(read(text))[0].what == "You will see me"


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"columns": {"date": "Day", "text": "Text"}}, "no column has the name 'Day'"),
        ({"columns": {"dates": "Date", "text": "Text"}}, "no field 'dates'"),
        ({"columns": {"text": "Text"}}, "no column of dates"),
        ({"profile": "fbi"}, "no profile 'fbi'"),
        ({"date_format": "%d/%m"}, "does not say day, month and year"),
        ({"date_format": "%d/%m/%Y"}, "expected a date in the form '%d/%m/%Y'"),
        ({"date_format": "%d/%m/%Y %Q"}, "expected a date in the form"),
    ],
)
def test_wrong_answers_about_the_columns(how: dict[str, object], sentence: str, read: Read) -> None:
    """A slip in an option says what is there instead."""
    with pytest.raises(InputRefused) as refused:
        read(MESSAGES, **how)
    assert sentence in refused.value.sentence


def test_rows_that_can_not_be_read_are_listed_when_asked(read: Read) -> None:
    """With --skip-bad each such row is told, and the others are read."""
    found = read(
        "Date,From,Text\n2024-03-12,Alex,x\n2024-03-12,Alex\nsoon,Alex,y\n,,\n", skip_bad=True
    )
    assert [each for each in found[2:] if isinstance(each, Skipped)] == [
        Skipped("line 3", "found 2 cells, expected 3, one for each column"),
        Skipped(
            "line 4", "found 'soon', expected a date that exists, such as 2024-03-12 or 12/03/2024"
        ),
        Skipped("line 5", "blank line"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"Date,From,Text\n2024-03-12,A,caf\xe9 \xc3\xa9\n",
        b"\xef\xbb\xbfDate,From,Text\n2024-03-12,A,caf\xe9\n",
        b"Date,From,Text\n2024-03-12,A,\x81\n",
        "Date,From,Text\n2024-03-12,A,x\n".encode("utf-16")[:-1],
        "Date,From,Text\n2024-03-12,A,".encode("utf-16") + b"\x3d\xd8\n\0",
    ],
)
def test_bytes_of_no_encoding(content: bytes, read: Read) -> None:
    """The offset of the first wrong byte is named; nothing is read wrongly instead."""
    with pytest.raises(InputRefused, match="from byte "):
        read(content)


def test_refusals_show_nothing_that_acts(read: Read) -> None:
    """Names of columns and cells come from strangers."""
    with pytest.raises(InputRefused) as refused:
        read("Da\u202ete,Te\x1bxt\n1,2\n")
    assert "\u202e" not in refused.value.sentence
    assert "\x1b" not in refused.value.sentence


# What was written comes back -----------------------------------------------------------------

_PLAIN = st.characters(codec="cp1252", exclude_categories=["Cc", "Cs"])
_TEXT = st.text(_PLAIN, max_size=20)
_ROW = st.tuples(
    st.datetimes(datetime(1970, 1, 1), datetime(2037, 12, 31)),  # noqa: DTZ001 - wall-clock time
    st.sampled_from(["Alex", "07700 900123", 'Sam "the man", of Leeds', "Zoë; or not"]),
    st.lists(_TEXT, min_size=1, max_size=3).map("\n".join),
)
_DATES = {
    "%Y-%m-%d %H:%M:%S": None,
    "%Y-%m-%dT%H:%M:%S": None,
    "%d/%m/%Y %H:%M:%S": "dmy",
    "%m/%d/%Y %I:%M:%S %p": "mdy",
    "%d.%m.%Y, %H:%M:%S": "dmy",
    "%a %d %B %Y %H:%M:%S": None,
}


@settings(max_examples=60)
@given(
    rows=st.lists(_ROW, max_size=5),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"]),
    form=st.sampled_from(sorted(_DATES)),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_every_delimiter_encoding_and_form_of_date(  # noqa: PLR0917 - hypothesis names them
    rows: list[tuple[datetime, str, str]],
    delimiter: str,
    encoding: str,
    form: str,
    end: str,
    quoting: int,
    read: Read,
) -> None:
    """Whatever a table was saved as, it comes back to the letter."""
    if end == "\r":
        quoting = csv.QUOTE_ALL  # the writer of the standard library forgets the line feeds else
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(["Date and time", "From", "Text"])
    for at, sender, text in rows:
        writer.writerow([at.strftime(form), sender, text])
    content = buffer.getvalue()
    data = content.encode(encoding)
    if encoding == "cp1252" and _looks_like_utf_8(data):
        return
    found = read(data, date_order=_DATES[form])
    messages = [each for each in found if isinstance(each, Message)]
    assert [(each.time and each.time.local[:19], each.sender, each.text) for each in messages] == [
        (f"{at:%Y-%m-%dT%H:%M:%S}", sender, text) for at, sender, text in rows
    ]
    assert len(found) == 1 + len(rows)


def _looks_like_utf_8(data: bytes) -> bool:
    """Whether Windows-1252 text happens to be UTF-8: then it is read as that, or refused."""
    import re

    return re.search(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}", data) is not None


@settings(max_examples=150)
@given(
    data=st.binary(max_size=300), start=st.sampled_from([b"", b"Date,From,Text\n", SPARC.encode()])
)
@example(data=b"\xff\xfe", start=b"")
@example(data=b"\xfe\xff\0", start=b"")
@example(data=b"sep=", start=b"")
@example(data=b"sep=;\nDate;Text\n", start=b"")
@example(data=b'"', start=b"Date,From,Text\n")
def test_any_bytes_are_read_or_refused(data: bytes, start: bytes, tmp_path: Path) -> None:
    """No file ends in anything but items or a refusal, and every line is accounted for."""
    path = tmp_path / "t.csv"
    path.write_bytes(start + data)
    with Export(path) as export:
        try:
            table.recognises(export)
            list(table.read(export, Reading()))
        except InputRefused:
            return
        assert list(table.read(export, Reading()))


def test_the_line_that_names_the_separator(read: Read) -> None:
    """Excel writes it above the names of the columns."""
    found = read("sep=|\nDate|From|Text\n2024-03-12|A;B|x, y\n")
    assert found[0] == Skipped("line 1", "above the names of the columns")
    assert only(found).sender == "A;B"


def test_every_line_is_accounted_for(read: Read) -> None:
    """Rows, blank lines and the header add up to the lines of the file."""
    found = read("\n" + MESSAGES + "\n\n,,\n2024-03-13,Sam,Bye\n")
    assert [item.locator for item in found] == [f"line {n}" for n in range(1, 8)]


def test_rows_are_read_as_they_are_asked_for(tmp_path: Path) -> None:
    """Rows are read as they are asked for."""
    path = tmp_path / "t.csv"
    path.write_text("Date,From,Text\n" + "2024-03-12,A,x\n" * 20_000 + "bad\n", encoding="utf-8")
    with Export(path) as export:
        assert header_in(export.head) == ["Date", "From", "Text"]
        opened: DelimitedTable = open_table(export)
        assert next(opened.rows()).cells == ["2024-03-12", "A", "x"]
        reading = table.read(export, Reading())
        assert [next(reading).locator for _ in range(3)] == ["line 1", "line 2", "line 3"]


def test_a_text_under_an_unknown_name_is_asked(read: Read) -> None:
    """Every message would be empty without it."""
    rows = "guid,when,who,what\n1,2026-05-13T10:11:12Z,alex,I see you\n"
    with pytest.raises(OpenQuestion, match="which column says what was written") as asked:
        read(rows)
    (answer,) = asked.value.answers
    assert answer.option == "--map datetime=when,from=who,text=what"


def test_what_stands_beside_an_empty_text_is_told(read: Read) -> None:
    """Such as a link to a picture."""
    rows = (
        "AuthorID,Author,Date,Content,Attachments\n222,alex,2026-05-13 10:11:12,,https://x/a.jpg\n"
    )
    (message,) = [each for each in read(rows) if isinstance(each, Message)]
    assert (message.text, message.flags) == ("[Attachments: https://x/a.jpg]", (TOLD,))


def test_an_id_of_each_row_is_no_sender(read: Read) -> None:
    """Names have no digits where another column has none."""
    rows = "1,abc123,2026-05-13 10:11:12,alex,I see you there\n"
    rows += "2,abc124,2026-05-13 10:12:12,sam,go away now\n"
    found = [each for each in read(rows) if isinstance(each, Message)]
    assert [each.sender for each in found] == ["alex", "sam"]


@pytest.mark.parametrize(
    ("name", "plain"),
    [("Time (UTC)", "time"), ("Date (local", "date"), ("Date" + "(" * 1_000_000, "date")],
)
def test_a_heading_is_known_without_its_brackets(name: str, plain: str) -> None:
    """Closed or not, and in a time that grows as the heading does."""
    assert plain_name(name) == plain
