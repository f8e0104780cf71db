"""Having told somebody to stop, from one of the person's own messages in an import."""

from typing import TYPE_CHECKING

from stalkdiary.cli.message_lines import message_line
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import receipt_lines

if TYPE_CHECKING:
    from stalkdiary.diary import Diary

_MOST_OFFERED = 20
_NONE = "none"


def record_from_message(
    session: Session, diary: "Diary", message: int, *, as_json: bool = False
) -> None:
    """As `record_told_to_stop`, and says what was written."""
    from stalkdiary.usecases.told_to_stop import KIND, record_told_to_stop

    receipt = record_told_to_stop(diary, message)
    saved = next(each for each in diary.actions() if each.number == receipt.number)
    if as_json:
        session.screen.json(
            {
                "action": receipt.number,
                "kind": KIND,
                "when": saved.when.to_json(),
                "what": saved.what,
                "message": message,
                "recorded_at": receipt.recorded_at,
                "fingerprint": receipt.fingerprint,
            }
        )
        return
    when = "time not said" if saved.when.start is None else saved.when.in_words()
    session.screen.line(f"Saved: Told them to stop, {when}. {saved.what}")
    session.screen.lines(receipt_lines(receipt))


def ask_for_message(session: Session, diary: "Diary") -> None:
    """Asks, after an import that brought messages of her own, whether one told them to stop."""
    from stalkdiary.cli.prompts import choice, line, yes
    from stalkdiary.usecases.told_to_stop import is_told, own_messages

    if is_told(diary) or not own_messages(diary):
        return
    if not yes("Did you tell them to stop in one of your messages?", default=False):
        return
    words = line("A few words from it, such as: stop, leave me alone. Enter: show all")
    found = own_messages(diary, words)
    offered = {
        str(each.number): f"{each.message.time.day if each.message.time else ''} "
        f"{message_line(each)}".strip()
        for each in found[:_MOST_OFFERED]
    }
    if not offered:
        session.screen.note(
            "None of your messages has these words. To write it down all the same: "
            "stalkdiary action told-to-stop"
        )
        return
    if len(found) > _MOST_OFFERED:
        session.screen.note(f"These are the first {_MOST_OFFERED} of {len(found)}.")
    offered[_NONE] = "None of these"
    chosen = choice("Which one?", offered, default=_NONE)
    if chosen != _NONE:
        record_from_message(session, diary, int(chosen))
