"""From what somebody types to what the full-text indexes are asked.

The indexes hold folded words and nothing else. Which word endings, spellings, spaced-out numbers
and joined words a search finds is decided when it is asked, by looking which of them occur: so the
rules can grow without an index being made again.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations, islice

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.model.address import country_and_number
from stalkdiary.model.sameness import SPELLED_OUT
from stalkdiary.model.search import Phrase, Search
from stalkdiary.model.terms import one_spelling_of, terms, words_of

_INDEXES = ("search", "message_search")
_LAST = "\U0010ffff"
_MOST_WORDS = 32
_MOST_JOINED = 8
"""With more words, none are tried as parts of one."""
_MOST_READINGS = 12
_MOST_FORMS = 80
_PARTS_OF_A_NUMBER = 6
_PARTS_OF_A_WORD = 3
_SHORTEST_NUMBER, _LONGEST_NUMBER = 7, 17
"""Digits: a whole number, and one with its country and 00 before it (E.164)."""
_LONGEST_WORD = 40
_SHORTEST_END = 5
"""Digits of the end of a number by which it is found."""
_LONGEST_PLATE = 8
_SHORTEST_PART = 3
_SHORT_BEGINNINGS = {"ex", "mc", "o", "d", "e", "l", "t", "x"}
"""Ex partner, McNeil, O'Neil, e-mail, T shirt."""
_VOWELS = (("oe", "o"), ("ue", "u"), ("ae", "a"), ("aa", "a"))

_Word = tuple[str, ...]
_Unit = tuple[Phrase, ...]


def understood(connection: sqlite.Connection, typed: str) -> Search:
    """What is looked for with `typed`. Nothing in it is an operator."""
    words = _words(typed)
    if not words:
        return Search(readings=())
    spelled = words_of(typed.translate(SPELLED_OUT))
    forms = _Forms(_Vocabulary(connection), dict(zip(words_of(typed), spelled, strict=False)))
    readings = islice(_readings(words, forms), _MOST_READINGS)
    return Search(readings=tuple(dict.fromkeys(readings)))


def query(search: Search) -> str:
    """`search` as FTS5 is asked; what matches nothing, where nothing is looked for."""
    readings = (
        " AND ".join(f"({' OR '.join(map(_quoted, unit))})" for unit in reading)
        for reading in search.readings
    )
    return " OR ".join(f"({each})" for each in readings if each) or '""'


def _quoted(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.words)}"{"*" if phrase.open else ""}'


def _words(typed: str) -> list[_Word]:
    """What was typed, word by word; signs that stand together are one."""
    words: list[_Word] = []
    end, run = -1, False
    for term in terms(typed.encode("utf-8", "replace").decode()):
        if run and term.alone and term.start == end:
            words[-1] += (term.word,)
        else:
            words.append((term.word,))
        end, run = term.end, term.alone
    return list(dict.fromkeys(words))[:_MOST_WORDS]


def _readings(words: list[_Word], forms: "_Forms") -> Iterator[tuple[_Unit, ...]]:
    """Each way to take the words: one by one, or some that follow each other as one."""
    if not words:
        yield ()
        return
    for rest in _readings(words[1:], forms):
        yield (forms.of(words[0]), *rest)
    if len(words) > _MOST_JOINED:
        return
    for count in range(2, min(len(words), _PARTS_OF_A_NUMBER) + 1):
        together = forms.of_parts(words[:count])
        if together:
            for rest in _readings(words[count:], forms):
                yield (together, *rest)


class _Vocabulary:
    """The words that occur in any of the indexes."""

    def __init__(self, connection: sqlite.Connection) -> None:
        self._connection = connection
        # They stay: none can be dropped while somebody still reads what an earlier search found.
        for index in _INDEXES:
            connection.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.known_{index} "
                f"USING fts5vocab(main, {index}, row)"
            )
        connection.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.stems "
            "USING fts5 (word, tokenize = 'porter ascii')"
        )
        self.has: Callable[[str], bool] = cache(lambda word: bool(self.between(word, word, 1)))
        self.goes_on: Callable[[str], bool] = cache(
            lambda word: bool(self.between(word, word + _LAST, 1))
        )

    def between(self, first: str, last: str, most: int = -1) -> list[str]:
        """The words from `first` to `last`, both included, at most so many of each index."""
        return [
            word
            for index in _INDEXES
            for (word,) in self._connection.execute(
                f"SELECT term FROM temp.known_{index} WHERE term >= ? AND term <= ? LIMIT ?",
                (first, last, most),
            ).fetchall()
        ]

    def with_stem_of(self, word: str) -> list[str]:
        """The words that are `word` with another ending, or in the other English spelling."""
        # Spying, spied.
        short = len(word) < _SHORTEST_END or word[2] in "iy"
        beginning = word[: 2 if short else _SHORTEST_PART]
        near = {
            each
            for each in self.between(beginning, beginning + _LAST)
            if each.isascii() and each.isalpha() and not each.startswith(word)
        }
        candidates = sorted(near)
        self._connection.execute("DELETE FROM temp.stems")
        self._connection.executemany(
            "INSERT INTO temp.stems (rowid, word) VALUES (?, ?)",
            enumerate(map(one_spelling_of, candidates)),
        )
        rows = self._connection.execute(
            "SELECT rowid FROM temp.stems WHERE stems MATCH ? ORDER BY rowid",
            (f'"{one_spelling_of(word)}"',),
        )
        return [candidates[at] for (at,) in rows.fetchall()]


class _Forms:
    """Every form in which a word may be written, as far as it occurs."""

    def __init__(self, known: _Vocabulary, spelled: dict[str, str]) -> None:
        """`spelled` has the words as they are spelled without ö and å: oe, aa."""
        self._known = known
        self._spelled = spelled
        self.of: Callable[[_Word], _Unit] = cache(self._of)

    def _of(self, words: _Word) -> _Unit:
        forms = [Phrase(words, open=True)]
        if len(words) == 1:
            forms += islice(self._others(words[0]), _MOST_FORMS)
        return tuple(dict.fromkeys(forms))

    def _others(self, word: str) -> Iterator[Phrase]:
        if self._spelled.get(word, word) != word:
            yield Phrase((self._spelled[word],), open=True)
        if len(word) > _LONGEST_WORD:
            return
        if word.isdecimal():
            yield from self._number(word)
        elif word.isalpha():
            if word.isascii():
                for each in self._known.with_stem_of(word):
                    yield Phrase((each,), open=False)
            yield from self._spelled_out(word)
            yield from self._apart(word)
        elif len(word) <= _LONGEST_PLATE:
            yield from self._parted(word, 1, 1, _PARTS_OF_A_WORD)

    def of_parts(self, words: list[_Word]) -> _Unit:
        """Words that follow each other, as one: a number, a number plate, a joined word."""
        if any(len(each) > 1 or not each[0].isalnum() for each in words):
            return ()
        word = "".join(each[0] for each in words)
        if word.isdecimal():
            return tuple(islice(self._number(word), _MOST_FORMS))
        if len(words) > _PARTS_OF_A_WORD:
            return ()
        forms = [Phrase((word,), open=False)] if self._known.has(word) else []
        plate = len(word) <= _LONGEST_PLATE and not word.isalpha()
        return tuple([*forms, *self._parted(word, 1, 1, _PARTS_OF_A_WORD)] if plate else forms)

    def _number(self, digits: str) -> Iterator[Phrase]:
        """A telephone number with the code of its country and without, however it is spaced."""
        if len(digits) >= _SHORTEST_END:
            for word in self._known.between("0", "9" + _LAST):
                if word.isdecimal() and len(word) > len(digits) and word.endswith(digits):
                    yield Phrase((word,), open=False)
        if not _SHORTEST_NUMBER <= len(digits) <= _LONGEST_NUMBER:
            if len(digits) in range(_SHORTEST_END, _SHORTEST_NUMBER):
                yield from self._parted(digits, 1, 2, len(digits))
            return
        whole = f"+{digits[2:]}" if digits.startswith("00") else digits
        country, number = country_and_number(whole) or ("", digits.lstrip("0"))
        heads = ("", "0", country, f"00{country}", f"{country}0", f"00{country}0")
        for head in dict.fromkeys(heads):
            if self._known.goes_on(head + number):
                yield Phrase((head + number,), open=True)
            yield from self._parted(number, 1, 2, len(number), head)
        singly = tuple(digits)
        if all(map(self._known.has, singly)):
            yield Phrase(singly, open=False)

    def _parted(
        self, word: str, first: int, others: int, most: int, head: str = ""
    ) -> Iterator[Phrase]:
        """`word` behind `head`, parted by spaces: no part shorter, no more parts than said."""
        for count in range(1, most):
            if count * others >= len(word):
                return
            for cuts in combinations(range(first, len(word)), count):
                ends = (*cuts, len(word))
                if any(end - cut < others for cut, end in zip(cuts, ends[1:], strict=True)):
                    continue
                *before, last = (word[cut:end] for cut, end in zip((0, *cuts), ends, strict=True))
                before[0] = head + before[0]
                if all(map(self._known.has, before)) and self._known.goes_on(last):
                    yield Phrase((*before, last), open=True)

    def _spelled_out(self, word: str) -> Iterator[Phrase]:
        """Øystein stands in the index as oystein, and is asked for, or written, as Oeystein."""
        for two, one in _VOWELS:
            for old, new in ((two, one), (one, two)):
                for found in re.finditer(old, word):
                    other = word[: found.start()] + new + word[found.end() :]
                    if self._known.has(other):
                        yield Phrase((other,), open=False)

    def _apart(self, word: str) -> Iterator[Phrase]:
        """Two words that are asked for as one: car park, ex partner, O Neil."""
        for at in range(1, len(word) - _SHORTEST_PART + 1):
            first, second = word[:at], word[at:]
            long = at >= _SHORTEST_PART or first in _SHORT_BEGINNINGS
            if long and self._known.has(first) and self._known.goes_on(second):
                yield Phrase((first, second), open=True)
