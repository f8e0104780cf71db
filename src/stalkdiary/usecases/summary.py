"""What the incidents add up to, with the pictures of it."""

from collections.abc import Sequence

from stalkdiary.diary import Diary
from stalkdiary.model.incident import Incident
from stalkdiary.model.pattern import hours
from stalkdiary.reports.facts import digests_of
from stalkdiary.reports.pictures import Grid, timeline, week

__all__ = ["Grid", "grids"]


def grids(diary: Diary, incidents: Sequence[Incident]) -> list[Grid]:
    """The months by kind and the week by hour, as counts; those of them that show anything.

    The messages of the incidents are counted as well; withdrawn incidents are passed over.
    """
    standing = [each for each in incidents if not each.withdrawn]
    found = (timeline(standing), week(hours(standing, digests_of(standing, diary.messages))))
    return [each for each in found if each is not None]
