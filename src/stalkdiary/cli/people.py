"""`people`: who is who."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from stalkdiary.cli import options, prompts
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import receipt_lines
from stalkdiary.errors import AnswerNeeded
from stalkdiary.model.address import comparable
from stalkdiary.model.changes import PersonChanges
from stalkdiary.model.person import ROLES, Person, of_this_name
from stalkdiary.model.text import given_text

EXAMPLES = (
    "Examples:\n\n"
    "  stalkdiary people add Alex --role stalker --relationship 'former partner'\n\n"
    "  stalkdiary people change Alex --alias 'Lex' --number 07700900123\n\n"
    "  stalkdiary people"
)

Role = StrEnum("Role", {role: role for role in ROLES})  # type: ignore[misc]


class Verb(StrEnum):
    """What to do with the list."""

    add = "add"
    change = "change"


def people(
    context: typer.Context,
    verb: Annotated[
        Verb | None, typer.Argument(metavar="[add|change]", help="Leave it out to see the list.")
    ] = None,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="What you call them.")] = None,
    new_name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="With change: another name.")
    ] = None,
    role: Annotated[Role | None, typer.Option(help="Who they are in this.")] = None,
    relationship: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What they are, or were, to you.")
    ] = None,
    aliases: Annotated[
        list[str] | None, typer.Option("--alias", metavar="NAME", help="Another name. Repeatable.")
    ] = None,
    numbers: Annotated[
        list[str] | None,
        typer.Option("--number", metavar="NUMBER", help="A telephone number. Repeatable."),
    ] = None,
    handles: Annotated[
        list[str] | None,
        typer.Option("--handle", metavar="TEXT", help="An account or e-mail address. Repeatable."),
    ] = None,
    vehicles: Annotated[
        list[str] | None, typer.Option("--vehicle", metavar="TEXT", help="A vehicle. Repeatable.")
    ] = None,
    notes: Annotated[str | None, typer.Option(metavar="TEXT", help="Anything else.")] = None,
    as_json: options.Json = False,
) -> None:
    """Who is who: the stalker, witnesses, family. Alone: the list."""
    session: Session = context.obj
    if verb is None:
        _list(session, as_json=as_json)
        return
    session.mind_the_history(
        name, new_name, relationship, aliases, numbers, handles, vehicles, notes
    )
    asks = name is None
    name = _name(session, verb) if name is None else name
    given = _given(
        {"role": str(role) if role else None, "relationship": relationship, "notes": notes},
        {"aliases": aliases, "numbers": numbers, "handles": handles, "vehicles": vehicles},
    )
    if new_name is not None:
        given["name"] = _as_a_name(new_name)
    with session.open_diary() as diary:
        if verb == Verb.add:
            name = _as_a_name(name)
            known = next(iter(of_this_name(diary.people(), name)), None)
            if known is not None:
                _must_be_the_same(session, known, given)
                name = known.name
                asks = asks or (session.may_ask and not given)
        else:
            known = diary.person(name)
            if new_name is not None:
                given["name"] = _free_name(session, diary.people(), known, given["name"])
        if asks:
            given |= _asked_for(given, known)
        if known is None:
            receipt = diary.record_person(Person(number=0, name=name, **given))
        else:
            receipt = diary.change_person(name, PersonChanges(**given))
    if as_json:
        session.screen.json(
            {
                "person": receipt.number,
                "recorded_at": receipt.recorded_at,
                "fingerprint": receipt.fingerprint,
            }
        )
        return
    session.screen.line(f"Saved: {name}.")
    for line in receipt_lines(receipt):
        session.screen.line(line)


def _name(session: Session, verb: Verb) -> str:
    if not session.may_ask:
        raise AnswerNeeded("Who is it?", f"Give a name: stalkdiary people {verb} NAME")
    return prompts.line("What do you call them?")


def _as_a_name(text: str) -> str:
    return " ".join(given_text(text, "the name").split())


def _given(texts: dict[str, str | None], lists: dict[str, list[str] | None]) -> dict[str, Any]:
    """What is said about somebody, by the name of the field; nothing that is not said."""
    said: dict[str, Any] = {field: text for field, text in texts.items() if text is not None}
    for field, values in lists.items():
        if values:
            said[field] = tuple(values)
    return said


def _asked_for(given: dict[str, Any], known: Person | None) -> dict[str, Any]:
    """The answers to what is not `given` yet."""
    relationship, numbers, aliases = None, None, None
    if "relationship" not in given:
        before = (known.relationship if known else None) or ""
        relationship = prompts.line("What are they, or were, to you?", default=before) or None
    if "numbers" not in given:
        numbers = _several("Their telephone numbers?")
    if "aliases" not in given:
        aliases = _several("Other names they use?")
    return _given({"relationship": relationship}, {"numbers": numbers, "aliases": aliases})


def _must_be_the_same(session: Session, known: Person, given: dict[str, Any]) -> None:
    """Somebody of this name is in the list: asks whether what is said is said of them.

    Raises:
        AnswerNeeded: it is somebody else; or nobody can be asked, and a word would be replaced.
    """
    if session.may_ask:
        session.screen.note(f"{known.name} is in the list already.")
        if not prompts.yes("Is this the same person? What you say is added.", default=True):
            raise AnswerNeeded(
                "There can't be two people of one name.",
                "Nothing was saved. Give the other one a name of their own, such as "
                f"'{known.name} (neighbour)'.",
            )
        return
    for field in ("role", "relationship", "notes"):
        before = getattr(known, field)
        if before is not None and given.get(field, before) != before:
            raise AnswerNeeded(
                f"{known.name} is in the list already, and {field} would be replaced.",
                "Nothing was saved. If it is the same person, use 'stalkdiary people change'; "
                "otherwise give the other one a name of their own.",
            )


def _free_name(session: Session, listed: list[Person], known: Person, name: str) -> str:
    """A new name for `known` that nobody else has; asked for again until it is.

    Raises:
        AnswerNeeded: the name is taken, and there is no other.
    """
    while True:
        taken = [each for each in of_this_name(listed, name) if each.number != known.number]
        if not taken or comparable(name) == comparable(known.name):
            return name
        told = f"{taken[0].name} is in the list already."
        if not session.may_ask:
            raise AnswerNeeded(told, "Nothing was saved. Choose a name that nobody else has.")
        session.screen.note(told)
        answer = prompts.line(f"Another name for {known.name}? Enter leaves it as it is.")
        if not answer:
            raise AnswerNeeded(f"{known.name} keeps the name.", "Nothing was saved.")
        name = _as_a_name(answer)


def _several(question: str) -> list[str]:
    text = prompts.line(f"{question} Several: with ; between. Enter leaves it.")
    return [each.strip() for each in text.split(";") if each.strip()]


def _list(session: Session, *, as_json: bool) -> None:
    with session.open_diary() as diary:
        known = diary.people()
    if as_json:
        session.screen.json([each.to_json() for each in known])
        return
    if not known:
        session.screen.note(
            "Nobody is in the list yet. For example: stalkdiary people add Alex --role stalker"
        )
        return
    rows = [
        (
            each.name,
            each.role or "",
            each.relationship or "",
            ", ".join((*each.aliases, *each.numbers, *each.handles)),
            "; ".join((*each.vehicles, each.notes or "")).strip("; "),
        )
        for each in known
    ]
    session.screen.table(
        ("Name", "Role", "Relationship", "Also known by", "More"), rows, "{0}  {1}  {2}  {3}  {4}"
    )
