"""One change to a diary, run as a program of its own so that it can be killed or starved.

python scenario.py VERB DIARY KEY SOURCE

KEY is 64 hexadecimal digits, or "plain". Prints "SAVED" once the diary says that it is saved, or
"REFUSED" with the error, where that is one of ours. A traceback on standard error is a violation.
"""

import os
import sys
from pathlib import Path

# Imported now, so that a failing disk meets our code and not Python's.
import cryptography.hazmat.primitives.kdf.argon2  # noqa: F401
import rfc8785  # noqa: F401
import sqlite_utils  # noqa: F401

from stalkdiary.diary import Diary
from stalkdiary.errors import StalkdiaryError
from stalkdiary.importers.reading.export import Reading
from stalkdiary.importing.job import Job
from stalkdiary.importing.wanted import Request
from stalkdiary.model.incident import Account
from stalkdiary.model.moment import Moment
from stalkdiary.usecases.imports import import_export

WHEN = Moment.unknown(timezone="Europe/London", said="not sure")
PASSPHRASE = "the new passphrase"  # noqa: S105 - of no diary but these


def _say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


def _run(verb: str, path: Path, key: bytes | None, source: Path) -> None:
    if verb == "create":
        Diary.create(path, PASSPHRASE if key else None).close()
        _say("SAVED 0")
        return
    with Diary(path, key) as diary:
        if verb == "add":
            account = Account(what="CANARY it happened again", when=WHEN, types=("loitering",))
            diary.add(account, [source], person="Alex")
            _say("SAVED 1")
            diary.add(account)
            _say("SAVED 2")
        elif verb == "attach":
            diary.attach(1, [source])
            _say("SAVED 1")
        elif verb == "import":
            import_export(
                diary,
                Job(
                    path=source.with_name("result.json"),
                    request=Request(names=["Alex"]),
                    reading=Reading(),
                ),
            )
            _say("SAVED 1")
        elif verb == "passphrase":
            diary.change_passphrase(PASSPHRASE)
            _say("SAVED 0")


if __name__ == "__main__":
    _verb, _path, _key, _source = sys.argv[1:]
    try:
        _run(_verb, Path(_path), None if _key == "plain" else bytes.fromhex(_key), Path(_source))
    except StalkdiaryError as error:
        _say(f"REFUSED {type(error).__name__}: {error.sentence} {error.advice}")
