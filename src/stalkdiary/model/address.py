"""Names, numbers and addresses as exports spell them, made comparable.

Two spellings are the same when `comparable` gives the same text. Nothing is guessed: a part of a
name is not the name.
"""

import re
from functools import lru_cache

from stalkdiary.model.sameness import one_spelling

_LIKE_A_NUMBER = re.compile(r"\+?[\d\s().\-\u2010-\u2015/]{5,}")
_FEWEST_DIGITS = 5
_HOME_REGION = "GB"


@lru_cache(maxsize=65536)
def comparable(name: str) -> str:
    """The form in which two spellings of a name, number or address can be compared.

    Numbers become E.164 (``+447700900123``) where they are whole numbers of some country, read as
    British where no country stands in them; short numbers keep their digits. Names and addresses
    are compared as in `one_spelling`, without the ``~`` of unsaved contacts.
    """
    text = one_spelling(name)
    if _LIKE_A_NUMBER.fullmatch(text):
        number = _number(text)
        if number is not None:
            return number
    return text.removeprefix("~").strip()


def is_number(name: str) -> bool:
    return bool(re.fullmatch(r"\+?\d+", comparable(name)))


def country_and_number(text: str) -> tuple[str, str] | None:
    """The code of its country, and the rest without a leading 0: ``("44", "7700900123")``.

    None where `text` is not the whole number of some country.
    """
    import phonenumbers

    number = _number(one_spelling(text))
    if number is None or not number.startswith("+"):
        return None
    parsed = phonenumbers.parse(number)
    return str(parsed.country_code), str(parsed.national_number)


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
