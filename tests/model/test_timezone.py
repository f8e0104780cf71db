"""Zones by name, the zone of the machine, and the hours that the clocks skip or repeat."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from stalkdiary.errors import InputRefused
from stalkdiary.model.timezone import find_timezone, machine_timezone, skipped, wall_times, zone


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("Europe/London", "Europe/London"),
        (" europe/london ", "Europe/London"),
        ("america/new york", "America/New_York"),
        ("UTC", "UTC"),
    ],
)
def test_a_name_is_found_in_any_spelling(given: str, found: str) -> None:
    assert find_timezone(given) == found


@pytest.mark.parametrize(
    "name", ["", "London", "GMT+1:00", "../etc/passwd", "/etc/passwd", "localtime", "\0", "\ud800"]
)
def test_anything_else_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(InputRefused, match="not known") as refused:
        find_timezone(name)
    assert "Europe/London" in refused.value.advice
    with pytest.raises(InputRefused):
        zone(name)


@pytest.mark.parametrize(
    ("tz", "found"),
    [
        ("Europe/Paris", "Europe/Paris"),
        (":Asia/Kolkata", "Asia/Kolkata"),
        ("/usr/share/zoneinfo/Europe/Rome", "Europe/Rome"),
        ("UTC", "Europe/London"),
        ("Etc/GMT+5", "Europe/London"),
        ("EST5EDT4,M3.2.0,M11.1.0", "Europe/London"),
        ("", "Europe/London"),
    ],
)
def test_the_zone_of_the_environment(tz: str, found: str, tmp_path: Path) -> None:
    assert machine_timezone({"TZ": tz}, tmp_path) == found


def test_the_zone_of_the_link(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "localtime").symlink_to("../usr/share/zoneinfo/Europe/Madrid")
    (tmp_path / "etc" / "timezone").write_text("Europe/Oslo\n")
    assert machine_timezone({}, tmp_path) == "Europe/Madrid"


def test_the_zone_of_the_text_file(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "localtime").write_bytes(b"TZif2")
    (tmp_path / "etc" / "timezone").write_text("Europe/Oslo\n")
    assert machine_timezone({}, tmp_path) == "Europe/Oslo"


def test_a_machine_on_utc_has_no_place(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "localtime").symlink_to("/usr/share/zoneinfo/Etc/UTC")
    assert machine_timezone({}, tmp_path) == "Europe/London"


@pytest.mark.parametrize(
    ("name", "wall", "offsets"),
    [
        ("Europe/London", "2026-03-29 00:59:59", [0]),
        ("Europe/London", "2026-03-29 01:00", []),
        ("Europe/London", "2026-03-29 01:59:59", []),
        ("Europe/London", "2026-03-29 02:00", [60]),
        ("Europe/London", "2026-10-25 00:59:59", [60]),
        ("Europe/London", "2026-10-25 01:00", [60, 0]),
        ("Europe/London", "2026-10-25 02:00", [0]),
        ("America/New_York", "2026-11-01 01:30", [-240, -300]),
        ("Australia/Lord_Howe", "2026-04-05 01:45", [660, 630]),
    ],
)
def test_what_the_clocks_showed(name: str, wall: str, offsets: list[int]) -> None:
    times = wall_times(datetime.fromisoformat(wall), name)
    assert [moment.utcoffset() for moment in times] == [timedelta(minutes=m) for m in offsets]


def test_how_far_the_clocks_went() -> None:
    assert skipped(datetime.fromisoformat("2026-03-29 01:30"), "Europe/London") == timedelta(
        hours=1
    )
    assert skipped(datetime.fromisoformat("2026-10-04 02:15"), "Australia/Lord_Howe") == timedelta(
        minutes=30
    )
