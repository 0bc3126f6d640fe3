"""Everything that is kept about one person, ready for JSON."""

from datetime import date, datetime
from typing import Any

from studyapp.accounts.belongings import belongings, rows

FORMAT = "lambda-ledger-export"
VERSION = 2


def record_of(user: Any, at: datetime, edition: date | None) -> dict[str, Any]:
    """The profile and all belongings. The keys are stable: programs may read them.

    `edition` is the day from which the site's content is. Version 2 carries all ids that
    tell a row which is here already from one that is not.
    """
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": at,
        "edition": edition,
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
