"""Importing a large download of web pages, as Instagram gives it: seconds and peak memory.

python tests/bench/import_pages.py [MEGABYTES]

Makes a folder with pages of so many megabytes together (1,024 when left out), 10 MB for each
conversation, and imports what one person wrote with the real command: a first look, the import,
and the import again, which must add nothing. What was made is removed.
"""

import argparse
import json
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from import_messages import run

BLOCK = (
    '<div class="pam _3-95 _2ph- _a6-g uiBoxWhite noborder"><h2 class="_3-95 _2pim _a6-h _a6-i">'
    '{sender}</h2><div class="_3-95 _a6-p"><div><div></div><div>{text}</div><div></div><div></div>'
    '</div></div><div class="_3-94 _a6-o">{at:%b %d, %Y %I:%M %p}</div></div>'
)
HEAD = "<html><head><title>{name}</title><style>{style}</style></head><body><main role=main>"
WORDS = "where are you answer me now I saw you at the station with him why "
OF_A_PAGE = 10 * 1024 * 1024
OF_ALEX = 2_000
"""Messages that the person who is asked for wrote; the other conversations are other people's."""


def write_page(path: Path, name: str, messages: int) -> int:
    """A conversation of about `OF_A_PAGE` bytes, `messages` of them by `name`; gives its bytes."""
    path.parent.mkdir(parents=True)
    moment = datetime(2018, 1, 1)  # noqa: DTZ001 - as the page writes it
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD.format(name=name, style="._a6-g{margin:0}" * 2_000))
        number = 0
        while file.tell() < OF_A_PAGE:
            number += 1
            moment += timedelta(minutes=number % 7 + 1)
            sender = name if number <= messages * 2 and number % 2 else "sam"
            text = f"{number} " + WORDS * (number % 9 + 1)
            file.write(BLOCK.format(sender=sender, text=text, at=moment))
        file.write("</main></body></html>")
    return path.stat().st_size


def main() -> None:
    """Makes, looks, imports, imports again, and tells."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("megabytes", type=int, nargs="?", default=1024)
    wanted = parser.parse_args().megabytes * 1024 * 1024
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "instagram" / "your_instagram_activity" / "messages" / "inbox"
        size, number = 0, 0
        while size < wanted:
            name = "Alex" if number == 0 else f"Friend {number}"
            size += write_page(folder / f"{number}" / "message_1.html", name, OF_ALEX)
            number += 1
        print(f"{number} conversations, {size / 1024**2:,.0f} MiB", flush=True)
        run(home, "init", "--no-passphrase")
        words = ["import", str(Path(home) / "instagram"), "--from", "Alex", "--me", "sam"]
        words += ["--timezone", "UTC", "--json"]
        for what in ("--dry-run", "import", "again"):
            printed, seconds, peak = run(home, *words, *(["--dry-run"] if what[0] == "-" else []))
            (found,) = json.loads(printed)
            print(
                f"{what}: {found['records']:,} records, {found['stored']:,} new, "
                f"{seconds:.1f} s, {size / 1024**2 / seconds:.0f} MiB/s, {peak:,} MiB at the peak",
                flush=True,
            )


if __name__ == "__main__":
    main()
