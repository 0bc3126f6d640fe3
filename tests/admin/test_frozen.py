"""A published version never changes, whoever asks; of two authors at once one is told."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse

from quizzes.models import QuestionVersion
from quizzes.models.bank import Frozen, body_hash
from tests.admin.conftest import posted
from tests.factories import make_question, make_user, published_version


@pytest.mark.django_db
class TestFrozen:
    def test_the_model_refuses(self):
        version = published_version(make_question())
        version.body = version.body | {"stem": "Other words?"}

        with pytest.raises(Frozen):
            version.save()

    @pytest.mark.parametrize(
        "change",
        [{"body": {"stem": "Other"}}, {"content_hash": "x"}, {"number": 7}, {"state": "draft"}],
    )
    def test_the_database_refuses(self, change):
        version = published_version(make_question())

        with pytest.raises(IntegrityError, match="cannot change"), transaction.atomic():
            QuestionVersion.objects.filter(pk=version.pk).update(**change)

    def test_the_database_refuses_for_superseded_versions_too(self):
        question = make_question()
        old = published_version(question)
        question.save_draft(old.item().model_copy(update={"stem": "Others?"})).publish()

        with pytest.raises(IntegrityError, match="cannot change"), transaction.atomic():
            QuestionVersion.objects.filter(pk=old.pk).update(body={})

    def test_a_draft_may_change_and_be_published(self):
        question = make_question(published=False)
        draft = question.newest()
        draft.body = draft.body | {"stem": "Other words?"}

        draft.save()
        draft.publish()

        assert published_version(question).body["stem"] == "Other words?"


@pytest.mark.django_db(transaction=True)
def test_the_guard_can_be_taken_back_and_put_on_again():
    question = make_question()
    versions = QuestionVersion.objects.filter(pk=published_version(question).pk)
    before = versions.get().body
    executor = MigrationExecutor(connection)
    try:
        executor.migrate([("quizzes", "0001_initial")])
        assert versions.update(body=before | {"stem": "Thawed?"}) == 1
        versions.update(body=before)
    finally:
        executor.loader.build_graph()
        executor.migrate(executor.loader.graph.leaf_nodes())
    with pytest.raises(IntegrityError):
        versions.update(body={})


@pytest.mark.django_db(transaction=True)
def test_of_two_authors_who_publish_at_once_one_is_told():
    question = make_question()
    loaded = question.newest().content_hash
    url = reverse("admin:quizzes_question_change", args=[question.pk])
    clients = []
    for name in ("ann", "ben"):
        clients.append(Client())
        user = make_user(f"{name}@example.org", is_staff=True, is_superuser=True)
        clients[-1].force_login(user)
    start, answers = threading.Barrier(2), {}

    def publish(at):
        try:
            start.wait(timeout=10)
            typed = posted(stem=f"Words of {at}?") | {"_publish": "1", "loaded": loaded}
            answers[at] = clients[at].post(url, typed)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish, args=(at,)) for at in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    statuses = sorted(response.status_code for response in answers.values())
    winner = next(at for at, response in answers.items() if response.status_code == 302)
    told = answers[1 - winner].content.decode()
    assert statuses == [200, 302]
    assert published_version(question).body["stem"] == f"Words of {winner}?"
    assert sorted(question.versions.values_list("number", "state")) == [
        (1, "superseded"),
        (2, "published"),
    ]
    assert f"Words of {1 - winner}?" in told
    assert "saved this question after you opened it" in told


@pytest.mark.django_db(transaction=True)
def test_two_versions_published_at_once_leave_one_published():
    question = make_question()
    first = published_version(question)
    draft = question.save_draft(first.item().model_copy(update={"stem": "New?"}))
    start, failed = threading.Barrier(2), []

    def publish(version):
        try:
            start.wait(timeout=10)
            version.publish()
        except IntegrityError as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish, args=(v,)) for v in (first, draft)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    states = list(question.versions.values_list("state", flat=True))
    assert states.count("published") == 1
    assert body_hash(published_version(question).body) == published_version(question).content_hash
