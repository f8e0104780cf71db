"""The hours of messages, which are counted when they come in."""

from collections import Counter
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.model.burst import Digest, digest
from stalkdiary.model.message import (
    Basis,
    Direction,
    ExportTime,
    HeldMessage,
    Kind,
    Message,
    Resolution,
)
from stalkdiary.store import hours, messages
from stalkdiary.store.connection import in_memory
from stalkdiary.store.schema import migrate

LOCAL = {
    Resolution.DAY: "2026-03-{:02}",
    Resolution.MINUTE: "2026-03-{:02}T{:02}:30+00:00",
    Resolution.SECOND: "2026-03-{:02}T{:02}:30:05+00:00",
}
TIMES = st.none() | st.builds(
    lambda precision, day, hour: ExportTime(
        raw="",
        instant=day * 86_400_000 + hour * 3_600_000,
        local=LOCAL[precision].format(day, hour),
        precision=precision,
        basis=Basis.ASSUMED,
    ),
    st.sampled_from(list(LOCAL)),
    st.integers(1, 28),
    st.integers(0, 23),
)
ROWS = st.lists(st.tuples(st.integers(1, 3), TIMES, st.booleans(), st.integers(1, 2)), max_size=12)


@settings(max_examples=30)
@given(rows=ROWS)
def test_they_are_what_the_messages_themselves_add_up_to(
    rows: list[tuple[int, ExportTime | None, bool, int]],
) -> None:
    """Counted as they come in, or from messages that were there before there was a count."""
    connection = in_memory()
    migrate(connection)
    held: dict[int, list[HeldMessage]] = {}
    for entry, together in groupby(sorted(rows, key=lambda row: row[3]), key=lambda row: row[3]):
        lines = []
        for at, (incident, time, counted, _) in enumerate(together):
            message = Message(f"line {at}", Kind.MESSAGE, "WhatsApp", time, Direction.IN, "Alex")
            lines.append(messages.message_line(incident, bytes(16), message, counted=counted))
            one = HeldMessage(
                number=at, incident=incident, exhibit="", message=message, counted=counted
            )
            held.setdefault(incident, []).append(one)
        sha256, _ = messages.keep_record(connection, lines)
        messages.put_in(connection, entry, sha256)
    expected = {number: _told(digest(found)) for number, found in held.items()}
    query = "SELECT * FROM message_hour ORDER BY 1, 2, 3"
    counted_at_once = connection.execute(query).fetchall()
    assert {n: _told(each) for n, each in hours.of_incidents(connection).items()} == expected
    connection.execute("DELETE FROM message_hour")
    hours.refill_hours(connection)
    assert connection.execute(query).fetchall() == counted_at_once
    connection.close()


def _told(found: Digest) -> tuple[int, Counter[tuple[int, int]]]:
    return found.acts, found.hours
