"""How a stranger checks the document, and what it does not prove."""

from stalkdiary.model.ledger import short_fingerprint
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.tree import Detail, Details, Form, Paragraph, Section, Steps

_NOT_STAMPED = "This document holds no timestamp from outside."
_STAMPED = (
    "This document holds no timestamp itself. What those in the custody log show, and under whose "
    "certificates, is told by a check of the diary or of a bundle."
)
_A_FILE = (
    "A file that was handed over: take its SHA-256 (sha256sum FILE on Linux, shasum -a 256 FILE on "
    "macOS, certutil -hashfile FILE SHA256 on Windows) and compare it with the one in the list of "
    "exhibits. One different byte gives another hash."
)
_THE_DIARY = (
    "The diary: stalkdiary verify --expect FINGERPRINT checks every entry and every preserved "
    "file, and says whether the diary still holds all that this document was made from. The first "
    "16 digits of the fingerprint are enough."
)
_THIS_DOCUMENT = (
    "This document: the note that it was made is an entry of the diary itself, written after the "
    "fingerprint above."
)


def how_to_check(facts: Facts) -> Section:
    return Section.of(
        "checking",
        "How to check this document",
        Paragraph(
            "The diary is a list of entries, each with a SHA-256 hash that covers the one "
            "before it. The fingerprint is the hash of the newest. To change, remove or "
            "insert an earlier entry is to change every hash after it, and so the fingerprint."
        ),
        Details.of(
            Detail("Fingerprint", facts.fingerprint, Form.CODE),
            Detail("To read aloud", short_fingerprint(facts.fingerprint), Form.CODE),
            Detail("Entries", f"{facts.entries:,}"),
            Detail("Made", facts.made.in_words()),
        ),
        Steps((_A_FILE, _THE_DIARY, _THIS_DOCUMENT)),
    )


def not_proved(facts: Facts) -> Section:
    """The three claims, kept apart."""
    stamped = any(details.get("what") == "timestamp" for _, details in facts.handovers)
    return Section.of(
        "limits",
        "What this document does not prove",
        Details.of(
            Detail(
                "Unchanged since it was written",
                "This can be checked: an entry that is altered afterwards no longer fits "
                "the fingerprint, from the moment the fingerprint is in other hands. "
                "Before that, anyone holding the whole diary could have rewritten it.",
            ),
            Detail(
                "Existed by this time",
                f"{_STAMPED if stamped else _NOT_STAMPED} Every time of writing in "
                "it comes from the clock of the computer on which the diary is kept, and "
                "that clock may be wrong. Handing over the fingerprint fixes a date from "
                "then on.",
            ),
            Detail(
                "What happened",
                "This is the account of the person who keeps the diary. The program claims "
                "nothing about it. When something happened, and under which kind it is "
                "filed, is what the person said.",
            ),
        ),
        Paragraph(
            "This is not a witness statement and holds no declaration of truth. Counts are "
            "counts of what was recorded; what was not recorded is not in them."
        ),
    )
