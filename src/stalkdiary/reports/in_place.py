"""Imported messages under their incident: all of a few, else the first, the last and the marked."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from stalkdiary.model.burst import Digest
from stalkdiary.model.incident import Incident
from stalkdiary.model.message import HeldMessage
from stalkdiary.reports.annex import message_line
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.tree import IncidentBlock, MessageLine, ShortIncidents
from stalkdiary.reports.words import counted, listed

MOST_OF_A_DAY: Final = 10
"""So many messages stand under their incident, all of them."""
MOST_LETTERS: Final = 800
"""Of one message; the annex has the rest."""
_OF_A_LINE: Final = 300
"""What a message or a row takes besides its letters, measured in the memory of the typesetter."""
_MOST_CHOSEN: Final = 50
"""Of those that the person marked, or in which they told somebody to stop, in one incident."""
_MOST_OF_A_SHORT_DAY: Final = 2
_LETTERS_OF_A_SHORT_DAY: Final = 300
_FEWEST_TOGETHER: Final = 2


def in_place(
    facts: Facts, incident: int, digest: Digest | None
) -> tuple[tuple[MessageLine, ...], str | None]:
    """The messages that stand under an incident, and what is to be said of the choice.

    Those that came are the first and the last; what the person sent is among the others.
    """
    if digest is None:
        return (), None
    if digest.held <= MOST_OF_A_DAY:
        return tuple(_line(facts, held, 0) for held in facts.messages(incident)), None
    chosen, more = _chosen(facts, facts.messages(incident))
    lines = []
    before = 0
    for place, held in chosen:
        lines.append(_line(facts, held, place - before))
        before = place + 1
    return tuple(lines), _about(facts, digest, [held for _, held in chosen], more)


def _chosen(
    facts: Facts, messages: Iterable[HeldMessage]
) -> tuple[list[tuple[int, HeldMessage]], int]:
    """The first, the last and the set off ones with their places, and how many more are set off."""
    found: dict[int, HeldMessage] = {}
    last: deque[tuple[int, HeldMessage]] = deque(maxlen=1)
    more = 0
    for place, held in enumerate(messages):
        if facts.marks.is_marked(held) or facts.marks.tells_to_stop(held):
            if len(found) < _MOST_CHOSEN:
                found[place] = held
            else:
                more += 1
        if held.counted:
            if not last:
                found[place] = held
            last.append((place, held))
    found |= dict(last)
    return sorted(found.items()), more


def _about(facts: Facts, digest: Digest, shown: Sequence[HeldMessage], more: int) -> str:
    marked = sum(map(facts.marks.is_marked, shown))
    told = sum(map(facts.marks.tells_to_stop, shown))
    kinds = ["the first", "the last"]
    kinds += [f"{marked} that the person marked"] if marked else []
    kinds += ["the one that told them to stop"] if told == 1 else []
    kinds += [f"{told} that told them to stop"] if told > 1 else []
    told_of_more = f" {counted(more, 'marked message')} more and all others" if more else " All"
    own = digest.held - digest.acts
    of = f"{digest.held:,} messages and calls" + (f", {own:,} of them own" if own else "")
    return f"Shown here, of {of}: {listed(kinds)}.{told_of_more} stand in the annex."


def _line(facts: Facts, held: HeldMessage, left_out: int) -> MessageLine:
    return replace(message_line(facts, held), most=MOST_LETTERS, left_out=left_out)


def weight_in_place(digest: Digest) -> int:
    """What the messages under an incident take, in letters."""
    if digest.held <= MOST_OF_A_DAY:
        return min(digest.characters, digest.held * MOST_LETTERS) + digest.held * _OF_A_LINE
    return 2 * (MOST_LETTERS + _OF_A_LINE) + len(digest.bursts) * _OF_A_LINE


def short_days_together(
    facts: Facts, incidents: Iterable[tuple[Incident, IncidentBlock]], digests: Mapping[int, Digest]
) -> Iterator[IncidentBlock | ShortIncidents]:
    """The incidents as blocks; days in a row that are alike and hold little share a table."""

    def alike(each: tuple[Incident, IncidentBlock]) -> tuple[object, ...]:
        incident, block = each
        account = incident.account
        if not _is_short(block, digests.get(incident.number)):
            return (incident.number,)
        when = facts.to_the_minute(incident.recorded_at).in_words()
        return (incident.person_name, account.channel, account.types, when)

    for (key, *_), group in groupby(incidents, alike):
        blocks = [block for _, block in group]
        if isinstance(key, int) or len(blocks) < _FEWEST_TOGETHER:
            yield from blocks
        else:
            yield ShortIncidents(caption=_caption(blocks), incidents=tuple(blocks))


def _is_short(block: IncidentBlock, digest: Digest | None) -> bool:
    """Whether all that is to be told of an incident are one or two short messages."""
    return (
        digest is not None
        and digest.held <= _MOST_OF_A_SHORT_DAY
        and sum(len(each.text) for each in block.messages) <= _LETTERS_OF_A_SHORT_DAY
        and not block.amendments
        and not block.pictures
        and not any(each.pictures for each in block.messages)
        and block.withdrawn is None
        and {each.label for each in block.details} <= _USUAL
    )


_USUAL: Final = frozenset({"Who", "How", "Kind", "Acts"})
"""What the details of every imported day say."""


def _caption(blocks: Sequence[IncidentBlock]) -> str:
    about = {each.label: each.text for each in blocks[0].details}
    told = (about.get(label) for label in ("Who", "How", "Kind"))
    return f"{len(blocks)} incidents of one or two messages: {', '.join(filter(None, told))}"
