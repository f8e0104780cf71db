"""The made-up case; its story is tested in tests/test_demo_story.py."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import InputRefused
from stalkdiary.usecases.demo import make_demo

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def test_a_demo_is_a_whole_diary_with_its_report(tmp_path: Path) -> None:
    """The report stands in its custody log, and verify finds nothing."""
    made = make_demo(tmp_path / "demo", now=NOW)
    assert made.report.read_bytes().startswith(b"%PDF")
    with Diary(made.diary, None) as diary:
        assert made.summary.incidents == sum(not each.withdrawn for each in diary.incidents())
        assert diary.handovers()[-1][1]["what"] == "report"
        assert diary.verify().findings == ()
    assert len(made.grids) == 2


@pytest.mark.parametrize("kind", ["file", "folder", "link to nothing"])
def test_it_takes_nobodys_place(kind: str, tmp_path: Path) -> None:
    """Whatever is there stays as it is."""
    place = tmp_path / "demo"
    if kind == "file":
        place.write_bytes(b"mine")
    elif kind == "folder":
        place.mkdir()
    else:
        place.symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputRefused, match="already something"):
        make_demo(place, now=NOW)
    assert [each.name for each in tmp_path.iterdir()] == ["demo"]
