"""A private evidence diary for people who are being stalked or harassed.

What scripts may use is named in `__all__` and described in docs/api.md. Nothing of it is loaded
before it is asked for: the entry point answers help-contacts with the standard library alone.
"""

__version__ = "0.2.0"

__all__ = [
    "Account",
    "Action",
    "ActionChanges",
    "BundleOptions",
    "Changes",
    "Diary",
    "Incident",
    "Moment",
    "Person",
    "PersonChanges",
    "PhysicalItem",
    "PictureSize",
    "Receipt",
    "ReportOptions",
    "Selection",
    "StalkdiaryError",
    "Summary",
    "export_ledger",
    "verify_bundle",
    "write_bundle",
    "write_report",
]

TYPE_CHECKING = False  # typing itself is not loaded here
if TYPE_CHECKING:
    from stalkdiary.diary import Diary
    from stalkdiary.errors import StalkdiaryError
    from stalkdiary.model.action import Action
    from stalkdiary.model.changes import ActionChanges, Changes, PersonChanges
    from stalkdiary.model.exhibit import PhysicalItem
    from stalkdiary.model.incident import Account, Incident
    from stalkdiary.model.moment import Moment
    from stalkdiary.model.person import Person
    from stalkdiary.model.picture_size import PictureSize
    from stalkdiary.model.receipt import Receipt
    from stalkdiary.model.selection import Selection
    from stalkdiary.model.summary import Summary
    from stalkdiary.usecases.bundle import BundleOptions, write_bundle
    from stalkdiary.usecases.export import export_ledger
    from stalkdiary.usecases.report import ReportOptions, write_report
    from stalkdiary.usecases.verify import verify_bundle

_HOMES = {
    "diary": ("Diary",),
    "errors": ("StalkdiaryError",),
    "model.action": ("Action",),
    "model.changes": ("ActionChanges", "Changes", "PersonChanges"),
    "model.exhibit": ("PhysicalItem",),
    "model.incident": ("Account", "Incident"),
    "model.moment": ("Moment",),
    "model.person": ("Person",),
    "model.picture_size": ("PictureSize",),
    "model.receipt": ("Receipt",),
    "model.selection": ("Selection",),
    "model.summary": ("Summary",),
    "usecases.bundle": ("BundleOptions", "write_bundle"),
    "usecases.export": ("export_ledger",),
    "usecases.report": ("ReportOptions", "write_report"),
    "usecases.verify": ("verify_bundle",),
}


def __getattr__(name: str) -> object:
    """Loads what is asked for (PEP 562)."""
    home = next((home for home, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
