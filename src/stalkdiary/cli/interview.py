"""The course of the questions of `add` and `amend`: the answers stand in a list before they go in.

`add` asks what happened and when; then one Enter saves, and details can be added or one answer
changed. `amend` begins with the list.
"""

import shutil
from contextlib import suppress

from stalkdiary.cli import prompts
from stalkdiary.cli.answers import Answers, Understanding
from stalkdiary.cli.asking import HOW, Asking, Question
from stalkdiary.cli.incident_questions import DETAILS, PROPOSED_COUNT, WHAT, again, when
from stalkdiary.cli.wording import when_in_words
from stalkdiary.model.behaviour import title_of
from stalkdiary.model.incident import Incident
from stalkdiary.model.text import on_one_line, shortened
from stalkdiary.model.unanswered import is_unanswered

_SHOWN = 60
_NOT_SAID = "not said"
_BELOW = 3
"""Lines: what can be done, and where it is typed."""
_TIMES = (
    Question(name="when", words="", title="When"),
    Question(name="noticed", words="", title="Noticed"),
)


def interview(asking: Asking, understanding: Understanding, answers: Answers) -> None:
    """Asks for a new incident, and shows the answers until they are to be saved.

    `answers` are those that options gave.
    """
    asking.session.screen.note(HOW)
    first = (WHAT, when(understanding, answers), PROPOSED_COUNT)
    asking.ask(first)
    _look_over(asking, (*first[:2], *DETAILS), more=True)


def revise(asking: Asking, understanding: Understanding, incident: Incident) -> None:
    """Shows an incident as it is known, and changes what is named."""
    questions = (WHAT, again(understanding, incident.account), *DETAILS)
    asking.session.screen.note("An answer that you empty is cleared. What it was stays readable.")
    _look_over(asking, questions, more=False)
    if asking.answers:
        words = "Why are you changing this? You can leave it out."
        asking.ask([Question(name="why", words=words)])


def known_of(incident: Incident) -> dict[str, object]:
    account = incident.account
    known: dict[str, object] = {
        each.name: getattr(account, each.name, None) or "" for each in DETAILS
    }
    return known | {
        "what": account.what,
        "when": when_in_words(account.when),
        "noticed": when_in_words(account.noticed) if account.noticed else "",
        "person": incident.person_name or "",
        "types": list(account.types),
        "witnesses": list(account.witnesses),
        "times": account.times if account.times > 1 else None,
        "files": [],
    }


def show_what_changed(asking: Asking, before: Incident, now: Incident) -> None:
    """Says how an incident differs from what was seen of it, and where that meets an answer."""
    then, known = known_of(before), known_of(now)
    screen = asking.session.screen
    for each in (WHAT, *_TIMES, *DETAILS):
        if then[each.name] != known[each.name]:
            old, new = (_in_short(each, values[each.name]) for values in (then, known))
            screen.note(f"  {each.title}: {old} became {new}")
            if each.name in asking.answers:
                yours = _in_short(each, asking.answers[each.name])
                screen.note(f"  {each.title}, as you have it: {yours}")
    for ref in sorted(set(now.exhibits) - set(before.exhibits)):
        screen.note(f"  Exhibit {ref} was added.")
    if now.withdrawn != before.withdrawn:
        screen.note("  It was withdrawn." if now.withdrawn else "  It was brought back.")


def taken_into(answers: Answers, asking: Asking) -> None:
    """Puts what was asked into the answers that options gave."""
    for name, answer in asking.answers.items():
        if name in Answers.__slots__:
            setattr(answers, name, answer)


def _look_over(asking: Asking, questions: tuple[Question, ...], *, more: bool) -> None:
    """Shows the answers until Enter; a number changes one.

    With `more`, only the answered ones are shown, and the others are details to be asked for.
    """
    changed = True
    while True:
        # The time is there, answered or not: whether it was said is easily overlooked.
        shown = [e for e in questions if not more or e.name == "when" or asking.value(e.name)]
        if changed:
            _list(asking, shown)
        answer, changed = _choice(more=more), True
        if answer == "":
            return
        if answer == "<":
            with suppress(prompts.Back):
                shown[-1].put(asking)
        elif more and answer.casefold() in {"d", "details", "more"}:
            asking.ask(DETAILS, leads_back=True)
        elif answer.isdecimal() and 1 <= int(answer) <= len(shown):
            with suppress(prompts.Back):
                shown[int(answer) - 1].put(asking)
        else:
            asking.session.screen.note(f"There is no {answer!r} in the list.")
            changed = False


def _choice(*, more: bool) -> str:
    words = "Enter saves. A number changes one."
    try:
        return prompts.line(f"{words} d: add details." if more else words, back=True)
    except prompts.Back:
        return "<"


def _list(asking: Asking, questions: list[Question]) -> None:
    """Each with its number; in a low window those that are not answered share their lines."""
    answered, open_ones, every = [], [], []
    for number, each in enumerate(questions, start=1):
        value = _in_short(each, asking.value(each.name))
        every.append(f"{number:>3} {each.title}: {value}")
        if value == _NOT_SAID:
            open_ones.append(f"{number} {each.title}")
        else:
            answered.append(every[-1])
    window = shutil.get_terminal_size()
    fits = sum(1 + len(line) // window.columns for line in every) + _BELOW <= window.lines
    lines = every if fits or not open_ones else [*answered, f"Not said: {', '.join(open_ones)}."]
    asking.session.screen.note(*lines)


def _in_short(question: Question, value: object) -> str:
    # "Not sure" is shown as what it becomes.
    if isinstance(value, list):
        value = [each for each in value if not is_unanswered(str(each), question.name)]
    elif isinstance(value, str) and is_unanswered(value, question.name):
        return _NOT_SAID
    if value in (None, []):
        return _NOT_SAID
    if isinstance(value, list):
        told = map(title_of, value) if question.name == "types" else map(str, value)
        return ", ".join(on_one_line(each) for each in told)
    return shortened(on_one_line(question.shown(value)), _SHOWN)
