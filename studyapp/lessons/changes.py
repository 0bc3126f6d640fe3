"""The change log: what AWS changed, and what this ledger corrected, newest first."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from studyapp.lessons.models import Fact, Revision

SINCE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?")


@dataclass(frozen=True)
class Change:
    """One entry. `since` is as exact as it is known ("2024", "2024-12", "2024-12-01")."""

    fact: Fact
    kind: str
    at: datetime
    since: str
    before: str
    now: str

    @property
    def key(self) -> str:
        """Names the entry for ever, also in a feed reader."""
        return f"{self.fact.pk}:{self.kind}:{self.at:%Y-%m-%dT%H:%M:%S}"


def changes() -> list[Change]:
    """Every change that has a date. Two queries."""
    aws = [_at_aws(fact) for fact in Fact.objects.changed(since="0")]
    told = list(Revision.objects.of_truth().select_related("fact"))  # newest first
    dated = {change.fact.pk for change in aws if change}
    # Found by us and dated by AWS is one change, told by the day it came about. That is the
    # newest: what AWS changed before it has no date but ours.
    newest: dict[str, Revision] = {}
    for row in told:
        if row.kind == Revision.Kind.CHANGED and row.fact_id in dated:
            newest.setdefault(row.fact_id, row)
    ours = [_of_ours(row) for row in told if newest.get(row.fact_id) != row]
    found = [change for change in aws if change] + ours
    return sorted(found, key=lambda change: (change.at, change.fact.pk), reverse=True)


def moment(since: str) -> datetime | None:
    """The first moment of a year, month or day; None for other words."""
    match = SINCE.fullmatch(since)
    if not match:
        return None
    parts = (int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
    try:
        return datetime(*parts, tzinfo=UTC)
    except ValueError:
        return None


def _at_aws(fact: Fact) -> Change | None:
    at = moment(fact.changed_on)
    if at is None:
        return None
    return Change(fact, "aws", at, fact.changed_on, fact.then, fact.statement)


def _of_ours(row: Revision) -> Change:
    before, now = row.before.get("statement", ""), row.after.get("statement", "")
    if before == now:
        before, now = _label(row.before), _label(row.after)
    return Change(row.fact, row.kind, row.at, row.at.date().isoformat(), before, now)


def _label(truth: dict[str, str]) -> str:
    return f"{truth.get('value', '')} {truth.get('unit', '')}".strip()
