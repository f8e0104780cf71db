"""How a report shows the pictures of exhibits."""

from enum import StrEnum


class PictureSize(StrEnum):
    """Not at all, small under their incidents, or large in plates as well.

    >>> options = ReportOptions(pictures=PictureSize.small)
    >>> write_report(diary, folder / "r.html", "html", options, now=datetime.now(UTC)).incidents
    (1,)
    """

    none = "none"
    small = "small"
    all = "all"
