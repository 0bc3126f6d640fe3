"""Folding the log into cards: lazily, whenever somebody looks, and never while an answer is saved.

What is stored equals what a replay of the whole log gives, bit for bit. That is so because an
entry is rated by what came before it alone, and because a look first counts: if the entries
after `upto` are not exactly those that are missing, everything is folded anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, IntegerField, JSONField, Subquery, Value
from django.db.models.functions import Coalesce

from quizzes.engine.memory import Pace, Review, fold, rating
from quizzes.models import SealedForm
from studyapp.accounts.models import User
from studyapp.lessons.models import Edition, Recall
from studyapp.review.log import Entry, Part, read, told
from studyapp.review.models import Card, Folding, Plan
from studyapp.review.models.cards import Subject

RULES = 2
"""Count up when ratings or replays change: every cache is made anew then."""
PACES_KEPT = 50

Cards = dict[Subject, Card]


@dataclass(frozen=True)
class Mark:
    """How far the cache is, how long the log, and what else a look needs. One query."""

    edition: str | None = None
    n_answers: int = 0
    n_recalls: int = 0
    folded_answers: int = 0
    folded_recalls: int = 0
    horizon: date | None = None
    folded_horizon: date | None = None
    rules: int | None = None
    upto: datetime | None = None
    paces: Mapping[str, list[int]] = field(default_factory=dict)
    minutes: int = Plan.Minutes.TEN
    # Questions kept for a mock exam: no review shows them.
    aside: frozenset[int] = frozenset()

    @property
    def is_due(self) -> bool:
        """The cards are not what the log says."""
        wanted = self.n_answers, self.n_recalls, self.horizon, RULES
        has = self.folded_answers, self.folded_recalls, self.folded_horizon, self.rules
        return wanted != has and bool(self.n_answers or self.n_recalls or self.rules)


def mark_of(user: Any) -> Mark:
    """Where a learner's cache stands. One query."""
    if not user.is_authenticated:
        return Mark()
    # By the learner's own number: by that of the row around it SQLite counts six times as long.
    recalls = Recall.objects.filter(user=user.pk)
    sealed = SealedForm.objects.filter(user=user.pk).values("questions")
    row: Any = (
        User.objects.filter(pk=user.pk)
        .annotate(
            edition=Edition.current(),
            n_answers=counted(told(user.pk)),
            n_recalls=counted(recalls),
            folded_answers=Coalesce("folding__n_answers", 0),
            folded_recalls=Coalesce("folding__n_recalls", 0),
            horizon=F("plan__exam_date"),
            folded_horizon=F("folding__horizon"),
            rules=F("folding__rules"),
            upto=F("folding__upto"),
            paces=F("folding__paces"),
            minutes=Coalesce("plan__minutes", int(Plan.Minutes.TEN)),
            aside=Subquery(sealed[:1], output_field=JSONField()),
        )
        .values(*Mark.__dataclass_fields__)
        .first()
    )
    if not row:
        return Mark()
    aside = frozenset(question for question, _ in row["aside"] or ())
    return Mark(**row | {"paces": row["paces"] or {}, "aside": aside})


def counted(rows: Any) -> Coalesce:
    """How many rows these are, as a column of another query."""
    total = rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)


def catch_up(user: Any) -> Mark:
    """Bring the cards up to the log, if they are not; return where they are then.

    Nothing new: one query. Two requests at once: the second waits and finds it done.
    """
    mark = mark_of(user)
    if not mark.is_due:
        return mark
    _store(user)
    return mark_of(user)


def rebuild(user: Any) -> None:
    """Make the cards anew, out of the whole log."""
    _store(user, anew=True)


def cards_of(user: Any) -> Cards:
    """The stored cards of a learner. One query."""
    # By its own columns: the order of the questions and lessons themselves would be three joins.
    cards = Card.objects.of(user).order_by("question_id", "lesson_id", "prompt")
    return {card.subject: card for card in cards}


def cards_before(user: Any, at: datetime) -> dict[int, Card]:
    """The cards of questions as they stood at a moment, replayed from the log. Nothing is stored.

    They tell how likely something was recalled; when it was due depends on a plan.
    """
    entries = [entry for entry in read(user).entries if entry.at < at]
    cards = _advance({}, entries, {}, None, user)
    return {subject: card for subject, card in cards.items() if isinstance(subject, int)}


@transaction.atomic
def _store(user: Any, *, anew: bool = False) -> None:
    Folding.objects.bulk_create([Folding(user=user)], ignore_conflicts=True)
    folding = Folding.objects.select_for_update().get(user=user)
    mark = mark_of(user)
    if not (mark.is_due or anew):
        return
    part = None if anew else _tail(user, folding, mark)
    if part is None:
        part = read(user)
        Card.objects.filter(user=user).delete()
        folding.n_answers = folding.n_recalls = 0
        folding.upto, folding.paces = None, {}
    subjects = {entry.subject for entry in part.entries}
    cards = _advance(_stored(user, subjects), part.entries, folding.paces, mark.horizon, user)
    _write(cards)
    folding.n_answers += part.n_answers
    folding.n_recalls += part.n_recalls
    folding.upto = part.upto or folding.upto
    folding.horizon, folding.rules = mark.horizon, RULES
    folding.save()


def _tail(user: Any, folding: Folding, mark: Mark) -> Part | None:
    """What came after the cache; None where that is not all that is missing."""
    if folding.rules != RULES or folding.horizon != mark.horizon or not folding.upto:
        return None
    part = read(user, after=folding.upto)
    sums = folding.n_answers + part.n_answers, folding.n_recalls + part.n_recalls
    fits = sums == (mark.n_answers, mark.n_recalls) and not part.torn
    return part if fits else None


def _stored(user: Any, subjects: set[Subject]) -> Cards:
    """The cards of these subjects that stand already."""
    return {subject: card for subject, card in cards_of(user).items() if subject in subjects}


def _advance(
    cards: Cards,
    entries: list[Entry],
    paces: dict[str, list[int]],
    horizon: date | None,
    user: Any,
) -> Cards:
    """`cards` after these entries; notes the times taken in `paces`."""
    states = {subject: card.known for subject, card in cards.items()}
    for entry in entries:
        before = states.get(entry.subject)
        grade = entry.rating
        if grade is None and entry.shape:
            times = paces.setdefault(entry.shape.band, [])
            grade = rating(entry.outcome(before.successes if before else 0), Pace(tuple(times)))
            if entry.seconds is not None:
                paces[entry.shape.band] = [*times, entry.seconds][-PACES_KEPT:]
        assert grade is not None  # noqa: S101
        after = fold(before, [Review(entry.at, grade)], horizon)
        assert after is not None  # noqa: S101
        states[entry.subject] = after
        card = cards.get(entry.subject) or _new(user, entry.subject)
        card.misled = entry.misled
        cards[entry.subject] = card
    for subject, state in states.items():
        cards[subject].learn(state)
    return cards


def _new(user: Any, subject: Subject) -> Card:
    if isinstance(subject, int):
        return Card(user_id=user.pk, question_id=subject)
    lesson, prompt = subject
    return Card(user_id=user.pk, lesson_id=lesson, prompt=prompt)


def _write(cards: Cards) -> None:
    """Two statements at most: one for each kind of card."""
    fields = [*Card.STATE, "misled"]
    for unique in (["user", "question"], ["user", "lesson", "prompt"]):
        mine = [c for c in cards.values() if (c.question_id is None) == ("prompt" in unique)]
        for card in mine:
            card.pk = None
            card._state.adding = True
        if mine:
            Card.objects.bulk_create(
                mine, update_conflicts=True, update_fields=fields, unique_fields=unique
            )
