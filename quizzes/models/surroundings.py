"""Everything around a slot that a save and a page need, as one JSON column of the slot's row.

Written in SQL: built of ORM expressions the same column takes fifty times as long to compile
as to run, at each answer of each learner.
"""

from typing import Any, TypedDict

from django.db.models import Expression, JSONField


class Around(TypedDict):
    """What surrounds a slot.

    `said`: (revision, device, sequence) of each answer to it. `slots`: (position, newest
    verdict or None, flagged) of each slot of the attempt. `sealed`: another attempt, an open
    mock exam, asks the same question, or it is set aside for one.
    """

    edition: str | None
    said: list[tuple[int, str | None, int]] | None
    strays: list[str] | None
    slots: list[tuple[int, str | None, bool]]
    sealed: bool


SQL = """
({object}(
    'edition', (SELECT stamp FROM lessons_edition LIMIT 1),
    'said', {nested}(
        SELECT {list}({array}(a.revision, a.device, a.sequence))
        FROM quizzes_answer a WHERE a.slot_id = quizzes_slot.id){end},
    'strays', {nested}(
        SELECT {list}(w.client_id) FROM quizzes_strayanswer w
        WHERE w.slot_id = quizzes_slot.id){end},
    'slots', {nested}(
        SELECT {list}({array}(o.position, (
            SELECT a.verdict FROM quizzes_answer a WHERE a.slot_id = o.id
            ORDER BY a.revision DESC LIMIT 1), o.flagged))
        FROM quizzes_slot o WHERE o.attempt_id = quizzes_slot.attempt_id){end},
    'sealed', EXISTS (SELECT 1 FROM quizzes_slot o
        JOIN quizzes_attempt e ON e.id = o.attempt_id
        JOIN quizzes_questionversion v ON v.id = o.version_id
        WHERE e.user_id = quizzes_attempt.user_id AND e.mode = 'exam' AND e.finished_at IS NULL
        AND e.id <> quizzes_slot.attempt_id AND v.question_id = quizzes_questionversion.question_id)
    OR EXISTS (SELECT 1 FROM quizzes_sealedform f, {each}(f.questions) j
        WHERE f.user_id = quizzes_attempt.user_id
        AND {first} = quizzes_questionversion.question_id)))
"""
# SQLite takes the result of an inner SELECT for text unless it is told that it is JSON.
SQLITE = SQL.format(
    object="json_object",
    array="json_array",
    list="json_group_array",
    nested="json(",
    end=")",
    each="json_each",
    first="json_extract(j.value, '$[0]')",
)
POSTGRESQL = SQL.format(
    object="jsonb_build_object",
    array="jsonb_build_array",
    list="jsonb_agg",
    nested="",
    end="",
    each="jsonb_array_elements",
    first="(j.value->>0)::bigint",
)


class Surroundings(Expression):
    """Annotates a query of slots, attempts and versions, under their own names, with `Around`."""

    output_field = JSONField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return SQLITE, ()

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return POSTGRESQL, ()
