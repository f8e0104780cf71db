"""Which short documents there are, by the name that `report --as` takes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from stalkdiary.reports.extracts.call import call_report
from stalkdiary.reports.extracts.court import court_report
from stalkdiary.reports.extracts.employer import employer_report
from stalkdiary.reports.extracts.impact import impact_report
from stalkdiary.reports.extracts.order import order_report
from stalkdiary.reports.extracts.own_contacts import own_contacts_report
from stalkdiary.reports.extracts.preserve import preserve_report
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.tree import Report


@dataclass(frozen=True, slots=True)
class Extract:
    """A short document.

    Attributes:
        noted: what the custody log calls it.
    """

    noted: str
    build: Callable[[Facts], Report]


EXTRACTS: Final = {
    "call": Extract("page for a call", call_report),
    "court": Extract("chronology for a court", court_report),
    "order": Extract("facts for a protection order", order_report),
    "impact": Extract("impact extract", impact_report),
    "preserve": Extract("request to keep data", preserve_report),
    "own-contacts": Extract("own messages and calls", own_contacts_report),
    "employer": Extract("note for a workplace, school or landlord", employer_report),
}
