"""The one door to a diary."""

from stalkdiary.diary.writing import DiaryToWrite


class Diary(DiaryToWrite):
    """An open diary. Close it, or use it as a context manager.

    A diary is used by one thread, and read to the end before it is written to. Every failure is a
    `StalkdiaryError`, also after the diary was closed.

    Where they can be given, `why` is the reason, in the person's words; `captured` how files were
    captured, and who did it; `draft` the draft that became what is recorded, and goes with it;
    `progress` is told of the bytes of files as they are dealt with.

    >>> with Diary.create(folder / "new.db", "a passphrase") as new:
    ...     new.add(Account(what="He waited outside", when=new.moment("12 March 2026"))).number
    1
    >>> with Diary.open(folder / "new.db", ask=lambda: "a passphrase") as again:
    ...     [incident.account.what for incident in again.incidents()]
    ['He waited outside']
    """
