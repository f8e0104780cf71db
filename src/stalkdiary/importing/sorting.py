"""What a folder holds: exports to be read, files to be kept as they are, and what is left, and why.

Each file is told by its content, as if it had been named alone. Those of one download belong
together: a format says as ``WITHIN`` in which folders its files lie, and what is above them is the
download. What belongs to nothing that is read is kept as a file; a link or a device is neither
followed nor opened; what can't be read and may hold messages is named, so that no conversation is
lost in silence.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from stalkdiary.errors import StalkdiaryError, shown
from stalkdiary.importers.foreign import HoldsNone, IsOneBackup, SavedPage
from stalkdiary.importers.reading.export import Export, is_folder
from stalkdiary.importers.reading.parts import Parts, parts_by_name
from stalkdiary.importers.registry import Importer, UnknownFormat, importer_of, root_of
from stalkdiary.importing.files import is_kept_by_kind
from stalkdiary.importing.job import Origin
from stalkdiary.importing.preview import DOWNLOADS
from stalkdiary.model.time_hint import is_litter

_PAGES: Final = frozenset({"index.html", "archive_browser.html", "start_here.html"})
"""What each part of a download has of its own, to look through it in a browser."""
_OF_EXPORTS: Final = frozenset(
    {"attachments", "data", "files", "images", "media", "photos", "stickers", "video_files"}
    | {"voice_messages", "round_video_messages", "css", "js"}
)
"""Folders that a program puts beside the file of messages that it writes."""
_NOT_FOLLOWED: Final = (
    "It is neither followed nor opened. To take in what it leads to, name that file itself."
)


class FilesAt(NamedTuple):
    """Files that hold no messages, to be kept as they are.

    Attributes:
        path: the folder in which they were found, or the file.
        files: where they lie.
        litter: the names of those that an operating system left there.
    """

    path: Path
    files: tuple[Path, ...]
    litter: tuple[str, ...] = ()


class PassedOver(NamedTuple):
    """What is neither read nor kept.

    Attributes:
        path: where it lies.
        why: a sentence with its name.
        how: what can be done about it.
        may_hold: whether it may hold messages that would be missing.
        is_one: whether it is a folder whose files are of no use alone.
    """

    path: Path
    why: str
    how: str
    may_hold: bool = True
    is_one: bool = False


@dataclass(slots=True)
class Lot:
    """Everything that was named for one import.

    Attributes:
        exports: what is read, with the names of their formats.
        files: what is kept as it is.
        left: what is neither.
        notes: what is to be known of files that are kept.
    """

    exports: dict[Origin, str] = field(default_factory=dict)
    files: list[FilesAt] = field(default_factory=list)
    left: list[PassedOver] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def sorted_out(paths: Sequence[Path]) -> Lot:
    """What is to become of files and folders that were named for an import.

    Parts of one download are one export. A folder may hold anything.

    Raises:
        InputRefused: a file that was named can't be read, or is an export of a kind that can't; or
            there is nothing in a folder.
        UnsafeFile: one is a link, a pipe or a device, or an archive that means harm.
    """
    lot = Lot()
    for source in _together(paths):
        path = source.path
        if is_folder(path):
            _sort_folder(path, lot)
            continue
        with _opened(source) as export:
            if is_kept_by_kind(export):
                lot.files.append(FilesAt(path, (path,)))
                continue
            try:
                lot.exports[source] = importer_of(export)[0]
            except SavedPage as page:
                lot.files.append(FilesAt(path, (path,)))
                lot.notes.append(f"{page.sentence} {page.advice}")
    return lot


def _together(paths: Sequence[Path]) -> Iterator[Origin]:
    """Parts of one download are one source: Snapchat's, Meta's, Google's, TikTok's."""
    for first, *others in parts_by_name(paths):
        if others and _is_one_download((first, *others)):
            yield Origin(first, tuple(others))
        else:
            yield from map(Origin, (first, *others))


def _is_one_download(paths: Sequence[Path]) -> bool:
    """Whether zip files that are named like parts hold messages of one download."""
    with suppress(StalkdiaryError), Parts(paths) as export:
        if not export.is_archive or not importer_of(export)[0].startswith(DOWNLOADS):
            return False
        # Two downloads of one account have the same files with other messages in them.
        return all(PurePosixPath(name).name.casefold() in _PAGES for name in export.twice)
    return False


def _opened(source: Origin) -> Export:
    if source.further:
        return Parts((source.path, *source.further))
    return Export(source.path, only=source.only)


# Folders -----------------------------------------------------------------------------------------


class _Group(NamedTuple):
    """Files that one export is made of.

    Attributes:
        kind: what reads them.
        root: the folder that is the export, with a slash at its end; empty for the one named.
        file: the one file that it is, where each file of the format is an export of its own.
        lays_out: whether the format has folders of its own, and accounts for what is in them.
    """

    kind: str
    root: str
    file: str = ""
    lays_out: bool = False


def _sort_folder(path: Path, lot: Lot) -> None:
    with Export(path) as folder:
        found = _Folder(folder, lot)
        if not found.names and not lot.left:
            importer_of(folder)  # says that there is nothing in it
        found.sort()
        if found.rest or found.litter:
            lot.files.append(FilesAt(path, tuple(found.rest), tuple(found.litter)))


class _Folder:
    """One folder that was named, and what lies in it, at any depth.

    Attributes:
        names: of all files but those of the system.
        rest: the files to be kept as they are.
        litter: the names of files of the system's.
    """

    def __init__(self, folder: Export, lot: Lot) -> None:
        self._folder = folder
        self._lot = lot
        self.names = [each.name for each in folder.members if not is_litter(each.name)]
        self._empty = {each.name for each in folder.members if not each.bytes}
        self.litter = [each.base for each in folder.members if is_litter(each.name)]
        self.rest: list[Path] = []
        self._groups: dict[str, _Group] = {}
        self._names_of: dict[_Group, list[str]] = {}
        self._formats: dict[_Group, str] = {}
        self._refused: dict[str, PassedOver] = {}
        self._parts: dict[_Group, Origin] = {}
        self._verdicts: dict[str, tuple[str, str] | PassedOver | None] = {}
        self._files: dict[str, list[str]] = {}
        self._folders: dict[str, dict[str, None]] = {}
        self._groups_in: dict[str, dict[_Group, None]] = {"": {}}
        for name, kind in folder.passed_over.items():
            path = folder.path / name
            lot.left.append(
                PassedOver(path, f"{shown(path)} is {kind}.", _NOT_FOLLOWED, may_hold=False)
            )
        self._look_at_files()
        for name in self.names:
            self._place(name)

    def _look_at_files(self) -> None:
        paths = {self._folder.path_of(name): name for name in self.names}
        for source in _together(list(paths)):
            names = [paths[path] for path in (source.path, *source.further)]
            try:
                with _opened(source) as export:
                    if is_kept_by_kind(export):
                        continue
                    format_name, importer = importer_of(export)
                    is_archive = export.is_archive
            except UnknownFormat:
                continue
            except HoldsNone as error:
                if not error.is_kept:
                    self._refused[names[0]] = _left(source, error, may_hold=False)
                continue
            except StalkdiaryError as error:
                self._refused |= dict.fromkeys(names, _left(source, error))
                continue
            group = _group(names[0], importer, alone=is_archive)
            self._formats.setdefault(group, format_name)
            self._groups |= dict.fromkeys(names, group)
            self._names_of.setdefault(group, []).extend(names)
            if source.further:
                self._parts[group] = source

    def _place(self, name: str) -> None:
        """Notes in which folders a file lies, and which groups are below each of them."""
        above = name.rpartition("/")[0]
        here = f"{above}/" if above else ""
        self._files.setdefault(here, []).append(name)
        group = self._groups.get(name)
        while True:
            groups = self._groups_in.setdefault(here, {})
            if group is not None:
                groups[group] = None
            if not here:
                return
            within, here = here, here[:-1].rpartition("/")[0]
            here = f"{here}/" if here else ""
            self._folders.setdefault(here, {})[within] = None

    def sort(self) -> None:
        """Puts everything into its place."""
        waiting = [""]
        while waiting:
            waiting += reversed(list(self._sorted(waiting.pop())))

    def _sorted(self, here: str) -> Iterable[str]:
        """Sorts what lies in a folder; gives the folders in it that are still to be sorted."""
        groups = list(self._groups_in[here])
        if not groups:
            return self._without_exports(here)
        if self._is_whole(here, groups):
            self._read(here, None, self._formats[groups[0]])
            self._refuse(self._strange(here, groups[0]))
            return ()
        within = dict(self._folders.get(here, {}))
        for group in groups:
            if group.root == here:
                self._read_some(here, group, within)
        self._keep(name for name in self._files.get(here, ()) if name not in self._groups)
        return within

    def _strange(self, here: str, group: _Group) -> Iterator[str]:
        """The files in a folder for which the reader of the whole of it does not account."""
        for each in self._below(here):
            accounted = each in self._empty or re.search(group.kind, each[len(here) :])
            if not (group.lays_out and accounted):
                yield each

    def _is_whole(self, here: str, groups: list[_Group]) -> bool:
        """Whether one import reads everything that a folder holds."""
        (group, *others) = groups
        if others or group.root != here:
            return False
        apart = not group.lays_out and any(
            _base(each) not in _OF_EXPORTS for each in self._folders.get(here, ())
        )
        verdict = None if apart else self._verdict(here)
        return not isinstance(verdict, PassedOver | None) and verdict[0] == group.kind

    def _read_some(self, here: str, group: _Group, within: dict[str, None]) -> None:
        """Reads the files of one group, where others lie beside them."""
        if group in self._parts:
            self._lot.exports[self._parts[group]] = self._formats[group]
            return
        names = self._names_of[group]
        own = [] if group.file else [each for each in within if self._is_of(each, group)]
        for each in own:
            del within[each]
        beside = [name for each in own for name in self._below(each)]
        if beside or len(names) > 1:
            only = frozenset(name.removeprefix(here) for name in (*names, *beside))
            self._read(here, only, self._formats[group])
        else:
            self._read(names[0], None, self._formats[group])

    def _is_of(self, folder: str, group: _Group) -> bool:
        """Whether a folder beside the files of a group has its files alone, or what they name."""
        groups = self._groups_in[folder]
        if groups:
            return list(groups) == [group]
        if any(each in self._refused and each not in self._empty for each in self._below(folder)):
            return False  # it may hold messages of another program, and is named
        return group.lays_out or _base(folder) in _OF_EXPORTS

    def _without_exports(self, here: str) -> Iterable[str]:
        """A folder none of whose files is an export alone: all of them together may be one."""
        verdict = self._verdict(here)
        if verdict is None:
            self._keep(self._below(here))
            return ()
        within = self._folders.get(here, {})
        if any(self._verdict(each) is not None for each in within):
            self._keep(self._files.get(here, ()))
            return within
        if not isinstance(verdict, PassedOver):
            self._read(here, None, verdict[1])
        elif verdict.is_one or not any(each in self._refused for each in self._below(here)):
            self._lot.left.append(verdict)
        else:
            self._keep(self._below(here))  # it is those files that can't be read
        return ()

    def _verdict(self, here: str) -> "tuple[str, str] | PassedOver | None":
        """What reads a folder as a whole and as which format; why it can't be; None for neither."""
        if here not in self._verdicts:
            path = self._path(here)
            try:
                with Export(path) as export:
                    name, importer = importer_of(export)
                self._verdicts[here] = (_kind(importer), name)
            except (UnknownFormat, HoldsNone):
                self._verdicts[here] = None
            except StalkdiaryError as error:
                is_one = isinstance(error, IsOneBackup)
                self._verdicts[here] = PassedOver(path, error.sentence, error.advice, is_one=is_one)
        return self._verdicts[here]

    def _read(self, name: str, only: frozenset[str] | None, format_name: str) -> None:
        self._lot.exports[Origin(self._path(name), (), only)] = format_name

    def _keep(self, names: Iterable[str]) -> None:
        names = list(names)
        self.rest += [self._path(each) for each in names if each not in self._refused]
        self._refuse(names)

    def _refuse(self, names: Iterable[str]) -> None:
        left = dict.fromkeys(self._refused[each] for each in names if each in self._refused)
        self._lot.left += left

    def _below(self, here: str) -> Iterator[str]:
        """The files in a folder and in those in it."""
        waiting = [here]
        while waiting:
            folder = waiting.pop()
            yield from self._files.get(folder, ())
            waiting += reversed(self._folders.get(folder, {}))

    def _path(self, name: str) -> Path:
        """Where a file lies, or a folder, whose name ends in a slash or is empty."""
        if name and not name.endswith("/"):
            return self._folder.path_of(name)
        inside = next(self._below(name), None)
        if inside is None:
            return self._folder.path
        return self._folder.path_of(inside).parents[inside.count("/", len(name))]


def _left(source: Origin, error: StalkdiaryError, *, may_hold: bool = True) -> PassedOver:
    return PassedOver(source.path, error.sentence, error.advice, may_hold=may_hold)


def _group(name: str, importer: Importer, *, alone: bool) -> _Group:
    """To which export a file belongs that an importer knows."""
    above = name[: name.rfind("/") + 1]
    if alone:
        return _Group(_kind(importer), above, file=name)
    if hasattr(importer, "WITHIN"):
        return _Group(_kind(importer), root_of(above, importer), lays_out=True)
    one_each = not hasattr(importer, "DOCUMENTS")
    return _Group(_kind(importer), above, file=name if one_each else "")


def _kind(importer: Importer) -> str:
    """One name for all that read files of the same download."""
    return getattr(importer, "WITHIN", "") or str(getattr(importer, "__name__", importer))


def _base(folder: str) -> str:
    return PurePosixPath(folder).name.casefold()
