"""The choice of protection: a passphrase that is offered, your own, none; the way back."""

from stalkdiary.cli import prompts
from stalkdiary.cli.screen import clear_everything
from stalkdiary.cli.session import Session, hidden
from stalkdiary.model.passphrase import Holds, holds, offered_passphrase
from stalkdiary.model.recovery_code import recovery_code

_WORDS, _OWN, _NONE = "words", "own", "none"
_WAYS = {
    _WORDS: "Five random words, chosen for you. Nobody who knows you can guess them.",
    _OWN: "A passphrase of your own.",
}
_WITHOUT = {_NONE: "None. Whoever has the file can read it. You can set one later."}
_OFFER = """\
Five random words from a public list:

    {words}

A small story with these words in it helps to remember them. Or write them on paper, and keep it \
where the other person does not look.
"""
_OF_YOUR_OWN = """\
Several words are better than one clever word, and any letters, signs and spaces will do. Leave \
out names, birthdays, pets and places: somebody who knows you tries these first.
"""
_HOLDS = {
    Holds.HOURS: "A computer could guess that within hours.",
    Holds.WEEKS: "A computer could guess that within days or weeks.",
    Holds.YEARS: "It would take computers years to guess that.",
    Holds.LIFETIMES: "It would take computers more than a lifetime to guess that.",
}
_RECOVERY = """\
Your recovery code opens the diary if you forget the passphrase. It is shown now, and later only \
by 'stalkdiary recovery-code'. Write it on paper and keep it where only you, or somebody you \
trust, can find it. Whoever has it can read the diary.
"""
_GROUPS_TO_A_LINE = 4


def chosen_passphrase(session: Session) -> str | None:
    """The passphrase of a new diary, None where none is wanted."""
    question = "How do you want to protect your diary?"
    way = prompts.choice(question, _WAYS | _WITHOUT, default=_WORDS)
    if way == _NONE:
        return None
    return _offered(session) if way == _WORDS else _own(session)


def new_passphrase(session: Session, *, zipped: bool = False) -> str:
    """A new passphrase, of a diary or of a `zipped` bundle: the words offered, or one's own."""
    way = prompts.choice("Which kind of passphrase?", _WAYS, default=_WORDS)
    return _offered(session) if way == _WORDS else _own(session, zipped=zipped)


def show_recovery_code(session: Session, key: bytes) -> None:
    """The code, four groups to a line, and what it is for; at a terminal until it is noted."""
    session.screen.note(_RECOVERY)
    groups = recovery_code(key).split("-")
    for at in range(0, len(groups), _GROUPS_TO_A_LINE):
        session.screen.line("    " + "-".join(groups[at : at + _GROUPS_TO_A_LINE]))
    if session.may_ask:
        prompts.line("Press Enter when you have written it down. The screen is then cleared.")
        clear_everything()


def _offered(session: Session) -> str:
    while True:
        words = offered_passphrase()
        session.screen.note(_OFFER.format(words=words))
        if prompts.yes("Use these words? Type n to see others.", default=True):
            break
    session.screen.note("Type them once to check. Nothing will show.")
    while hidden("The five words: ") != words:
        session.screen.note(f"That was not the same as: {words}")
    return words


def _own(session: Session, *, zipped: bool = False) -> str:
    session.screen.note(_OF_YOUR_OWN)
    while True:
        first = hidden("New passphrase, unseen: ")
        if not first:
            session.screen.note("There was nothing typed.")
            continue
        how_long = holds(first, zipped=zipped)
        session.screen.note(_HOLDS[how_long])
        strong = how_long >= Holds.YEARS
        if not strong and not prompts.yes("Take it all the same?", default=False):
            continue
        if first == hidden("The same again: "):
            return first
        session.screen.note("The two were not the same.")
