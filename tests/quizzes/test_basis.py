"""Which facts a question rests on: kept in line with its published version."""

import pytest

from quizzes.models import QuestionVersion
from quizzes.models.bank import link_facts
from tests.factories import make_fact, make_item, make_question

pytestmark = pytest.mark.django_db


def basis(question):
    return sorted(fact.pk for fact in question.basis.all())


def test_a_published_question_rests_on_its_facts():
    make_fact("time")

    assert basis(make_question(facts=["mem-max-default", "time"])) == ["mem-max-default", "time"]


def test_a_draft_rests_on_nothing():
    assert basis(make_question(published=False)) == []


def test_a_fact_in_its_words_counts_as_well():
    make_fact("time")

    question = make_question(explanation='It is {{ fact "time" }}.')

    assert basis(question) == ["mem-max-default", "time"]


def test_a_new_version_moves_the_question():
    make_fact("time")
    question = make_question()
    draft = question.save_draft(make_item(facts=["time"]))
    assert basis(question) == ["mem-max-default"]

    draft.publish()

    assert basis(question) == ["time"]


def test_a_fact_that_is_not_in_the_ledger_is_left_out():
    assert basis(make_question(facts=["mem-max-default", "gone"])) == ["mem-max-default"]


def test_a_fact_that_goes_takes_its_links_along_and_a_new_one_is_linked_again():
    question = make_question()
    make_fact().delete()
    assert basis(question) == []

    make_fact()
    link_facts([question.published()])

    assert basis(question) == ["mem-max-default"]


def test_many_are_linked_with_few_queries_and_a_second_time_writes_nothing(
    django_assert_max_num_queries, django_assert_num_queries
):
    for _ in range(30):
        make_question().basis.clear()
    versions = list(QuestionVersion.objects.all())

    with django_assert_max_num_queries(3):
        link_facts(versions)
    with django_assert_num_queries(2):
        link_facts(versions)

    assert {tuple(basis(version.question)) for version in versions} == {("mem-max-default",)}
