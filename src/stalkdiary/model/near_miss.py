"""What somebody probably meant who typed a name that is not there."""

from collections.abc import Iterable


def did_you_mean(typed: str, known: Iterable[str]) -> str:
    """``" Did you mean loitering?"``, or nothing where none of the `known` names is near."""
    from difflib import get_close_matches

    names = {name.casefold(): name for name in known}
    near = get_close_matches(typed.strip().casefold(), names, n=1, cutoff=0.7)
    return f" Did you mean {names[near[0]]}?" if near else ""
