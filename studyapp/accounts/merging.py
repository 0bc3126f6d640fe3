"""Merging: what somebody did as a guest goes to the account they sign in to."""

import logging
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from studyapp.accounts.belongings import belongings, branches, in_words, owner, rows
from studyapp.accounts.models import User

log = logging.getLogger(__name__)

Row = tuple[str, Any]  # the label of a model, a primary key


@dataclass(frozen=True)
class Receipt:
    """What a merge moved, in words; false when the guest had nothing."""

    merged: tuple[str, ...] = ()
    dropped: int = 0

    def __bool__(self) -> bool:
        return bool(self.merged or self.dropped)

    def __str__(self) -> str:
        """
        >>> str(Receipt(("37 answers", "2 lesson marks")))
        '37 answers, 2 lesson marks merged, 0 dropped'
        """
        return f"{', '.join(self.merged) or 'Nothing'} merged, {self.dropped} dropped"


@transaction.atomic
def merge(guest: Any, account: Any) -> Receipt:
    """Hand everything of the guest's to the account, then delete the guest.

    Both rows are locked first. A row that another request writes for the guest
    needs the guest's row, so it is there before we count, or it waits and is then
    refused: none slips in to be lost in the cascade. Done again, or with a guest
    who has become an account in another tab, it moves nothing.

    What was dropped is looked up, not assumed. If anything was, the guest stays.
    """
    both = User.objects.select_for_update().filter(pk__in=[guest.pk, account.pk]).order_by("pk")
    found = {user.pk: user for user in both}
    giver, taker = found.get(guest.pk), found.get(account.pk)
    if giver is None or taker is None or not giver.is_guest or taker.is_guest:
        return Receipt()
    had = _all_rows(giver)
    moved = [(model._default_manager.hand_over(giver, taker), model.NOUN) for model in belongings()]
    dropped = had - _all_rows(taker) - _twins(giver, taker)
    if dropped:
        log.error("a merge dropped rows; the guest is kept", extra={"fields": {"guest": giver.pk}})
    else:
        giver.delete()
    return Receipt(in_words(moved), len(dropped))


def _all_rows(user: User) -> set[Row]:
    """Every row of a user's, down to the last answer."""
    return {
        (model._meta.label, pk)
        for root in belongings()
        for model, path in branches(root, owner(root))
        for pk in model._default_manager.filter(**{path: user.pk}).values_list("pk", flat=True)
    }


def _twins(giver: User, taker: User) -> set[Row]:
    """The guest's rows that stayed because the account has their equal.

    Equal is what a unique constraint of the model forbids to have twice: of two
    marks on one lesson, one is enough.
    """
    twins: set[Row] = set()
    for model in belongings():
        for key in _keys(model):
            theirs = [own for _, *own in rows(model, taker).values_list("pk", *key)]
            left = rows(model, giver).values_list("pk", *key)
            twins |= {(model._meta.label, pk) for pk, *own in left if own in theirs}
    return twins


def _keys(model: Any) -> list[list[str]]:
    """Of each unique constraint on the owner: the fields beside the owner."""
    whose = owner(model)
    if model._meta.get_field(whose).unique:
        return [[]]
    return [
        [field for field in constraint.fields if field != whose]
        for constraint in model._meta.total_unique_constraints
        if whose in constraint.fields
    ]
