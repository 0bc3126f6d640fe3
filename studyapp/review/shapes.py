"""What reviews have to know of questions, without their words. Kept in the process.

A version's shape follows from its body alone, so it is kept by the hash of that; the bank
of what may be asked is kept for as long as the edition holds.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from quizzes.models import QuestionVersion, QuizItem
from studyapp.lessons.models import Fact, Lesson
from studyapp.lessons.truth import facts_of

LUCKY = frozenset({"single", "multiple", "hotspot"})
"""Kinds of few choices, which a guess gets right often enough."""
EXAM_WEIGHTS = {"1": "dom-1", "2": "dom-2", "3": "dom-3", "4": "dom-4"}
EVEN = 0.25


@dataclass(frozen=True)
class Shape:
    """One version, as far as ratings and picks ask."""

    kind: str
    words: int
    key: frozenset[str]
    facts: tuple[str, ...]
    task: str
    lesson: str
    topic: str

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Shape":
        options = body.get("option", ())
        text = " ".join([str(body.get("stem", "")), *(str(o.get("text", "")) for o in options)])
        return cls(
            kind=str(body.get("kind", "")),
            words=len(text.split()),
            key=frozenset(o["id"] for o in options if o.get("correct")),
            facts=tuple(body.get("facts", ())),
            task=str(body.get("task", "")),
            lesson=str(body.get("lesson", "")).partition("#")[0],
            topic=str(body.get("topic", "")),
        )

    @property
    def first_fact(self) -> str:
        return self.facts[0] if self.facts else ""

    @property
    def domain(self) -> str:
        return self.task.partition(".")[0]

    @property
    def band(self) -> str:
        """Questions of one band take about as long: the kind, and how much there is to read."""
        return f"{self.kind}.{min(2, self.words // 60)}"


MOST_KEPT = 20_000
_kept: dict[str, Shape] = {}


def shapes(wanted: Iterable[tuple[int, str]]) -> dict[str, Shape]:
    """The shapes of versions given as (id, hash), by hash. One query for those not met before."""
    pairs = {digest: pk for pk, digest in wanted}
    missing = [pk for digest, pk in pairs.items() if digest not in _kept]
    if missing:
        if len(_kept) > MOST_KEPT:
            _kept.clear()
        rows = QuestionVersion.objects.filter(pk__in=missing).values_list("content_hash", "body")
        found = {digest: Shape.of(body) for digest, body in rows}
        _kept.update(found)
        return {digest: found.get(digest) or _kept[digest] for digest in pairs}
    return {digest: _kept[digest] for digest in pairs}


@dataclass(frozen=True)
class Bank:
    """All that may be asked now: {question: (version, shape)}, {(lesson, prompt): first fact}.

    And where it belongs: modules and titles of lessons, questions of drills and of facts.
    """

    asked: Mapping[int, tuple[int, Shape]]
    prompts: Mapping[tuple[str, str], str]
    modules: Mapping[str, str]
    titles: Mapping[str, str]
    drills: Mapping[str, list[int]]
    weights: Mapping[str, float]
    by_fact: Mapping[str, list[int]] = field(default_factory=dict)

    def weight(self, domain: str) -> float:
        """The share of the exam that a domain has."""
        return self.weights.get(domain, EVEN)

    def without(self, aside: Collection[int]) -> "Bank":
        """The same, but for questions that a learner has set aside for a mock exam."""
        if not aside:
            return self
        return replace(
            self,
            asked={q: found for q, found in self.asked.items() if q not in aside},
            by_fact={
                fact: [q for q in questions if q not in aside]
                for fact, questions in self.by_fact.items()
            },
        )


def bank_of(edition: str | None) -> Bank:
    """The bank of one edition. Four queries, once in each process."""
    return _kept_bank(edition) if edition else _bank()


@lru_cache(maxsize=2)
def _kept_bank(edition: str) -> Bank:
    return _bank()


def _bank() -> Bank:
    rows = QuestionVersion.objects.drawable().order_by("question_id")
    found = {
        question: (pk, Shape.of(body))
        for question, pk, body in rows.values_list("question_id", "pk", "body")
    }
    by_fact: dict[str, list[int]] = {}
    for question, (_, shape) in found.items():
        by_fact.setdefault(shape.first_fact, []).append(question)
    lessons = list(Lesson.objects.only("slug", "module", "title", "blocks"))
    items = QuizItem.objects.filter(quiz__is_published=True, quiz__look_alike__isnull=False)
    drills: dict[str, list[int]] = {}
    for slug, question in items.order_by("quiz__order", "quiz", "position").values_list(
        "quiz__look_alike", "question"
    ):
        drills.setdefault(str(slug), []).append(question)
    numbers = dict(Fact.objects.filter(pk__in=EXAM_WEIGHTS.values()).values_list("key", "number"))
    return Bank(
        asked=found,
        prompts={
            (lesson.pk, prompt["id"]): next(iter(facts_of(prompt)), f"{lesson.pk}/{prompt['id']}")
            for lesson in lessons
            for prompt in lesson.prompts()
        },
        modules={lesson.pk: lesson.module for lesson in lessons},
        titles={lesson.pk: lesson.title for lesson in lessons},
        drills=drills,
        weights={
            domain: float(numbers[key]) / 100
            for domain, key in EXAM_WEIGHTS.items()
            if numbers.get(key)
        },
        by_fact=by_fact,
    )
