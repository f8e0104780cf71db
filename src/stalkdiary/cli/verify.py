"""`verify`: check that everything is as it was written, in a diary or in a bundle."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from stalkdiary.cli import options
from stalkdiary.cli.files import at_home
from stalkdiary.cli.options import Texts, option
from stalkdiary.cli.screen import Screen, as_called
from stalkdiary.cli.session import Session, first_line, hidden
from stalkdiary.cli.timestamp import meaning
from stalkdiary.errors import AnswerNeeded, EvidenceAltered, NotAllChecked
from stalkdiary.model.finding import Checked, Part
from stalkdiary.model.ledger import short_fingerprint
from stalkdiary.model.text import on_one_line, shortened
from stalkdiary.model.timestamp import covering
from stalkdiary.model.verification import BundleVerification, Verification
from stalkdiary.usecases import verify as usecase

EXAMPLES = (
    "stalkdiary verify",
    "stalkdiary verify --expect '4f9a 22c1 77d0 1b3e 90aa'",
    "stalkdiary verify --bundle bundle.zip --seal '7c1e 09ab 55d2 f310 88e4'",
)
_MOST_SHOWN = 200


def verify(
    context: typer.Context,
    expect: Annotated[
        Texts,
        option(
            "A fingerprint noted earlier, whole or the first groups. Repeatable.",
            metavar="FINGERPRINT",
        ),
    ] = None,
    bundle: Annotated[
        Path | None, option("Check this bundle, a folder or zip file, instead.", metavar="PATH")
    ] = None,
    seal: Annotated[
        Texts,
        option(
            "The seal of the bundle, noted when it was made: whether it is to the last byte "
            "the same. Repeatable.",
            metavar="SEAL",
        ),
    ] = None,
    password_file: Annotated[
        Path | None, option("The password of the bundle, on the first line.", metavar="FILE")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Check that everything is as it was written, step by step.

    Pages, chain, exhibits, tables, messages and timestamps of the diary; or all of a bundle, for
    which no diary is needed. Nothing is changed or repaired.
    """
    session: Session = context.obj
    screen = session.screen
    result: Verification | BundleVerification
    if bundle is None:
        if seal:
            raise AnswerNeeded(
                "A seal belongs to a bundle.", "Name the bundle, too: --bundle PATH --seal SEAL."
            )
        watch = partial(screen.progress, "Reading the exhibits")
        result = usecase.verify_diary(session.open_diary, watch, expect or ())
    else:
        watch = partial(screen.progress, "Reading the bundle")
        password = partial(_password, session, password_file)
        result = usecase.verify_bundle(at_home(bundle), watch, expect or (), seal or (), password)
    if as_json:
        screen.json(result.to_json())
    else:
        _show_steps(screen, result)
        if isinstance(result, BundleVerification):
            _show_bundle(screen, result)
        else:
            _show_diary(screen, result)
    _end(result, "the diary" if bundle is None else "the bundle")


def _password(session: Session, file: Path | None) -> str:
    if file is not None:
        return first_line(file)
    if not session.may_ask:
        raise AnswerNeeded(
            "This bundle has a password.",
            "Run this in a terminal, or name a file that holds it: --password-file FILE.",
        )
    return hidden("Password of the bundle: ")


def _show_steps(screen: Screen, result: Checked) -> None:
    for number, step in enumerate(result.steps, start=1):
        screen.line(f"{number}. {step.title}: {step.outcome}")
        screen.line(f"   Checked: {step.checked}.")
        if not step.findings:
            screen.line(as_called(f"   {step.meaning}"))
        for each in step.findings:
            screen.line(
                f"   - {each.kind}: {_in_short(each.where)}. Expected {_in_short(each.expected)}, "
                f"found {_in_short(each.found).rstrip('.')}."
            )


def _in_short(text: str) -> str:
    """On one line, so that no name in a file can pass for a step of ours."""
    return shortened(on_one_line(text), _MOST_SHOWN)


def _show_diary(screen: Screen, result: Verification) -> None:
    if result.fingerprint is None:
        return
    screen.line()
    screen.line(f"Check code: {short_fingerprint(result.fingerprint)}")
    screen.line(f"In full: {result.fingerprint}")
    screen.line()
    screen.line("What this covers, and what it does not:")
    if any(step.name == Part.CHAIN and step.findings for step in result.steps):
        screen.line("- Unchanged since it was written: no, see step 2.")
    else:
        screen.line(
            f"- Unchanged since it was written: entries 1 to {result.entries} fit together. "
            "Anyone holding the whole diary could have rewritten it: a check code that somebody "
            "else noted earlier covers everything written before, and so does a timestamp."
        )
    if result.covered is not None:
        screen.line(
            f"- The check code you gave is in the chain: entries 1 to {result.covered} are as "
            "they were when it was noted."
        )
    for fact in result.timestamps:
        screen.line(f"- {meaning(fact, result.timezone)}")
    outside = covering(result.timestamps)
    if outside is None:
        screen.line("- When it was written is not shown: the clock is this computer's.")
    elif outside.entry < result.entries:
        screen.line(
            f"- No timestamp covers entries {outside.entry + 1} to {result.entries}: when they "
            "were written is told by this computer's clock alone."
        )
    screen.line("- What happened: no check of files can show that. It is your account.")
    if result.unsaid_times:
        numbers = ", ".join(map(str, result.unsaid_times))
        screen.line()
        screen.line(
            as_called(
                f"Please look at the times of these incidents: {numbers}. Each has the minute in "
                "which it was written. Version 0.1 put that there where Enter was pressed at the "
                "question, and where now was the answer. If it happened at another time, or you "
                "are not sure: stalkdiary amend N --when 'not sure'. What stands there now stays "
                "in the history."
            )
        )


def _show_bundle(screen: Screen, result: BundleVerification) -> None:
    screen.line()
    for stamp in result.timestamps:
        screen.line(
            f"Timestamp over entry {stamp['entry']} by {stamp['authority']}, {stamp['gen_time']}. "
            "Its signature, checked in the folder of the bundle:"
        )
        screen.line(f"  {stamp['command']}")
    if result.fingerprint is not None:
        screen.line(f"Check code: {short_fingerprint(result.fingerprint)}")
        screen.line(f"In full: {result.fingerprint}")
    screen.line(f"Seal (SHA-256 of tagmanifest-sha256.txt): {result.seal or 'none'}")
    screen.line()
    screen.line("What this covers, and what it does not:")
    for line in result.limits:
        screen.line(f"- {line}")
    screen.line()
    screen.line("Not covered:" if result.not_covered else "Not covered: nothing.")
    for line in result.not_covered:
        screen.line(f"- {_in_short(line)}")


def _end(result: Checked, what: str) -> None:
    """Raises `EvidenceAltered`: part of it is altered; `NotAllChecked`: part could not be read."""
    if result.altered:
        raise EvidenceAltered(
            f"Part of {what} is not as it was written.",
            "Change nothing. Keep this file and every backup, and show both to the police or to "
            "whoever advises you.",
        )
    if result.findings:
        raise NotAllChecked(
            "Not everything could be checked.",
            "Each open point stands under its step. Where something could not be read, copy "
            f"{what} to another disk and check the copy.",
        )
