"""Parts of a diary: they prove their chain, and hold nothing of what is left out."""

import io
import json
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from stalkdiary.diary import Diary
from stalkdiary.errors import InputRefused, NothingMatched
from stalkdiary.handover.check_bundle import check
from stalkdiary.handover.contents import Choice, contents_of
from stalkdiary.model.action import Action
from stalkdiary.model.changes import Changes, PersonChanges
from stalkdiary.model.exhibit import PhysicalItem
from stalkdiary.model.incident import TEXTS, Account
from stalkdiary.model.ledger import KINDS, Entry, next_entry
from stalkdiary.model.moment import Moment, Precision
from stalkdiary.model.person import Person
from stalkdiary.model.redaction import Redaction, StandsNowhere
from stalkdiary.model.selection import Selection

Make = Callable[..., dict[str, Any]]
APRIL = Selection(since="2026-04-01")


def text_of_pdf(data: bytes) -> str:
    """Its pages, what it says of itself in both ways, and the names of files in it."""
    reader = PdfReader(io.BytesIO(data))
    packet = reader.xmp_metadata.stream.get_data() if reader.xmp_metadata else b""
    pages = [page.extract_text() for page in reader.pages]
    return "\n".join([*pages, str(reader.metadata), packet.decode(), *reader.attachments])


SIGNED = re.compile(r'-----BEGIN.*?-----END|"(?:request|response)": ?"[^"]*"', re.DOTALL)


def texts_of(bundle: Path) -> dict[str, str]:
    """What stands in each file: its bytes as text, and of a PDF what a reader finds in it.

    The bytes of a PDF are compressed: a short word can stand in them by chance.
    """
    found = {}
    for path in bundle.rglob("*"):
        if not path.is_file():
            continue
        data = path.read_bytes()
        text = data.decode("utf-8", "replace") if path.suffix != ".pdf" else text_of_pdf(data)
        if path.suffix == ".jsonl":
            # Escapes of JSON hide nothing.
            text += "\n".join(json.loads(line).get("body", "") for line in text.splitlines())
        # What authorities signed is noise in which a short word can stand by chance.
        text = SIGNED.sub("", text.replace("\\", ""))
        found[path.relative_to(bundle).as_posix()] = " ".join(text.split()).casefold()
    return found


def holding(bundle: Path, phrase: str) -> set[str]:
    wanted = " ".join(phrase.split()).casefold()
    return {name for name, text in texts_of(bundle).items() if wanted in text}


def kinds_of(bundle: Path) -> dict[str, set[str]]:
    """Kinds of entry that are there whole, and by their hash."""
    lines = map(json.loads, (bundle / "data" / "ledger.jsonl").read_bytes().splitlines())
    found: dict[str, set[str]] = {"body": set(), "body_hash": set()}
    for line in lines:
        found["body" if "body" in line else "body_hash"].add(line["kind"])
    return found


def test_everything_is_whole_where_nothing_is_asked_for(golden: Path) -> None:
    assert kinds_of(golden)["body_hash"] == set()
    assert holding(golden, "canary-march") >= {"data/ledger.jsonl", "data/report.pdf"}


def test_a_part_holds_nothing_of_the_rest(april: Path) -> None:
    """Searched in the bytes of every file, and in the text of every PDF."""
    assert check(april).findings == []
    assert holding(april, "canary-april") >= {"data/ledger.jsonl", "data/report.pdf"}
    for canary in ("MARCH", "WHERE", "WHY", "WITHDRAWN", "NOTE", "PERSON", "BACKUP", "DRAFT"):
        assert holding(april, f"canary-{canary}") == set(), canary
    assert holding(april, "Zoë’s door") == set()
    # What the report says of earlier handovers is for everybody; the entry itself is not.
    assert "data/ledger.jsonl" not in holding(april, "canary-officer")


def test_what_a_part_has_whole(april: Path) -> None:
    found = kinds_of(april)
    assert {"case", "timestamp", "action", "incident", "exhibit", "person"} <= found["body"]
    assert {"handover", "backup", "amendment", "withdrawal", "person"} <= found["body_hash"]
    assert not found["body"] & {"backup", "amendment", "withdrawal"}
    # The note of the bundle itself, and no earlier handover.
    lines = (april / "data" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    assert [n for n, line in enumerate(lines, 1) if '"handover"' in line and '"body":' in line] == [
        len(lines)
    ]
    names = {path.name.partition(".")[2] for path in (april / "data" / "exhibits").iterdir()}
    assert names == {"jpg", "html.txt"}


def test_a_part_by_person(diary: Diary, bundled: Make, tmp_path: Path) -> None:
    noted = bundled(diary, tmp_path / "b", selection=Selection(person=1))
    assert noted["incidents"] == [1]
    assert check(tmp_path / "b").findings == []
    assert holding(tmp_path / "b", "canary-april") == set()
    assert holding(tmp_path / "b", "07700 900123") == set()


def test_a_part_of_nothing(diary: Diary, bundled: Make, tmp_path: Path) -> None:
    with pytest.raises(NothingMatched):
        bundled(diary, tmp_path / "b", selection=Selection(since="2027-01-01"))
    assert not (tmp_path / "b").exists()


PHRASES = [
    "12 acacia avenue",
    "CANARY-MARCH",
    "canary-where",
    "canary-why",
    "canary-withdrawn",
    "Kim",
    "07700  900123",
    "canary-officer",
    "Zoë’s door",
    "canary-card",
]


@pytest.mark.parametrize("phrase", PHRASES)
def test_redacted_words_are_nowhere(
    diary: Diary, bundled: Make, tmp_path: Path, phrase: str
) -> None:
    """In no file of the bundle, in any case and white space; and the chain still holds."""
    before = tmp_path / "before"
    bundled(diary, before)
    assert holding(before, phrase) & {"data/ledger.jsonl"}
    bundled(diary, tmp_path / "b", phrases=[phrase])
    assert check(tmp_path / "b").findings == []
    assert holding(tmp_path / "b", phrase) == set()
    assert holding(tmp_path / "b", "[left out]")


def test_words_are_counted_in_report_and_ledger(
    diary: Diary, bundled: Make, tmp_path: Path
) -> None:
    """Also what stands in an earlier entry alone; and files that are not searched are named."""
    diary.change_person("Kim", PersonChanges(name="Kimberley", notes="friend"))
    diary.change_person("Kimberley", PersonChanges(notes="of old"))
    noted = bundled(diary, tmp_path / "b", phrases=["canary-where", "friend", "ACACIA"])
    assert noted["redacted"] == [
        {"number": 1, "times": 1, "entries": 1},
        {"number": 2, "times": 0, "entries": 1},
        {"number": 3, "times": 1, "entries": 1},
    ]
    assert noted["unsearched"] == ["AB/3", "AB/4"]
    assert bundled(diary, tmp_path / "c")["unsearched"] == []
    with pytest.raises(StandsNowhere) as caught:
        bundled(diary, tmp_path / "d", phrases=["Acacia", "Lime Street"])
    assert caught.value.phrases == ("Lime Street",)
    assert not (tmp_path / "d").exists()


@settings(max_examples=2)
@given(st.data())
def test_disguises_are_nowhere(
    told: Path,
    bundled: Make,
    disguised: Callable[[str], st.SearchStrategy[str]],
    data: st.DataObject,
) -> None:
    """Twenty forms of one word in everything that a person can write: in no file of the bundle."""
    word = "o'neil-allan lane"
    disguises = data.draw(st.lists(disguised(word), min_size=20, max_size=20))
    text = " \u2603 ".join(disguises)
    with TemporaryDirectory() as folder:
        with Diary(Path(shutil.copy(told, folder)), None) as diary:
            fill(diary, text, Path(folder))
            bundled(
                diary,
                Path(folder) / "b",
                phrases=[word],
                recipient=text,
            )
        assert check(Path(folder) / "b").findings == []
        for name, found in texts_of(Path(folder) / "b").items():
            for disguise in {word, *disguises}:
                assert " ".join(disguise.split()).casefold() not in found, name
            if not name.endswith(".pdf"):
                assert not Redaction([word]).occur_in(found), name


def fill(diary: Diary, text: str, folder: Path) -> None:
    """Writes `text` into every field of a new incident, a person, an action and two exhibits."""
    fields: dict[str, Any] = dict.fromkeys(("what", *TEXTS), text)
    when = Moment(
        start=None, end=None, precision=Precision.UNKNOWN, part=None, timezone="UTC", said=text
    )
    file = folder / "a file"
    file.write_text("nothing of it")
    receipt = diary.add(Account(when=when, witnesses=(text,), **fields), [file], person=text)
    diary.amend(receipt.number, Changes(where=text + " again"), why=text)
    diary.attach_physical(
        receipt.number,
        PhysicalItem(description=text, found_at=text, handled_by=text, packed=text, kept_at=text),
    )
    diary.withdraw(receipt.number, text)
    lists: dict[str, Any] = dict.fromkeys(("aliases", "numbers", "handles", "vehicles"), (text,))
    diary.record_person(Person(number=0, name=text + " 2", relationship=text, notes=text, **lists))
    texts = ("what", "force", "reference", "officer", "promised")
    said: dict[str, Any] = dict.fromkeys(texts, text)
    diary.record_action(Action(number=0, recorded_at="", kind="police", when=when, **said))
    diary.record_handover("report", {"format": "pdf", "for": text})


def test_all_of_them_at_once_in_a_part(diary: Diary, bundled: Make, tmp_path: Path) -> None:
    bundled(diary, tmp_path / "b.zip", phrases=PHRASES, selection=APRIL, even_if_absent=True)
    assert check(tmp_path / "b.zip").findings == []
    with zipfile.ZipFile(tmp_path / "b.zip") as zipped:
        zipped.extractall(tmp_path)
    for phrase in PHRASES:
        assert holding(tmp_path / "bundle-2026-11-23", phrase) == set()


def test_the_files_of_a_redacted_incident_stay_out(
    diary: Diary, bundled: Make, tmp_path: Path
) -> None:
    """And that is said: on the screen, in bag-info.txt and in exhibits.csv."""
    noted = bundled(diary, tmp_path / "b", phrases=["acacia"])
    assert noted["exhibits_left_out"] == ["AB/1", "AB/2"]
    assert holding(tmp_path / "b", "canary-note") == set()
    assert "Exhibits-Left-Out: AB/1, AB/2\n" in (tmp_path / "b" / "bag-info.txt").read_text()
    assert '"AB/2","1","[left out]","",""' in (tmp_path / "b/data/exhibits.csv").read_text()
    assert '"AB/3","2","again.jpg"' in (tmp_path / "b/data/exhibits.csv").read_text()


def test_an_exhibit_that_is_left_out(diary: Diary, bundled: Make, tmp_path: Path) -> None:
    """The same file stays where another exhibit has it."""
    noted = bundled(diary, tmp_path / "b", left_out=["ab/2", "AB/3"])
    assert noted["exhibits_left_out"] == ["AB/2", "AB/3"]
    assert check(tmp_path / "b").findings == []
    assert holding(tmp_path / "b", "canary-note") == set()
    assert holding(tmp_path / "b", "cmd|calc") == set()
    assert len(list((tmp_path / "b" / "data" / "exhibits").glob("*.jpg"))) == 1
    assert holding(tmp_path / "b", "canary-march")


def test_an_exhibit_that_is_not_there(diary: Diary, bundled: Make, tmp_path: Path) -> None:
    with pytest.raises(NothingMatched):
        bundled(diary, tmp_path / "b", left_out=["AB/99"])


@pytest.mark.parametrize("phrase", ["AB", "b", " ", "é"])
def test_words_that_stand_everywhere(
    diary: Diary, bundled: Make, tmp_path: Path, phrase: str
) -> None:
    """A reference can't be left out, nor can a letter."""
    with pytest.raises(InputRefused):
        bundled(diary, tmp_path / "b", phrases=[phrase])
    assert not (tmp_path / "b").exists()


def test_two_of_the_same_hidden_name_stay_apart(
    told: Path, bundled: Make, tmp_path: Path, when: Moment
) -> None:
    """Somebody who is not concerned does not come in because both names are left out."""
    with Diary(Path(shutil.copy(told, tmp_path / "diary.db")), None) as diary:
        diary.record_person(Person(number=0, name="Sam Secret", notes="CANARY-OTHER"))
        diary.add(Account(what="something", when=when, witnesses=("Secret",)))
        noted = bundled(
            diary,
            tmp_path / "b",
            phrases=["Sam Secret", "Secret"],
            even_if_absent=True,
            selection=Selection(since="2026-11-01"),
        )
    assert noted["incidents"] == [3]
    assert holding(tmp_path / "b", "canary-other") == set()


def test_decomposed_letters(told: Path, bundled: Make, tmp_path: Path, when: Moment) -> None:
    """What looks the same is the same, however it is encoded."""
    with Diary(Path(shutil.copy(told, tmp_path / "diary.db")), None) as diary:
        composed = unicodedata.normalize("NFC", "Böhm")
        decomposed = unicodedata.normalize("NFD", composed)
        for name in (composed, decomposed):
            diary.add(Account(what=f"Café {name}", when=when))
        bundled(diary, tmp_path / "b", phrases=["café böhm"])
    for name in (composed, decomposed):
        assert holding(tmp_path / "b", name) == set()


# The rules, without a diary ---------------------------------------------------------------------


def chain(*bodies: tuple[str, dict[str, Any]]) -> list[Entry]:
    entries: list[Entry] = []
    for kind, body in [("case", {"diary": "0"}), *bodies]:
        last = entries[-1] if entries else None
        entries.append(next_entry(last, recorded_at="2026-11-22T22:00:00Z", kind=kind, body=body))
    return entries


def exported(incident: int = 1) -> dict[str, Any]:
    return {"ref": "EX/1", "incident": incident, "name": "chat.txt", "sha256": "a" * 64, "bytes": 1}


def test_an_export_goes_whole_or_not_at_all() -> None:
    """It holds the whole conversation, and belongs to its first incident alone."""
    entries = chain(
        ("incident", {"incident": 1, "what": "March"}),
        ("incident", {"incident": 2, "what": "April"}),
        ("exhibit", exported()),
        ("import", {"exhibits": ["EX/1"], "record": {"sha256": 64 * "a"}}),
    )
    whole = contents_of(entries, Choice(redaction=Redaction([])))
    assert (len(whole.exhibits), whole.by_hash) == (1, frozenset())
    assert whole.records == (64 * "a",)
    for choice in (
        Choice(incidents=frozenset({1}), redaction=Redaction([])),
        Choice(redaction=Redaction(["nowhere"])),
        Choice(redaction=Redaction([]), left_out=frozenset({"EX/1"})),
    ):
        part = contents_of(entries, choice)
        assert (part.exhibits, [each.ref for each in part.left_out]) == ((), ["EX/1"])
        assert {4, 5} <= part.by_hash
        assert part.records == ()


def test_an_exhibit_of_nothing_stays_out_of_a_part() -> None:
    entries = chain(("exhibit", exported(incident=7)))
    part = contents_of(entries, Choice(incidents=frozenset({1}), redaction=Redaction([])))
    assert (part.exhibits, part.left_out, part.by_hash) == ((), (), frozenset({2}))


@pytest.mark.parametrize("kind", sorted((KINDS | {"of a newer program"}) - {"case", "timestamp"}))
def test_no_kind_of_entry_shows_a_phrase(kind: str) -> None:
    """Whatever the body looks like, and however deep it stands."""
    body = exported() | {"exhibit": "EX/9", "number": 1, "more": [{"deep": ["x Secret y"]}]}
    (found,) = contents_of(chain((kind, body)), Choice(redaction=Redaction(["secret"]))).by_hash
    assert found == 2


@pytest.mark.parametrize("kind", ["import", "handover", "backup", "of a newer program"])
def test_what_is_nobodys_business_stays_out_of_a_part(kind: str) -> None:
    choice = Choice(incidents=frozenset({1}), redaction=Redaction([]))
    assert contents_of(chain((kind, exported())), choice).by_hash == {2}
