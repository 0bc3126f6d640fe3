"""What a learner got wrong the last time, and what to hold on to about it."""

from functools import partial
from itertools import groupby
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import FirstValue, RowNumber

from quizzes.cards import Card, Shelf
from quizzes.models import Answer, Attempt, kept_back

MOST = 40
"""Misses on one sheet of paper."""
QUESTION = "slot__version__question"


def missed(user: Any) -> QuerySet[Answer]:
    """The last answer to each question, where that was wrong. One taken back is none.

    What an open attempt keeps back until its end is not told here either.
    """
    newest = [F("answered_at").desc(), F("revision").desc(), F("pk").desc()]
    by_question = partial(Window, partition_by=QUESTION, order_by=newest)
    later = Answer.objects.filter(slot=OuterRef("slot"), revision__gt=OuterRef("revision"))
    mine = Answer.objects.filter(slot__attempt__in=Attempt.objects.of(user).telling())
    mine = mine.filter(~Exists(later)).exclude(verdict="")
    # Its own verdict would be asked before the answers are put in order, this one after.
    last = by_question(FirstValue("verdict"))
    ranked = mine.annotate(place=by_question(RowNumber()), last=last)
    return ranked.filter(place=1, last__in=("wrong", "partly"))


def misses_of(user: Any) -> list[list[Card]]:
    """Those questions as cards by lesson; of many the newest. Four queries, however many."""
    rows = missed(user).exclude(**{f"{QUESTION}__in": kept_back(user)})
    newest = rows.select_related(QUESTION).order_by("-answered_at", "-revision")[:MOST]
    shelf = Shelf.whole()
    shown = [Card(answer.slot, shelf, answer, reveal=True) for answer in newest]
    shown.sort(key=lambda card: (card.lesson_title, card.item.lesson, card.slot.pk))
    return [list(group) for _, group in groupby(shown, key=lambda card: card.lesson_title)]
