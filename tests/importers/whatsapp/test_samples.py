"""Real exports of WhatsApp, of both phones and in many languages, as the manifest counts them."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.reading.question import OpenQuestion
from stalkdiary.importers.registry import importer_of, items
from stalkdiary.importers.whatsapp.importer import HEADER_IN_TEXT, NEW_FORM
from stalkdiary.importers.whatsapp.order import LIKELY
from stalkdiary.model.message import Direction, Item, Kind, Message, Notice, Skipped, State

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
MANIFEST = SAMPLES / "MANIFEST.tsv"
ROWS = [
    row
    for row in csv.DictReader(
        MANIFEST.read_text("utf-8").splitlines() if MANIFEST.exists() else [], delimiter="\t"
    )
    if re.fullmatch(r"whatsapp(?:-zip)?/.*\.(?:txt|zip)", row["path"])
]
ASKED = {"_chat 3.txt": "mdy", "dash-format-test.txt": "dmy", "spanish-format-test.txt": "dmy"}
"""What nothing in the file shows: the order of its dates."""
STARKDMI = "whatsapp/starkdmi_whats_json"
# Its name holds spaces that are none.
CZECH = next((row["path"].rpartition("/")[2] for row in ROWS if "CZ" in row["path"]), "")

pytestmark = pytest.mark.skipif(not ROWS, reason="the samples are not beside this checkout")


def everything(path: str) -> list[Item]:
    with Export(SAMPLES / path) as export:
        name, importer = importer_of(export)
        assert name in {"whatsapp-android", "whatsapp-iphone"}
        return list(items(export, importer, Reading(date_order=ASKED.get(export.name))))


def messages(path: str) -> list[Message]:
    return [item for item in everything(path) if isinstance(item, Message)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["path"].rpartition("/")[2])
def test_a_sample_is_read_as_the_manifest_counts_it(row: dict[str, str]) -> None:
    """The number of messages, the first and the last time, and how many each of them wrote."""
    found = messages(row["path"])
    assert len(found) == int(row["expected_count"])
    times = sorted(item.time.local.partition("+")[0] for item in found if item.time)
    assert (times[0], times[-1]) == (row["first_timestamp"], row["last_timestamp"])
    if by_sender := re.search(r"by_sender: ([^;]*)", row["notes"]):
        wanted = dict(each.rsplit("=", 1) for each in by_sender[1].split(", "))
        counts = Counter(item.sender for item in found)
        assert counts == {name: int(count) for name, count in wanted.items()}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["path"].rpartition("/")[2])
def test_every_line_of_a_sample_is_accounted_for(row: dict[str, str]) -> None:
    """The places of all items together are all lines of the file, each once and in order."""
    if row["path"].endswith(".zip"):
        pytest.skip("its lines are those of a text file that is a sample, too")
    lines = (SAMPLES / row["path"]).read_bytes().rstrip(b"\r\n").count(b"\n") + 1
    covered: list[int] = []
    for item in everything(row["path"]):
        first, _, last = item.locator.removeprefix("line ").partition("-")
        covered += range(int(first), int(last or first) + 1)
    assert covered == list(range(1, lines + 1))


@pytest.mark.parametrize(
    ("name", "state", "count"),
    [
        ("WhatsApp Chat with Dmitry S EN Android.txt", State.CALL_OR_VIEW_ONCE, 2),
        ("WhatsApp Chat with Dmitry S EN Android.txt", State.MEDIA_OMITTED, 27),
        ("WhatsApp Chat with Dmitry S EN Android.txt", State.DELETED_BY_SENDER, 6),
        ("WhatsApp Chat with Dmitry S EN Android.txt", State.DELETED_BY_ME, 2),
        (CZECH, State.MEDIA_OMITTED, 27),
        ("deutch_android_media.txt", State.MEDIA_OMITTED, 12),
        ("WhatsApp Chat - Elon Musk (Arabic).txt", State.MEDIA_OMITTED, 14),
        ("WhatsApp Chat - Elon Musk (IT).txt", State.DELETED_BY_SENDER, 1),
        ("iOS Thai.txt", State.DELETED_BY_ME, 2),
    ],
)
def test_what_became_of_messages_is_told_in_many_languages(
    name: str, state: State, count: int
) -> None:
    """By the words that WhatsApp puts in their place."""
    found = messages(f"{STARKDMI}/{name}")
    assert sum(item.state is state for item in found) == count


@pytest.mark.parametrize("row", [row for row in ROWS if STARKDMI in row["path"]])
def test_a_deleted_message_tells_whose_phone_it_was(row: dict[str, str]) -> None:
    """Everything by the one who deleted it went out, everything else came in."""
    mine = "Elon" if "ndroid" in row["path"] else "Dmitry S"
    for item in messages(row["path"]):
        assert item.direction is (Direction.OUT if item.sender == mine else Direction.IN)


@pytest.mark.parametrize(
    "name",
    [
        "WhatsApp Chat with Dmitry S EN Android.txt",
        CZECH,
        "deutch_android_media.txt",
    ],
)
def test_missed_calls_are_calls(name: str) -> None:
    calls = [item for item in messages(f"{STARKDMI}/{name}") if item.kind is Kind.CALL]
    assert [item.call.outcome for item in calls if item.call] == ["missed", "missed"]


def test_a_changed_security_code_is_a_note_and_no_message() -> None:
    """An iPhone writes it as if the other person had sent it."""
    found = everything(f"{STARKDMI}/WhatsApp Chat - Elon Musk (FR).txt")
    notices = [item for item in found if isinstance(item, Notice)]
    assert [notice.telling for notice in notices] == [False, True, True]
    assert notices[1].text.startswith("Votre code de sécurité avec Elon a changé.")


def test_media_beside_a_chat_are_found() -> None:
    path = "whatsapp/rodrigogs_whats-reader/android-private-chat/WhatsApp Chat with Alice.txt"
    with Export(SAMPLES / path) as export:
        _, importer = importer_of(export)
        found = [each for each in items(export, importer, Reading(digest=True)) if each]
    files = [each for item in found if isinstance(item, Message) for each in item.attachments]
    assert [each.found for each in files] == [True] * 4
    sums = {
        row["sha256"]
        for row in csv.DictReader(MANIFEST.read_text("utf-8").splitlines(), delimiter="\t")
    }
    assert {each.sha256 for each in files} <= sums


def test_a_folder_is_a_chat_with_its_media() -> None:
    """The other files of the folder are accounted for."""
    found = everything("whatsapp/rodrigogs_whats-reader/android-private-chat")
    assert sum(isinstance(item, Message) for item in found) == 43
    assert not [item for item in found if isinstance(item, Skipped)]


def test_a_line_of_another_form_stays_in_the_message() -> None:
    """It looks like a message of somebody else, and is none."""
    found = messages("whatsapp/MasterScrat_Chatistics/_chat.txt")
    (flagged,) = [item for item in found if HEADER_IN_TEXT in item.flags]
    assert flagged.text.endswith("John Doe: this line is not a message on its own")
    assert "\x86" in flagged.text


@pytest.mark.parametrize(
    ("name", "flag", "count"),
    [
        ("whatsapp/rodrigogs_whats-reader/ios-group-chat/_chat.txt", LIKELY, 0),
        ("whatsapp/mlomb_chat-analytics/2A_5M.txt", LIKELY, 0),
        ("whatsapp/rodrigogs_whats-reader/bracketed-year-first-test.txt", NEW_FORM, 2),
    ],
)
def test_what_is_only_likely_is_said(name: str, flag: str, count: int) -> None:
    """It stands with each message."""
    assert sum(flag in item.flags for item in messages(name)) == count


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["path"].rpartition("/")[2])
def test_only_what_nothing_shows_is_asked(row: dict[str, str]) -> None:
    """Three of the real files show nothing of the order of their dates."""
    name = row["path"].rpartition("/")[2]
    with Export(SAMPLES / row["path"]) as export:
        _, importer = importer_of(export)
        if name not in ASKED:
            next(items(export, importer, Reading()))
            return
        with pytest.raises(OpenQuestion) as asked:
            next(items(export, importer, Reading()))
    assert ASKED[name] in [each.changes["date_order"] for each in asked.value.answers]
