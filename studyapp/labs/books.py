"""What is written down of a learner's work in the labs, and how it is read again."""

import uuid
from contextlib import suppress
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse

from studyapp.labs.desk import Desk
from studyapp.labs.engine.numbers import MissingNumberError
from studyapp.labs.models import LONGEST_STATE, LONGEST_WORDS, Prediction, Reached
from studyapp.labs.puzzles import puzzles_of
from studyapp.labs.registry import LABS
from studyapp.lessons.models.traces import own_id

REFUSED = "Say first what you expect."


class Said(forms.TextInput):
    """What was said; of several boxes that are ticked, all."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        every = data.getlist(name) if isinstance(data, QueryDict) else [data.get(name, "")]
        return ", ".join(map(str, every))


class PredictionForm(forms.Form):
    """A prediction as it is sent: the state as one string, the question, what was said."""

    state = forms.CharField(required=False, max_length=LONGEST_STATE, strip=False)
    ask = forms.CharField(required=False, max_length=40)
    said = forms.CharField(required=False, widget=Said)
    client_id = forms.UUIDField()

    def said_to(self, desk: Desk) -> tuple[str, str] | None:
        """(ask, what was said), ("", what was changed), or None where nothing was said."""
        if desk.puzzle and desk.puzzle.want:
            return "", ", ".join(desk.form.changed())[:LONGEST_WORDS]
        ask, meant = desk.ask, self.cleaned_data["ask"]
        said = ask.said(self.cleaned_data["said"]) if meant in ("", ask.id) else None
        return None if said is None or len(said) > LONGEST_WORDS else (ask.id, said)


def store(user: Any, desk: Desk, said: tuple[str, str], client_id: uuid.UUID) -> Prediction:
    """Write down what was said, then whether it is right. Sent again, it is the same row."""
    row = Prediction(user=user, lab=desk.lab.slug, state=desk.address, client_id=client_id)
    row.ask, row.said = said
    row.puzzle = desk.puzzle_of(row.ask)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        kept = Prediction.objects.of(user).filter(client_id=client_id).first()
        # Somebody else sent this very page before, as on a computer that two people use.
        return kept or store(user, desk, said, own_id(client_id, user))
    desk.prediction = row
    with suppress(MissingNumberError):
        row.right = desk.verdict.right if desk.verdict else desk.is_solved
        row.save(update_fields=["right"])
    return row


def is_too_long(desk: Desk) -> bool:
    """Whether the address of this state is longer than what is written down."""
    return len(desk.address) > LONGEST_STATE


def right_today(desk: Desk, row: Prediction) -> bool | None:
    """Whether what was said at this state is right; None where the lab cannot settle it (now)."""
    if not desk.is_valid or desk.address != row.state or desk.puzzle_of(row.ask) != row.puzzle:
        return None
    try:
        if not row.ask:
            return desk.is_solved if desk.puzzle and desk.puzzle.want else None
        ask = next((one for one in desk.lab.asks(desk.form) if one.id == row.ask), None)
        if ask is None or ask.said(row.said) != row.said:
            return None
        return desk.lab.settle(ask, row.said, desk.result).right
    except MissingNumberError:
        return None


def reaches(desk: Desk, goal: str) -> bool:
    """Whether this state reaches a goal; not where the lab cannot tell."""
    try:
        told = desk.goals() if desk.is_valid else []
    except MissingNumberError:
        return False
    return any(one["id"] == goal and one["now"] for one in told)


def prediction(user: Any, lab: str, client_id: str) -> Prediction | None:
    """The learner's own prediction that an address names."""
    try:
        key = uuid.UUID(client_id)
    except ValueError:
        return None
    return Prediction.objects.of(user).filter(lab=lab, client_id=key).first()


def goals_kept(user: Any, lab: str) -> frozenset[str]:
    if not user.is_authenticated:
        return frozenset()
    return frozenset(Reached.objects.of(user).filter(lab=lab).values_list("goal", flat=True))


def keep_goals(user: Any, desk: Desk) -> None:
    """Keep what this state reaches; what was reached before stays as it was."""
    rows = [
        Reached(user=user, lab=desk.lab.slug, goal=goal["id"], state=desk.address)
        for goal in desk.goals()
        if goal["now"]
    ]
    Reached.objects.bulk_create(rows, ignore_conflicts=True)


def solved(user: Any, lab: str) -> frozenset[str]:
    """The puzzles of a lab that this learner predicted or repaired rightly."""
    right = Prediction.objects.of(user).filter(lab=lab, right=True).exclude(puzzle="")
    return frozenset(right.values_list("puzzle", flat=True))


def shelf(user: Any) -> list[dict[str, Any]]:
    """Every lab with what the learner did in it: goals reached, puzzles solved. Two queries."""
    goals = list(Reached.objects.of(user).values_list("lab", "goal"))
    right = Prediction.objects.of(user).filter(right=True).exclude(puzzle="")
    puzzles = set(right.values_list("puzzle", flat=True))
    return [
        {
            "lab": lab,
            "url": reverse(f"labs:{slug}"),
            "goals": sum(slug == of for of, _ in goals),
            "puzzles": len(offered),
            "solved": sum(puzzle.id in puzzles for puzzle in offered),
        }
        for slug, lab in LABS.items()
        for offered in [puzzles_of(slug)]
    ]
