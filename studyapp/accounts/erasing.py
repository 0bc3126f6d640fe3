"""Making somebody's data go: because they ask, or because a guest was idle too long."""

from datetime import datetime

from axes.utils import reset as forget_failures
from django.db import transaction

from studyapp.accounts.models import User

BATCH = 500


@transaction.atomic
def erase(user: User) -> None:
    """Delete a user and all that hangs on them, and the failed sign-ins under their address.

    Questions somebody wrote stay, without their name: others learn from them.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.email:
        forget_failures(username=locked.email)
    locked.delete()


def purge_guests(at: datetime, days: int) -> int:
    """Delete the guests who were idle for `days` at the moment `at`; return how many.

    In batches, so that nobody waits long for the database. Each batch is looked
    up again under its lock: who came back in between stays.
    """
    idle = User.objects.guests().idle(at, days)
    count = 0
    while batch := list(idle.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            locked = idle.filter(pk__in=batch).select_for_update().order_by("pk")
            keys = list(locked.values_list("pk", flat=True))
            User.objects.filter(pk__in=keys).delete()
        count += len(keys)
    return count
