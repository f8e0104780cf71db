"""`import`: exports of messages, calls and mails."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stalkdiary.cli import options
from stalkdiary.cli.files import at_home
from stalkdiary.cli.import_files import KeepingFiles, Placement
from stalkdiary.cli.import_telling import most_first, tell_import, tell_preview, tell_senders
from stalkdiary.cli.selection import days_of
from stalkdiary.cli.session import Session
from stalkdiary.errors import AnswerNeeded, InputRefused, NothingMatched, shown
from stalkdiary.model.text import given_text, on_one_line
from stalkdiary.model.timezone import find_timezone

if TYPE_CHECKING:
    from stalkdiary.diary import Diary
    from stalkdiary.usecases.imports import How, Import, Look, Preview, Request

EXAMPLES = (
    "Examples:\n\n"
    "  stalkdiary import chat.zip\n\n"
    "  stalkdiary import chat.zip --from Alex --dry-run\n\n"
    "  stalkdiary import sms.xml calls.xml --from '07700 900123' --person Alex\n\n"
    "  stalkdiary import log.csv --profile sparc --date-order dmy\n\n"
    "  stalkdiary import photos-folder"
)
_KINDS = ("message", "call", "voicemail")
_ORDERS = ("dmy", "mdy", "ymd")
_GROUPS = ("day", "message")


def import_exports(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="What the telephone or program has exported."),
    ],
    senders: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            metavar="NAME",
            help="Whose messages: a name, number or address, exactly as in the export or in "
            "'stalkdiary people'. Repeatable for one person.",
        ),
    ] = None,
    person: Annotated[
        str | None,
        typer.Option("--person", metavar="NAME", help="What this diary calls them."),
    ] = None,
    since: options.Since = None,
    until: options.LastDay = None,
    timezone: Annotated[
        str | None,
        typer.Option(
            metavar="ZONE",
            help="Where the telephone was, for exports that give no zone: Europe/London.",
        ),
    ] = None,
    date_order: Annotated[
        str | None,
        typer.Option(metavar="ORDER", help="dmy, mdy or ymd, where the file leaves that open."),
    ] = None,
    date_format: Annotated[
        str | None,
        typer.Option(metavar="FORMAT", help="For tables: the form of dates, such as '%d.%m.%Y'."),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN",
            help="For tables: which column is which, such as date=Day,from=Caller,text=Note.",
        ),
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="For tables: known columns: sparc, uk-diary, or a saved name."
        ),
    ] = None,
    save_profile: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Keep --map and the form of dates under this name."),
    ] = None,
    group: Annotated[
        str,
        typer.Option(metavar="HOW", help="One incident for each 'day', or for each 'message'."),
    ] = "day",
    kinds: Annotated[
        str | None,
        typer.Option("--kind", metavar="KINDS", help="Only these: message,call,voicemail."),
    ] = None,
    contacts: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="An address book (.vcf): numbers and addresses of the same person."
        ),
    ] = None,
    with_mine: Annotated[
        bool,
        typer.Option("--with-mine", help="Keep your own messages beside theirs, uncounted."),
    ] = False,
    withheld: Annotated[
        bool,
        typer.Option("--withheld", help="Calls from a withheld number count as theirs."),
    ] = False,
    incident: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=options.MOST,
            metavar="N",
            help="For photographs and other files: the incident that they belong to.",
        ),
    ] = None,
    use_hints: Annotated[
        bool,
        typer.Option(
            "--use-hints", help="For files: the times that they give of themselves are right."
        ),
    ] = False,
    skip_bad: Annotated[
        bool,
        typer.Option("--skip-bad", help="List items that can't be read, and take the others."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be done, and write nothing.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Read exports of messages, calls and mails. Only one person's become incidents.

    The export itself is kept as an exhibit, whole, with both sides of the conversation in it. A
    longer export of the same chat adds only what is new.
    """
    from stalkdiary.usecases.imports import sorted_by_kind

    session: Session = context.obj
    with session.open_diary() as diary:
        how = _reading(
            diary,
            timezone=diary.case().timezone if timezone is None else find_timezone(timezone),
            date_order=_one_of(date_order, _ORDERS, "--date-order"),
            date_format=date_format,
            columns=_mapping(columns),
            profile=profile,
            save_profile=save_profile,
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
        exports, others = sorted_by_kind([at_home(file) for file in files])
        run = _Run(session, diary, exports, how, as_json=as_json)
        keeping = KeepingFiles(session, diary, others, how.reading.timezone, as_json=as_json)
        # Everything is looked at before anything is written.
        looks = run.looks(request)
        choice = Placement(incident=incident, person=person, use_hints=use_hints)
        told = False
        if not dry_run and not _says_who(request):
            if any(each.preview.senders for each in looks):
                request, looks = run.ask(request, looks)
                told = True
            elif looks and session.may_ask and not as_json:
                # Rows of an own record, or a calendar full of other things.
                run.confirm(looks)
                told = True
        if dry_run:
            documents = [*run.show(looks), *keeping.documents(choice)]
            if not as_json:
                keeping.show()
                if len(exports) > 1:
                    session.screen.note(
                        "Each file was compared with the diary alone. What two of them share is "
                        "new only once when they are imported together."
                    )
                session.screen.note("Nothing was written.")
        else:
            run.must_match(request, looks)
            documents = [*run.bring_in(request, looks, told=told), *keeping.keep(choice)]
        if as_json:
            session.screen.json(documents)


@dataclass(frozen=True, slots=True)
class _Run:
    """The exports of one call of the command: how they are read, and where that is told."""

    session: Session
    diary: "Diary"
    paths: Sequence[Path]
    how: "How"
    as_json: bool = field(kw_only=True)

    def looks(self, request: "Request") -> list["Look"]:
        """What an import of each file would do."""
        from stalkdiary.usecases.imports import look_at_exports

        watch = partial(self.session.screen.progress, "Reading")
        return look_at_exports(self.diary, self.paths, request, self.how, watch)

    def bring_in(
        self, request: "Request", looks: Sequence["Look"], *, told: bool
    ) -> list[dict[str, Any]]:
        """Imports the files one after the other, and tells what became of each.

        `told` says that the counts have been on the screen already.
        """
        from stalkdiary.usecases.imports import import_exports

        watch = partial(self.session.screen.progress, "Importing")
        made = import_exports(self.diary, self.paths, request, self.how, looks=looks, watch=watch)
        for path, each in zip(self.paths, made, strict=True):
            if not self.as_json:
                if not told:
                    tell_preview(self.session.screen, shown(path), each.preview, self._zone)
                tell_import(self.session.screen, each, self._zone)
        return [
            self._document(path, each.preview, each)
            for path, each in zip(self.paths, made, strict=True)
        ]

    def show(self, looks: Sequence["Look"]) -> list[dict[str, Any]]:
        """What was found, with nothing written."""
        for path, each in zip(self.paths, looks, strict=True):
            if not self.as_json:
                tell_senders(self.session.screen, shown(path), each.preview)
                tell_preview(self.session.screen, shown(path), each.preview, self._zone)
        return [
            self._document(path, each.preview) for path, each in zip(self.paths, looks, strict=True)
        ]

    def ask(self, request: "Request", looks: Sequence["Look"]) -> tuple["Request", list["Look"]]:
        """The request with the senders that were chosen at the terminal, and what it would do.

        Raises:
            AnswerNeeded: nobody can be asked, or nobody was chosen.
        """
        names = dict.fromkeys(name for each in looks for name in most_first(each.preview))
        advice = "Nothing was imported. Say whose messages are meant: --from NAME"
        if self.as_json:
            self.session.screen.json(self.show(looks))
        else:
            for path, each in zip(self.paths, looks, strict=True):
                tell_senders(self.session.screen, shown(path), each.preview)
        if not self.session.may_ask or self.as_json:
            raise AnswerNeeded("Whose messages are meant can't be told from the file.", advice)
        chosen = self._chosen(names, looks)
        if not chosen:
            raise AnswerNeeded("Nobody was chosen.", advice)
        request = replace(request, names=chosen)
        found = self.looks(request)
        self.confirm(found)
        return request, found

    def confirm(self, looks: Sequence["Look"]) -> None:
        """Shows what would be done, and asks whether it may.

        Raises:
            AnswerNeeded: it may not.
        """
        from stalkdiary.cli.prompts import yes

        for path, each in zip(self.paths, looks, strict=True):
            tell_preview(self.session.screen, shown(path), each.preview, self._zone)
        if not yes("Import them?", default=True):
            raise AnswerNeeded("Nothing was imported.", "To look again: add --dry-run")

    def _chosen(self, names: Iterable[str], looks: Sequence["Look"]) -> list[str]:
        from stalkdiary.cli.prompts import choices, yes

        proposed = {
            each.preview.other_party(path.name)
            for path, each in zip(self.paths, looks, strict=True)
        }
        if len(proposed) == 1 and (name := proposed.pop()) is not None:
            question = f"Are the messages of {on_one_line(name)} to become incidents?"
            if yes(question, default=True):
                return [name]
        offered = {name: on_one_line(name) for name in names}
        return choices("Whose messages are to become incidents?", offered)

    def must_match(self, request: "Request", looks: Sequence["Look"]) -> None:
        """Refuses names that nobody in the files goes by.

        Raises:
            NothingMatched: so it is.
        """
        if not looks or any(each.preview.stored or each.preview.duplicates for each in looks):
            return
        if not any(each.preview.records for each in looks):
            raise NothingMatched(
                "There is no message in this export.", "Nothing was imported. Export it again."
            )
        if not _says_who(request):
            raise NothingMatched(
                "It holds nothing that came from somebody else, only what you sent or dialled.",
                "Nothing was imported. Bills list the calls that were made, not those received: "
                "the telephone's own list of calls has both.",
            )
        for path, each in zip(self.paths, looks, strict=True):
            tell_senders(self.session.screen, shown(path), each.preview)
        asked = " or ".join(request.names or filter(None, [request.person]))
        raise NothingMatched(
            f"There is no message from {asked} in it, of the days and kinds that were asked for.",
            "Nothing was imported. Give the name exactly as it stands in the list.",
        )

    @property
    def _zone(self) -> str:
        return self.how.reading.timezone

    def _document(
        self, path: Path, preview: "Preview", made: "Import | None" = None
    ) -> dict[str, Any]:
        """What `import --json` prints of a file."""
        span = preview.span
        counts = preview.counts()
        return {
            "file": shown(path),
            "format": preview.format,
            **counts,
            "first": span.first.local if span.first else None,
            "last": span.last.local if span.last else None,
            "timezone": self._zone,
            "timezone_assumed": preview.assumed > 0,
            "senders": {name: each.count for name, each in preview.senders.items()},
            "incidents": preview.incidents,
            "amended": preview.amended,
            "odd": dict(preview.odd),
            "skipped_items": [each._asdict() for each in preview.listed_skipped],
            "notes": [{"locator": e.locator, "text": e.text} for e in preview.notes],
            "exhibit": made.exhibits[0].ref if made and made.exhibits else None,
            "exhibits": [each.ref for each in made.exhibits] if made else [],
            "imported_before": made.earlier if made else None,
            "fingerprint": made.fingerprint if made else None,
        }


def _says_who(request: "Request") -> bool:
    return bool(request.names or request.person)


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
    *,
    timezone: str,
    date_order: str | None,
    date_format: str | None,
    columns: dict[str, str] | None,
    profile: str | None,
    save_profile: str | None,
    skip_bad: bool,
) -> "How":
    """How files are read, and what the ledger notes of that under the name of a profile."""
    from stalkdiary.usecases.imports import How, Reading, import_profile

    if profile is not None:
        saved = import_profile(diary, profile)
        if saved is not None:
            columns = columns or saved.get("columns")
            date_order = date_order or saved.get("date_order")
            date_format = date_format or saved.get("date_format")
            profile = saved.get("base_profile")
    noted: dict[str, Any] = {}
    if save_profile is not None:
        noted = {
            "profile": given_text(save_profile, "--save-profile"),
            "columns": columns,
            "date_order": date_order,
            "date_format": date_format,
            "base_profile": profile,
        }
    reading = Reading(
        timezone=timezone,
        date_order=date_order,
        date_format=date_format,
        columns=columns,
        profile=profile,
        skip_bad=skip_bad,
    )
    return How(reading=reading, noted=noted)


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
