"""A download that came in several zip files is one export."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from stalkdiary.errors import InputRefused
from stalkdiary.importers import registry
from stalkdiary.importers.reading.export import Reading
from stalkdiary.importers.reading.parts import Parts, parts_by_name
from stalkdiary.model.message import Message, Skipped

SENT = {
    "From": "alex",
    "Media Type": "MEDIA",
    "Created": "2026-04-20 21:30:05 UTC",
    "Media IDs": "b~DEF",
}


@pytest.fixture
def part(tmp_path: Path) -> Callable[..., Path]:
    """Writes a part of a download."""

    def write(name: str, **files: bytes) -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as archive:
            for member, content in files.items():
                archive.writestr(member, content)
        return path

    return write


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        (["mydata~1.zip", "mydata~1-2.zip"], [2]),
        (["mydata~1-2.zip", "mydata~1.zip", "mydata~1-10.zip"], [3]),
        (["takeout-20260312T213005Z-001.zip", "takeout-20260312T213005Z-002.zip"], [2]),
        (["instagram-alex-2026-03-12-aB1.zip", "instagram-alex-2026-03-12-Zz9.zip"], [2]),
        (["a.zip", "a (1).zip", "b.zip"], [2, 1]),
        (["mydata~1 (1).zip", "mydata~1-2 (1).zip"], [2]),
        (["takeout-20260312T213005Z-001(1).zip", "takeout-20260312T213005Z-002.zip"], [2]),
        (["TikTok_Data_1 part 1.zip", "TikTok_Data_1 part 2.zip"], [2]),
        (["mydata~1.zip", "mydata~2.zip"], [1, 1]),
        (["chat-1.txt", "chat-2.txt"], [1, 1]),
        (["a.zip", "a.zip"], [1]),
        (["-1.zip", "-2.zip"], [1, 1]),
    ],
)
def test_parts_are_told_by_their_names(names: list[str], groups: list[int]) -> None:
    """In the order of their numbers."""
    found = parts_by_name(map(Path, names))
    assert [len(each) for each in found] == groups
    if groups == [3]:
        assert [each.name for each in found[0]] == [
            "mydata~1.zip",
            "mydata~1-2.zip",
            "mydata~1-10.zip",
        ]


def test_a_file_is_found_in_another_part(part: Callable[..., Path]) -> None:
    """With the bytes that it has there; what both have is there once."""
    chat = json.dumps({"alex": [SENT]}).encode()
    picture = {"chat_media/2026-04-20_b~DEF.jpg": b"JPEG", "index.html": b"two"}
    paths = [
        part("mydata~1.zip", **{"json/chat_history.json": chat, "index.html": b"one", "same": b""}),
        part("mydata~1-2.zip", **picture, same=b""),
    ]
    with Parts(paths) as export:
        name, importer = registry.importer_of(export)
        items = list(registry.items(export, importer, Reading(digest=True)))
        assert export.twice == {"index.html"}
        assert len(export.members) == 5
        assert export.size == sum(each.stat().st_size for each in paths)
    assert name == "snapchat"
    (message,) = [each for each in items if isinstance(each, Message)]
    (attachment,) = message.attachments
    assert (attachment.found, attachment.bytes) == (True, 4)
    assert sum(isinstance(each, Skipped) for each in items) == 1


def test_an_error_names_the_part(part: Callable[..., Path]) -> None:
    """The member is in the second one."""
    chat = json.dumps({"alex": [SENT]}).encode()
    paths = [
        part("d-1.zip", **{"json/chat_history.json": chat}),
        part("d-2.zip", **{"json/snap_history.json": b""}),
    ]
    with Parts(paths) as export:
        _, importer = registry.importer_of(export)
        with pytest.raises(
            InputRefused, match=r"d-2\.zip: json/snap_history\.json: found an empty"
        ):
            list(registry.items(export, importer, Reading()))


def test_a_part_that_is_missing_is_an_error_and_leaves_nothing_open(
    part: Callable[..., Path], tmp_path: Path
) -> None:
    first = part("d-1.zip", a=b"")
    with pytest.raises(InputRefused):
        Parts([first, tmp_path / "d-2.zip"])
