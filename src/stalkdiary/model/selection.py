"""Which incidents are wanted, for a list, a summary or a report."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which incidents are wanted; everything where nothing is said.

    Attributes:
        since: first local day, inclusive, ``2026-01-31``.
        until: last local day, inclusive.
        person: number of the person; who is in the list again, with the same name in another
            form of Unicode, is meant as well.
        types: behaviour slugs; any of them fits.
        channel: words in how it came, ``whatsapp``; case and accents make no difference.
        withdrawn: whether withdrawn incidents are among them.
        last: only so many of them, the last ones.
        newest_first: whether they come in that order.

    >>> march = Selection(since="2026-03-01", until="2026-03-31")
    >>> [incident.number for incident in diary.incidents(march)]
    [1]
    """

    since: str | None = None
    until: str | None = None
    person: int | None = None
    types: tuple[str, ...] = ()
    channel: str | None = None
    withdrawn: bool = True
    last: int | None = None
    newest_first: bool = False


EVERYTHING = Selection()
