"""Which words mean that a question was not answered.

"Not sure" is a good answer to every question, and it leaves the question open: nothing of it
belongs in the record. This is the one place that decides so, for prompts, options, tables that are
imported, and scripts. It only ever looks at a whole answer. "Not sure, a blue van" is an answer.
"""

import re
import unicodedata
from typing import Final

# Read only when they are asked for: making them out takes as long as a whole list.
_NOT = "(?:don't|dont|do not|didn't|didnt|did not|can't|cant|can not|cannot|couldn't|could not)"
_REALLY = "(?: really| quite| too| completely| entirely)?"
_NOT_KNOWN: Final = (
    rf"(?:(?:i'm|im|i am) )?(?:not{_REALLY} (?:sure|certain)|unsure|uncertain)(?: yet| about it)?"
    rf"|(?:i )?(?:really )?{_NOT}{_REALLY} (?:know|remember|recall|say|tell|think of one)(?: yet)?"
    "|(?:i )?(?:dunno|forget|forgot|have (?:no|not an) idea)|idk|(?:i've |ive )?(?:no|not an)"
    " (?:idea|clue)|not (?:yet )?known(?: yet)?|unknown|unclear"
    "|(?:i would |i'd )?(?:rather|prefer) not (?:to )?say|not said|not given|not stated"
    "|skip|pass|tbc|tbd|n/?a|n[.]a|not applicable|(?:does not|doesn't) apply"
)
_NO: Final = (
    "no|nope|nah|n|nil|no thanks|no,? thank you|not any|not yet|not really"
    "|none(?: yet| so far| given| known| at all| that i (?:know|am aware) of)?"
    "|not that i (?:know|am aware) of|not as far as i know|there (?:is|was|were|are) none"
    "|there's none|don't have (?:one|any)|do not have (?:one|any)"
    "|(?:i )?(?:don't|dont|do not|haven't|have not) (?:have|got) (?:one|any)(?: yet)?"
)
_NOTHING: Final = "nothing(?: at all| else)?"
# What may stand behind "no", or for "no", at one question only.
_NO_SUCH: Final = {
    "where": f"nowhere|{_NOTHING}",
    "person": "nobody|no ?one|no-one|no (?:person|name)",
    "channel": f"no channel|{_NOTHING}",
    "witnesses": f"nobody(?: else)?|no ?one(?: else)?|no-one(?: else)?|no witness(?:es)?"
    f"|without witness(?:es)?|{_NOTHING}",
    "witness_contact": f"no (?:contact|number|address)|{_NOTHING}",
    "appearance": f"{_NOTHING}",
    "vehicle": f"no (?:vehicle|car|van|plate|number plate|registration)|{_NOTHING}",
    "injury": f"no (?:injury|injuries|treatment)|(?:i was )?not hurt|{_NOTHING}",
    "cost": f"no costs?|{_NOTHING}",
    "children": "no (?:children|child|kids)(?: there)?|nobody|no ?one|no-one",
    "link": f"no (?:link|account|app)|{_NOTHING}",
    "police_ref": "no (?:police |crime |incident |case )?"
    f"(?:ref|refs|reference|references|number|numbers)(?: number)?(?: yet| given)?|{_NOTHING}",
    "breach": "(?:there (?:is|was) |there's |i have |i've got )?no"
    " (?:court |bail |such )?(?:orders?|breach|bail|conditions|bail conditions"
    "|orders? or bail|order or bail conditions|order in place|order yet)(?: yet| in place)?"
    "|not (?:a breach|breached)|it (?:did not|didn't|does not|doesn't)|did not|didn't"
    f"|false|{_NOTHING}",
}
# To the others, "nothing" is an answer: she felt nothing, she did nothing.
_INITIALS: Final = frozenset({"n", "na"})
_NAMES: Final = frozenset({"name", "person", "witnesses"})
_MARKS: Final = r"[-–—_?.…/*]+"
_YES: Final = frozenset({"y", "yes", "yeah", "yep", "yup", "true"})
# How an answer begins that is no yes and names no order. "No contact order" names one.
_NO_BREACH: Final = (
    r"(?:no(?![ -]contact\b)|not(?! to\b)|nope|nah|none|never|maybe|perhaps|possibly|probably"
    r"|unlikely|unsure|uncertain|unclear|unknown|dunno|(?:i )?(?:don't|dont|do not) (?:know|think)"
    r"|(?:i'm|im|i am) (?:not|un)|there (?:is|was) no|there's no|it might|might|it may|could)\b"
)


def is_not_known(text: str) -> bool:
    """Whether these words only say that somebody does not know, or skips the question."""
    folded = _folded(text)
    if _says_a_number(folded):
        return False
    return not folded or bool(re.fullmatch(_NOT_KNOWN, folded) or re.fullmatch(_MARKS, folded))


def is_unanswered(text: str, field: str) -> bool:
    """Whether these words leave a field of an account, or of another such value, unanswered.

    What happened is never unanswered while there is a word in it.
    """
    if field == "what":
        return not text.strip()
    folded = _folded(text)
    if _says_a_number(folded) or (field in _NAMES and folded in _INITIALS):
        return False
    if is_not_known(folded) or re.fullmatch(_NO, folded):
        return True
    no_such = _NO_SUCH.get(field)
    return no_such is not None and re.fullmatch(no_such, folded) is not None


def is_yes(text: str) -> bool:
    """Whether these words say yes and no more."""
    return _folded(text) in _YES


def says_breach(text: str) -> bool:
    """Whether these words say that an order was broken: only a yes, or an order named, does."""
    return not is_unanswered(text, "breach") and not re.match(_NO_BREACH, _folded(text))


def _says_a_number(folded: str) -> bool:
    """Whether there is a figure in it: nothing above has one, and to read all of it takes time."""
    return any(map(str.isdigit, folded))


def _folded(text: str) -> str:
    """As it is compared: small letters, plain apostrophes, single spaces, no mark at the end."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("`", "'")
    folded = " ".join(plain.split())
    return folded.strip("\"“”'()[] ").rstrip(".,;!") or folded
