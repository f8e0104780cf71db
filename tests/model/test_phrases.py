"""Finding what is to be left out, however it is written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.model.phrases import LEFT_OUT, Phrases

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
    assert Phrases([phrase]).without(text) == left


def test_several() -> None:
    """What touches or overlaps is one."""
    phrases = Phrases(["one two", "two three", "four"])
    assert phrases.without("x one two three four y") == f"x {LEFT_OUT} {LEFT_OUT} y"
    assert Phrases(["ab", "cd"]).without("abcd") == LEFT_OUT


@pytest.mark.parametrize("phrase", ["", " ", "a", "\u200b", "\u0301\u0301", "é", "x\u200d"])
def test_what_is_too_short_is_refused(phrase: str) -> None:
    with pytest.raises(InputRefused):
        Phrases([phrase])


def test_none() -> None:
    assert not Phrases([])
    assert not Phrases([]).occur_in("anything")
    assert Phrases([]).without("anything") == "anything"


def test_in_the_body_of_an_entry() -> None:
    """Every text to any depth, but those that the program makes itself."""
    body = {
        "what": "x",
        "nonce": "beef",
        "types": ["beef"],
        "more": [{"deep": ("y", "beef z")}],
        "n": 1,
    }
    assert Phrases(["beef"]).occur_in(body)
    assert not Phrases(["beef"]).occur_in(body | {"more": []})
    assert Phrases(["beef"]).without_in(body) == body | {"more": [{"deep": ("y", "[left out] z")}]}


@given(TEXTS, TEXTS, st.text("abcé ßI\u0307", min_size=2, max_size=6), st.data())
def test_it_never_stays(before: str, after: str, phrase: str, data: st.DataObject) -> None:
    """Whatever is around it, and in which of its forms it stands there."""
    try:
        phrases = Phrases([phrase])
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
    assert not phrases.occur_in(phrases.without(text).replace(LEFT_OUT, "\0"))


@given(TEXTS)
def test_what_is_not_there_changes_nothing(text: str) -> None:
    phrases = Phrases(["not in this text"])
    if not phrases.occur_in(text):
        assert phrases.without(text) == text
