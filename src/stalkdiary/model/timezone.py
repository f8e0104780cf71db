"""Time zones by their IANA names, and the two kinds of hour that a change of the clocks makes."""

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stalkdiary.errors import InputRefused

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

HOME_ZONE: Final = "Europe/London"
UK_ZONES: Final = frozenset(
    {"GB", "GB-Eire"}
    | {f"Europe/{place}" for place in ("London", "Belfast", "Guernsey", "Isle_of_Man", "Jersey")}
)

# Names that only say that nobody set a zone: servers and containers have them.
_NOT_A_PLACE: Final = frozenset(
    {"UTC", "UCT", "Universal", "Zulu", "GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich"}
)
# Files in the zone folder that are no zones of their own.
_NOT_A_ZONE: Final = frozenset({"Factory", "localtime", "posixrules"})


@cache
def zone(name: str) -> "ZoneInfo":
    """The time zone of an IANA name.

    Raises:
        InputRefused: there is no such zone on this machine.
    """
    from zoneinfo import ZoneInfo

    if name in _NOT_A_ZONE:
        raise _no_such_zone()
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise _no_such_zone() from None


def find_timezone(name: str) -> str:
    """The IANA name that was meant, in its own spelling: "europe/london" is Europe/London.

    Raises:
        InputRefused: there is no such zone on this machine.
    """
    from zoneinfo import available_timezones

    wanted = name.strip().replace(" ", "_").lower()
    for known in available_timezones() - _NOT_A_ZONE:
        if known.lower() == wanted:
            return known
    raise _no_such_zone()


def machine_timezone(environment: Mapping[str, str] = os.environ, root: Path = Path("/")) -> str:
    """The zone that this machine is set to, or Europe/London where it can't be told.

    The first source that names a zone decides. UTC is what machines say when nobody set a zone,
    so it counts as not told. `root` is the folder that holds `etc`.
    """
    for named in _named_zones(environment, root):
        if named in _NOT_A_PLACE or named.startswith("Etc/"):
            return HOME_ZONE
        try:
            zone(named)
        except InputRefused:
            continue
        return named
    return HOME_ZONE


def wall_times(naive: datetime, timezone: str) -> tuple[datetime, ...]:
    """The moments at which the clocks of a zone showed `naive`.

    Returns:
        One moment; none in the hour that is skipped when the clocks go forward; two, the earlier
        one first, in the hour that comes twice when they go back.
    """
    there = zone(timezone)
    folds = (naive.replace(tzinfo=there, fold=0), naive.replace(tzinfo=there, fold=1))
    if folds[0].utcoffset() == folds[1].utcoffset():
        return folds[:1]
    back = (moment.astimezone(UTC).astimezone(there).replace(tzinfo=None) for moment in folds)
    return folds if all(moment.replace(fold=0) == naive for moment in back) else ()


def skipped(naive: datetime, timezone: str) -> timedelta:
    """How far the clocks went forward over `naive`, which they never showed."""
    there = zone(timezone)
    before = naive.replace(tzinfo=there, fold=0).utcoffset() or timedelta()
    after = naive.replace(tzinfo=there, fold=1).utcoffset() or timedelta()
    return after - before


def _named_zones(environment: Mapping[str, str], root: Path) -> list[str]:
    named = [environment.get("TZ", "").removeprefix(":").rpartition("zoneinfo/")[2]]
    with suppress(OSError, ValueError):
        _, _, zone_file = (root / "etc" / "localtime").readlink().as_posix().rpartition("zoneinfo/")
        named.append(zone_file)
    with suppress(OSError, ValueError):
        named.append((root / "etc" / "timezone").read_text("utf-8").strip())
    return [name for name in named if name]


def _no_such_zone() -> InputRefused:
    return InputRefused(
        "That time zone is not known on this computer.",
        "Use a name such as Europe/London, Europe/Paris or America/New_York.",
    )
