"""A script as an advocate would write it, with the public names alone."""

from datetime import UTC, datetime
from pathlib import Path

from stalkdiary import (
    Account,
    Action,
    BundleOptions,
    Changes,
    Diary,
    Incident,
    Moment,
    Person,
    PersonChanges,
    PhysicalItem,
    Receipt,
    ReportOptions,
    Selection,
    StalkdiaryError,
    Summary,
    export_ledger,
    verify_bundle,
    write_bundle,
    write_report,
)


def main(folder: Path) -> list[str]:
    """Starts a diary in `folder`, hands over what is in it, and gives a line for each incident."""
    path = folder / "client.db"
    now = datetime.now(UTC)
    Diary.create(path, "a passphrase", initials="CL").close()
    with Diary.open(path, ask=lambda: "a passphrase") as diary:
        when: Moment = diary.moment("12 March 2026 in the evening")
        diary.record_person(Person(name="Alex", role="stalker"))
        receipt: Receipt = diary.add(
            Account(what="He waited outside", when=when, types=("loitering",)), person="Alex"
        )
        diary.amend(receipt.number, Changes(where="the station", felt=None), why="a slip")
        diary.change_person("Alex", PersonChanges(numbers=("07700 900123",), notes=None))
        diary.attach_physical(receipt.number, PhysicalItem(description="a card"))
        diary.record_action(Action(kind="police", when=diary.moment(now), reference="47/1"))
        try:
            diary.add(Account(what=""))
        except StalkdiaryError as error:
            assert error.exit_code == 4, error.advice  # noqa: PT017 - a script, not a test
        summary: Summary = diary.summary(Selection(since="2026-01-01"))
        assert summary.incidents == len(diary.search("waited")) == 1
        assert not list(diary.messages(receipt.number))
        assert not diary.verify().altered
        options = ReportOptions(recipient="PC 1234")
        write_report(diary, folder / "client.html", "html", options, now=now)
        made = write_bundle(diary, folder / "client.zip", BundleOptions(), now=now)
        assert not verify_bundle(made.file, expect=[made.fingerprint]).altered
        assert export_ledger(diary, folder / "client.jsonl") > 1
        return [_line(incident) for incident in diary.incidents()]


def _line(incident: Incident) -> str:
    when = incident.account.when
    day = when.day
    return f"{incident.number}: {day:%d %B}, in the {when.part}" if day else str(incident.number)
