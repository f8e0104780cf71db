"""Checks a bundle that was made by stalkdiary. Needs Python 3.8 or newer and nothing else.

    python3 check_bundle.py [BUNDLE] [--expect FINGERPRINT] [--seal SEAL] [--json]

BUNDLE is the folder, or the zip file as it was received; without it, the bundle around this file.
Nothing is written, unpacked, run or sent. At most some 256 MiB of memory are used, and the time
grows as the bundle does. What was compared with nothing is listed at the end as "not covered".

Ends with 0 where everything fits, 10 where something was altered or is missing, 11 where something
could not be read, 4 where it is no bundle that this program knows, 2 where it was called wrongly.

A copy of this file lies in every bundle. Whoever could change the bundle could change that copy
as well: to be sure, use one that you got from elsewhere, or read this one.

How to read it, from the top. Part one is what convinces, and takes half an hour:

    the table of steps, and what stands where in a bundle                 7 minutes
    steps 1 to 4: the lists, each file, the chain, the exhibits           8
    steps 6 to 9: what the last entry notes, timestamps, earlier notes    7
    how lines, folders and zip files are read                             8

Part two only compares the pages made for reading, tables and report, with the ledger (steps 5
and 6), and puts the answer into words. Nothing that part one says of a file or an entry rests on
it.
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
from itertools import islice
from pathlib import Path
from typing import Any, Callable, Generator, Iterable, Iterator, Mapping, NamedTuple, Sequence

# PART ONE: WHAT CONVINCES ======================================================================

# The table of steps ----------------------------------------------------------------------------


def steps() -> tuple[tuple[str, str, str, str, tuple[Look, ...]], ...]:
    """Each step: its name, its title, what it looks at, what it means, and what does it."""
    return (
        ("complete", "The list of files is complete",
         "{files} files against the lists of the bag, and their size",
         "No file is missing and none was added since the lists were made.",
         (_complete, _folders, _bag_info)),
        ("fixity", "Each file has the SHA-256 in the list",
         "{read} files, every byte",
         "No file was changed since the lists were made.",
         (_fixity,)),
        ("chain", "Each entry of the ledger follows from the one before it",
         "{whole} entries in full, {by_hash} by their hash alone",
         "No entry was changed, removed, inserted or moved since the last was written.{shown}",
         (_chain,)),
        ("exhibits", "Each exhibit is the file that was taken in",
         "{exhibits} exhibits and {imports} imports",
         "The files are those whose SHA-256 the ledger noted when they were added.",
         (_endings, _exhibits, _records)),
        ("tables", "The tables say what the ledger says",
         "exhibits.csv, {rows} incidents in report.csv and {messages} messages",
         "Each cell is what the entries say, but for what is listed as not covered.",
         (_exhibit_rows, _incident_rows, _message_rows)),
        ("report", "The report says what the ledger says",
         f"its fingerprint; {_IN_THE_PAGE}; {{noted}} files that the last entry names",
         "The report was made from these entries, and has their words.",
         (_fingerprint, _named, _noted, _pages)),
        ("timestamps", "Each timestamp is about an entry of this ledger",
         "{stamped} timestamps; signatures are for openssl",
         "{existed}",
         (_timestamps,)),
        ("expected", "The fingerprint noted earlier is in the chain",
         "{given} fingerprints that you gave",
         "The entries up to it are as they were when it was noted.",
         (_expected,)),
        ("seal", "The bundle is the one that was sealed",
         "the SHA-256 of tagmanifest-sha256.txt, which covers every other file",
         "Report, tables, exhibits and tools are to the last byte as when sealed.",
         (_sealed,)),
    )  # fmt: skip


_IN_THE_PAGE = "the words of {incidents} incidents and {said} messages in report.html"
_NEED_LEDGER = ("exhibits", "tables", "report", "timestamps", "expected")


def check(
    path: Path,
    expect: Sequence[str] = (),
    progress: Progress = lambda _: None,
    opener: Callable[[Path], Any] | None = None,
    seals: Sequence[str] = (),
) -> Result:
    """Everything that can be found out about the bundle at `path`; Refused where it is none."""
    try:
        with (opener or opened_bundle)(path) as bundle:
            return check_files(bundle, expect, progress, seals)
    except Refused:
        raise
    except Exception as error:
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
    work = Work(bundle, expect, seals, progress)
    not_asked = {name for name, given in (("expected", expect), ("seal", seals)) if not given}
    done = [_run(work, *each) for each in steps() if each[0] not in not_asked]
    by_seal = [each for each in done if each.name in ("complete", "fixity", "seal")]
    sealed = bool(seals) and not any(each.findings for each in by_seal)
    return Result(
        steps=done,
        entries=len(work.ledger),
        left_out=len(work.ledger.by_hash),
        exhibits=len(work.ledger.exhibits),
        fingerprint=work.ledger.fingerprint,
        covered=max(work.covered, default=None),
        seal=work.digests.get(TAG_MANIFEST),
        timestamps=work.stamps,
        not_covered=() if sealed else _not_covered(work),
    )


def _must_be_known(bundle: Bundle) -> None:
    """Refuses a later version, where the bag itself confirms that it is one."""
    try:
        info = _pairs(bundle.text("bag-info.txt"))
        confirmed = _sha256(bundle.blocks("bag-info.txt")) in bundle.text(TAG_MANIFEST)
        version = int(info["Bundle-Version"])
    except Exception:
        return  # the steps tell what is wrong with it
    if confirmed and version > VERSION:
        raise Refused(
            f"This bundle has version {version}, and this program knows version {VERSION}: use the "
            "check_bundle.py that lies in the bundle, or a newer stalkdiary."
        )


def _run(
    work: Work, name: str, title: str, checked: str, meaning: str, looks: Sequence[Look]
) -> Step:
    """Runs one step to its end."""
    if name in _NEED_LEDGER and not work.ledger.ended:
        # Nothing is said to be false against half of a ledger.
        findings = [_unreadable(LEDGER, TooMuch("not every entry of the ledger was read"))]
    else:
        findings = list(islice(_found(work, title, looks), MOST_FINDINGS + 1))
    if len(findings) > MOST_FINDINGS:
        more = f"at most {MOST_FINDINGS} findings"
        findings[-1] = Finding("more", title, more, "more of them")
    told = _told(work)
    checked = _counted(checked.format_map(told))
    return Step(name, title, checked, meaning.format_map(told), findings)


def _counted(text: str) -> str:
    """Words of ours with numbers in them, where one of something has its own ending."""
    return re.sub(r"\b1 (?:(entr)ies|(\w+)s)\b", lambda f: f"1 {'entry' if f[1] else f[2]}", text)


def _found(work: Work, title: str, looks: Iterable[Look]) -> Iterator[Finding]:
    """Whatever stops one look is a finding, never an error of ours, and the next is taken."""
    for look in looks:
        try:
            for each in look(work):
                yield each._replace(expected=_short(each.expected), found=_short(each.found))
        except Exception as error:  # noqa: PERF203 - there are four at most
            yield _unreadable(title, error)


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
    """One step: what was looked at, what it means when nothing is found, and what was found."""

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


class Work:
    """What the steps are asked, and what each learns for those after it."""

    def __init__(
        self, bundle: Bundle, expect: Sequence[str], seals: Sequence[str], progress: Progress
    ) -> None:
        self.bundle, self.expect, self.seals, self.progress = bundle, expect, seals, progress
        self.listed: dict[str, str] = {}  # step 1: name to SHA-256, by the lists of the bag
        self.info: dict[str, str] = {}  # step 1: the lines of bag-info.txt
        self.digests: dict[str, str] = {}  # step 2: name to SHA-256, as it is
        self.pages = Pages(max(8 * BLOCK, 200 * BLOCK - 1600 * len(bundle.files)))
        self.ledger = Ledger(self.pages)  # step 3
        self.there: dict[str, str] = {}  # step 4: SHA-256 of an exhibit to the name of its file
        self.noted = 0  # step 6: files that the last entry names
        self.stamps: list[dict[str, Any]] = []  # step 7: timestamps, for people
        self.covered: list[int] = []  # step 8: entries up to which an earlier note covers all
        self.uncovered: list[str] = []

    @property
    def version(self) -> int:
        """Of the bundle; the newest where it says none that is known."""
        said = self.info.get("Bundle-Version", "")
        return next((each for each in VERSIONS if str(each) == said), VERSION)

    def leave(self, what: str) -> None:
        """Notes what is compared with nothing."""
        if len(self.uncovered) == MOST_FINDINGS:
            self.uncovered.append("and more of the same")
        elif len(self.uncovered) < MOST_FINDINGS:
            self.uncovered.append(what)


Progress = Callable[[int], None]
"""Told of each number of bytes that has been read."""
Look = Callable[[Work], Iterator[Finding]]

# What stands where in a bundle -----------------------------------------------------------------

VERSIONS = (1, 2)
"""Of the bundles that are understood here; ``Bundle-Version`` in bag-info.txt."""
VERSION = VERSIONS[-1]
NOTED_SINCE = 2
"""From this version on, the last entry notes the SHA-256 of each file of the report."""

BAGIT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
BAG_FILES = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")
TAG_MANIFEST = "tagmanifest-sha256.txt"
TOP_PAGE = "HOW-TO-CHECK.pdf"
"""To be found at once: the same as under data/. Bundles of earlier versions do not have it."""
LEDGER = "data/ledger.jsonl"
EXHIBITS_TABLE = "data/exhibits.csv"
INCIDENTS_TABLE = "data/report.csv"
MESSAGES_TABLE = "data/report-messages.csv"
PAGE = "data/report.html"
EXHIBITS, TIMESTAMPS, IMPORTS = "data/exhibits/", "data/timestamps/", "data/imports/"
CHECKER = "data/check_bundle.py"
HOW_TO_CHECK = "data/HOW-TO-CHECK.txt"
ALWAYS = {
    *(CHECKER, EXHIBITS_TABLE, HOW_TO_CHECK, INCIDENTS_TABLE, LEDGER, PAGE),
    *("data/HOW-TO-CHECK.pdf", "data/report.pdf"),
}
PART = re.compile(r"data/report(-[a-z0-9]+)+\.(pdf|html|csv)")
"""A further part of a report that is too long for one file."""

START = "sha256:" + "0" * 64
"""What the first entry names as its predecessor."""
TAG = "stalkdiary entry 1"

# What fits into memory. More than that is said to be not covered, or could not be read.
BLOCK = 1024 * 1024
MOST_FINDINGS = 100  # of one step: a longer list explains nothing more
MOST_FILES = 150_000  # in a zip file they take some 230 MiB; little else is kept then, see `Work`
MOST_NAMES = 48 * BLOCK  # bytes of the list of names in a zip file
MOST_TEXT = 4 * BLOCK  # bytes of a file that is read as a whole, such as bag-info.txt
# Bytes of an entry, or of an incident with its changes, that is compared with the tables and the
# report; its hash is always checked. A row of a table may be twice as long.
MOST_LINE = 4 * BLOCK
MOST_ENTRIES = 2_000_000
MOST_CELL = 64 * 1024  # letters of a text in a finding; a longer one is shown as its SHA-256

# 1. Completeness -------------------------------------------------------------------------------


def _complete(work: Work) -> Iterator[Finding]:
    """The files are those that the lists name, and each list is as it has to be."""
    bundle = work.bundle
    yield from bundle.odd
    if "bagit.txt" in bundle.files:
        found = bundle.text("bagit.txt") if bundle.files["bagit.txt"] < BLOCK else "a long text"
        yield from _compared("declaration-altered", "bagit.txt", BAGIT, found)
    payload = yield from _manifest(bundle, "manifest-sha256.txt")
    tags = yield from _manifest(bundle, TAG_MANIFEST)
    if TAG_MANIFEST in bundle.files:
        # The files beside data/ are those of a bag, and a page that lies in data/ as well.
        if tags.keys() - {TOP_PAGE} != set(BAG_FILES):
            yield Finding("list-altered", TAG_MANIFEST, _joined(BAG_FILES), _joined(tags))
        if tags.get(TOP_PAGE) not in (None, payload.get(f"data/{TOP_PAGE}", "")):
            yield Finding("list-altered", TOP_PAGE, f"what data/{TOP_PAGE} is", tags[TOP_PAGE])
    # The names of the files themselves, so that each is in memory once.
    work.listed = {name: payload.pop(name) for name in bundle.files if name in payload}
    work.listed.update(payload)
    work.listed.update(tags)
    for name in sorted({*ALWAYS, *BAG_FILES, TAG_MANIFEST, *work.listed} - bundle.files.keys()):
        yield Finding("file-missing", name, "the file", "no such file")
    for name in sorted(bundle.files.keys() - work.listed.keys() - {TAG_MANIFEST}):
        yield Finding("file-extra", name, "no such file", f"{bundle.files[name]} bytes")
    for name in sorted(work.listed.keys() - tags.keys()):
        if not name.startswith("data/"):
            yield Finding("list-altered", "manifest-sha256.txt", "only files in data/", name)
        known = name in ALWAYS or PART.fullmatch(name)
        if not known and not name.startswith((EXHIBITS, TIMESTAMPS, IMPORTS)):
            yield Finding("file-extra", name, "no such file in a bundle", "a listed file")


def _folders(work: Work) -> Iterator[Finding]:
    """Each folder has a file in it that is listed."""
    needed = {name[: match.end()] for name in work.listed for match in re.finditer("/", name)}
    for folder in sorted(work.bundle.folders - needed):
        yield Finding("folder-extra", folder, "no such folder", "a folder")


_LISTED = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._/-]+)")


def _manifest(bundle: Bundle, manifest: str) -> Generator[Finding, None, dict[str, str]]:
    """Name to SHA-256, of one list."""
    listed: dict[str, str] = {}
    if manifest not in bundle.files:
        return listed
    try:
        for number, line in enumerate(_whole_lines(bundle.blocks(manifest), 4096), start=1):
            text = line.decode("utf-8", "replace")
            match = _LISTED.fullmatch(text.rstrip("\n"))
            where = f"{manifest}:{number}"
            if number > MOST_FILES:
                yield _unreadable(where, TooMuch("it names more files than are checked here"))
                break
            if match is None or {"", ".", ".."} & {*match[2].split("/")}:
                yield Finding("list-altered", where, "a SHA-256 and the name of a file", text)
            elif match[2] in listed:
                yield Finding("list-altered", where, "each file once", match[2])
            else:
                listed[match[2]] = sys.intern(match[1])
            if not text.endswith("\n"):
                yield Finding("list-altered", manifest, "an end of line at its end", "none")
    except Exception as error:
        yield _unreadable(manifest, error)
    return listed


def _bag_info(work: Work) -> Iterator[Finding]:
    """bag-info.txt says a version that is known, and how many bytes and files there are."""
    bundle, info = work.bundle, work.info
    if "bag-info.txt" not in bundle.files:
        return
    info.update(_pairs(bundle.text("bag-info.txt")))
    found = info.get("Bundle-Version", "none")
    if found not in map(str, VERSIONS):
        yield Finding("version-unknown", "bag-info.txt", f"Bundle-Version: {VERSION}", found)
    payload = [size for name, size in bundle.files.items() if name.startswith("data/")]
    oxum, found = f"{sum(payload)}.{len(payload)}", info.get("Payload-Oxum", "none")
    if found != oxum:
        yield Finding("size-differs", "bag-info.txt", f"Payload-Oxum: {oxum}", found)


def _pairs(text: str) -> dict[str, str]:
    """The lines ``Label: value`` of bag-info.txt."""
    parts = (line.partition(": ") for line in text.split("\n"))
    return {label: value for label, colon, value in parts if colon}


# 2. Fixity -------------------------------------------------------------------------------------


def _fixity(work: Work) -> Iterator[Finding]:
    """Every byte of each file is read, and its SHA-256 compared."""
    bundle, listed, digests = work.bundle, work.listed, work.digests
    # No file is larger than all of them are said to be: nobody has to wait for such a one.
    said = re.match("[0-9]{1,18}[.]", work.info.get("Payload-Oxum", ""))
    most = max(int(said[0][:-1]), 64 * BLOCK) if said else sum(bundle.files.values())
    by_digest: dict[str, str] = {}
    for name in sorted(bundle.files):
        if bundle.files[name] > most:
            size = f"{bundle.files[name]} bytes"
            yield Finding("file-altered", name, f"at most {most} bytes", size)
            continue
        try:
            digest = _sha256(bundle.blocks(name), work.progress)
        except OSError as error:
            yield _unreadable(name, error)
            continue
        except Exception as error:
            yield Finding("file-altered", name, "a file that can be unpacked", _said(error))
            continue
        expected = listed.get(name)
        digests[name] = expected if expected == digest else digest
        if expected == digest or name == TAG_MANIFEST:
            continue
        by_digest = by_digest or {listed[each]: each for each in listed}
        other = by_digest.get(digest)
        if expected is not None:
            swapped = f"the content of {other}" if other else digest
            yield Finding("file-altered", name, expected, swapped)
        elif other and other not in bundle.files:
            yield Finding("file-renamed", name, other, name)


def _sha256(blocks: Iterable[bytes], progress: Progress = lambda _: None) -> str:
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
        progress(len(block))
    return digest.hexdigest()


# 3. The chain ----------------------------------------------------------------------------------


def _chain(work: Work) -> Iterator[Finding]:
    """Each line of the ledger is one entry, and names the hash of the one before it."""
    ledger = work.ledger
    if LEDGER not in work.bundle.files:
        yield Finding("ledger-missing", LEDGER, "the ledger", "no such file")
        return
    number = 0
    for line_number, line in enumerate(_lines(work.bundle.blocks(LEDGER), EntryLine), start=1):
        where = f"{LEDGER}:{line_number}"
        try:
            entry = line.entry()
        except ValueError as error:
            yield Finding("entry-unreadable", where, "an entry", _said(error))
            continue
        expected, number = f"entry {number + 1}", entry["number"]
        yield from _compared("entry-missing", where, expected, f"entry {number}")
        yield from _compared("chain-broken", where, ledger.last, entry["previous"])
        found = _entry_hash(entry, entry["body_hash"])
        yield from _compared("entry-altered", where, entry["hash"], found)
        try:
            ledger.follow(entry)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            expected = f"an entry of kind {entry['kind']}, as the diary writes it"
            yield Finding("entry-unreadable", where, expected, _said(error))
    ledger.ended = True
    if not len(ledger):
        yield Finding("ledger-missing", LEDGER, "at least one entry", "none")
    if ledger.too_much:
        told = f"{ledger.too_much} entries, too long or too many to be kept in memory"
        work.leave(_counted(told))


def _body_hash(body: str) -> str:
    return "sha256:" + hashlib.sha256(_utf8(body)).hexdigest()


def _entry_hash(entry: dict[str, Any], body_hash: str) -> str:
    """The hash covers six lines, each ended by a line feed."""
    number, times = str(entry["number"]), (entry["recorded_at"], entry["kind"])
    lines = (TAG, entry["previous"], number, *times, body_hash)
    return _body_hash("".join(line + "\n" for line in lines))


class Ledger:
    """The hashes of the ledger, and what its entries say of files. `pages` has the rest."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._hashes = bytearray()  # 32 bytes an entry
        self._latest = ""
        self.ended = False
        self.last = START
        self.by_hash = array("L")  # the numbers of those that are there by their hash alone
        # How many entries of each kind are left out, or too much to keep.
        self.unseen: dict[str, int] = {}
        self.too_much = 0
        self.backwards: list[int] = []  # entries that are dated before the one before them
        self.exhibits: list[Exhibit] = []
        self.stamps: list[Stamp] = []
        # SHA-256 of the record of an import, to the entry and the reference of the export.
        self.records: dict[str, tuple[int, str]] = {}
        self.note: dict[str, Any] | None = None  # the last entry, where it notes the bundle itself

    def __len__(self) -> int:
        return len(self._hashes) // 32

    @property
    def fingerprint(self) -> str | None:
        """Of the entries that the report was made from: the note of the bundle comes after it."""
        return self.hash_of(len(self) - (self.note is not None))

    def hash_of(self, number: int) -> str | None:
        """The hash of an entry, None where there is none of this number."""
        digest = self._hashes[32 * (number - 1) : 32 * number] if number > 0 else b""
        return "sha256:" + digest.hex() if digest else None

    def newest(self, digits: str) -> int | None:
        """The last entry whose hash begins with some hexadecimal digits."""
        numbers = range(len(self), 0, -1)
        found = (each for each in numbers if str(self.hash_of(each)).startswith("sha256:" + digits))
        return next(found, None)

    def follow(self, entry: dict[str, Any]) -> None:
        """One more entry."""
        if len(self) == MOST_ENTRIES:
            raise TooMuch("the ledger has more entries than are read here")
        kind, self.last = entry["kind"], entry["hash"]
        self._hashes += bytes.fromhex(self.last[7:])
        if entry["recorded_at"] < self._latest and len(self.backwards) < MOST_FINDINGS:
            self.backwards.append(len(self))
        self._latest = max(self._latest, entry["recorded_at"])
        self.note = None
        if entry["left_out"]:
            self.by_hash.append(len(self))
        elif entry["body"] is None or not self._remembers(entry):
            self.too_much += 1
        else:
            return
        self.unseen[kind] = self.unseen.get(kind, 0) + 1

    def _remembers(self, entry: dict[str, Any]) -> bool:
        """Whether there is room for what it says."""
        kind, text = entry["kind"], entry["body"]
        body = _json(text)
        if not isinstance(body, dict) or _canonical(body) != text:
            raise ValueError("the body is not in the one form that the diary writes")
        if kind in ("exhibit", "physical-exhibit"):
            self.exhibits.append(_exhibit(body, is_file=kind == "exhibit"))
        elif kind == "import":
            self.records["" + body["record"]["sha256"]] = (entry["number"], body["exhibits"][0])
        elif kind == "timestamp":
            self.stamps.append(_stamp(entry["number"], body))
        elif kind == "handover" and body.get("what") == "bundle" and "files" in body:
            self.note = body
        return self._pages.remember(entry, body)


class Exhibit(NamedTuple):
    """An exhibit as its entry in the ledger has it; a thing that is no file has no `sha256`."""

    ref: str
    incident: Any
    name: str
    sha256: str | None
    size: Any
    media_type: str


def _exhibit(body: dict[str, Any], *, is_file: bool) -> Exhibit:
    sha256, size = (sys.intern(body["sha256"]), body["bytes"]) if is_file else (None, None)
    media_type = sys.intern(body.get("media_type") or "")
    "".join([body["ref"], body["name"]])  # texts, or a TypeError
    return Exhibit(body["ref"], body["incident"], body["name"], sha256, size, media_type)


# 4. Exhibits -----------------------------------------------------------------------------------


def _endings(work: Work) -> Iterator[Finding]:
    """Each file among the exhibits is one of the ledger, once, and can't run. Fills `there`."""
    kinds: dict[str, str] = {}  # SHA-256 to the media type, or to several in lines
    for each in work.ledger.exhibits:
        if each.sha256 and each.media_type not in kinds.setdefault(each.sha256, each.media_type):
            kinds[each.sha256] += "\n" + each.media_type
    for name in sorted(name for name in work.bundle.files if name.startswith(EXHIBITS)):
        sha256, _, ending = name[len(EXHIBITS) :].partition(".")
        if sha256 not in kinds:
            yield Finding("file-unclaimed", name, "an exhibit of the ledger", "no exhibit")
            continue
        right = {ENDINGS.get(kind, UNKNOWN_ENDING) for kind in kinds[sha256].split("\n")}
        if ending not in {UNKNOWN_ENDING, *right}:
            # Another ending can make a computer run what a stranger wrote.
            yield Finding("ending-altered", name, f"the ending {_joined(right)}", name)
        elif work.there.setdefault(sha256, name) != name:
            yield Finding("file-unclaimed", name, f"one file {sha256}", "one more of it")


def _exhibits(work: Work) -> Iterator[Finding]:
    """The content and size of each are those in its entry."""
    for exhibit in work.ledger.exhibits:
        if exhibit.sha256 is None:
            continue
        there = work.there.get(exhibit.sha256)
        if there is None:
            expected = f"one file {exhibit.sha256}"
            yield Finding("exhibit-missing", exhibit.ref, expected, "no such file")
            continue
        # One that could not be read is a finding of the step before.
        digest, size = work.digests.get(there, exhibit.sha256), f"{work.bundle.files[there]} bytes"
        yield from _compared("exhibit-altered", exhibit.ref, exhibit.sha256, digest)
        yield from _compared("exhibit-altered", exhibit.ref, f"{exhibit.size} bytes", size)


def _records(work: Work) -> Iterator[Finding]:
    """What was read from each export lies in a file named by the hash in its entry."""
    for sha256, (entry, _) in work.ledger.records.items():
        where, name = f"import {entry}", _record(sha256)
        if name not in work.bundle.files:
            yield Finding("record-missing", where, f"a file {sha256}", "no such file")
        found = work.digests.get(name, sha256)
        yield from _compared("record-altered", where, sha256, found)
    yield from _unclaimed(work, IMPORTS, map(_record, work.ledger.records), "an import")


def _record(sha256: str) -> str:
    return f"{IMPORTS}{sha256}.jsonl.gz"


def _unclaimed(work: Work, folder: str, claimed: Iterable[str], what: str) -> Iterator[Finding]:
    """Each file in a folder that no entry names."""
    for name in sorted(work.bundle.files.keys() - {*claimed}):
        if name.startswith(folder):
            expected = f"{what} of the ledger"
            yield Finding("file-unclaimed", name, expected, f"no {what.partition(' ')[2]}")


# 6. The report: which entries it was made from, and that it is still what was made --------------


def _fingerprint(work: Work) -> Iterator[Finding]:
    """bag-info.txt names the fingerprint of these entries, and how many they are."""
    ledger = work.ledger
    for label, expected in (
        ("External-Identifier", ledger.fingerprint or START),
        ("Entries", str(len(ledger))),
        ("Entries-Left-Out", str(len(ledger.by_hash))),
    ):
        found = work.info.get(label, "none")
        yield from _compared("fingerprint-differs", f"bag-info.txt, {label}", expected, found)


def _made(bundle: Bundle) -> list[str]:
    """The files that are made for every bundle, and further parts of the report."""
    return sorted(name for name in bundle.files if name in ALWAYS or PART.fullmatch(name))


def _noted(work: Work) -> Iterator[Finding]:
    """The last entry has the SHA-256 of every file that was made for the bundle."""
    ledger, note = work.ledger, work.ledger.note
    if note is None:
        if work.version >= NOTED_SINCE:
            yield Finding("note-missing", LEDGER, "a last entry that notes this bundle", "none")
        return
    expected, found = str(ledger.fingerprint), str(note.get("fingerprint"))
    yield from _compared("fingerprint-differs", "last entry", expected, found)
    if note.get("left_out") != list(ledger.by_hash):
        expected = f"those that the last entry names: {note.get('left_out')}"
        found = _counted(f"{len(ledger.by_hash)} entries by their hash alone")
        yield Finding("note-differs", LEDGER, expected, found)
    files = note["files"] if isinstance(note["files"], dict) else {}
    noted = {"data/" + name: str(sha256) for name, sha256 in files.items()}
    for name in sorted(({*_made(work.bundle)} - {LEDGER}) | noted.keys()):
        work.noted += 1
        if name in work.bundle.files.keys() - work.digests.keys():
            continue  # it could not be read, which is a finding of step 2
        expected = noted.get(name, "no such file")
        found = work.digests.get(name, "no such file")
        yield from _compared("report-altered", name, expected, found)


# 7. Timestamps ---------------------------------------------------------------------------------


class Stamp(NamedTuple):
    """A timestamp as its entry in the ledger has it."""

    number: int  # of its own entry
    about: int  # of the entry that was stamped
    hash: str
    files: dict[str, str]  # the names of its files, to their SHA-256
    silent: list[str]  # those of them that do not hold the hash that was stamped
    gen_time: str | None
    signed: str | None  # the time in the answer of the authority
    authority: str


def _stamp(number: int, body: dict[str, Any]) -> Stamp:
    imprint = bytes.fromhex(body["hash"].partition(":")[2])
    folder = f"{TIMESTAMPS}{number:03d}/"
    asked = {
        folder + "request.tsq": base64.b64decode(body["request"], validate=True),
        folder + "response.tsr": base64.b64decode(body["response"], validate=True),
    }
    files = {**asked, folder + "chain.pem": body["roots"].encode("utf-8")}
    return Stamp(
        number=number,
        about=int(body["entry"]),
        hash="sha256:" + imprint.hex(),
        files={name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        silent=[name for name, data in asked.items() if len(imprint) != 32 or imprint not in data],
        gen_time=body.get("gen_time"),
        signed=_signed_time(files[folder + "response.tsr"], imprint),
        authority=str(body.get("authority")),
    )


def _signed_time(response: bytes, imprint: bytes) -> str | None:
    """The time that was signed: in a token it stands behind the hash and a serial number.

    As ``2026-11-23T09:30:00Z``; None where it is not found.
    """
    at = response.find(imprint) + len(imprint)
    if response[at : at + 1] != b"\x02":
        return None
    at += 2 + response[at + 1]
    time = rb"\x18.(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)[.\d]*Z"
    match = re.match(time, response[at : at + 32], re.DOTALL)
    return match and "{}-{}-{}T{}:{}:{}Z".format(*(part.decode() for part in match.groups()))


def _timestamps(work: Work) -> Iterator[Finding]:
    """Each is over an entry before it, and has its hash. Fills `stamps`, for openssl."""
    bundle, ledger = work.bundle, work.ledger
    for stamp in ledger.stamps:
        where, folder = f"entry {stamp.number}", f"{TIMESTAMPS}{stamp.number:03d}/"
        command = f"openssl ts -verify -digest {stamp.hash[7:]} -in {folder}response.tsr"
        work.stamps.append(
            {
                "folder": folder,
                "entry": stamp.about,
                "authority": stamp.authority,
                "gen_time": str(stamp.gen_time),
                "command": f"{command} -CAfile {folder}chain.pem",
            }
        )
        if stamp.about >= stamp.number or ledger.hash_of(stamp.about) != stamp.hash:
            found = ledger.hash_of(stamp.about) or "no such entry"
            expected = f"entry {stamp.about}: {stamp.hash}"
            yield Finding("timestamp-differs", where, expected, found)
        for name, expected in stamp.files.items():
            missing = expected if name in bundle.files else "no such file"
            found = work.digests.get(name, missing)
            yield from _compared("timestamp-altered", name, expected, found)
        for name in stamp.silent:
            yield Finding("timestamp-differs", name, stamp.hash, "the hash is not in it")
        if stamp.signed and stamp.gen_time and stamp.gen_time != stamp.signed:
            yield Finding("timestamp-differs", where, stamp.signed, stamp.gen_time)
    claimed = (name for stamp in ledger.stamps for name in stamp.files)
    yield from _unclaimed(work, TIMESTAMPS, claimed, "a timestamp")


# 8 and 9. What was noted earlier ---------------------------------------------------------------


def _digits(given: str) -> str:
    """What was typed, without what people put between letters and digits; "" where it is none."""
    digits = re.sub(r"[\s:.-]", "", given.lower().replace("sha256:", ""))
    return digits if re.fullmatch(r"[0-9a-f]{16,64}", digits) else ""


def _expected(work: Work) -> Iterator[Finding]:
    """Each fingerprint is the hash of an entry: up to it, nothing was changed since."""
    for given in work.expect:
        digits = _digits(given)
        number = work.ledger.newest(digits) if digits else None
        if number is None:
            yield Finding("fingerprint-unknown", "chain", given, "no entry has this hash")
        else:
            work.covered.append(number)


def _sealed(work: Work) -> Iterator[Finding]:
    found = work.digests.get(TAG_MANIFEST, "none")
    for given in work.seals:
        if not _digits(given) or not found.startswith(_digits(given)):
            yield Finding("seal-differs", TAG_MANIFEST, given, found)


# How lines are read ----------------------------------------------------------------------------


def _lines(
    blocks: Iterable[bytes], line: Callable[[], Any], *, quoted: bool = False
) -> Iterator[Any]:
    """The lines of a file, each as a `Line` or the like; `quoted` if one goes on within quotes."""
    now, inside = None, 0
    for block in blocks:
        start = 0
        while start < len(block):
            end = block.find(b"\n", start) + 1 or len(block)
            piece, start = block[start:end], end
            now = now or line()
            now.add(piece)
            inside ^= quoted and piece.count(b'"') % 2
            if piece.endswith(b"\n") and not inside:
                yield now
                now = None
    if now:
        yield now


class Line:
    """One line with its end, or of one that is too long for memory the beginning."""

    def __init__(self, most: int) -> None:
        self._most = most  # bytes that are kept
        self.kept = bytearray()
        self.size = 0
        self.whole = True

    def add(self, piece: bytes) -> None:
        """The next bytes."""
        self.size += len(piece)
        self.whole = self.size <= self._most
        if self.whole:
            self.kept += piece


class EntryLine(Line):
    """A line of the ledger; the body of one that is too long is hashed as it passes by."""

    HEAD = re.compile(
        rb'\{"number": ([1-9]\d{0,8}), "recorded_at": "(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)", '
        rb'"kind": "([a-z][a-z-]{0,40})", "previous": "(sha256:[0-9a-f]{64})", '
        rb'"hash": "(sha256:[0-9a-f]{64})", "body(_hash)?": "'
    )

    def __init__(self) -> None:
        super().__init__(MOST_LINE)
        self._body = hashlib.sha256()
        self._rest = b""
        self._is_text = True

    def add(self, piece: bytes) -> None:
        """The next bytes."""
        was_whole = self.whole
        super().add(piece)
        if self.whole:
            return
        if was_whole:
            head = self.HEAD.match(self.kept)
            piece = bytes(self.kept[head.end() if head else 0 :]) + piece
        # The three that end the line, and the two letters of a sign, are not taken apart.
        text = self._rest + piece
        cut = max(0, len(text) - 3)
        cut -= (cut - len(text[:cut].rstrip(b"\\"))) % 2
        self._hashed(text[:cut])
        self._rest = text[cut:]

    def _hashed(self, part: bytes) -> bytes:
        """A part of the body as it was before it became a JSON string.

        It is JSON itself: only its quotation marks and backslashes have a backslash before them.
        """
        parts = part.split(b"\\\\")
        if any(re.search(rb'["\\]', each.replace(b'\\"', b"")) for each in parts):
            self._is_text = False
        plain = b"\\".join(each.replace(b'\\"', b'"') for each in parts)
        self._body.update(plain)
        return plain

    def entry(self) -> dict[str, Any]:
        """The entry, its body None where it is left out or too long; `bytes` are those of the line.

        ValueError where it is not written as the diary writes an entry.
        """
        head = self.HEAD.match(self.kept)
        rest = bytes(self.kept[head.end() :]) if head and self.whole else self._rest
        body = self._hashed(rest[:-3])
        if head is None or rest[-3:] != b'"}\n' or not self._is_text:
            raise ValueError("it is not written as the diary writes an entry")
        number, recorded_at, kind, previous, own = (each.decode() for each in head.groups()[:5])
        if _utc(recorded_at) is None:
            raise ValueError("recorded_at is no time in UTC")
        is_left_out = bool(head[6])
        body_hash = body.decode("utf-8") if is_left_out else "sha256:" + self._body.hexdigest()
        if not re.fullmatch("sha256:[0-9a-f]{64}", body_hash):
            raise ValueError("body_hash is no hash")
        return {
            "number": int(number), "recorded_at": recorded_at, "kind": kind,
            "previous": previous, "hash": own, "body_hash": body_hash, "left_out": is_left_out,
            "body": None if is_left_out or not self.whole else body.decode("utf-8"),
            "bytes": self.size,
        }  # fmt: skip


def _canonical(body: dict[str, Any]) -> str:
    """RFC 8785, as far as the bodies of a diary need it: no fractions, keys of plain letters."""
    return json.dumps(
        body, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )


def _json(text: str | bytes) -> Any:
    return json.loads(text, parse_int=_small)


def _small(digits: str) -> int:
    if len(digits) > 20:  # to read a number of a million digits takes minutes
        raise ValueError("a number is too long")
    return int(digits)


def _utc(text: str) -> datetime | None:
    """A time in ISO 8601 with its offset, as one in UTC; None where it is none."""
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None


# How folders and zip files are read ------------------------------------------------------------


class Bundle:
    """The files of a bundle by name, such as ``data/ledger.jsonl``, with their sizes."""

    def __init__(self) -> None:
        self.files: dict[str, int] = {}
        self.folders: set[str] = set()  # each with a slash behind it
        self.odd: list[Finding] = []

    def opened(self, name: str) -> Any:
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

    def texts(self, name: str) -> Iterator[str]:
        """The text of a file in pieces; what is no UTF-8 is shown as such."""
        return codecs.iterdecode(self.blocks(name), "utf-8", "replace")


def _whole_lines(blocks: Iterable[bytes], most: int) -> Iterator[bytes]:
    for line in _lines(blocks, lambda: Line(most)):
        if not line.whole:
            raise TooMuch("a line is too long to be read")
        yield bytes(line.kept)


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

    def opened(self, name: str) -> Any:
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

    def __init__(self, archive: Any) -> None:
        """Looks at every name in the open `archive`, which `must_be_plain` has seen."""
        super().__init__()
        self._archive = archive
        self._without_gaps(archive.fp, archive.infolist())
        names = [each for each in archive.namelist() if each.rpartition("/")[2] == "bagit.txt"]
        tops = [each[: -len("bagit.txt")] for each in names if each.count("/") <= 1]
        self._top = min(tops, key=len, default="")
        for info in archive.infolist():
            self._look(info)

    def _look(self, info: Any) -> None:
        name, top = info.filename, self._top
        if not name.startswith(top) or name != info.orig_filename:
            self.odd.append(Finding("file-extra", name, f"only files in {top}", name))
            return
        name = name[len(top) :]
        if name.endswith("/") or not name:
            self.folders |= {name} - {""}
            if info.file_size or info.compress_size:
                self._is_odd(name, "a folder", f"{info.file_size} bytes")
        elif name in self.files:
            self.odd.append(Finding("file-twice", name, "once in the zip", "more than once"))
        elif stat.S_ISLNK(info.external_attr >> 16):
            self.odd.append(Finding("not-a-file", name, "a file", "a link"))
        else:
            self.files[name] = info.file_size

    def _is_odd(self, where: str, expected: str, found: str) -> None:
        self.odd.append(Finding("zip-odd", where, expected, found))

    def _without_gaps(self, file: Any, infos: Sequence[Any]) -> None:
        """Each file begins where the one before it ends; the list begins behind the last."""
        file.seek(-12, os.SEEK_END)
        (count,) = struct.unpack("<H", file.read(2))
        if count not in (_IN_64_BITS >> 16, len(infos)):
            self._is_odd("the list of names", f"{count} names", f"{len(infos)} names")
        next_at = [0]
        for info in sorted(infos, key=lambda info: info.header_offset):
            at = info.header_offset
            if at not in next_at:
                self._is_odd(info.filename, f"at {next_at[0]}", f"at {at}")
            file.seek(at)
            head = file.read(30)
            if len(head) < 30 or head[:4] != b"PK\x03\x04":
                self._is_odd(info.filename, "a file", "something else")
                return
            flags, (names, extras) = head[6], struct.unpack("<HH", head[26:])
            file.seek(at + 30 + names)
            if b"\x75\x70" in file.read(extras) + info.extra or info.comment:
                self._is_odd(info.filename, "one name", "another name, or a comment")
            end = at + 30 + names + extras + info.compress_size
            # Programs that can't go back write the size behind the file.
            next_at = [end + behind for behind in ((12, 16, 20, 24) if flags & 8 else (0,))]
        start = self._archive.start_dir
        if start not in next_at:
            self._is_odd("the list of names", f"at {next_at[0]}", f"at {start}")

    def opened(self, name: str) -> Any:
        """The file, as it is unpacked block by block."""
        info = self._archive.getinfo(self._top + name)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ValueError("it is packed in a way that a bundle never is")
        return self._archive.open(info)


@contextmanager
def opened_bundle(path: Path) -> Iterator[Bundle]:
    """The folder or zip file at `path`; Refused where it is neither, or has a password."""
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
    """Whether `path` is a folder; of a zip file the end is looked at, where its list is.

    Refused where it is neither, BadZipFile or TooMuch by what that end says.
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


# PART TWO: PAGES MADE FOR READING, AND THE ANSWER ==============================================
#
# What follows only compares the pages made for reading, tables and report, with the record that
# part one has checked, and puts what was found into words.

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
LATER_MESSAGE_COLUMNS = ("marked",)
WORDS = (
    *("what", "where", "channel", "felt", "appearance", "vehicle", "response", "police_ref"),
    *("breach", *LATER_COLUMNS),
)
"""The fields of an incident that are its words, as they stand."""
LEFT_OUT = "[left out]"
MOST_KEPT = 48 * BLOCK  # bytes of all entries that are compared with tables and report
MOST_MESSAGES = 300_000  # messages that are compared one by one
MOST_UNPACKED = 200  # times that the record of an import may be larger than it is packed
MOST_CELLS = 100
MOST_PASSAGE = 16 * BLOCK  # letters of one incident, message or quotation in a page
MOST_TAG = 64 * 1024
MOST_QUOTATIONS = 20  # quotations that are looked for in every entry


Row = Mapping[str, str]
Wanted = Any
"""The cells that a row has to have, None for one that can't be told; or, where there is no such
row, a text: what is expected instead.
"""
CUT = ""
"""A column that only a row has of which no more than its beginning is here."""


class Pages:
    """What part two learns: of the ledger for the tables, and of the tables for the report."""

    def __init__(self, room: int) -> None:
        self.room = room  # bytes for entries and messages, beside the names of the files
        self._left = min(MOST_KEPT, room)
        self.longest = 0  # bytes of the longest entry or message
        self.incidents: dict[int, Incident] = {}
        self.people: dict[int, str] = {}
        self.marked: set[int] = set()
        self.in_table: set[int] = set()  # incidents in report.csv
        self.hidden: set[int] = set()  # those that the ledger does not show, in part or whole
        # What each imported message says, by a short digest, None where that is not known.
        self.texts: set[bytes] | None = set()
        self.articles: set[int] = set()  # incidents in report.html
        self.rows = self.messages = self.said = self.quotations = 0

    def remember(self, entry: dict[str, Any], body: dict[str, Any]) -> bool:
        """Keeps what an entry says of incidents, people and marks, where there is room for it."""
        kind = entry["kind"]
        self.longest = max(self.longest, entry["bytes"])
        if kind == "person":
            self.people[body["number"]] = "" + body["name"]
        elif kind == "mark":
            change = self.marked.update if body["marked"] else self.marked.difference_update
            change(body["messages"])
        elif kind in ("incident", "amendment", "withdrawal", "restoration"):
            return self._kept(entry, body["incident"])
        return True

    def _kept(self, entry: dict[str, Any], number: Any) -> bool:
        if type(number) is not int:
            raise TypeError("the number of an incident is none")
        kind, raw = entry["kind"], entry["body"].encode("utf-8")
        about = self.incidents.get(number) or Incident()
        about.size += len(raw)
        self._left -= len(raw) + 400
        if self._left < 0 or about.size > MOST_LINE:
            return False
        self.incidents[number] = about
        if kind == "incident":
            about.recorded_at, about.body = entry["recorded_at"], raw
        elif kind == "amendment":
            about.amendments.append(raw)
        else:
            about.withdrawal = raw if kind == "withdrawal" else None
        return True


class Incident:
    """The entries about one incident, as bytes, so that many of them fit into memory."""

    __slots__ = ("amendments", "body", "recorded_at", "size", "withdrawal")

    def __init__(self) -> None:
        self.size = 0
        self.recorded_at = ""
        self.body: bytes | None = None  # where the entry that began it is not seen
        self.amendments: list[bytes] = []
        self.withdrawal: bytes | None = None  # where it is not withdrawn, or was brought back

    def changes(self) -> Iterator[dict[str, Any]]:
        """The bodies of its amendments."""
        return (_json(raw) for raw in self.amendments)

    def account(self) -> dict[str, Any]:
        """What is known of it after its last change."""
        account = dict(_json(self.body or b"{}"))
        for change in self.changes():
            account.update(change["changes"])
        return account

    def reason(self) -> str | None:
        """Why it is withdrawn, empty without a reason, None where it is not."""
        if self.withdrawal is None:
            return None
        why = _json(self.withdrawal)["why"]
        return "" if why is None else str(why)

    def words(self) -> Iterator[str]:
        """Every text about it that a report prints in full."""
        if self.body is None:
            return
        account = self.account()
        yield from (str(account[name]) for name in WORDS if account.get(name))
        yield "; ".join(account.get("witnesses") or ())
        for change in self.changes():
            yield str(change.get("why") or "")
            yield from (str(v) for k, v in change["changes"].items() if k in WORDS and v)


# The endings of exhibits -----------------------------------------------------------------------

_OFFICE = "application/vnd.openxmlformats-officedocument."
ENDINGS = {
    _OFFICE + "presentationml.presentation": "pptx",
    _OFFICE + "spreadsheetml.sheet": "xlsx",
    _OFFICE + "wordprocessingml.document": "docx",
    "application/gzip": "gz", "application/mbox": "mbox.txt", "application/pdf": "pdf",
    "application/rtf": "rtf", "application/vnd.rar": "rar", "application/x-7z-compressed": "7z",
    "application/xml": "xml.txt", "application/zip": "zip",
    "audio/aac": "aac", "audio/amr": "amr", "audio/flac": "flac", "audio/mp4": "m4a",
    "audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/wav": "wav",
    "image/avif": "avif", "image/bmp": "bmp", "image/gif": "gif", "image/heic": "heic",
    "image/heif": "heif", "image/jpeg": "jpg", "image/png": "png", "image/svg+xml": "svg.txt",
    "image/tiff": "tif", "image/webp": "webp",
    "message/rfc822": "eml.txt", "text/calendar": "ics.txt", "text/html": "html.txt",
    "text/plain": "txt", "text/vcard": "vcf.txt",
    "video/3gpp": "3gp", "video/mp4": "mp4", "video/quicktime": "mov", "video/x-matroska": "mkv",
    "video/x-msvideo": "avi",
}  # fmt: skip
"""The ending of an exhibit by what its content is, told from the content.

A file that a stranger made must not act when somebody opens it: pages, drawings and mails with
links to pictures become text, and what is not known has an ending that no program takes.
"""
UNKNOWN_ENDING = "bin"

# 5. The tables ---------------------------------------------------------------------------------


def _exhibit_rows(work: Work) -> Iterator[Finding]:
    """exhibits.csv says of each exhibit what the ledger says, and of no other."""
    exhibits = {each.ref: each for each in work.ledger.exhibits}
    hidden = _exhibits_left_out(work)
    unseen = sum(work.ledger.unseen.get(kind, 0) for kind in ("exhibit", "physical-exhibit"))

    def wanted(row: Row) -> Wanted:
        ref = row["reference"]
        each = exhibits.pop(ref, None)
        if each is not None:
            file = work.there.get(each.sha256 or "", "")[len("data/") :]
            size = "" if each.size is None else str(each.size)
            of_file = (each.name, file, each.sha256 or "", size, each.media_type)
            return dict(zip(EXHIBIT_COLUMNS, (ref, str(each.incident), *of_file)))
        if ref not in hidden:
            return "each exhibit once"
        hidden.remove(ref)
        work.leave(f"{EXHIBITS_TABLE}: which incident {ref} belongs to, which is left out")
        return dict(zip(EXHIBIT_COLUMNS, (ref, row["incident"], LEFT_OUT, "", "", "", "")))

    if EXHIBITS_TABLE not in work.bundle.files:
        return
    if len(hidden) > unseen or hidden & exhibits.keys():
        expected = _counted(f"{unseen} exhibits left out")
        yield Finding("table-altered", "Exhibits-Left-Out", expected, _joined(hidden))
    yield from _table(work, EXHIBITS_TABLE, EXHIBIT_COLUMNS, wanted)
    for ref in sorted(exhibits.keys() | hidden):
        yield Finding("table-altered", EXHIBITS_TABLE, f"a row of {ref}", "no such row")


def _exhibits_left_out(work: Work) -> set[str]:
    """Their references, by bag-info.txt."""
    return {*work.info.get("Exhibits-Left-Out", "none").split(", ")} - {"none", ""}


def _incident_rows(work: Work) -> Iterator[Finding]:
    """report.csv says of each incident what its entries say. Fills `in_table` and `hidden`."""
    pages, unseen = work.pages, dict(work.ledger.unseen)
    references: dict[str, list[str]] = {}
    for each in work.ledger.exhibits:
        references.setdefault(str(each.incident), []).append(each.ref)

    def wanted(row: Row) -> Wanted:
        pages.rows += 1
        number = _number(row["incident"])
        if number in pages.in_table or not number:
            return "each incident once"
        pages.in_table.add(number)
        about = pages.incidents.get(number, Incident())
        kind, missing = _missing(work, about, row)
        if not missing:
            return _incident_row(work, about, row, references.get(row["incident"], []))
        pages.hidden.add(number)
        if not 0 < missing <= unseen.get(kind, 0):
            changes = _counted(f"an incident with {len(about.amendments)} changes")
            return changes if about.body is not None else "no such incident"
        unseen[kind] -= missing
        later = f"later changes that are not seen: {missing}"
        told = later if about.body else "the entry that began it is not seen"
        work.leave(f"incident {number} in the report: {told}")
        return {}

    if INCIDENTS_TABLE not in work.bundle.files:
        return
    yield from _table(work, INCIDENTS_TABLE, INCIDENT_COLUMNS, wanted, LATER_COLUMNS)
    begun = {number for number, about in pages.incidents.items() if about.body is not None}
    for number in sorted(begun - pages.in_table):
        yield Finding("table-altered", INCIDENTS_TABLE, f"incident {number}", "no such row")
    for kind in ("withdrawal", "restoration"):
        if unseen.get(kind):
            told = f"whether an incident is withdrawn: {unseen[kind]} entries ({kind})"
            work.leave(_counted(told))


def _missing(work: Work, about: Incident, row: Row) -> tuple[str, int]:
    """Of which kind and how many entries about an incident are not seen, by its row."""
    if about.body is None:
        return "incident", 1
    missing = _number(row["amended"]) - len(about.amendments)
    return "amendment", max(missing, 1) if CUT in row and work.ledger.too_much else missing


def _number(text: str) -> int:
    return int(text) if re.fullmatch("[1-9][0-9]{0,9}", text) else 0


def _incident_row(
    work: Work, about: Incident, row: Row, references: list[str]
) -> dict[str, str | None]:
    """What the row has to say; `references` are those of its exhibits that the ledger shows."""
    account, reason = about.account(), about.reason()
    when, person, recorded = account["when"], account.get("person"), about.recorded_at
    expected: dict[str, str | None] = {name: account.get(name) or "" for name in WORDS}
    expected.update({name: when[name] or "" for name in ("start", "end", "precision", "timezone")})
    expected.update(
        amended=str(len(about.amendments)),
        happened=_as_told(row["happened"], when),
        noticed=_as_told(row["noticed"], account.get("noticed")),
        written=row["written"] if _utc(row["written"]) == _utc(recorded) else recorded,
        types="; ".join(account.get("types") or ()),
        witnesses="; ".join(account.get("witnesses") or ()),
        acts=str(account.get("times", 1)),
        source=str(account["source"]),
        person="" if person is None else work.pages.people.get(person),
        withdrawn="" if reason is None else reason or "yes",
        exhibits="; ".join(references),
    )
    # Others of it may be left out, at any place among them.
    others = _exhibits_left_out(work) - {*references}
    if [ref for ref in row["exhibits"].split("; ") if ref not in others] == references:
        expected["exhibits"] = row["exhibits"]
    # It may have been withdrawn, or brought back, by an entry that is not seen.
    unseen = work.ledger.unseen.get("withdrawal" if reason is None else "restoration")
    if unseen and row["withdrawn"] != expected["withdrawn"]:
        expected["withdrawn"] = None
    return expected


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_PLAIN_WORDS = {
    *("about", "to", "on", "not", "known", "said", "time", "times", "day", "days", "written"),
    *("morning", "afternoon", "evening", "night", "and", "at", "the", "UTC", "GMT", "BST"),
    *("early", "hours", "lunchtime", "tea", "some", "between", "before", "after"),
}


def _as_told(told: str, when: dict[str, Any] | None) -> str | None:
    """A time in words, where its numbers and names are those of the entry.

    None where it has words that can't be told from the ledger.
    """
    if when is None:
        return ""
    ends = [text for text in (when["start"], when["end"]) if text]
    shape = " to ".join(ends)
    digits = re.findall(r"\d+", shape)
    names = {*digits, *(str(int(each)) for each in digits)}
    names |= {_MONTHS[int(text[5:7]) - 1] for text in ends}
    days = (text[:10] for text in ends if len(text) >= len("2026-11-20"))
    names |= {_DAYS[datetime.fromisoformat(day).weekday()] for day in days}
    words = {*re.findall(r"\d+|[^\W\d_]+", told)}
    bound = {word for word in words if word.isdigit() or word in _DAYS or word in _MONTHS}
    if not bound <= names or not {text[:4] for text in ends} <= words:
        return shape or "not known"
    return told if words <= names | _PLAIN_WORDS else None


def _message_rows(work: Work) -> Iterator[Finding]:
    """report-messages.csv says of each imported message what the record of its import says."""
    pages = work.pages
    expected = yield from _recorded(work)
    if expected is None:
        pages.texts = None
        if MESSAGES_TABLE in work.bundle.files or work.ledger.records:
            work.leave("the imported messages: left out, too many, too long, or unreadable")
        return
    unseen_marks = work.ledger.unseen.get("mark")
    if unseen_marks:
        told = f"{MESSAGES_TABLE}: which messages are marked: {unseen_marks} entries (mark)"
        work.leave(_counted(told))

    def wanted(row: Row) -> Wanted:
        pages.messages += 1
        _, cells, later = expected.pop(_number(row["message"]), (0, b"", []))
        if cells != _row_digest(row) or row["later"] != _as_cell("; ".join(later)):
            return "each message once, as the import has it"
        if unseen_marks:
            return {}
        return {"marked": "yes" if _number(row["message"]) in pages.marked else ""}

    if MESSAGES_TABLE in work.bundle.files:
        yield from _table(work, MESSAGES_TABLE, MESSAGE_COLUMNS, wanted, LATER_MESSAGE_COLUMNS)
    for number, (incident, _, _) in sorted(expected.items()):
        if incident in pages.in_table:
            missing = f"message {number} of incident {incident}"
            yield Finding("table-altered", MESSAGES_TABLE, missing, "no such row")


def _recorded(
    work: Work,
) -> Generator[Finding, None, dict[int, tuple[int, bytes, list[str]]] | None]:
    """Every message of every import; None where not all can be told. Fills `texts`.

    By its number: its incident, a digest of its row, and how it changed later.
    """
    found: dict[int, tuple[int, bytes, list[str]]] = {}
    changes, texts, pages = 0, set(), work.pages
    if work.ledger.unseen.get("import"):
        return None
    for sha256, (entry, exhibit) in work.ledger.records.items():
        if _record(sha256) not in work.bundle.files:
            return None
        try:
            for line in _unpacked_lines(work.bundle, _record(sha256)):
                said = _json(line)
                message = said["message"]
                pages.longest = max(pages.longest, len(line))
                texts.add(_digest(_letters(message.get("text", ""))))
                texts.add(_digest(_letters(_printed(message))))
                if "of" in said:
                    found[said["of"]][2].append(f"{said['change']} ({exhibit})")
                    changes += 1
                else:
                    row = _message_row(len(found) + 1, said, exhibit)
                    cells = {name: _as_cell(cell) for name, cell in row.items()}
                    found[len(found) + 1] = (said["incident"], _row_digest(cells), [])
                if len(found) + changes > min(MOST_MESSAGES, pages.room // 500):
                    return None
        except TooMuch:
            return None
        except (ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
            yield Finding("record-unreadable", f"import {entry}", "a record", _said(error))
            return None
    pages.texts = texts
    return found


def _unpacked_lines(bundle: Bundle, name: str) -> Iterator[bytes]:
    """The lines of a file that is packed with gzip."""

    def unpacked() -> Iterator[bytes]:
        left = max(64 * BLOCK, MOST_UNPACKED * bundle.files[name])
        unpacker = zlib.decompressobj(31)
        for block in bundle.blocks(name):
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

    return _whole_lines(unpacked(), MOST_LINE)


def _row_digest(row: Row) -> bytes:
    return _digest(json.dumps([row[name] for name in MESSAGE_COLUMNS if name != "later"]))


def _message_row(number: int, said: dict[str, Any], exhibit: str) -> dict[str, str]:
    message = said["message"]
    call, time = message.get("call"), message.get("time") or {}
    told = ""
    if call is not None:
        told = f"{call.get('medium', 'voice')}, {call.get('outcome', 'unknown')}"
        told += "" if call.get("seconds") is None else f", {call['seconds']} s"
    as_they_are = ("channel", "kind", "direction", "sender", "sender_id", "subject", "text")
    return {
        "message": str(number), "incident": str(said["incident"]),
        "time": time.get("local", ""), "time_in_the_export": time.get("raw", ""),
        "counted": "no" if said.get("context") else "yes",
        "recipients": "; ".join(message.get("recipients", ())), "call": told,
        "state": message.get("state", "complete"),
        "files": "; ".join(each.get("name", "") for each in message.get("attachments", ())),
        "flags": "; ".join(message.get("flags", ())),
        "exhibit": exhibit, "place": message["locator"],
        **{name: message.get(name) or "" for name in as_they_are},
    }  # fmt: skip


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


def _table(
    work: Work,
    name: str,
    columns: Sequence[str],
    wanted: Callable[[Row], Wanted],
    later: Sequence[str] = (),
) -> Iterator[Finding]:
    """Each row and cell of the table `name` that is not as it has to be.

    A column of `later` that is not there is one of empty cells.
    """
    rows = _rows(work.bundle, name)
    try:
        headings, _ = next(rows, ([], True))
        known = [each for each in headings[:MOST_CELLS] if each in columns]
        more = [each for each in headings if each not in {*columns, *later}]
        if sorted(known) != sorted(columns) or (more and work.version < NOTED_SINCE):
            found = "; ".join(headings[:MOST_CELLS])
            yield Finding("table-altered", name, "; ".join(columns), found)
        if sorted(known) != sorted(columns):
            return
        for each in more[:MOST_CELLS]:
            work.leave(f"{name}: the column {each}")
        for cells, whole in rows:
            row = {**dict.fromkeys(later, ""), **dict(zip(headings, cells))}
            expected: Wanted = f"{len(headings)} cells"
            if not whole:
                row = {**dict.fromkeys((*headings, CUT), ""), **row}
            if not whole or len(cells) == len(headings):
                expected = wanted(row)
            if isinstance(expected, str):
                yield Finding("table-altered", name, expected, "; ".join(cells))
            else:
                yield from _cells(work, name, row, expected)
    except csv.Error as error:
        yield Finding("table-altered", name, "a table as the diary writes it", str(error))


def _cells(
    work: Work, name: str, row: Row, expected: Mapping[str, str | None]
) -> Iterator[Finding]:
    """Each cell that is not what it has to be."""
    may_be_left_out, where = False, row.get("reference") or row.get("message")
    if name == INCIDENTS_TABLE:
        may_be_left_out, where = len(work.ledger.by_hash) > 0, f"incident {row['incident']}"
    for column, wanted in expected.items():
        cell = row[column]
        if wanted is None or (LEFT_OUT in cell and may_be_left_out):
            if cell and wanted != cell:
                work.leave(f"{where}, {column}, in {name}: it can't be told")
        elif cell != _as_cell(wanted):
            yield Finding("table-altered", f"{name}, {where}, {column}", wanted, cell)


_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r\n]")  # noqa: RUF001 - of all widths


def _as_cell(text: str) -> str:
    """A text as a table has it: an apostrophe keeps a spreadsheet from taking it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _rows(bundle: Bundle, name: str) -> Iterator[tuple[list[str], bool]]:
    """The rows of comma-separated values (RFC 4180), and whether it is all of the row."""
    csv.field_size_limit(2 * MOST_LINE)
    for line in _lines(bundle.blocks(name), lambda: Line(2 * MOST_LINE), quoted=True):
        text = line.kept.decode("utf-8", "replace").lstrip("\ufeff")
        yield next(csv.reader([text], strict=line.whole)), line.whole


# 6. The words of the report --------------------------------------------------------------------


def _named(work: Work) -> Iterator[Finding]:
    """The page and HOW-TO-CHECK.txt name the fingerprint of these entries."""
    fingerprint = work.ledger.fingerprint or START
    for name in (HOW_TO_CHECK, PAGE):
        if name in work.bundle.files:
            # The text may be folded, and between tags.
            tail = ""
            for piece in _whole_tags(work.bundle.texts(name)):
                tail = tail[-64:] + "".join(_TAG.sub("", piece).split())
                if fingerprint[7:] in tail:
                    break
            else:
                missing = "it is not in the text"
                yield Finding("fingerprint-differs", name, fingerprint, missing)


def _pages(work: Work) -> Iterator[Finding]:
    """The words of each incident and message in report.html. Fills `articles`."""
    for name in (each for each in _made(work.bundle) if each.endswith(".html")):
        for passage in _passages(work.bundle, name):
            yield from _differences(work, name, passage)
    for number in sorted(work.pages.in_table - work.pages.articles):
        if work.version < NOTED_SINCE:
            yield Finding("report-altered", PAGE, f"incident {number}", "none")
        else:
            work.leave(f"incident {number} in report.html: it does not stand there by itself")


def _differences(work: Work, name: str, passage: Passage) -> Iterator[Finding]:
    """What a passage of a page says that the ledger does not."""
    pages, number, text = work.pages, passage.number, "".join(passage.blocks)
    if passage.kind == "comment":
        yield Finding("report-altered", name, "no comments", text)
    elif passage.kind == "said":
        pages.said += 1
        if pages.texts is not None and _digest(_letters(text)) not in pages.texts:
            yield Finding("report-altered", name, "the words of a message", text)
    elif passage.kind == "quoted":
        if not _quotes(work, " ".join(passage.blocks)):
            yield Finding("report-altered", name, "the words of an entry", text)
    elif number in pages.articles or number not in pages.in_table:
        yield Finding("report-altered", name, "each incident once", f"incident {number}")
    else:
        pages.articles.add(number)
        if number not in pages.hidden:
            yield from _words_missing(work, f"{name}, incident {number}", passage)


def _words_missing(work: Work, where: str, passage: Passage) -> Iterator[Finding]:
    """Each text of an incident that is no block of its part of the page."""
    about, blocks = work.pages.incidents[passage.number], passage.blocks
    found = {"", *map(_letters, blocks)}
    words = list(about.words())
    reason = "" if work.ledger.unseen.get("restoration") else _letters(about.reason() or "")
    # It stands behind the day of the withdrawal.
    if not any(block.endswith(reason) for block in found):
        words.append(about.reason() or "")
    longest = 2 * sum(map(len, words)) + 64 * work.pages.longest
    if not passage.whole and longest > MOST_PASSAGE:
        work.leave(f"{where}: it is too long to be compared")
        return
    for text in words:
        if _letters(text) in found:
            continue
        if work.ledger.by_hash and any(LEFT_OUT in block for block in blocks):
            work.leave(f"{where}: words of it are left out")
            return
        yield Finding("report-altered", where, text, "other words, or none")


def _quotes(work: Work, text: str) -> bool:
    """Whether an entry begins with these words; where it is not seen, nobody knows."""
    pages = work.pages
    pages.quotations += 1
    if pages.quotations > 50 * MOST_QUOTATIONS:
        raise TooMuch("there are more quotations than are compared here")
    if pages.hidden or work.ledger.unseen.get("incident") or pages.quotations > MOST_QUOTATIONS:
        work.leave(f"a quotation in the report: {text[:60]}")
        return True
    wanted, incidents = _letters(text), pages.incidents.values()
    words = (_letters(words) for about in incidents for words in about.words())
    return any(each.startswith(wanted) for each in words)


# Marks, and letters that are drawn as nothing, and shown as marks.
_MARK = re.compile("⟨U\\+[0-9A-F]{4,6}⟩|[\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]")


def _letters(text: str) -> str:
    """The letters and digits of a text.

    A page shows invisible characters as marks and folds white space.
    """
    return "".join(filter(str.isalnum, _MARK.sub("", text)))


def _digest(text: str) -> bytes:
    return hashlib.sha256(_utf8(text)).digest()[:10]


class Passage(NamedTuple):
    """A part of a page that has to be the words of entries, in blocks of text.

    `kind` is "incident", "quoted", "said", or "comment" for what a browser would not show; `whole`
    is False where it is so long that only its beginning is here.
    """

    kind: str
    number: int
    blocks: list[str]
    whole: bool = True


# As browsers have it: before anything else, < is a letter; a tag that is not ended goes on.
_BEGUN = re.compile(r"<(?:[a-zA-Z/!?]|\Z)")
_TAG = re.compile("<[a-zA-Z/!?][^>]*>?")
_INLINE = re.compile(r"</?(?:span|a|b|i|em|strong|code|time)\b[^>]*>?")
_MARKS = re.compile(
    r'<(?:(?:(article) id="incident-([0-9]{1,9})"|(blockquote)\b|(span) class="said"|!--)[^>]*'
    r"|/(article|blockquote|span)\s*)>"
)
_KINDS = {"article": "incident", "blockquote": "quoted", "span": "said"}


def _passages(bundle: Bundle, name: str) -> Iterator[Passage]:
    """The passages of a page, in the order in which they end, in one pass."""
    opened: dict[str, tuple[int, list[str]]] = {}
    size = 0

    def keep(text: str) -> None:
        nonlocal size
        if opened and size <= MOST_PASSAGE:
            text = _TAG.sub("\0", _INLINE.sub("", text))
            size += len(text) + 64 * text.count("\0")
            for _, parts in opened.values():
                parts.append(text)

    for text in _whole_tags(bundle.texts(name)):
        at = 0
        for mark in _MARKS.finditer(text):
            keep(text[at : mark.start()])
            at = mark.end()
            begun, ended = mark[1] or mark[3] or mark[4], mark[5]
            if begun:
                keep("" if begun == "span" else "<>")
                opened[begun] = (int(mark[2] or 0), [])
            elif not ended:
                yield Passage("comment", 0, [mark[0]])
            elif ended in opened:
                number, parts = opened.pop(ended)
                blocks = [html.unescape(each) for each in "".join(parts).split("\0")]
                yield Passage(_KINDS[ended], number, blocks, size <= MOST_PASSAGE)
                keep("" if ended == "span" else "<>")
                size = size if opened else 0
        keep(text[at:])


def _whole_tags(pieces: Iterable[str]) -> Iterator[str]:
    """The same text, cut so that no piece ends within a tag; of a very long one, the beginning."""
    tag = ""
    for piece in pieces:
        if len(tag) == MOST_TAG:
            end = piece.find(">")
            text = tag + piece[end:] if end >= 0 else tag
        else:
            text = tag + piece
        found = _BEGUN.search(text, text.rfind(">") + 1)
        begun = found.start() if found else len(text)
        yield text[:begun]
        tag = text[begun:][:MOST_TAG]
    yield tag.replace("<", " ")


# The answer ------------------------------------------------------------------------------------


def _compared(kind: str, where: str, expected: str, found: str) -> Iterator[Finding]:
    if expected != found:
        yield Finding(kind, where, expected, found)


def _unreadable(where: str, error: Exception) -> Finding:
    certain = not isinstance(error, (OSError, TooMuch, MemoryError))
    return Finding("unreadable", where, "readable", _said(error), certain)


def _said(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _joined(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _short(text: str) -> str:
    if len(text) <= MOST_CELL:
        return text
    return f"a long text with the SHA-256 {hashlib.sha256(_utf8(text)).hexdigest()}"


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _told(work: Work) -> dict[str, object]:
    """What the words of the steps may name."""
    ledger, left_out = work.ledger, len(work.ledger.by_hash)
    shown = " Those left out are shown to exist, at their place and time; not what they say."
    existed = (
        "Where openssl accepts one, the entries up to the one that it names existed by its time."
    )
    return {
        **vars(work.pages),
        "files": len(work.bundle.files), "read": len(work.digests),
        "whole": len(ledger) - left_out, "by_hash": left_out, "shown": shown if left_out else "",
        "exhibits": len(ledger.exhibits), "imports": len(ledger.records),
        "incidents": len(work.pages.articles), "noted": work.noted, "stamped": len(work.stamps),
        "existed": existed if work.stamps else "Nothing is shown: there is no timestamp.",
        "given": len(work.expect),
    }  # fmt: skip


def _not_covered(work: Work) -> list[str]:
    """What was compared with nothing: exactly that, one line for each file."""
    told = "compared with the SHA-256 in the last entry alone, which could be written again"
    if work.ledger.note is None:
        told = f"not compared; from version {NOTED_SINCE} on, an entry has its SHA-256, here none"
    beside = (
        "what it says beside its fingerprint and the words of incidents and messages, such as who "
        "sent one, times and counts"
    )
    lines = []
    for name in _made(work.bundle):
        if name.endswith((".pdf", ".txt")):
            lines.append(f"{name}: {told}")
        elif name.endswith(".html"):
            lines.append(f"{name}: {beside}: {told}")
    if work.digests.get(CHECKER) != hashlib.sha256(Path(__file__).read_bytes()).hexdigest():
        lines.append(f"{CHECKER}: it is not the file that made this check; do not run it")
    lines.append("bag-info.txt: the program and the date that it names")
    lines.append("what stands in the exhibits: their bytes are those that were taken in")
    if work.ledger.backwards:
        numbers = ", ".join(f"before entry {number}" for number in work.ledger.backwards[:10])
        lines.append(f"the clock of the diary: it went back {numbers}")
    return lines + work.uncovered


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


def limits(result: Result) -> list[str]:
    """What the check covers and what it does not, each in one sentence."""
    unchanged = (
        f"Unchanged since it was written: entries 1 to {result.entries} fit together and end in "
        "the fingerprint. Anyone holding the whole diary could have rewritten it before the "
        "fingerprint was in other hands: compare it with one that was noted or sent earlier."
    )
    if any(each.name == "chain" and each.findings for each in result.steps):
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
            f"Entries left out: {result.left_out}. Their number, time and kind are shown, "
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
            **each._asdict(),
            "outcome": each.outcome,
            "findings": [finding._asdict() for finding in each.findings],
        }
        for number, each in enumerate(result.steps, start=1)
    ]
    return {
        "ok": not result.findings,
        **result._asdict(),
        "limits": limits(result),
        "findings": [finding._asdict() for finding in result.findings],
        "steps": steps,
    }


def in_words(result: Result) -> Iterator[str]:
    """The result as lines for people."""
    for number, each in enumerate(result.steps, start=1):
        yield f"{number}. {each.title}: {each.outcome}"
        yield f"   Checked: {each.checked}."
        if not each.findings:
            yield f"   {each.meaning}"
        for finding in each.findings:
            yield f"   - {finding.kind}: {_shown(finding.where)}"
            yield f"     expected {_shown(finding.expected)}"
            yield f"     found    {_shown(finding.found)}"
    yield ""
    for stamp in result.timestamps:
        yield f"Timestamp over entry {stamp['entry']}, {_shown(stamp['authority'])}, "
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
    text = text if len(text) <= 300 else text[:300] + "..."
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Checks what the command line names, and gives the exit code."""
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
    try:
        print(json.dumps(as_json(result), indent=2) if given.json else "\n".join(in_words(result)))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever was reading has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not result.findings:
        return 0
    return 10 if any(finding.certain for finding in result.findings) else 11


if __name__ == "__main__":
    sys.exit(main())
