"""`action`: what the person did about it, what came of it, and the list of that."""

from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stalkdiary.cli import options
from stalkdiary.cli.action_list import list_actions, told
from stalkdiary.cli.answers import Understanding
from stalkdiary.cli.asking import Asking, Question
from stalkdiary.cli.options import Text, Texts, number, option
from stalkdiary.cli.session import Session
from stalkdiary.cli.told_to_stop import record_from_message
from stalkdiary.cli.wording import receipt_lines
from stalkdiary.errors import AnswerNeeded, InputRefused
from stalkdiary.model.action import KINDS, TITLES, Action, Days
from stalkdiary.model.action_days import with_days
from stalkdiary.model.changes import ActionChanges
from stalkdiary.model.moment import Moment, day_words
from stalkdiary.model.order import ORDER_KINDS, find_order_kind

if TYPE_CHECKING:
    from stalkdiary.diary import Diary
    from stalkdiary.model.receipt import Receipt

EXAMPLES = (
    "stalkdiary action police --when '12 March' --force Sussex --reference 47260012345",
    "stalkdiary action told-to-stop --when 'last Tuesday' --what 'By text: no more contact'",
    (
        "stalkdiary action order --kind non-molestation --granted '1 March 2026' --expires "
        "'1 March 2027' --condition 'Not to contact me' --condition 'Not to come to Elm Rd'"
    ),
    "stalkdiary action done 4",
    "stalkdiary action change 5 --served '3 March 2026'",
    "stalkdiary action",
)
_OUTCOMES = {"done": "kept", "missed": "missed", "withdraw": "withdrawn"}
"""What became of a promise, by the verb."""
_CHANGE = "change"
_ANY = (("what", "What was done or said? Enter skips a question."),)
_QUESTIONS = {
    "police": (
        *_ANY,
        ("force", "Which police force?"),
        ("reference", "The reference they gave?"),
        ("officer", "Who did you speak to?"),
        ("promised", "What did they promise?"),
        ("due", "By when? For example: Friday, within 48 hours, 3 October."),
    ),
    "order": (
        ("order_kind", "Which kind? For example: non-molestation, bail. Enter skips a question."),
        ("what", "Anything to say about it?"),
        ("court", "Which court made it, or which police station?"),
        ("granted", "The day it was made? For example: 1 March 2026."),
        ("served", "The day it was handed to them?"),
        ("expires", "The day it ends? For example: 1 March 2027, in 12 months."),
        ("reference", "The case reference?"),
    ),
}
"""What is asked at a terminal where nothing was given."""
_DAYS = frozenset(field.name for field in fields(Days))
_WHEN = ("when", "When was it? For example: 12 March, now. Enter: not said.")
_CONDITIONS = ("conditions", "What does it forbid? Write each condition on a new line.")


def action(
    context: typer.Context,
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="KIND",
            help=f"One of {', '.join(KINDS)}; or done, missed, withdraw or change, with N.",
        ),
    ] = None,
    number: Annotated[
        int | None,
        typer.Argument(
            min=1, max=options.MOST, metavar="[N]", help="Which one, as the list numbers them."
        ),
    ] = None,
    when: options.When = None,
    what: Annotated[Text, option("What was done or said.")] = None,
    force: Annotated[Text, option("The police force.")] = None,
    reference: Annotated[Text, option("The crime, incident or case reference.")] = None,
    officer: Annotated[Text, option("Who you spoke to.")] = None,
    promised: Annotated[Text, option("What they promised.")] = None,
    due: Annotated[Text, option("By when: Friday, 'within 48 hours'.", metavar="DAY")] = None,
    order_kind: Annotated[
        Text, option(f"Of an order: {', '.join(ORDER_KINDS)}.", "--kind", metavar="KIND")
    ] = None,
    court: Annotated[Text, option("Who made the order.")] = None,
    granted: Annotated[Text, option("The day an order was made.", metavar="DAY")] = None,
    served: Annotated[Text, option("The day it was handed to them.", metavar="DAY")] = None,
    expires: Annotated[Text, option("The last day of it: '1 March 2027'.", metavar="DAY")] = None,
    varied: Annotated[Text, option("The day a court changed it.", metavar="DAY")] = None,
    discharged: Annotated[Text, option("The day a court ended it.", metavar="DAY")] = None,
    conditions: Annotated[
        Texts,
        option(
            "What it forbids. Repeatable: the first is number 1.", "--condition", "--conditions"
        ),
    ] = None,
    why: Annotated[Text, option("With change: the reason.")] = None,
    message: Annotated[
        int | None, number("For told-to-stop: the number of your own message in an import.")
    ] = None,
    timezone: options.Timezone = None,
    as_json: options.Json = False,
) -> None:
    """What you did: told them to stop, police, an order; and what came of it.

    Without a kind it lists what is written down.
    """
    session: Session = context.obj
    texts = {
        "what": what,
        "force": force,
        "reference": reference,
        "officer": officer,
        "promised": promised,
        "due": due,
        "order_kind": order_kind,
        "court": court,
        "granted": granted,
        "served": served,
        "expires": expires,
        "varied": varied,
        "discharged": discharged,
        "conditions": "\n".join(conditions) if conditions else None,
    }
    given: dict[str, Any] = {name: text for name, text in texts.items() if text is not None}
    session.mind_the_history(*given.values(), why)
    if kind is None:
        list_actions(session, as_json=as_json)
        return
    chosen = _kind(kind)
    if message is not None:
        if chosen != "told-to-stop" or number is not None or when is not None or given:
            raise AnswerNeeded(
                "A message says by itself when it was sent and what it says.",
                f"Nothing was saved. For that: stalkdiary action told-to-stop --message {message}",
            )
        with session.open_diary() as diary:
            record_from_message(session, diary, message, as_json=as_json)
        return
    with session.open_diary() as diary:
        understanding = Understanding.of(diary, timezone)
        noted = _Noted(session, diary, as_json=as_json)
        if chosen in _OUTCOMES:
            known = None if when is None else understanding.moment(when)
            _must_be_of(chosen, given.keys() - {"what"})
            noted.outcome(_which(number, chosen), chosen, known, what)
        elif chosen == _CHANGE:
            _must_be_of(chosen, {"when"} if when is not None else set())
            noted.changes(_which(number, chosen), given, why)
        elif number is not None:
            raise AnswerNeeded(
                f"There is a number after {chosen}.",
                f"Nothing was saved. To change action {number}: stalkdiary action change {number}",
            )
        elif session.may_ask and when is None and not given:
            with Asking(session, diary, f"action {chosen}") as asking:
                asking.ask(_questions(asking, understanding, chosen))
                given = dict(asking.answers)
                moment = understanding.moment(given.pop("when", None))
                noted.new(Action(kind=chosen, when=moment, **given), asking.draft)
        else:
            noted.new(Action(kind=chosen, when=understanding.moment(when), **given))


class _Noted:
    """An action, or later knowledge about one, recorded and told."""

    def __init__(self, session: Session, diary: "Diary", *, as_json: bool) -> None:
        self._session, self._diary, self._as_json = session, diary, as_json

    def new(self, action: Action, draft: int | None = None) -> None:
        """What was done; the draft of its answers goes with it."""
        receipt = self._diary.record_action(action, draft=draft)
        saved = self._diary.action(receipt.number)
        when = "time not said" if saved.when.start is None else saved.when.in_words()
        said = (f"Saved: {TITLES[saved.kind]}, {when}.", f"Its number is {saved.number}.")
        self._tell(receipt, saved, *said)

    def outcome(self, number: int, verb: str, when: Moment | None, note: str | None) -> None:
        action = self._diary.action(number)
        if not action.promised and not action.due:
            raise AnswerNeeded(
                f"Nothing was promised in action {number}.",
                "Nothing was saved. 'stalkdiary due' lists what was promised.",
            )
        changes = ActionChanges(outcome=_OUTCOMES[verb], outcome_when=when, outcome_note=note)
        self._save(number, changes, None)

    def changes(self, number: int, given: dict[str, Any], why: str | None) -> None:
        if not given:
            raise AnswerNeeded(
                "Nothing says what to change.",
                f"Nothing was saved. For example: stalkdiary action change {number} "
                "--served '3 March'",
            )
        self._save(number, ActionChanges(**given), why)

    def _save(self, number: int, changes: ActionChanges, why: str | None) -> None:
        receipt = self._diary.amend_action(number, changes, why=why)
        saved = self._diary.action(number)
        self._tell(receipt, saved, f"Saved: what you know now about action {number}.")

    def _tell(self, receipt: "Receipt", saved: Action, *said: str) -> None:
        screen = self._session.screen
        if not self._as_json:
            screen.lines((*said, *told(saved, self._diary.today()), *receipt_lines(receipt)))
            return
        screen.json(
            {
                "action": receipt.number,
                "kind": saved.kind,
                "when": saved.when.to_json(),
                "recorded_at": receipt.recorded_at,
                "fingerprint": receipt.fingerprint,
                "days": None if saved.days is None else saved.days.to_json(),
                "outcome": saved.outcome,
            }
        )


def _kind(name: str) -> str:
    wanted = name.strip().casefold()
    verbs = (*_OUTCOMES, _CHANGE)
    if wanted in verbs:
        return wanted
    fitting = [kind for kind in KINDS if wanted and kind.startswith(wanted)]
    if len(fitting) != 1:
        raise InputRefused(
            f"There is no kind of action {name!r}.",
            f"Nothing was saved. The kinds are: {', '.join(KINDS)}. "
            f"With a number: {', '.join(verbs)}.",
        )
    return fitting[0]


def _must_be_of(verb: str, others: Collection[str]) -> None:
    """Refuses options that `verb` would pass over. Raises `AnswerNeeded`: there are `others`."""
    if others:
        named = ", ".join(sorted("--" + each.replace("_", "-") for each in others))
        raise AnswerNeeded(
            f"'stalkdiary action {verb}' does not take {named}.",
            "Nothing was saved. It takes --when and --what."
            if verb != _CHANGE
            else "Nothing was saved. When it was done stays as it is written down: a new entry can "
            "say otherwise.",
        )


def _which(number: int | None, verb: str) -> int:
    if number is None:
        raise AnswerNeeded(
            "Nothing says which action.",
            f"Nothing was saved. Give its number: stalkdiary action {verb} N. "
            "'stalkdiary action' lists them.",
        )
    return number


def _questions(asking: Asking, understanding: Understanding, kind: str) -> list[Question]:
    """What is asked about an action of this kind; days are said back as they are understood."""
    asked = [*_QUESTIONS.get(kind, _ANY)]
    if kind == "order":  # it happened on the day it was granted
        asked.append(_CONDITIONS)
    else:
        asked.insert(1, _WHEN)

    def question(name: str, words: str) -> Question:
        def told(text: str) -> str | None:
            said = _understood(understanding, kind, asking.answers, name, text) if text else None
            return f"Understood as: {said}" if said else None

        def lines(text: str) -> str:
            return "\n".join(line.strip() for line in text.splitlines() if line.strip())

        return Question(
            name=name,
            words=words,
            told=told,
            read=lines if name == "conditions" else str,
            story=name == "conditions",
        )

    return [question(*each) for each in asked]


def _understood(
    understanding: Understanding, kind: str, answers: Mapping[str, Any], name: str, text: str
) -> str | None:
    """What an answer is understood as, in words; None for one that is taken as it stands."""
    if name == "when":
        return understanding.moment(text).in_words()
    if name == "order_kind":
        return ORDER_KINDS[find_order_kind(text)]
    if name not in _DAYS:
        return None
    given: dict[str, Any] = {**answers, name: text}
    action = Action(kind=kind, when=understanding.moment(given.pop("when", None)), **given)
    days = with_days(action, datetime.now(UTC)).days
    day = None if days is None else getattr(days, name)
    return "your own words, no one day" if day is None else day_words(day)
