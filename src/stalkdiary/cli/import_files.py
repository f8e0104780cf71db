"""`import` of photographs, screenshots, voicemails and documents: kept, with times confirmed.

The time that a file gives of itself is a hint. It becomes the time of an incident only when the
person says so: at a question, or with --use-hints.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stalkdiary.cli.answers import Answers, Understanding
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import receipt_lines, size
from stalkdiary.errors import AnswerNeeded, StalkdiaryError, shown
from stalkdiary.model.text import on_one_line

if TYPE_CHECKING:
    from stalkdiary.diary import Diary
    from stalkdiary.model.receipt import Receipt
    from stalkdiary.usecases.files import FoundFile
    from stalkdiary.usecases.imports import FilesAt


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """What is to become of files that hold no messages.

    Attributes:
        incident: the incident that they belong to, None for incidents of their own.
        use_hints: whether the times that they give of themselves are taken as they are.
    """

    incident: int | None
    person: str | None
    use_hints: bool


class KeepingFiles:
    """Files to be kept as exhibits, looked at before anything is written."""

    def __init__(
        self,
        session: Session,
        diary: "Diary",
        places: "Sequence[FilesAt]",
        zone: str,
        *,
        as_json: bool,
    ) -> None:
        self._session, self._diary, self._as_json = session, diary, as_json
        self._places, self._zone = places, zone
        self._understanding = Understanding(zone)
        self._look()

    def _look(self) -> None:
        from stalkdiary.usecases.files import by_day, look_at_files

        now = datetime.now().astimezone()
        self._found = look_at_files(self._diary, self._places, now=now, zone=self._zone)
        self._groups = by_day(self._found)

    @property
    def new(self) -> int:
        return sum(map(len, self._groups))

    def documents(
        self, choice: Placement, receipts: "Sequence[Receipt]" = ()
    ) -> list[dict[str, Any]]:
        """What `import --json` prints of each path; without receipts nothing is kept yet."""
        groups = self._groups
        # Names do not tell files of two folders apart; exhibits come in the order of their files.
        paths = [each.path for group in groups for each in group]
        refs = [each.ref for receipt in receipts for each in receipt.exhibits]
        kept = dict(zip(paths, refs, strict=bool(receipts)))
        return [
            {
                "file": shown(looked.path),
                "format": "files",
                "records": len(looked.files),
                "stored": sum(each.held is None for each in looked.files),
                "duplicates": sum(each.held is not None for each in looked.files),
                "skipped": len(looked.litter),
                "outgoing": 0,
                "others": 0,
                "notices": 0,
                "first": min(times, default=None),
                "last": max(times, default=None),
                "senders": {},
                "incidents": len(groups) if choice.incident is None else len(groups[:1]),
                "exhibit": next(iter(kept.values()), None),
                "files": [
                    {
                        "name": shown(Path(each.path.name)),
                        "media_type": each.media_type,
                        "bytes": each.bytes,
                        "time": each.hint.text if each.hint else None,
                        "basis": each.hint.basis if each.hint else None,
                        "note": each.hint.note if each.hint else None,
                        "exhibit": each.held or kept.get(each.path),
                    }
                    for each in looked.files
                ],
            }
            for looked in self._found
            for times in [[each.hint.text for each in looked.files if each.hint]]
        ]

    def show(self) -> None:
        """Every file, with the time that it gives of itself and what time that is."""
        screen = self._session.screen
        for looked in self._found:
            screen.heading(shown(looked.path))
            screen.table(
                ("File", "Size", "Its own time", "Which is"),
                [
                    (
                        on_one_line(shown(Path(each.path.name))),
                        size(each.bytes),
                        each.hint.text if each.hint else "none",
                        f"kept already as {each.held}"
                        if each.held
                        else (each.hint.note if each.hint else "It says nothing of its time."),
                    )
                    for each in looked.files
                ],
                "{0}  {1}  {2}  {3}",
            )
            if looked.litter:
                names = ", ".join(sorted(looked.litter))
                screen.line(f"Left out, because the system made it or it is the diary: {names}")

    def keep(self, choice: Placement) -> list[dict[str, Any]]:
        """Keeps what is new, tells what was kept, and gives what `import --json` prints.

        Raises:
            AnswerNeeded: nobody has said yet when it happened.
        """
        self._look()  # pictures of a chat may have been kept with it just now
        receipts = self._kept(choice)
        if not self._as_json:
            self._tell(receipts)
        return self.documents(choice, receipts)

    def _kept(self, choice: Placement) -> "list[Receipt]":
        groups = self._groups
        if not groups:
            return []
        self.must_be_placed(choice)
        if choice.incident is not None:
            files = [each for group in groups for each in group]
            total = sum(each.bytes for each in files)
            with self._session.screen.progress("Keeping the files", total) as progress:
                paths = [each.path for each in files]
                return [self._diary.attach(choice.incident, paths, progress=progress)]
        return [self._keep_group(group, choice) for group in groups]

    def must_be_placed(self, choice: Placement) -> None:
        """Stops where nobody has said, and nobody can be asked, when files were made.

        Raises:
            AnswerNeeded: so it is.
        """
        said = choice.use_hints or choice.incident is not None or self._session.may_ask
        if self._groups and not said:
            self.show()
            raise AnswerNeeded(
                "When these were made or received is for you to say.",
                "Nothing was imported. Run this in a terminal to be asked, name an incident with "
                "--incident N, or take the times in the list with --use-hints.",
            )

    def _keep_group(self, files: "list[FoundFile]", choice: Placement) -> "Receipt":
        from stalkdiary.usecases.files import words_for

        when, what = words_for(files)
        if not choice.use_hints:
            when, what = self._asked(files, when, what)
        answers = Answers(when=when, what=what)
        total = sum(each.bytes for each in files)
        with self._session.screen.progress("Keeping the files", total) as progress:
            return self._diary.add(
                self._understanding.account(answers),
                [each.path for each in files],
                person=choice.person,
                progress=progress,
            )

    def _asked(self, files: "list[FoundFile]", when: str, what: str) -> tuple[str, str]:
        # Here, because a prompt needs a library that nothing else needs.
        from stalkdiary.cli import prompts

        screen = self._session.screen
        for each in files:
            hint = f"{each.hint.text}. {each.hint.note}" if each.hint else "no time of its own"
            screen.note(f"{on_one_line(shown(Path(each.path.name)))}: {hint}")
        said = prompts.line("What do they show, in your own words? Enter to leave it at the names.")
        while True:
            answer = prompts.line(f"When was it? [{when}] A time, or not sure.") or when
            try:
                moment = self._understanding.moment(answer)
            except StalkdiaryError as error:
                screen.note(f"{error.sentence} {error.advice}")
                continue
            screen.note(f"Understood as: {moment.in_words()}")
            return answer, said or what

    def _tell(self, receipts: "Sequence[Receipt]") -> None:
        screen = self._session.screen
        for receipt in receipts:
            screen.line(f"Saved as incident {receipt.number}.")
            screen.lines(receipt_lines(receipt))
        held = [each for looked in self._found for each in looked.files if each.held]
        if held:
            screen.line(f"{len(held)} of the files were kept already and are left as they are.")
