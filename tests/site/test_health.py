"""What the two addresses for watchers say."""

import pytest
from django.db import DatabaseError
from django.db.migrations.executor import MigrationExecutor

from studyapp import health
from tests.factories import make_fact, make_lesson


def test_the_process_answers_without_a_database(client):
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
class TestReady:
    """`/readyz` is 200 only when a learner could be served."""

    def ask(self, client):
        response = client.get("/readyz")
        return response.status_code, response.json()

    def test_ready(self, client):
        make_fact()
        make_lesson()

        assert self.ask(client) == (
            200,
            {"status": "ok", "checks": {"database": True, "migrations": True, "content": True}},
        )

    @pytest.mark.parametrize("make", [lambda: None, make_fact, make_lesson])
    def test_content_is_missing(self, client, make):
        make()

        status, answer = self.ask(client)

        assert status == 503
        assert answer["status"] == "not ready"
        assert answer["checks"] == {"database": True, "migrations": True, "content": False}

    def test_a_migration_is_missing(self, client, monkeypatch):
        make_fact()
        make_lesson()
        monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *args: [("one", False)])

        status, answer = self.ask(client)

        assert status == 503
        assert answer["checks"] == {"database": True, "migrations": False, "content": False}

    def test_the_database_is_away(self, client, monkeypatch):
        def refuse():
            raise DatabaseError("gone")

        monkeypatch.setattr(health.connection, "ensure_connection", refuse)

        status, answer = self.ask(client)

        assert status == 503
        assert not any(answer["checks"].values())
        assert "gone" not in str(answer)
