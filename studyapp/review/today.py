"""A learner's review of today: what it holds, what has been done of it, what is under way."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Self
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Least

from quizzes.cards import Shelf
from quizzes.models import Answer, Attempt
from studyapp.accounts.models import User
from studyapp.lessons.models import Recall, Standing
from studyapp.lessons.truth import Turns
from studyapp.review.folding import Mark, cards_of, catch_up, counted
from studyapp.review.log import LONGEST_LOOK
from studyapp.review.picking import SECONDS, USUAL, Deck, Pick, Why, n_due, next_due, pick
from studyapp.review.recall import aim_of
from studyapp.review.shapes import bank_of
from studyapp.review.waiting import Queue, queue_of

AWAY = 3
"""Days without an answer after which somebody is welcomed back."""
MORE = 5
"""Minutes of "5 more"."""
NEARLY = 0.9
"""Of the minutes of a day: who has done so much of them is done."""


@dataclass(frozen=True)
class Today:
    """The review of one day. For a stranger nothing but the minutes is set."""

    minutes: int = 10
    edition: str | None = None
    deck: Deck | None = None
    queue: Queue | None = None
    picks: list[Pick] = field(default_factory=list)
    n_due: int = 0
    days_away: int = 0
    going: Attempt | None = None
    is_done: bool = False
    next_day: date | None = None

    @property
    def has_cards(self) -> bool:
        """Whether anything was met that can be repeated some day."""
        return bool(self.deck and self.deck.cards)

    @property
    def questions(self) -> list[Pick]:
        return [item for item in self.picks if item.question is not None]

    @property
    def prompts(self) -> list[Pick]:
        return [item for item in self.picks if item.question is None]

    @property
    def n_changed(self) -> int:
        return sum(item.why is Why.CHANGED for item in self.picks)

    @property
    def seconds(self) -> float:
        return sum(item.seconds for item in self.picks)

    @property
    def mostly(self) -> str:
        """The module that most items come from, if it is more than chance: "networking"."""
        if not self.deck:
            return ""
        modules = Counter(self.deck.bank.modules.get(item.lesson, "") for item in self.picks)
        module, count = next(iter(modules.most_common(1)), ("", 0))
        return module if count > 1 and 2 * count >= len(self.picks) else ""

    @property
    def is_welcome_back(self) -> bool:
        """After an absence not all that waits fits into the minutes."""
        return self.days_away >= AWAY and self.n_due > len(self.picks)


def today_of(user: Any, now: datetime, minutes: int | None = None, *, ahead: bool = False) -> Today:
    """What to review today, in as many queries for who has met nothing yet as for all others.

    `ahead` is "5 more": what has been done today does not count then.
    """
    mark = catch_up(user)
    minutes = minutes or mark.minutes
    if not user.is_authenticated:
        return Today(minutes)
    cards = cards_of(user)
    turns = Turns(Shelf.at(mark.edition).facts.values())
    queue, day = queue_of(user, turns), now.astimezone(UTC).date()
    aside = mark.aside | Attempt.objects.kept_back(user)
    bank = bank_of(mark.edition).without(aside)
    skipped = frozenset(
        subject for subject, standing in queue.standings.items() if _is_skipped(standing, day)
    )
    deck = Deck(cards, bank, queue.changed, mark.paces, day, aim_of(mark, day), skipped)
    budget = 60 * minutes
    work = Work.of(user, day)
    spent = 0 if ahead else work.spent
    is_done = spent >= NEARLY * budget
    return Today(
        minutes=minutes,
        edition=mark.edition,
        deck=deck,
        queue=queue,
        picks=[] if is_done else pick(deck, budget - spent, ahead=ahead),
        n_due=n_due(deck),
        days_away=_days_away(mark, day),
        going=work.attempt(),
        is_done=is_done,
        next_day=next_due(deck),
    )


def _is_skipped(standing: Standing, day: date) -> bool:
    return standing.outcome == Recall.Outcome.SKIPPED and standing.at.date() == day


def _days_away(mark: Mark, day: date) -> int:
    return (day - mark.upto.date()).days if mark.upto else 0


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


@dataclass(frozen=True)
class Work:
    """What of today's review lies behind a learner, and the attempt that is under way."""

    seconds: int = 0
    n_prompts: int = 0
    going: UUID | None = None

    @classmethod
    def of(cls, user: Any, day: date) -> Self:
        """Questions asked in reviews, prompts met again. One query."""
        since, reviews = _midnight(day), Attempt.objects.of(user).filter(mode=Attempt.Mode.REVIEW)
        lately = reviews.filter(Q(finished_at=None) | Q(finished_at__gte=since))
        answers = Answer.objects.filter(slot__attempt__in=lately, answered_at__gte=since)
        taken = Least(Coalesce("seconds", USUAL), LONGEST_LOOK)
        summed = answers.order_by().annotate(all=Value(1)).values("all").annotate(n=Sum(taken))
        mine = Recall.objects.filter(user=user.pk)
        same = mine.filter(lesson=OuterRef("lesson"), prompt=OuterRef("prompt"), at__lt=since)
        begun = reviews.open().filter(started_at__gte=since).order_by("-started_at")
        row = User.objects.filter(pk=user.pk).annotate(
            seconds=Coalesce(Subquery(summed.values("n")), 0),
            n_prompts=counted(mine.filter(Exists(same), at__gte=since)),
            going=Subquery(begun.values("pk")[:1]),
        )
        return cls(**row.values(*cls.__dataclass_fields__).get())

    @property
    def spent(self) -> float:
        return float(self.seconds + self.n_prompts * SECONDS["prompt"])

    def attempt(self) -> Attempt | None:
        """What is under way, with how far it is. One query, if there is any."""
        going = Attempt.objects.filter(pk=self.going) if self.going else None
        return going.with_progress().first() if going is not None else None
