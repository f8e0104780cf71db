"""`import`: exports of messages, calls and mails."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stalkdiary.cli import offered, options
from stalkdiary.cli.files import at_home
from stalkdiary.cli.import_contents import LotOnScreen
from stalkdiary.cli.import_files import KeepingFiles, Placement
from stalkdiary.cli.import_run import Run, says_who
from stalkdiary.cli.options import Text, Texts, flag, number, option
from stalkdiary.cli.selection import days_of
from stalkdiary.cli.session import Session
from stalkdiary.cli.told_to_stop import ask_for_message
from stalkdiary.errors import InputRefused
from stalkdiary.model.text import given_text
from stalkdiary.model.timezone import find_timezone

if TYPE_CHECKING:
    from stalkdiary.diary import Diary
    from stalkdiary.usecases.imports import How, Request

EXAMPLES = (
    "stalkdiary import chat.zip",
    "stalkdiary import chat.zip --from Alex --dry-run",
    "stalkdiary import sms.xml calls.xml --from '07700 900123' --person Alex",
    "stalkdiary import log.csv --profile sparc --date-order dmy",
    "stalkdiary import photos-folder",
    "stalkdiary import downloads-folder --dry-run",
)
_KINDS = ("message", "call", "voicemail")
_ORDERS = ("dmy", "mdy", "ymd")
_DIRECTIONS = ("in", "out")
_GROUPS = ("day", "message")


def import_exports(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="What the telephone or program has exported, or a folder of it."
        ),
    ],
    senders: Annotated[
        Texts,
        option(
            "Whose messages: a name, number or address, exactly as in the export or in "
            "'stalkdiary people'. Repeatable for one person.",
            "--from",
            metavar="NAME",
        ),
    ] = None,
    person: Annotated[
        Text,
        option(
            "What this diary calls them.", "--person", metavar="NAME", autocompletion=offered.names
        ),
    ] = None,
    since: options.Since = None,
    until: options.LastDay = None,
    timezone: Annotated[
        Text,
        option(
            "Where the telephone was, for exports that give no zone: Europe/London.", metavar="ZONE"
        ),
    ] = None,
    date_order: Annotated[
        Text, option("dmy, mdy or ymd, where the file leaves that open.", metavar="ORDER")
    ] = None,
    date_format: Annotated[
        Text, option("For tables: the form of dates, such as '%d.%m.%Y'.", metavar="FORMAT")
    ] = None,
    columns: Annotated[
        Texts,
        option(
            "For tables: which column is which, such as date=Day,from=Caller,text=Note.",
            "--map",
            metavar="FIELD=COLUMN",
        ),
    ] = None,
    me: Annotated[
        Text,
        option(
            "What a chat calls you, where it does not say who made it; '' where you do not "
            "write in it.",
            metavar="NAME",
        ),
    ] = None,
    own: Annotated[
        bool | None,
        typer.Option(
            "--own/--not-own",
            help="For tables and calendars: what stands in them is your own record, in your words, "
            "or is somebody's messages.",
        ),
    ] = None,
    direction: Annotated[
        Text,
        option(
            "For lists of calls that do not say it: in (they called) or out (you called).",
            metavar="WAY",
        ),
    ] = None,
    profile: Annotated[
        Text, option("For tables: known columns: sparc, uk-diary, or a saved name.", metavar="NAME")
    ] = None,
    save_profile: Annotated[
        Text, option("Keep --map and the form of dates under this name.", metavar="NAME")
    ] = None,
    group: Annotated[
        str, option("One incident for each 'day', or for each 'message'.", metavar="HOW")
    ] = "day",
    kinds: Annotated[
        Text, option("Only these: message,call,voicemail.", "--kind", metavar="KINDS")
    ] = None,
    contacts: Annotated[
        Path | None,
        option("An address book (.vcf): numbers and addresses of the same person.", metavar="FILE"),
    ] = None,
    with_mine: Annotated[
        bool,
        flag(
            "--with-mine/--without-mine",
            "Your own messages stand beside theirs, uncounted; or stay in the export alone.",
        ),
    ] = True,
    withheld: Annotated[
        bool, flag("--withheld", "Calls from a withheld number count as theirs.")
    ] = False,
    incident: Annotated[
        int | None, number("For photographs and other files: the incident that they belong to.")
    ] = None,
    use_hints: Annotated[
        bool, flag("--use-hints", "For files: the times that they give of themselves are right.")
    ] = False,
    skip_bad: Annotated[
        bool, flag("--skip-bad", "List items that can't be read, and take the others.")
    ] = False,
    dry_run: Annotated[
        bool, flag("--dry-run", "Show what would be done, and write nothing.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Read exports of messages, calls and mails. Only one person's become incidents.

    The export itself is kept as an exhibit, whole, with both sides of the conversation in it. A
    longer export of the same chat adds only what is new.
    """
    from stalkdiary.usecases.imports import sorted_out

    session: Session = context.obj
    with session.open_diary() as diary:
        how = _reading(
            diary,
            {
                "columns": _mapping(columns),
                "date_order": _one_of(date_order, _ORDERS, "--date-order"),
                "date_format": date_format,
                "own": own,
                "direction": _one_of(direction, _DIRECTIONS, "--direction"),
            },
            profile,
            save_profile,
            timezone=diary.case().timezone if timezone is None else find_timezone(timezone),
            timezone_said=timezone is not None,
            me=me,
            skip_bad=skip_bad,
        )
        request = _request(
            diary,
            senders=senders or (),
            person=person,
            contacts=_contacts(contacts),
            since=since,
            until=until,
            kinds=kinds,
            by_message=_one_of(group, _GROUPS, "--group") == "message",
            with_mine=with_mine,
            withheld=withheld,
        )
        lot = sorted_out([at_home(file) for file in files])
        contents = LotOnScreen(session, lot, as_json=as_json)
        contents.tell()
        contents.must_be_enough(skip_bad=skip_bad or dry_run)
        places = [] if request.kinds and lot.exports else lot.files
        once = len(files) < len(lot.exports)
        run = Run(session, diary, list(lot.exports), how, as_json=as_json, once=once)
        keeping = KeepingFiles(session, diary, places, how.reading.timezone, as_json=as_json)
        # Everything is looked at before anything is written.
        looks = run.looks(request, to_write=not dry_run)
        choice = Placement(incident=incident, person=person, use_hints=use_hints)
        told = False
        if not dry_run and not says_who(request):
            if any(each.preview.senders for each in looks):
                request, looks = run.ask(request, looks)
                told = True
            elif looks and session.may_ask and not as_json:
                # Rows of an own record, or a calendar full of other things.
                run.confirm(looks)
                told = True
        if dry_run:
            documents = [*run.show(looks), *keeping.documents(choice), *contents.documents()]
            if not as_json:
                keeping.show()
                if len(lot.exports) > 1:
                    session.screen.note(
                        "Each file was compared with the diary alone. What two of them share is "
                        "new only once when they are imported together."
                    )
                session.screen.note("Nothing was written.")
        else:
            run.must_match(request, looks)
            placed = contents.placement(keeping, choice)
            documents = [*run.bring_in(request, looks, told=told)]
            documents += [] if placed is None else keeping.keep(placed)
            documents += contents.documents()
            if session.may_ask and not as_json and any(each.preview.beside for each in looks):
                ask_for_message(session, diary)
        if as_json:
            session.screen.json(documents)


def _request(
    diary: "Diary",
    *,
    since: str | None,
    until: str | None,
    kinds: str | None,
    senders: Sequence[str],
    **given: Any,  # noqa: ANN401 - the other fields of a request
) -> "Request":
    from stalkdiary.model.message import Kind
    from stalkdiary.usecases.imports import Request

    first, last = days_of(diary, since, until)
    names = [each.strip().casefold() for each in (kinds or "").split(",") if each.strip()]
    return Request(
        names=[given_text(each, "--from") for each in senders],
        since=first,
        until=last,
        kinds=frozenset(Kind(str(_one_of(name, _KINDS, "--kind"))) for name in names),
        **given,
    )


def _reading(
    diary: "Diary",
    described: dict[str, Any],
    profile: str | None,
    save_profile: str | None,
    **given: Any,  # noqa: ANN401 - the other fields of a reading
) -> "How":
    """How files are read, and what the ledger notes of that under the name of a profile.

    `described` is what a profile says of a table; what is not said is as the named one has it.
    """
    from stalkdiary.usecases.imports import How, Reading, import_profile

    saved = None if profile is None else import_profile(diary, profile)
    if saved is not None:
        described |= {n: saved.get(n) for n, told in described.items() if told in (None, "")}
        profile = saved.get("base_profile")
    noted: dict[str, Any] = {}
    if save_profile is not None:
        name = given_text(save_profile, "--save-profile")
        noted = {"profile": name, **described, "base_profile": profile}
    return How(reading=Reading(**described, profile=profile, **given), noted=noted)


def _mapping(given: list[str] | None) -> dict[str, str] | None:
    """``date=Day,from=Caller`` as a dictionary."""
    if not given:
        return None
    found = {}
    for part in ",".join(given).split(","):
        name, mark, column = part.partition("=")
        if not mark or not name.strip() or not column.strip():
            raise InputRefused(
                f"--map: found {part!r}, expected FIELD=COLUMN.",
                "Nothing was imported. For example: --map date=Day,time=Hour,from=Caller,text=Note",
            )
        found[name.strip().casefold()] = column.strip()
    return found


def _contacts(file: Path | None) -> list[tuple[str, ...]]:
    """Everything that stands for one person in an address book, for each entry."""
    if file is None:
        return []
    from stalkdiary.usecases.imports import address_book

    return address_book(at_home(file))


def _one_of(word: str | None, offered: Sequence[str], option: str) -> str | None:
    if word is None or word.casefold() in offered:
        return word and word.casefold()
    raise InputRefused(
        f"{option}: found {word!r}, expected {', '.join(offered)}.", "Nothing was imported."
    )
