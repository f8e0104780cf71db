"""The kinds of behaviour that incidents are filed under, from data/behaviours.tsv."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from stalkdiary.errors import InputRefused
from stalkdiary.model.near_miss import did_you_mean

_DATA = Path(__file__).parents[1] / "data" / "behaviours.tsv"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One kind of behaviour.

    Attributes:
        slug: the stable name used by ``--type`` and in every file.
        letters: examples of s.2A(3) of the Protection from Harassment Act 1997 it resembles.
        perhaps: further examples that depend on the facts and are never asserted.
        presence: ``in-person``, ``remote`` or ``either``.
        against_others: the act is aimed at people around the person.
        gravity: the order in which a report looks for "the gravest", 1 first; not a score.
        group: the heading under which it stands in a question.
        hint: what tells it from a kind like it, in words to the person; mostly empty.
    """

    slug: str
    title: str
    letters: tuple[str, ...]
    perhaps: tuple[str, ...]
    presence: str
    against_others: bool
    gravity: int
    group: str
    hint: str


@cache
def behaviours() -> dict[str, Behaviour]:
    """Every kind by its slug: those of the public advice first, then those that were added."""
    found = {}
    for line in _DATA.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        slug, title, letters, perhaps, presence, others, gravity, group, hint = line.split("\t")
        found[slug] = Behaviour(
            slug,
            title,
            tuple(letters.split()),
            tuple(perhaps.split()),
            presence,
            others == "yes",
            int(gravity),
            group,
            hint,
        )
    return found


def title_of(slug: str) -> str:
    """What people call a kind of behaviour; the slug itself where it is of a newer program."""
    known = behaviours().get(slug)
    return slug if known is None else known.title


def find_behaviour(name: str) -> str:
    """The slug that `name` stands for: a slug, or a beginning that fits only one.

    Raises:
        InputRefused: it fits none, or several.
    """
    wanted = name.strip().casefold().replace("_", "-").replace(" ", "-")
    known = behaviours()
    if wanted in known:
        return wanted
    fitting = [slug for slug in known if wanted and slug.startswith(wanted)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        sentence = f"The type {name!r} could be {' or '.join(fitting)}."
        raise InputRefused(sentence, "Nothing was saved. Write out the one that fits.")
    sentence = f"There is no behaviour type {name!r}.{did_you_mean(wanted, known)}"
    raise InputRefused(sentence, f"Nothing was saved. The types are: {', '.join(known)}.")
