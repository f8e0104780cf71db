"""What the system may keep of the memory of this process: no core dump, no look from outside."""

import sys
from contextlib import suppress

_PR_SET_DUMPABLE = 4
"""prctl(2), from <linux/prctl.h>."""


def leave_no_memory() -> None:
    """Sees to it that a crash leaves no copy of the memory on the disk.

    On Linux as well that no other program of the same account can read it while this one runs.
    What the system puts into its swap or hibernation file is out of our hands.
    """
    with suppress(ImportError, OSError, ValueError):  # Windows has no such module
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # The limit does not hold where the system hands dumps to another program (core(5)).
        with suppress(ImportError, OSError, AttributeError):
            import ctypes

            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
