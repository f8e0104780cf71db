"""How often something happened, as a story says it: "he rang 14 times", "twelve missed calls".

Only ever a proposal. The person says whether it is meant.
"""

import re
from typing import Final

_NUMBERS: Final = (
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_WORDS: Final = {word: number for number, word in enumerate(_NUMBERS, start=2)} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "a hundred": 100,
}
_ACTS: Final = (
    r"times|(?:missed |phone |silent |video |withheld )?calls|(?:text |voice )?messages|texts"
    r"|e-?mails|voicemails|letters|cards|notes|visits"
)
_COUNT: Final = re.compile(
    rf"(?<![\w.,:/-])(\d{{1,6}}|{'|'.join(_WORDS)})(?: more| unwanted| new| other)? (?:{_ACTS})\b"
    r"|\b(twice)\b",
    re.IGNORECASE,
)


def count_said(story: str) -> int | None:
    """The number of acts that a story names; None where it names none, one, or different ones."""
    found = set()
    for number, twice in _COUNT.findall(" ".join(story.split())):
        said = number.casefold()
        found.add(2 if twice else int(said) if said.isdecimal() else _WORDS[said])
    (only,) = found if len(found) == 1 else (0,)
    return only if only > 1 else None
