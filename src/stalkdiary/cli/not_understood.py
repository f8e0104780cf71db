"""What is said of an option or a word that is not there or does not fit: our words, a next step."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from stalkdiary.cli.commands import COMMANDS
from stalkdiary.model.near_miss import did_you_mean

_IN_OUR_WORDS = {
    r"^\w+ value: ": "",
    r"^\w+ value for '?(.+?)'?: ": r"\1: ",
    r"is not a valid (?:int|integer|float)(?: range)?": "is not a number",
    r"is not in the range (\d+)<=x<=(\d+)": r"is not a number from \1 to \2",
    r"^No such command ": "There is no command ",
    r"^No such option: (\S+?)\.?(?= |$)": r"There is no option \1.",
    r"\(Possible options: (\S+)\)": r"Did you mean \1?",
    r"^Option '(.+)' requires an argument": r"\1 needs something behind it",
    r"^Missing argument '(.+)'": r"\1 is missing",
    r"^Missing option '(.+)'": r"\1 is missing",
    r"^Got unexpected extra arguments? \((.+)\)": r"This is too much: \1",
    r"^Got unexpected extra argument\(s\) \((.+)\)": r"This is too much: \1",
}
"""What Typer says of an option or a word that does not fit, and what we say for it."""
_MEANT: Mapping[str, str] = {
    **dict.fromkeys(("new", "write", "log", "record"), "add"),
    **dict.fromkeys(("edit", "change", "correct"), "amend"),
    **dict.fromkeys(("delete", "remove", "undo"), "withdraw"),
    **dict.fromkeys(("find", "grep"), "search"),
    **dict.fromkeys(("ls", "all"), "list"),
    **dict.fromkeys(("view", "read"), "show"),
    **dict.fromkeys(("export", "print", "pdf"), "report"),
    **dict.fromkeys(("helpline", "helplines", "contacts", "999"), "help-contacts"),
    **dict.fromkeys(("check", "validate"), "verify"),
    **dict.fromkeys(("copy", "save"), "backup"),
    **dict.fromkeys(("password", "lock"), "passphrase"),
    **dict.fromkeys(("police", "order", "promise"), "action"),
    **dict.fromkeys(("photo", "picture", "file"), "attach"),
    **dict.fromkeys(("advice", "tips"), "guide"),
    **dict.fromkeys(("--kind", "--category", "--behaviour"), "--type"),
    **dict.fromkeys(("--date", "--time", "--on"), "--when"),
    **dict.fromkeys(("--place", "--location"), "--where"),
    **dict.fromkeys(("--who", "--name"), "--person"),
    **dict.fromkeys(("--text", "--description", "--story", "--note"), "--what"),
    **dict.fromkeys(("--file", "--photo", "--picture"), "--attach"),
    **dict.fromkeys(("--count",), "--times"),
    **dict.fromkeys(("--from",), "--since"),
    **dict.fromkeys(("--to",), "--until"),
    **dict.fromkeys(("--out", "--path"), "--output"),
}
"""Words that people have for a command or an option, where it has another one here."""


def no_command(name: str) -> str:
    """The sentence about a command that is not there, with the one that was meant."""
    return f"There is no command {name!r}.{_meant(name, COMMANDS)}"


def sentence(error: Any) -> str:  # noqa: ANN401 - Typer's own class is private
    """What is said for an error of Typer's."""
    words = str(error.format_message())
    for theirs, ours in _IN_OUR_WORDS.items():
        words = re.sub(theirs, ours, words)
    if found := re.match(r"There is no command '(.+?)'", words):
        return no_command(found[1])
    if found := re.match(r"There is no option (\S+)\.", words):
        known = [each for option in error.ctx.command.params for each in option.opts]
        return f"There is no option {found[1]}.{_meant(found[1], known)}"
    return words if words.endswith(("?", ".")) else f"{words}."


def _meant(name: str, known: Collection[str]) -> str:
    meant = _MEANT.get(name.casefold(), "")
    return f" Did you mean {meant}?" if meant in known else did_you_mean(name, known)
