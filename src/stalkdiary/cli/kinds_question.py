"""Which kinds of behaviour fit: a list with the grave ones nearest to the question."""

import re
from dataclasses import dataclass
from typing import Any

from stalkdiary.cli.asking import Asking, Question
from stalkdiary.errors import InputRefused
from stalkdiary.model.behaviour import behaviours, find_behaviour, title_of
from stalkdiary.model.unanswered import is_unanswered

_ORDER = (
    *("other", "unwanted-contact", "calls-messages", "gifts-letters", "proxies"),
    *("identity-theft", "publishing", "false-reports", "monitoring"),
    *("associates", "family-friends", "pets"),
    *("following-watching", "loitering", "damage"),
    *("self-harm-threats", "order-breach", "threats-children", "threats", "break-in", "assault"),
)
"""Contact, online, other people, near, harm. A low window shows the end of the list."""


def offered() -> list[str]:
    """The kinds in the order in which they are asked for; new ones come first."""
    known = behaviours()
    fresh = [slug for slug in known if slug not in _ORDER]
    return [*fresh, *(slug for slug in _ORDER if slug in known)]


def kinds_said(text: str) -> list[str]:
    """The slugs that an answer names: "3, 6 and 12", "threats", "following damage".

    Raises:
        InputRefused: a word stands for none, or for several.
    """
    if is_unanswered(text, "types"):
        return []
    listed = offered()
    chosen = []
    for word in re.split(r"[\s,;.&+]+|\band\b", text):
        if word.isdecimal() and 1 <= int(word) <= len(listed):
            chosen.append(listed[int(word) - 1])
        elif word:
            chosen.append(_named(word))
    return list(dict.fromkeys(chosen))


def _named(word: str) -> str:
    """The kind whose name begins with `word`, or alone has a word that does."""
    try:
        return find_behaviour(word)
    except InputRefused:
        wanted = word.casefold()
        titles = {slug: each.title.casefold() for slug, each in behaviours().items()}
        fitting = [s for s, title in titles.items() if re.search(rf"\b{re.escape(wanted)}", title)]
        if len(fitting) == 1:
            return fitting[0]
    raise InputRefused(
        f"There is no {word!r} in the list.", "Type numbers from it, for example: 3, 6 and 12."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class KindsQuestion(Question):
    """Asks for kinds by number or name; the answer is their slugs."""

    read: Any = kinds_said
    written: Any = ", ".join

    def put(self, asking: Asking) -> None:
        """Shows the list, then asks."""
        asking.session.screen.note(self.words)
        for number, title in enumerate(map(title_of, offered()), start=1):
            asking.session.screen.note(f"{number:>3} {title}")
        question = Question(
            name=self.name,
            words="Numbers or names, several if you like. Enter leaves it.",
            read=self.read,
            written=self.written,
        )
        question.put(asking)
