"""The one page that an officer with no time reads."""

from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from stalkdiary.model.action import Action
from stalkdiary.model.action_days import binds_on, days_of
from stalkdiary.model.action_words import order_words, promise_words
from stalkdiary.model.behaviour import behaviours
from stalkdiary.model.incident import Incident
from stalkdiary.model.ledger import short_fingerprint
from stalkdiary.model.moment import day_words
from stalkdiary.model.order import broken_by, conditions_of
from stalkdiary.model.pattern import said_breach
from stalkdiary.model.summary import Summary
from stalkdiary.model.text import on_one_line, shortened
from stalkdiary.reports.complained_of import complained_of
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.quoted import quoted
from stalkdiary.reports.tree import Block, Detail, Details, Form, Note, Quotation, Section, Steps
from stalkdiary.reports.words import counted, first_of, kinds_of, listed, numbers, title_of

_QUOTED = 420
_LONG = 260
_SHORT = 150
_KINDS = 7
_ACTIONS = 3
_LINE = 100
_MOST_FOR_ORDERS = 1500

_OFTEN_ASKED = (
    "a crime reference and the name of the officer; that these incidents are looked at together; "
    "what happens next, by when, and a safe way to be told"
)
_ASK_FOR_A_CHECK = (
    "Later, ask for the diary to be checked: stalkdiary verify --expect FINGERPRINT. It says "
    "whether anything that was in it then has been changed or removed."
)
_CHECK_A_FILE = (
    "Any file handed over with this document can be checked: its SHA-256 is printed under Exhibits."
)


def first_page(facts: Facts, summary: Summary, counted_ones: Container[int]) -> tuple[Section, ...]:
    """The sections of the first page; every text in them is bounded.

    `counted_ones` are the incidents of which the account is a count of ours.
    """
    sections = [
        Section.of(
            "person",
            "Person who kept this record",
            Details.to_fill_in("Name", "Date of birth", "A safe way to reach me"),
        ),
        Section("complained-of", "Person complained of", complained_of(facts)),
        Section("in-short", "In short", _in_short(facts, summary)),
        Section(
            "own-words",
            "In the words of the person who kept this record",
            _own_words(facts, counted_ones),
        ),
        Section.of("done", "What has been done", _done(facts)),
        Section.of("asked", "What I ask for", _asked(facts)),
        Section("fingerprint", "Checking this document", _check(facts)),
    ]
    return tuple(section for section in sections if section.blocks)


def _in_short(facts: Facts, summary: Summary) -> tuple[Block, ...]:
    if not summary.incidents:
        told = "There is no incident in this report."
        if summary.withdrawn:
            told += f" {counted(summary.withdrawn, 'incident')} withdrawn by the person "
            told += f"{'is' if summary.withdrawn == 1 else 'are'} listed apart."
        return (Note(told), *_selection(facts))
    rows = [
        Detail("Recorded", _amount(summary)),
        *_since(facts, summary),
        *_latest(facts, summary),
        Detail("Kinds, the most serious first", _kinds(summary), most=_LONG),
    ]
    return (Details(tuple(rows)), *_selection(facts))


def _amount(summary: Summary) -> str:
    told = counted(summary.incidents, "incident")
    if summary.acts != summary.incidents:
        told += f", covering {counted(summary.acts, 'act')}"
    if summary.days:
        told += f", on {counted(summary.days, 'known day')}"
    if summary.withdrawn:
        told += f"; {summary.withdrawn:,} more withdrawn and not counted"
    return told


def _since(facts: Facts, summary: Summary) -> list[Detail]:
    if summary.first is None:
        return [Detail("Since", "the dates are not known")]
    first = next(each for each in facts.standing if each.account.when == summary.first)
    return [Detail("Since", f"{summary.first.in_words()} (incident {first.number})")]


def _latest(facts: Facts, summary: Summary) -> list[Detail]:
    if summary.last is None:
        return []
    last = [each for each in facts.standing if each.account.when == summary.last][-1]
    told = f"{summary.last.in_words()} (incident {last.number})"
    if last.account.types:
        told += f": {kinds_of(last)}"
    if summary.last.day is not None:
        days = (facts.local_day - summary.last.day).days
        if days > 0:
            told += f". {counted(days, 'day')} before this report"
    return [Detail("Latest", told, most=_LONG)]


def _kinds(summary: Summary) -> str:
    known = behaviours()

    def order(item: tuple[str, int]) -> tuple[int, int]:
        slug, count = item
        return known[slug].gravity if slug in known else len(known) + 1, -count

    by_gravity = sorted(summary.by_type.items(), key=order)
    if not by_gravity:
        return "not filed under a kind"
    told = [f"{title_of(slug)} ({count:,})" for slug, count in by_gravity[:_KINDS]]
    if len(by_gravity) > _KINDS:
        told.append(f"and {counted(len(by_gravity) - _KINDS, 'more kind')} (Kinds of behaviour)")
    return "; ".join(told)


def _selection(facts: Facts) -> tuple[Block, ...]:
    chosen = facts.chosen
    if chosen.is_everything:
        return ()
    told = []
    if chosen.since:
        told.append(f"from {day_words(date.fromisoformat(chosen.since))}")
    if chosen.until:
        told.append(f"until {day_words(date.fromisoformat(chosen.until))}")
    if chosen.person:
        told.append(f"concerning {_part(chosen.person)}")
    if chosen.types:
        told.append(f"of the kinds {listed(title_of(slug) for slug in chosen.types[:_KINDS])}")
    return (
        Note(f"This is a part of the diary: incidents {', '.join(told)}. Others are left out."),
    )


def _done(facts: Facts) -> Details:
    told = [*_police(facts), *_promises(facts), *_references(facts)]
    rows = [*_stop(facts), *told, *_orders(facts, _room(told)), *_breaches(facts)]
    return Details(tuple(rows))


def _stop(facts: Facts) -> list[Detail]:
    told = [action.when.in_words() for action in facts.of_kind("told-to-stop")]
    text = "; ".join(first_of(told, _ACTIONS, "see Actions")) or "not recorded"
    return [Detail("Told them to stop", text)]


def _police(facts: Facts) -> list[Detail]:
    newest = [_police_words(facts, action) for action in reversed(facts.of_kind("police"))]
    if not newest:
        return [Detail("Reports to the police", "not recorded")]
    lines = first_of(newest, _ACTIONS, "see Actions")
    return _under("Reports to the police", lines, _LONG)


def _police_words(facts: Facts, action: Action) -> str:
    said = (("", action.force), ("reference ", action.reference), ("officer ", action.officer))
    told = [action.when.in_words(), *(label + _part(text) for label, text in said if text)]
    promise = promise_words(_bounded(action), facts.local_day)
    return "; ".join([*told, promise] if promise else told)


def _bounded(action: Action) -> Action:
    """`action` with texts short enough that what follows them is not cut off."""
    fields = ("what", "court", "reference", "promised", "due", "outcome_note")
    texts: dict[str, Any] = {
        name: _part(text) for name in fields if (text := getattr(action, name)) is not None
    }
    return replace(action, days=days_of(action), **texts)


def _promises(facts: Facts) -> list[Detail]:
    """What others than the police promised, and is not settled."""
    open_ones = [
        f"{action.when.in_words()}; {promise_words(_bounded(action), facts.local_day)}"
        for action in reversed(facts.actions)
        if action.kind not in {"police", "order"} and action.promised and action.outcome is None
    ]
    return _under("Promised", first_of(open_ones, 1, "see Actions"), _LONG)


def _under(label: str, lines: Sequence[str], most: int) -> list[Detail]:
    return [Detail("" if at else label, line, most=most) for at, line in enumerate(lines)]


def _references(facts: Facts) -> list[Detail]:
    refs = dict.fromkeys(
        _part(each.account.police_ref) for each in facts.standing if each.account.police_ref
    )
    if not refs:
        return []
    told = "; ".join(first_of(list(refs), _ACTIONS, "see Chronology"))
    return [Detail("Police references of incidents", told, most=_LONG)]


def _orders(facts: Facts, room: int) -> list[Detail]:
    """The orders, newest first; `room` is how many characters they may take together."""
    newest = [_order_words(facts, action) for action in reversed(facts.of_kind("order"))]
    if not newest:
        return [Detail("Orders", "not recorded")]
    lines = first_of(newest, _ACTIONS - 1, "see Actions")
    return _under("Orders", lines, room // len(lines))


def _room(others: Sequence[Detail]) -> int:
    """What the lines about the police and promises leave for orders and their conditions."""
    used = sum(max(_LINE, min(len(each.text), _LONG)) for each in others)
    return max((_ACTIONS - 1) * _LONG, _MOST_FOR_ORDERS - used)


def _part(text: str) -> str:
    """A text of the person as a part of a sentence of ours."""
    return shortened(on_one_line(text), _SHORT).rstrip(".;, ")


def _order_words(facts: Facts, order: Action) -> str:
    told = [f"Order {order.number}: {'; '.join(order_words(_bounded(order), facts.local_day))}"]
    breaking = [each for each in facts.standing if _breaks(each, order)]
    if breaking:
        told.append(f"recorded as breaking it: {_incidents(breaking)}")
        outside = [each for each in breaking if binds_on(order, each.account.when) is False]
        if outside:
            told.append(f"{_incidents(outside)} dated when it was not in force")
    conditions = conditions_of(order)
    if len(conditions) == 1:
        told.append(f"condition: {on_one_line(conditions[0])}")
    elif conditions:
        lines = (f"({at}) {on_one_line(each)}" for at, each in enumerate(conditions, start=1))
        told.append(f"conditions: {' '.join(lines)}")
    return "; ".join(told)


def _breaks(incident: Incident, order: Action) -> bool:
    named = broken_by(incident.account.breach)
    return named is not None and named.order == order.number


def _incidents(found: Sequence[Incident]) -> str:
    word = "incident" if len(found) == 1 else "incidents"
    return f"{word} {numbers((each.number for each in found), 12)}"


def _breaches(facts: Facts) -> list[Detail]:
    breaches = [incident for incident in facts.standing if said_breach(incident)]
    if not breaches:
        return []
    latest = breaches[-1]
    told = f"{counted(len(breaches), 'incident')}: {numbers((b.number for b in breaches), 12)}"
    told += f". The latest: {latest.account.when.in_words()}"
    if latest.account.breach:
        told += f"; {_part(latest.account.breach)}"
    return [Detail("Recorded as breaking an order", told, most=_LONG)]


def _own_words(facts: Facts, counted_ones: Container[int]) -> tuple[Block, ...]:
    chosen = quoted(facts, counted_ones)
    if chosen is None:
        return ()
    account = chosen.account
    when = account.when.in_words() if account.when.start else "time not known"
    source = f"Incident {chosen.number}, {when}"
    if account.types:
        source += f", {kinds_of(chosen)}"
    if chosen.number in counted_ones:
        source += ", counted from the export"
    blocks: list[Block] = [Quotation(text=on_one_line(account.what), source=source, most=_QUOTED)]
    if account.felt:
        felt = Detail("How it affected me", on_one_line(account.felt), most=_LONG)
        blocks.append(Details.of(felt))
    return tuple(blocks)


def _asked(facts: Facts) -> Details:
    if facts.asks is None:
        return Details.of(
            Detail("In my words", "", Form.BLANK), Detail("Often asked for", _OFTEN_ASKED)
        )
    return Details.of(Detail("In my words", on_one_line(facts.asks), most=_LONG))


def _check(facts: Facts) -> tuple[Block, ...]:
    entries = counted(facts.entries, "entry", "entries")
    note = (
        f"Note the fingerprint. It stands for the whole diary on {day_words(facts.local_day)}: "
        f"{entries}."
    )
    return (
        Details.of(
            Detail("Fingerprint", facts.fingerprint, Form.CODE),
            Detail("To read aloud", short_fingerprint(facts.fingerprint), Form.CODE),
        ),
        Steps((note, _ASK_FOR_A_CHECK, _CHECK_A_FILE)),
    )
