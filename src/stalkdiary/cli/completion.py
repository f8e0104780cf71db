"""What Tab offers in an open diary: commands, options, numbers of incidents, kinds and names."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

_NUMBERED = ("show", "amend", "withdraw", "attach", "mark", "--incident", "--quote")
_AFTER = {
    "--type": "kinds",
    **dict.fromkeys(("messages", "--person", "--from"), "names"),
    **dict.fromkeys(_NUMBERED, "numbers"),
    **dict.fromkeys(("extract", "--leave-out"), "exhibits"),
}
"""What is meant behind a word."""


class Completing(Completer):
    """Completes the word that is being typed, when Tab is pressed and at no other time."""

    def __init__(
        self,
        commands: Sequence[str],
        options: Callable[[str], Iterable[str]],
        held: Callable[[], Mapping[str, Sequence[str]]],
    ) -> None:
        """`options` are those of a command; `held` is what the diary holds now, by what it is."""
        self._commands = commands
        self._options = options
        self._held = held

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterator[Completion]:
        """Every word that begins as the one before the cursor does; case does not matter."""
        del complete_event
        before = document.text_before_cursor
        typed = before.split(" ")[-1]
        for each in self._offered(before.split()[: None if before.endswith(" ") else -1], typed):
            if each.casefold().startswith(typed.casefold()):
                word = f'"{each}"' if " " in each else each
                yield Completion(word, start_position=-len(typed), display=each)

    def _offered(self, earlier: Sequence[str], typed: str) -> Iterable[str]:
        if not earlier:
            return self._commands
        if typed.startswith("-"):
            return self._options(earlier[0])
        what = _AFTER.get(earlier[-1])
        return self._held().get(what, ()) if what else ()
