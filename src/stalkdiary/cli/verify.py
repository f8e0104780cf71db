"""`verify`: check that everything is as it was written."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from stalkdiary.cli import options
from stalkdiary.cli.screen import Screen
from stalkdiary.cli.session import Session
from stalkdiary.cli.timestamp import meaning
from stalkdiary.errors import EvidenceAltered, NotAllChecked
from stalkdiary.model.finding import Finding
from stalkdiary.model.ledger import short_fingerprint
from stalkdiary.model.receipt import Verification
from stalkdiary.model.text import shortened

if TYPE_CHECKING:
    from stalkdiary.handover.timestamp import TimestampFact

EXAMPLES = (
    "Examples:\n\n  stalkdiary verify\n\n  stalkdiary verify --expect '4f9a 22c1 77d0 1b3e 90aa'"
)
_MOST_SHOWN = 200


def verify(
    context: typer.Context,
    expect: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FINGERPRINT",
            help="A fingerprint noted earlier, whole or the first groups. Repeatable.",
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Check that everything is as it was written.

    Pages, chain, exhibits and tables. Nothing is changed or repaired.
    """
    from stalkdiary.handover.timestamp import check_timestamps, covering

    session: Session = context.obj
    try:
        with (
            session.open_diary() as diary,
            session.screen.progress("Reading the exhibits", diary.evidence_bytes) as progress,
        ):
            result = diary.verify(expect or (), progress)
            facts: list[TimestampFact] = []
            zone = "UTC"
            if result.fingerprint is not None:
                facts, found = check_timestamps(diary.entries())
                result = replace(result, findings=(*result.findings, *found))
                zone = diary.case().timezone
    except EvidenceAltered as error:
        altered = Finding("unreadable", "file", "a readable diary", error.sentence)
        result = Verification(entries=0, exhibits=0, fingerprint=None, findings=(altered,))
        facts = []
    if as_json:
        session.screen.json(
            {
                "ok": not result.findings,
                "entries": result.entries,
                "exhibits": result.exhibits,
                "timestamps": [fact.to_json() for fact in facts],
                "fingerprint": result.fingerprint,
                "covered": result.covered,
                "findings": [each.to_json() for each in result.findings],
            }
        )
    else:
        _show(session.screen, result, [meaning(fact, zone) for fact in facts], covering(facts))
    if result.altered:
        raise EvidenceAltered(
            "Part of the diary is not as it was written.",
            "Change nothing. Keep this file and every backup, and show both to the police or to "
            "whoever advises you.",
        )
    if result.findings:
        raise NotAllChecked(
            "Not everything could be read, so not everything is checked.",
            "Copy the diary to another disk and check the copy.",
        )


def _show(
    screen: Screen,
    result: Verification,
    timestamps: list[str],
    outside: "TimestampFact | None",
) -> None:
    for each in result.findings:
        screen.line(
            f"{each.kind}: {each.where}. Expected {shortened(each.expected, _MOST_SHOWN)}, "
            f"found {shortened(each.found, _MOST_SHOWN).rstrip('.')}."
        )
    if result.fingerprint is None:
        return
    screen.line(
        f"Checked: {result.entries} entries, {result.exhibits} exhibits. "
        f"{'No findings.' if not result.findings else f'{len(result.findings)} findings.'}"
    )
    if result.covered is not None:
        screen.line(
            f"The fingerprint you gave is in the chain: entries 1 to {result.covered} are as they "
            "were when it was noted."
        )
    screen.line(f"Fingerprint: {short_fingerprint(result.fingerprint)}")
    screen.line(f"In full: {result.fingerprint}")
    for sentence in timestamps:
        screen.line(sentence)
    screen.line("This shows whether the diary is unchanged since it was written.")
    if outside is None:
        screen.line(
            "It does not show when that was: the clock is this computer's. A fingerprint that "
            "somebody else noted earlier covers everything written before, and so does a timestamp."
        )
    elif outside.entry < result.entries:
        screen.line(
            f"No timestamp covers entries {outside.entry + 1} to {result.entries}: when they were "
            "written is told by the clock of this computer alone."
        )
