"""The name that the program was started by: somebody may have given it a quieter one."""

import sys

OUR_NAME = "stalkdiary"


def called() -> str:
    """What to type to start the program; its usual name where that can't be told."""
    name = sys.argv[0].replace("\\", "/").rpartition("/")[2].removesuffix(".exe")
    is_plain = name[:1].isalnum() and all(each.isalnum() or each in "_.-" for each in name)
    return name if is_plain and name != "__main__.py" else OUR_NAME
