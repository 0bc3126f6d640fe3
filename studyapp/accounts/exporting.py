"""Everything that is kept about one person, ready for JSON."""

from datetime import datetime
from typing import Any

from studyapp.accounts.belongings import belongings, rows


def record_of(user: Any, at: datetime) -> dict[str, Any]:
    """The profile and all belongings. The keys are stable: programs may read them."""
    return {
        "format": "lambda-ledger-export",
        "version": 1,
        "made_at": at,
        "profile": {
            "id": user.pk,
            "guest": user.is_guest,
            "email": user.email,
            "name": user.name,
            "joined_at": user.date_joined,
            "last_seen": user.last_seen,
            "last_login": user.last_login,
            "roles": sorted(user.groups.values_list("name", flat=True)),
        },
        "belongings": {model._meta.label: rows(model, user).export() for model in belongings()},
    }
