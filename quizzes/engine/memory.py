"""Memory: what an answer says about it, and what the log of answers says about the next one.

The log is the truth and everything here follows from it: `rating` reads one answer as one of
four grades, `replay` turns the grades of one card into its state by FSRS-6 with the published
default parameters and without its random spread. Nobody is asked to grade themselves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from fsrs import Card, Rating, Scheduler, State

__all__ = [
    "CardState",
    "Outcome",
    "Pace",
    "Rating",
    "Review",
    "fold",
    "rating",
    "recall_on",
    "replay",
]

RETENTION = 0.9
LAST_RETENTION = 0.93
LAST_DAYS = 14
LONGEST_INTERVAL = 36_500
ENOUGH_TIMES = 8
"""Fewer earlier times than these say nothing about being quick or slow."""


@dataclass(frozen=True)
class Outcome:
    """What is known about one answer.

    `half` is a multiple response with at least half of the key and no wrong option;
    `by_luck`: its kind can be got right by a guess, as one of four options can.
    """

    right: bool
    half: bool = False
    by_luck: bool = True
    sureness: str = ""
    seconds: float | None = None
    successes: int = 0


@dataclass(frozen=True)
class Pace:
    """How long this learner took for questions of that length before, sorted by nothing."""

    seconds: Sequence[float] = ()

    def is_slow(self, seconds: float | None) -> bool:
        bound = self._percentile(80)
        return seconds is not None and bound is not None and seconds > bound

    def is_fast(self, seconds: float | None) -> bool:
        bound = self._percentile(20)
        return seconds is not None and bound is not None and seconds < bound

    def _percentile(self, percent: int) -> float | None:
        """The nearest rank, so that it is a time that was really taken."""
        if len(self.seconds) < ENOUGH_TIMES:
            return None
        ranked = sorted(self.seconds)
        return ranked[max(0, -(-len(ranked) * percent // 100) - 1)]


def rating(outcome: Outcome, pace: Pace = Pace()) -> Rating:
    """The grade of an answer that was given, or left empty on purpose.

    | answer                                                      | grade |
    |-------------------------------------------------------------|-------|
    | wrong, or none                                              | Again |
    | half of a multiple response and nothing wrong               | Hard  |
    | right by a guess, where a guess can be right                | Again |
    | right and not certain, or slower than the 80th percentile   | Hard  |
    | right and certain                                           | Good  |
    | the same, below the 20th percentile, known twice before     | Easy  |

    Whoever is not asked how sure they are gets Good for right and Again for all else:
    time alone is too weak a sign. A time of None is no sign at all.
    """
    if not outcome.sureness:
        return Rating.Good if outcome.right else Rating.Again
    if not outcome.right:
        return Rating.Hard if outcome.half else Rating.Again
    if outcome.sureness == "guess" and outcome.by_luck:
        return Rating.Again
    if outcome.sureness != "certain" or pace.is_slow(outcome.seconds):
        return Rating.Hard
    if pace.is_fast(outcome.seconds) and outcome.successes >= 2:
        return Rating.Easy
    return Rating.Good


RECALLED = {"knew": Rating.Good, "not-yet": Rating.Again}
"""How a prompt in a lesson counts. One that was skipped is no review."""


@dataclass(frozen=True)
class Review:
    """One entry in the log of a card."""

    at: datetime
    rating: Rating


@dataclass(frozen=True)
class CardState:
    """What the log says about one card. `lapses`: how many of its `reps` were graded Again."""

    stability: float
    difficulty: float
    due: datetime
    last_review: datetime
    state: int
    step: int | None
    reps: int
    lapses: int

    @property
    def successes(self) -> int:
        return self.reps - self.lapses

    def as_record(self) -> dict[str, Any]:
        return asdict(self)


def replay(log: Iterable[Review], horizon: date | None = None) -> CardState | None:
    """The state of a card after its whole log, in order of time; None for an empty log."""
    return fold(None, log, horizon)


def fold(
    state: CardState | None, log: Iterable[Review], horizon: date | None = None
) -> CardState | None:
    """`state` after further reviews, in order of time. `horizon` is the day of the exam.

    Days are days in UTC. The first review of a card on a day always counts. A later one on
    the same day counts while the card is in its learning or relearning steps, for repeating
    is what those are; once they are done it is noted (`reps`, `lapses`) and changes nothing
    else: what was right a minute ago says little about next week.

    With a horizon the longest interval is half of the days left at that review (at least
    one), and in the last two weeks the wanted recall is 0.93 instead of 0.9. Both shape
    only when a card is due, never how well it is known. From the day of the exam on the
    horizon is gone.
    """
    for review in log:
        state = _after(state, review, horizon)
    return state


def _after(before: CardState | None, review: Review, horizon: date | None) -> CardState:
    lapse = int(review.rating is Rating.Again)
    card = Card(card_id=1, due=review.at)
    if before:
        reps, lapses = before.reps + 1, before.lapses + lapse
        repeated = before.last_review.date() == review.at.date()
        if repeated and before.state == State.Review:
            return replace(before, reps=reps, lapses=lapses)
        card = _card(before)
    else:
        reps, lapses = 1, lapse
    card, _ = _scheduler(review.at.date(), horizon).review_card(
        card, review.rating, review.at.astimezone(UTC)
    )
    assert card.stability is not None  # noqa: S101
    assert card.difficulty is not None  # noqa: S101
    return CardState(
        stability=card.stability,
        difficulty=card.difficulty,
        due=card.due,
        last_review=review.at,
        state=int(card.state),
        step=card.step,
        reps=reps,
        lapses=lapses,
    )


def _card(state: CardState) -> Card:
    return Card(
        card_id=1,
        state=State(state.state),
        step=state.step,
        stability=state.stability,
        difficulty=state.difficulty,
        due=state.due,
        last_review=state.last_review.astimezone(UTC),
    )


def _scheduler(day: date, horizon: date | None) -> Scheduler:
    left = (horizon - day).days if horizon else 0
    if left <= 0:
        return _made(RETENTION, LONGEST_INTERVAL)
    return _made(LAST_RETENTION if left <= LAST_DAYS else RETENTION, max(1, left // 2))


@cache
def _made(retention: float, longest: int) -> Scheduler:
    return Scheduler(desired_retention=retention, maximum_interval=longest, enable_fuzzing=False)


def recall_on(state: CardState, day: date) -> float:
    """How likely the card is recalled on a day, if nothing is done until then."""
    days = max(0, (day - state.last_review.date()).days)
    at = state.last_review.astimezone(UTC) + timedelta(days=days)
    return float(_made(RETENTION, LONGEST_INTERVAL).get_card_retrievability(_card(state), at))
