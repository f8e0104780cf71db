"""Finding what is to be left out, however it is written."""

# ruff: noqa: RUF001 - letters that look like others are what is tested

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.model.redaction import LEFT_OUT, Redaction

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@pytest.mark.parametrize(
    ("phrase", "text", "left"),
    [
        ("acacia avenue", "12 ACACIA  Avenue, at 9", "12 [left out], at 9"),
        ("acacia avenue", "acacia\n\tavenue", "[left out]"),
        (" acacia ", "Acacia", "[left out]"),
        ("Zoe", "Zoë’s door", "[left out]’s door"),
        ("zoë", "ZOE\u0308!", "[left out]!"),
        ("Strasse", "Hauptstraße 1", "Haupt[left out] 1"),
        ("07700", "\uff10\uff17\uff17\uff10\uff10", "[left out]"),
        ("secret", "se\u200bcr\u00adet", "[left out]"),
        ("aa", "aaab", "[left out]b"),
        ("fi", "\ufb01n", "[left out]n"),
        ("ff", "o\ufb03ce", "o[left out]ce"),
        ("a.c", "abc a.c", "abc [left out]"),
        ("Сэм", "сэм", "[left out]"),
    ],
)
def test_it_is_left_out(phrase: str, text: str, left: str) -> None:
    assert Redaction([phrase]).without(text) == left


# One name, one address, one number and one plate, each in forms that look or sound the same.
DISGUISES = {
    "O'Neil-Łukasz": [
        *("O’Neil-Łukasz", "OʼNeil–Łukasz", "O´NEIL‑ŁUKASZ", "o′neil—lukasz", "O`Neil Lukasz"),
        *("ONeil Lukasz", "oneillukasz", "O Neil\u00a0Lukasz", "O'Neil\u00ad-\nŁukasz"),
        *("O'Ne\u200bil-Łu\u2060kasz", "\u202eO'Neil\u202c-Łukasz", "Ｏ＇Ｎｅｉｌ－Ｌｕｋａｓｚ"),
        *("O‛Neil\u2009Lu\u0301kasz", "О'Nеіl-Lukаѕz", "Ο'Neil-Luκasz", "ᴏ'ɴᴇɪʟ-ʟᴜᴋᴀsᴢ"),
        *("𝓞'𝓝𝓮𝓲𝓵-Łukasz", "O\ufe0f'Neil_Łukasz", "O'Neıl-Łukasz", "O ' N e i l - L u k a s z"),
    ],
    "12 Großer Weg": [
        *("12, Grosser Weg", "12 GROSSER  WEG", "12\u202fGroßer\tWeg", "12-Großer-Weg"),
        *("１２ Großer Weg", "12 Gro\u00adßer Weg", "12GroßerWeg", "12\r\nGroẞer Weg"),
    ],
    "Grønås, Müller": [
        *("Gronas Muller", "Groenaas Mueller", "GRØNÅS MU\u0308LLER", "Grønås; Müller"),
    ],
    "07700 900123": [
        *("07700900123", "+44 7700 900123", "+44 (0)7700 900-123", "0044 7700 900 123"),
        *("(07700) 900123", "077 00 90 01 23", "07700.900.123", "+44\u20117700\u2011900123"),
        *("\u202a+44\u00a07700\u00a0900123\u202c", "٠٧٧٠٠ ٩٠٠١٢٣", "447700900123", "7700900123"),
    ],
    "+44 7700 900123": ["07700900123", "00 44 (0) 7700 900123", "07700-900-123"],
    "+353 87 123 4567": ["087 123 4567", "00353871234567"],
    "AB12 CDE": ["AB12CDE", "ab 12 cde", "AB-12-CDE", "АВ12 СDЕ", "A B 1 2 C D E"],
    "AB12CDE": ["AB12 CDE", "ab\u00a012cde"],
    "A.J.": ["AJ", "a. j.", "A J", "A-J"],
    "Zoë's": ["Zoe’s", "ZOËS", "zoe\u0308's", "Zo\u200be\u0308ʼs"],
}


@pytest.mark.parametrize(
    ("phrase", "disguise"), [(p, each) for p, disguises in DISGUISES.items() for each in disguises]
)
def test_disguises(phrase: str, disguise: str) -> None:
    """All of it goes, once, and nothing of what stands beside it."""
    phrases = Redaction([phrase])
    left = phrases.without(f"He said {disguise} twice").replace("\u202a", "").replace("\u202e", "")
    assert left.replace("[left out]. ", "[left out] ") == "He said [left out] twice"
    assert phrases.counts(disguise) == [1]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("Ann", "more than now"),
        ("Asher", "as her car went by"),
        ("O'Neil", "I spoke to Neil"),
        ("A.J.", "a major trajectory"),
        ("Smith Jones", "Smiths and Joneses"),
        ("AB1", "cab 12"),
        ("Zoë", "zone"),
        ("07700 900123", "07700 900124"),
        ("12", "21:2 and 1.2"),
        ("Lukasz", "Luka sz"),
        ("it's", "wits"),
    ],
)
def test_what_is_something_else_stays(phrase: str, text: str) -> None:
    """A phrase is not put together from the ends of other words."""
    assert Redaction([phrase]).without(text) == text
    assert Redaction([phrase]).counts(text) == [0]


def test_within_a_word() -> None:
    """Too much is the safe mistake: Ann is left out of Annual, as it always was."""
    assert Redaction(["Ann"]).without("Annual") == "[left out]ual"


def test_counts() -> None:
    """For each phrase in the order given, in every text to any depth but those of the program."""
    phrases = Redaction(["Ann", "nowhere", "ann", "aa"])
    assert phrases.given == ("Ann", "nowhere", "ann", "aa")
    assert phrases.counts({"what": "Ann, ann", "n": ["ANN"], "sha256": "ann"}) == [3, 0, 3, 0]
    assert phrases.counts("aaa aaaa") == [0, 0, 0, 2]


@pytest.mark.parametrize("text", ["a", "ä", "a ", "07 ", "'", "\u200b", "é’", "(+", "12-", "O'"])
def test_hostile_text_is_read_once(text: str) -> None:
    """Half a million characters of what nearly fits: a way that is not linear would not end."""
    phrases = Redaction(["aaaaaab", "O'Neil", "07700 900123", "AB12 CDE", "A.J."])
    assert not phrases.occur_in(text * 500_000)


def test_several() -> None:
    """What touches or overlaps is one."""
    phrases = Redaction(["one two", "two three", "four"])
    assert phrases.without("x one two three four y") == f"x {LEFT_OUT} {LEFT_OUT} y"
    assert Redaction(["ab", "cd"]).without("abcd") == LEFT_OUT


@pytest.mark.parametrize("phrase", ["", " ", "a", "\u200b", "\u0301\u0301", "é", "x\u200d"])
def test_what_is_too_short_is_refused(phrase: str) -> None:
    with pytest.raises(InputRefused):
        Redaction([phrase])


def test_none() -> None:
    assert not Redaction([])
    assert not Redaction([]).occur_in("anything")
    assert Redaction([]).without("anything") == "anything"


def test_in_the_body_of_an_entry() -> None:
    """Every text to any depth, but those that the program makes itself."""
    body = {
        "what": "x",
        "nonce": "beef",
        "types": ["beef"],
        "more": [{"deep": ("y", "beef z")}],
        "n": 1,
    }
    assert Redaction(["beef"]).occur_in(body)
    assert not Redaction(["beef"]).occur_in(body | {"more": []})


@given(TEXTS, TEXTS, st.text("abcé ßI\u0307", min_size=2, max_size=6), st.data())
def test_it_never_stays(before: str, after: str, phrase: str, data: st.DataObject) -> None:
    """Whatever is around it, and in which of its forms it stands there."""
    try:
        phrases = Redaction([phrase])
    except InputRefused:
        return
    forms = [
        unicodedata.normalize("NFC", phrase.upper()),
        unicodedata.normalize("NFD", phrase.title()),
        unicodedata.normalize("NFKC", phrase.lower()),
        unicodedata.normalize("NFKD", phrase),
    ]
    text = before + data.draw(st.sampled_from(forms)) + after
    assert phrases.occur_in(text)
    assert not phrases.occur_in(phrases.without(text).replace(LEFT_OUT, "\u2603"))


@given(TEXTS)
def test_what_is_not_there_changes_nothing(text: str) -> None:
    phrases = Redaction(["not in this text"])
    if not phrases.occur_in(text):
        assert phrases.without(text) == text


@given(st.data())
def test_no_disguise_helps(
    disguised: Callable[[str], st.SearchStrategy[str]], data: st.DataObject
) -> None:
    """Every letter, apostrophe, dash and space in another form; and it is there but once."""
    disguise = data.draw(disguised("o'neil-allan lane"))
    phrases = Redaction(["O'Neil-Allan Lane"])
    assert phrases.without(f"by {disguise} at") == "by [left out] at"
    assert phrases.counts(disguise) == [1]
