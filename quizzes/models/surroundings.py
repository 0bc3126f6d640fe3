"""Everything around a slot that a save and a page need, as one JSON column of the slot's row.

Written in SQL: built of ORM expressions the same column takes fifty times as long to compile
as to run, at each answer of each learner.
"""

from typing import Any, TypedDict

from django.db.models import Expression, JSONField


class Said(TypedDict):
    """The newest answer to a slot, as far as the next one has to know it."""

    revision: int
    device: str | None
    sequence: int


class Around(TypedDict):
    """`slots`: (position, newest verdict or None, flagged) of each slot of the attempt."""

    edition: str | None
    newest: Said | None
    strays: list[str] | None
    slots: list[tuple[int, str | None, bool]]


SQL = """
({object}(
    'edition', (SELECT stamp FROM lessons_edition LIMIT 1),
    'newest', {nested}(
        SELECT {object}('revision', a.revision, 'device', a.device, 'sequence', a.sequence)
        FROM quizzes_answer a WHERE a.slot_id = quizzes_slot.id
        ORDER BY a.revision DESC LIMIT 1){end},
    'strays', {nested}(
        SELECT {list}(w.client_id) FROM quizzes_strayanswer w
        WHERE w.slot_id = quizzes_slot.id){end},
    'slots', {nested}(
        SELECT {list}({array}(o.position, (
            SELECT a.verdict FROM quizzes_answer a WHERE a.slot_id = o.id
            ORDER BY a.revision DESC LIMIT 1), o.flagged))
        FROM quizzes_slot o WHERE o.attempt_id = quizzes_slot.attempt_id){end}))
"""
# SQLite takes the result of an inner SELECT for text unless it is told that it is JSON.
SQLITE = SQL.format(
    object="json_object", array="json_array", list="json_group_array", nested="json(", end=")"
)
POSTGRESQL = SQL.format(
    object="jsonb_build_object", array="jsonb_build_array", list="jsonb_agg", nested="", end=""
)


class Surroundings(Expression):
    """Annotates a query of slots (under their own table's name) with an `Around`."""

    output_field = JSONField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return SQLITE, ()

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return POSTGRESQL, ()
