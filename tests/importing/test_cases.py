"""Files of people who ran into something: each gives what it must, or says what to do."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.export import Reading
from stalkdiary.importers.reading.question import OpenQuestion
from stalkdiary.importers.registry import NO_REAL_TIME
from stalkdiary.importers.whatsapp.importer import OTHER_SPACES
from stalkdiary.importing.job import Job
from stalkdiary.importing.preview import Preview
from stalkdiary.importing.wanted import Request
from stalkdiary.usecases.imports import look_at_export

CASES = Path(__file__).parents[3] / "shared" / "cases" / "imports"
pytestmark = pytest.mark.skipif(not CASES.exists(), reason="the cases are not beside this checkout")


@pytest.fixture(autouse=True)
def _format() -> None:
    """The real formats, not the one of the other tests here."""


def look(diary: Diary, name: str, *names: str, **reading: Any) -> Preview:
    job = Job(path=CASES / name, request=Request(names=names), reading=Reading(**reading))
    return look_at_export(diary, job).preview


@pytest.mark.parametrize(
    ("name", "senders"),
    [
        ("08-wa-colon-without-space/_chat.txt", {"Alex": 2, "Sam": 1}),
        ("12-tg-rich-message/result.json", {"Alex": 3}),
        ("22-sms-ie-ndjson/messages-2026-01-02.zip", {"Alex": 1}),
        ("22-sms-ie-ndjson/messages.ndjson", {"Alex": 1}),
        ("22-sms-ie-ndjson/calls-2026-01-02.zip", {"Alex": 1}),
        ("22-sms-ie-ndjson/calls.json", {"Alex": 1}),
        ("25-sigtop-text/Alex.txt", {"Alex": 1}),
        ("25-sigtop-text/Alex-short.txt", {"Alex": 1}),
        ("31-smsbackupplus-mbox/SMS.mbox", {"Alex": 2}),
        ("37-ig-2020-messages-json/messages.json", {"alex": 2, "sam": 1}),
        ("38-line-txt/[LINE]Alex.txt", {"Alex": 4, "Sam": 1}),
        ("40-signal-export-2024-minutes/Alex", {"Alex": 2, "Me": 1}),
        ("40-signal-export-2024-minutes/Alex/index.md", {"Alex": 2, "Me": 1}),
        ("41-tiktok/user_data.json", {"alex.kay": 1, "sam.ro": 1}),
        ("41-tiktok/user_data_tiktok.json", {"alex.kay": 1, "sam.ro": 1}),
        ("41-tiktok/TikTok_Data_1.zip", {"alex.kay": 1, "sam.ro": 1}),
        ("41-tiktok/TikTok_txt.zip", {"alex.kay": 1}),
        ("42-x-twitter/twitter-2026.zip", {"222": 1}),
        ("42-x-twitter/direct-messages.js", {"222": 1}),
        ("44-discord-csv/Direct Messages - Private - alex [1].csv", {"alex": 1, "sam": 1}),
        ("44-discord-csv/old.csv", {"alex#5506": 1}),
        ("46-hinge/matches.json", {}),
        ("47-slack/slack-export.zip", {"alex": 1}),
        ("49-kakao/KakaoTalk.csv", {"alex": 1, "sam": 1}),
        ("54-teams/teams-export.zip", {}),
        ("68-mbox-no-blank-line/a.mbox", {"Alex": 2}),
        ("69-snap-zip-part/mydata~1.zip", {"alex_k": 2, "sam_r": 1}),
        ("79-sms-ie-calls/calls.json", {"Alex": 1}),
        ("81-gchat-deleted-12h/messages.json", {"Alex": 2, "(no name)": 1}),
    ],
)
def test_everybody_is_counted(diary: Diary, name: str, senders: dict[str, int]) -> None:
    """Nobody's words are the person's own, and none are lost."""
    found = look(diary, name)
    assert {name: each.count for name, each in found.senders.items()} == senders
    assert found.first_own is None
    assert found.stored == 0


def test_the_first_line_of_viber_is_a_message(diary: Diary) -> None:
    """Its dates are open, and asked."""
    name = "50-viber/Messages (Alex).csv"
    with pytest.raises(OpenQuestion, match="two ways"):
        look(diary, name)
    found = look(diary, name, "Alex", date_order="dmy")
    assert (found.records, found.stored, found.outgoing) == (2, 1, 1)


@pytest.mark.parametrize(
    ("name", "senders"),
    [
        ("36-meta-json-and-html.zip", {"Alex": 1, "Kim": 1}),
        ("53-instagram-html/instagram-sam-2026.zip", {"Alex Kay": 1}),
        ("53-instagram-html/message_1.html", {"Alex Kay": 1}),
    ],
)
def test_the_zone_of_a_web_page_is_asked(diary: Diary, name: str, senders: dict[str, int]) -> None:
    """Then every conversation is read, whatever form it is in."""
    with pytest.raises(OpenQuestion, match="time zone"):
        look(diary, name)
    found = look(diary, name, timezone_said=True)
    assert {name: each.count for name, each in found.senders.items()} == senders


def test_the_fractions_of_discord_are_read(diary: Diary) -> None:
    found = look(diary, "44-discord-csv/Direct Messages - Private - alex [1].csv")
    assert found.span.first is not None
    assert found.span.first.local == "2026-05-01T10:11:12.696+01:00"


def test_the_columns_of_reddit_are_asked_with_what_is_in_them(diary: Diary) -> None:
    """Not the first two columns."""
    with pytest.raises(OpenQuestion) as asked:
        look(diary, "48-reddit/chat_history.csv")
    option = "--map datetime=created_at,from=username,text=message"
    assert [each.option for each in asked.value.answers] == [option]


@pytest.mark.parametrize(
    ("name", "flag", "count"),
    [
        ("09-wa-forged-second-line/chat.txt", OTHER_SPACES, 1),
        ("63-imessage-2001-epoch/Alex.txt", NO_REAL_TIME, 2),
    ],
)
def test_what_may_not_be_so_is_flagged(diary: Diary, name: str, flag: str, count: int) -> None:
    """With the message, for ever."""
    names = [*look(diary, name).senders]
    odd = sum((look(diary, name, each).odd for each in names), Counter())
    assert odd[flag] == count


@pytest.mark.parametrize(
    ("name", "found", "advice"),
    [
        ("55-imazing-txt/Messages - Alex.txt", "as iMazing exports it as text", "as CSV"),
        ("35-meta-empty-thread-file.zip", "alex_1/message_1.json: found an empty file", "again"),
        ("56-snap-memories/memories_history.json", "1 of your own pictures", "attach"),
        ("69-snap-zip-part/mydata~1-2.zip", "is a part of a download", "into one folder"),
    ],
)
def test_what_would_be_lost_is_named(diary: Diary, name: str, found: str, advice: str) -> None:
    before = diary.path.read_bytes()
    with pytest.raises(InputRefused) as refused:
        look(diary, name)
    assert found in refused.value.sentence
    assert advice in refused.value.advice
    assert diary.path.read_bytes() == before


def test_a_text_in_a_mailbox_is_no_mail(diary: Diary) -> None:
    """One came, one went, one was a missed call."""
    found = look(diary, "31-smsbackupplus-mbox/SMS.mbox", "Alex")
    assert (found.records, found.stored, found.outgoing) == (3, 2, 1)
