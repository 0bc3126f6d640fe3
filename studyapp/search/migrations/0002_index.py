"""The full-text index of each database, kept by the database itself.

SQLite: FTS5 over the rows of the table, followed by triggers. Rows are only
inserted and deleted, so there is no trigger for updates. SQLite drops triggers
with a table that a later migration rebuilds: such a migration has to run
`build` again (`tests/search/test_index.py` notices).

PostgreSQL: a generated column and a GIN index. The words are cut already, so
"simple" leaves them as they are.
"""

from django.db import migrations

SQLITE = [
    """
    CREATE VIRTUAL TABLE search_words USING fts5(
        title_words, also_words, text_words,
        content='search_passage', content_rowid='id', tokenize='unicode61 remove_diacritics 0')
    """,
    """
    CREATE TRIGGER search_words_insert AFTER INSERT ON search_passage BEGIN
        INSERT INTO search_words(rowid, title_words, also_words, text_words)
        VALUES (new.id, new.title_words, new.also_words, new.text_words);
    END
    """,
    """
    CREATE TRIGGER search_words_delete AFTER DELETE ON search_passage BEGIN
        INSERT INTO search_words(search_words, rowid, title_words, also_words, text_words)
        VALUES ('delete', old.id, old.title_words, old.also_words, old.text_words);
    END
    """,
    "INSERT INTO search_words(search_words) VALUES ('rebuild')",
]

POSTGRESQL = [
    """
    ALTER TABLE search_passage ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title_words), 'A') ||
        setweight(to_tsvector('simple', also_words), 'B') ||
        setweight(to_tsvector('simple', text_words), 'C')) STORED
    """,
    "CREATE INDEX search_passage_words ON search_passage USING gin (words)",
]

BUILD = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
DROP = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS search_words_insert",
        "DROP TRIGGER IF EXISTS search_words_delete",
        "DROP TABLE IF EXISTS search_words",
    ],
    "postgresql": ["ALTER TABLE search_passage DROP COLUMN IF EXISTS words"],
}


def build(apps, schema_editor):
    for statement in BUILD.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    for statement in DROP.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(build, drop),
    ]
