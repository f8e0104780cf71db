"""Checks a bundle that was made by stalkdiary. Needs Python 3.8 or newer and nothing else.

    python3 check_bundle.py BUNDLE [--expect FINGERPRINT] [--seal SEAL] [--json]

BUNDLE is the folder, or the zip file as it was received. Nothing is written, unpacked, run or sent.
At most some 256 MiB of memory are used, and the time grows as the bundle does.

A copy of this file lies in every bundle. Whoever could change the bundle could change that copy
as well: to be sure, use one that you got from elsewhere, or read this one. It begins with what is
promised, then come the steps one after the other, each under its number, then the readers of
folders, zip files and tables.

1. The list of files is complete: no file is missing, none was added (BagIt 1.0, RFC 8493), and a
   zip file holds nothing beside them.
2. Each file has the SHA-256 that the list gives.
3. Each entry of the ledger follows from the one before it, and is written as the diary writes.
4. Each exhibit and each import that the ledger names is there, with the content that was taken in,
   under a name that no computer runs.
5. The tables say what the ledger says: exhibits.csv, report.csv, report-messages.csv.
6. The report says what the ledger says: its fingerprint, the words of the incidents and messages in
   report.html, and the SHA-256 of each of its files that the last entry holds. No other entries
   are left out than those that it names.
7. Each timestamp is about an earlier entry of this ledger. Its signature is for openssl to check.
8. With --expect: the fingerprint noted earlier is in the chain.
9. With --seal: the bundle is, to the last byte, the one for which this seal was noted.

What was compared with nothing is listed at the end as "not covered".

Ends with 0 where everything fits, 10 where something was altered or is missing, 11 where something
could not be read, 4 where it is no bundle that this program knows, 2 where it was called wrongly.
"""

from __future__ import annotations

import argparse
import base64
import codecs
import csv
import hashlib
import html
import json
import os
import re
import stat
import struct
import sys
import zipfile
import zlib
from array import array
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable, ContextManager, Iterable, Iterator, NamedTuple, Sequence

VERSIONS = (1, 2)
"""Of the bundles that are understood here; ``Bundle-Version`` in bag-info.txt."""
VERSION = VERSIONS[-1]
NOTED_SINCE = 2
"""From this version on, the last entry notes the SHA-256 of each file of the report."""

BAGIT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
BAG_FILES = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")
TAG_MANIFEST = "tagmanifest-sha256.txt"
LEDGER = "data/ledger.jsonl"
EXHIBITS_TABLE = "data/exhibits.csv"
INCIDENTS_TABLE = "data/report.csv"
MESSAGES_TABLE = "data/report-messages.csv"
EXHIBITS = "data/exhibits/"
TIMESTAMPS = "data/timestamps/"
IMPORTS = "data/imports/"
CHECKER = "data/check_bundle.py"
STAMP_FILES = (("request.tsq", "request"), ("response.tsr", "response"), ("chain.pem", "roots"))
"""The files of a timestamp, and where the ledger has the same."""
WITH_FINGERPRINT = ("data/report.html", "data/HOW-TO-CHECK.txt")
"""Files whose text has the fingerprint; that in the PDF files is for people to compare."""
ALWAYS = frozenset(
    "data/" + name
    for name in (
        *("report.pdf", "report.html", "report.csv", "HOW-TO-CHECK.pdf", "HOW-TO-CHECK.txt"),
        *("ledger.jsonl", "exhibits.csv", "check_bundle.py"),
    )
)
PART = re.compile(r"data/report(-[a-z0-9]+)+\.(pdf|html|csv)")
"""A further part of a report that is too long for one file."""
LEFT_OUT = "[left out]"

EXHIBIT_COLUMNS = (
    *("reference", "incident", "original name", "file in this folder", "sha256", "bytes"),
    "media type",
)
INCIDENT_COLUMNS = (
    *("incident", "happened", "start", "end", "precision", "timezone", "written", "noticed"),
    *("what", "where", "person", "channel", "types", "acts", "felt", "witnesses", "appearance"),
    *("vehicle", "response", "police_ref", "breach", "exhibits", "amended", "withdrawn", "source"),
)
LATER_COLUMNS = ("identified_by", "witness_contact", "injury", "cost", "children", "link")
"""Columns of report.csv that bundles of earlier versions do not have."""
MESSAGE_COLUMNS = (
    *("message", "incident", "time", "time_in_the_export", "channel", "kind", "direction"),
    *("counted", "sender", "sender_id", "recipients", "subject", "text", "call", "state"),
    *("files", "flags", "later", "exhibit", "place"),
)
WORDS = (
    *("what", "where", "channel", "felt", "appearance", "vehicle", "response", "police_ref"),
    "breach",
    *LATER_COLUMNS,
)
"""The fields of an incident that are its words, as they stand."""

ENDINGS = {
    "application/gzip": "gz",
    "application/mbox": "mbox.txt",
    "application/pdf": "pdf",
    "application/rtf": "rtf",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.rar": "rar",
    "application/x-7z-compressed": "7z",
    "application/xml": "xml.txt",
    "application/zip": "zip",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/flac": "flac",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/gif": "gif",
    "image/heic": "heic",
    "image/heif": "heif",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/svg+xml": "svg.txt",
    "image/tiff": "tif",
    "image/webp": "webp",
    "message/rfc822": "eml.txt",
    "text/calendar": "ics.txt",
    "text/html": "html.txt",
    "text/plain": "txt",
    "text/vcard": "vcf.txt",
    "video/3gpp": "3gp",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/x-matroska": "mkv",
    "video/x-msvideo": "avi",
}
"""The ending of an exhibit by what its content is, told from the content.

A file that a stranger made must not act when somebody opens it: pages, drawings and mails with
links to pictures become text, and what is not known has an ending that no program takes.
"""
UNKNOWN_ENDING = "bin"

COMPARED = ("incident", "amendment", "withdrawal", "exhibit", "physical-exhibit", "import")
"""Kinds of entry that tables and report are made from: those left out of them are counted."""

START = "sha256:" + "0" * 64
"""What the first entry names as its predecessor."""
TAG = "stalkdiary entry 1"

MOST_FINDINGS = 100
"""Of one step: a longer list explains nothing more."""
MOST_FILES = 60_000
MOST_NAMES = 16 * 1024 * 1024
"""Bytes of the list of names in a zip file."""
MOST_TEXT = 1024 * 1024
"""Bytes of a file that is read as a whole, such as bag-info.txt, and of one row of a table."""
MOST_LINE = 8 * 1024 * 1024
"""Bytes of one line of the ledger: more than the story of any book."""
MOST_ENTRIES = 1_000_000
MOST_KEPT = 48 * 1024 * 1024
"""Bytes of entries that are remembered, to be compared with the tables and the report."""
MOST_MESSAGES = 300_000
"""Messages that are compared one by one."""
MOST_QUOTATIONS = 20
"""Quotations that are looked for in every entry."""
MOST_TAG = 64 * 1024
"""Letters of a tag in a page."""
MOST_UNPACKED = 200
"""Times that the record of an import may be larger than it is packed."""
BLOCK = 1024 * 1024

_HASH = re.compile(r"sha256:[0-9a-f]{64}")
_LISTED = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._/-]+)")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_KIND = re.compile(r"[a-z][a-z-]{0,40}")
_ENTRY = {"number": int, "recorded_at": str, "kind": str, "previous": str, "hash": str}

Progress = Callable[[int], None]
"""Told of each number of bytes that has been read."""


class Refused(Exception):
    """This is nothing that can be checked here. The text is one sentence for people."""


class TooMuch(Exception):
    """More than this program takes into memory. It says nothing about whether it was altered."""


class Finding(NamedTuple):
    """One thing that is not as it should be.

    `kind` is a stable name; `where` is the file or entry; `certain` is False where something could
    not be read, so that nobody knows whether it was altered.
    """

    kind: str
    where: str
    expected: str
    found: str
    certain: bool = True


class Step(NamedTuple):
    """One step: what was looked at, what it means when nothing is found, and what was found.

    `name` is a stable name.
    """

    name: str
    title: str
    checked: str
    meaning: str
    findings: list[Finding]

    @property
    def outcome(self) -> str:
        """Whether it is so, in a word."""
        if not self.findings:
            return "yes"
        return "no" if any(finding.certain for finding in self.findings) else "not known"


class Result(NamedTuple):
    """Everything that was found, step by step, and what was compared with nothing."""

    steps: list[Step]
    entries: int = 0
    left_out: int = 0
    exhibits: int = 0
    fingerprint: str | None = None
    covered: int | None = None
    seal: str | None = None
    timestamps: Sequence[dict[str, Any]] = ()
    not_covered: Sequence[str] = ()

    @property
    def findings(self) -> list[Finding]:
        """Those of all steps."""
        return [finding for step in self.steps for finding in step.findings]


# What a bundle is asked for --------------------------------------------------------------------


def check(
    path: Path,
    expect: Sequence[str] = (),
    progress: Progress = lambda _: None,
    opener: Callable[[Path], ContextManager[Bundle]] | None = None,
    seals: Sequence[str] = (),
) -> Result:
    """Everything that can be found out about the bundle at `path`.

    Raises:
        Refused: it is no bundle, or one of a later version.
    """
    try:
        with (opener or opened_bundle)(path) as bundle:
            return check_files(bundle, expect, progress, seals)
    except Refused:
        raise
    except Exception as error:  # noqa: BLE001 - damage has every shape, and is a finding in each
        found = [_unreadable(path.name, error)]
        return Result([Step("zip", "The file is whole", "the zip file", "It is.", found)])


def check_files(
    bundle: Bundle,
    expect: Sequence[str] = (),
    progress: Progress = lambda _: None,
    seals: Sequence[str] = (),
) -> Result:
    """The same of a bundle that is open."""
    if not any(name in bundle.files for name in ("bagit.txt", "manifest-sha256.txt", LEDGER)):
        raise Refused("This is not a bundle: it has no bagit.txt, no list of files and no ledger.")
    _must_be_known(bundle)
    work = Work(bundle)
    ledger = work.ledger
    steps = [
        _step(
            "complete",
            "The list of files is complete",
            lambda: f"{len(bundle.files)} files against the lists of the bag, and their size",
            lambda: "No file is missing and none was added since the lists were made.",
            _complete(work),
        ),
        _step(
            "fixity",
            "Each file has the SHA-256 in the list",
            lambda: f"{len(work.digests)} files, every byte",
            lambda: "No file was changed since the lists were made.",
            _fixity(work, progress),
        ),
        _step(
            "chain",
            "Each entry of the ledger follows from the one before it",
            lambda: f"{ledger.whole} entries in full, {ledger.by_hash} by their hash alone",
            lambda: (
                "No entry was changed, removed, inserted or moved since the last was written."
                + _told_of_left_out(ledger)
            ),
            _chain(work),
        ),
        _step(
            "exhibits",
            "Each exhibit is the file that was taken in",
            lambda: f"{len(ledger.exhibits)} exhibits and {len(ledger.records)} imports",
            lambda: "The files are those whose SHA-256 the ledger noted when they were added.",
            _needs_ledger(work, _each(_exhibits(work), _records(work))),
        ),
        _step(
            "tables",
            "The tables say what the ledger says",
            lambda: (
                f"exhibits.csv, {work.rows} incidents in report.csv and {work.messages} messages"
            ),
            lambda: "Each cell is what the entries say, but for what is listed as not covered.",
            _needs_ledger(work, _each(_exhibit_rows(work), _incident_rows(work), _messages(work))),
        ),
        _step(
            "report",
            "The report says what the ledger says",
            lambda: (
                f"its fingerprint; the words of {len(work.articles)} incidents and {work.said} "
                f"messages in report.html; {work.noted} files that the last entry names"
            ),
            lambda: "The report was made from these entries, and has their words.",
            _needs_ledger(work, _each(_fingerprint(work), _noted(work), _pages(work))),
        ),
        _step(
            "timestamps",
            "Each timestamp is about an entry of this ledger",
            lambda: f"{len(work.stamps)} timestamps; signatures are for openssl",
            lambda: (
                "Where openssl accepts one, the entries up to the one that it names existed by "
                "its time."
                if work.stamps
                else "Nothing is shown by this: there is no timestamp."
            ),
            _needs_ledger(work, _stamps(work)),
        ),
    ]
    if expect:
        steps.append(
            _step(
                "expected",
                "The fingerprint noted earlier is in the chain",
                lambda: f"{len(expect)} fingerprints that you gave",
                lambda: "The entries up to it are as they were when it was noted.",
                _needs_ledger(work, _expected(work, expect)),
            )
        )
    if seals:
        steps.append(
            _step(
                "seal",
                "The bundle is the one that was sealed",
                lambda: "the SHA-256 of tagmanifest-sha256.txt, which covers every other file",
                lambda: "Report, tables, exhibits and tools are to the last byte as when sealed.",
                _sealed(work, seals),
            )
        )
    sealed = bool(seals) and not any(step.findings for step in steps if step.name in _BY_SEAL)
    return Result(
        steps=steps,
        entries=len(ledger),
        left_out=ledger.by_hash,
        exhibits=len(ledger.exhibits),
        fingerprint=ledger.fingerprint,
        covered=max(work.covered.values(), default=None),
        seal=work.digests.get(TAG_MANIFEST),
        timestamps=work.stamps,
        not_covered=() if sealed else _not_covered(work),
    )


_BY_SEAL = ("complete", "fixity", "seal")


class Work:
    """What the steps learn, for those after them."""

    def __init__(self, bundle: Bundle) -> None:
        """Before the first step."""
        self.bundle = bundle
        self.listed: dict[str, str] = {}
        """Name to SHA-256, by the lists of the bag."""
        self.info: dict[str, str] = {}
        """The lines of bag-info.txt."""
        self.digests: dict[str, str] = {}
        """Name to SHA-256, as it is."""
        self.ledger = Ledger()
        self.rows = 0
        self.hidden: set[int] = set()
        """Incidents in report.csv that the ledger has by their hash alone, in part or whole."""
        self.in_table: set[int] = set()
        self.texts: set[bytes] | None = set()
        """What each imported message says, by a short digest; None where that is not known."""
        self.messages = 0
        self.articles: set[int] = set()
        self.said = 0
        self.noted = 0
        self.stamps: list[dict[str, Any]] = []
        self.covered: dict[str, int] = {}
        self.uncovered: list[str] = []

    @property
    def version(self) -> int:
        """Of the bundle; the newest where it says none that is known."""
        said = self.info.get("Bundle-Version", "")
        return next((each for each in VERSIONS if str(each) == said), VERSION)

    @property
    def exhibits_left_out(self) -> set[str]:
        """Their references, by bag-info.txt."""
        return set(self.info.get("Exhibits-Left-Out", "none").split(", ")) - {"none", ""}

    def leave(self, what: str) -> None:
        """Notes what is compared with nothing."""
        if len(self.uncovered) == MOST_FINDINGS:
            self.uncovered.append("and more of the same")
        elif len(self.uncovered) < MOST_FINDINGS:
            self.uncovered.append(what)


def _step(
    name: str,
    title: str,
    checked: Callable[[], str],
    meaning: Callable[[], str],
    found: Iterator[Finding],
) -> Step:
    """Runs one step to its end. Whatever stops it is a finding, never an error of ours."""
    findings: list[Finding] = []
    try:
        for finding in found:
            if len(findings) == MOST_FINDINGS:
                more = Finding("more", title, f"at most {MOST_FINDINGS} findings", "more of them")
                findings.append(more)
                break
            findings.append(finding)
    except Exception as error:  # noqa: BLE001 - see `check`
        findings.append(_unreadable(title, error))
    return Step(name, title, checked(), meaning(), findings)


def _each(*parts: Iterator[Finding]) -> Iterator[Finding]:
    """The findings of several parts; one that can't be read does not stop the next."""
    for part in parts:
        try:
            yield from part
        except Exception as error:  # noqa: BLE001, PERF203 - see `check`
            yield _unreadable("a part of it", error)


def _needs_ledger(work: Work, found: Iterator[Finding]) -> Iterator[Finding]:
    """Nothing is said to be false against a ledger that was not read to its end."""
    if work.ledger.ended:
        yield from found
    else:
        missing = "not all of them"
        yield Finding("unreadable", LEDGER, "every entry of the ledger", missing, certain=False)


def _must_be_known(bundle: Bundle) -> None:
    """Refuses a later version, where the bag itself confirms that it is one."""
    try:
        info = _pairs(bundle.text("bag-info.txt"))
        confirmed = _sha256(bundle, "bag-info.txt") in bundle.text(TAG_MANIFEST)
        version = int(info["Bundle-Version"])
    except Exception:  # noqa: BLE001 - the steps tell what is wrong with it
        return
    if confirmed and version > VERSION:
        raise Refused(
            f"This bundle has version {version}, and this program knows version {VERSION}: use the "
            "check_bundle.py that lies in the bundle, or a newer stalkdiary."
        )


# 1. Completeness -------------------------------------------------------------------------------


def _complete(work: Work) -> Iterator[Finding]:
    """Fills `listed` and `info`."""
    bundle = work.bundle
    yield from bundle.odd
    yield from _declaration(bundle)
    payload = yield from _manifest(bundle, "manifest-sha256.txt")
    tags = yield from _manifest(bundle, TAG_MANIFEST)
    for name in payload:
        if not name.startswith("data/"):
            yield Finding("list-altered", "manifest-sha256.txt", "only files in data/", name)
    if TAG_MANIFEST in bundle.files and tags.keys() != set(BAG_FILES):
        yield Finding("list-altered", TAG_MANIFEST, _joined(BAG_FILES), _joined(tags))
    work.listed.update(payload)
    work.listed.update(tags)
    for name in sorted({*work.listed, *ALWAYS, *BAG_FILES, TAG_MANIFEST} - bundle.files.keys()):
        yield Finding("file-missing", name, "the file", "no such file")
    for name in sorted(bundle.files.keys() - work.listed.keys() - {TAG_MANIFEST}):
        yield Finding("file-extra", name, "no such file", f"{bundle.files[name]} bytes")
    for name in sorted(payload):
        known = name in ALWAYS or PART.fullmatch(name)
        if not known and not name.startswith((EXHIBITS, TIMESTAMPS, IMPORTS)):
            yield Finding("file-extra", name, "no such file in a bundle", "a listed file")
    needed = {parent for name in work.listed for parent in _parents(name)}
    for folder in sorted(bundle.folders - needed):
        yield Finding("folder-extra", folder, "no such folder", "a folder")
    yield from _bag_info(work)


def _declaration(bundle: Bundle) -> Iterator[Finding]:
    if "bagit.txt" in bundle.files:
        found = bundle.text("bagit.txt") if bundle.files["bagit.txt"] < MOST_TEXT else "a long text"
        if found != BAGIT:
            yield Finding("declaration-altered", "bagit.txt", BAGIT, found)


def _manifest(bundle: Bundle, manifest: str) -> Any:  # noqa: ANN401 - a generator that returns
    """Yields findings, and returns name to SHA-256."""
    found: dict[str, str] = {}
    if manifest not in bundle.files:
        return found
    try:
        for number, line in enumerate(bundle.lines(manifest, most=4096), start=1):
            text = line.decode("utf-8", "replace")
            match = _LISTED.fullmatch(text.rstrip("\n"))
            where = f"{manifest}:{number}"
            if number > MOST_FILES:
                yield _unreadable(where, TooMuch("it names more files than are checked here"))
                break
            if match is None or not _is_plain(match[2]):
                yield Finding("list-altered", where, "a SHA-256 and the name of a file", text)
            elif match[2] in found:
                yield Finding("list-altered", where, "each file once", match[2])
            else:
                found[match[2]] = match[1]
            if not text.endswith("\n"):
                yield Finding("list-altered", manifest, "an end of line at its end", "none")
    except Exception as error:  # noqa: BLE001 - see `check`
        yield _unreadable(manifest, error)
    return found


def _is_plain(name: str) -> bool:
    """Whether a name stays inside the bundle."""
    return all(part not in ("", ".", "..") for part in name.split("/"))


def _parents(name: str) -> Iterator[str]:
    """The folders that a file lies in, each with a slash behind it."""
    parts = name.split("/")
    for count in range(1, len(parts)):
        yield "/".join(parts[:count]) + "/"


def _bag_info(work: Work) -> Iterator[Finding]:
    bundle, info = work.bundle, work.info
    if "bag-info.txt" not in bundle.files:
        return
    info.update(_pairs(bundle.text("bag-info.txt")))
    if info.get("Bundle-Version") not in [str(each) for each in VERSIONS]:
        found = info.get("Bundle-Version", "none")
        yield Finding("version-unknown", "bag-info.txt", f"Bundle-Version: {VERSION}", found)
    payload = [size for name, size in bundle.files.items() if name.startswith("data/")]
    oxum = f"{sum(payload)}.{len(payload)}"
    if info.get("Payload-Oxum") != oxum:
        found = info.get("Payload-Oxum", "none")
        yield Finding("size-differs", "bag-info.txt", f"Payload-Oxum: {oxum}", found)


def _pairs(text: str) -> dict[str, str]:
    """The lines ``Label: value`` of bag-info.txt."""
    return {
        label: value
        for label, colon, value in (line.partition(": ") for line in text.split("\n"))
        if colon
    }


# 2. Fixity -------------------------------------------------------------------------------------


def _fixity(work: Work, progress: Progress) -> Iterator[Finding]:
    """Fills `digests`."""
    bundle, listed, digests = work.bundle, work.listed, work.digests
    said, _, _ = work.info.get("Payload-Oxum", "").partition(".")
    # No file is larger than all of them are said to be: nobody has to wait for such a one.
    most = int(said) if said.isdigit() and len(said) < 19 else None  # noqa: PLR2004
    if most is not None:
        most = max(most, 64 * MOST_TEXT)
    by_digest = {digest: name for name, digest in listed.items()}
    for name, size in sorted(bundle.files.items()):
        if most is not None and size > most:
            yield Finding("file-altered", name, f"at most {most} bytes", f"{size} bytes")
            continue
        try:
            digests[name] = _sha256(bundle, name, progress)
        except OSError as error:
            yield _unreadable(name, error)
            continue
        except Exception as error:  # noqa: BLE001 - see `check`
            yield Finding("file-altered", name, "a file that can be unpacked", _said(error))
            continue
        expected = listed.get(name, digests[name])
        other = by_digest.get(digests[name])
        if digests[name] != expected:
            swapped = f"the content of {other}" if other else digests[name]
            yield Finding("file-altered", name, expected, swapped)
        elif name not in listed and other and other not in bundle.files:
            yield Finding("file-renamed", name, other, name)


def _sha256(bundle: Bundle, name: str, progress: Progress = lambda _: None) -> str:
    digest = hashlib.sha256()
    for block in bundle.blocks(name):
        digest.update(block)
        progress(len(block))
    return digest.hexdigest()


# 3. The chain ----------------------------------------------------------------------------------


class Exhibit(NamedTuple):
    """An exhibit as its entry in the ledger has it; a thing that is no file has no `sha256`."""

    ref: str
    incident: Any
    name: str
    sha256: str | None
    size: Any
    media_type: str

    @property
    def endings(self) -> tuple[str, str]:
        """Those that the name of its file may have."""
        return (ENDINGS.get(self.media_type, UNKNOWN_ENDING), UNKNOWN_ENDING)


class Incident:
    """The entries about one incident, as bytes, so that many of them fit into memory."""

    __slots__ = ("amendments", "body", "recorded_at", "withdrawals")

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.recorded_at = ""
        self.body: bytes | None = None
        """None where the entry that began it is left out."""
        self.amendments: list[bytes] = []
        self.withdrawals: list[bytes] = []


class Ledger:
    """What is learned from the ledger for the steps after it."""

    def __init__(self) -> None:
        """Empty, before the first line."""
        self.ended = False
        self.last = START
        self.by_hash = 0
        self.numbers_by_hash = array("L")
        self.left_out: dict[str, int] = {}
        """How many entries of the kinds that are compared are there by their hash alone."""
        self.exhibits: list[Exhibit] = []
        self.incidents: dict[int, Incident] = {}
        self.people: dict[int, str] = {}
        self.stamps: list[tuple[int, dict[str, Any]]] = []
        self.records: dict[str, tuple[int, str]] = {}
        """SHA-256 of the record of an import, to the entry and the reference of the export."""
        self.note: dict[str, Any] | None = None
        """The last entry, where it notes the bundle itself."""
        self.backwards: list[int] = []
        """Entries that are dated before the one before them."""
        self.latest = ""
        self.kept = 0
        self._hashes = bytearray()

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._hashes) // 32

    @property
    def whole(self) -> int:
        """How many of them are there in full."""
        return len(self) - self.by_hash

    @property
    def fingerprint(self) -> str | None:
        """Of the entries that the report was made from: the note of the bundle comes after it."""
        if not len(self):
            return None
        return self.hash_of(len(self) - 1) if self.note is not None else self.last

    def hash_of(self, number: int) -> str | None:
        """The hash of an entry, None where there is none of this number."""
        digest = self._hashes[32 * (number - 1) : 32 * number] if number > 0 else b""
        return "sha256:" + digest.hex() if digest else None

    def numbers_of(self, digits: str) -> Iterator[int]:
        """The entries whose hash begins with some hexadecimal digits."""
        beginning = bytes.fromhex(digits[: len(digits) // 2 * 2])
        for number in range(1, len(self) + 1):
            at = 32 * (number - 1)
            if self._hashes.startswith(beginning, at):
                hexadecimal = self._hashes[at : at + 32].hex()
                if hexadecimal.startswith(digits):
                    yield number

    def follow(self, entry: dict[str, Any]) -> None:
        """One more entry."""
        if len(self) == MOST_ENTRIES:
            raise TooMuch("the ledger has more entries than are read here")
        self.last = entry["hash"]
        self._hashes += bytes.fromhex(self.last[7:])
        if entry["recorded_at"] < self.latest and len(self.backwards) < MOST_FINDINGS:
            self.backwards.append(len(self))
        self.latest = max(self.latest, entry["recorded_at"])
        if "body_hash" in entry:
            self.by_hash += 1
            self.numbers_by_hash.append(len(self))
            if entry["kind"] in COMPARED:
                self.left_out[entry["kind"]] = self.left_out.get(entry["kind"], 0) + 1
        self.note = None

    def keep(self, size: int) -> None:
        """Counts what is remembered."""
        self.kept += size + 400
        if self.kept > MOST_KEPT:
            raise TooMuch("the ledger is longer than is compared here")

    def incident(self, number: Any) -> Incident:  # noqa: ANN401 - from JSON
        """What is known of an incident."""
        if type(number) is not int:
            raise TypeError("the number of an incident is none")
        return self.incidents.setdefault(number, Incident())


def _chain(work: Work) -> Iterator[Finding]:
    """Fills `ledger`. Each line is one entry."""
    ledger = work.ledger
    if LEDGER not in work.bundle.files:
        yield Finding("ledger-missing", LEDGER, "the ledger", "no such file")
        return
    number = 0
    for line_number, line in enumerate(work.bundle.lines(LEDGER), start=1):
        where = f"{LEDGER}:{line_number}"
        try:
            entry = _entry(line)
        except (ValueError, TypeError, RecursionError) as error:
            yield Finding("entry-unreadable", where, "an entry", _said(error))
            continue
        if entry["number"] != number + 1:
            yield Finding("entry-missing", where, f"entry {number + 1}", f"entry {entry['number']}")
        if entry["previous"] != ledger.last:
            yield Finding("chain-broken", where, ledger.last, entry["previous"])
        body_hash = entry["body_hash"] if "body_hash" in entry else _body_hash(entry["body"])
        found = _entry_hash(entry, body_hash)
        if found != entry["hash"]:
            yield Finding("entry-altered", where, entry["hash"], found)
        number = entry["number"]
        ledger.follow(entry)
        if "body" in entry:
            try:
                _remember(ledger, entry)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                expected = f"an entry of kind {entry['kind']}, as the diary writes it"
                yield Finding("entry-unreadable", where, expected, _said(error))
    ledger.ended = True
    if not len(ledger):
        yield Finding("ledger-missing", LEDGER, "at least one entry", "none")


def _entry(line: bytes) -> dict[str, Any]:
    """An entry, whole or by its hash alone, with every field of its type and no other."""
    entry = _json(line.decode("utf-8"))
    if not isinstance(entry, dict):
        raise TypeError("no object")
    for name in ("body", "body_hash"):
        if entry.keys() == {*_ENTRY, name}:
            types: dict[str, type] = {**_ENTRY, name: str}
            break
    else:
        raise ValueError("other fields than an entry has")
    for name, wanted in types.items():
        if type(entry[name]) is not wanted:
            raise ValueError(f"{name} is no {wanted.__name__}")
    for name in {"previous", "hash", "body_hash"} & entry.keys():
        if not _HASH.fullmatch(entry[name]):
            raise ValueError(f"{name} is no hash")
    if not _TIME.fullmatch(entry["recorded_at"]) or _utc(entry["recorded_at"]) is None:
        raise ValueError("recorded_at is no time in UTC")
    if not _KIND.fullmatch(entry["kind"]):
        raise ValueError("kind is no kind of entry")
    return entry


def _body_hash(body: str) -> str:
    return "sha256:" + hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def _entry_hash(entry: dict[str, Any], body_hash: str) -> str:
    """The hash covers six lines, each ended by a line feed."""
    lines = (
        *(TAG, entry["previous"], str(entry["number"]), entry["recorded_at"], entry["kind"]),
        body_hash,
    )
    text = "".join(line + "\n" for line in lines)
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _remember(ledger: Ledger, entry: dict[str, Any]) -> None:
    """What later steps need of an entry that is there in full."""
    kind, text = entry["kind"], entry["body"]
    body = _json(text)
    if not isinstance(body, dict) or _canonical(body) != text:
        raise ValueError("the body is not in the one form that the diary writes")
    raw = text.encode("utf-8")
    if kind in ("incident", "amendment", "withdrawal", "restoration"):
        ledger.keep(len(raw))
        about = ledger.incident(body["incident"])
        if kind == "incident":
            about.recorded_at, about.body = entry["recorded_at"], raw
        elif kind == "amendment":
            about.amendments.append(raw)
        else:
            about.withdrawals.append(raw if kind == "withdrawal" else b"")
    elif kind in ("exhibit", "physical-exhibit"):
        ledger.keep(len(raw))
        ledger.exhibits.append(_exhibit(body, is_file=kind == "exhibit"))
    elif kind == "person":
        ledger.keep(len(body["name"]))
        ledger.people[body["number"]] = body["name"]
    elif kind == "import":
        ledger.keep(200)
        ledger.records["" + body["record"]["sha256"]] = (entry["number"], body["exhibits"][0])
    elif kind == "timestamp":
        ledger.keep(len(raw))
        ledger.stamps.append((entry["number"], body))
    elif kind == "handover" and body.get("what") == "bundle" and "files" in body:
        ledger.note = body


def _exhibit(body: dict[str, Any], *, is_file: bool) -> Exhibit:
    sha256, size = (body["sha256"], body["bytes"]) if is_file else (None, None)
    media_type = body.get("media_type") or ""
    exhibit = Exhibit(body["ref"], body["incident"], body["name"], sha256, size, media_type)
    "".join([exhibit.ref, exhibit.name, sha256 or "", media_type])  # texts, or a TypeError
    return exhibit


def _canonical(body: dict[str, Any]) -> str:
    """RFC 8785, as far as the bodies of a diary need it: no fractions, keys of plain letters."""
    return json.dumps(
        body, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )


def _json(text: str) -> Any:  # noqa: ANN401 - JSON has no narrower type
    return json.loads(text, object_pairs_hook=_without_twins, parse_int=_small)


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) != len(dict(pairs)):
        raise ValueError("a field stands twice")
    return dict(pairs)


def _small(digits: str) -> int:
    if len(digits) > 20:  # noqa: PLR2004 - to read a number of a million digits takes minutes
        raise ValueError("a number is too long")
    return int(digits)


def _utc(text: str) -> datetime | None:
    """A time in ISO 8601 with its offset, as one in UTC; None where it is none."""
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None


# 4. Exhibits -----------------------------------------------------------------------------------


def _exhibits(work: Work) -> Iterator[Finding]:  # noqa: C901 - one line for each thing that can be wrong
    bundle, ledger = work.bundle, work.ledger
    there: dict[str, list[str]] = {}
    for name in sorted(bundle.files):
        if name.startswith(EXHIBITS):
            there.setdefault(name[len(EXHIBITS) :].partition(".")[0], []).append(name)
    for exhibit in ledger.exhibits:
        if exhibit.sha256 is None:
            continue
        names = there.get(exhibit.sha256, [])
        if len(names) != 1:
            found = _joined(names) or "no such file"
            yield Finding("exhibit-missing", exhibit.ref, f"one file {exhibit.sha256}", found)
            continue
        # One that could not be read is a finding of the step before.
        digest = work.digests.get(names[0], exhibit.sha256)
        if digest != exhibit.sha256:
            yield Finding("exhibit-altered", exhibit.ref, exhibit.sha256, digest)
        if bundle.files[names[0]] != exhibit.size:
            size = f"{bundle.files[names[0]]} bytes"
            yield Finding("exhibit-altered", exhibit.ref, f"{exhibit.size} bytes", size)
    by_digest: dict[str, list[Exhibit]] = {}
    for exhibit in ledger.exhibits:
        by_digest.setdefault(exhibit.sha256 or "", []).append(exhibit)
    for digest in sorted(there):
        allowed = {ending for each in by_digest.get(digest, ()) for ending in each.endings}
        for name in there[digest]:
            if not allowed:
                yield Finding("file-unclaimed", name, "an exhibit of the ledger", "no exhibit")
            elif name[len(EXHIBITS) + len(digest) + 1 :] not in allowed:
                # Another ending can make a computer run what a stranger wrote.
                yield Finding("ending-altered", name, f"the ending {_joined(allowed)}", name)


def _records(work: Work) -> Iterator[Finding]:
    """What was read from each export lies in a file named by the hash in its entry."""
    records = work.ledger.records
    expected = {f"{IMPORTS}{sha256}.jsonl.gz": sha256 for sha256 in records}
    for name, sha256 in expected.items():
        where = f"import {records[sha256][0]}"
        if name not in work.bundle.files:
            yield Finding("record-missing", where, f"a file {sha256}", "no such file")
        elif work.digests.get(name, sha256) != sha256:
            yield Finding("record-altered", where, sha256, work.digests[name])
    for name in sorted(work.bundle.files):
        if name.startswith(IMPORTS) and name not in expected:
            yield Finding("file-unclaimed", name, "an import of the ledger", "no import")


# 5. The tables ---------------------------------------------------------------------------------


def _exhibit_rows(work: Work) -> Iterator[Finding]:
    """exhibits.csv says of each exhibit what the ledger says, and of no other."""
    if EXHIBITS_TABLE not in work.bundle.files:
        return
    exhibits = {each.ref: each for each in work.ledger.exhibits}
    hidden = work.exhibits_left_out
    by_hash = sum(work.ledger.left_out.get(kind, 0) for kind in ("exhibit", "physical-exhibit"))
    seen: set[str] = set()
    table = Table(work, EXHIBITS_TABLE, EXHIBIT_COLUMNS)
    for row in table.rows():
        ref = row["reference"]
        if ref in seen or ref not in {*exhibits, *hidden}:
            yield Finding("table-altered", EXHIBITS_TABLE, "each exhibit once", _row_in_words(row))
            continue
        seen.add(ref)
        expected = dict.fromkeys(EXHIBIT_COLUMNS, "")
        if ref in exhibits:
            expected.update(_exhibit_row(work, exhibits[ref]))
        else:
            work.leave(f"{EXHIBITS_TABLE}: which incident {ref} belongs to, which is left out")
            expected.update({"reference": ref, "incident": row["incident"]})
            expected["original name"] = LEFT_OUT
        yield from _cells(EXHIBITS_TABLE, ref, row, expected)
    yield from table.odd
    for ref in sorted((exhibits.keys() | hidden) - seen):
        yield Finding("table-altered", EXHIBITS_TABLE, f"a row of {ref}", "no such row")
    if len(hidden - exhibits.keys()) > by_hash or hidden & exhibits.keys():
        expected_count = f"{by_hash} exhibits left out"
        yield Finding("table-altered", "Exhibits-Left-Out", expected_count, _joined(hidden))


def _exhibit_row(work: Work, exhibit: Exhibit) -> dict[str, str]:
    digest = exhibit.sha256 or ""
    beginning = f"{EXHIBITS}{digest}."
    # Which of the two endings it has is for the step before.
    ending = next((each for each in exhibit.endings if beginning + each in work.bundle.files), "")
    return {
        "reference": exhibit.ref,
        "incident": str(exhibit.incident),
        "original name": exhibit.name,
        "file in this folder": f"{beginning}{ending}"[len("data/") :] if digest else "",
        "sha256": digest,
        "bytes": "" if exhibit.size is None else str(exhibit.size),
        "media type": exhibit.media_type,
    }


def _incident_rows(work: Work) -> Iterator[Finding]:  # noqa: C901 - likewise
    """report.csv says of each incident what its entries say. Fills `in_table` and `hidden`."""
    if INCIDENTS_TABLE not in work.bundle.files:
        return
    ledger = work.ledger
    left = dict(ledger.left_out)
    references = _References(work)
    table = Table(work, INCIDENTS_TABLE, INCIDENT_COLUMNS, LATER_COLUMNS)
    for row in table.rows():
        work.rows += 1
        number = int(row["incident"]) if re.fullmatch("[1-9][0-9]{0,9}", row["incident"]) else 0
        about = ledger.incidents.get(number)
        where = f"incident {row['incident']}"
        if number in work.in_table or not number:
            yield Finding("table-altered", where, "each incident once", _row_in_words(row))
            continue
        work.in_table.add(number)
        if about is None or about.body is None:
            left["incident"] = left.get("incident", 0) - 1
            if left["incident"] < 0:
                yield Finding("table-altered", where, "no such incident", _row_in_words(row))
            work.hidden.add(number)
            work.leave(f"{where} in the report: the entry that began it is left out")
            continue
        changes = int(row["amended"]) if re.fullmatch("[0-9]{1,9}", row["amended"]) else -1
        unseen = changes - len(about.amendments)
        left["amendment"] = left.get("amendment", 0) - max(unseen, 0)
        if unseen < 0 or left["amendment"] < 0:
            found = f"amended {row['amended']} times"
            yield Finding("table-altered", where, f"{len(about.amendments)} changes", found)
        elif unseen:
            work.hidden.add(number)
            work.leave(f"{where} in the report: {unseen} later changes of it are left out")
            continue
        expected = _incident_row(work, about, row, left, references)
        yield from _cells(INCIDENTS_TABLE, where, row, expected, work)
    yield from table.odd
    for number in sorted(n for n, about in ledger.incidents.items() if about.body is not None):
        if number not in work.in_table:
            yield Finding("table-altered", INCIDENTS_TABLE, f"incident {number}", "no such row")
    if ledger.left_out.get("withdrawal"):
        work.leave(
            f"whether an incident is withdrawn: {ledger.left_out['withdrawal']} withdrawals are "
            "left out"
        )


def _account(about: Incident) -> dict[str, Any]:
    """What is known of an incident after its last change."""
    account = dict(_json((about.body or b"{}").decode("utf-8")))
    for raw in about.amendments:
        account.update(_json(raw.decode("utf-8"))["changes"])
    return account


def _incident_row(
    work: Work,
    about: Incident,
    row: dict[str, str],
    left: dict[str, int],
    references: _References,
) -> dict[str, str | None]:
    """What the row has to say; None for a cell that can't be told from the ledger."""
    account = _account(about)
    when = account["when"]
    expected: dict[str, str | None] = {name: account.get(name) or "" for name in WORDS}
    for name in ("start", "end", "precision", "timezone"):
        expected[name] = when[name] or ""
    expected["incident"] = row["incident"]
    expected["happened"] = _as_told(row["happened"], when)
    expected["noticed"] = _as_told(row["noticed"], account.get("noticed"))
    written = _utc(row["written"])
    recorded = _utc(about.recorded_at)
    expected["written"] = row["written"] if written == recorded else about.recorded_at
    expected["types"] = "; ".join(account.get("types") or ())
    expected["witnesses"] = "; ".join(account.get("witnesses") or ())
    expected["acts"] = str(account.get("times", 1))
    expected["source"] = str(account["source"])
    expected["amended"] = row["amended"]
    person = account.get("person")
    expected["person"] = "" if person is None else work.ledger.people.get(person)
    expected["withdrawn"] = _withdrawn(about, row, left)
    expected["exhibits"] = references.expected(row)
    return expected


def _withdrawn(about: Incident, row: dict[str, str], left: dict[str, int]) -> str | None:
    if not about.withdrawals:
        return None if row["withdrawn"] and left.get("withdrawal") else ""
    reason = _reason(about)
    return "" if reason is None else reason or "yes"


def _reason(about: Incident) -> str | None:
    """Why an incident is withdrawn, empty without a reason, None where it is not."""
    if not about.withdrawals or not about.withdrawals[-1]:
        return None
    why = _json(about.withdrawals[-1].decode("utf-8"))["why"]
    return "" if why is None else str(why)


class _References:
    """The references of the exhibits of each incident."""

    def __init__(self, work: Work) -> None:
        self._of: dict[Any, list[str]] = {}
        for each in work.ledger.exhibits:
            self._of.setdefault(str(each.incident), []).append(each.ref)
        self._hidden = work.exhibits_left_out

    def expected(self, row: dict[str, str]) -> str:
        """What the row has to say: all that the ledger shows, and of others what is left out."""
        of_it = self._of.get(row["incident"], [])
        given = row["exhibits"].split("; ") if row["exhibits"] else []
        known = set(of_it)
        if [ref for ref in given if ref not in self._hidden or ref in known] == of_it:
            return row["exhibits"]
        return "; ".join(of_it)


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_PLAIN_WORDS = frozenset(
    (
        *("about", "to", "on", "not", "known", "said", "time", "times", "day", "days", "written"),
        *("morning", "afternoon", "evening", "night", "and", "at", "the", "UTC", "GMT", "BST"),
        *("early", "hours", "lunchtime", "tea", "some", "between", "before", "after"),
    )
)


def _as_told(told: str, when: dict[str, Any] | None) -> str | None:
    """A time in words, where its numbers and names are those of the entry.

    None where it has words that can't be told from the ledger.
    """
    if when is None:
        return ""
    shape = " to ".join(text for text in (when["start"], when["end"]) if text)
    names = {*re.findall(r"\d+", shape), *(str(int(each)) for each in re.findall(r"\d+", shape))}
    for text in (when["start"], when["end"]):
        if text:
            names.add(_MONTHS[int(text[5:7]) - 1])
        if text and len(text) >= len("2026-11-20"):
            names.add(_DAYS[datetime.fromisoformat(text[:10]).weekday()])
    words = re.findall(r"\d+|[^\W\d_]+", told)
    false = [
        word
        for word in words
        if (word.isdigit() or word in _DAYS or word in _MONTHS) and word not in names
    ]
    missing = [text[:4] for text in (when["start"], when["end"]) if text and text[:4] not in words]
    if false or missing or (not when["start"] and set(words) & {*_DAYS, *_MONTHS}):
        return shape or "not known"
    return told if set(words) <= {*names, *_PLAIN_WORDS} else None


def _messages(work: Work) -> Iterator[Finding]:  # noqa: C901 - likewise
    """report-messages.csv says of each imported message what the record of its import says.

    Fills `texts`.
    """
    ledger = work.ledger
    if ledger.left_out.get("import"):
        work.texts = None
        if MESSAGES_TABLE in work.bundle.files or ledger.records:
            work.leave("the imported messages: imports are left out, and messages are counted on")
        return
    expected = yield from _recorded(work)
    if expected is None or work.texts is None:
        work.texts = None
        work.leave("the imported messages, compared one by one: there are too many, or unreadable")
        return
    if MESSAGES_TABLE not in work.bundle.files:
        for number, (incident, _, _) in sorted(expected.items())[:MOST_FINDINGS]:
            if incident in work.in_table:
                row = f"message {number} of incident {incident}"
                yield Finding("table-altered", MESSAGES_TABLE, row, "no such table")
        return
    table = Table(work, MESSAGES_TABLE, MESSAGE_COLUMNS)
    for cells in table.rows():
        work.messages += 1
        number = int(cells["message"]) if re.fullmatch("[1-9][0-9]{0,9}", cells["message"]) else 0
        where = f"message {cells['message']}"
        known = expected.pop(number, None)
        if known is None:
            yield Finding("table-altered", where, "each message once", _row_in_words(cells))
            continue
        later = "; ".join(known[2])
        found = {name: cells[name] for name in MESSAGE_COLUMNS if name != "later"}
        if known[1] != _of_message(found) or cells["later"] != later:
            yield Finding("table-altered", where, "what the import says", _row_in_words(cells))
    yield from table.odd
    for number, (incident, _, _) in sorted(expected.items()):
        if incident in work.in_table:
            row = f"message {number} of incident {incident}"
            yield Finding("table-altered", MESSAGES_TABLE, row, "no such row")


def _recorded(work: Work) -> Any:  # noqa: ANN401 - a generator that returns
    """Yields findings, and returns message number to (incident, digest of its row, changes)."""
    found: dict[int, tuple[int, bytes, list[str]]] = {}
    number, changes, texts = 0, 0, work.texts if work.texts is not None else set()
    for sha256, (entry, exhibit) in work.ledger.records.items():
        name = f"{IMPORTS}{sha256}.jsonl.gz"
        if name not in work.bundle.files:
            return None
        try:
            for line in work.bundle.unpacked(name):
                said = _json(line.decode("utf-8"))
                message = said["message"]
                texts.add(_digest(_letters(message.get("text", ""))))
                texts.add(_digest(_letters(_printed(message))))
                if "of" in said:
                    found[said["of"]][2].append(f"{said['change']} ({exhibit})")
                    changes += 1
                    continue
                number += 1
                if number + changes > MOST_MESSAGES:
                    return None
                row = _message_row(number, said, exhibit)
                found[number] = (said["incident"], _of_message(row), [])
        except (ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
            yield Finding("record-unreadable", f"import {entry}", "a record", _said(error))
            return None
    return found


def _printed(message: dict[str, Any]) -> str:
    """A message as a report prints it: its subject, what a call was, and its words."""
    parts = [f"Subject: {message['subject']}"] if message.get("subject") else []
    call = message.get("call")
    if call is not None:
        told = f"{call.get('medium', 'voice')} call, {call.get('outcome', 'unknown')}"
        if call.get("seconds") is not None:
            minutes, rest = divmod(call["seconds"], 60)
            told += f", {minutes:,} min {rest} s" if minutes else f", {rest} s"
        parts.append(told + (", number withheld" if call.get("withheld") else ""))
    elif message.get("kind", "message") != "message":
        parts.append(message["kind"])
    if message.get("text"):
        parts.append(message["text"])
    return " ".join(parts) or "(no text)"


def _message_row(number: int, said: dict[str, Any], exhibit: str) -> dict[str, str]:
    message = said["message"]
    call, time = message.get("call"), message.get("time") or {}
    told = ""
    if call is not None:
        seconds = call.get("seconds")
        told = f"{call.get('medium', 'voice')}, {call.get('outcome', 'unknown')}"
        told += "" if seconds is None else f", {seconds} s"
    row = {
        "message": str(number),
        "incident": str(said["incident"]),
        "time": time.get("local", ""),
        "time_in_the_export": time.get("raw", ""),
        "counted": "no" if said.get("context") else "yes",
        "recipients": "; ".join(message.get("recipients", ())),
        "call": told,
        "state": message.get("state", "complete"),
        "files": "; ".join(each.get("name", "") for each in message.get("attachments", ())),
        "flags": "; ".join(message.get("flags", ())),
        "exhibit": exhibit,
        "place": message["locator"],
    }
    for name in ("channel", "kind", "direction", "sender", "sender_id", "subject", "text"):
        row[name] = message.get(name) or ""
    return row


def _of_message(row: dict[str, str]) -> bytes:
    """A short digest of a row, with its spreadsheet guards taken off."""
    cells = [_unguarded(row[name]) for name in MESSAGE_COLUMNS if name in row]
    return _digest(json.dumps(cells))


def _cells(
    table: str,
    where: str,
    row: dict[str, str],
    expected: dict[str, Any],
    work: Work | None = None,
) -> Iterator[Finding]:
    """Each cell that is not what it has to be."""
    for name, wanted in expected.items():
        cell = row[name]
        if wanted is None or (work and LEFT_OUT in cell and work.ledger.by_hash):
            if cell and work:
                work.leave(f"{where} in the report, {name}: what it follows from is left out")
        elif wanted not in (cell, _unguarded(cell)):
            yield Finding("table-altered", f"{table}, {where}, {name}", wanted, cell)


_FORMULA = re.compile(r"'+\s*[=+\-@＝＋－＠]|'+[\t\r\n]")  # noqa: RUF001 - of all widths


def _unguarded(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return cell[1:] if _FORMULA.match(cell) else cell


def _row_in_words(row: dict[str, str]) -> str:
    return "; ".join(row.values())


# 6. The report ---------------------------------------------------------------------------------


def _fingerprint(work: Work) -> Iterator[Finding]:
    ledger = work.ledger
    fingerprint = ledger.fingerprint or START
    for label, expected in (
        ("External-Identifier", fingerprint),
        ("Entries", str(len(ledger))),
        ("Entries-Left-Out", str(ledger.by_hash)),
    ):
        found = work.info.get(label, "none")
        if found != expected:
            yield Finding("fingerprint-differs", f"bag-info.txt, {label}", expected, found)
    for name in WITH_FINGERPRINT:
        if name not in work.bundle.files:
            continue
        # The text may be folded, and between tags.
        if not _stands_in(fingerprint[7:], _outside_tags(work.bundle, name)):
            missing = "it is not in the text"
            yield Finding("fingerprint-differs", name, fingerprint, missing)


def _stands_in(digits: str, pieces: Iterable[str]) -> bool:
    tail = ""
    for piece in pieces:
        tail += "".join(piece.split())
        if digits in tail:
            return True
        tail = tail[-len(digits) :]
    return False


def _noted(work: Work) -> Iterator[Finding]:
    """The last entry has the SHA-256 of every file that was made for the bundle."""
    note = work.ledger.note
    if note is None:
        if work.version >= NOTED_SINCE:
            yield Finding("note-missing", LEDGER, "a last entry that notes this bundle", "none")
        return
    if note.get("fingerprint") != work.ledger.fingerprint:
        found = str(note.get("fingerprint"))
        yield Finding("fingerprint-differs", "last entry", str(work.ledger.fingerprint), found)
    if note.get("left_out") != list(work.ledger.numbers_by_hash):
        found = f"{work.ledger.by_hash} entries by their hash alone"
        expected = f"those that the last entry names: {note.get('left_out')}"
        yield Finding("note-differs", LEDGER, expected, found)
    files = note["files"] if isinstance(note["files"], dict) else {}
    made = {
        name[len("data/") :]
        for name in work.bundle.files
        if (name in ALWAYS and name != LEDGER) or PART.fullmatch(name)
    }
    for name in sorted(made | files.keys()):
        work.noted += 1
        if "data/" + name in work.bundle.files.keys() - work.digests.keys():
            continue  # it could not be read, which is a finding of step 2
        found = work.digests.get("data/" + name, "no such file")
        if files.get(name, "no such file") != found:
            expected = str(files.get(name, "no such file"))
            yield Finding("report-altered", "data/" + name, expected, found)


def _pages(work: Work) -> Iterator[Finding]:  # noqa: C901, PLR0912 - likewise
    """The words of each incident and message in report.html. Fills `articles`."""
    accounts = _Accounts(work)
    for name in sorted(work.bundle.files):
        if name != "data/report.html" and not (PART.fullmatch(name) and name.endswith(".html")):
            continue
        for kind, number, text in _passages(work.bundle, name):
            if kind == "comment":
                yield Finding("report-altered", name, "no comments", text[0])
            elif kind == "said":
                work.said += 1
                if work.texts is not None and _digest(_letters("".join(text))) not in work.texts:
                    yield Finding("report-altered", name, "the words of a message", "".join(text))
            elif kind == "quoted":
                if not accounts.quotes(text):
                    yield Finding("report-altered", name, "the words of an entry", "".join(text))
            elif number in work.articles or number not in work.in_table:
                yield Finding("report-altered", name, "each incident once", f"incident {number}")
            else:
                work.articles.add(number)
                if number not in work.hidden:
                    yield from accounts.differences(name, number, text)
    for number in sorted(work.in_table - work.articles):
        if work.version < NOTED_SINCE:
            yield Finding("report-altered", "data/report.html", f"incident {number}", "none")
        else:
            work.leave(f"incident {number} in report.html: it does not stand there by itself")


class _Accounts:
    """The words of the incidents, compared by their letters and digits alone.

    A page shows invisible characters as marks and folds white space.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._incidents = work.ledger.incidents
        self._quotations = 0

    def differences(self, name: str, number: int, blocks: list[str]) -> Iterator[Finding]:
        """Each text of an incident that is no block of its part of the page."""
        about = self._incidents[number]
        found = {"", *map(_letters, blocks)}
        reason = _reason(about)
        # It stands behind the day of the withdrawal.
        if reason and any(block.endswith(_letters(reason)) for block in found):
            found.add(_letters(reason))
        for words in (*self._words(about), reason or ""):
            if _letters(words) in found:
                continue
            if self._work.ledger.by_hash and any(LEFT_OUT in block for block in blocks):
                self._work.leave(f"incident {number} in {name}: words of it are left out")
                return
            where = f"{name}, incident {number}"
            yield Finding("report-altered", where, words, "other words, or none")

    def quotes(self, blocks: list[str]) -> bool:
        """Whether an entry begins with these words; where it is left out, nobody knows."""
        self._quotations += 1
        if self._quotations > 50 * MOST_QUOTATIONS:
            raise TooMuch("there are more quotations than are compared here")
        text = " ".join(blocks)
        left_out = self._work.hidden or self._work.ledger.left_out.get("incident")
        if left_out or self._quotations > MOST_QUOTATIONS:
            self._work.leave(f"a quotation in the report: {text[:60]}")
            return True
        wanted = _letters(text)
        return any(
            _letters(words).startswith(wanted)
            for about in self._incidents.values()
            for words in self._words(about)
        )

    def _words(self, about: Incident) -> Iterator[str]:
        if about.body is None:
            return
        account = _account(about)
        yield from (str(account[name]) for name in WORDS if account.get(name))
        yield "; ".join(account.get("witnesses") or ())
        for raw in about.amendments:
            change = _json(raw.decode("utf-8"))
            yield str(change.get("why") or "")
            yield from (str(v) for k, v in change["changes"].items() if k in WORDS and v)


_MARK = re.compile("⟨U\\+[0-9A-F]{4,6}⟩")
# Letters that are drawn as nothing, and shown as marks.
_BLANK = re.compile("[\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]")


def _letters(text: str) -> str:
    """The letters and digits of a text."""
    return "".join(filter(str.isalnum, _BLANK.sub("", _MARK.sub("", text))))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:10]


# 7. Timestamps ---------------------------------------------------------------------------------


def _stamps(work: Work) -> Iterator[Finding]:  # noqa: C901 - likewise
    """Fills `stamps`: what each is about, and the command that checks its signature."""
    bundle, ledger = work.bundle, work.ledger
    claimed: set[str] = set()
    for number, body in ledger.stamps:
        folder, where = f"{TIMESTAMPS}{number:03d}/", f"entry {number}"
        claimed.update(folder + name for name, _ in STAMP_FILES)
        try:
            files = {name: _stamp_file(body, key) for name, key in STAMP_FILES}
            imprint = bytes.fromhex(body["hash"].partition(":")[2])
            stamped = int(body["entry"])
            work.stamps.append(_stamp(folder, body, imprint.hex()))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            yield Finding("timestamp-unreadable", where, "a timestamp", _said(error))
            continue
        if stamped >= number or ledger.hash_of(stamped) != body["hash"]:
            found = ledger.hash_of(stamped) or "no such entry"
            yield Finding("timestamp-differs", where, f"entry {stamped}: {body['hash']}", found)
        for name, data in files.items():
            expected = hashlib.sha256(data).hexdigest()
            missing = expected if folder + name in bundle.files else "no such file"
            found = work.digests.get(folder + name, missing)
            if found != expected:
                yield Finding("timestamp-altered", folder + name, expected, found)
        for name in ("request.tsq", "response.tsr"):
            if len(imprint) != hashlib.sha256().digest_size or imprint not in files[name]:
                found = "the hash is not in it"
                yield Finding("timestamp-differs", folder + name, imprint.hex(), found)
        signed = _signed_time(files["response.tsr"], imprint)
        if signed is not None and "gen_time" in body and body["gen_time"] != signed:
            yield Finding("timestamp-differs", where, signed, str(body["gen_time"]))
    for name in sorted(bundle.files):
        if name.startswith(TIMESTAMPS) and name not in claimed:
            yield Finding("file-unclaimed", name, "a timestamp of the ledger", "no timestamp")


def _signed_time(response: bytes, imprint: bytes) -> str | None:
    """The time that was signed: in a token it stands behind the hash and a serial number.

    As ``2026-11-23T09:30:00Z``; None where it is not found.
    """
    at = response.find(imprint) + len(imprint)
    if response[at : at + 1] != b"\x02":
        return None
    at += 2 + response[at + 1]
    match = re.match(
        rb"\x18.(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)[.\d]*Z", response[at : at + 32], re.DOTALL
    )
    if match is None:
        return None
    year, month, day, *clock = (part.decode() for part in match.groups())
    return f"{year}-{month}-{day}T{':'.join(clock)}Z"


def _stamp_file(body: dict[str, Any], key: str) -> bytes:
    text: str = body[key]
    return text.encode("utf-8") if key == "roots" else base64.b64decode(text, validate=True)


def _stamp(folder: str, body: dict[str, Any], imprint: str) -> dict[str, Any]:
    return {
        "folder": folder,
        "entry": body["entry"],
        "authority": str(body.get("authority")),
        "gen_time": str(body.get("gen_time")),
        "command": f"openssl ts -verify -digest {imprint} -in {folder}response.tsr "
        f"-CAfile {folder}chain.pem",
    }


# 8 and 9. What was noted earlier ---------------------------------------------------------------


def _digits(given: str) -> str:
    """What was typed, without what people put between letters and digits."""
    return re.sub(r"[\s:.-]", "", given.lower().replace("sha256:", ""))


def _expected(work: Work, expect: Sequence[str]) -> Iterator[Finding]:
    for given in expect:
        digits = _digits(given)
        numbers: list[int] = []
        if re.fullmatch(r"[0-9a-f]{16,64}", digits):
            numbers = list(work.ledger.numbers_of(digits))
        if numbers:
            work.covered[given] = max(numbers)
        else:
            yield Finding("fingerprint-unknown", "chain", given, "no entry has this hash")


def _sealed(work: Work, seals: Sequence[str]) -> Iterator[Finding]:
    found = work.digests.get(TAG_MANIFEST, "none")
    for given in seals:
        digits = _digits(given)
        if not re.fullmatch(r"[0-9a-f]{16,64}", digits) or not found.startswith(digits):
            yield Finding("seal-differs", TAG_MANIFEST, given, found)


# What was compared with nothing ----------------------------------------------------------------


def _not_covered(work: Work) -> list[str]:
    """Exactly that, one line for each file."""
    told = "compared with the SHA-256 in the last entry alone, which could be written again"
    if work.ledger.note is None:
        told = f"not compared; from version {NOTED_SINCE} on, an entry has its SHA-256, here none"
    lines = []
    for name in sorted(work.bundle.files):
        if name not in ALWAYS and not PART.fullmatch(name):
            continue
        if name.endswith((".pdf", ".txt")):
            lines.append(f"{name}: {told}")
        elif name.endswith(".html"):
            lines.append(
                f"{name}: what it says beside its fingerprint and the words of incidents and "
                f"messages, such as who sent one, times and counts: {told}"
            )
    with open(__file__, "rb") as file:  # noqa: PTH123 - as short as it can be
        if work.digests.get(CHECKER) != hashlib.sha256(file.read()).hexdigest():
            lines.append(f"{CHECKER}: it is not the file that made this check; do not run it")
    lines.append("bag-info.txt: the program and the date that it names")
    lines.append("what stands in the exhibits: their bytes are those that were taken in")
    if work.ledger.backwards:
        numbers = ", ".join(map(str, work.ledger.backwards[:10]))
        lines.append(f"the clock of the diary: it went back before entries {numbers}")
    return lines + work.uncovered


# Words -----------------------------------------------------------------------------------------


def _told_of_left_out(ledger: Ledger) -> str:
    if not ledger.by_hash:
        return ""
    return " Those left out are shown to exist, at their place and time; not what they say."


def _unreadable(where: str, error: Exception) -> Finding:
    certain = not isinstance(error, (OSError, TooMuch, MemoryError))
    return Finding("unreadable", where, "readable", _said(error), certain)


def _said(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _joined(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def limits(result: Result) -> list[str]:
    """What the check covers and what it does not, each in one sentence."""
    unchanged = (
        f"Unchanged since it was written: entries 1 to {result.entries} fit together and end in "
        "the fingerprint. Anyone holding the whole diary could have rewritten it before the "
        "fingerprint was in other hands: compare it with one that was noted or sent earlier."
    )
    if any(step.name == "chain" and step.findings for step in result.steps):
        unchanged = "Unchanged since it was written: no, see the step about the ledger."
    by_then = (
        "Existed by this time: only a timestamp shows that, and only once openssl accepts it with "
        "certificates that you trust. All other times are those of the person's own clock."
    )
    if not result.timestamps:
        by_then = (
            "Existed by this time: not shown, there is no timestamp in this bundle. The times are "
            "those of the person's own clock."
        )
    happened = "What happened: this is the person's account. No check of files can show it."
    outside = (
        "The seal stands for the whole bundle, report and tools too. Compare it with the one that "
        "was given to you apart from the bundle, or with the note in the diary: --seal SEAL."
    )
    lines = [unchanged, by_then, happened, outside]
    if result.left_out:
        lines.append(
            f"{result.left_out} entries are left out: their number, time and kind are shown, "
            "their content is not."
        )
    if result.covered is not None:
        lines.append(
            f"The fingerprint you gave is in the chain: entries 1 to {result.covered} are as they "
            "were when it was noted."
        )
    return lines


def as_json(result: Result) -> dict[str, Any]:
    """The result as one JSON object."""
    steps = [
        {
            "step": number,
            "name": step.name,
            "title": step.title,
            "outcome": step.outcome,
            "checked": step.checked,
            "meaning": step.meaning,
            "findings": [finding._asdict() for finding in step.findings],
        }
        for number, step in enumerate(result.steps, start=1)
    ]
    return {
        "ok": not result.findings,
        "entries": result.entries,
        "left_out": result.left_out,
        "exhibits": result.exhibits,
        "timestamps": list(result.timestamps),
        "fingerprint": result.fingerprint,
        "covered": result.covered,
        "seal": result.seal,
        "limits": limits(result),
        "not_covered": list(result.not_covered),
        "findings": [finding._asdict() for finding in result.findings],
        "steps": steps,
    }


def in_words(result: Result) -> Iterator[str]:
    """The result as lines for people."""
    for number, step in enumerate(result.steps, start=1):
        yield f"{number}. {step.title}: {step.outcome}"
        yield f"   Checked: {step.checked}."
        if not step.findings:
            yield f"   {step.meaning}"
        for finding in step.findings:
            yield f"   - {finding.kind}: {_shown(finding.where)}"
            yield f"     expected {_shown(finding.expected)}"
            yield f"     found    {_shown(finding.found)}"
    yield ""
    for stamp in result.timestamps:
        yield f"Timestamp over entry {_shown(str(stamp['entry']))}, {_shown(stamp['authority'])}, "
        yield f"  {_shown(stamp['gen_time'])}. Check its signature in the folder of the bundle:"
        yield f"  {stamp['command']}"
    yield f"Fingerprint: {result.fingerprint}"
    yield f"Seal of the bundle (SHA-256 of {TAG_MANIFEST}): {result.seal}"
    yield ""
    for line in limits(result):
        yield f"- {line}"
    yield ""
    yield "Not covered:" if result.not_covered else "Not covered: nothing."
    for line in result.not_covered:
        yield f"- {_shown(line)}"


def _shown(text: str) -> str:
    """Text of strangers, as no terminal acts on it."""
    text = text if len(text) <= 200 else text[:200] + "..."  # noqa: PLR2004
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Checks what the command line names.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(description="Check a bundle made by stalkdiary.")
    # Lying in the bundle, it knows where the bundle is.
    around = Path(__file__).resolve().parents[1]
    parser.add_argument("bundle", nargs="?", type=Path, default=around, help="folder or zip file")
    parser.add_argument("--expect", action="append", default=[], metavar="FINGERPRINT")
    parser.add_argument("--seal", action="append", default=[], metavar="SEAL")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    given = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    try:
        result = check(given.bundle, given.expect, seals=given.seal)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 4
    if given.json:
        print(json.dumps(as_json(result), indent=2))
    else:
        print("\n".join(in_words(result)))
    if not result.findings:
        return 0
    return 10 if any(finding.certain for finding in result.findings) else 11


# The readers: folders and zip files ------------------------------------------------------------


class Bundle:
    """The files of a bundle by name, such as ``data/ledger.jsonl``, with their sizes."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.files: dict[str, int] = {}
        self.folders: set[str] = set()
        """Each with a slash behind it."""
        self.odd: list[Finding] = []

    def opened(self, name: str) -> Any:  # noqa: ANN401 - files of several libraries
        """The file, open for reading bytes."""
        raise NotImplementedError

    def blocks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file; no more of them than its size was said to be, and one."""
        left = self.files[name] + 1
        with self.opened(name) as file:
            while left:
                data = file.read(min(BLOCK, left))
                if not data:
                    return
                left -= len(data)
                yield data

    def text(self, name: str) -> str:
        """A small file that is read as a whole."""
        if self.files[name] > MOST_TEXT:
            raise TooMuch("it is too long to be read")
        return b"".join(self.blocks(name)).decode("utf-8")

    def lines(self, name: str, most: int = MOST_LINE) -> Iterator[bytes]:
        """The lines of a file, with their ends; TooMuch where one is longer than `most`."""
        return _lines(self.blocks(name), most)

    def unpacked(self, name: str) -> Iterator[bytes]:
        """The lines of a file that is packed with gzip."""
        return _lines(self._unpacked(name), MOST_LINE)

    def _unpacked(self, name: str) -> Iterator[bytes]:
        left = max(64 * MOST_TEXT, MOST_UNPACKED * self.files[name])
        unpacker = zlib.decompressobj(31)
        for block in self.blocks(name):
            packed = block
            while packed:
                data = unpacker.decompress(packed, BLOCK)
                left -= len(data)
                if left < 0:
                    raise TooMuch("it is too long to be unpacked")
                yield data
                packed = unpacker.unconsumed_tail
        yield unpacker.flush()
        if not unpacker.eof or unpacker.unused_data:
            raise ValueError("it is not one whole file of gzip")


def _lines(blocks: Iterator[bytes], most: int) -> Iterator[bytes]:
    kept: list[bytes] = []
    size = 0
    for block in blocks:
        start = 0
        end = block.find(b"\n") + 1
        while end:
            kept.append(block[start:end])
            yield b"".join(kept)
            kept, size, start = [], 0, end
            end = block.find(b"\n", start) + 1
        kept.append(block[start:])
        size += len(block) - start
        if size > most:
            raise TooMuch("a line is too long to be read")
    if size:
        yield b"".join(kept)


class Folder(Bundle):
    """A bundle that is a folder. Links are never followed."""

    def __init__(self, root: Path) -> None:
        """Looks at every name under `root`."""
        super().__init__()
        self._root = root
        folders = [""]
        while folders:
            self._look(folders.pop(), folders)

    def _look(self, folder: str, folders: list[str]) -> None:
        try:
            with os.scandir(self._root / folder) as entries:
                for entry in entries:
                    name = folder + entry.name
                    if len(self.files) + len(self.folders) > MOST_FILES:
                        raise TooMuch("it has more files than are checked here")
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(name + "/")
                        self.folders.add(name + "/")
                    elif entry.is_file(follow_symlinks=False):
                        self.files[name] = entry.stat(follow_symlinks=False).st_size
                    else:
                        kind = "a link" if entry.is_symlink() else "no ordinary file"
                        self.odd.append(Finding("not-a-file", name, "a file", kind))
        except OSError as error:
            self.odd.append(_unreadable(folder or "the folder", error))

    def opened(self, name: str) -> Any:  # noqa: ANN401 - see `Bundle`
        """The file itself, never what a link leads to."""
        # Windows has only the last of these.
        flags = [getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY")]
        descriptor = os.open(self._root / name, os.O_RDONLY | sum(flags))
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError("it is no ordinary file")
        return os.fdopen(descriptor, "rb")


class Archive(Bundle):
    """A bundle in a zip file, read where it is and never unpacked.

    Every byte of the zip file belongs to a file that it lists, once: nothing stands before, between
    or behind them that another program could show instead.
    """

    def __init__(self, archive: Any) -> None:  # noqa: ANN401 - zipfile's, or one that decrypts
        """Looks at every name in the open `archive`, which `must_be_plain` has seen."""
        super().__init__()
        self._archive = archive
        self._found: dict[str, Any] = {}
        self._without_gaps()
        infos = archive.infolist()
        tops = [name[: -len("bagit.txt")] for name in archive.namelist() if _is_bagit(name)]
        top = min(tops, key=len, default="")
        for info in infos:
            self._look(info, top)

    def _look(self, info: Any, top: str) -> None:  # noqa: ANN401 - of either library
        name = info.filename
        if not name.startswith(top) or name != info.orig_filename:
            self.odd.append(Finding("file-extra", name, f"only files in {top}", name))
            return
        name = name[len(top) :]
        if name.endswith("/") or not name:
            self.folders |= {name} - {""}
            if info.file_size or info.compress_size:
                self.odd.append(Finding("zip-odd", name, "a folder", f"{info.file_size} bytes"))
        elif name in self.files:
            self.odd.append(Finding("file-twice", name, "once in the zip", "more than once"))
        elif stat.S_ISLNK(info.external_attr >> 16):
            self.odd.append(Finding("not-a-file", name, "a file", "a link"))
        else:
            self.files[name], self._found[name] = info.file_size, info

    def _without_gaps(self) -> None:
        """Each file begins where the one before it ends; the list begins behind the last."""
        next_at = [0]
        infos = sorted(self._archive.infolist(), key=lambda info: info.header_offset)
        for info in infos:
            at = info.header_offset
            if at not in next_at:
                self.odd.append(Finding("zip-odd", info.filename, f"at {next_at[0]}", f"at {at}"))
            self._archive.fp.seek(at)
            head = self._archive.fp.read(30)
            if len(head) < 30 or head[:4] != b"PK\x03\x04":  # noqa: PLR2004 - of the format
                self.odd.append(Finding("zip-odd", info.filename, "a file", "something else"))
                return
            flags, (names, extras) = head[6], struct.unpack("<HH", head[26:])
            self._archive.fp.seek(at + 30 + names)
            fields = self._archive.fp.read(extras) + info.extra
            if b"\x75\x70" in fields or info.comment:
                found = "another name, or a comment"
                self.odd.append(Finding("zip-odd", info.filename, "one name", found))
            end = at + 30 + names + extras + info.compress_size
            # Programs that can't go back write the size behind the file.
            next_at = [end + behind for behind in ((12, 16, 20, 24) if flags & 8 else (0,))]
        if self._archive.start_dir not in next_at:
            found = f"at {self._archive.start_dir}"
            self.odd.append(Finding("zip-odd", "the list of names", f"at {next_at[0]}", found))

    def opened(self, name: str) -> Any:  # noqa: ANN401 - see `Bundle`
        """The file, as it is unpacked block by block."""
        info = self._found[name]
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ValueError("it is packed in a way that a bundle never is")
        return self._archive.open(info)


def _is_bagit(name: str) -> bool:
    return name.rpartition("/")[2] == "bagit.txt" and name.count("/") <= 1


@contextmanager
def opened_bundle(path: Path) -> Iterator[Bundle]:
    """The folder or zip file at `path`.

    Raises:
        Refused: it is neither, or protected by a password.
        zipfile.BadZipFile: it is a zip file that is cut off, damaged, or holds more than it lists.
    """
    if must_be_plain(path):
        yield Folder(path)
        return
    with zipfile.ZipFile(path) as archive:
        if any(info.flag_bits & 1 for info in archive.infolist()):
            raise Refused(
                "This bundle is protected by a password: unpack it with 7-Zip or another program "
                "that knows AES, then check the folder."
            )
        yield Archive(archive)


def must_be_plain(path: Path) -> bool:
    """Looks at the kind of file that `path` is, and at the end of a zip file, where its list is.

    Returns:
        Whether it is a folder.

    Raises:
        Refused: it is neither a folder nor a zip file.
        zipfile.BadZipFile: it does not end as a zip file of a bundle ends.
        TooMuch: it lists more files than are checked here.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return True
        if not stat.S_ISREG(mode):
            raise Refused("This is neither a folder nor a file: name the bundle.")
        with path.open("rb") as file:
            head = file.read(2)
            length = file.seek(0, os.SEEK_END)
            file.seek(max(0, length - 98))
            tail = file.read()
    except ValueError:
        raise Refused("That is not the name of a file.") from None
    except OSError as error:
        raise Refused(f"The bundle can't be read: {error.strerror}.") from None
    if head != b"PK":
        raise Refused("This is not a bundle: neither a folder nor a zip file.")
    _look_at_end(tail, length)
    return False


_IN_64_BITS = 0xFFFFFFFF
"""Stands for a number that is too long for its place, and given elsewhere."""


def _look_at_end(tail: bytes, length: int) -> None:
    """What APPNOTE 4.3.14 to 4.3.16 say of the last bytes of a zip file."""
    if tail[-22:-18] != b"PK\x05\x06":
        raise zipfile.BadZipFile("it does not end as a zip file does: cut off, or with more behind")
    *_, count, size, start, comment = struct.unpack("<HHHHLLH", tail[-18:])
    behind = 22
    if count == _IN_64_BITS >> 16 or _IN_64_BITS in (size, start):
        if tail[-42:-38] != b"PK\x06\x07" or tail[-98:-94] != b"PK\x06\x06":
            raise zipfile.BadZipFile("the end of a long zip file is not whole")
        *_, count, size, start = struct.unpack("<QHHLLQQQQ", tail[-94:-42])
        behind = 98
    if comment or start + size + behind != length:
        raise zipfile.BadZipFile("there is more in it than it lists: before, between or behind")
    if count > MOST_FILES or size > MOST_NAMES:
        raise TooMuch("it lists more files than are checked here")


# The readers: tables and pages -----------------------------------------------------------------


class Table:
    """A table as comma-separated values (RFC 4180), row by row."""

    def __init__(
        self, work: Work, name: str, columns: Sequence[str], later: Sequence[str] = ()
    ) -> None:
        """Reads the headings of the table `name`, which has to have `columns`.

        A column of `later` that is not there is one of empty cells.
        """
        self._empty = dict.fromkeys(later, "")
        self.odd: list[Finding] = []
        self._name = name
        self._waiting = 0
        csv.field_size_limit(2 * MOST_LINE)
        self._reader = csv.reader(self._texts(work.bundle.lines(name)), strict=True)
        self._headings = next(self._reader, [])
        known = [each for each in self._headings if each in columns]
        more = [each for each in self._headings if each not in {*columns, *later}]
        self._is_known = sorted(known) == sorted(columns)
        if not self._is_known or (more and work.version < NOTED_SINCE):
            found = "; ".join(self._headings)
            self.odd.append(Finding("table-altered", name, "; ".join(columns), found))
        for each in more:
            work.leave(f"{name}: the column {each}")

    def rows(self) -> Iterator[dict[str, str]]:
        """Each row under its headings."""
        if not self._is_known:
            return
        for row in self._reader:
            self._waiting = 0
            if len(row) == len(self._headings):
                yield {**self._empty, **dict(zip(self._headings, row))}
            elif len(self.odd) < MOST_FINDINGS:
                expected = f"{len(self._headings)} cells"
                self.odd.append(Finding("table-altered", self._name, expected, "; ".join(row)))

    def _texts(self, lines: Iterator[bytes]) -> Iterator[str]:
        for number, line in enumerate(lines):
            self._waiting += len(line)
            if self._waiting > 2 * MOST_LINE:
                raise TooMuch("a row is too long to be read")
            yield line.decode("utf-8-sig" if number == 0 else "utf-8")


_TAG = re.compile("<[^<>]*>")


def _decoded(bundle: Bundle, name: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    return (decoder.decode(block) for block in bundle.blocks(name))


def _outside_tags(bundle: Bundle, name: str) -> Iterator[str]:
    """The text of a page between its tags, in one pass."""
    rest = ""
    for piece in _decoded(bundle, name):
        text = rest + piece
        begun = text.rfind("<")
        if begun < 0 or text.find(">", begun) >= 0 or len(text) - begun > MOST_TAG:
            begun = len(text)
        rest = text[begun:]
        yield _TAG.sub("", text[:begun])
    yield rest


_OPENS = re.compile(
    r'<(?:(article) id="incident-([0-9]{1,9})"|(blockquote)\b|(span) class="said"|!--)'
)
_LONGEST_OPENING = 64


def _tokens(bundle: Bundle, name: str, idle: Callable[[], bool]) -> Iterator[tuple[bool, str]]:
    """A page as tags (True, with their ``<``) and the text between them (False), in one pass.

    While nothing is looked for, all is passed over up to the next tag that matters.
    """
    tag, rest = "", ""
    for piece in _decoded(bundle, name):
        text, at, rest = rest + piece, 0, ""
        while at < len(text):
            if not tag and idle():
                found = _OPENS.search(text, at)
                if found is None:
                    begun = text.rfind("<", max(at, len(text) - _LONGEST_OPENING))
                    rest = text[begun:] if begun >= 0 else ""
                    break
                at = found.start()
            end = text.find(">" if tag or text[at] == "<" else "<", at)
            part = text[at:] if end < 0 else text[at:end]
            if not tag and text[at] != "<":
                yield False, part
                at += len(part)
                continue
            tag += part
            if len(tag) > MOST_TAG:
                raise TooMuch("a tag is too long to be read")
            at += len(part) + 1
            if end >= 0:
                yield True, tag
                tag = ""


_INLINE = re.compile(r"</?(span|a|b|i|em|strong|code|time)\b")


def _passages(bundle: Bundle, name: str) -> Iterator[tuple[str, int, list[str]]]:
    """The parts of a page that have to be the words of entries, in blocks of text.

    Gives ("incident", its number, …), ("quoted", 0, …) and ("said", 0, …); and ("comment", 0, …)
    for what a browser would not show.
    """
    kinds = {"article": "incident", "blockquote": "quoted", "span": "said"}
    opened: dict[str, tuple[int, list[list[str]]]] = {}
    size = 0
    for is_tag, text in _tokens(bundle, name, lambda: not opened):
        size += len(text) + 64 if opened else 0
        if size > 2 * MOST_LINE:
            raise TooMuch("a part of the page is too long to be compared")
        if not is_tag:
            for _, blocks in opened.values():
                blocks[-1].append(text)
            continue
        match = _OPENS.match(text)
        closed = text[2:].strip() if text[:2] == "</" else ""
        if text.startswith("<!--"):
            yield "comment", 0, [text]
        elif match is not None:
            opened[match[1] or match[3] or match[4]] = (int(match[2] or 0), [[]])
        elif closed in opened:
            number, blocks = opened.pop(closed)
            yield kinds[closed], number, [html.unescape("".join(each)) for each in blocks]
            size = size if opened else 0
        elif not _INLINE.match(text):
            for _, blocks in opened.values():
                blocks.append([])


if __name__ == "__main__":
    sys.exit(main())
