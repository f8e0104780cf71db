"""Which incident's words stand on the first page, where the person has not chosen one."""

import re
from collections.abc import Container
from typing import Final

from stalkdiary.model.behaviour import behaviours
from stalkdiary.model.incident import Incident
from stalkdiary.reports.facts import Facts

_AGAINST_A_PERSON: Final = frozenset({"assault", "threats", "threats-children"})
"""Violence and threats of it come before damage and break-ins."""
# Words that were spoken or written to somebody: quotation marks around them, or a verb of saying.
_SPOKEN: Final = re.compile(
    r"[\"“”«»]|\b(said|says|told|shouted|screamed|whispered|yelled|wrote|texted)\b", re.IGNORECASE
)


def quoted(facts: Facts, counted_ones: Container[int]) -> Incident | None:
    """The incident that the person chose; without a choice, one by this rule.

    Of the incidents in the person's own words (not among `counted_ones`), those with a known day
    come first; among them those about violence or threats against somebody, then by
    `Behaviour.gravity`; then those that name who it was; then those that tell what was said; then
    the newest. docs/report.md has the rule in words.
    """
    if facts.quoted is not None:
        return next((each for each in facts.standing if each.number == facts.quoted), None)
    told = [each for each in facts.standing if each.number not in counted_ones]
    return min(reversed(told), key=_rank, default=None)


def _rank(incident: Incident) -> tuple[bool, bool, int, bool, bool]:
    account = incident.account
    return (
        account.when.start is None,
        _AGAINST_A_PERSON.isdisjoint(account.types),
        gravest(incident),
        account.person is None,
        _SPOKEN.search(account.what) is None,
    )


def gravest(incident: Incident) -> int:
    """The least `Behaviour.gravity` among the kinds of an incident; of none, one behind all."""
    known = behaviours()
    last = len(known) + 1
    return min(
        (known[slug].gravity for slug in incident.account.types if slug in known), default=last
    )
