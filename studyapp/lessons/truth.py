"""New truth: what was learnt before the ledger began to say something else.

Derived from the log each time (revisions and answers) and stored nowhere, so a later
answer, a merge or a change taken back needs nothing to be put right.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from studyapp.content.markdown import CHIP
from studyapp.lessons.models import Fact, Lesson, Recall, Revision, Standing

Standings = Mapping[tuple[str, str], Standing]


@dataclass(frozen=True)
class News:
    """What a fact said when something was answered, and what it says now."""

    fact: Fact
    at: datetime
    before: str
    now: str


class Turns:
    """How `facts` turned from one truth to the next. One query, or none if none ever did."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.facts = {fact.key: fact for fact in facts if fact.revised_at}
        self._revisions: dict[str, list[Revision]] = {}
        if self.facts:
            rows = Revision.objects.of_truth().filter(fact__in=self.facts.keys())
            for row in rows.order_by("at", "pk"):
                self._revisions.setdefault(row.fact_id, []).append(row)

    def since(self, at: datetime | None, keys: Iterable[str]) -> list[News]:
        """What of these facts is otherwise than at that moment. Taken back, a change is none."""
        if at is None:
            return []
        found = (self._news(self.facts[key], at) for key in keys if key in self.facts)
        return [news for news in found if news]

    def _news(self, fact: Fact, at: datetime) -> News | None:
        if fact.revised_at is None or fact.revised_at <= at:
            return None
        first = next((row for row in self._revisions.get(fact.key, ()) if row.at > at), None)
        before = first.before if first else {"statement": fact.then}
        if before == fact.truth():
            return None
        was, now = before.get("statement", ""), fact.statement
        if was == now:  # only the number was put right
            was, now = f"{before.get('value', '')} {before.get('unit', '')}".strip(), fact.label
        return News(fact, fact.revised_at, was, now)


def facts_of(prompt: Mapping[str, Any]) -> list[str]:
    """The facts that a prompt rests on or names, each once."""
    shown = CHIP.finditer(prompt["ask"] + prompt["answer"])
    return list(dict.fromkeys([*prompt.get("facts", ()), *(match["key"] for match in shown)]))


def news_of(prompt: Mapping[str, Any], standing: Standing | None, turns: Turns) -> list[News]:
    """What changed about a prompt since it was answered."""
    return turns.since(standing.answered_at, facts_of(prompt)) if standing else []


def n_known(lesson: Lesson, standings: Standings, turns: Turns) -> int:
    """How many of a lesson's prompts were known, and are still true as they were known."""
    mine = [(prompt, standings.get((lesson.pk, prompt["id"]))) for prompt in lesson.prompts()]
    return sum(
        1
        for prompt, standing in mine
        if standing
        and standing.outcome == Recall.Outcome.KNEW
        and not news_of(prompt, standing, turns)
    )
