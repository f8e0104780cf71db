"""Writes docs/platforms.md: where everything that the program needs can be had without a compiler.

Run from the project's folder, with uv: ``python tests/platforms.py``. It asks the package index for
the wheels of each platform, so it needs one; no test runs it.
"""

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "platforms.md"
VERSIONS: Final = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS: Final = {
    "Linux, Intel": "x86_64-unknown-linux-gnu",
    "Linux, ARM": "aarch64-unknown-linux-gnu",
    "Linux with musl (Alpine), Intel": "x86_64-unknown-linux-musl",
    "macOS, Intel": "x86_64-apple-darwin",
    "macOS, Apple silicon": "aarch64-apple-darwin",
    "Windows, Intel": "x86_64-pc-windows-msvc",
    "Windows, ARM": "aarch64-pc-windows-msvc",
}
_HEAD: Final = """\
# Platforms

Where every library has a wheel, so that `pip install` needs no compiler. Asked on {day}, with \
`python tests/platforms.py`.

| | {versions} |
| --- | {lines} |
"""
_TAIL: Final = """
Tried as a whole, by hand and by the tests: Linux on Intel, Python 3.11, 3.12 and 3.13. The other \
rows say that it can be installed, not that somebody has used it there.
"""


def missing(platform: str, version: str) -> str:
    """The library that has no wheel there; nothing where all have one."""
    asked = ["uv", "pip", "compile", "--quiet", "--only-binary", ":all:", "pyproject.toml"]
    where = ["--python-platform", platform, "--python-version", version]
    done = subprocess.run([*asked, *where], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    words = done.stderr.split()
    return next((each.partition("==")[0] for each in words if "==" in each), "?")


def main() -> None:
    rows = [
        f"| {name} | "
        + " | ".join(f"no: {gap}" if (gap := missing(platform, v)) else "yes" for v in VERSIONS)
        + " |"
        for name, platform in PLATFORMS.items()
    ]
    head = _HEAD.format(
        day=f"{datetime.now(UTC):%-d %B %Y}",
        versions=" | ".join(VERSIONS),
        lines=" | ".join("---" for _ in VERSIONS),
    )
    PAGE.write_text(head + "\n".join(rows) + "\n" + _TAIL, encoding="utf-8")


if __name__ == "__main__":
    main()
