"""The whole ledger as a file of its own, for programs of other people."""

from pathlib import Path

from stalkdiary.diary import Diary
from stalkdiary.handover.bag import ledger_lines
from stalkdiary.store.place import must_be_free, new_file


def export_ledger(diary: Diary, target: Path) -> int:
    """Writes every entry of the ledger to a new file, and logs that.

    One JSON object a line, as ``data/ledger.jsonl`` in a bundle: `docs/format.md` describes it. It
    holds every word that was ever written in the diary, without its encryption, but no bytes of
    exhibits and none of imported messages. Gives how many entries it holds; the entry of the
    custody log comes behind them.

    Raises:
        InputRefused: there is something at `target`.
        NotWritten: the disk does not take it.

    >>> export_ledger(diary, folder / "ledger.jsonl")
    3
    """
    must_be_free(target)
    with diary.saved_is_told(), new_file(target) as unfinished:
        count = 0
        with diary.reading(), unfinished.open("wb") as file:
            for line in ledger_lines(diary.entries()):
                file.write(line)
                count += 1
        # Logged before it is in its place: no copy leaves the diary without a word.
        diary.record_handover("export", {"format": "jsonl", "entries": count})
    return count
