"""The page that goes with a folder that is handed over: how a stranger checks it.

One printed page, with tools that do not come from us, and one that lies in the folder.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from stalkdiary.model.ledger import short_fingerprint
from stalkdiary.model.moment import Moment
from stalkdiary.model.text import on_one_line, shortened
from stalkdiary.reports.tree import Block, Detail, Details, Form, Note, Paragraph, Report, Section
from stalkdiary.reports.words import counted

_TITLE = "How to check this folder"
_MOST_OF_A_NAME = 40

_FOLDER = (
    "The report is data/report.pdf; report.html says the same and leads to each exhibit, and "
    "report.csv has the incidents as a table. The files that the person kept are in "
    "data/exhibits, each named by its SHA-256; data/exhibits.csv has the names that they had. The "
    "entries of the diary are in data/ledger.jsonl. The whole is a bag after RFC 8493 (BagIt). "
    "Keep the folder as it came and check a copy: open a command line in the folder that holds "
    "manifest-sha256.txt. No check needs a network. The lines below are in data/HOW-TO-CHECK.txt "
    "as well, to be copied."
)
_FILES = (
    "Each file is answered with OK. On Windows, compare the answer for a file with its line in "
    "manifest-sha256.txt. Any BagIt validator checks the same, and that no file was added."
)
_ENTRIES = (
    "It needs only Python 3.8 or newer, and says step by step what it checked: files, entries, "
    "exhibits, fingerprint. It is a text that can be read first: its first part, half an hour, "
    "is what convinces."
)
_TIMES = (
    "The answer is: Verification: OK. An authority outside signed the hash of an entry, and with "
    "it every entry before. The time is shown by openssl ts -reply -text -in and the same "
    "response.tsr. The certificates in chain.pem can be compared with those that the authority "
    "publishes. If they have expired since, add -no_check_time."
)
_EARLIER = "python3 data/check_bundle.py . --expect FINGERPRINT"
_COMPARED = (
    "Compare it with one that was noted earlier, on a report or in a police record. A diary goes "
    "on, so an earlier one may differ; the last line tells whether it belongs to this same diary."
)
_SEAL = (
    "The seal is the SHA-256 of tagmanifest-sha256.txt, and stands for every file, the report and "
    "the tools too. The person’s diary has it; ask for it apart from this folder. Where it fits, "
    "every byte is as it was when the folder was made."
)
_CLAIMS = Details.of(
    Detail(
        "Unchanged since it was written",
        "Checks 1 and 2, together with check 4: an entry that is changed no longer fits a "
        "fingerprint that was in other hands before.",
    ),
    Detail(
        "Existed by this time",
        "Check 3, for the entries up to a timestamp. All other times come from the clock of "
        "the person’s computer.",
    ),
    Detail(
        "What happened",
        "No check shows this. It is the account of the person who keeps the diary, and nothing "
        "here claims more.",
    ),
)


def how_to_check_report(  # noqa: PLR0913 - what there is to check, each by its name
    *,
    initials: str,
    fingerprint: str,
    entries: int,
    left_out: int,
    timestamps: Sequence[tuple[str, str]],
    made: datetime,
    timezone: str,
) -> Report:
    """One page on paper, with up to four timestamps.

    `left_out` entries are in the folder by their hashes only. Of `timestamps`, the name of each
    one's folder, such as ``001``, and the SHA-256 that was stamped, in hexadecimal digits. `made`
    is aware, `timezone` the case's own.
    """
    name = shortened(on_one_line(initials), _MOST_OF_A_NAME)
    when = Moment.exact(made.replace(second=0), timezone=timezone).in_words()
    return Report(
        title=_TITLE,
        subtitle=f"From the diary of {name}. Made {when}",
        running=f"{_TITLE} · {name} · {short_fingerprint(fingerprint)}",
        language="en-GB",
        first_page=(
            _section("folder", "What this folder is", Paragraph(_FOLDER)),
            _section("files", "Check 1: the files are those that were handed over", *_files()),
            _section(
                "entries",
                "Check 2: each entry follows from the one before",
                *_entries(entries, left_out),
            ),
            _section("times", "Check 3: the entries existed by this time", *_times(timestamps)),
            _section(
                "fingerprint", "Check 4: the fingerprint is the one noted", *_noted(fingerprint)
            ),
            _section("seal", "Check 5: the folder is the one that was sealed", *_sealed()),
            _section("claims", "Three things, kept apart", _CLAIMS),
        ),
        sections=(),
    )


def _section(anchor: str, title: str, *blocks: Block) -> Section:
    return Section(anchor, title, blocks)


def _files() -> Iterator[Block]:
    yield Details.of(
        Detail("Linux", "sha256sum -c manifest-sha256.txt", Form.CODE),
        Detail("macOS", "shasum -a 256 -c manifest-sha256.txt", Form.CODE),
        Detail("Windows, one by one", "certutil -hashfile FILE SHA256", Form.CODE),
    )
    yield Note(_FILES)


def _entries(entries: int, left_out: int) -> Iterator[Block]:
    told = f"The ledger has {counted(entries, 'entry', 'entries')}, each with its hash."
    if left_out == 1:
        told += " One is left out of this folder, and shown by its hash only."
    elif left_out:
        told += f" {left_out:,} are left out of this folder, and shown by their hashes only."
    if left_out:
        told += " The chain can still be checked through them."
    yield Details.of(
        Detail("Linux, macOS", "python3 data/check_bundle.py .", Form.CODE),
        Detail("Windows", "py data/check_bundle.py .", Form.CODE),
    )
    yield Note(f"{_ENTRIES} {told}")


def _times(timestamps: Sequence[tuple[str, str]]) -> Iterator[Block]:
    if not timestamps:
        yield Paragraph("There is no timestamp in this folder.")
        return
    yield Details(
        tuple(
            Detail(
                f"Timestamp {folder}",
                f"openssl ts -verify -digest {digest} -in data/timestamps/{folder}/response.tsr "
                f"-CAfile data/timestamps/{folder}/chain.pem",
                Form.CODE,
            )
            for folder, digest in timestamps
        )
    )
    yield Note(_TIMES)


def _sealed() -> Iterator[Block]:
    yield Details.of(
        Detail("With Python", "python3 data/check_bundle.py . --seal SEAL", Form.CODE),
        Detail("With stalkdiary", "stalkdiary verify --bundle . --seal SEAL", Form.CODE),
    )
    yield Note(_SEAL)


def _noted(fingerprint: str) -> Iterator[Block]:
    yield Details.of(
        Detail("Fingerprint", fingerprint, Form.CODE),
        Detail("To read aloud", short_fingerprint(fingerprint), Form.CODE),
        Detail("One noted earlier", _EARLIER, Form.CODE),
    )
    yield Note(_COMPARED)
