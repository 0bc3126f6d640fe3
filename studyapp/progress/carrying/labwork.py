"""Predictions and goals of a file, marked and reached anew by the labs that are here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from studyapp.labs.books import reaches, right_today
from studyapp.labs.desk import Desk, state_of
from studyapp.labs.models import Prediction, Reached
from studyapp.labs.registry import LABS
from studyapp.lessons.models import Fact
from studyapp.progress.carrying.places import clicks
from studyapp.progress.carrying.schema import GoalRow, PredictionRow, Work

BUDGET = 300
"""What the labs are asked of one file at most, in states of a usual lab: a few seconds."""
WEIGHTS = {"environments": 15}
"""How many usual states one of this lab takes as long as, at its largest input."""


@dataclass
class Budget:
    """What may still be asked. A state that does not fit leaves room for lighter ones."""

    left: int = field(default_factory=lambda: BUDGET)

    def takes(self, lab: str) -> bool:
        weight = WEIGHTS.get(lab, 1)
        if weight > self.left:
            return False
        self.left -= weight
        return True


@dataclass
class LabWork:
    """What a file tells of the labs: what is new is not saved yet."""

    predictions: list[Prediction] = field(default_factory=list)
    predictions_here: int = 0
    goals: list[Reached] = field(default_factory=list)
    goals_here: int = 0
    earlier: list[Reached] = field(default_factory=list)  # here, but reached before that
    goals_unmet: int = 0
    goals_unasked: int = 0
    unmarked: int = 0  # predictions that came in without a mark, for there were too many
    unknown: set[str] = field(default_factory=set)
    budget: Budget = field(default_factory=Budget)

    def save(self) -> None:
        """The labs are asked here, once, and not whenever the file is only looked at."""
        self.unmarked = mark(self.predictions, self.budget)
        Prediction.objects.bulk_create(self.predictions, batch_size=500)
        # Whoever reaches one at this very moment keeps theirs.
        Reached.objects.bulk_create(self.goals, ignore_conflicts=True)
        for row in self.earlier:
            same = Reached.objects.filter(user_id=row.user_id, lab=row.lab, goal=row.goal)
            same.filter(at__gt=row.at).update(at=row.at, state=row.state)


def lab_work_of(user: Any, work: Work) -> LabWork:
    """Compare what a file tells of the labs with what is here."""
    found = LabWork()
    _add_predictions(found, user, work.predictions)
    _add_goals(found, user, work.goals)
    return found


def _add_predictions(found: LabWork, user: Any, rows: tuple[PredictionRow, ...]) -> None:
    places = clicks(user, Prediction.objects.all(), (row.client_id for row in rows))
    for row in rows:
        pk, is_here = places[row.client_id]
        if is_here:
            found.predictions_here += 1
        elif row.lab in LABS:
            said = {name: getattr(row, name) for name in PredictionRow.SAID}
            found.predictions.append(Prediction(user_id=user.pk, client_id=pk, **said))
        else:
            found.unknown.add(row.lab)


def _add_goals(found: LabWork, user: Any, rows: tuple[GoalRow, ...]) -> None:
    """One for each goal; of two the earlier stays. It comes in where its state does reach it."""
    kept = {(row.lab, row.goal): row for row in Reached.objects.of(user)}
    ledger = _ledger() if rows else {}
    for row in rows:
        twin = kept.get((row.lab, row.goal))
        goal = Reached(user_id=user.pk, lab=row.lab, goal=row.goal, state=row.state, at=row.at)
        if row.lab not in LABS:
            found.unknown.add(row.lab)
        elif twin and twin.at <= row.at:
            found.goals_here += 1
        elif not _is_goal(row):
            found.goals_unmet += 1
        elif not found.budget.takes(row.lab):
            found.goals_unasked += 1
        elif not reaches(_desk(row.lab, row.state, ledger), row.goal):
            found.goals_unmet += 1
        elif twin:
            found.goals_here += 1
            found.earlier.append(goal)
        else:
            found.goals.append(goal)


def _is_goal(row: GoalRow) -> bool:
    return any(goal.id == row.goal for goal in LABS[row.lab].goals)


def mark(rows: Iterable[Prediction], budget: Budget) -> int:
    """Mark predictions by the labs of today: null where these cannot settle them any more.

    The newest first; how many were too many to be marked at once is told.
    """
    newest = sorted(rows, key=lambda row: row.at, reverse=True)
    ledger = _ledger() if newest else {}
    by_state: dict[tuple[str, str], list[Prediction]] = {}
    for row in newest:
        by_state.setdefault((row.lab, row.state), []).append(row)
    unmarked = 0
    for (lab, state), said in by_state.items():
        if not budget.takes(lab):
            unmarked += len(said)
            continue
        desk = _desk(lab, state, ledger)
        for row in said:
            row.right = right_today(desk, row)
    return unmarked


def _desk(lab: str, state: str, ledger: dict[str, Fact]) -> Desk:
    return Desk(LABS[lab], state_of(state), ledger=ledger)


def _ledger() -> dict[str, Fact]:
    return Fact.objects.in_bulk()
