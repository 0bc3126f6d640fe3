"""The public page of what is contested or withdrawn, and how much is not."""

import uuid
from dataclasses import dataclass
from typing import Any

from quizzes.cards import Card, Shelf
from quizzes.models import Question, QuestionVersion, Standing, sealed_for
from quizzes.offers import single
from studyapp.lessons.models import Fact


@dataclass(frozen=True)
class Dispute:
    """A question in dispute, as it stands before an answer. Of a sealed one no argument is told."""

    standing: Standing
    card: Card
    is_sealed: bool

    @property
    def lesson(self) -> str:
        return self.card.lesson_title


def public_list(user: Any) -> dict[str, Any]:
    """Everything in dispute, by lesson and topic, and the counts. Eight queries for any number.

    The page is everybody's, but arguments tell keys: what is sealed for `user` says only that
    it is in dispute.
    """
    rulings = list(Standing.objects.in_dispute().select_related("fact"))
    of_questions = {row.question_id: row for row in rulings if row.question_id}
    of_facts = [row for row in rulings if row.fact_id]
    n_questions = Question.objects.published().count()
    n_facts = Fact.objects.count()
    return {
        "questions": _disputes(of_questions, sealed_for(user)),
        "facts": sorted(of_facts, key=lambda row: (row.fact.topic, row.fact.key)),
        "counts": [
            ("Questions", *_counts(list(of_questions.values()), n_questions)),
            ("Facts", *_counts(of_facts, n_facts)),
        ],
    }


def _disputes(rulings: dict[int, Standing], sealed: set[int]) -> list[Dispute]:
    """The questions with their newest public words, in the order of the lessons."""
    versions = QuestionVersion.objects.once_public().filter(question__in=rulings)
    newest = {v.question_id: v for v in versions.select_related("question").order_by("number")}
    shelf = Shelf.of(version.item() for version in newest.values())
    place = {slug: at for at, slug in enumerate(shelf.titles)}
    found = [
        Dispute(rulings[pk], Card(single(version, uuid.uuid4(), 1), shelf), pk in sealed)
        for pk, version in newest.items()
    ]
    return sorted(found, key=lambda d: (place.get(d.card.item.lesson_slug, -1), d.card.item.topic))


def _counts(rulings: list[Standing], total: int) -> tuple[int, int, int]:
    """How many are verified, contested and withdrawn."""
    withdrawn = sum(row.is_withdrawn for row in rulings)
    return total - len(rulings), len(rulings) - withdrawn, withdrawn
