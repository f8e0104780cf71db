"""`action`: what the person did about it, and the list of that."""

from typing import Annotated

import typer

from stalkdiary.cli import options, prompts
from stalkdiary.cli.answers import Understanding
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import receipt_lines, written
from stalkdiary.errors import InputRefused
from stalkdiary.model.action import KINDS, TITLES, Action

EXAMPLES = (
    "Examples:\n\n"
    "  stalkdiary action police --when '12 March' --force Sussex --reference 47260012345\n\n"
    "  stalkdiary action told-to-stop --when 'last Tuesday' --what 'By text: no more contact'\n\n"
    "  stalkdiary action"
)
_DETAILS = (
    ("force", "police force"),
    ("reference", "reference"),
    ("officer", "officer"),
    ("promised", "promised"),
    ("due", "due"),
    ("granted", "granted"),
    ("expires", "expires"),
    ("conditions", "conditions"),
)

_ANY = (("what", "What was done or said? Enter skips a question."),)
_QUESTIONS = {
    "police": (
        *_ANY,
        ("force", "Which police force?"),
        ("reference", "The reference they gave?"),
        ("officer", "Whom did you speak to?"),
        ("promised", "What did they promise?"),
        ("due", "By when?"),
    ),
    "order": (
        *_ANY,
        ("granted", "The day it was made?"),
        ("expires", "The day it ends?"),
        ("conditions", "What does it forbid?"),
        ("reference", "The case reference?"),
    ),
}
"""What is asked at a terminal where nothing was given."""


def action(
    context: typer.Context,
    kind: Annotated[
        str | None, typer.Argument(metavar="KIND", help=f"One of {', '.join(KINDS)}.")
    ] = None,
    when: options.When = None,
    what: Annotated[str | None, typer.Option(metavar="TEXT", help="What was done or said.")] = None,
    force: Annotated[str | None, typer.Option(metavar="TEXT", help="The police force.")] = None,
    reference: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The crime, incident or case reference.")
    ] = None,
    officer: Annotated[str | None, typer.Option(metavar="TEXT", help="Who you spoke to.")] = None,
    promised: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What they promised.")
    ] = None,
    due: Annotated[str | None, typer.Option(metavar="TEXT", help="By when.")] = None,
    granted: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The day an order was made.")
    ] = None,
    expires: Annotated[str | None, typer.Option(metavar="TEXT", help="The day it ends.")] = None,
    conditions: Annotated[str | None, typer.Option(metavar="TEXT", help="What it forbids.")] = None,
    timezone: options.Timezone = None,
    as_json: options.Json = False,
) -> None:
    """What you did: told them to stop, police, an order.

    Without a kind it lists what is written down.
    """
    session: Session = context.obj
    if kind is None:
        _list(session, as_json=as_json)
        return
    texts = {
        "what": what,
        "force": force,
        "reference": reference,
        "officer": officer,
        "promised": promised,
        "due": due,
        "granted": granted,
        "expires": expires,
        "conditions": conditions,
    }
    session.mind_the_history(*texts.values())
    chosen = _kind(kind)
    asks = session.may_ask and when is None and not any(texts.values())
    if asks:
        texts |= prompts.lines(_QUESTIONS.get(chosen, _ANY))
        when = prompts.line("When was it? For example: 12 March, now. Enter: not said.")
    with session.open_diary() as diary:
        moment = Understanding.of(diary, timezone).moment(when)
        receipt = diary.record_action(
            Action(number=0, recorded_at="", kind=chosen, when=moment, **texts)
        )
    if as_json:
        session.screen.json(
            {
                "action": receipt.number,
                "kind": chosen,
                "when": moment.to_json(),
                "recorded_at": receipt.recorded_at,
                "fingerprint": receipt.fingerprint,
            }
        )
        return
    told = "time not said" if moment.start is None else moment.in_words()
    session.screen.line(f"Saved: {TITLES[chosen]}, {told}.")
    for line in receipt_lines(receipt):
        session.screen.line(line)


def _kind(name: str) -> str:
    wanted = name.strip().casefold()
    fitting = [kind for kind in KINDS if wanted and kind.startswith(wanted)]
    if len(fitting) != 1:
        raise InputRefused(
            f"There is no kind of action {name!r}.",
            f"Nothing was saved. The kinds are: {', '.join(KINDS)}.",
        )
    return fitting[0]


def _list(session: Session, *, as_json: bool) -> None:
    with session.open_diary() as diary:
        actions = diary.actions()
        zone = diary.case().timezone
    if as_json:
        session.screen.json(
            [each.to_json() | {"recorded_at": each.recorded_at} for each in actions]
        )
        return
    if not actions:
        session.screen.note("Nothing is written down here yet. See: stalkdiary action --help")
        return
    rows = [
        (
            each.when.short(),
            TITLES.get(each.kind, each.kind),
            "; ".join(
                [each.what or ""][: bool(each.what)]
                + [
                    f"{title} {getattr(each, name)}"
                    for name, title in _DETAILS
                    if getattr(each, name)
                ]
            ),
            written(each.recorded_at, zone),
        )
        for each in actions
    ]
    session.screen.table(("When", "Kind", "What", "Written"), rows, "{0}  {1}  {2}  (written {3})")
