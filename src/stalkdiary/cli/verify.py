"""`verify`: check that everything is as it was written, in a diary or in a bundle."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stalkdiary.cli import options
from stalkdiary.cli.files import at_home, bytes_of
from stalkdiary.cli.screen import Screen
from stalkdiary.cli.session import Session, first_line, hidden
from stalkdiary.cli.timestamp import meaning
from stalkdiary.errors import (
    AnswerNeeded,
    EvidenceAltered,
    InputRefused,
    NotAllChecked,
    WrongPassphrase,
)
from stalkdiary.model.finding import Finding
from stalkdiary.model.ledger import fingerprint_digits, short_fingerprint
from stalkdiary.model.receipt import Verification
from stalkdiary.model.text import shortened

if TYPE_CHECKING:
    from stalkdiary.handover.check_bundle import Result
    from stalkdiary.handover.timestamp import TimestampFact

EXAMPLES = (
    "Examples:\n\n"
    "  stalkdiary verify\n\n"
    "  stalkdiary verify --expect '4f9a 22c1 77d0 1b3e 90aa'\n\n"
    "  stalkdiary verify --bundle bundle.zip"
)
_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a check, as it is shown.

    Attributes:
        title: what should be so.
        checked: what was looked at.
        meaning: what it means when nothing is found.
        findings: what is not as it should be.
    """

    title: str
    checked: str
    meaning: str
    findings: Sequence[Finding]

    @property
    def outcome(self) -> str:
        """Whether it is so, in a word."""
        if not self.findings:
            return "yes"
        return "no" if any(each.certain for each in self.findings) else "not known"


def verify(
    context: typer.Context,
    expect: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FINGERPRINT",
            help="A fingerprint noted earlier, whole or the first groups. Repeatable.",
        ),
    ] = None,
    bundle: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Check this bundle, a folder or zip file, instead."),
    ] = None,
    password_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The password of the bundle, on the first line."),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Check that everything is as it was written, step by step.

    Pages, chain, exhibits, tables and timestamps of the diary; or all of a bundle, for which no
    diary is needed. Nothing is changed or repaired.
    """
    session: Session = context.obj
    if bundle is not None:
        _verify_bundle(session, at_home(bundle), expect or (), password_file, json=as_json)
    else:
        _verify_diary(session, expect or (), json=as_json)


# A diary ---------------------------------------------------------------------------------------


def _verify_diary(session: Session, expect: Sequence[str], *, json: bool) -> None:
    from stalkdiary.handover.timestamp import check_timestamps

    facts: list[TimestampFact] = []
    findings: list[Finding] = []
    zone = "UTC"
    try:
        with (
            session.open_diary() as diary,
            session.screen.progress("Reading the exhibits", diary.evidence_bytes) as progress,
        ):
            result = diary.verify(expect, progress)
            if result.fingerprint is not None:
                facts, findings = check_timestamps(diary.entries())
                zone = diary.case().timezone
    except EvidenceAltered as error:
        found = Finding("unreadable", "file", "a readable diary", error.sentence)
        result = Verification(entries=0, exhibits=0, fingerprint=None, findings=(found,))
    findings = [*result.findings, *findings]
    steps = list(_steps_of_diary(result, findings, len(facts), len(expect)))
    if json:
        session.screen.json(
            {
                "ok": not findings,
                "entries": result.entries,
                "exhibits": result.exhibits,
                "timestamps": [each.to_json() for each in facts],
                "fingerprint": result.fingerprint,
                "covered": result.covered,
                "findings": [each.to_json() for each in findings],
                "steps": [_step_to_json(number, each) for number, each in enumerate(steps, 1)],
            }
        )
    else:
        _show_steps(session.screen, steps)
        if result.fingerprint is not None:
            _show_diary(session.screen, result, result.fingerprint, facts, zone)
    _end(findings, "the diary", "Copy the diary to another disk and check the copy.")


def _steps_of_diary(
    result: Verification, findings: Iterable[Finding], stamps: int, expected: int
) -> Iterator[Step]:
    found: dict[str, list[Finding]] = {}
    for each in findings:
        found.setdefault(_step_of(each), []).append(each)
    for name, title, checked, means in (
        (
            "pages",
            "The file can be read and is sound",
            "every page, and in a diary with a passphrase its authentication code",
            "The disk and the programs that copied the file have not damaged it.",
        ),
        (
            "chain",
            "Each entry follows from the one before it",
            f"{result.entries} entries",
            "No entry was changed, removed, inserted or moved since the last one was written.",
        ),
        (
            "evidence",
            "Each exhibit is the file that was taken in",
            f"{result.exhibits} exhibits, every byte of the files",
            "The preserved files have the SHA-256 that was noted when they were added.",
        ),
        (
            "tables",
            "What is listed and searched is what the entries say",
            "every table against the entries",
            "Lists, searches and reports show the entries, all of them and nothing else.",
        ),
        (
            "timestamps",
            "Each timestamp is valid for its entry",
            f"{stamps} timestamps, with their signatures and certificates",
            "The entries up to a timestamp existed by its time."
            if stamps
            else "Nothing is shown by this: 'stalkdiary timestamp' makes one.",
        ),
        (
            "expected",
            "The fingerprint noted earlier is in the chain",
            f"{expected} fingerprints that you gave",
            "The entries up to it are as they were when it was noted.",
        ),
    ):
        if name != "expected" or expected:
            yield Step(title=title, checked=checked, meaning=means, findings=found.get(name, []))


def _step_of(finding: Finding) -> str:
    """The step that makes findings of this kind."""
    if finding.kind in {"unreadable", "more"}:
        return "pages" if finding.where == "file" else finding.where
    if finding.kind == "fingerprint-unknown":
        return "expected"
    for name, beginnings in (
        ("pages", ("page-",)),
        ("chain", ("entry-", "chain-", "kind-")),
        ("evidence", ("exhibit-", "evidence-")),
        ("timestamps", ("timestamp-",)),
    ):
        if finding.kind.startswith(beginnings):
            return name
    return "tables"


def _show_diary(
    screen: Screen,
    result: Verification,
    fingerprint: str,
    facts: "Sequence[TimestampFact]",
    zone: str,
) -> None:
    from stalkdiary.handover.timestamp import covering

    outside = covering(facts)
    screen.line()
    screen.line(f"Fingerprint: {short_fingerprint(fingerprint)}")
    screen.line(f"In full: {fingerprint}")
    screen.line()
    screen.line("What this covers, and what it does not:")
    screen.line(
        f"- Unchanged since it was written: entries 1 to {result.entries} fit together. Whoever "
        "has the whole diary could write it anew: a fingerprint that somebody else noted earlier "
        "covers everything written before, and so does a timestamp."
    )
    if result.covered is not None:
        screen.line(
            f"- The fingerprint you gave is in the chain: entries 1 to {result.covered} are as "
            "they were when it was noted."
        )
    for fact in facts:
        screen.line(f"- {meaning(fact, zone)}")
    if outside is None:
        screen.line("- When it was written is not shown: the clock is this computer's.")
    elif outside.entry < result.entries:
        screen.line(
            f"- No timestamp covers entries {outside.entry + 1} to {result.entries}: when they "
            "were written is told by this computer's clock alone."
        )
    screen.line("- What happened: no check of files can show that. It is your account.")


# A bundle --------------------------------------------------------------------------------------


def _verify_bundle(
    session: Session,
    path: Path,
    expect: Sequence[str],
    password_file: Path | None,
    *,
    json: bool,
) -> None:
    from stalkdiary.handover.archive import WrongPassword, opened
    from stalkdiary.handover.check_bundle import Refused, as_json, check, limits

    for each in expect:
        fingerprint_digits(each)
    password = _password(session, path, password_file)
    total = bytes_of([path]) if path.is_file() else bytes_of(path.rglob("*"))
    try:
        with session.screen.progress("Reading the bundle", total) as progress:
            result = check(path, expect, progress, lambda place: opened(place, password))
    except WrongPassword as refused:
        raise WrongPassphrase(
            str(refused),
            "Check capital letters and spaces. It is the one of the zip file, not of a diary.",
        ) from None
    except Refused as refused:
        raise InputRefused(str(refused), "Nothing was checked.") from None
    steps = [
        Step(
            title=each.title,
            checked=each.checked,
            meaning=each.meaning,
            findings=[Finding(*found) for found in each.findings],
        )
        for each in result.steps
    ]
    if json:
        session.screen.json(as_json(result))
    else:
        _show_steps(session.screen, steps)
        _show_bundle(session.screen, result, limits(result))
    findings = [found for each in steps for found in each.findings]
    _end(findings, "the bundle", "Copy the bundle to another disk and check the copy.")


def _password(session: Session, path: Path, file: Path | None) -> bytes | None:
    from stalkdiary.handover.archive import as_password, is_protected

    if not is_protected(path):
        return None
    if file is not None:
        return as_password(first_line(file))
    if not session.may_ask:
        raise AnswerNeeded(
            "This bundle has a password.",
            "Run this in a terminal, or name a file that holds it: --password-file FILE.",
        )
    return as_password(hidden("Password of the bundle: "))


def _show_bundle(screen: Screen, result: "Result", limits: Iterable[str]) -> None:
    screen.line()
    for stamp in result.timestamps:
        screen.line(
            f"Timestamp over entry {stamp['entry']} by {stamp['authority']}, {stamp['gen_time']}. "
            "Its signature, checked in the folder of the bundle:"
        )
        screen.line(f"  {stamp['command']}")
    if result.fingerprint is not None:
        screen.line(f"Fingerprint: {short_fingerprint(result.fingerprint)}")
        screen.line(f"In full: {result.fingerprint}")
    screen.line(f"Seal (SHA-256 of tagmanifest-sha256.txt): {result.seal or 'none'}")
    screen.line()
    screen.line("What this covers, and what it does not:")
    for line in limits:
        screen.line(f"- {line}")


# Both ------------------------------------------------------------------------------------------


def _show_steps(screen: Screen, steps: Iterable[Step]) -> None:
    for number, step in enumerate(steps, start=1):
        screen.line(f"{number}. {step.title}: {step.outcome}")
        screen.line(f"   Checked: {step.checked}.")
        if not step.findings:
            screen.line(f"   {step.meaning}")
        for each in step.findings:
            screen.line(
                f"   - {each.kind}: {each.where}. Expected {shortened(each.expected, _MOST_SHOWN)}"
                f", found {shortened(each.found, _MOST_SHOWN).rstrip('.')}."
            )


def _step_to_json(number: int, step: Step) -> dict[str, Any]:
    return {
        "step": number,
        "title": step.title,
        "checked": step.checked,
        "meaning": step.meaning,
        "findings": [each.to_json() for each in step.findings],
    }


def _end(findings: Sequence[Finding], what: str, unread: str) -> None:
    """Nothing where all is well.

    Raises:
        EvidenceAltered: something is known to be altered or missing.
        NotAllChecked: something could not be read.
    """
    if any(each.certain for each in findings):
        raise EvidenceAltered(
            f"Part of {what} is not as it was written.",
            "Change nothing. Keep this file and every backup, and show both to the police or to "
            "whoever advises you.",
        )
    if findings:
        raise NotAllChecked("Not everything could be read, so not everything is checked.", unread)
