"""Who may do what in the admin, and what a page costs."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from quizzes.models import Question, Slot
from studyapp.accounts.models import User
from tests.admin.conftest import posted
from tests.admin.pages import let_only_look
from tests.factories import (
    make_answer,
    make_attempt,
    make_fact,
    make_lesson,
    make_question,
    make_quiz,
    make_user,
)
from tests.quizzes.reporting import make_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]


@pytest.fixture
def pages():
    """Every page of the authoring admin: [(method, address)]."""
    question = make_question()
    quiz = make_quiz([question])

    def at(name, *args):
        return reverse(f"admin:{name}", args=args)

    return [
        ("get", at("index")),
        ("get", at("quizzes_question_changelist")),
        ("get", at("quizzes_question_add")),
        ("post", at("quizzes_question_add")),
        ("get", at("quizzes_question_change", question.pk)),
        ("post", at("quizzes_question_change", question.pk)),
        ("get", at("quizzes_question_history", question.pk)),
        ("post", at("quizzes_question_preview")),
        ("post", at("quizzes_question_preview") + f"?question={question.pk}"),
        ("post", at("quizzes_question_page")),
        ("get", at("quizzes_question_version", question.pk, 1)),
        ("get", at("quizzes_quiz_changelist")),
        ("get", at("quizzes_quiz_add")),
        ("get", at("quizzes_quiz_change", quiz.pk)),
        ("post", at("quizzes_quiz_change", quiz.pk)),
        ("get", at("quizzes_report_changelist")),
        ("get", at("quizzes_report_change", make_report(question).pk)),
        ("get", at("lessons_fact_changelist")),
        ("get", at("lessons_fact_change", "mem-max-default")),
        ("post", at("lessons_fact_change", "mem-max-default")),
        ("get", at("lessons_lesson_changelist")),
        ("get", at("lessons_lesson_change", "runtimes")),
        ("get", at("progress_forecast_changelist")),
        ("get", at("accounts_cohort_changelist")),
    ]


@pytest.mark.parametrize("who", ["nobody", "guest", "learner", "outsider"])
def test_only_authors_come_in(who, pages, request):
    client = Client()
    if who == "guest":
        client.force_login(make_user(""))
    elif who != "nobody":
        client.force_login(request.getfixturevalue(who))

    answers = [getattr(client, method)(url) for method, url in pages]

    assert {response.status_code for response in answers} == {302}
    assert all("/login/" in response["Location"] for response in answers)


def test_staff_without_rights_see_nothing(pages):
    client = Client()
    client.force_login(make_user("staff@example.org", is_staff=True))

    statuses = {url: getattr(client, method)(url).status_code for method, url in pages}

    assert {url for url, status in statuses.items() if status != 403} == {reverse("admin:index")}


def test_an_instructor_opens_every_page_under_the_strict_policy(as_instructor, pages):
    for method, url in pages:
        response = getattr(as_instructor, method)(url)
        assert response.status_code == 200, url
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy
        page = response.content.decode()
        assert " style=" not in page, url
        assert " onclick=" not in page, url
        assert "<script>" not in page, url


@pytest.mark.parametrize(
    "url",
    [
        reverse("admin:lessons_fact_add"),
        reverse("admin:lessons_lesson_add"),
        reverse("admin:accounts_user_changelist"),
        reverse("admin:accounts_cohort_add"),
        reverse("admin:quizzes_question_delete", args=[1]),
        reverse("admin:lessons_fact_delete", args=["mem-max-default"]),
    ],
)
def test_what_is_not_an_instructors_is_refused(as_instructor, url):
    make_question()

    assert as_instructor.get(url).status_code in (403, 302)


def test_who_may_only_look_sees_the_question_but_no_form(as_instructor):
    question = make_question()
    let_only_look("question")
    url = reverse("admin:quizzes_question_change", args=[question.pk])

    page = as_instructor.get(url)

    assert page.status_code == 200
    assert "_publish" not in page.content.decode()
    assert as_instructor.post(url, posted()).status_code == 403


def test_a_preview_needs_the_csrf_token(instructor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(instructor)

    response = client.post(reverse("admin:quizzes_question_preview"), posted())

    assert response.status_code == 403


@pytest.fixture
def full_bank():
    for number in range(60):
        question = make_question(slug=f"q-{number:02}")
        if number % 3 == 0:
            slot = make_attempt(quiz=make_quiz([question])).slots.get()
            make_answer(slot, ["a"])
        make_fact(f"fact-{number}")
        make_lesson(f"lesson-{number}")


@pytest.mark.usefixtures("full_bank")
@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("quizzes_question_changelist", 12),
        ("quizzes_quiz_changelist", 12),
        ("lessons_fact_changelist", 12),
        ("lessons_lesson_changelist", 12),
        ("accounts_user_changelist", 12),
        ("accounts_cohort_changelist", 12),
    ],
)
def test_a_list_costs_the_same_at_any_length(
    as_superuser, django_assert_max_num_queries, name, most
):
    with django_assert_max_num_queries(most):
        assert as_superuser.get(reverse(f"admin:{name}")).status_code == 200


@pytest.mark.usefixtures("full_bank")
def test_the_editors_cost_the_same_at_any_length(as_instructor, django_assert_max_num_queries):
    quiz = make_quiz(list(Question.objects.all()))
    question = Question.objects.first()
    item = question.newest().item()
    for number in range(12):
        stem = {"stem": f"Words {number}?"}
        question.save_draft(item.model_copy(update=stem), make_user()).publish()

    with django_assert_max_num_queries(12):
        as_instructor.get(reverse("admin:quizzes_quiz_change", args=[quiz.pk]))
    with django_assert_max_num_queries(12):
        as_instructor.get(reverse("admin:quizzes_question_change", args=[question.pk]))


def test_the_counts_of_the_list_are_right(as_instructor):
    question = make_question(slug="counted")
    for _ in range(2):
        make_attempt(quiz=make_quiz([question]))
    for slot in Slot.objects.all():
        make_answer(slot, ["a"])

    page = as_instructor.get(reverse("admin:quizzes_question_changelist"))
    [row] = page.context["cl"].result_list

    assert (row.n_quizzes, row.n_answers) == (2, 2)


def test_django_finds_nothing_wrong_with_our_admin():
    call_command("check", fail_level="WARNING")


def test_signing_in_takes_the_address_in_any_case(instructor):
    response = Client().post(
        reverse("admin:login"),
        {"username": "Instructor@Example.org", "password": "pw-for-tests", "next": "/admin/"},
    )

    assert response["Location"] == "/admin/"
    assert User.objects.get(email="instructor@example.org").last_login
