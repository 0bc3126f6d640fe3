"""How a question stands today, beside the version that somebody answered."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, FilteredRelation, Q

from quizzes.models import QuestionVersion, Standing

TOLD = ("state", "case_against", "case_for", "since")


@dataclass(frozen=True)
class Footing:
    """What may have happened to questions since they were asked."""

    standings: dict[int, Standing] = field(default_factory=dict)
    corrected: dict[int, datetime] = field(default_factory=dict)

    @classmethod
    def now(cls) -> "Footing":
        """How every question stands that has been ruled on. One query."""
        rows = Standing.objects.current().exclude(question=None)
        return cls({row.question_id: row for row in rows if row.question_id})

    @classmethod
    def of(cls, versions: Iterable[QuestionVersion]) -> "Footing":
        """How these and all that came after them stand. One query for any number."""
        listed = list(versions)
        rows: dict[int, list[Any]] = {}
        for row in _since(listed):
            rows.setdefault(row.question_id, []).append(row)
        standings = {pk: _standing(same[0]) for pk, same in rows.items() if same[0].now_state}
        changed = {v.pk: _changed(v, rows.get(v.question_id, [])) for v in listed}
        return cls(standings, {pk: at for pk, at in changed.items() if at})


def _since(versions: list[QuestionVersion]) -> Any:
    """Their questions' public versions from the lowest number on, each with what holds now."""
    lowest = min((version.number for version in versions), default=0)
    rows = QuestionVersion.objects.once_public().filter(
        question__in={version.question_id for version in versions}, number__gte=lowest
    )
    holding = FilteredRelation(
        "question__standings", condition=Q(question__standings__until__isnull=True)
    )
    told = {f"now_{name}": F(f"now__{name}") for name in TOLD}
    return rows.annotate(now=holding).annotate(**told).order_by("number")


def _standing(row: Any) -> Standing:
    said = {name: getattr(row, f"now_{name}") for name in TOLD}
    return Standing(question_id=row.question_id, **said)


def _changed(version: QuestionVersion, rows: list[QuestionVersion]) -> datetime | None:
    """When the key became another than that of `version`; None if today's is the same."""
    newer = [row for row in rows if row.number > version.number]
    if not newer:
        return None
    key = version.item().marking()
    others = [row for row in newer if row.item().marking() != key]
    if not others or newer[-1] is not others[-1]:
        return None
    return others[0].published_at
