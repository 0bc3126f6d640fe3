"""What is worth another look: first what changed since it was answered, then what was not known.

Worked out from the log of answers and revisions each time; nothing is stored. A fact that
changed waits once, however many questions and prompts rest on it: whoever has met one of
them since knows the new truth, and the others come when memory says so.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from quizzes.outdated import Outdated, met_since, outdated_of
from studyapp.lessons.models import Lesson, Recall, Standing
from studyapp.lessons.truth import News, Standings, Turns, facts_of, news_of


@dataclass(frozen=True)
class WaitingPrompt:
    """A prompt of a lesson. `at` is when it was last met, be it to be skipped."""

    at: datetime
    lesson: Lesson
    prompt: dict[str, Any]
    news: list[News] = field(default_factory=list)


@dataclass(frozen=True)
class WaitingQuestion:
    """A question to be answered anew."""

    at: datetime
    question: Outdated

    @property
    def news(self) -> list[News]:
        return self.question.news


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


def queue_of(user: Any, turns: Turns) -> Queue:
    """Everything that waits for this learner, in at most six queries; none for a stranger."""
    standings = Recall.objects.of(user).standings() if user.is_authenticated else {}
    changed: list[Waiting] = [
        WaitingQuestion(question.answered_at, question) for question in outdated_of(user, turns)
    ]
    unknown: list[WaitingPrompt] = []
    met = met_since(user, turns)
    for lesson in _lessons(standings, turns):
        for prompt in lesson.prompts():
            standing = standings.get((lesson.pk, prompt["id"]))
            if standing is None:
                continue
            news = news_of(prompt, standing, turns)
            if news:
                changed.append(WaitingPrompt(standing.at, lesson, prompt, news))
            else:
                met |= _known_since(prompt, standing, turns)
                if standing.answer == Recall.Outcome.NOT_YET:
                    unknown.append(WaitingPrompt(standing.at, lesson, prompt))
    changed.sort(key=lambda one: one.at)
    unknown.sort(key=lambda one: one.at)
    return Queue(_once_each(changed, met), unknown, standings, turns)


def _known_since(prompt: dict[str, Any], standing: Standing, turns: Turns) -> set[str]:
    """The turned facts that this prompt has told anew, by being answered."""
    own = [turns.facts[key] for key in facts_of(prompt) if key in turns.facts]
    at = standing.answered_at
    return {fact.key for fact in own if at and fact.revised_at and at > fact.revised_at}


def _once_each(changed: list[Waiting], met: set[str]) -> list[Waiting]:
    """One for each changed fact: the one that was answered the longest ago."""
    left, told = [], set(met)
    for one in changed:
        keys = {news.fact.key for news in one.news}
        if keys - told:
            left.append(one)
            told |= keys
    return left


def _lessons(standings: Standings, turns: Turns) -> list[Lesson]:
    """The lessons in which a prompt may wait."""
    met = {lesson for lesson, _ in standings}
    missed = {lesson for (lesson, _), s in standings.items() if s.answer == Recall.Outcome.NOT_YET}
    if not met or not (missed or turns.facts):
        return []
    shows = Lesson.facts.through._default_manager.filter(fact__in=turns.facts.keys())
    may = Q(pk__in=missed) | Q(pk__in=shows.values("lesson"))
    return list(Lesson.objects.filter(may, pk__in=met).only("slug", "title", "order", "blocks"))
