"""The log of reviews: answers whose result was told, and recalled prompts. It is only read here.

An answer is reviewed when its result is told: at once in practice and in reviews, else when
the attempt ends. What was never answered leaves no entry; an answer taken back (and left so)
is one that was skipped.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db.models import Case, F, When

from quizzes.engine.looking import looked_at
from quizzes.engine.memory import RECALLED, Outcome, Rating
from quizzes.models import Answer, Attempt
from studyapp.lessons.models import Recall
from studyapp.review.models.cards import Subject
from studyapp.review.shapes import LUCKY, Shape, shapes

LONGEST_LOOK = 600
"""Seconds. More on one question is time for something else."""


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    at: datetime
    subject: Subject
    # A prompt says its rating; a question's answer needs to be judged.
    rating: Rating | None = None
    shape: Shape | None = None
    right: bool = False
    half: bool = False
    sureness: str = ""
    seconds: int | None = None

    @property
    def misled(self) -> bool:
        return self.shape is not None and not self.right and self.sureness == "certain"

    def outcome(self, successes: int) -> Outcome:
        """What memory has to know about an answer."""
        assert self.shape is not None  # noqa: S101
        return Outcome(
            right=self.right,
            half=self.half,
            by_luck=self.shape.kind in LUCKY,
            sureness=self.sureness,
            seconds=self.seconds,
            successes=successes,
        )


@dataclass(frozen=True)
class Part:
    """Entries in order; of how many rows, up to when. `torn`: a row follows an older one."""

    entries: list[Entry]
    n_answers: int
    n_recalls: int
    upto: datetime | None
    torn: bool


TOLD_AT = Case(
    When(slot__attempt__mode__in=sorted(Attempt.TELL_AT_ONCE), then=F("answered_at")),
    default=F("slot__attempt__finished_at"),
)
COLUMNS = [
    *("told_at", "pk", "slot_id", "revision", "response", "points", "verdict", "sureness"),
    *("answered_at", "seconds"),
    *("slot__version__question_id", "slot__version_id", "slot__version__content_hash"),
]


def told(user: Any) -> Any:
    """The answers whose result this learner knows."""
    return Answer.objects.filter(slot__attempt__in=Attempt.objects.filter(user=user).telling())


def read(user: Any, after: datetime | None = None) -> Part:
    """The log, or its end after a moment. Two queries, and one for questions not met before."""
    answers, recalls = told(user).annotate(told_at=TOLD_AT), Recall.objects.filter(user=user)
    if after:
        answers, recalls = answers.filter(told_at__gt=after), recalls.filter(at__gt=after)
    rows = list(answers.order_by("told_at", "pk").values(*COLUMNS))
    prompts = list(recalls.order_by("at", "pk").values_list("at", "lesson_id", "prompt", "outcome"))
    first = {row["slot_id"] for row in rows if row["revision"] == 1}
    entries = [*_answered(rows), *_recalled(prompts)]
    entries.sort(key=lambda entry: entry.at)  # stable: answers first, each in its order
    torn = any(row["slot_id"] not in first for row in rows)
    ends = [row["told_at"] for row in rows[-1:]] + [at for at, *_ in prompts[-1:]]
    return Part(entries, len(rows), len(prompts), max(ends, default=None), torn)


def _answered(rows: list[dict[str, Any]]) -> Iterable[Entry]:
    revisions: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=itemgetter("revision")):
        revisions[row["slot_id"]].append(row)
    newest = (mine[-1] for mine in revisions.values())
    kept = sorted(newest, key=itemgetter("told_at", "pk"))
    by_hash = shapes((row["slot__version_id"], row["slot__version__content_hash"]) for row in kept)
    for row in kept:
        shape, chosen = by_hash[row["slot__version__content_hash"]], set(row["response"])
        saves = revisions[row["slot_id"]]
        seconds = looked_at((save["answered_at"], save["seconds"]) for save in saves)
        yield Entry(
            at=row["told_at"],
            subject=row["slot__version__question_id"],
            shape=shape,
            right=row["points"] == 1,
            half=_is_half(shape, chosen),
            sureness=row["sureness"] if row["verdict"] else "",
            seconds=None if seconds is None else min(seconds, LONGEST_LOOK),
        )


def _is_half(shape: Shape, chosen: set[str]) -> bool:
    if shape.kind != "multiple" or not chosen or chosen - shape.key:
        return False
    return 2 * len(chosen) >= len(shape.key)


def _recalled(rows: list[tuple[datetime, str, str, str]]) -> Iterable[Entry]:
    for at, lesson, prompt, outcome in rows:
        if outcome in RECALLED:
            yield Entry(at=at, subject=(lesson, prompt), rating=RECALLED[outcome])
