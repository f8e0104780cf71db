"""`timestamp`: have an authority sign that the diary existed by now."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stalkdiary.cli import options
from stalkdiary.cli.files import at_home
from stalkdiary.cli.options import Text, Texts, flag, option
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import written
from stalkdiary.errors import AnswerNeeded, InputRefused, shown, text_of
from stalkdiary.model.timestamp import TimestampFact
from stalkdiary.named_file import text_file

if TYPE_CHECKING:
    from stalkdiary.usecases.timestamp import Authority, Stamped

EXAMPLES = (
    "stalkdiary timestamp",
    "stalkdiary timestamp --authority https://example.org/tsa --roots root.pem",
)
_MOST_BYTES = 1024 * 1024
"""Of a file of roots."""


def timestamp(
    context: typer.Context,
    authorities: Annotated[
        Texts,
        option(
            "The address of a timestamp authority (RFC 3161). Repeatable.",
            "--authority",
            metavar="URL",
        ),
    ] = None,
    roots: Annotated[
        Path | None,
        option("The root certificates of the named authorities, PEM or DER.", metavar="FILE"),
    ] = None,
    policy: Annotated[
        Text, option("The policy that the timestamp must be made under.", metavar="OID")
    ] = None,
    yes: Annotated[bool, flag("--yes", "Send it without asking. What leaves is the same.")] = False,
    as_json: options.Json = False,
) -> None:
    """Have an authority sign that the diary existed by now.

    The only command that uses the network. It says what leaves this computer, and asks first.
    """
    from stalkdiary.usecases.timestamp import authorities as chosen_from
    from stalkdiary.usecases.timestamp import stamp

    session: Session = context.obj
    if roots is not None and not authorities:
        raise AnswerNeeded(
            "It is not said whose roots these are.",
            "Nothing was sent. Name the authority, too: --authority URL.",
        )
    chosen = chosen_from(authorities or (), None if roots is None else _read(roots), policy)
    with session.open_diary() as diary:
        _agree(session, chosen, yes=yes)
        done = stamp(diary, chosen, policy=bool(policy))
        zone, fingerprint = diary.case().timezone, diary.fingerprint
    if as_json and done.facts:
        session.screen.json(
            {
                "entry": done.entry.number,
                "hash": done.entry.hash,
                "timestamps": [fact.to_json() for fact in done.facts],
                "fingerprint": fingerprint,
            }
        )
    else:
        for fact in done.facts:
            session.screen.line(meaning(fact, zone))
    _end(session, done)


def meaning(fact: TimestampFact, timezone: str) -> str:
    """What a timestamp shows, and who says so: an authority is known by its certificates."""
    host = fact.host
    if fact.gen_time is None:
        return f"The answer of {host} for entries 1 to {fact.entry} is kept, but not checked."
    when = f"{written(fact.gen_time, timezone)} ({fact.gen_time})"
    if not fact.known:
        return (
            f"A timestamp over entries 1 to {fact.entry} gives {when} and the address {host}, but "
            f"its certificates are not those of that authority: {fact.signer}. It shows nothing."
        )
    shows = f"Entries 1 to {fact.entry} existed by {when}, as {fact.signer} says"
    if fact.roots == "pinned":
        return f"{shows}."
    return (
        f"{shows}, under certificates that were given with the timestamp. It is worth as much as "
        f"they are: compare them with those that {host} publishes."
    )


def _read(file: Path) -> bytes:
    try:
        with text_file(at_home(file), "Nothing was sent.") as stream:
            return stream.read(_MOST_BYTES)
    except OSError as error:
        raise InputRefused(
            f"{shown(file)} can't be read: {text_of(error)}.",
            "Nothing was sent. Check its name, then try again.",
        ) from None


def _agree(session: Session, chosen: "list[Authority]", *, yes: bool) -> None:
    from stalkdiary.usecases.timestamp import proxy_of

    names = " and ".join(
        each.host if each.name == each.host else f"{each.name}, {each.host}" for each in chosen
    )
    session.screen.note(f"This asks {names}.")
    session.screen.note(
        "What leaves this computer: the fingerprint of the diary (32 bytes) and a random number. "
        "Nothing that you wrote, and nothing that it could be worked out from."
    )
    session.screen.note(
        "What others can see: the authority sees this computer's network address and the time. "
        "Whoever runs or watches the network (at home, at work, a shared account with the "
        "provider) can see that this authority was asked, and when. If somebody may be watching, "
        "do it on another network."
    )
    for each in chosen:
        if proxy := proxy_of(each.url):
            session.screen.note(f"{each.host} is reached through the proxy {proxy}.")
    if yes:
        return
    if not session.may_ask:
        raise AnswerNeeded(
            "Nobody is here to be asked.", "Nothing was sent. To send it, add --yes."
        )
    from stalkdiary.cli import prompts

    if not prompts.yes("Send it?", default=False):
        raise AnswerNeeded("Nothing was sent.", "The diary is as it was.")


def _end(session: Session, done: "Stamped") -> None:
    """Says what a timestamp does not show, and ends with the first thing that went wrong."""
    if any(fact.checked for fact in done.facts):
        session.screen.note(
            "It shows that these entries existed by then, unchanged since. It does not show what "
            "happened. What is written from now on is not covered: make a timestamp again."
        )
    for error in done.failures[1:]:
        session.screen.note(f"{error.sentence} {error.advice}")
    if done.failures:
        raise done.failures[0]
