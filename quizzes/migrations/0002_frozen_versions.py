"""The database itself refuses to change what a published version says.

SQLite drops triggers with a table that a later migration rebuilds: such a
migration has to run `freeze` again (`tests/admin/test_frozen.py` notices).
"""

from django.db import migrations

TABLE = "quizzes_questionversion"

SQLITE = f"""
CREATE TRIGGER frozen_versions BEFORE UPDATE ON {TABLE}
WHEN OLD.state <> 'draft' AND (
    NEW.state = 'draft' OR NEW.body IS NOT OLD.body OR NEW.content_hash IS NOT OLD.content_hash
    OR NEW.question_id IS NOT OLD.question_id OR NEW.number IS NOT OLD.number)
BEGIN SELECT RAISE(ABORT, 'a published version cannot change'); END
"""

POSTGRESQL = f"""
CREATE FUNCTION frozen_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published version cannot change' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER frozen_versions BEFORE UPDATE ON {TABLE} FOR EACH ROW
WHEN (OLD.state <> 'draft' AND (
    NEW.state = 'draft' OR NEW.body IS DISTINCT FROM OLD.body
    OR NEW.content_hash IS DISTINCT FROM OLD.content_hash
    OR NEW.question_id IS DISTINCT FROM OLD.question_id OR NEW.number IS DISTINCT FROM OLD.number))
EXECUTE FUNCTION frozen_versions();
"""

FREEZE = {"sqlite": [SQLITE], "postgresql": [POSTGRESQL]}
THAW = {
    "sqlite": ["DROP TRIGGER IF EXISTS frozen_versions"],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS frozen_versions ON {TABLE}",
        "DROP FUNCTION IF EXISTS frozen_versions()",
    ],
}


def freeze(apps, schema_editor):
    for statement in FREEZE.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement, params=None)


def thaw(apps, schema_editor):
    for statement in THAW.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('quizzes', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(freeze, thaw),
    ]
