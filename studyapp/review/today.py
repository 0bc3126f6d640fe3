"""A learner's review of today: what it holds, what has been done of it, what is under way."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Count, Exists, OuterRef, Sum
from django.db.models.functions import Coalesce

from quizzes.models import Answer, Attempt
from studyapp.lessons.models import Recall, Standing
from studyapp.review.folding import Mark, cards_of, catch_up
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
    queue, day = queue_of(user), now.astimezone(UTC).date()
    aside = mark.aside | Attempt.objects.kept_back(user)
    bank = bank_of(mark.edition).without(aside)
    skipped = frozenset(
        subject for subject, standing in queue.standings.items() if _is_skipped(standing, day)
    )
    deck = Deck(cards, bank, queue.changed, mark.paces, day, aim_of(mark, day), skipped)
    budget = 60 * minutes
    spent = 0 if ahead else _spent(user, day)
    is_done = spent >= NEARLY * budget
    return Today(
        minutes=minutes,
        deck=deck,
        queue=queue,
        picks=[] if is_done else pick(deck, budget - spent, ahead=ahead),
        n_due=n_due(deck),
        days_away=_days_away(mark, day),
        going=going_of(user, day),
        is_done=is_done,
        next_day=next_due(deck),
    )


def going_of(user: Any, day: date) -> Attempt | None:
    """The review begun today that is still open. One query; if there is one, another counts."""
    mine = Attempt.objects.of(user).open().filter(mode=Attempt.Mode.REVIEW)
    begun = mine.filter(started_at__gte=_midnight(day)).values("pk").first()
    return mine.with_progress().filter(**begun).first() if begun else None


def _is_skipped(standing: Standing, day: date) -> bool:
    return standing.outcome == Recall.Outcome.SKIPPED and standing.at.date() == day


def _days_away(mark: Mark, day: date) -> int:
    return (day - mark.upto.date()).days if mark.upto else 0


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _spent(user: Any, day: date) -> float:
    """Seconds of review behind the learner today: questions in reviews, prompts met again."""
    answers = Answer.objects.filter(
        slot__attempt__user=user,
        slot__attempt__mode=Attempt.Mode.REVIEW,
        answered_at__gte=_midnight(day),
    ).aggregate(seconds=Coalesce(Sum(Coalesce("seconds", USUAL)), 0))
    same = Recall.objects.filter(
        user=user, lesson=OuterRef("lesson"), prompt=OuterRef("prompt"), at__lt=_midnight(day)
    )
    prompts = Recall.objects.filter(Exists(same), user=user, at__gte=_midnight(day))
    count = prompts.aggregate(n=Count("pk"))["n"]
    seconds: int = answers["seconds"] + count * SECONDS["prompt"]
    return float(seconds)
