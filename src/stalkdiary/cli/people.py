"""`people`: who is who."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from stalkdiary.cli import options, prompts
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import receipt_lines
from stalkdiary.errors import AnswerNeeded
from stalkdiary.model.person import ROLES, Person
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
    if name is None:
        name = _name(session, verb)
        relationship = relationship or prompts.line("What are they, or were, to you?") or None
        numbers = numbers or _several("Their telephone numbers?")
        aliases = aliases or _several("Other names they use?")
    lists = {"aliases": aliases, "numbers": numbers, "handles": handles, "vehicles": vehicles}
    given: dict[str, Any] = {
        field: tuple(given_text(value, field) for value in values)
        for field, values in lists.items()
        if values
    }
    for field, text in (("relationship", relationship), ("notes", notes)):
        if text is not None:
            given[field] = given_text(text, field)
    if role is not None:
        given["role"] = str(role)
    with session.open_diary() as diary:
        if verb == Verb.add:
            receipt = diary.record_person(
                Person(number=0, name=" ".join(given_text(name, "the name").split()), **given)
            )
        else:
            if new_name is not None:
                given["name"] = " ".join(given_text(new_name, "the name").split())
            receipt = diary.change_person(name, given)
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
