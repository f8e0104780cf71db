"""The one door to a diary, for the command line and for scripts.

What scripts use of it: docs/api.md.
"""

from stalkdiary.diary.writing import Diary

__all__ = ["Diary"]
