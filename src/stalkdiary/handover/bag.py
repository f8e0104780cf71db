"""Writing a bundle: a BagIt 1.0 bag (RFC 8493) in a new folder or zip file.

Names in it are ASCII and made of digests and words of ours, so that no file system and no validator
stumbles over them; exhibits.csv has the original names. docs/checking-a-bundle.md describes it.
"""

import hashlib
import itertools
import json
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

from stalkdiary import __version__
from stalkdiary.errors import EvidenceAltered
from stalkdiary.handover import check_bundle
from stalkdiary.handover.contents import Contents, file_name
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.ledger import Entry, body_hash

_FILE_MODE = 0o600
_FOLDER_MODE = 0o700
_LARGE = 1 << 31
"""Bytes from which a zip file needs its longer form."""
_PACKED: Final = (".txt", ".csv", ".html", ".jsonl", ".py", ".bmp", ".wav")
"""What becomes shorter by packing; pictures, videos and PDF are packed already."""


class Target(Protocol):
    """Where the files of a bag go."""

    def write(self, name: str, blocks: Iterable[bytes], size: int | None) -> None:
        """Writes one file, `size` bytes long where that is known."""


class FolderTarget:
    """A bag as a folder, private from its first byte."""

    def __init__(self, root: Path) -> None:
        """`root` exists and is empty."""
        self._root = root

    def write(self, name: str, blocks: Iterable[bytes], size: int | None) -> None:
        del size
        path = self._root / name
        for folder in reversed(path.relative_to(self._root).parents[:-1]):
            (self._root / folder).mkdir(mode=_FOLDER_MODE, exist_ok=True)
        binary = getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | binary, _FILE_MODE)
        with os.fdopen(descriptor, "wb") as file:
            for data in blocks:
                file.write(data)
            file.flush()
            os.fsync(descriptor)


class ZipTarget:
    """A bag as one folder in a zip file."""

    def __init__(self, archive: Any, info: Callable[..., Any], top: str, made: datetime) -> None:  # noqa: ANN401
        """`archive` and `info` are zipfile's own, or those of a library that encrypts."""
        self._archive = archive
        self._info = info
        self._top = top
        self._time = made.timetuple()[:6]

    def write(self, name: str, blocks: Iterable[bytes], size: int | None) -> None:
        info = self._info(f"{self._top}/{name}", date_time=self._time)
        info.external_attr = (0o100000 | _FILE_MODE) << 16
        info.compress_type = zipfile.ZIP_DEFLATED if name.endswith(_PACKED) else zipfile.ZIP_STORED
        large = size is None or size >= _LARGE
        with self._archive.open(info, "w", force_zip64=large) as file:
            for data in blocks:
                file.write(data)


def write_bundle(  # noqa: PLR0913 - what a bundle is made of, each by its name
    target: Target,
    *,
    contents: Contents,
    entries: Iterable[Entry],
    evidence: Callable[[str], Iterator[bytes]],
    renderings: Mapping[str, bytes],
    note: Callable[[Mapping[str, str]], Entry],
    made: datetime,
) -> str:
    """Writes a whole bundle.

    Args:
        target: new and empty.
        contents: what goes in.
        entries: the ledger, up to the entry that `contents` was made from.
        evidence: the preserved bytes with a SHA-256.
        renderings: the report and other pages by their names under data/.
        note: makes the last entry of the ledger in the bundle, which notes the SHA-256 of each
            file that was made for it, by their names under data/.
        made: when, in the zone of the case.

    Returns:
        The seal: the SHA-256 of the list that covers all other lists.

    Raises:
        EvidenceAltered: preserved bytes are not what was taken in.
    """
    payload = _Listed(target)
    for name, data in renderings.items():
        payload.add(f"data/{name}", data)
    payload.add(check_bundle.CHECKER, Path(check_bundle.__file__).read_bytes())
    last = note({name.partition("/")[2]: digest for name, digest in payload.digests.items()})
    payload.stream(
        check_bundle.LEDGER, ledger_lines(itertools.chain(entries, [last]), contents.by_hash)
    )
    for sha256, exhibit in contents.files().items():
        payload.stream(
            f"data/{file_name(exhibit)}", _checked(exhibit, evidence(sha256)), exhibit.bytes
        )
    for sha256 in contents.records:
        payload.stream(f"{check_bundle.IMPORTS}{sha256}.jsonl.gz", evidence(sha256))
    for number, stamp in contents.stamps.items():
        folder = f"{check_bundle.TIMESTAMPS}{number:03d}"
        payload.add(f"{folder}/request.tsq", stamp.request)
        payload.add(f"{folder}/response.tsr", stamp.response)
        payload.add(f"{folder}/chain.pem", stamp.roots.encode("utf-8"))
    tags = _Listed(target)
    tags.add("bagit.txt", check_bundle.BAGIT.encode("ascii"))
    tags.add("bag-info.txt", _information(contents, payload, made).encode("utf-8"))
    tags.add("manifest-sha256.txt", payload.manifest())
    tags.add(check_bundle.TOP_PAGE, renderings[check_bundle.TOP_PAGE])
    seal = _Listed(target)
    seal.add(check_bundle.TAG_MANIFEST, tags.manifest())
    return seal.digests[check_bundle.TAG_MANIFEST]


class _Listed:
    """Writes files, and lists them with their SHA-256."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self.digests: dict[str, str] = {}
        self.bytes = 0

    def add(self, name: str, data: bytes) -> None:
        self.stream(name, [data], len(data))

    def stream(self, name: str, blocks: Iterable[bytes], size: int | None = None) -> None:
        digest = hashlib.sha256()
        self._target.write(name, self._through(blocks, digest.update), size)
        self.digests[name] = digest.hexdigest()

    def manifest(self) -> bytes:
        lines = (f"{digest}  {name}\n" for name, digest in sorted(self.digests.items()))
        return "".join(lines).encode("ascii")

    def _through(self, blocks: Iterable[bytes], update: Callable[[bytes], None]) -> Iterator[bytes]:
        for data in blocks:
            update(data)
            self.bytes += len(data)
            yield data


def ledger_lines(
    entries: Iterable[Entry], by_hash: frozenset[int] = frozenset()
) -> Iterator[bytes]:
    """The ledger, one JSON object a line."""
    for entry in entries:
        shown = ("number", "recorded_at", "kind", "previous", "hash")
        line = {name: getattr(entry, name) for name in shown}
        if entry.number in by_hash:
            line["body_hash"] = body_hash(entry.body)
        else:
            line["body"] = entry.body
        yield json.dumps(line, ensure_ascii=False).encode("utf-8") + b"\n"


def _checked(exhibit: Exhibit, blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The preserved bytes; where they are not what they were, the exhibit is named."""
    try:
        yield from blocks
    except EvidenceAltered:
        raise EvidenceAltered(
            f"The preserved bytes of {exhibit.ref} are not what was taken in.",
            "Nothing was written. Run 'stalkdiary verify' for the details. To hand over the rest: "
            f"--leave-out {exhibit.ref}",
        ) from None


def _information(contents: Contents, payload: _Listed, made: datetime) -> str:
    """bag-info.txt: one line for each label, none folded."""
    left_out = ", ".join(each.ref for each in contents.left_out) or "none"
    pairs = {
        "Bag-Software-Agent": f"stalkdiary {__version__}",
        "Bagging-Date": made.date().isoformat(),
        "Payload-Oxum": f"{payload.bytes}.{len(payload.digests)}",
        "External-Identifier": contents.fingerprint,
        "Bundle-Version": str(check_bundle.VERSION),
        "Entries": str(contents.entries + 1),
        "Entries-Left-Out": str(len(contents.by_hash)),
        "Exhibits-Left-Out": " ".join(left_out.split()),
    }
    return "".join(f"{label}: {value}\n" for label, value in pairs.items())
