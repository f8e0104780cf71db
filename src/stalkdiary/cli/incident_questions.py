"""What `add` and `amend` ask about an incident. Nothing but what happened has to be answered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from stalkdiary.cli import prompts
from stalkdiary.cli.answers import Answers, Understanding
from stalkdiary.cli.asking import Asking, Question, several
from stalkdiary.cli.breach_question import BreachQuestion
from stalkdiary.cli.files_question import FilesQuestion
from stalkdiary.cli.kinds_question import KindsQuestion
from stalkdiary.cli.wording import when_in_words
from stalkdiary.errors import InputRefused, StalkdiaryError
from stalkdiary.model.accepted import must_follow
from stalkdiary.model.count_said import count_said
from stalkdiary.model.incident import MOST_TIMES, Account
from stalkdiary.model.moment import Moment
from stalkdiary.model.unanswered import is_unanswered, is_yes

_STANDS_FOR_NOW = re.compile(r"\d{4}-\d\d-\d\dT")
_A_SENTENCE = 6
"""Words. A time that is said is shorter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenQuestion(Question):
    """Asks for a time until it is understood. What stands there already stays, unless it is told.

    Attributes:
        noticed: when it was noticed, as far as that is known.
    """

    understanding: Understanding
    until: str | None = None
    noticed: Moment | None = None

    def stands(self, asking: Asking) -> str:
        """What was said here; what the diary knows stands in the question itself."""
        return str(asking.answers.get(self.name, ""))

    def shown(self, answer: object) -> str:
        """As it was typed; what stands for "now" is the time of that moment, in words."""
        text = str(answer)
        if _STANDS_FOR_NOW.match(text):
            return when_in_words(self.understanding.moment(text))
        return text

    def put(self, asking: Asking) -> None:
        """As for any question; a sentence can go to the story, where it was meant to be."""
        text, refused = self.stands(asking), False
        while True:
            text = self.typed(asking, self.words, text, selected=refused)
            try:
                moment = self.understanding.moment(text or None, self.until)
                must_follow(self.noticed, moment)
            except StalkdiaryError as error:
                if self._belongs_to_the_story(asking, text):
                    text, refused = "", False
                    asking.put(self.name, "")
                    continue
                asking.refuse(error)
                refused = True
                continue
            # A draft may be taken up when now is long ago.
            now = text.casefold() == "now" and moment.start
            asking.put(self.name, now or text)
            if text or not asking.value(self.name):
                asking.session.screen.note(f"Understood as: {when_in_words(moment)}")
            return

    def _belongs_to_the_story(self, asking: Asking, text: str) -> bool:
        if len(text.split()) <= _A_SENTENCE or not asking.value("what"):
            return False
        if not prompts.yes("That is no time. Add it to what happened?", default=True):
            return False
        asking.put("what", f"{asking.value('what')}\n\n{text}")
        return True


def _words(answer: str) -> None:
    if not answer:
        raise InputRefused("There are no words yet.", "A few words are enough.")


WHAT = Question(
    name="what",
    words="What happened? In your own words.",
    title="What happened",
    told=_words,
    story=True,
)


def when(understanding: Understanding, answers: Answers) -> Question:
    """The question of the time; `answers` are those that options gave."""
    return WhenQuestion(
        name="when",
        words="When was it? For example: yesterday 21:30, 12 March, now. Enter: not said.",
        title="When",
        understanding=understanding,
        until=answers.until,
        noticed=understanding.noticed(answers),
    )


def again(understanding: Understanding, known: Account) -> Question:
    """The question of the time, where one is known."""
    return WhenQuestion(
        name="when",
        words=f"When was it? Known: {when_in_words(known.when)}. Enter leaves it so. 'Not sure' "
        "takes it back.",
        title="When",
        understanding=understanding,
        noticed=known.noticed,
    )


def _count(text: str, proposed: int | None = None) -> int | None:
    """The count that an answer is; None where there is none.

    Raises:
        InputRefused: it is something else.
    """
    if is_unanswered(text, "times"):
        return None
    if proposed is not None and is_yes(text):
        return proposed
    if text.isdecimal() and 1 <= int(text) <= MOST_TIMES:
        return int(text)
    raise InputRefused("That is not a number.", "Type how many, for example 14, or press Enter.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedCount(Question):
    """How many times, where the story says so: a proposal, and Enter leaves it."""

    def put(self, asking: Asking) -> None:
        """Asks with the number that the story says."""
        found = count_said(asking.value("what") or "")
        question = Question(
            name=self.name,
            words=f"{found} times? Type y, or another number. Enter leaves it.",
            read=partial(_count, proposed=found),
        )
        question.put(asking)


def _says_how_often(answers: Mapping[str, Any]) -> bool:
    return not answers.get("times") and count_said(answers.get("what") or "") is not None


PROPOSED_COUNT = ProposedCount(name="times", words="", needed=_says_how_often)


FILES = FilesQuestion(
    name="files",
    words="Files to keep: photos, screenshots, recordings? Type or drag a name here.",
    title="Files",
    written="; ".join,
)
KINDS = KindsQuestion(name="types", words="Which of these fit?", title="Kinds")
DETAILS = (
    Question(name="where", words="Where was it?", title="Where"),
    Question(
        name="felt",
        words="How did it make you feel, or what did it change?",
        title="How it affected you",
    ),
    FILES,
    Question(name="person", words="Who was it? A name, or what you call them.", title="Who"),
    Question(
        name="channel",
        words="How did it reach you? A phone call, a text message, in person, something else.",
        title="How it reached you",
    ),
    Question(
        name="times",
        words="How many times? For example 14, for 14 calls in one night.",
        title="How many times",
        read=_count,
    ),
    Question(
        name="identified_by",
        words="How do you know that it was them? How long you saw them, how far away, what light.",
        title="How you know it was them",
    ),
    Question(
        name="witnesses",
        words="Did anybody see or hear it? If more than one, put ; between them.",
        title="Witnesses",
        read=several,
        written="; ".join,
    ),
    Question(
        name="witness_contact",
        words="How can a witness be reached? Reports show it, unless you leave it out.",
        title="Reaching a witness",
        needed=lambda said: bool(said.get("witnesses")),
    ),
    Question(
        name="appearance",
        words="How did they look or sound, what did they wear?",
        title="How they looked",
    ),
    Question(
        name="vehicle",
        words="A vehicle? Make, colour, number plate, as far as you saw.",
        title="Vehicle",
    ),
    Question(
        name="response",
        words="What did you do, if anything? Nothing is a good answer.",
        title="What you did",
    ),
    Question(
        name="injury",
        words="Were you hurt? Injuries, and where they were treated.",
        title="Injury and treatment",
    ),
    Question(
        name="cost",
        words="Did it cost you anything? Damage, repairs, lost work, and how much.",
        title="Cost",
    ),
    Question(
        name="children",
        words="Were children there? Yes, no, or which children.",
        title="Children there",
    ),
    Question(
        name="link",
        words="An account, an app or a link it came from? As you would type or copy it.",
        title="Account or link",
    ),
    Question(
        name="police_ref", words="A police reference, if you have one.", title="Police reference"
    ),
    BreachQuestion(
        name="breach",
        words="Did it break an order or bail conditions? Yes, no, not sure, or which one.",
        title="Broke an order",
    ),
    KINDS,
)
