"""The commands of the program, each a small description: those that write, and some that read."""

from dataclasses import dataclass

STORY = "CANARY he waited outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One command.

    Attributes:
        name: what it is called here.
        arguments: its words; {given} is the folder of what it takes, {out} of what it makes;
            {authority} and {roots} are a timestamp authority on loopback.
        makes: the name of what it makes in {out}.
        typed: its standard input.
        first: commands that have been run before.
        encrypted: whether the diary has a passphrase.
        golden: the diary of an earlier version that it is run on, by its folder in tests/golden;
            the first that is done then is to bring it up to date.
        begins: whether there is no diary yet.
        rekeys: whether the diary opens with the passphrase in {given}/new afterwards.
        ends: how it may end where a disk fails. Never as with a fault of ours, a wrong passphrase
            or an alteration.
    """

    name: str
    arguments: tuple[str, ...]
    makes: str | None = None
    typed: str = ""
    first: tuple[tuple[str, ...], ...] = ()
    encrypted: bool = True
    golden: str | None = None
    begins: bool = False
    rekeys: bool = False
    ends: tuple[int, ...] = (4, 5, 8)


_BACKUP = ("backup", "{out}/copy.db")
_IMPORTED = ("import", "{given}/result.json", "--from", "Alex", "--person", "Alex")
_DEMO = ("demo", "{out}/made-up")
WRITING = (
    Verb(name="init", arguments=("init",), begins=True),
    Verb(name="init-plain", arguments=("init", "--no-passphrase"), begins=True, encrypted=False),
    Verb(name="add", arguments=("add", "--when", "now"), typed=STORY),
    Verb(
        name="add-files",
        arguments=("add", "--when", "now", "--person", "Kim", "--attach", "{given}/source.bin"),
        typed=STORY,
    ),
    Verb(
        name="add-plain",
        arguments=("add", "--when", "now", "--attach", "{given}/source.bin"),
        typed=STORY,
        encrypted=False,
    ),
    Verb(name="amend", arguments=("amend", "1", "--where", "CANARY")),
    Verb(name="withdraw", arguments=("withdraw", "1", "--why", "twice")),
    Verb(name="withdraw-undo", arguments=("withdraw", "3", "--undo")),
    Verb(name="attach", arguments=("attach", "2", "{given}/source.bin")),
    Verb(
        name="attach-physical",
        arguments=("attach", "2", "--physical", "a card", "--photo", "{given}/source.bin"),
    ),
    Verb(name="action", arguments=("action", "police", "--when", "now")),
    Verb(name="action-change", arguments=("action", "change", "1", "--reference", "47")),
    Verb(
        name="told-to-stop",
        arguments=("action", "told-to-stop", "--when", "now", "--what", "CANARY by text"),
    ),
    Verb(name="people-add", arguments=("people", "add", "Kim")),
    Verb(name="people-change", arguments=("people", "change", "Alex", "--alias", "Lex")),
    Verb(name="initials", arguments=("exhibits", "--initials", "XY")),
    Verb(name="import", arguments=_IMPORTED),
    Verb(name="mark", arguments=("mark", "4", "1"), first=(_IMPORTED,)),
    Verb(
        name="report",
        arguments=("report", "--format", "text", "-o", "{out}/report.txt"),
        makes="report.txt",
    ),
    Verb(name="report-piped", arguments=("report", "--format", "text", "-o", "-")),
    Verb(
        name="bundle",
        arguments=("bundle", "{out}/bundle"),
        makes="bundle",
    ),
    Verb(
        name="bundle-zip",
        arguments=("bundle", "{out}/bundle.zip"),
        makes="bundle.zip",
        encrypted=False,
    ),
    Verb(
        name="extract",
        arguments=("extract", "AB/1", "-o", "{out}/door.bin"),
        makes="door.bin",
    ),
    Verb(name="extract-piped", arguments=("extract", "AB/1", "-o", "-"), encrypted=False),
    Verb(
        name="labels",
        arguments=("exhibits", "--labels", "{out}/labels.pdf"),
        makes="labels.pdf",
    ),
    Verb(name="demo", arguments=_DEMO, makes="made-up", encrypted=False),
    Verb(name="backup", arguments=_BACKUP),
    Verb(
        name="backup-again",
        arguments=_BACKUP,
        first=(_BACKUP, ("attach", "2", "{given}/source.bin")),
    ),
    Verb(
        name="timestamp",
        arguments=("timestamp", "--yes", "--authority", "{authority}", "--roots", "{roots}"),
    ),
    Verb(
        name="migrate-1-add",
        arguments=("add", "--when", "now", "--attach", "{given}/source.bin"),
        typed=STORY,
        encrypted=False,
        golden="format-1",
    ),
    Verb(name="migrate-1-list", arguments=("list",), encrypted=False, golden="format-1"),
    Verb(
        name="migrate-2-add",
        arguments=("add", "--when", "now", "--attach", "{given}/source.bin"),
        typed=STORY,
        encrypted=False,
        golden="format-2",
    ),
    Verb(
        name="passphrase",
        arguments=("passphrase", "--new-passphrase-file", "{given}/new"),
        rekeys=True,
    ),
    Verb(
        name="passphrase-first",
        arguments=("passphrase", "--new-passphrase-file", "{given}/new"),
        encrypted=False,
        rekeys=True,
    ),
)
READING = tuple(
    Verb(
        name=f"{words[0]}{'' if encrypted else '-plain'}",
        arguments=words,
        encrypted=encrypted,
        ends=(4, 11) if words == ("verify",) else (4, 8),
    )
    for words in (("verify",), ("list",), ("show", "1"), ("search", "school"), ("summary",))
    for encrypted in (True, False)
)
