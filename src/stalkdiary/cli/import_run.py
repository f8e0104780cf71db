"""One call of `import`: what its exports hold, what they leave open, whose messages are meant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from stalkdiary.cli.import_telling import MANY, most_first, tell_import, tell_preview, tell_senders
from stalkdiary.cli.session import Session
from stalkdiary.errors import AnswerNeeded, NothingMatched, shown
from stalkdiary.model.text import on_one_line

if TYPE_CHECKING:
    from stalkdiary.diary import Diary
    from stalkdiary.usecases.imports import (
        How,
        Import,
        Look,
        OpenQuestion,
        Origin,
        Preview,
        Request,
    )

_OPEN = "open"
_ALONE = "alone"


@dataclass(slots=True)
class Run:
    """The exports of one call of the command: how they are read, and where that is told.

    Attributes:
        how: with the questions answered that the exports leave open.
        once: whether a question is put once for all that share it, as for what lies in a folder.
    """

    session: Session
    diary: "Diary"
    sources: Sequence["Origin"]
    how: "How"
    as_json: bool = field(kw_only=True)
    once: bool = field(kw_only=True, default=False)

    def looks(self, request: "Request", *, to_write: bool) -> list["Look"]:
        """What an import of each file would do. What a file leaves open is asked.

        `to_write`: whether it must be said of entries that they are the person's own. Raises
        `OpenQuestion`: nobody can be asked, or there was no answer.
        """
        from stalkdiary.usecases.imports import OpenQuestion, look_at_exports

        watch = partial(self.session.screen.progress, "Reading")
        while True:
            try:
                return look_at_exports(
                    self.diary, self.sources, request, self.how, watch, to_write=to_write
                )
            except OpenQuestion as question:
                self.how = self._answered(question)

    def _answered(self, question: "OpenQuestion") -> "How":
        """How exports are read, once it is said which reading of some is right."""
        if not self._asks:
            raise question
        from stalkdiary.cli.prompts import choice

        if question.alone is not None and not self.once:
            question = question.alone
        offered = {str(n): on_one_line(each.words) for n, each in enumerate(question.answers)}
        if question.alone is not None:
            offered[_ALONE] = "that differs: ask me about each of them"
        offered[_OPEN] = "I don't know, or none of these: import nothing"
        chosen = choice(f"{question.lead}. Which is right?", offered, default=_OPEN)
        if chosen == _OPEN:
            raise question
        if chosen == _ALONE:
            self.once = False
            return replace(self.how, looked=question.looked)
        return self.how.answered(question, question.answers[int(chosen)])

    def bring_in(
        self, request: "Request", looks: Sequence["Look"], *, told: bool
    ) -> list[dict[str, Any]]:
        """Imports the files one after the other, and tells what became of each.

        `told` says that the counts have been on the screen already.
        """
        from stalkdiary.usecases.imports import import_exports

        watch = partial(self.session.screen.progress, "Importing")
        made = import_exports(self.diary, self.sources, request, self.how, looks=looks, watch=watch)
        for source, each in zip(self.sources, made, strict=True):
            if not self.as_json and self._concerns(each.preview):
                if not told:
                    self._tell(source, each.preview)
                tell_import(self.session.screen, each, self._zone(source))
        if not self.as_json:
            self._tell_others([each.preview for each in made])
        return [
            self._document(source, each.preview, each)
            for source, each in zip(self.sources, made, strict=True)
        ]

    def show(self, looks: Sequence["Look"]) -> list[dict[str, Any]]:
        if not self.as_json:
            self._tell_senders(looks)
            self._tell_all(looks)
        return [
            self._document(source, each.preview)
            for source, each in zip(self.sources, looks, strict=True)
        ]

    def ask(self, request: "Request", looks: Sequence["Look"]) -> tuple["Request", list["Look"]]:
        """The request with the senders that were chosen at the terminal, and what it would do.

        Raises:
            AnswerNeeded: nobody can be asked, or nobody was chosen.
        """
        names = most_first([each.preview for each in looks])
        advice = "Nothing was imported. Say whose messages are meant: --from NAME"
        if self.as_json:
            self.session.screen.json(self.show(looks))
        else:
            self._tell_senders(looks)
        if not self._asks:
            raise AnswerNeeded("Whose messages are meant can't be told from the file.", advice)
        from stalkdiary.cli.prompts import line
        from stalkdiary.usecases.imports import NAMELESS

        named = [name for name in names if name not in NAMELESS]
        if named:
            request = replace(request, names=self._chosen(named, looks))
        else:
            question = "Whose messages are these? The name for them in your diary:"
            request = replace(request, person=line(question) or None)
        if not says_who(request):
            raise AnswerNeeded("Nobody was chosen.", advice)
        found = self.looks(request, to_write=True)
        self.confirm(found)
        return request, found

    def confirm(self, looks: Sequence["Look"]) -> None:
        """Shows what would be done, and asks whether it may. Raises `AnswerNeeded`: it may not."""
        from stalkdiary.cli.prompts import yes

        self._tell_all(looks)
        if not yes("Import them?", default=True):
            raise AnswerNeeded("Nothing was imported.", "To look again: add --dry-run")

    def _chosen(self, names: Iterable[str], looks: Sequence["Look"]) -> list[str]:
        from stalkdiary.cli.prompts import choices, yes

        proposed = {
            each.preview.other_party(source.path.name)
            for source, each in zip(self.sources, looks, strict=True)
        }
        if len(proposed) == 1 and (name := proposed.pop()) is not None:
            question = f"Add the messages of {on_one_line(name)} to the diary?"
            if yes(question, default=True):
                return [name]
        offered = {name: on_one_line(name) for name in names}
        return choices("Whose messages do you want to add?", offered)

    def must_match(self, request: "Request", looks: Sequence["Look"]) -> None:
        """Refuses names that nobody in the files goes by. Raises `NothingMatched`: so it is."""
        if not looks or any(each.preview.stored or each.preview.duplicates for each in looks):
            return
        if not any(each.preview.records for each in looks):
            raise NothingMatched(
                "There is no message in this export.", "Nothing was imported. Export it again."
            )
        if not says_who(request):
            raise NothingMatched(
                "It holds nothing that came from somebody else, only what you sent or dialled.",
                "Nothing was imported. Bills list the calls that were made, not those received: "
                "the telephone's own list of calls has both.",
            )
        self._tell_senders(looks)
        asked = " or ".join(request.names or filter(None, [request.person]))
        raise NothingMatched(
            f"There is no message from {asked} in it, of the days and kinds that were asked for.",
            "Nothing was imported. Give the name exactly as it stands in the list.",
        )

    @property
    def _asks(self) -> bool:
        return self.session.may_ask and not self.as_json

    def _tell_senders(self, looks: Sequence["Look"]) -> None:
        places = [shown(each.path) for each in self.sources]
        tell_senders(self.session.screen, places, [each.preview for each in looks])

    def _tell_all(self, looks: Sequence["Look"]) -> None:
        for source, each in zip(self.sources, looks, strict=True):
            if self._concerns(each.preview):
                self._tell(source, each.preview)
        self._tell_others([each.preview for each in looks])

    def _concerns(self, preview: "Preview") -> bool:
        """Whether an export among many has anything that was asked for, or can't be read."""
        held = preview.stored or preview.duplicates or preview.skipped or preview.notes
        return len(self.sources) <= MANY or bool(held)

    def _tell_others(self, previews: Sequence["Preview"]) -> None:
        others = [each for each in previews if not self._concerns(each)]
        if others:
            records = sum(each.records for each in others)
            exports = "1 export holds" if len(others) == 1 else f"{len(others)} exports hold"
            self.session.screen.line(
                f"{exports} nothing that was asked for: {records} of other people, kinds or days, "
                "or your own."
            )

    def _tell(self, source: "Origin", preview: "Preview") -> None:
        reading = self.how.of(source)
        zone, said = reading.timezone, reading.timezone_said
        tell_preview(self.session.screen, shown(source.path), preview, zone, said=said)

    def _zone(self, source: "Origin") -> str:
        return self.how.of(source).timezone

    def _document(
        self, source: "Origin", preview: "Preview", made: "Import | None" = None
    ) -> dict[str, Any]:
        """What `import --json` prints of a file."""
        span = preview.span
        counts = preview.counts()
        return {
            "file": shown(source.path),
            "parts": [shown(each) for each in source.further],
            "format": preview.format,
            **counts,
            "first": span.first.local if span.first else None,
            "last": span.last.local if span.last else None,
            "timezone": self._zone(source),
            "timezone_assumed": preview.assumed > 0 and not self.how.of(source).timezone_said,
            "senders": {name: each.count for name, each in preview.senders.items()},
            "own_names": list(preview.own_names),
            "own_assumed": preview.side is not None,
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


def says_who(request: "Request") -> bool:
    return bool(request.names or request.person)
