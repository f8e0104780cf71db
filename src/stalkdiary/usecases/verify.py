"""Checking a diary, or a bundle that somebody was given. Nothing is changed or repaired."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from stalkdiary.errors import EvidenceAltered, InputRefused, NotRead, WrongPassphrase
from stalkdiary.model.finding import Finding, Part, Step, at_most
from stalkdiary.model.ledger import fingerprint_digits
from stalkdiary.model.verification import BundleVerification, Verification
from stalkdiary.usecases.progress import Progress, Watch, bytes_of, unwatched

if TYPE_CHECKING:
    from stalkdiary.diary import Diary
    from stalkdiary.handover.check_bundle import Result
    from stalkdiary.model.exhibit import Exhibit


def verify_diary(
    opened: Callable[[], AbstractContextManager["Diary"]], watch: Watch, expect: Sequence[str] = ()
) -> Verification:
    """Checks everything in a diary, its timestamps included.

    `watch` is told of the bytes of evidence, and again of those of files within exports; `expect`
    are fingerprints seen earlier, whole or shortened. A diary that is too damaged to be opened has
    one step, with that finding. Raises `InputRefused`: one of `expect` is no fingerprint.
    """
    for each in expect:
        fingerprint_digits(each)
    try:
        with opened() as diary:
            files = _enclosed(diary)
            within = sum(each.bytes or 0 for each in files or () if each.member)
            with watch(diary.evidence_bytes + within) as progress:
                result = diary.verify(expect, progress)
                if files is not None:
                    result = _with_members(diary, result, files, progress)
            with suppress(NotRead):
                if result.fingerprint is not None:
                    result = replace(result, timezone=diary.case().timezone)
            with suppress(EvidenceAltered, NotRead):  # which are among the findings
                result = replace(result, unsaid_times=diary.unsaid_times())
            return result
    except (EvidenceAltered, NotRead) as error:
        from stalkdiary.handover.verification import unopened

        return unopened(error)


def _enclosed(diary: "Diary") -> list["Exhibit"] | None:
    """The files within preserved exports; None where the list can't be read, which is found too."""
    try:
        return diary.enclosed()
    except (EvidenceAltered, NotRead):
        return None


def _with_members(
    diary: "Diary", result: Verification, files: Sequence["Exhibit"], progress: Progress
) -> Verification:
    """`result` with what becomes of the files within preserved exports."""
    from stalkdiary.handover.verification import with_members

    if not files:
        return with_members(result, 0, ())
    from stalkdiary.usecases.exhibit_bytes import digests_of_enclosed

    altered = (
        Finding("member-altered", file.ref, str(file.sha256), digest or "nothing that can be read")
        for file, digest in digests_of_enclosed(diary, files, progress)
        if digest != file.sha256
    )
    return with_members(result, len(files), tuple(at_most(altered, Part.MEMBERS)))


def verify_bundle(
    path: Path,
    watch: Watch = unwatched,
    expect: Sequence[str] = (),
    seals: Sequence[str] = (),
    password: Callable[[], str] | None = None,
) -> BundleVerification:
    """Checks everything in a bundle, a folder or zip file; no diary is needed.

    Args:
        path: where it is.
        watch: told of the bytes of its files.
        expect: fingerprints seen earlier, whole or shortened.
        seals: of the bundle, noted when it was made, whole or the first 16 digits or more.
        password: called where the zip file has one.

    Raises:
        InputRefused: it is no bundle, or one of `expect` or `seals` is none.
        WrongPassphrase: the password does not fit.

    >>> made = write_bundle(diary, folder / "case.zip", now=datetime.now(UTC))
    >>> verify_bundle(folder / "case.zip", expect=[made.fingerprint]).altered
    False
    """
    from stalkdiary.handover.archive import WrongPassword, as_password, is_protected, opened
    from stalkdiary.handover.check_bundle import Refused, check

    for each in (*expect, *seals):
        fingerprint_digits(each)
    secret = as_password(password()) if password is not None and is_protected(path) else None
    try:
        with watch(_bytes_of(path)) as progress:
            opener = partial(opened, password=secret)
            result = check(path, expect, progress, opener, seals)
    except WrongPassword as refused:
        raise WrongPassphrase(
            str(refused),
            "Check capital letters and spaces. It is the one of the zip file, not of a diary.",
        ) from None
    except Refused as refused:
        raise InputRefused(str(refused), "Nothing was checked.") from None
    return _as_value(result)


def _as_value(result: "Result") -> BundleVerification:
    """What the stand-alone checker found, in the values of the rest of the program."""
    from stalkdiary.handover.check_bundle import limits

    return BundleVerification(
        entries=result.entries,
        left_out=result.left_out,
        exhibits=result.exhibits,
        fingerprint=result.fingerprint,
        covered=result.covered,
        seal=result.seal,
        timestamps=tuple(result.timestamps),
        limits=tuple(limits(result)),
        not_covered=tuple(result.not_covered),
        steps=tuple(
            Step(
                name=each.name,
                title=each.title,
                checked=each.checked,
                meaning=each.meaning,
                findings=tuple(Finding(*found) for found in each.findings),
            )
            for each in result.steps
        ),
    )


def _bytes_of(path: Path) -> int:
    with suppress(OSError, ValueError):
        return bytes_of(path.rglob("*") if path.is_dir() else [path])
    return 0
