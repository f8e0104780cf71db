"""Instagram and Messenger as web pages: what people get who change nothing."""

import html
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers.meta import importer as meta
from stalkdiary.importers.meta.message import BY_WORDS
from stalkdiary.importers.meta.page import SHARED
from stalkdiary.importers.reading.enclosed import MISSING
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.reading.question import OpenQuestion
from stalkdiary.importers.registry import importer_of
from stalkdiary.importers.remarks import REACTIONS
from stalkdiary.model.message import Basis, Call, Item, Kind, Message, Notice, Skipped, State

INBOX = "your_instagram_activity/messages/inbox/alexkay_123"
AT = "May 01, 2026 10:11 am"
EARLIEST, LATEST = datetime.fromisoformat("2012-01-01"), datetime.fromisoformat("2030-01-01")
NOW = Reading(timezone_said=True)
BLOCK = "pam _3-95 _2ph- _a6-g uiBoxWhite noborder"

Read = Callable[..., list[Item]]


def insta(text: str = "I see you", sender: str = "Alex", at: str = AT, after: str = "") -> str:
    """A message of Instagram since 2023."""
    return (
        f'<div class="{BLOCK}"><h2 class="_3-95 _2pim _a6-h _a6-i">{sender}</h2>'
        f'<div class="_3-95 _a6-p"><div><div></div><div>{text}</div><div>{after}</div><div></div>'
        f'</div></div><div class="_3-94 _a6-o">{at}</div></div>'
    )


def before_2023(text: str = "I see you", sender: str = "Alex", at: str = AT) -> str:
    """The same before 2023: no heading."""
    return insta(text, sender, at).replace("<h2", "<div").replace("</h2>", "</div>")


def messenger(text: str = "I see you", sender: str = "Alex", at: str = AT) -> str:
    """A message of Messenger since 2023."""
    return (
        f'<section class="_a6-g"><h2 class="_2ph_ _a6-h _a6-i">{sender}</h2>'
        f'<div class="_2ph_ _a6-p"><div><div></div><div>{text}</div><div></div></div></div>'
        f'<footer class="_3-94 _a6-o"><div class="_a72d">{at}</div></footer></section>'
    )


def before_2021(text: str = "I see you", sender: str = "Alex", at: str = AT) -> str:
    """A message of Facebook until 2020."""
    return (
        '<div class="pam _3-95 _2pi0 _2lej uiBoxWhite noborder">'
        f'<div class="_3-96 _2pio _2lek _2lel">{sender}</div>'
        f'<div class="_3-96 _2let"><div><div></div><div>{text}</div><div></div></div></div>'
        f'<div class="_3-94 _2lem">{at}</div></div>'
    )


LAYOUTS = [insta, before_2023, messenger, before_2021]


def page(*messages: str, title: str = "Alex") -> str:
    return (
        f"<html><head><title>{title}</title><style>._a6-g{{}}</style></head>"
        f'<body><main role="main">{"".join(messages)}</main></body></html>'
    )


def only(items: list[Item]) -> Message:
    (message,) = (each for each in items if isinstance(each, Message))
    return message


@pytest.mark.parametrize(
    ("layout", "name"),
    [*zip(LAYOUTS, ["instagram-html"] * 2 + ["messenger-html"] * 2, strict=True)],
)
def test_each_layout(
    made_export: Callable[..., Export], layout: Callable[..., str], name: str
) -> None:
    """Who, what, when, and which program; one message for each block."""
    with made_export("message_1.html", page(layout("one<br />two"), layout("x", "Sam"))) as export:
        assert importer_of(export) == (name, meta)
        first, second = meta.read(export, NOW)
    assert isinstance(first, Message)
    assert isinstance(second, Message)
    assert (first.sender, first.text, first.thread) == ("Alex", "one\ntwo", "Alex")
    assert first.channel == ("Instagram" if "instagram" in name else "Messenger")
    assert first.time is not None
    assert (first.time.local, first.time.basis) == ("2026-05-01T10:11+01:00", Basis.ASSUMED)
    assert (first.locator, second.locator) == ("message 1", "message 2")
    assert second.sender == "Sam"


@given(
    texts=st.lists(
        st.tuples(
            st.sampled_from(["Alex", "Sam & Söhne", "instagramuser_7"]),
            st.text(st.characters(exclude_categories=["Cs", "Cc", "Z", "Cf"]), min_size=1).filter(
                lambda text: "unsent" not in text
            ),
            st.datetimes(EARLIEST, LATEST),
        ),
        min_size=1,
        max_size=6,
    ),
    layout=st.sampled_from(LAYOUTS),
)
@settings(max_examples=40, deadline=None)
def test_what_was_written_is_read(
    items_of: Read, texts: list[tuple[str, str, datetime]], layout: Callable[..., str]
) -> None:
    """Each message once, in the order of the page, to the letter and the minute."""
    made = [
        layout(html.escape(text), html.escape(who), f"{at:%b %d, %Y %I:%M %p}")
        for who, text, at in texts
    ]
    found = items_of(meta, "message_1.html", page(*made), timezone="UTC", timezone_said=True)
    assert [
        (each.sender, each.text, each.time.local)
        for each in found
        if isinstance(each, Message) and each.time
    ] == [(who, text, f"{at:%Y-%m-%dT%H:%M}+00:00") for who, text, at in texts]


def test_the_zone_is_asked(items_of: Read) -> None:
    """With what each would mean; never assumed."""
    with pytest.raises(OpenQuestion) as asked:
        items_of(meta, "message_1.html", page(insta()))
    assert "May 01, 2026 10:11 am" in asked.value.lead
    assert [each.option for each in asked.value.answers] == [
        "--timezone Europe/London",
        "--timezone UTC",
        "--timezone America/Los_Angeles",
    ]
    told = [each.words for each in asked.value.answers]
    assert [words.split(",")[1].strip() for words in told] == ["10:11", "11:11", "18:11"]
    how = asked.value.answers[2].to(Reading())
    items = items_of(
        meta,
        "message_1.html",
        page(insta()),
        **{name: getattr(how, name) for name in ("timezone", "timezone_said")},
    )
    time = only(items).time
    assert time is not None
    assert time.local == "2026-05-01T10:11-07:00"


@pytest.mark.parametrize(
    "at",
    [
        "May 1, 2026, 10:11 AM",
        "May 1, 2026 at 10:11\u202fAM",
        "May 01, 2026 10:11\u00a0am",
        "1 May 2026, 10:11",
        "1 May 2026 at 10:11",
        "01 May 2026 10:11",
        "Friday, May 1, 2026 at 10:11am",
        "Friday, 1 May 2026 at 10:11",
        "2026-05-01 10:11",
        "1 May 2026 at 10:11 UTC+01:00",
    ],
)
def test_english_dates(items_of: Read, at: str) -> None:
    """Both clocks, both orders, narrow spaces, an offset."""
    time = only(items_of(meta, "message_1.html", page(insta(at=at)), timezone_said=True)).time
    assert time is not None
    assert time.local == "2026-05-01T10:11+01:00"


def test_seconds_are_kept_and_an_offset_needs_no_zone(items_of: Read) -> None:
    at = "Sep 13, 2023 12:26:25 pm"
    time = only(items_of(meta, "a.html", page(messenger(at=at)), timezone_said=True)).time
    assert time is not None
    assert time.local == "2023-09-13T12:26:25+01:00"
    at = "Thursday, 12 March 2015 at 10:12 UTC+05:30"
    time = only(items_of(meta, "a.html", page(before_2021(at=at)))).time
    assert time is not None
    assert (time.local, time.basis) == ("2015-03-12T04:42+00:00", Basis.OFFSET)


def test_numbers_alone_are_asked(items_of: Read) -> None:
    with pytest.raises(OpenQuestion, match="two ways"):
        items_of(meta, "message_1.html", page(insta(at="03/05/2026, 10:11")), timezone_said=True)


@pytest.mark.parametrize("at", ["13 de enero de 2024, 10:30", "12 dic 2020, 10:30", "gestern"])
def test_other_languages_are_refused_by_their_place(items_of: Read, at: str) -> None:
    """With what was found; and what can be read is read where that was asked for."""
    content = page(insta("first"), insta("second", at=at))
    with pytest.raises(InputRefused, match=f"message 2: found .*{at[:8]}") as refused:
        items_of(meta, "message_1.html", content, timezone_said=True)
    assert "English" in refused.value.advice
    read, skipped = items_of(meta, "message_1.html", content, timezone_said=True, skip_bad=True)
    assert isinstance(read, Message)
    assert isinstance(skipped, Skipped)
    assert skipped.locator == "message 2"


def test_the_time_of_a_reaction_is_not_the_message_s(items_of: Read) -> None:
    reaction = (
        '<ul class="_a6-q"><li><span>❤Sam<span> (May 02, 2026 5:32 pm)</span></span></li></ul>'
    )
    message = only(items_of(meta, "a.html", page(insta("hi", after=reaction)), timezone_said=True))
    assert message.time is not None
    assert message.time.local == "2026-05-01T10:11+01:00"
    assert message.text == "hi"
    assert message.flags == (REACTIONS,)


def test_files_are_named_and_found(items_of: Read) -> None:
    """A picture, a voice message and a video, once each; what is not there is missing."""
    picture = f'<a target="_blank" href="{INBOX}/photos/1.jpg"><img src="{INBOX}/photos/1.jpg"></a>'
    there = f"{INBOX}/videos/2.mp4"
    link = f'<a href="{there}"><div>Click for video:</div></a>'
    video = f'<video src="{there}">{link}</video>'
    files = {
        f"{INBOX}/message_1.html": page(insta("", after=picture + video)),
        f"{INBOX}/photos/1.jpg": b"picture",
        "start_here.html": "<html></html>",
    }
    items = items_of(meta, "instagram-sam.zip", files, archive=True, timezone_said=True)
    message = only(items)
    assert message.text == ""
    assert [(each.name.rpartition("/")[2], each.found) for each in message.attachments] == [
        ("1.jpg", True),
        ("2.mp4", False),
    ]
    assert message.flags == (MISSING,)
    assert message.thread == "Alex"
    assert message.locator == f"{INBOX}/message_1.html, message 1"
    assert isinstance(items[-1], Skipped)
    assert items[-1].locator == "start_here.html"


def test_what_is_shared_is_not_their_words(items_of: Read) -> None:
    post = (
        "<div><div><div>nice view #sea</div><div>reel_creator</div><div>"
        '<a href="https://www.instagram.com/reel/A/">https://www.instagram.com/reel/A/</a>'
        "</div></div></div>"
    )
    message = only(items_of(meta, "a.html", page(insta("look", after=post)), timezone_said=True))
    assert message.text == ("look\n[nice view #sea reel_creator https://www.instagram.com/reel/A/]")
    assert message.flags == (SHARED,)
    message = only(items_of(meta, "a.html", page(insta("", after=post)), timezone_said=True))
    assert message.text.startswith("[nice view")


def test_the_head_of_a_conversation_is_no_message(items_of: Read) -> None:
    """Who takes part; that it is a request."""
    head = f'<div class="{BLOCK}"><h2 class="_a6-h">Participants: Alex, Kim and Sam</h2></div>'
    asked = f'<div class="{BLOCK}"><h2 class="_a6-h">Mailbox thread pending</h2></div>'
    first, second, message = items_of(
        meta, "message_1.html", page(asked, head, insta()), timezone_said=True
    )
    assert isinstance(first, Notice)
    assert isinstance(second, Notice)
    assert isinstance(message, Message)
    assert message.group


def test_calls_unsent_and_deleted_accounts(items_of: Read) -> None:
    found = items_of(
        meta,
        f"{INBOX}.zip",
        {
            f"{INBOX}/message_1.html": page(
                messenger("You missed a call from Alex."),
                messenger("Alex unsent a message."),
                messenger("I unsent a message.", "Kim"),
                messenger("hi", "Instagram User"),
                title="Instagram User",
            )
        },
        archive=True,
        timezone_said=True,
    )
    call, unsent, plain, gone = (each for each in found if isinstance(each, Message))
    assert (call.kind, call.call, call.flags) == (Kind.CALL, Call("voice", "missed"), (BY_WORDS,))
    assert unsent.state is State.DELETED_BY_SENDER
    assert plain.state is State.COMPLETE
    assert (gone.sender_id, gone.thread) == ("alexkay_123", INBOX)


def test_a_page_stands_beside_json(made_export: Callable[..., Export]) -> None:
    """The conversation that is there as a page alone is read; a missing part is asked for."""
    sent = {"sender_name": "Kim", "timestamp_ms": 1720829614035, "content": "hello"}
    files: dict[str, Any] = {
        "messages/inbox/kim_2/message_1.json": {"participants": [], "messages": [sent]},
        "messages/inbox/alex_1/message_1.html": page(messenger()),
    }
    with made_export("facebook.zip", files, archive=True) as export:
        found = list(meta.read(export, NOW))
    assert sorted(str(each.sender) for each in found if isinstance(each, Message)) == [
        "Alex",
        "Kim",
    ]
    files["messages/inbox/alex_1/message_3.html"] = page(messenger())
    with (
        made_export("facebook.zip", files, archive=True) as export,
        pytest.raises(InputRefused, match=r"holds no .*alex_1/message_2\.html"),
    ):
        list(meta.read(export, NOW))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (page(), "without a message"),
        (page(insta())[:-9], "without an end"),
        (page(insta(at="")), "without a time"),
        (page(insta().replace("</h2>", "</h2>" + insta())), "a message within a message"),
    ],
)
def test_what_would_be_lost_is_refused(items_of: Read, content: str, found: str) -> None:
    with pytest.raises(InputRefused, match=found):
        items_of(meta, "message_1.html", content, timezone_said=True)


@given(data=st.data(), layout=st.sampled_from(LAYOUTS))
@settings(max_examples=60, deadline=None)
def test_a_damaged_page_gives_our_errors_alone(
    made_export: Callable[..., Export], data: st.DataObject, layout: Callable[..., str]
) -> None:
    content = page(layout(), layout("b", "Sam"))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        put = data.draw(st.sampled_from(["", "<div>", "</div>", '"', "_a6-o", AT, "\0", "<!--"]))
        content = content[:at] + put + content[at + data.draw(st.integers(0, 9)) :]
    with made_export("message_1.html", content) as export:
        try:
            if meta.recognises(export):
                list(meta.read(export, NOW))
        except InputRefused:
            pass
