"""In a document incidents are numbered in the order in which they are told."""

from collections.abc import Iterable
from dataclasses import replace

from stalkdiary.model.message import HeldMessage
from stalkdiary.reports.facts import Facts, by_message


def numbered_by_time(facts: Facts) -> Facts:
    """`facts` with the incidents numbered from 1 in the order of the chronology.

    Withdrawn ones come behind the others. `Facts.own` has the numbers of the diary.
    """
    own = {at: each.number for at, each in enumerate([*facts.standing, *facts.withdrawn], start=1)}
    place = {number: at for at, number in own.items()}

    def messages(at: int) -> Iterable[HeldMessage]:
        return facts.messages(own[at])

    return replace(
        facts,
        own=own,
        incidents=[replace(each, number=place[each.number]) for each in facts.incidents],
        histories={place[number]: told for number, told in facts.histories.items()},
        exhibits=[replace(each, incident=place[each.incident]) for each in facts.chosen_exhibits],
        enclosed=by_message(
            replace(each, incident=place[each.incident]) for each in facts.chosen_enclosed
        ),
        quoted=None if facts.quoted is None else place[facts.quoted],
        messages=messages,
    )
