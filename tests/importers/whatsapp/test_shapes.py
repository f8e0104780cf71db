"""Chats in the form of every region: what is written is what is read."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.whatsapp import importer as whatsapp
from stalkdiary.importers.whatsapp.header import shape_of
from stalkdiary.model.message import Item, Kind, Message, Notice, Resolution, State

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
HINDI = str.maketrans("0123456789", "०१२३४५६७८९")
LRM = "\u200e"
NEVER = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\r<>()"
"""What a person's words in these tests do not hold, so that they are nothing but words."""


class Form(NamedTuple):
    """How a region writes dates and times.

    Attributes:
        pattern: with the names of `filled`.
        halves: the marks of the 12-hour clock.
        digits: of another script.
        iphone: whether an iPhone writes so, with its marks and line ends.
    """

    pattern: str
    halves: tuple[str, str] = ("", "")
    digits: dict[int, int] | None = None
    iphone: bool = False

    def header(self, time: datetime) -> str:
        hour = time.hour % 12 or 12
        filled = {
            "d": time.day,
            "dd": f"{time.day:02d}",
            "m": time.month,
            "mm": f"{time.month:02d}",
            "yy": f"{time.year % 100:02d}",
            "yyyy": time.year,
            "buddhist": time.year + 543,
            "bb": f"{(time.year + 543) % 100:02d}",
            "reiwa": time.year - 2018,
            "H": time.hour,
            "HH": f"{time.hour:02d}",
            "h": hour,
            "hh": f"{hour:02d}",
            "K": time.hour % 12,
            "min": f"{time.minute:02d}",
            "s": f"{time.second:02d}",
            "half": self.halves[time.hour >= 12],
        }
        return self.pattern.format(**filled).translate(self.digits or {})


FORMS = {
    "British Android": Form("{dd}/{mm}/{yyyy}, {HH}:{min} - "),
    "British Android, 12 hours": Form("{dd}/{mm}/{yyyy}, {h}:{min} {half} - ", ("am", "pm")),
    "British Android, narrow space": Form(
        "{dd}/{mm}/{yyyy}, {h}:{min}\u202f{half} - ", ("am", "pm")
    ),
    "British iPhone": Form("[{dd}/{mm}/{yyyy}, {HH}:{min}:{s}] ", iphone=True),
    "British iPhone, 12 hours": Form(
        "[{dd}/{mm}/{yyyy}, {h}:{min}:{s}\u202f{half}] ", ("AM", "PM"), iphone=True
    ),
    "American Android": Form("{m}/{d}/{yy}, {h}:{min} {half} - ", ("AM", "PM")),
    "American iPhone": Form("[{m}/{d}/{yy}, {HH}:{min}:{s}] ", iphone=True),
    "Canadian Android": Form("{yyyy}-{mm}-{dd}, {h}:{min} {half} - ", ("a.m.", "p.m.")),
    "Canadian iPhone, French": Form("[{yyyy}-{mm}-{dd} {HH} h {min} min {s} s] ", iphone=True),
    "Spanish Android": Form("{d}/{m}/{yy} {H}:{min} - "),
    "Spanish Android, 12 hours": Form(
        "{d}/{m}/{yyyy} {h}:{min}\u00a0{half} - ", ("a.\u00a0m.", "p.\u00a0m.")
    ),
    "German Android": Form("{dd}.{mm}.{yy}, {HH}:{min} - "),
    "German iPhone": Form("[{dd}.{mm}.{yy}, {HH}:{min}:{s}] ", iphone=True),
    "Dutch Android": Form("{dd}-{mm}-{yyyy} {HH}:{min} - "),
    "Dutch iPhone": Form("[{dd}-{mm}-{yyyy} {HH}:{min}:{s}] ", iphone=True),
    "Czech Android": Form("{dd}.{mm}.{yy} {HH}:{min} - "),
    "Hungarian Android": Form("{yyyy}. {mm}. {dd}. {HH}:{min} - "),
    "Croatian Android": Form("{dd}. {mm}. {yyyy}. {HH}:{min} - "),
    "Finnish Android": Form("{d}.{m}.{yyyy} klo {HH}.{min} - "),
    "Finnish iPhone": Form("[{d}.{m}.{yyyy} klo {HH}.{min}.{s}] ", iphone=True),
    "Danish Android": Form("{dd}.{mm}.{yyyy} kl. {HH}.{min} - "),
    "Bulgarian Android": Form("{d}.{mm}.{yy} \u0433., {HH}:{min} \u0447. - "),
    "Indonesian iPhone": Form("[{d}/{m}/{yy} {HH}.{min}.{s}] ", iphone=True),
    "Swedish Android": Form("{yyyy}-{mm}-{dd} {HH}:{min} - "),
    "South African Android": Form("{yyyy}/{mm}/{dd}, {HH}:{min} - "),
    "Greek Android": Form("{d}/{m}/{yy}, {h}:{min} {half} - ", ("π.μ.", "μ.μ.")),
    "Vietnamese iPhone": Form("[{HH}:{min}:{s}, {d}/{m}/{yyyy}] ", iphone=True),
    "Vietnamese Android": Form("{HH}:{min}, {dd}/{mm}/{yyyy} - "),
    "Korean Android": Form("{yyyy}. {m}. {d}. {half} {h}:{min} - ", ("오전", "오후")),
    "Korean iPhone": Form("[{yy}. {m}. {d}. {half} {h}:{min}:{s}] ", ("오전", "오후"), iphone=True),
    "Japanese Android": Form("{yyyy}/{mm}/{dd} {H}:{min} - "),
    "Japanese Android, 12 hours": Form("{yyyy}/{mm}/{dd} {half}{K}:{min} - ", ("午前", "午後")),
    "Japanese iPhone, era": Form("[{m}/{d}/R{reiwa}, {HH}:{min}:{s}] ", iphone=True),
    "Japanese iPhone, era in signs": Form("[令和{reiwa}年{m}月{d}日 {H}:{min}:{s}] ", iphone=True),
    "Chinese Android": Form("{yyyy}/{m}/{d} {half}{h}:{min} - ", ("上午", "下午")),
    "Singapore Android": Form("{dd}/{mm}/{yy} {half}{h}:{min} - ", ("上午", "下午")),
    "Hong Kong iPhone": Form(
        "[{d}/{m}/{yyyy} {half}{h}:{min}:{s}] ", ("上午", "下午"), iphone=True
    ),
    "Thai iPhone": Form("[{d}/{m}/{buddhist} BE, {HH}:{min}:{s}] ", iphone=True),
    "Thai Android": Form("{d}/{m}/{bb} {HH}:{min} - "),
    "Thai Android, own digits": Form("{d}/{m}/{buddhist} {HH}:{min} - ", digits=THAI),
    "Arabic Android": Form("{d}\u200f/{m}\u200f/{yyyy}، {h}:{min} {half} - ", ("ص", "م"), ARABIC),
    "Arabic iPhone": Form(
        "[\u200f{d}\u200f/{m}\u200f/{yyyy}، {h}:{min}:{s} {half}] ", ("ص", "م"), iphone=True
    ),
    "Hindi Android": Form("{d}/{m}/{yy}, {h}:{min} {half} - ", ("am", "pm"), HINDI),
    "Old iPhone": Form("{dd}/{mm}/{yy} {HH}:{min}:{s}: "),
    "With an en dash": Form("{dd}/{mm}/{yyyy}, {HH}:{min} – "),
}

TIMES = st.datetimes(datetime(2019, 6, 1), datetime(2026, 10, 1))  # noqa: DTZ001
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=NEVER), max_size=40
).filter(lambda text: not text.endswith("\n") and shape_of(text) is None)
NAMES = st.sampled_from(
    ["Alex", "Sam Miller", "+44 7700 900123", "~ Jo", "Zoë 🌸", "O:Brien", "Dr. A. B.", "5 Star"]
)
SAID = st.tuples(NAMES, st.one_of(TEXTS, st.sampled_from(["omitted", "deleted", "call", "null"])))


def written(form: Form, chat: list[tuple[datetime, str | None, str]]) -> str:
    """The export: a header, a sender where there is one, and a body for every item."""
    end = "\r\n" if form.iphone else "\n"
    lines = []
    for time, sender, body in chat:
        if sender is None:
            lines.append(form.header(time) + body)
        else:
            lines.append(form.header(time) + (f"{sender}: {body}" if body else f"{sender}:"))
    return end.join([*lines, ""])


def own_words(form: Form, word: str) -> str:
    """What a phone of such a region writes, in English."""
    android = {
        "omitted": "<Media omitted>",
        "deleted": "This message was deleted",
        "call": "Missed voice call",
        "null": "null",
    }
    iphone = {
        "omitted": f"{LRM}image omitted",
        "deleted": f"{LRM}This message was deleted.",
        "call": f"{LRM}Missed voice call, {LRM}Tap to call back",
        "null": "null",
    }
    return (iphone if form.iphone else android).get(word, word)


def wall(message: Message) -> str:
    assert message.time is not None
    return message.time.local[: 16 if message.time.precision is Resolution.MINUTE else 19]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@settings(max_examples=12)
@given(data=st.data())
def test_what_is_written_is_read(
    form: Form, items_of: Callable[..., list[Item]], data: st.DataObject
) -> None:
    """Times, senders, texts and what they are, in every form."""
    start = datetime(2019, 5, 31, 10, 0)  # noqa: DTZ001 - its day is no month and no year
    said = data.draw(st.lists(SAID, min_size=1, max_size=8))
    steps = data.draw(st.lists(st.integers(0, 30_000_000), min_size=len(said), max_size=len(said)))
    chat: list[tuple[datetime, str | None, str]] = [
        (start, None, "Messages and calls are end-to-end encrypted. No one"),
        (start, "Alex", f"{LRM}image omitted" if form.iphone else "first"),
    ]
    time = start
    for (name, word), step in zip(said, steps, strict=True):
        time += timedelta(seconds=step)
        chat.append((time, name, own_words(form, word)))
    found = items_of(whatsapp, "chat.txt", written(form, chat))
    assert isinstance(found[0], Notice)
    messages = [item for item in found[1:] if isinstance(item, Message)]
    assert len(messages) == len(found) - 1 == len(said) + 1
    size = 19 if "{s}" in form.pattern else 16
    for message, (at, sender, _) in zip(messages, chat[1:], strict=True):
        assert wall(message) == at.isoformat()[:size]
        assert message.sender == sender
    for message, (_, word) in zip(messages[1:], said, strict=True):
        match word:
            case "omitted":
                assert message.state is State.MEDIA_OMITTED
            case "deleted":
                assert message.state is State.DELETED_BY_SENDER
            case "call":
                assert message.kind is Kind.CALL
            case "null":
                android = not form.iphone and "{s}: " not in form.pattern
                assert (message.state is State.CALL_OR_VIEW_ONCE) is android
            case _:
                assert message.text == word
                assert message.raw_text is None
                assert message.state is (State.COMPLETE if word else State.EMPTY)


@settings(max_examples=40)
@given(
    times=st.lists(TIMES, min_size=1, max_size=12),
    zone=st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC"]),
    name=st.sampled_from(["British Android", "British iPhone", "British iPhone, 12 hours"]),
)
def test_times_are_those_of_the_clock(
    items_of: Callable[..., list[Item]], times: list[datetime], zone: str, name: str
) -> None:
    """What is remembered of days and hours changes nothing, in any zone."""
    form, clock = FORMS[name], Clock(zone)
    fineness = Resolution.SECOND if form.iphone else Resolution.MINUTE
    times = [
        each.replace(second=each.second if form.iphone else 0, microsecond=0) for each in times
    ]
    chat: list[tuple[datetime, str | None, str]] = [(each, "Alex", "hello") for each in times]
    text = written(form, chat)
    found = items_of(whatsapp, "chat.txt", text, timezone=zone, date_order="dmy")
    told = [item.time for item in found if isinstance(item, Message) and item.time]
    assert told == [
        clock.wall(each, time.raw, fineness)[0] for each, time in zip(times, told, strict=True)
    ]


@pytest.mark.parametrize(
    ("stamp", "local"),
    [
        ("29.01.18, 00:04:03 AM", "2018-01-29T00:04:03"),
        ("29.01.18, 23:59:03 PM", "2018-01-29T23:59:03"),
        ("29.01.18, 12:04:03 AM", "2018-01-29T00:04:03"),
        ("29.01.18, 12:04:03 p. m.", "2018-01-29T12:04:03"),
        ("1400/12/29،\u200f 21:25:15".translate(PERSIAN), "2022-03-20T21:25:15"),
        ("1403/01/01, 21:25:15", "2024-03-20T21:25:15"),
        ("1403/12/30, 21:25:15", "2025-03-20T21:25:15"),
        ("令和元年5月1日 21:25:15", "2019-05-01T21:25:15"),
        ("平成30年12月31日 21:25:15", "2018-12-31T21:25:15"),
        ("2020/5/13 中午12:25:15", "2020-05-13T12:25:15"),
        ("2020/5/13 凌晨12:25:15", "2020-05-13T00:25:15"),
        ("2020/5/13 晚上9:25:15", "2020-05-13T21:25:15"),
        ("13/5/2020, 9:25:15 yh", "2020-05-13T21:25:15"),
    ],
)
def test_calendars_and_clocks(items_of: Callable[..., list[Item]], stamp: str, local: str) -> None:
    """Eras, the Persian calendar, Welsh afternoons, and hours that no 12-hour clock has."""
    (message,) = items_of(whatsapp, "chat.txt", f"[{stamp}] Alex: hello\n")
    assert isinstance(message, Message)
    assert message.time is not None
    assert message.time.local[:19] == local
    assert message.time.raw == stamp


@pytest.mark.parametrize(
    "line",
    [
        "2/11/19: Arrival",
        "2/11/19, 14:48 Alex: hello",
        "1. eggs - 12",
        "2024-01-01 10:00 hello",
        "10:30, 12/03/2024",
        "12/03/2024 10:30: hello",
        "Alex: 12/03/2024, 10:30 - hello",
        "[10:30] Alex: hello",
    ],
)
def test_lines_that_are_no_headers(line: str) -> None:
    assert shape_of(line) is None


def test_times_are_told_with_the_flags_of_the_clock(items_of: Callable[..., list[Item]]) -> None:
    """The hour that comes twice, and the one that never comes."""
    text = "".join(
        f"{stamp} - Alex: hello\n"
        for stamp in (
            "27/10/2024, 01:30",
            "27/10/2024, 01:50",
            "27/10/2024, 01:10",
            "30/03/2025, 01:30",
        )
    )
    found = [item for item in items_of(whatsapp, "chat.txt", text) if isinstance(item, Message)]
    assert [item.time.local[16:] for item in found if item.time] == [
        *("+01:00", "+01:00", "+00:00", "+00:00"),
    ]
    assert [item.time.ambiguous for item in found if item.time] == [True, True, True, False]
    assert len(found[3].flags) == 1
    expected = datetime(2024, 10, 27, 1, 10, tzinfo=UTC).timestamp() * 1000
    assert found[2].time is not None
    assert found[2].time.instant == expected
