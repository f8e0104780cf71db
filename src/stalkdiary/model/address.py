"""Names, numbers and addresses as exports spell them, made comparable.

Two spellings are the same when `comparable` gives the same text. Nothing is guessed: a part of a
name is not the name.
"""

import re
import unicodedata
from functools import lru_cache

_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_LIKE_A_NUMBER = re.compile(r"\+?[\d\s().\-\u2010-\u2015/]{5,}")
_FEWEST_DIGITS = 5
_HOME_REGION = "GB"


@lru_cache(maxsize=65536)
def comparable(name: str) -> str:
    """The form in which two spellings of a name, number or address can be compared.

    Numbers become E.164 (``+447700900123``) where they are whole numbers of some country, read as
    British where no country stands in them; short numbers keep their digits. Names and addresses
    lose invisible marks, the ``~`` of unsaved contacts, case and differences of white space.
    """
    text = " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", name)).split())
    if _LIKE_A_NUMBER.fullmatch(text):
        number = _number(text)
        if number is not None:
            return number
    return text.removeprefix("~").strip().casefold()


def is_number(name: str) -> bool:
    """Whether `name` is a telephone number."""
    return bool(re.fullmatch(r"\+?\d+", comparable(name)))


def _number(text: str) -> str | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, _HOME_REGION)
    except phonenumbers.NumberParseException:
        return None
    # Short codes of companies are numbers only within one network, and stay as they are.
    whole = phonenumbers.ValidationResult.IS_POSSIBLE
    if phonenumbers.is_possible_number_with_reason(number) == whole:
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    digits = re.sub(r"\D", "", text)
    return digits if len(digits) >= _FEWEST_DIGITS else None
