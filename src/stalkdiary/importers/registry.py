"""Which importer reads an export, and the guard around it.

A new format is one file that offers `recognises` and `read`, and its name here; where an export
holds several files of messages, it says which they are, as `DOCUMENTS`; where they lie in folders
of the download's own, it says in which, from its root, as the pattern `WITHIN`. It stands in the
folder of its source; what every source reads with is in `reading`.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib import import_module
from itertools import chain
from typing import Final, Protocol

from stalkdiary.errors import InputRefused, StalkdiaryError
from stalkdiary.importers import foreign
from stalkdiary.importers.reading.documents import Documents, must_be_whole
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.reading.parts import Parts
from stalkdiary.model.message import Item, Message
from stalkdiary.model.text import on_one_line

_MODULES: tuple[str, ...] = (
    *("sms.importer", "sms.android_json"),
    *("telegram.importer", "meta.importer", "meta.of_2020"),
    *("snapchat.importer", "snapchat.pages", "snapchat.memories"),
    *("tiktok", "x_archive", "linkedin", "discord", "workplace", "dating", "line"),
    *("signal.plaintext", "signal.sigexport", "signal.sigtop"),
    *("google.chat", "google.voice", "google.keep"),
    *("imessage_exporter", "imazing.importer", "whatsapp.importer"),
    *("mail.mails", "mail.outlook", "vcard", "calendar", "tables.table", "notes"),
)
"""In the order in which they are asked; what reads nearly anything comes last."""

NO_REAL_TIME: Final = (
    "Its time is the one from which computers count, such as 1 January 1970 or 2001: the program "
    "that wrote the export had no time for it."
)
_ANY_NAME: Final = tuple(
    f"a.{ending}" for ending in ("json", "txt", "xml", "csv", "html", "eml", "msg", "js", "md")
)
_MOST_NAMED: Final = 4
_QUARTER: Final = 15 * 60 * 1000
_FARTHEST_ZONE: Final = 14 * 60 * 60 * 1000
_FIRST_MESSAGES: Final = int(datetime(1990, 1, 1, tzinfo=UTC).timestamp() * 1000)
"""Before there were texts, mails of everybody, or any program that is read here."""
_APPLE_ZERO: Final = int(datetime(2001, 1, 1, tzinfo=UTC).timestamp() * 1000)
_LAST_ZERO: Final = _APPLE_ZERO + _FARTHEST_ZONE


class Importer(Protocol):
    """What the file of a format offers."""

    def recognises(self, export: Export) -> str | None:
        """The name of the format, such as ``whatsapp-android``; None where it is another's.

        Raises:
            InputRefused: the export is known and can't be read; says how to get one that can.
        """

    def read(self, export: Export, reading: Reading) -> Iterator[Item]:
        """Every item of the export in its order, and every part that is no item.

        Raises:
            InputRefused: it can't be read; with the place, what was found, what was expected.
        """


class UnknownFormat(InputRefused):
    """No importer knows the file."""


def importer_of(export: Export) -> tuple[str, Importer]:
    """The name of the format and what reads it.

    Raises:
        InputRefused: no importer knows it (`UnknownFormat`), or it is known and can't be read.
        UnsafeFile: it is an archive that means harm.
    """
    with _guard(export):
        _ = export.members  # refuses what is unsafe before anybody looks inside
        for module in _MODULES:
            importer: Importer = import_module(f"stalkdiary.importers.{module}")
            name = importer.recognises(export)
            if name is not None:
                _must_be_one(export, importer)
                return name, importer
        answer = foreign.answer(export)
        if answer is None or isinstance(answer, foreign.IsPart):
            _must_not_be_broken(export)
        raise answer or _unknown(export)


def items(export: Export, importer: Importer, reading: Reading) -> Iterator[Item]:
    """What `importer` reads, with anything it stumbles over turned into one refusal.

    A time that is the zero of a clock is said to be one.
    """
    with _guard(export):
        documents: Documents | None = getattr(importer, "DOCUMENTS", None)
        # What would be lost in silence of a download that holds several files of messages.
        broken = () if documents is None else documents.broken(export, reading)
        for item in chain(broken, importer.read(export, reading)):
            if isinstance(item, Message) and item.time is not None and _is_zero(item.time.instant):
                yield item._replace(flags=(*item.flags, NO_REAL_TIME))
            else:
                yield item


def _must_not_be_broken(export: Export) -> None:
    """Refuses an export in which a file has the name of a format's messages, and can't be read.

    Names that any file may have are passed over.
    """
    if export.is_single:
        return
    for module in _MODULES:
        documents: Documents | None = getattr(
            import_module(f"stalkdiary.importers.{module}"), "DOCUMENTS", None
        )
        if documents is not None and not any(map(documents.is_named, _ANY_NAME)):
            must_be_whole(documents.broken(export, Reading()))


def also_in(export: Export, importer: Importer) -> list[str]:
    """The formats of further messages in an archive, which this importer does not read."""
    found: list[str] = []
    for module in _MODULES if export.is_archive else ():
        other: Importer = import_module(f"stalkdiary.importers.{module}")
        documents: Documents | None = getattr(other, "DOCUMENTS", None)
        same = other is importer or getattr(other, "WITHIN", module) == getattr(
            importer, "WITHIN", None
        )
        if documents is None or same or not any(True for _ in documents.of(export)):
            continue
        with suppress(StalkdiaryError):
            name = other.recognises(export)
            found += [name] if name else []
    return found


def root_of(folder: str, importer: Importer) -> str:
    """The folder of a download in which a file lies in `folder`, which ends in a slash or is empty.

    It is `folder` itself where the format has no folders of its own, or the file lies elsewhere.
    """
    within = getattr(importer, "WITHIN", "")
    found = re.search(rf"(?:^|(?<=/))(?:{within})$", folder) if within else None
    return folder if found is None else folder[: found.start()]


def _must_be_one(export: Export, importer: Importer) -> None:
    """Refuses two downloads in one: who is who in the first would be taken for the second."""
    if not getattr(importer, "WITHIN", "") or isinstance(export, Parts):
        return
    documents: Documents | None = getattr(importer, "DOCUMENTS", None)
    found = export.members if documents is None else documents.of(export)
    folders = {each.name[: each.name.rfind("/") + 1] for each in found if each is not None}
    roots = sorted({root for each in folders if (root := root_of(each, importer)) != each})
    if len(roots) > 1:
        names = " and ".join(
            root.rstrip("/") or "what lies outside" for root in roots[:_MOST_NAMED]
        )
        raise InputRefused(
            f"{export.place()} holds {len(roots)} downloads: {on_one_line(names)}.",
            "Nothing was imported. Unpack it, and import the folder: each is read by itself then.",
        )


def _is_zero(instant: int) -> bool:
    """Whether a time is what computers write for none, told by a clock of any zone."""
    if instant > _LAST_ZERO:
        return False
    apart = instant - _APPLE_ZERO
    return instant < _FIRST_MESSAGES or (abs(apart) <= _FARTHEST_ZONE and not apart % _QUARTER)


@contextmanager
def _guard(export: Export) -> Iterator[None]:
    """Lets no fault of an importer through but our own errors."""
    try:
        yield
    except StalkdiaryError:
        raise
    except Exception as error:
        raise InputRefused(
            f"{export.place()} could not be read ({type(error).__name__}).",
            "Nothing was imported. The file may be damaged; keep it with 'stalkdiary attach'.",
        ) from error


def _unknown(export: Export) -> UnknownFormat:
    holds = "is in no format that is" if export.is_single else "holds no messages that are"
    return UnknownFormat(
        f"{export.place()} {holds} known here.",
        "Nothing was imported. To keep the file as it is: stalkdiary attach N FILE",
    )
