"""The made-up case; its story is tested in tests/test_demo_story.py."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import InputRefused
from stalkdiary.usecases.bundle import write_bundle
from stalkdiary.usecases.demo import make_demo
from stalkdiary.usecases.report import write_report
from stalkdiary.usecases.verify import verify_bundle

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def test_a_demo_is_a_whole_diary_with_its_report(tmp_path: Path) -> None:
    """The report stands in its custody log, and verify finds nothing."""
    made = make_demo(tmp_path / "demo", now=NOW)
    assert made.report.read_bytes().startswith(b"%PDF")
    with Diary(made.diary, None) as diary:
        assert made.summary.incidents == sum(not each.withdrawn for each in diary.incidents())
        assert diary.handovers()[-1][1]["what"] == "report"
        checked = diary.verify()
        assert checked.findings == ()
        assert [each.gen_time for each in checked.timestamps] == ["2026-11-15T10:34:00Z"]
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


def test_what_happens_in_the_story_is_written_minutes_later(tmp_path: Path) -> None:
    """The diary goes by the clock of its story, and says that it does."""
    made = make_demo(tmp_path / "demo", now=NOW)
    with Diary(made.diary, None) as diary:
        entries = list(diary.entries())
        assert [each.recorded_at for each in entries] == sorted(
            each.recorded_at for each in entries
        )
        assert entries[0].content()["made_up"] is True
        second = diary.incident(2)
        assert second.account.when.end == "2026-05-03T23:05:00+01:00"
        assert second.recorded_at == "2026-05-03T22:29:00Z"
        breach = next(each for each in diary.actions() if each.kind == "order")
        assert [i.number for i in diary.incidents() if f"order {breach.number}," in str(i.account)]


@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_every_report_of_it_says_that_it_is_made_up(form: str, tmp_path: Path) -> None:
    """Nobody can take it for the record of a person, also when more was added to it later."""
    made = make_demo(tmp_path / "demo", now=NOW)
    with Diary.open(made.diary) as diary:
        diary.set_initials("AB")
        write_report(diary, tmp_path / "report", form, now=NOW)
    told = (tmp_path / "report").read_text(encoding="utf-8")
    assert ('"made_up": true' if form == "json" else "A made-up case") in told


def test_a_bundle_of_it_is_whole(tmp_path: Path) -> None:
    """Calls and chats stand in it as the checker expects them; a forged call does not."""
    made = make_demo(tmp_path / "demo", now=NOW)
    with Diary.open(made.diary) as diary:
        assert any(
            each.message.call for i in diary.incidents() for each in diary.messages(i.number)
        )
        write_bundle(diary, tmp_path / "bundle", now=NOW)
    assert verify_bundle(tmp_path / "bundle").findings == ()
    page = tmp_path / "bundle" / "data" / "report.html"
    told = page.read_text(encoding="utf-8")
    assert "voice call, missed" in told
    page.write_text(told.replace("voice call, missed", "voice call, answered"), encoding="utf-8")
    expected = {each.expected for each in verify_bundle(tmp_path / "bundle").findings}
    assert "the words of a message" in expected
