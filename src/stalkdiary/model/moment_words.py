"""What a person may type for a time, and nothing else.

The tables below are the whole grammar. A text is first folded (capitals, spaces, commas, the dot
at the end), then has to match one of `ORDERS` from its first to its last character, or be two such
phrases joined by a row of `SPANS`. A word that is left over refuses the whole text: a word that is
dropped in silence is worse in evidence than a question.

Choices of usage in the United Kingdom: dates have the day first. 9:30 with a colon is the 24-hour
clock, but "half past nine", "9.30" and "at 9" can be either half of the day and are asked about.
BST is British Summer Time in every zone.
"""

import re
from collections.abc import Callable
from re import Match
from typing import Final

from stalkdiary.model import moment_clock as clock
from stalkdiary.model import moment_reading as read
from stalkdiary.model.moment import Moment
from stalkdiary.model.moment_clock import SpokenTime
from stalkdiary.model.moment_reading import Calendar, Frame

# Words

_MONTH = (
    "(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sep(?:t|tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = (
    "(?P<weekday>mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?"
    "|sat(?:urday)?|sun(?:day)?)"
)
_NUMBER = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_COUNT = f"(?P<count>[0-9]{{1,4}}|an?|{_NUMBER})"
_ON = f"(?:on )?(?:{_WEEKDAY} )?(?:the )?"
_D = "(?P<day>[0-9]{1,2})"
_DTH = f"{_D}(?:st|nd|rd|th)?"
_M = "(?P<month>[0-9]{1,2})"
_YY = "(?P<year>[0-9]{4}|[0-9]{2})"
_YEAR = "(?P<year>[0-9]{4})"
_HOUR = f"(?P<hour>0?[1-9]|1[0-2]|{_NUMBER})"
_H = "(?P<hour>[0-9]{1,2})"
_MIN = "(?P<minute>[0-9]{2})"
_HALF = r"(?: ?(?P<half>[ap])\.?m\.?)"
_HOURS = "(?: ?(?:hours|hrs?|h))"
_ABOUT = "(?:about|around|approximately|approx|roughly|circa)"
OFFSET: Final = "[0-9]{2}:?[0-9]{2}"
_ZONE = f"(?:(?:utc|gmt)?[+]{OFFSET}|(?:utc|gmt)-{OFFSET}|gmt|utc|bst|z)"
PART: Final = "(?P<part>morning|afternoon|evening|night)"
_PAST = "(?P<minutes>half|quarter|five|ten|twenty|twenty[ -]five) (?P<side>past)"
_TO = "(?P<minutes>quarter|five|ten|twenty|twenty[ -]five) (?P<side>to)"

# The grammar

DATES: Final[tuple[tuple[str, Callable[[Match[str], Frame], Calendar]], ...]] = (
    (f"(?:on )?(?:{_WEEKDAY} )?{_YEAR}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})", read.read_date),
    (f"{_ON}{_D}/{_M}/{_YY}", read.read_date),  # 3/4/2026
    (f"{_ON}{_D}[.]{_M}[.]{_YY}", read.read_date),  # 03.04.2026
    (f"{_ON}{_D}-{_M}-{_YY}", read.read_date),  # 3-4-26
    (f"{_ON}{_D}/{_M}", read.read_date),  # 3/4
    (f"{_ON}{_DTH}(?: of)? {_MONTH}(?: {_YY})?", read.read_date),  # Thursday 12 March 2026
    (f"{_ON}{_MONTH} (?:the )?{_DTH}(?: {_YY})?", read.read_date),  # March 12
    (f"(?:in )?{_YEAR}-(?P<month>[0-9]{{2}})", read.read_month),  # 2026-11
    (f"(?:in )?{_MONTH}(?: {_YEAR})?", read.read_month),  # March 2025
    (f"(?:in )?{_YEAR}", read.read_year),  # 2019
    ("(?P<which>this|last) (?P<unit>month|year)", read.read_this_or_last),
    ("(?P<word>today|yesterday|the day before yesterday|tomorrow)", read.read_day_word),
    (f"(?P<word>tonight|last night|this {PART})", read.read_part_word),
    (f"(?:on )?(?P<last>last )?{_WEEKDAY}", read.read_weekday),  # last Tuesday
    ("(?:this|last) week", read.read_week),
    (f"{_COUNT} (?P<unit>day|week|month)s? ago", read.read_days_ago),  # 3 days ago
)

INSTANTS: Final[tuple[tuple[str, Callable[[Match[str], Frame], Moment]], ...]] = (
    ("(?P<just>just )?now", read.read_now),
    (f"(?:{_ABOUT} )?{_COUNT} (?P<unit>hour|hr|minute|min)s? ago", read.read_hours_ago),
    (f"(?:{_ABOUT} )?(?P<count>half an) (?P<unit>hour) ago", read.read_hours_ago),
)

CLOCKS: Final[tuple[tuple[str, Callable[[Match[str]], SpokenTime]], ...]] = (
    (f"{_H}:{_MIN}(?::(?P<second>[0-9]{{2}})(?:[.]0+)?)?{_HOURS}?", clock.read_24_hours),  # 21:30
    (f"(?P<hour>[0-9]{{2}}){_MIN}{_HOURS}", clock.read_24_hours),  # 2130 hrs
    (f"{_H}[.]{_MIN}", clock.read_with_point),  # 21.30
    (f"{_H}[.]{_MIN}{_HOURS}", clock.read_24_hours),
    (f"(?P<hour>[0-9]{{1,2}}|{_NUMBER})(?:[:.]{_MIN})?{_HALF}", clock.read_12_hours),  # 9.30pm
    (f"{_HOUR} o'?clock{_HALF}?", clock.read_12_hours),
    (f"{_PAST} {_HOUR}{_HALF}?", clock.read_past),  # half past nine pm
    (f"{_TO} {_HOUR}{_HALF}?", clock.read_past),  # quarter to ten
    ("(?:12 )?(?:noon|midday)", clock.read_noon),
    ("(?:12 )?midnight", clock.read_midnight),
)
# An hour with nothing beside it is read only where "at" or a part of the day makes it a time.
BARE_HOUR: Final = (_HOUR, clock.read_12_hours)

ORDERS: Final = (
    "instant",
    "date",  # 12 March 2026
    "date part",  # Tuesday night
    "part of date",  # the evening of 3 March
    "about date",  # always a question
    "time",  # 21:30
    "time part",  # 9pm at night
    "hour part",  # 7 in the evening
    "date time",  # yesterday at 21:30
    "date part time",  # yesterday evening about 7pm
    "date time part",  # yesterday at 7 in the evening
    "date hour part",
    "time date",  # 9pm on Tuesday
    "time date part",  # at 7 yesterday evening
    "hour date part",
    "time part date",  # at 7 in the evening on Tuesday
    "hour part date",
)

# Two phrases with what opens them and what stands between them.
SPANS: Final = (
    ("between ", " and "),
    ("from ", " to | until | till | ?- ?"),
    ("", " to | until | till | ?- ?"),
)

# What the parser needs beside the tables

PIECES: Final = {
    "about": _ABOUT,
    "of": "of",
    "hour": _HOUR,
    "part": f"(?:in )?(?:the )?{PART}|at night",
}
TIME: Final = re.compile(f"(?P<at>at )?(?P<about>{_ABOUT} )?(?P<clock>.+?)(?: ?(?P<zone>{_ZONE}))?")
ON_DAY: Final = f"{_ON}{_DTH}"
DAY_OF_MONTH: Final = f"{_ON}{_DTH}(?: of)? (?P<rest>{_MONTH}(?: {_YY})?)"
WITHOUT_HALF: Final = f"(?:at )?(?:{_ABOUT} )?(?!0){_HOUR}(?:[:.][0-9]{{2}})?"
LAST_HALF: Final = rf"([ap])\.?m\.?(?: ?{_ZONE})?$"
