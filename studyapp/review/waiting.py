"""What is worth another look: first what changed since it was answered, then what was not known.

Worked out from the log of answers and revisions each time; nothing is stored.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from quizzes.outdated import Outdated, outdated_of
from studyapp.lessons.models import Fact, Lesson, Recall
from studyapp.lessons.truth import Standings, Turns, news_of


@dataclass(frozen=True)
class WaitingPrompt:
    """A prompt of a lesson. `at` is when it was last met, be it to be skipped."""

    at: datetime
    lesson: Lesson
    prompt: dict[str, Any]


@dataclass(frozen=True)
class WaitingQuestion:
    """A question to be answered anew."""

    at: datetime
    question: Outdated


Waiting = WaitingPrompt | WaitingQuestion


@dataclass(frozen=True)
class Queue:
    """What waits for a learner, the oldest first; and what it was worked out from."""

    changed: list[Waiting]
    unknown: list[WaitingPrompt]
    standings: Standings
    turns: Turns

    def __len__(self) -> int:
        return len(self.changed) + len(self.unknown)


def queue_of(user: Any) -> Queue:
    """Everything that waits for this learner, in at most seven queries; none for a stranger."""
    known = user.is_authenticated
    standings = Recall.objects.of(user).standings() if known else {}
    turns = Turns(Fact.objects.revised() if known else ())
    changed: list[Waiting] = [
        WaitingQuestion(question.answered_at, question) for question in outdated_of(user, turns)
    ]
    unknown: list[WaitingPrompt] = []
    for lesson in _lessons(standings, turns):
        for prompt in lesson.prompts():
            standing = standings.get((lesson.pk, prompt["id"]))
            if standing is None:
                continue
            one = WaitingPrompt(standing.at, lesson, prompt)
            if news_of(prompt, standing, turns):
                changed.append(one)
            elif standing.answer == Recall.Outcome.NOT_YET:
                unknown.append(one)
    changed.sort(key=lambda one: one.at)
    unknown.sort(key=lambda one: one.at)
    return Queue(changed, unknown, standings, turns)


def _lessons(standings: Standings, turns: Turns) -> list[Lesson]:
    """The lessons in which a prompt may wait."""
    met = {lesson for lesson, _ in standings}
    missed = {lesson for (lesson, _), s in standings.items() if s.answer == Recall.Outcome.NOT_YET}
    if not met or not (missed or turns.facts):
        return []
    shows = Lesson.facts.through._default_manager.filter(fact__in=turns.facts.keys())
    may = Q(pk__in=missed) | Q(pk__in=shows.values("lesson"))
    return list(Lesson.objects.filter(may, pk__in=met).only("slug", "title", "order", "blocks"))
