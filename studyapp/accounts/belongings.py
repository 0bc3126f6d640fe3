"""What hangs on a user, whichever app it lives in: merged, exported and erased in one place.

No app is imported here. A model takes part by the two methods of its queryset:
`hand_over(guest, account) -> int` and `export() -> list[dict]`; a system check
refuses one that hangs on a user and has neither.
"""

from typing import Any

from django.db import models

from studyapp.accounts.models import User

# Rows about a user that are not a learner's own: they go with the account, nothing is merged.
FOREIGN = frozenset({"admin.LogEntry", "accounts.User_groups", "accounts.User_user_permissions"})


def _related() -> list[type[models.Model]]:
    links = (link for link in User._meta.related_objects if link.one_to_many or link.one_to_one)
    found = {link.related_model for link in links if link.on_delete is models.CASCADE}
    return sorted((m for m in found if isinstance(m, type)), key=lambda m: m._meta.label)


def _takes_part(model: type[models.Model]) -> bool:
    return all(hasattr(model._default_manager, verb) for verb in ("hand_over", "export"))


def belongings() -> list[Any]:
    """The models whose rows are a learner's own."""
    return [model for model in _related() if _takes_part(model)]


def strangers() -> list[type[models.Model]]:
    """Models that hang on a user without taking part: a mistake of ours."""
    return [m for m in _related() if not _takes_part(m) and m._meta.label not in FOREIGN]
