"""The pack for reviewers: what somebody outside reads in an hour, in docs/review.

Run: ``python tests/words/pack.py``. A test fails where a page is not up to date. The screens are
those of docs/screens, which ``python tests/terminal/screens.py`` records.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from tests.words.collect import sentences  # noqa: E402 - found by the line above
from tests.words.facts import facts  # noqa: E402

from stalkdiary.cli.guide import TOPICS, read_topic  # noqa: E402
from stalkdiary.contacts import GROUPS, read_contacts  # noqa: E402

PACK: Final = ROOT / "docs" / "review"
_SOURCE: Final = ROOT / "src" / "stalkdiary"
_WORST: Final = {
    "cli/init.py": ("before the first word is written", 10),
    "cli/protection.py": ("choosing a passphrase", 12),
    "cli/incident_questions.py": ("writing an incident down", 26),
    "cli/kinds_question.py": ("choosing kinds", 6),
    "cli/wording.py": ("after an incident is saved", 8),
    "cli/interview.py": ("an unfinished entry", 8),
    "cli/withdraw.py": ("taking an incident back", 6),
    "cli/leaving.py": ("before a report leaves the diary", 4),
    "cli/report.py": ("making the report", 8),
    "reports/checking.py": ("what the report does not prove", 8),
    "reports/extracts/call.py": ("the page to speak from", 12),
    "reports/extracts/employer.py": ("the page for a workplace", 6),
    "diary/file.py": ("something went wrong", 6),
}
"""Modules with the moment in which their sentences are seen, and how many of each are taken."""


def pages() -> dict[str, str]:
    """Each page of the pack by the name of its file."""
    return {
        "README.md": _COVER,
        "1-facts.md": "\n".join(_facts()) + "\n",
        "2-contacts.md": "\n".join(_contacts()) + "\n",
        "3-screens.md": "\n".join(_screens()) + "\n",
        "4-guides.md": "\n".join(_guides()) + "\n",
        "5-sentences.md": "\n".join(_sentences()) + "\n",
    }


_COVER: Final = """\
# For reviewers

You need no computer skills and no installation to review what this program says. The people who \
read these words are being stalked. They may be frightened, tired or in a hurry, and the other \
person may read the words, too. Please say where a sentence could harm, blame, promise too much, \
sound cold, or be misunderstood. How we write: [voice.md](../voice.md).

1. [Facts](1-facts.md): what a person checks again before each release, with source and date.
2. [Contacts](2-contacts.md): every help line, with a box to tick.
3. [Screens](3-screens.md): the first evening, from the notice to the receipt.
4. [Guides](4-guides.md): the six pages of advice.
5. [Sentences](5-sentences.md): those of the worst moments, numbered, with room for a comment.

`python tests/words/pack.py` makes these pages from the program. Everything that it ever shows is \
in [wording.md](../wording.md).
"""


def _facts() -> Iterator[str]:
    yield "# Facts to check before a release\n"
    yield "| ✓ | what is said | where | read | source |\n| --- | --- | --- | --- | --- |"
    for fact in facts():
        if fact.where != "help line":
            yield f"| ☐ | {_cell(fact.words)} | {fact.where} | {fact.read} | {_cell(fact.source)} |"


def _contacts() -> Iterator[str]:
    yield "# Help lines\n"
    yield "Please ring or look at each, and tick it with today's date.\n"
    for group, title in GROUPS.items():
        found = [each for each in read_contacts() if each.group == group]
        if not found:
            continue
        yield f"\n## {title}\n"
        yield "| ✓ | name | number, text, web | hours | for | covers | checked | source |"
        yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
        for each in found:
            ways = "; ".join(filter(None, (each.phone, each.text, each.email, each.web)))
            yield (
                "| ☐ | "
                + " | ".join(
                    _cell(text)
                    for text in (
                        each.name,
                        ways,
                        each.hours,
                        f"{each.who} {each.notes}".strip(),
                        each.coverage,
                        each.checked,
                        each.source,
                    )
                )
                + " |"
            )


def _screens() -> Iterator[str]:
    yield "# Screens\n"
    yield "What was typed stands below each. [All of them](../screens/README.md), at three widths."
    recorded = ROOT / "docs" / "screens" / "first-evening.txt"
    wide = recorded.read_text(encoding="utf-8").partition("==== 40 columns ====")[0]
    shown: list[str] = []
    for screen in wide.partition("\n")[2].split("-" * 80):
        lines = [line for line in screen.strip("\n").splitlines() if line.strip()]
        new = [line for line in lines if line not in shown]
        shown += new
        if new:
            yield "\n```\n" + "\n".join(new) + "\n```"


def _guides() -> Iterator[str]:
    yield "# Guides"
    for name in TOPICS:
        topic = read_topic(name)
        advice = topic.text.partition("# Where to get help")[0]
        yield f"\n## {topic.title}\n\n{topic.summary}\n"
        yield re.sub(r"^# (.*)$", r"### \1", advice, flags=re.MULTILINE).strip()


def _sentences() -> Iterator[str]:
    yield "# Sentences of the worst moments\n"
    yield "What stands between braces is filled in by the program.\n"
    yield "| no | seen when | wording | comment |\n| --- | --- | --- | --- |"
    number = 0
    for module, (moment, most) in _WORST.items():
        source = (_SOURCE / module).read_text(encoding="utf-8")
        found = [text for text in sentences(source) if text.rstrip()[-1:] in ".?:"]
        for text in found[:most]:
            number += 1
            yield f"| {number} | {moment} | {_cell(text)} | |"


def _cell(text: str) -> str:
    """A text as one cell of a table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "\\<").replace("`", "'")


if __name__ == "__main__":
    PACK.mkdir(exist_ok=True)
    for name, page in pages().items():
        (PACK / name).write_text(page, encoding="utf-8")
