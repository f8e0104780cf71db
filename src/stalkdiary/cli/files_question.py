"""Which files are to be kept: asked until no more are named; one can be taken out again."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stalkdiary.cli import prompts
from stalkdiary.cli.asking import Asking, Question
from stalkdiary.cli.files import at_home, is_there
from stalkdiary.errors import StalkdiaryError


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesQuestion(Question):
    """Asks for files, as they are typed or dragged into the window; the answer is their names."""

    read: Any = prompts.dropped_files

    def stands(self, asking: Asking) -> str:  # noqa: ARG002 - that of any question
        """Nothing: the names that are there stand above it."""
        return ""

    def put(self, asking: Asking) -> None:
        """Asks for one after the other; those that can't be read are refused, with the reason."""
        files: list[str] = []
        self._take(asking, files, asking.value(self.name) or [])
        refused: str = ""
        while True:
            words = self._again(asking, files) if files else self.words
            # What stands there while it is typed comes behind those that are there already.
            typing = replace(self, read=lambda text: [*files, *prompts.dropped_files(text)])
            text = typing.typed(asking, words, refused, selected=bool(refused))
            if text.isdecimal() and 1 <= int(text) <= len(files) and not is_there(Path(text)):
                asking.session.screen.note(f"Taken out: {files.pop(int(text) - 1)}")
                refused = ""
            else:
                bad = self._take(asking, files, prompts.dropped_files(text))
                refused = text if bad else ""
            asking.put(self.name, list(files))
            if not text:
                return

    def _again(self, asking: Asking, files: list[str]) -> str:
        for number, name in enumerate(files, start=1):
            asking.session.screen.note(f"{number:>4}  {name}")
        return "Another file? A number takes one out. Enter goes on."

    def _take(self, asking: Asking, files: list[str], names: list[str]) -> bool:
        """Puts those of `names` that can be read behind `files`. Whether one was refused."""
        from stalkdiary.diary import Diary

        refused = False
        for name in names:
            try:
                Diary.check_readable(at_home(Path(name)))
            except StalkdiaryError as error:
                asking.refuse(error)
                refused = True
            else:
                if name not in files:
                    files.append(name)
        return refused
