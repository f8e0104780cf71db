"""What the incidents add up to, with the pictures of it."""

from collections.abc import Sequence

from stalkdiary.diary import Diary
from stalkdiary.model.incident import Incident
from stalkdiary.model.pattern import hours
from stalkdiary.reports.pictures import Grid, timeline, week
from stalkdiary.store.hours import of_incidents

__all__ = ["Grid", "grids"]


def grids(diary: Diary, incidents: Sequence[Incident]) -> list[Grid]:
    """The months by kind and the week by hour, as counts; those of them that show anything.

    The messages of the incidents are counted as well; withdrawn incidents are passed over.
    """
    standing = [each for each in incidents if not each.withdrawn]
    with diary.reading() as connection:
        acts = of_incidents(connection)
    found = (timeline(standing), week(hours(standing, acts)))
    return [each for each in found if each is not None]
