"""What happens to a fact: it is read again and holds, or it says something else from now on.

Whoever keeps the words of the ledger elsewhere follows them here: a change from the admin
passes `revise`, one from the files passes `turn`, and nothing else changes what is true.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from studyapp.lessons.importing.deciding import fingerprint
from studyapp.lessons.models import Fact, Revision

CHECK_DAYS = 90
"""A check holds as long as this."""
EDITED = ("value", "unit", "number", "statement", "source", "then", "changed_on")


def token(fact: Fact) -> str:
    """Names what a fact says, so that an editor can tell whether it still says that."""
    return fingerprint({name: getattr(fact, name) for name in EDITED})


def check_again(keys: Collection[str], by: Any, note: str = "") -> int:
    """Note that these facts were read again today and hold; return for how many that is new.

    A fact that somebody looked at today has been checked today: a second click adds nothing.
    """
    at = timezone.now()
    with transaction.atomic():
        facts = Fact.objects.select_for_update().filter(pk__in=keys).order_by("pk")
        seen = Revision.objects.filter(fact__in=keys, at__date=at.date(), by__isnull=False)
        done = set(seen.values_list("fact_id", flat=True))
        fresh = [fact for fact in facts if fact.pk not in done]
        for fact in fresh:
            _count_as_check(fact, at)
        Fact.objects.bulk_update(fresh, ["checked_on", "check_by"], batch_size=200)
        Revision.objects.bulk_create(
            Revision(fact=fact, kind=Revision.Kind.CHECKED, at=at, by=by, note=note)
            for fact in fresh
        )
    return len(fresh)


def revise(
    key: str, words: dict[str, str], kind: Revision.Kind, by: Any, note: str = ""
) -> Revision:
    """Let a fact say `words` from now on, and note what it said before.

    Of kind "checked" only its wording or its source are other ones: nothing is learnt anew.
    """
    at = timezone.now()
    with transaction.atomic():
        fact = Fact.objects.select_for_update().get(pk=key)
        before = fact.truth()
        for name, value in words.items():
            setattr(fact, name, value)
        _count_as_check(fact, at)
        revision = turn(fact, before, kind, at=at, by=by, note=note)
        fact.save(update_fields=[*EDITED, "checked_on", "check_by", "revised_at"])
        revision.save()
    return revision


def turn(
    fact: Fact,
    before: dict[str, str],
    kind: Revision.Kind,
    *,
    at: datetime,
    by: Any = None,
    note: str = "",
) -> Revision:
    """The unsaved note that `fact` says something else now; learners hear of it."""
    if kind != Revision.Kind.CHECKED:
        fact.revised_at = at
    return Revision(
        fact=fact, kind=kind, at=at, by=by, note=note, before=before, after=fact.truth()
    )


def _count_as_check(fact: Fact, at: datetime) -> None:
    fact.checked_on = at.date()
    fact.check_by = fact.checked_on + timedelta(days=CHECK_DAYS)
