"""The report of a finished mock exam: from its slots and answers to what a page says."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse

from quizzes.engine.looking import Save, more
from quizzes.engine.outline import DOMAINS
from quizzes.engine.pacing import Columns, clocked, columns
from quizzes.engine.scale import LOWEST, PracticeScore, practice_score
from quizzes.engine.sitting_words import Step, Summary, summary
from quizzes.engine.sittings import Asked, Row, Sitting
from quizzes.models import Answer, Attempt, Slot, Sureness

BUTTONS = {
    Step.LOOK_ALIKES: "Compare look-alikes",
    Step.ANOTHER: "Plan another mock exam",
    Step.LESSON: "Read the lesson",
}


def sitting_of(attempt: Attempt, slots: list[Slot]) -> Sitting:
    """Count a finished mock exam anew from its answers, as `slots` (complete) hold them. One query.

    Seen before is what was answered before its start, in any mode, and what an attempt that had
    ended by then showed with its key, answered or not.
    """
    ended, began = attempt.finished_at or attempt.started_at, attempt.started_at
    earlier = Slot.objects.filter(
        Q(answers__answered_at__lt=began) | Q(attempt__finished_at__lte=began),
        attempt__user=attempt.user_id,
        version__question__in=[slot.version.question_id for slot in slots],
    ).exclude(attempt=attempt.pk)
    seen = set(earlier.order_by().values_list("version__question", flat=True))
    spent = _spent(attempt.started_at, slots)
    return Sitting(
        [_asked(slot, spent.get(slot.pk), slot.version.question_id in seen) for slot in slots],
        seconds=round((ended - attempt.started_at).total_seconds()),
        allowed=round(((attempt.deadline_at or ended) - attempt.started_at).total_seconds()),
    )


def _asked(slot: Slot, seconds: int | None, seen: bool) -> Asked:
    item = slot.item
    answers = sorted(slot.answers.all(), key=lambda answer: answer.revision)
    newest = answers[-1] if answers else None
    whole = next((a for a in answers if a.is_given and len(a.response) >= len(item.key)), None)
    return Asked(
        position=slot.position,
        domain=int(item.task[0]),
        task=item.task,
        lesson=item.lesson_slug,
        topic=item.topic,
        scored=slot.scored,
        given=bool(newest and newest.is_given),
        right=bool(newest and newest.is_given and newest.points),
        first_right=bool(whole.points) if whole else None,
        changed=bool(whole and newest and whole.response != newest.response),
        sureness=newest.sureness if newest and newest.is_given else "",
        seconds=seconds,
        tag=slot.miss_tag,
        look_alike=item.look_alike,
        seen_before=seen,
    )


def _spent(began: datetime, slots: Iterable[Slot]) -> dict[int, int]:
    """Seconds on each slot: as its browser counted them, else since the answer before it."""
    answers: list[Answer] = [answer for slot in slots for answer in slot.answers.all()]
    spent: Counter[int] = Counter()
    last: dict[int, Save] = {}
    before = began
    for answer in sorted(answers, key=lambda answer: (answer.answered_at, answer.pk)):
        save = answer.answered_at, answer.seconds
        seconds = more(save, last.get(answer.slot_id))
        gap = round((answer.answered_at - before).total_seconds())
        spent[answer.slot_id] += gap if seconds is None else seconds
        before = max(before, answer.answered_at)
        last[answer.slot_id] = save
    return dict(spent)


@dataclass(frozen=True)
class Line:
    """A question in the list of a report."""

    slot: Slot
    asked: Asked

    @property
    def state(self) -> str:
        if self.asked.right:
            return "right"
        return "wrong" if self.asked.given else "open"

    @property
    def time(self) -> str:
        return "" if self.asked.seconds is None else clocked(self.asked.seconds)


def report_of(attempt: Attempt) -> dict[str, Any]:
    """The context of a report page. Three queries."""
    slots = list(attempt.slots.complete())
    sitting = sitting_of(attempt, slots)
    told = summary(sitting, DOMAINS)
    lines = [Line(slot, asked) for slot, asked in zip(slots, sitting.asked, strict=True)]
    return {
        "attempt": attempt,
        "sitting": sitting,
        "summary": told,
        "band": _band(sitting.score),
        "next_url": _next_url(told, lines),
        "next_label": BUTTONS[told.step],
        "domains": [(int(row.key), DOMAINS[int(row.key)], row) for row in sitting.domains],
        "sureness": _sureness(sitting),
        "charts": _charts(lines, sitting),
        "planned": clocked(sitting.planned),
        "lines": lines,
        **tagging(sitting),
    }


def tagging(sitting: Sitting) -> dict[str, Any]:
    """How misses were tagged, and the tags there are."""
    labels = dict(Slot.MissTag.choices)
    return {
        "sitting": sitting,
        "tags": [(labels[tag], count) for tag, count in sitting.tags],
        "tag_choices": Slot.MissTag.choices,
    }


def _band(score: PracticeScore | None) -> dict[str, int]:
    """Where the band lies on a line of 900 that begins at the lowest score."""
    if not score:
        return {}
    (low, high), (low95, high95) = score.band, score.interval
    ends = {"low": low, "high": high, "low95": low95, "high95": high95, "mid": score.score}
    return {name: at - LOWEST for name, at in ends.items()}


def _next_url(told: Summary, lines: list[Line]) -> str:
    if told.step is Step.LOOK_ALIKES:
        return reverse("look-alikes:index")
    if told.step is Step.ANOTHER:
        return reverse("exams:index")
    anchors = (line.slot.item.anchor for line in lines if line.asked.missed)
    spots = (line.asked.lesson for line in lines if line.asked.missed)
    anchor = next(
        (a for a, lesson in zip(anchors, spots, strict=True) if lesson == told.lesson), ""
    )
    return reverse("lessons:lesson", args=[told.lesson]) + (f"#{anchor}" if anchor else "")


def _sureness(sitting: Sitting) -> list[tuple[str, Row]]:
    """(word, row) for each word that was used, in the order of the words."""
    rows = sitting.sureness
    words = [*reversed(Sureness.choices), ("", "Not said")]
    return [(word, rows[value]) for value, word in words if value in rows]


def _charts(lines: list[Line], sitting: Sitting) -> list[Columns]:
    times = [(line.asked.seconds, line.state) for line in lines]
    if not sitting.timed:
        return []
    return [
        columns("wide", 720, 220, times, sitting.planned),
        columns("narrow", 340, 220, times, sitting.planned),
    ]


@dataclass(frozen=True)
class Past:
    """An earlier mock exam in the list."""

    attempt: Attempt
    score: PracticeScore | None
    right: int
    of: int


def past_of(user: Any, most: int = 20) -> list[Past]:
    """This learner's finished mock exams, the newest first. One query."""
    newest = Answer.objects.filter(slot=OuterRef("slots")).order_by("-revision")
    is_newest = Q(slots__answers__revision=Subquery(newest.values("revision")[:1]))
    scored = Q(slots__scored=True)
    right = scored & is_newest & Q(slots__answers__points=1) & ~Q(slots__answers__verdict="")
    rows = Attempt.objects.of(user).finished().filter(mode=Attempt.Mode.EXAM)
    counted: Any = rows.annotate(
        n_scored=Count("slots", filter=scored, distinct=True),
        n_right=Count("slots", filter=right, distinct=True),
    ).order_by("-started_at")
    return [
        Past(
            row,
            practice_score(row.n_right, row.n_scored) if row.n_scored else None,
            row.n_right,
            row.n_scored,
        )
        for row in counted[:most]
    ]
