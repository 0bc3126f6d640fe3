"""Picking: which items are worth the minutes of a day, and in which order. No queries here.

First what was answered surely and wrong, then facts that changed, then what is most likely
to be missed on the day of the exam, times its share of the exam; last, where there is time,
a new pair of look-alikes. A fact comes once: its review asks another question on it where
one was not seen lately, so that the fact is learnt and not the words. Who was right about it in
other words is not asked again the day after: the questions of a fact share their due date.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from statistics import median

from quizzes.engine.draws import chance
from studyapp.review.models import Card
from studyapp.review.models.cards import Subject
from studyapp.review.shapes import EVEN, Bank
from studyapp.review.waiting import Waiting, WaitingPrompt

SECONDS = {"prompt": 10, "numeric": 75, "parameterised": 75, "ordering": 75, "matching": 75}
SECONDS |= {"log": 90, "policy": 240}
USUAL = 60
ENOUGH = 5
LATELY = timedelta(days=7)
ROOM_FOR_A_PAIR = 9 * 60


class Why(StrEnum):
    """Why an item is asked today."""

    MISLED = "misled"
    CHANGED = "changed"
    DUE = "due"
    AHEAD = "ahead"
    PAIR = "pair"


@dataclass(frozen=True)
class Pick:
    """One item: a question, or a prompt of a lesson. `fact` is what it is really about."""

    why: Why
    fact: str
    lesson: str
    question: int | None = None
    prompt: str = ""
    seconds: float = USUAL
    changed: Waiting | None = None

    @property
    def subject(self) -> Subject:
        return (self.lesson, self.prompt) if self.question is None else self.question


@dataclass(frozen=True)
class Deck:
    """All that picks are made of. `aim`: the day to be strong on; `skipped`: today, on purpose."""

    cards: Mapping[Subject, Card]
    bank: Bank
    changed: list[Waiting]
    paces: Mapping[str, list[int]]
    today: date
    aim: date
    skipped: frozenset[Subject] = frozenset()

    def seconds(self, kind: str) -> float:
        """How long this learner takes for one of a kind; a usual time before that is known."""
        own = [
            s for band, times in self.paces.items() if band.startswith(f"{kind}.") for s in times
        ]
        return median(own) if len(own) >= ENOUGH else SECONDS.get(kind, USUAL)

    def fact_of(self, card: Card) -> str:
        """What it is about; "" for what is asked no more."""
        if card.question_id is None:
            return self.bank.prompts.get((str(card.lesson_id), card.prompt), "")
        found = self.bank.asked.get(card.question_id)
        return (found[1].first_fact or str(card.question_id)) if found else ""

    def loss(self, card: Card) -> float:
        """What is likely lost on the day of the exam, as a share of its points."""
        found = self.bank.asked.get(card.question_id or 0)
        weight = self.bank.weight(found[1].domain) if found else EVEN
        return (1 - card.recall_on(self.aim)) * weight

    def is_met_today(self, card: Card) -> bool:
        return card.last_review.date() >= self.today

    def due_on(self, card: Card) -> date:
        """When to ask: what was missed and is not known again comes for itself.

        Else the question on its fact that was met last decides; one that was never missed says
        no less than the longest interval of the others, for which it may have stood in.
        """
        met = self._met.get(self.fact_of(card))
        if card.question_id is None or card.is_shaky or not met:
            return card.due.date()
        last = max(met, key=lambda one: one.last_review)
        if last.lapses:
            return last.due.date()
        return (last.last_review + max(one.due - one.last_review for one in met)).date()

    @cached_property
    def _met(self) -> dict[str, list[Card]]:
        """The cards of questions, by what they are about."""
        met: dict[str, list[Card]] = {}
        for card in self.cards.values():
            if card.question_id is not None and (fact := self.fact_of(card)):
                met.setdefault(fact, []).append(card)
        return met

    def is_due(self, card: Card) -> bool:
        return self.due_on(card) <= self.today

    def ready(self) -> list[Card]:
        """Cards that may be asked today: still in the bank, and of no fact that was met today."""
        facts = {subject: self.fact_of(card) for subject, card in self.cards.items()}
        done = {facts[subject] for subject, card in self.cards.items() if self.is_met_today(card)}
        return [
            card
            for subject, card in self.cards.items()
            if facts[subject] and facts[subject] not in done and subject not in self.skipped
        ]


def pick(deck: Deck, seconds: float, *, ahead: bool = False) -> list[Pick]:
    """The items for so many seconds, in their order; at least one, if there is any.

    `ahead` takes what is not due yet too, after what is.
    """
    ready = deck.ready()
    queue = [*_misled(deck, ready), *_changed(deck), *_by_loss(deck, ready, Why.DUE)]
    if ahead:
        queue += _by_loss(deck, ready, Why.AHEAD)
    pair = _pair(deck, queue) if seconds >= ROOM_FOR_A_PAIR else []
    left = seconds - sum(item.seconds for item in pair)
    taken: list[Pick] = []
    told: set[Subject | str] = set()
    for item in queue:
        about = {item.fact, item.subject}
        if not about & told and (item.seconds <= left or not taken):
            taken.append(item)
            told |= about
            left -= item.seconds
    return [*taken, *pair]


def n_due(deck: Deck) -> int:
    """How many facts are due, whatever the minutes."""
    return len({deck.fact_of(card) for card in deck.ready() if deck.is_due(card)})


def next_due(deck: Deck) -> date | None:
    """The first day after today on which something is due."""
    tomorrow = deck.today + timedelta(days=1)
    return min((max(deck.due_on(card), tomorrow) for card in deck.cards.values()), default=None)


def _misled(deck: Deck, ready: Iterable[Card]) -> list[Pick]:
    """The very questions that were answered surely and wrong, the newest first."""
    mine = sorted((c for c in ready if c.misled), key=lambda card: card.last_review, reverse=True)
    return [_question(deck, card.question_id, Why.MISLED) for card in mine if card.question_id]


def _changed(deck: Deck) -> list[Pick]:
    found = []
    for one in deck.changed:
        fact = one.news[0].fact.key
        if isinstance(one, WaitingPrompt):
            item = _prompt(deck, str(one.lesson.pk), one.prompt["id"], Why.CHANGED)
        elif one.question.version.question_id in deck.bank.asked:
            item = _question(deck, one.question.version.question_id, Why.CHANGED)
        else:
            continue
        found.append(replace(item, fact=fact, changed=one))
    return found


def _by_loss(deck: Deck, ready: Iterable[Card], why: Why) -> list[Pick]:
    wanted = [card for card in ready if deck.is_due(card) == (why is Why.DUE)]
    wanted.sort(key=lambda card: (-deck.loss(card), str(card.subject)))
    found = []
    for card in wanted:
        if card.question_id is None:
            found.append(_prompt(deck, str(card.lesson_id), card.prompt, why))
        else:
            asked = _another(deck, card.question_id) if card.step is None else card.question_id
            found.append(_question(deck, asked, why))
    return found


def _another(deck: Deck, question: int) -> int:
    """Another question on the same fact that was not seen lately; else the same, once more.

    A parameterised one comes with other numbers anyway.
    """
    shape = deck.bank.asked[question][1]
    if shape.kind == "parameterised" or not shape.first_fact:
        return question
    before = deck.today - LATELY

    def staleness(other: int) -> tuple[int, int]:
        card = deck.cards.get(other)
        return card.last_review.date().toordinal() if card else 0, chance(other, str(deck.today))

    others = [
        other
        for other in deck.bank.by_fact.get(shape.first_fact, ())
        if other != question
        and (other not in deck.cards or deck.cards[other].last_review.date() < before)
    ]
    return min(others, key=staleness, default=question)


def _pair(deck: Deck, queue: list[Pick]) -> list[Pick]:
    """Two questions of one comparison that are new, out of a lesson that is not."""
    asked = deck.bank.asked
    known = {subject for subject in deck.cards if isinstance(subject, int)}
    met = {asked[question][1].lesson for question in known & asked.keys()}
    facts = {item.fact for item in queue}
    for drill in deck.bank.drills.values():
        new = [q for q in drill if q in deck.bank.asked and q not in deck.cards]
        fresh: dict[str, Pick] = {}
        for question in new:
            item = _question(deck, question, Why.PAIR)
            if item.lesson in met and item.fact not in facts:
                fresh.setdefault(item.fact, item)
        if len(fresh) >= 2:
            return list(fresh.values())[:2]
    return []


def _question(deck: Deck, question: int, why: Why) -> Pick:
    shape = deck.bank.asked[question][1]
    return Pick(
        why=why,
        fact=shape.first_fact or str(question),
        lesson=shape.lesson,
        question=question,
        seconds=deck.seconds(shape.kind),
    )


def _prompt(deck: Deck, lesson: str, prompt: str, why: Why) -> Pick:
    return Pick(
        why=why,
        fact=deck.bank.prompts.get((lesson, prompt), f"{lesson}/{prompt}"),
        lesson=lesson,
        prompt=prompt,
        seconds=deck.seconds("prompt"),
    )
