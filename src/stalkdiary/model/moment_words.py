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
from stalkdiary.model import moment_named_days as named
from stalkdiary.model import moment_ranges as ranges
from stalkdiary.model import moment_reading as read
from stalkdiary.model.moment import Moment
from stalkdiary.model.moment_clock import SpokenTime
from stalkdiary.model.moment_frame import Calendar, Frame

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
_ABOUT = (
    "(?:(?:at )?(?:about|around)|maybe|perhaps|probably|possibly|i think(?: it was)?"
    "|approximately|approx|roughly|circa|nearly|almost|gone|coming up to"
    "|just (?:after|before|gone|past)|shortly (?:after|before)|getting on for"
    "|on or (?:about|around))"
)
_BOUND = "(?:before|earlier than|by|after|(?:no |not )?later than)"
OFFSET: Final = "[0-9]{2}:?[0-9]{2}"
_ZONE = f"(?:(?:utc|gmt)?[+]{OFFSET}|(?:utc|gmt)-{OFFSET}|gmt|utc|bst|z)"
_TEN = "a quarter|quarter|five|ten|twenty|twenty[ -]five"
_PAST = f"(?P<minutes>half|{_TEN}|[1-5]?[0-9])(?: minutes?| mins?)? (?P<side>past)"
_HALF_AN_HOUR = "(?P<minutes>half)(?P<side>)"  # half six is half past six
# Ten to seven is a time, 10 to 7 is from ten until seven.
_TO = f"(?P<minutes>{_TEN}|[1-5]?[0-9](?= m))(?: minutes?| mins?)? (?P<side>to)"
_YEAR_BESIDE = f"(?: (?:in )?(?:{_YEAR}|(?P<which>last|this) year))?"
# Two or three, 2-3, one or two; "a week or two" and "a week or so" have the unit between.
_EITHER = f"(?P<count>[0-9]{{1,4}}|{_NUMBER})(?: or | to |-)(?P<most>[0-9]{{1,4}}|{_NUMBER})"
_AGO = "(?:ago|back)"
_VAGUE = "(?:an? )?(?P<vague>couple(?= )|few|several)(?: of)?"
_THIRD = (
    "(?:in |at |around |towards )?(?:the )?(?P<third>early|mid|late|beginning|start|middle|end)"
    "(?:-| )(?:of |in )?(?:the )?"
)
_WEEK_OF = (
    "(?:in |during )?(?:the )?(?:week (?P<which>of|commencing|beginning|starting|ending)|w/?c)"
    "(?: with)? "
)
_RECENTLY = (
    f"(?:in|within|during|over) the (?:last|past)(?: (?:{_VAGUE}|{_COUNT}))?"
    " (?P<unit>day|week|fortnight|month|year)s?"
)
_LESS_THAN = (
    f"(?:less than|under) {_COUNT}(?P<vague>) (?P<unit>day|week|fortnight|month|year)s? ago"
)
_OF_MONTH = f" (?:in|of) {_MONTH}(?: {_YEAR})?"
_WHICH = "(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th)"
_MONTH_OF_YEAR = (
    f"(?:in |during )?(?P<last>last (?!.* year))?{_MONTH}(?: (?:of )?(?P<which>this|last) year)?"
)
_HOURS_AGO = (
    f"(?:{_ABOUT} )?{_COUNT}(?P<more> and a half)? (?P<unit>hour|hr|minute|min)s?"
    f"(?: or so)?(?P<half> and a half)? {_AGO}"
)
_OTHER_DAY = "the other (?:day|night|evening|morning|week)|recently|lately|not long ago"
# They differ from school to school.
_HOLIDAYS = (
    "(?:at |over |during |in )?(?:the )?(?:last )?(?:(?:school|summer|easter|christmas|october"
    "|february|may) )?(?:holidays|half[ -]?term)"
)
_WEEKEND = (
    "(?:at |on |over |during )?(?:(?P<weekend>the|this|last) )?weekend"
    "(?: just gone|(?<!this weekend)(?<!last weekend)(?P<before> before last))?"
)
_SEASON = (
    "(?:in |during )?(?:the )?(?:(?P<which>last|this) )?(?P<season>spring|summer|autumn|winter)"
    f"(?: (?:of )?{_YEAR}(?P<next> to [0-9]{{4}})?)?"
)

_ALL = "(?:all|the whole|throughout the|all through the) "
_MORNING = (
    "(?:very early |early |mid[ -]?|late )?morning|breakfast(?:[ -]?time)?|dawn"
    "|first (?:thing(?: in the morning)?|light)|before (?:breakfast|lunch)"
)
PARTS: Final = (
    ("early hours", "(?:early|small) hours"),
    ("morning", f"{_ALL}morning|{_MORNING}"),
    ("lunchtime", "lunch(?:[ -]?time)?"),
    ("afternoon", f"(?:early |mid[ -]?|late )?afternoon|{_ALL}afternoon|after (?:lunch|school)"),
    ("tea time", "tea(?:[ -]?time)?"),
    (read.DINNER, "dinner(?:[ -]?time)?"),
    ("evening", f"(?:early |mid[ -]?|late )?evening|{_ALL}evening|after tea|supper(?:[ -]?time)?"),
    ("night", f"(?:late )?(?:at )?night|{_ALL}night|bed[ -]?time|overnight|middle of the night"),
)
"""How each part of a day that a moment can have is said; each word lies within its part."""

_PART = "|".join(pattern for _, pattern in PARTS)
_THIS_PART = f"(?:early |late |earlier )?this (?:{_PART})"
_NIGHT = "(?:late |earlier )?(?:tonight|last night)|the night before last"
_NIGHTS_AGO = f"{_COUNT} (?P<unit>night)s? {_AGO}"

# The grammar

DATES: Final[tuple[tuple[str, Callable[[Match[str], Frame], Calendar]], ...]] = (
    (f"(?:on )?(?:{_WEEKDAY} )?{_YEAR}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})", read.read_date),
    (f"{_ON}{_D}/{_M}/{_YY}", read.read_date),  # 3/4/2026
    (f"{_ON}{_D}[.]{_M}[.]{_YY}", read.read_date),  # 03.04.2026
    (f"{_ON}{_D}-{_M}-{_YY}", read.read_date),  # 3-4-26
    (f"{_ON}{_D}/{_M}", read.read_date),  # 3/4
    (f"{_ON}{_DTH}(?: of)? {_MONTH}(?: {_YY})?", read.read_date),  # Thursday 12 March 2026
    (f"{_ON}{_MONTH} (?:the )?{_DTH}(?: {_YY})?", read.read_date),  # March 12
    (f"(?:in |during )?{_YEAR}-(?P<month>[0-9]{{2}})", read.read_month),  # 2026-11
    (f"(?:back )?(?:in |during )?{_MONTH}(?: {_YEAR})?", read.read_month),  # March 2025
    (_MONTH_OF_YEAR, read.read_month_of),  # March last year, last March
    (f"(?:in |during )?{_YEAR}", read.read_year),  # 2019
    ("(?:during |earlier )?(?P<which>this|last) (?P<unit>month|year)", read.read_this_or_last),
    (f"(?P<word>{'|'.join(read.DAYS_BACK)})", read.read_day_word),
    (f"(?P<word>{_NIGHT}|{_THIS_PART})", read.read_part_word),
    (
        f"(?:on )?(?:this (?:past )?)?(?P<last>last )?{_WEEKDAY}(?: just gone| gone| last)?",
        read.read_weekday,
    ),
    (f"{_COUNT} (?P<unit>day|month)s? {_AGO}", read.read_days_ago),  # 3 days ago
    (
        f"{_ON}{_D}(?:st|nd|rd|th)(?: (?:of )?(?:(?P<which>this|last)|the) month)?",
        read.read_day_of_month,  # the 27th
    ),
    (_NIGHTS_AGO, read.read_days_ago),
    # Loosely said
    (
        f"(?:{_ABOUT} )?{_COUNT} (?P<unit>week|fortnight)s? {_AGO}",
        ranges.read_weeks_ago,  # 2 weeks ago
    ),
    (f"{_VAGUE} (?P<unit>day|week|fortnight)s? {_AGO}", ranges.read_vague_ago),  # a few weeks ago
    (f"(?:(?:{_ABOUT} )?{_COUNT}|{_VAGUE}) (?P<unit>year)s? {_AGO}", ranges.read_vague_long_ago),
    (f"{_VAGUE}(?P<count>) (?P<unit>month)s? {_AGO}", ranges.read_vague_long_ago),
    (
        f"(?:{_ABOUT} )?{_EITHER} (?P<unit>day|week|fortnight|month|year)s? {_AGO}",
        ranges.read_either_ago,  # two or three weeks ago
    ),
    (
        "(?:a )?(?P<count>)(?P<unit>day|week|fortnight|month|year) or (?P<most>two|so) ago",
        ranges.read_either_ago,  # a week or two ago, a week or so ago
    ),
    (f"{_ABOUT} {_COUNT} (?P<unit>day|month)s? {_AGO}", ranges.read_about_ago),  # about 3 days ago
    (_RECENTLY, ranges.read_recently),
    (_LESS_THAN, ranges.read_recently),
    (f"{_OTHER_DAY}|{_VAGUE} nights? {_AGO}|{_HOLIDAYS}", ranges.read_the_other_day),
    (f"(?:a (?:long )?while|ages|(?:over|more than) {_COUNT} [a-z]+) {_AGO}", ranges.read_long_ago),
    (f"{_COUNT} {_WEEKDAY}s {_AGO}", ranges.read_weekdays_ago),  # three Fridays ago
    (
        "(?:in |during )?(?P<week>(?:earlier )?this week|last week|the week before last)",
        ranges.read_week,
    ),
    (f"{_WEEK_OF}{_ON}{_DTH}(?: of)? {_MONTH}(?: {_YY})?", ranges.read_week_of),
    (f"{_WEEK_OF}{_ON}{_D}/{_M}(?:/{_YY})?", ranges.read_week_of),
    (
        f"(?:on |over )?(?:the )?(?P<which>weekend) of {_ON}{_DTH} (?:of )?{_MONTH}(?: {_YY})?",
        ranges.read_week_of,
    ),
    (f"(?:on )?(?:the )?{_WEEKDAY} (?:of )?(?P<which>this|last) week", ranges.read_day_of_week),
    (f"(?:on )?(?:the )?{_WEEKDAY} before last(?P<which>)", ranges.read_day_of_week),
    (f"a week last (?P<which>){_WEEKDAY}", ranges.read_day_of_week),
    (
        f"(?:in |on )?(?:the )?{_WHICH} (?:(?P<unit>week(?:end)?)|{_WEEKDAY}){_OF_MONTH}",
        ranges.read_nth_of_month,  # the first Monday in October
    ),
    (f"{_COUNT} (?P<unit>week|fortnight)s? {_AGO} (?P<day>today|yesterday)", ranges.read_week_ago),
    (_WEEKEND, ranges.read_weekend),
    (
        f"{_THIRD}(?:{_MONTH}(?: {_YEAR})?|(?:(?P<which>this|last) )?(?P<unit>month))",
        ranges.read_part_of_month,  # early November
    ),
    (f"{_THIRD}(?:{_YEAR}|(?:(?P<which>this|last) )?(?P<unit>year))", ranges.read_part_of_year),
    (_SEASON, ranges.read_season),
    # By name
    *(
        (f"(?:on |at )?(?:the )?(?:last )?(?:{name}){_YEAR_BESIDE}", named.named_day(rule))
        for name, rule in named.NAMED
    ),
    ("(?:on )?(?:the )?(?:last )?bank holiday(?P<monday> monday)?", named.read_bank_holiday),
    ("(?:at |over |on )?(?:the )?(?:last )?bank holiday weekend", named.read_bank_holiday_weekend),
    (f"(?:on )?(?:the )?may bank holiday(?: monday)?{_YEAR_BESIDE}", named.read_may_holiday),
    (f"(?:on )?may day{_YEAR_BESIDE}", named.read_may_day),
    (f"(?:at |over )?(?:last )?easter(?: weekend)?{_YEAR_BESIDE}", named.read_easter),
    (f"(?:in )?between christmas and new year{_YEAR_BESIDE}", named.read_after_christmas),
    (f"(?:at |over )?(?:last )?christmas(?:[ -]?time)?{_YEAR_BESIDE}", named.read_christmas),
    (f"(?:at |over )?(?:last )?new year'?s?{_YEAR_BESIDE}", named.read_new_year),
)

INSTANTS: Final[tuple[tuple[str, Callable[[Match[str], Frame], Moment]], ...]] = (
    ("(?:(?P<just>just )|right )?now", read.read_now),
    ("(?P<just>(?:a (?:moment|second|few seconds)|moments|seconds) ago)", read.read_now),
    (
        f"(?:{_ABOUT} )?(?:at )?this (?:same )?time (?P<word>yesterday|last week)",
        read.read_this_time,
    ),
    (_HOURS_AGO, read.read_hours_ago),
    (f"(?:{_ABOUT} )?(?P<count>half an) (?P<unit>hour) {_AGO}", read.read_hours_ago),
    (f"(?:{_VAGUE}|{_EITHER}) (?P<unit>hour|hr|minute|min)s? {_AGO}", ranges.read_vague_hours_ago),
)

CLOCKS: Final[tuple[tuple[str, Callable[[Match[str]], SpokenTime]], ...]] = (
    (f"{_H}:{_MIN}(?::(?P<second>[0-9]{{2}})(?:[.]0+)?)?{_HOURS}?", clock.read_24_hours),  # 21:30
    (f"(?P<hour>[0-9]{{2}}){_MIN}{_HOURS}", clock.read_24_hours),  # 2130 hrs
    (f"{_H}[.]{_MIN}", clock.read_with_point),  # 21.30
    (f"{_H}[.]{_MIN}{_HOURS}", clock.read_24_hours),
    (f"(?P<hour>[0-9]{{1,2}}|{_NUMBER})(?:[:.]{_MIN})?{_HALF}", clock.read_12_hours),  # 9.30pm
    (f"{_HOUR} o'? ?clock{_HALF}?", clock.read_12_hours),
    (f"{_PAST} {_HOUR}{_HALF}?", clock.read_past),  # half past nine pm
    (f"{_HALF_AN_HOUR}[ -]{_HOUR}{_HALF}?", clock.read_past),  # half six
    (f"{_TO} {_HOUR}{_HALF}?", clock.read_past),  # quarter to ten
    ("(?:12 )?(?:noon|midday)", clock.read_noon),
    ("(?:12 )?midnight", clock.read_midnight),
)
# An hour with nothing beside it is read only where "at" or a part of the day makes it a time.
BARE_HOUR: Final = (_HOUR, clock.read_12_hours)

ORDERS: Final = (
    "instant",
    "date",  # 12 March 2026
    "all date",  # all day yesterday
    "date all",
    "date part",  # Tuesday night
    "part",  # lunchtime
    "part date",  # tea time yesterday
    "part of date",  # the evening of 3 March
    "about date",  # always a question
    "time",  # 21:30
    "time part",  # 9pm at night
    "hour part",  # 7 in the evening
    "hour date",  # 11 last night
    "date time",  # yesterday at 21:30
    "date part time",  # yesterday evening about 7pm
    "date time part",  # yesterday at 7 in the evening
    "date hour part",
    "part date time",  # first thing on Monday at 7
    "time date",  # 9pm on Tuesday
    "time date part",  # at 7 yesterday evening
    "hour date part",
    "time part date",  # at 7 in the evening on Tuesday
    "hour part date",
)

# Two phrases with what opens them and what stands between them.
SPANS: Final = (
    ("between ", " and "),
    ("either ", " or "),
    ("", " or "),
    ("from ", " to | until | till | ?- ?"),
    ("", " to | until | till | ?- ?"),
)

# What the parser needs beside the tables

PIECES: Final = {
    "about": f"{_ABOUT}|{_BOUND}|since|until|till|up to",
    "all": "(?:for )?(?:all|the whole) day(?: long)?",
    "of": "of",
    "hour": _HOUR,
    "part": f"(?:in |at |around |about |over |during |by )?(?:the )?(?:{_PART})",
}
TIME: Final = re.compile(
    f"(?P<at>at )?(?:(?P<about>{_ABOUT}) |(?P<bound>{_BOUND}) )?(?P<clock>.+?)(?P<ish>[- ]?ish)?"
    f"(?: ?(?P<zone>{_ZONE}))?"
)
UPPER_BOUNDS: Final = ("before", "earlier than", "by", "no later than", "not later than")
LOOSELY: Final = re.compile(
    "^(?:(?:i )?(?:don't know|not sure)(?: exactly)?(?: when)?(?: exactly)?(?: but)? )?"
    "sometime (?:during )?|sometime (?=before|after|between)"
)
NOT_KNOWN_BESIDE: Final = re.compile("(?<=.) (?:time|day)s? not known$")
ON_DAY: Final = f"{_ON}{_DTH}"
DAY_OF_MONTH: Final = f"{_ON}{_DTH}(?: of)? (?P<rest>{_MONTH}(?: {_YY})?)"
WITHOUT_HALF: Final = (
    f"(?:at )?(?:{_ABOUT} )?(?:(?:half|{_TEN}) (?:(?:past|to) )?)?(?!0){_HOUR}(?:[:.][0-9]{{2}})?"
)
LAST_HALF: Final = rf"([ap])\.?m\.?(?: ?{_ZONE})?$"


def part_of(text: str) -> str | None:
    """The part of the day that a piece of this name says."""
    said = re.sub("^(?:in |at |around |about |over |during |by )?(?:the )?", "", text)
    named_so = (part for part, pattern in PARTS if re.fullmatch(pattern, said))
    return next(named_so, None)


def part_of_date(text: str) -> str | None:
    """The part of the day that a date says: last night, this morning."""
    if re.fullmatch(f"{_NIGHT}|{_NIGHTS_AGO}", text):
        return "night"
    if re.fullmatch(_THIS_PART, text):
        return part_of(re.sub("^.*?this ", "", text))
    return None
