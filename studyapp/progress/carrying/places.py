"""Where a row of a file stands here: under its own id, or under one of this user's own."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from studyapp.lessons.models.traces import own_id


def clicks(
    user: Any, rows: QuerySet[Any], given: Iterable[uuid.UUID]
) -> dict[uuid.UUID, tuple[uuid.UUID, bool]]:
    """For each `client_id` of a file the one it has here, and whether that is here already."""
    own = {client_id: own_id(client_id, user) for client_id in given}
    ids, owners = [*own, *own.values()], dict[uuid.UUID, Any]()
    for at in range(0, len(ids), 500):
        some = rows.filter(client_id__in=ids[at : at + 500])
        owners |= dict(some.values_list("client_id", "user"))
    found = {}
    for client_id, other in own.items():
        pk = other if owners.get(client_id, user.pk) != user.pk else client_id
        found[client_id] = (pk, pk in owners)
    return found
