"""The time without a key."""

import pytest

from stalkdiary.cli.idle import Idle


class Clock:
    """Seconds that a test moves on."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize(("minutes", "seconds"), [(5, 300), (0.5, 30), (1440, 86400)])
def test_it_is_over_after_so_many_minutes(minutes: float, seconds: float) -> None:
    """A key puts it off by the whole time."""
    clock = Clock()
    idle = Idle(minutes, clock)
    clock.seconds = seconds - 1
    assert not idle.is_over
    idle.touch()
    clock.seconds += seconds - 1
    assert not idle.is_over
    clock.seconds += 1
    assert idle.is_over


def test_nought_is_never() -> None:
    """0 minutes mean that it does not lock."""
    clock = Clock()
    idle = Idle(0, clock)
    clock.seconds = 1e9
    assert not idle.is_over
