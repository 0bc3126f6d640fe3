"""The triggers that renew the edition's stamp. For migrations."""

from typing import Any

SQLITE = """
CREATE TRIGGER renew_{table}_{event} AFTER {event} ON {table} BEGIN
    UPDATE lessons_edition SET stamp = lower(hex(randomblob(8)));
    INSERT INTO lessons_edition (id, stamp) SELECT 1, lower(hex(randomblob(8)))
    WHERE NOT EXISTS (SELECT 1 FROM lessons_edition);
END
"""

POSTGRESQL = """
CREATE TRIGGER renew_{table} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION renew_edition()
"""

FUNCTION = """
CREATE OR REPLACE FUNCTION renew_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lessons_edition (id, stamp) VALUES (1, md5(random()::text || clock_timestamp()))
    ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp;
    RETURN NULL;
END $$
"""

EVENTS = ("INSERT", "UPDATE", "DELETE")


def follow(editor: Any, tables: tuple[str, ...]) -> None:
    """Let every change of these tables renew the stamp.

    SQLite drops triggers with a table that a later migration rebuilds: such a migration
    has to call this again (`tests/lessons/test_editions.py` notices).
    """
    forget(editor, tables)
    if editor.connection.vendor == "postgresql":
        editor.execute(FUNCTION, params=None)
    for table in tables:
        for statement in _statements(editor.connection.vendor, table):
            editor.execute(statement, params=None)


def forget(editor: Any, tables: tuple[str, ...]) -> None:
    """Take the triggers of these tables away."""
    on_table = editor.connection.vendor == "postgresql"
    for table in tables:
        names = [f"renew_{table}"] if on_table else [f"renew_{table}_{event}" for event in EVENTS]
        for name in names:
            drop = f"DROP TRIGGER IF EXISTS {name}"
            editor.execute(f"{drop} ON {table}" if on_table else drop, params=None)


def _statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [POSTGRESQL.format(table=table)]
    return [SQLITE.format(table=table, event=event) for event in EVENTS]
