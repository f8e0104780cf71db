"""Exports made in memory, and read by an importer without the registry's guard around it."""

import copy
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import strategies as st

from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.model.message import Item

NOWHERE = Path("/nowhere/at/all")
STRANGE: list[Any] = [None, True, False, 0, -1, 1.5, 2**62, 2**80]
STRANGE += ["", "x", "\ud83d", "9" * 30, "2026-13-45T25:61:61", "0001-01-01T00:00:00"]
STRANGE += [[], {}, [None], [[]], ["x"], [{}], {"x": 1}, [{"text": 5}], {"uri": []}]


def as_bytes(content: Any) -> bytes:
    """Bytes as they are, text as UTF-8, anything else as JSON."""
    if isinstance(content, bytes):
        return content
    return (content if isinstance(content, str) else json.dumps(content)).encode()


def zipped(files: dict[str, Any]) -> bytes:
    """A zip file of files by their names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, as_bytes(content))
    return buffer.getvalue()


@pytest.fixture(scope="session")
def made_export() -> Callable[..., Export]:
    """Makes an export in memory: of one file, or (given a dictionary of files) a zip file."""

    def make(name: str, content: Any, *, archive: bool = False) -> Export:
        data = zipped(content) if archive else as_bytes(content)
        return Export(NOWHERE / name, io.BytesIO(data))

    return make


@pytest.fixture(scope="session")
def items_of(made_export: Callable[..., Export]) -> Callable[..., list[Item]]:
    """Everything that an importer reads of an export made in memory."""

    def read(
        importer: ModuleType, name: str, content: Any, *, archive: bool = False, **how: Any
    ) -> list[Item]:
        with made_export(name, content, archive=archive) as export:
            assert importer.recognises(export) is not None
            return list(importer.read(export, Reading(**how)))

    return read


@pytest.fixture(scope="session")
def mutated() -> Callable[[st.DataObject, Any], Any]:
    """Copies a document with one to three values in it, drawn by chance, made something else."""

    def mutate(data: st.DataObject, document: Any) -> Any:
        changed = copy.deepcopy(document)
        for _ in range(data.draw(st.integers(1, 3))):
            places = list(_places(changed))
            holder, key = data.draw(st.sampled_from(places))
            holder[key] = copy.deepcopy(data.draw(st.sampled_from(STRANGE)))
        return changed

    return mutate


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a document where a value stands: what holds it, and its name or index."""
    if isinstance(value, dict):
        inner = list(value.items())
    else:
        inner = list(enumerate(value)) if isinstance(value, list) else []
    return [(value, key) for key, _ in inner] + [each for _, v in inner for each in _places(v)]
