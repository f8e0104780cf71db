"""Contradictions are labelled where they are sure, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.model.camera import contradictions

ADDED = "2026-11-23T10:00:00Z"
TAKEN = {"taken": "2026:10:07 07:31:04", "taken_offset": "+01:00"}
GPS = {"gps_date": "2026:10:07", "gps_time": "[6, 31, 4]"}


def test_times_that_agree_say_nothing() -> None:
    assert contradictions(TAKEN | GPS, ADDED) == ()
    assert contradictions(TAKEN, ADDED) == ()
    assert contradictions(None, ADDED) == ()


@pytest.mark.parametrize(
    ("changed", "count"),
    [
        ({"gps_date": "2026:10:06"}, 1),
        ({"gps_time": "[6, 45, 0]"}, 1),
        ({"gps_time": "[6, 35, 0]"}, 0),
        ({"taken_offset": "", "gps_time": "[20, 0, 0]"}, 0),
        ({"taken_offset": "", "gps_date": "2026:10:08", "gps_time": "[12, 0, 0]"}, 1),
        ({"taken": "2027:10:07 07:31:04"}, 2),
        ({"gps_time": "[6, 31, 9/2]"}, 0),
    ],
)
def test_times_that_can_not_both_be_right_are_labelled(changed: dict[str, str], count: int) -> None:
    """Without a zone only what no zone explains."""
    assert len(contradictions(TAKEN | GPS | changed, ADDED)) == count


@given(
    st.dictionaries(st.sampled_from(["taken", "taken_offset", "gps_date", "gps_time"]), st.text())
)
def test_nothing_that_a_file_says_breaks_it(metadata: dict[str, str]) -> None:
    assert isinstance(contradictions(metadata, ADDED), tuple)
