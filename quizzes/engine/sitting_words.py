"""The first three sentences of a report: what happened, why most was missed, what to do next."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from quizzes.engine.sittings import Sitting

FEW = 3
"""A cause that explains fewer misses than this is none."""

TAGS = {
    "fact": "a fact you did not know",
    "look-alike": "a look-alike",
    "key-word": "a key word you missed",
    "misread": "misread",
    "arithmetic": "a miscalculation",
    "guess": "a guess",
}


class Step(Enum):
    """What the one button leads to."""

    LESSON = "lesson"
    LOOK_ALIKES = "look-alikes"
    ANOTHER = "another"


@dataclass(frozen=True)
class Summary:
    """The three sentences, and where the button leads: a lesson's slug goes along."""

    happened: str
    cause: str
    next: str
    step: Step
    lesson: str = ""


def in_minutes(seconds: float) -> int:
    return max(0, round(seconds / 60))


def summary(sitting: Sitting, domains: Mapping[int, str]) -> Summary:
    """Three sentences about a finished mock exam, each counted from its answers."""
    cause, step = _cause(sitting, domains)
    spots = Counter(one.lesson for one in sitting.missed)
    lesson, misses = spots.most_common(1)[0] if spots else ("", 0)
    if step is Step.LESSON and not lesson:
        step = Step.ANOTHER
    return Summary(_happened(sitting), cause, _next(step, misses), step, lesson)


def _happened(sitting: Sitting) -> str:
    used, allowed = in_minutes(sitting.seconds), in_minutes(sitting.allowed)
    opening = "The time ran out: you" if sitting.ran_out else "You"
    return (
        f"{opening} answered {sitting.answered} of {len(sitting.asked)} questions "
        f"in {used} of {allowed} minutes, and {sitting.right} of the "
        f"{len(sitting.scored)} scored ones are right."
    )


def _cause(sitting: Sitting, domains: Mapping[int, str]) -> tuple[str, Step]:
    """The cause that the numbers carry best; a learner's own tags before everything else.

    What was missed is told of all questions: the unscored ones teach as much.
    """
    misses = len(sitting.missed)
    if not misses:
        return "Nothing was missed.", Step.ANOTHER
    told = (
        f"{misses} {'miss' if misses == 1 else 'misses'} among all {len(sitting.asked)} questions"
    )
    if sitting.tags and sitting.tags[0][1] >= min(FEW, misses):
        tag, count = sitting.tags[0]
        step = Step.LOOK_ALIKES if tag == "look-alike" else Step.LESSON
        return f"Of {told} you tagged {count} as {TAGS.get(tag, tag)}.", step
    if sitting.unanswered >= FEW and 3 * sitting.unanswered >= misses:
        return (
            f"Of {told} {sitting.unanswered} had no answer: "
            "a guess costs nothing, an empty place always does.",
            Step.ANOTHER,
        )
    certain = sum(one.sureness == "certain" for one in sitting.missed)
    if certain >= FEW and 3 * certain >= misses:
        return f"Of {told} you were certain in {certain}.", Step.LESSON
    changes = sitting.changes
    if changes.to_wrong >= FEW and changes.to_wrong > changes.to_right:
        words = f"Of all {len(sitting.asked)} questions {changes.to_wrong}"
        return f"{words} were right until you changed the answer.", Step.LESSON
    domain, count = Counter(one.domain for one in sitting.missed).most_common(1)[0]
    name = domains[domain]
    words = f"domain {domain}, {name[0].lower()}{name[1:]}"
    if misses == 1:
        return f"The one miss among all {len(sitting.asked)} questions is in {words}.", Step.LESSON
    return f"Of {told} the largest share, {count}, is in {words}.", Step.LESSON


def _next(step: Step, misses: int) -> str:
    if step is Step.LOOK_ALIKES:
        return "Next, compare what looks alike, side by side."
    if step is Step.ANOTHER:
        return "Next, take a short form in a few days and answer every question."
    if misses == 1:
        return "Next, read the lesson behind it, then answer it again."
    return f"Next, read the lesson behind {misses} of them, then answer those again."
