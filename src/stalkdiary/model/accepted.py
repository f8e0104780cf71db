"""What may be written down for ever: every value is checked here before it becomes an entry.

Prompts, options, imported tables and scripts hand over what they were given. What comes back is
what the diary writes: text that can be stored, known kinds, counts from 1, and nothing at a
question that was left open (`model.unanswered`). Reading checks none of this, so that a diary of
another version can still be read. Each function raises `InputRefused` for a value that can't be
one; those of an account `AnswerNeeded` where it was noticed before it happened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

from stalkdiary.errors import InputRefused
from stalkdiary.model.case import CaseSheet
from stalkdiary.model.incident import MOST_TIMES, Account
from stalkdiary.model.moment import Moment
from stalkdiary.model.text import given_text, plain_text
from stalkdiary.model.timezone import zone
from stalkdiary.model.unanswered import is_not_known, is_unanswered, is_yes

if TYPE_CHECKING:
    from stalkdiary.model.action import Action
    from stalkdiary.model.changes import ActionChanges, Changes, PersonChanges
    from stalkdiary.model.exhibit import PhysicalItem
    from stalkdiary.model.person import Person

_MOST_INITIALS: Final = 8
_PERSON_LISTS: Final = ("aliases", "numbers", "handles", "vehicles")
_NOTHING_SAVED: Final = "Nothing was saved."


def accepted_account(account: Account) -> Account:
    """The account as it is written down."""
    _must_be(account, Account, "An account")
    account = Account(**_each(account, Account, _account_field))
    must_follow(account.noticed, account.when)
    return account


def accepted_changes(changes: Changes, before: Account) -> dict[str, Any]:
    """The new values of the fields of `before` that are changed, but for the person."""
    from stalkdiary.model.changes import Changes

    _must_be(changes, Changes, "A change to an incident")
    given = {name: value for name, value in changes.given().items() if name != "person"}
    cleared = {
        "when": Moment.unknown(timezone=before.when.timezone),
        "times": 1,
        "types": (),
        "witnesses": (),
    }
    after: dict[str, Any] = {
        name: cleared[name] if value is None and name in cleared else _account_field(name, value)
        for name, value in given.items()
    }
    if after.keys() & {"when", "noticed"}:
        must_follow(after.get("noticed", before.noticed), after.get("when", before.when))
    return after


def must_follow(noticed: Moment | None, when: Moment) -> None:
    """Nobody notices what has not happened yet: one of the two is a slip."""
    if noticed is not None and noticed.is_before(when):
        from stalkdiary.model.moment_questions import noticed_before

        raise noticed_before(when, noticed)


def accepted_person(person: Person) -> Person:
    """The person as they are written down."""
    from stalkdiary.model.person import Person

    _must_be(person, Person, "A person")
    return replace(person, **_each(person, Person, _person_field, but="number"))


def changed_person(before: Person, changes: PersonChanges) -> Person:
    """`before` with what is known now: lists are added to, other fields take the new value."""
    from stalkdiary.model.changes import PersonChanges

    _must_be(changes, PersonChanges, "A change to a person")
    after: dict[str, Any] = {}
    for name, value in changes.given().items():
        if name in _PERSON_LISTS:
            known, fresh = getattr(before, name), _texts(value or (), name)
            after[name] = (*known, *(each for each in fresh if each not in known)) if fresh else ()
        else:
            after[name] = _person_field(name, value)
    return replace(before, **after)


def accepted_name(name: str | None) -> str | None:
    """Who an incident concerns, on one line; None where that was not said."""
    found = accepted_text(name, "person")
    return None if found is None else " ".join(found.split())


def accepted_action(action: Action) -> Action:
    """The action as it is written down."""
    from stalkdiary.model.action import KINDS, Action
    from stalkdiary.model.changes import ActionChanges

    _must_be(action, Action, "An action")
    if action.kind not in KINDS:
        raise InputRefused(
            f"There is no kind of action {action.kind!r}.",
            f"{_NOTHING_SAVED} The kinds are: {', '.join(KINDS)}.",
        )
    # What it may say beside its kind and its time.
    given = _each(action, ActionChanges, _action_field)
    return replace(action, when=_moment(action.when, "when"), **given)


def changed_action(before: Action, changes: ActionChanges) -> Action:
    """`before` with what is known now."""
    from stalkdiary.model.changes import ActionChanges

    _must_be(changes, ActionChanges, "A change to an action")
    after = ((name, _action_field(name, value)) for name, value in changes.given().items())
    return replace(before, **dict[str, Any](after))


def _action_field(name: str, value: object) -> object:
    if name == "outcome_when":
        return None if value is None else _moment(value, name)
    text = accepted_text(value, name)
    if name == "what" and text is not None and is_not_known(text):
        return None  # "No" stays: it may be what somebody was told
    if name == "order_kind" and text is not None:
        from stalkdiary.model.order import find_order_kind

        return find_order_kind(text)
    if name == "outcome" and text is not None:
        from stalkdiary.model.action import OUTCOMES

        if text not in OUTCOMES:
            raise _refused(name, f"one of {', '.join(OUTCOMES)}")
    return text


def accepted_item(item: PhysicalItem) -> PhysicalItem:
    """The thing as it is written down."""
    from stalkdiary.model.exhibit import PhysicalItem

    _must_be(item, PhysicalItem, "A physical exhibit")
    texts: dict[str, Any] = {
        field.name: accepted_text(getattr(item, field.name), field.name)
        for field in fields(PhysicalItem)
        if field.name != "description"
    }
    return replace(item, description=required_text(item.description, "the thing"), **texts)


def accepted_sheet(sheet: CaseSheet) -> CaseSheet:
    """The case sheet as it is written down."""
    zone(required_text(sheet.timezone, "the time zone"))
    return replace(sheet, initials=accepted_initials(sheet.initials))


def accepted_number(value: object, called: str) -> int:
    """The number of something in the diary, from 1."""
    number = _whole(value, called)
    if number < 1:
        raise _refused(called, "a number from 1")
    return number


def accepted_initials(text: str) -> str:
    """Initials as references begin with them: letters and digits, upper case."""
    given = required_text(text, "the initials")
    initials = given.replace(".", "").replace(" ", "").upper()
    if not initials.isalnum() or len(initials) > _MOST_INITIALS:
        raise InputRefused(
            "Initials are letters and digits.",
            f"{_NOTHING_SAVED} Give at most {_MOST_INITIALS}, such as AB.",
        )
    return initials


def accepted_text(value: object, field: str) -> str | None:
    """A text that may be left out; None where the field was left unanswered."""
    if value is None:
        return None
    text = _text(value, field)
    return None if is_unanswered(text, field) else _written(text, field.replace("_", " "))


def required_text(value: object, called: str) -> str:
    """A text that has to be there; `called` is what a message calls it."""
    return _written(_text(value, called), called)


def _each(
    value: object, kind: type[Any], take: Callable[[str, object], object], *, but: str = ""
) -> dict[str, Any]:
    """Each field of `value` that `kind` has, `but` for one, as `take` gives it by its name."""
    names = (field.name for field in fields(kind) if field.name != but)
    return {name: take(name, getattr(value, name)) for name in names}


def _account_field(name: str, value: object) -> object:
    known = _ACCOUNT_FIELDS.get(name)
    return accepted_text(value, name) if known is None else known(value)


def _person_field(name: str, value: object) -> object:
    if name == "name":
        return _name(value)
    if name in _PERSON_LISTS:
        return _texts(value, name)
    found = accepted_text(value, name)
    if name == "role" and found is not None:
        from stalkdiary.model.person import ROLES

        if found not in ROLES:
            raise InputRefused(
                f"There is no role {found!r}.",
                f"{_NOTHING_SAVED} The roles are: {', '.join(ROLES)}.",
            )
    return found


def _what(value: object) -> str:
    text = _text(value, "what happened")
    if not text.strip():
        raise InputRefused(
            "There are no words about what happened.", f"{_NOTHING_SAVED} A few words are enough."
        )
    return _written(text, "what happened")


def _name(value: object) -> str:
    text = _text(value, "the name")
    if is_unanswered(text, "name"):
        raise InputRefused(
            "There is no name.",
            f"{_NOTHING_SAVED} Give what you call them, for example: the neighbour.",
        )
    return " ".join(_written(text, "the name").split())


def _moment(value: object, field: str) -> Moment:
    if not isinstance(value, Moment):
        raise _refused(field, "a time: see Diary.moment")
    zone(value.timezone)
    return replace(value, said=value.said and _written(value.said, "the time"))


def _noticed(value: object) -> Moment | None:
    noticed = None if value is None else _moment(value, "noticed")
    return None if noticed is None or noticed.start is None else noticed


def _types(value: object) -> tuple[str, ...]:
    named = _answers(value, "types")
    if not named:
        return ()
    from stalkdiary.model.behaviour import find_behaviour

    return tuple(dict.fromkeys(map(find_behaviour, named)))


def _yes_or_words(value: object, field: str) -> str | None:
    said = accepted_text(value, field)
    return "yes" if said is not None and is_yes(said) else said


def _texts(value: object, field: str) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise _refused(field, "a list of texts")
    texts = (_text(each, field) for each in value)
    return tuple(_written(each, field) for each in texts if each.strip())


def _written(text: str, called: str) -> str:
    return given_text(plain_text(text), called)


def _answers(value: object, field: str) -> tuple[str, ...]:
    """The texts of a list, without those that leave it unanswered."""
    return tuple(text for text in _texts(value, field) if not is_unanswered(text, field))


def _count(value: object) -> int:
    count = _whole(value, "times")
    if not 1 <= count <= MOST_TIMES:
        raise _refused("times", f"a number from 1 to {MOST_TIMES:,}")
    return count


def _whole(value: object, field: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _refused(field, "a whole number")
    return value


def _text(value: object, field: str) -> str:
    if not isinstance(value, str):
        raise _refused(field, "a text")
    return value


def _must_be(value: object, kind: type, called: str) -> None:
    if not isinstance(value, kind):
        raise InputRefused(
            f"{called} is given as {kind.__name__}, not as {type(value).__name__}.", _NOTHING_SAVED
        )


def _refused(field: str, expected: str) -> InputRefused:
    called = field.replace("_", " ")
    return InputRefused(
        f"The value for {called} is not {expected}.", f"{_NOTHING_SAVED} Check it, then try again."
    )


_ACCOUNT_FIELDS: Final[dict[str, Callable[[object], object]]] = {
    "what": _what,
    "when": lambda value: _moment(value, "when"),
    "noticed": _noticed,
    "types": _types,
    "person": lambda value: None if value is None else _whole(value, "person"),
    "witnesses": lambda value: _answers(value, "witnesses"),
    "breach": lambda value: _yes_or_words(value, "breach"),
    "children": lambda value: _yes_or_words(value, "children"),
    "times": _count,
}
"""The fields of an account that are more than a text which may be left out."""
