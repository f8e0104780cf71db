"""The diary file: the only SQL and the only writes into it.

What few commands need of it is loaded when it is first used: nobody waits for a search to list.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stalkdiary.store import (
        conversations,
        drafts,
        enclosed,
        evidence,
        hits,
        hours,
        intake,
        marks,
        messages,
        read_back,
        recording,
        search,
    )

__all__ = (
    "conversations",
    "drafts",
    "enclosed",
    "evidence",
    "hits",
    "hours",
    "intake",
    "marks",
    "messages",
    "read_back",
    "recording",
    "search",
)

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """The module of this name, when it is first asked for."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return import_module(f"{__name__}.{name}")
