"""Which importer reads an export, and the guard around it.

A new format is one file with `name`, `recognises` and `read`, and one line here.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Protocol

from stalkdiary.errors import InputRefused, StalkdiaryError, shown
from stalkdiary.importers.export import Export, Reading
from stalkdiary.model.message import Message, Skipped

_MODULES = (
    "whatsapp",
    "sms_backup",
    "mail",
)
"""In the order in which they are asked; what reads nearly anything comes last."""


class Importer(Protocol):
    """What the file of a format offers."""

    def recognises(self, export: Export) -> str | None:
        """The name of the format, such as ``whatsapp-android``; None where it is another's.

        Raises:
            InputRefused: the export is known and can't be read; says how to get one that can.
        """

    def read(self, export: Export, reading: Reading) -> Iterator[Message | Skipped]:
        """Every item of the export in its order, and every part that is no item.

        Raises:
            InputRefused: it can't be read; with the place, what was found, what was expected.
        """


def importer_of(export: Export) -> tuple[str, Importer]:
    """The name of the format and what reads it.

    Raises:
        InputRefused: no importer knows it.
        UnsafeFile: it is an archive that means harm.
    """
    if export.is_archive:
        _ = export.members  # refuses what is unsafe before anybody looks inside
    for module in _MODULES:
        importer: Importer = import_module(f"stalkdiary.importers.{module}")
        with _guard(export):
            name = importer.recognises(export)
        if name is not None:
            return name, importer
    raise InputRefused(
        f"{shown(export.path)} is in no format that is known here.",
        "Nothing was imported. To keep the file as it is: stalkdiary attach N FILE",
    )


def items(export: Export, importer: Importer, reading: Reading) -> Iterator[Message | Skipped]:
    """What `importer` reads, with anything it stumbles over turned into one refusal."""
    with _guard(export):
        yield from importer.read(export, reading)


class _guard:  # noqa: N801 - reads as what it does
    """Lets no fault of an importer through but our own errors."""

    def __init__(self, export: Export) -> None:
        self._export = export

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: object
    ) -> None:
        if isinstance(error, Exception) and not isinstance(error, StalkdiaryError):
            raise InputRefused(
                f"{shown(self._export.path)} could not be read ({type(error).__name__}).",
                "Nothing was imported. The file may be damaged; keep it with 'stalkdiary attach'.",
            ) from error
