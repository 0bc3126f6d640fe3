"""What will still be there on exam day, by the review cards."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from studyapp.progress.bank import Bank
from studyapp.review.folding import cards_before, cards_of, catch_up
from studyapp.review.models import Plan
from studyapp.review.recall import aim_of


@dataclass(frozen=True)
class Recalls:
    """The predicted recall of each question met: today, and on the day to be strong on.

    That is the day of the exam, or four weeks from now where none is set (`exam` is None).
    `edition` is the stamp of the ledger and the bank as they were looked at; `n_prompts` is how
    often a prompt of a lesson was met.
    """

    exam: date | None = None
    today: Mapping[int, float] = field(default_factory=dict)
    then: Mapping[int, float] = field(default_factory=dict)
    edition: str | None = None
    n_prompts: int = 0

    def retention(self, traits: Bank) -> dict[int, float]:
        """By domain, the share of what is recalled today that will be recalled at the exam.

        Empty where no day is set: a forecast is for today then.
        """
        if self.exam is None:
            return {}
        now: dict[int, float] = defaultdict(float)
        later: dict[int, float] = defaultdict(float)
        for question, recall in self.today.items():
            if question in traits:
                now[traits[question].domain] += recall
                later[traits[question].domain] += min(recall, self.then[question])
        return {domain: later[domain] / total for domain, total in now.items() if total}


def recalls_of(user: Any, today: date) -> Recalls:
    """Two queries where nothing is new; else the cards catch up first."""
    mark = catch_up(user)
    aim = aim_of(mark, today)
    cards = {
        card.question_id: card for card in cards_of(user).values() if card.question_id is not None
    }
    return Recalls(
        exam=aim if aim == mark.horizon else None,
        edition=mark.edition,
        n_prompts=mark.n_recalls,
        today={question: card.recall_on(today) for question, card in cards.items()},
        then={question: card.recall_on(aim) for question, card in cards.items()},
    )


def recalls_at(plan: Plan, at: datetime) -> Recalls:
    """The same for the exam of `plan` as it was at a moment past: replayed from the log."""
    today, exam = timezone.localdate(at), plan.exam_date
    if exam is None or exam <= today:
        return Recalls()
    cards = cards_before(plan.user, at)
    return Recalls(
        exam=exam,
        today={question: card.recall_on(today) for question, card in cards.items()},
        then={question: card.recall_on(exam) for question, card in cards.items()},
    )
