"""`people`: who is who."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from stalkdiary.cli import offered, options, prompts
from stalkdiary.cli.asking import Asking, Question, several
from stalkdiary.cli.options import Text, Texts, option
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import receipt_lines
from stalkdiary.errors import AnswerNeeded
from stalkdiary.model.address import comparable
from stalkdiary.model.changes import PersonChanges
from stalkdiary.model.person import ROLES, Person, of_this_name
from stalkdiary.model.receipt import Receipt
from stalkdiary.model.text import given_text
from stalkdiary.model.unanswered import is_unanswered

if TYPE_CHECKING:
    from stalkdiary.diary import Diary

EXAMPLES = (
    "stalkdiary people add Alex --role stalker --relationship 'former partner'",
    "stalkdiary people change Alex --alias 'Lex' --number 07700900123",
    "stalkdiary people",
)

_CALLED = "called"
_SEVERAL = "If more than one, put ; between them."


def _some_name(answer: str) -> None:
    _as_a_name(answer)


_WHO = (Question(name=_CALLED, words="What do you call them?", told=_some_name),)
_ABOUT = (
    Question(name="relationship", words="What are they, or were, to you?"),
    Question(
        name="numbers",
        words=f"Their telephone numbers? {_SEVERAL}",
        read=several,
        written="; ".join,
    ),
    Question(
        name="aliases", words=f"Other names they use? {_SEVERAL}", read=several, written="; ".join
    ),
)


def _role(text: str) -> str:
    if text in ROLES or is_unanswered(text, "role"):
        return text
    raise typer.BadParameter(f"{text!r} is not one of {', '.join(ROLES)}.")


Verb = Literal["add", "change"]


def people(
    context: typer.Context,
    verb: Annotated[
        Verb | None, typer.Argument(metavar="[add|change]", help="Leave it out to see the list.")
    ] = None,
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="What you call them.", autocompletion=offered.names),
    ] = None,
    new_name: Annotated[
        Text, option("With change: another name.", "--name", metavar="NAME")
    ] = None,
    role: Annotated[
        Text, option(f"Who they are in this: {', '.join(ROLES)}.", metavar="ROLE", parser=_role)
    ] = None,
    relationship: Annotated[Text, option("What they are, or were, to you.")] = None,
    aliases: Annotated[
        Texts, option("Another name. Repeatable.", "--alias", metavar="NAME")
    ] = None,
    numbers: Annotated[
        Texts, option("A telephone number. Repeatable.", "--number", metavar="NUMBER")
    ] = None,
    handles: Annotated[
        Texts, option("An account or e-mail address. Repeatable.", "--handle")
    ] = None,
    vehicles: Annotated[Texts, option("A vehicle. Repeatable.", "--vehicle")] = None,
    notes: Annotated[Text, option("Anything else.")] = None,
    as_json: options.Json = False,
) -> None:
    """Who is who: the stalker, witnesses, family. Alone: the list.

    With change, a name, number, account or vehicle is added to those there are; an empty option
    clears what was there.
    """
    session: Session = context.obj
    if verb is None:
        _list(session, as_json=as_json)
        return
    session.mind_the_history(
        name, new_name, relationship, aliases, numbers, handles, vehicles, notes
    )
    texts = {"role": role, "relationship": relationship, "notes": notes}
    lists = {"aliases": aliases, "numbers": numbers, "handles": handles, "vehicles": vehicles}
    given: dict[str, Any] = {field: text for field, text in texts.items() if text is not None}
    given |= {field: tuple(values) for field, values in lists.items() if values}
    if new_name is not None:
        given["name"] = _as_a_name(new_name)
    if name is None and not session.may_ask:
        raise AnswerNeeded("Who is it?", f"Give a name: stalkdiary people {verb} NAME")
    with session.open_diary() as diary:
        asks = session.may_ask and not given and verb == "add"
        if name is None or (asks and of_this_name(diary.people(), _as_a_name(name))):
            name, receipt = _asked(session, diary, verb, name, given)
        else:
            name, known = _known(session, diary, verb, name, given)
            receipt = _recorded(diary, name, known, given)
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
    session.screen.lines(receipt_lines(receipt))


def _asked(
    session: Session, diary: "Diary", verb: Verb, name: str | None, given: dict[str, Any]
) -> tuple[str, Receipt]:
    """Asks who it is, where no name was given, and what was not said of them."""
    said = {} if name is None else {_CALLED: name}
    with Asking(session, diary, f"people {verb}", given=said) as asking:
        asking.ask(_WHO)
        name, known = _known(session, diary, verb, asking.value(_CALLED), given)
        asking.know({"relationship": known.relationship if known else None})
        asking.ask([each for each in _ABOUT if each.name not in given])
        told = {k: v for k, v in asking.answers.items() if k != _CALLED}
        given |= {k: tuple(v) if isinstance(v, list) else v for k, v in told.items()}
        return name, _recorded(diary, name, known, given, asking.draft)


def _known(
    session: Session, diary: "Diary", verb: Verb, name: str, given: dict[str, Any]
) -> tuple[str, Person | None]:
    """What they are called, and what is known of them; None where they are new."""
    if verb == "add":
        name = _as_a_name(name)
        known = next(iter(of_this_name(diary.people(), name)), None)
        if known is None:
            return name, None
        _must_be_the_same(session, known, given)
        return known.name, known
    known = diary.person(name)
    if "name" in given:
        given["name"] = _free_name(session, diary.people(), known, given["name"])
    return name, known


def _recorded(
    diary: "Diary", name: str, known: Person | None, given: dict[str, Any], draft: int | None = None
) -> Receipt:
    if known is None:
        return diary.record_person(Person(number=0, name=name, **given), draft=draft)
    return diary.change_person(name, PersonChanges(**given), draft=draft)


def _as_a_name(text: str) -> str:
    return " ".join(given_text(text, "the name").split())


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
