"""The first part of a message in a WhatsApp chat: its date and time, in the form of the phone.

An export writes all its headers in one form, that of the phone's language and region:
``23/03/2022, 13:31 - ``, ``[3/18/22, 14:56:01] ``, ``13.6.2018 klo 21.25 - ``,
``[14:56:01, 3/18/22] ``, ``2018. 6. 13. 오후 9:25 - ``. A `Shape` is such a form, learned from one
header; lines of any other form are text, whatever they look like.

Sources: real exports of both phones (the manifest of the tests' samples), and the short date and
medium time formats of Unicode CLDR, which both phones use.
"""

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Final

from stalkdiary.importers.whatsapp.dates import Numbers
from stalkdiary.importers.whatsapp.vocabulary import EVERY_MARK, MARKS, wordings

LONGEST_SENDER: Final = 150
_M: Final = f"[{MARKS}]*+"
_SPACE: Final = "[ \u00a0\u202f]"
_ERA: Final = "(?:[RHS]|令和|平成|昭和)"
_LATIN_HALF: Final = rf"[AaPp]\.?{_SPACE}?[Mm]\.?"
_SENDER: Final = r"[^:\n]++(?::(?=[^ \r\n])[^:\n]*+)*+"
"""What stands before the first colon and space, or before a colon at the end of the line."""
CLOSE: Final = r"[^:\n“„«\"]{1,60}+:(?=[^ \r\n/])(?!(?<=\d:)\d\d(?!\d))(?!\.\r?$)"
"""A name and a colon with the text right behind it, as some phones write now and then.

An hour, a web address and what stands behind a quotation mark are no such thing; a full stop alone
stands for what WhatsApp could not show.
"""
_COLON: Final = r":(?: |(?=\r?$))"
_NOTHING_BEHIND: Final = "(?P<after>)"
_BEGINNING: Final = rf"{_M}\[?{_M}(?:\d|[RHS]\d|令和|平成|昭和|午|오|上|下)[^\n]{{5,99}}"
"""Of a line that may be a header of another form."""
_LATER_LINES: Final = re.compile(rf"\n({_BEGINNING})")


@dataclass(frozen=True)
class Shape:
    """The form in which an export writes its headers. Two of the same `pattern` are the same.

    Attributes:
        pattern: match what stands before the minutes, minutes and seconds, and what stands behind,
            with a name for every part.
        opening: matches what stands before them, as `end` what stands behind.
        crlf: whether headers are told from text by standing behind CR LF; text has LF alone.
        sample: the date of the header it was learned from.
    """

    pattern: tuple[str, str, str]
    opening: str
    end: str
    crlf: bool
    sample: Numbers = field(compare=False)
    separator: str = field(compare=False)

    @property
    def by_iphone(self) -> bool:
        """Whether an iPhone wrote it: in brackets, or in old versions with a colon behind."""
        return bool(self.opening) or self.end == ": "

    @property
    def year_first(self) -> bool:
        """Whether the year stands first, also where it has two digits, as in Korea."""
        korean = "(?P<before>)" not in self.pattern[0] and self.separator == "."
        return self.sample.year_first or (korean and not self.sample.year_last)

    @property
    def seconds(self) -> bool:
        return "(?P<second>)" not in self.pattern[1]

    @property
    def minutes_at(self) -> int:
        """Where minutes and seconds begin, counted from the end; 0 where more is behind them."""
        if self.pattern[2] != _NOTHING_BEHIND or MARKS in self.pattern[1]:
            return 0
        return -len("25:15") if self.seconds else -len("25")

    @property
    def newline(self) -> str:
        return "\r\n" if self.crlf else "\n"

    @cached_property
    def splitter(self) -> re.Pattern[str]:
        """Cuts text into header, sender and body. The groups are date and time, and sender."""
        sender = rf"(?:({_SENDER}){_COLON})?"
        return re.compile(self.newline + self._header() + sender, re.MULTILINE)

    def scanner(self, gone: str) -> re.Pattern[str]:
        """Finds headers, and lines that may be headers of another form.

        The groups: the sender with the colon and a body that `gone` matches; what is `CLOSE`; such
        a line.
        """
        behind = r"(?<=\r\n)" if self.crlf else ""
        said = rf"(?:({_SENDER}:(?: {_M}{gone}(?=\r?$)|(?= |\r?$)))|({CLOSE}))?"
        header = behind + self._header("{}") + said
        return re.compile(rf"\n(?:{header}|({_BEGINNING}))", re.MULTILINE)

    @cached_property
    def dates(self) -> re.Pattern[str]:
        """Finds headers: the three numbers of the date, its mark, and the rest of the line."""
        kept = re.sub(r"\?P<(?!d1|d2|d3|mark)\w+>", "?:", "".join(self.pattern))
        header = self._header("{}", re.sub(r"\?P<\w+>", "", kept))
        return re.compile(rf"{self.newline}{header}([^\n]*)")

    @cached_property
    def parts(self) -> re.Pattern[str]:
        """Matches date and time alone, with a name for every part."""
        return re.compile("".join(self.pattern))

    @cached_property
    def thirds(self) -> re.Pattern[str]:
        """Matches date and time alone; the groups are the parts of `pattern`."""
        return re.compile(_nameless("".join(f"({part})" for part in self.pattern)))

    def _header(self, form: str = "({})", pattern: str | None = None) -> str:
        stamp = pattern or _nameless("".join(self.pattern))
        return f"{_M}{self.opening}{form.format(stamp)}{self.end}"


def shape_of(line: str, *, crlf: bool = False) -> Shape | None:
    """The form of the header that `line` (without line feed) begins with; None if with none.

    `crlf` says whether headers of this file stand behind CR LF.
    """
    found = next((match for each in _general() if (match := each.match(line))), None)
    if found is None or (found["end"] == ":" and not found["second"]):
        return None  # old iPhones wrote a colon behind the time, and seconds
    return _learned(found, crlf=crlf)


def looks_like_a_message(text: str) -> bool:
    """Whether a line of `text` behind the first begins with a header of any form."""
    return any(shape_of(line) is not None for line in _LATER_LINES.findall(text))


@cache
def _half() -> str:
    return "|".join([_LATIN_HALF, _any_of("am", "pm", "noon")])


def _any_of(*meanings: str) -> str:
    return "|".join(re.escape(word) for each in meanings for word in wordings(each))


@cache
def _general() -> tuple[re.Pattern[str], ...]:
    """Match a header of any form: with the date first, and with the time first."""
    year = rf"(?:{_ERA}(?:\d\d?|元)|\d{{1,4}})"
    date = (
        rf"(?P<d1>{year}){_M}(?P<s1>[./\-年]{_M}{_SPACE}?){_M}(?P<d2>\d\d?)"
        rf"{_M}(?P<s2>[./\-月]{_M}{_SPACE}?){_M}(?P<d3>{year}){_M}"
        rf"(?P<stop>[.日])?(?P<mark>{_SPACE}?(?:{_any_of('calendar')}))?"
    )
    gap = (
        rf"(?P<gap>{_M}(?:[,،]{_M}{_SPACE}*+|{_SPACE}++){_M}(?:(?:{_any_of('between')}){_SPACE})?)"
    )
    time = (
        rf"(?P<before>(?:{_half()}){_SPACE}?)?(?P<hour>\d\d?)(?P<t1>[:.]|{_SPACE}h{_SPACE})"
        rf"(?P<minute>\d\d)(?:(?P<t2>[:.]|{_SPACE}min{_SPACE})(?P<second>\d\d))?"
        rf"(?:{_M}{_SPACE}*{_M}(?P<after>{_half()})|(?P<unit>{_SPACE}(?:{_any_of('clock')})))?"
    )
    end = rf"(?P<end>{_M}\]|{_M}{_SPACE}[-–—](?={_SPACE}|\r?$)|:(?={_SPACE}))"
    begin = rf"{_M}(?P<open>\[?){_M}"
    return re.compile(begin + date + gap + time + end), re.compile(begin + time + gap + date + end)


def _learned(found: re.Match[str], *, crlf: bool) -> Shape:
    part = found.groupdict("")
    between = _M if re.search(f"[{MARKS}]", found[0].lstrip(EVERY_MARK + "[")) else ""

    def literal(name: str) -> str:
        letters = re.sub(f"[{MARKS}]", "", part[name])
        return between.join(["", *map(re.escape, letters), ""])

    half = f"(?:{_half()})"
    date = (
        f"(?P<d1>{_number(part['d1'])}){literal('s1')}(?P<d2>{_number(part['d2'])})"
        f"{literal('s2')}(?P<d3>{_number(part['d3'])}){literal('stop')}(?P<mark>{literal('mark')})"
    )
    before = f"{half}{_SPACE}?" if part["before"] else ""
    after = f"{between}{_SPACE}*{between}(?P<after>{half})" if part["after"] else _NOTHING_BEHIND
    hour = f"(?P<before>{before})(?P<hour>{_number(part['hour'])}){literal('t1')}"
    minutes = (
        f"(?P<minute>{_number(part['minute'], width=2)}){literal('t2')}"
        f"(?P<second>{_number(part['second'], width=2)})"
    )
    behind, gap = literal("unit") + after, literal("gap")
    time_first = found.start("hour") < found.start("d1")
    ends = {"]": rf"{_M}\]{_SPACE}?", ":": ": "}
    space, dash = part["end"][-2:-1], part["end"][-1]
    return Shape(
        pattern=(hour, minutes, behind + gap + date)
        if time_first
        else (date + gap + hour, minutes, behind),
        opening=rf"\[{_M}" if part["open"] else "",
        end=ends.get(dash, rf"{between}{space}{dash}(?:{_SPACE}|(?=\r?$))"),
        crlf=crlf,
        sample=Numbers(part["d1"], part["d2"], part["d3"], part["mark"].strip()),
        separator=part["s1"].strip(EVERY_MARK)[:1],
    )


def _nameless(pattern: str) -> str:
    return re.sub(r"\?P<\w+>", "?:", pattern)


def _number(digits: str, width: int = 0) -> str:
    """Matches numbers that are written like this one; `width` where they have always as many."""
    if not digits:
        return ""
    if not digits[0].isdigit():
        return rf"{_ERA}(?:\d\d?|元)"
    digit = "[0-9]" if digits.isascii() else r"\d"
    width = width or (len(digits) if len(digits) > len("31") else 0)
    return digit * width if width else f"{digit}{digit}?"
