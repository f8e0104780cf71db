"""The pictures of a summary as counts."""

from stalkdiary.diary import Diary
from stalkdiary.usecases.summary import grids


def test_withdrawn_incidents_are_in_no_picture(filled: Diary) -> None:
    """What was taken back does not count, and of nothing there is no picture."""
    incidents = list(filled.incidents())
    standing = [each for each in incidents if not each.withdrawn]
    assert len(standing) < len(incidents)
    assert grids(filled, incidents) == grids(filled, standing)
    assert grids(filled, [each for each in incidents if each.withdrawn]) == []
