"""How a report shows the pictures of exhibits."""

from enum import StrEnum


class PictureSize(StrEnum):
    """Not at all, small under their incidents, or large in plates as well."""

    none = "none"
    small = "small"
    all = "all"
