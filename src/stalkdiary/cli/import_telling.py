"""What an import found and did, in words."""

from typing import TYPE_CHECKING

from stalkdiary.cli.wording import written
from stalkdiary.model.ledger import short_fingerprint
from stalkdiary.model.text import on_one_line, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stalkdiary.cli.screen import Screen
    from stalkdiary.model.message import ExportTime
    from stalkdiary.usecases.imports import Import, Preview, Sender

MANY = 3
"""Of more exports than that, only what concerns the person is told one by one."""
_MOST_SHOWN = 20
_NAME_CHARACTERS = 60
_MINUTE = len("2026-03-12T21:30")


def tell_senders(screen: "Screen", places: "Sequence[str]", previews: "Sequence[Preview]") -> None:
    """Everyone who sent something: how much, and from when to when; of many files together."""
    if len(places) <= MANY:
        for place, preview in zip(places, previews, strict=True):
            _tell_senders(screen, place, most_first([preview]))
    else:
        _tell_senders(screen, f"{len(places)} exports", most_first(previews))


def _tell_senders(screen: "Screen", place: str, senders: "dict[str, Sender]") -> None:
    if not senders:
        return
    screen.heading(f"Who writes or calls in {place}")
    rows = [
        (
            shortened(on_one_line(name), _NAME_CHARACTERS),
            on_one_line(sender.identity or ""),
            str(sender.count),
            _short(sender.first),
            _short(sender.last),
        )
        for name, sender in list(senders.items())[:_MOST_SHOWN]
    ]
    columns = ("Name", "Number or address", "#Items", "First", "Last")
    screen.table(columns, rows, "{0}  {1}  {2} of them, {3} to {4}")
    if len(senders) > _MOST_SHOWN:
        screen.line(f"And {len(senders) - _MOST_SHOWN} others, with fewer items.")


def most_first(previews: "Sequence[Preview]") -> "dict[str, Sender]":
    """The senders of exports, who sent most first."""
    found: dict[str, Sender] = {}
    for preview in previews:
        for name, sender in preview.senders.items():
            found[name] = found[name].with_(sender) if name in found else sender
    return dict(sorted(found.items(), key=lambda item: -item[1].count))


def tell_preview(
    screen: "Screen", place: str, preview: "Preview", zone: str, *, said: bool
) -> None:
    """What was read, and what of it is new. The figures add up to all that is in the file."""
    screen.heading(place)
    span = preview.span
    pairs = [
        ("Format", preview.format),
        ("Read", f"{preview.records} (messages, calls and other records by people)"),
    ]
    if span.first and span.last:
        zoned = _zoned(zone, said=said) if preview.assumed else ""
        pairs.append(("From and to", f"{_short(span.first)} to {_short(span.last)}{zoned}"))
    pairs += [
        ("New", f"{preview.stored}, in {_incidents(preview)}"),
        ("Already in the diary", str(preview.duplicates)),
        ("Your own", f"{preview.outgoing}{_by(preview)}{_own(preview)}"),
        ("Others", f"{preview.others}, of other people, kinds or days"),
        ("Notices", f"{preview.notices}, of the program itself"),
        ("Skipped", str(preview.skipped)),
    ]
    if preview.side is not None:
        name = shortened(on_one_line(preview.side), _NAME_CHARACTERS)
        pairs.append(("Taken for you", f"{name}. If that is somebody else: --me ''"))
    if preview.changes:
        pairs.append(
            (
                "Later state",
                f"{preview.changes} that were here, now deleted, edited or with their files",
            )
        )
    if preview.files_found or preview.files_missing:
        pairs.append(
            ("Attachments", f"{preview.files_found} found, {preview.files_missing} not there")
        )
    screen.fields(pairs)
    if preview.may_be_a_part:
        screen.line(
            "Files that are not there may be in another part of the download, where it came in "
            "several: name all parts behind one import."
        )
    for sentence, count in preview.odd.most_common(_MOST_SHOWN):
        screen.line(f"{count} × {sentence}")
    for each in preview.listed_skipped[:_MOST_SHOWN]:
        screen.line(f"Skipped {each.locator}: {each.why}")
    if preview.skipped > _MOST_SHOWN:
        screen.line(f"And {preview.skipped - _MOST_SHOWN} more; --json lists them.")
    for notice in preview.notes[:_MOST_SHOWN]:
        screen.line(f"Noted {notice.locator}: {notice.text}")


def _zoned(zone: str, *, said: bool) -> str:
    how = f"read in {zone}, as you said" if said else f"so {zone} is assumed"
    return f"; the export gives no zone, {how}"


def tell_import(screen: "Screen", made: "Import", zone: str) -> None:
    if made.earlier is not None:
        screen.line(f"This file was imported on {written(made.earlier, zone)}. Nothing is new.")
        return
    if not made.exhibits and not made.preview.duplicates:
        screen.line("It holds nothing that was asked for. Nothing of it was written.")
        return
    if not made.exhibits:
        screen.line("Everything asked for is in the diary already. Nothing was written.")
        return
    if made.incidents:
        screen.line(f"Saved as {_numbers(made.incidents)}.")
    if made.amended:
        screen.line(f"Further acts were added to {_numbers(made.amended)}.")
    for each in made.exhibits[:_MOST_SHOWN]:
        screen.line(f"Kept as {each.ref}: {each.label} (SHA-256 {each.sha256})")
    if len(made.exhibits) > _MOST_SHOWN:
        screen.line(f"And {len(made.exhibits) - _MOST_SHOWN} more exhibits.")
    screen.line(f"Check code: {short_fingerprint(made.fingerprint)}")


def _incidents(preview: "Preview") -> str:
    begun = f"{preview.incidents} incident{'' if preview.incidents == 1 else 's'}"
    if not preview.amended:
        return begun
    return f"{begun} and {preview.amended} that {'is' if preview.amended == 1 else 'are'} there"


def _by(preview: "Preview") -> str:
    names = ", ".join(shortened(on_one_line(each), _NAME_CHARACTERS) for each in preview.own_names)
    return f" by {names}" if names else ""


def _own(preview: "Preview") -> str:
    if preview.beside is None:
        return ", in the original file only"
    if not preview.outgoing:
        return ""
    new = f", of which {preview.beside} {'is' if preview.beside == 1 else 'are'} new beside theirs"
    if preview.beside == preview.outgoing:
        return new
    return f"{new} (the others were here before, or are of days without anything from them)"


def _numbers(numbers: tuple[int, ...]) -> str:
    if len(numbers) == 1:
        return f"incident {numbers[0]}"
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"incidents {numbers[0]} to {numbers[-1]}"
    return f"{len(numbers)} incidents, {numbers[0]} to {numbers[-1]}"


def _short(time: "ExportTime | None") -> str:
    return "not dated" if time is None else time.local[:_MINUTE].replace("T", " ")
