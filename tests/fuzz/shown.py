"""All that a diary shows."""

from stalkdiary.diary import Diary


def everything(diary: Diary) -> list[object]:
    """All that a diary shows: what must never change silently."""
    shown: list[object] = [diary.case(), diary.fingerprint]
    shown += [incident.shown() for incident in diary.incidents()]
    shown += [diary.history(each.number) for each in list(diary.incidents())]
    shown += [exhibit.listed() for exhibit in diary.exhibits()]
    shown += [*diary.people(), *diary.actions()]
    shown += [diary.handovers(), diary.evidence_bytes]
    shown += [[each.number for each in diary.search(word)] for word in ("calls", "school", "Sam")]
    shown += [list(diary.messages(each.number)) for each in list(diary.incidents())]
    return [*shown, diary.conversations()]
