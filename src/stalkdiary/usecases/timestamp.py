"""Timestamps: authorities sign that the diary existed by now, and their answers are kept."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from stalkdiary.diary import Diary
from stalkdiary.errors import InputRefused, NotAllChecked, NotWritten, StalkdiaryError
from stalkdiary.handover import authority as network
from stalkdiary.handover import timestamp
from stalkdiary.handover.authority import proxy_of
from stalkdiary.handover.timestamp import Stamp
from stalkdiary.handover.trust import Authority, authority, pinned
from stalkdiary.model.ledger import Entry
from stalkdiary.model.timestamp import TimestampFact

__all__ = ["Authority", "Stamped", "authorities", "proxy_of", "stamp"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """What came of asking.

    Attributes:
        entry: the newest entry, which the authorities were asked about.
        facts: what each answer that was kept shows.
        failures: what went wrong on the way; an answer that could not be checked is kept, too.
    """

    entry: Entry
    facts: tuple[TimestampFact, ...]
    failures: tuple[StalkdiaryError, ...]


def authorities(
    urls: Sequence[str] = (), roots: bytes | None = None, policy: str | None = None
) -> list[Authority]:
    """The authorities at these addresses, each once; those that are known here without any.

    `roots` are the root certificates of all of them, PEM or DER; None where they are known here. A
    timestamp must be made under the `policy`.

    Raises:
        InputRefused: one of the three can't be used, or the roots of an address are not known here.
        NotAllChecked: no answer could be checked here; whoever would be asked has not been.
    """
    timestamp.must_load()
    wanted = urls or [each.url for each in pinned()]
    return [authority(url, roots, policy) for url in dict.fromkeys(wanted)]


def stamp(diary: Diary, asked: Sequence[Authority], *, policy: bool = False) -> Stamped:
    """Asks authorities over the network, and records each answer unless it is false.

    `policy` says whether the policy of each is asked for as well.
    """
    newest = deque(diary.entries(), maxlen=1).pop()
    facts: list[TimestampFact] = []
    failures: list[StalkdiaryError] = []
    for each in asked:
        token = None
        try:
            answered = _answer(newest, each, each.policy if policy else None)
            token = timestamp.checked(answered, each)
        except NotAllChecked as error:
            failures.append(error)
        except (InputRefused, NotWritten) as error:
            failures.append(error)
            continue
        diary.record_timestamp(answered.body(token))
        facts.append(answered.fact(token))
    return Stamped(entry=newest, facts=tuple(facts), failures=tuple(failures))


def _answer(newest: Entry, asked: Authority, policy: str | None) -> Stamp:
    request = timestamp.request_for(newest, policy)
    return Stamp(
        authority=asked.url,
        entry=newest.number,
        hash=newest.hash,
        request=request,
        response=network.answer(asked.url, request),
        roots=asked.roots,
    )
