"""What an import of a folder finds in it: what is read, kept or left, and what is to be done."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stalkdiary.cli.import_files import KeepingFiles, Placement
from stalkdiary.cli.session import Session
from stalkdiary.errors import AnswerNeeded, InputRefused, shown
from stalkdiary.model.text import on_one_line

if TYPE_CHECKING:
    from stalkdiary.usecases.imports import Lot, PassedOver

_MOST_NAMED = 5
_MOST_LEFT = 50
_NOTHING = "Nothing was imported. "
_HINTS, _EACH, _NONE = "hints", "each", "none"


class LotOnScreen:
    """Everything that was named for one import, as `sorted_out` gives it."""

    def __init__(self, session: Session, lot: "Lot", *, as_json: bool) -> None:
        self._session, self._lot, self._as_json = session, lot, as_json
        self._asks = session.may_ask and not as_json

    @property
    def is_mixed(self) -> bool:
        """Whether it is more than one thing of one kind."""
        lot = self._lot
        return bool(lot.left) or bool(lot.exports and lot.files)

    def tell(self) -> None:
        """Everything, one row each: what it is, where it is, and what becomes of it."""
        lot = self._lot
        for each in lot.notes:
            self._session.screen.note(each.replace(_NOTHING, ""))
        if self._as_json or not (self.is_mixed or len(lot.exports) > 1):
            return
        rows = [
            (
                format_name,
                ", ".join(map(shown, (source.path, *source.further))),
                "read" if source.only is None else f"read: {_named(sorted(source.only))}",
            )
            for source, format_name in lot.exports.items()
        ]
        for place in lot.files:
            if place.files:
                told = _named([shown(Path(each.name)) for each in place.files])
                rows.append(("files", shown(place.path), f"kept as they are: {told}"))
        rows += [
            (
                "not read" if each.may_hold else "left",
                shown(each.path),
                f"{each.why} {each.how.removeprefix(_NOTHING)}",
            )
            for each in lot.left[:_MOST_LEFT]
        ]
        self._session.screen.heading("What was found")
        self._session.screen.table(
            ("What it is", "Where", "What becomes of it"), rows, "{0}: {1}: {2}"
        )
        if len(lot.left) > _MOST_LEFT:
            self._session.screen.line(f"And {len(lot.left) - _MOST_LEFT} more that are not read.")

    def must_be_enough(self, *, skip_bad: bool) -> None:
        """Stops where something can't be read that may hold messages, unless the person says so.

        Raises `InputRefused`: nobody can be asked; `AnswerNeeded`: it is not enough.
        """
        unread = [each for each in self._lot.left if each.may_hold]
        if not unread or skip_bad:
            return
        many = f"{len(unread)} of them" if len(unread) > 1 else "One of them"
        if self._asks:
            from stalkdiary.cli.prompts import yes

            question = f"{many} can't be read and may hold messages. Import the others without?"
            if not yes(question, default=False):
                raise AnswerNeeded("Nothing was imported.", _how(unread[0]))
            return
        others = f" {len(unread) - 1} more can't be read either." if len(unread) > 1 else ""
        raise InputRefused(
            f"{unread[0].why}{others}", f"{_how(unread[0])} Or add --skip-bad to take the others."
        )

    def placement(self, keeping: KeepingFiles, choice: Placement) -> Placement | None:
        """What is to become of the files beside exports; None where they are to be left.

        Raises:
            AnswerNeeded: nobody has said it, and nobody can be asked.
        """
        if not self._lot.exports or not keeping.new:
            return choice
        if choice.use_hints or choice.incident is not None:
            return choice
        if not self._asks:
            keeping.must_be_placed(choice)
            return choice
        from stalkdiary.cli.prompts import choice as chosen

        keeping.show()
        many = "The file that holds" if keeping.new == 1 else f"The {keeping.new} files that hold"
        answer = chosen(
            f"{many} no messages: keep them as exhibits?",
            {
                _HINTS: "yes, and the times that they give of themselves are right",
                _EACH: "yes, and ask me about each day",
                _NONE: "no, leave them",
            },
            default=_EACH,
        )
        if answer == _NONE:
            return None
        return Placement(incident=None, person=choice.person, use_hints=answer == _HINTS)

    def documents(self) -> list[dict[str, Any]]:
        """What `import --json` prints of what is neither read nor kept."""
        zero = dict.fromkeys(
            ("records", "stored", "duplicates", "skipped", "outgoing", "others", "notices"), 0
        )
        return [
            {
                "file": shown(each.path),
                "format": None,
                **zero,
                "first": None,
                "last": None,
                "senders": {},
                "incidents": 0,
                "exhibit": None,
                "left": each.why,
                "may_hold_messages": each.may_hold,
            }
            for each in self._lot.left
        ]


def _named(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return on_one_line(", ".join(names[:_MOST_NAMED])) + (f" and {more} more" if more > 0 else "")


def _how(left: "PassedOver") -> str:
    return _NOTHING + left.how.removeprefix(_NOTHING)
