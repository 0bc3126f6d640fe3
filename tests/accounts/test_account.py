"""One's own page: what is kept, taking it along, making it go."""

import json

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.urls import reverse

from quizzes.models import Answer, Attempt
from studyapp.accounts.belongings import belongings
from studyapp.accounts.models import Cohort, Enrolment, User
from studyapp.lessons.models import LessonRead, Recall
from tests.accounts.work import do_work, work_of
from tests.factories import make_item, make_question

pytestmark = pytest.mark.django_db
ACCOUNT, EXPORT, ERASE = (reverse(f"accounts:{name}") for name in ("account", "export", "erase"))


def text(response) -> str:
    return response.content.decode()


def test_a_stranger_reads_that_nothing_is_kept(client):
    page = client.get(ACCOUNT)
    assert "Nothing is kept about you" in text(page)
    assert not User.objects.exists()


def test_a_guest_reads_where_the_work_is_and_how_to_keep_it(as_guest):
    page = text(as_guest.get(ACCOUNT))
    assert "3 answers, 2 lesson marks, 1 recall prompt" in page
    assert "180 days" in page
    assert reverse("accounts:signup") in page
    assert reverse("accounts:logout") not in page


def test_a_learner_reads_who_they_are(as_learner, learner):
    page = text(as_learner.get(ACCOUNT))
    assert learner.email in page
    assert "Nothing yet" in page
    assert reverse("admin:index") not in page


def test_an_instructor_finds_the_way_to_authoring(client, instructor):
    client.force_login(instructor, backend="django.contrib.auth.backends.ModelBackend")
    assert reverse("admin:index") in text(client.get(ACCOUNT))


def test_the_page_needs_few_queries(as_learner, learner, django_assert_max_num_queries):
    do_work(learner)
    # Session, user, and one count for each kind of what belongs to a learner.
    with django_assert_max_num_queries(3 + len(belongings())):
        as_learner.get(ACCOUNT)


# Taking it along


def test_the_export_is_a_file_of_everything(as_guest, guest):
    response = as_guest.get(EXPORT)

    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Content-Disposition"].startswith(
        'attachment; filename="lambda-ledger-'
    )
    record = json.loads(response.content)
    assert list(record) == ["format", "version", "made_at", "edition", "profile", "belongings"]
    assert record["profile"]["guest"] is True
    belongings = record["belongings"]
    [attempt] = belongings["quizzes.Attempt"]
    assert [len(question["answers"]) for question in attempt["questions"]] == [1, 1, 1]
    assert attempt["questions"][0]["answers"][0]["response"] == ["a"]
    assert {mark["lesson_id"] for mark in belongings["lessons.LessonRead"]} == {
        "runtimes",
        "networking",
    }
    assert [prompt["outcome"] for prompt in belongings["lessons.Recall"]] == ["knew"]


def test_the_export_of_an_account_names_its_profile_and_classes(as_learner, learner):
    cohort = Cohort.objects.create(name="Tuesday", slug="tuesday")
    Enrolment.objects.create(user=learner, cohort=cohort)

    record = as_learner.get(EXPORT).json()

    assert record["profile"]["email"] == learner.email
    assert record["belongings"]["accounts.Enrolment"][0]["cohort__name"] == "Tuesday"
    assert learner.password not in json.dumps(record)


def test_the_export_holds_nothing_of_others(as_outsider, learner):
    do_work(learner)
    record = as_outsider.get(EXPORT).json()
    assert not any(record["belongings"].values())
    assert learner.email not in json.dumps(record)


def test_a_stranger_has_nothing_to_export(client):
    assert client.get(EXPORT).url == f"{reverse('accounts:login')}?next={EXPORT}"


# Making it go


def test_a_learner_erases_everything_with_the_password(as_learner, learner, outsider):
    do_work(learner)
    do_work(outsider)
    others = work_of(outsider)

    response = as_learner.post(ERASE, {"confirm": "pw-for-tests"})

    assert response.url == reverse("home")
    assert list(User.objects.all()) == [outsider]
    assert work_of(outsider) == others
    for model, n in ((Attempt, 1), (Answer, 3), (LessonRead, 2), (Recall, 1)):
        assert model.objects.count() == n, model


def test_a_guest_erases_everything_with_a_word(as_guest):
    as_guest.post(ERASE, {"confirm": " Erase "})
    assert not User.objects.exists()
    assert not Answer.objects.exists()


def test_erasing_ends_the_session_and_renews_the_csrf_secret(as_learner):
    as_learner.get(ERASE)
    secret = as_learner.cookies["csrftoken"].value

    response = as_learner.post(ERASE, {"confirm": "pw-for-tests"}, follow=True)

    assert not Session.objects.exists()
    assert as_learner.cookies["csrftoken"].value != secret
    assert "Nothing about you is kept" in text(response)


@pytest.mark.parametrize("given", ["", "erase", "PW-FOR-TESTS"])
def test_without_the_password_nothing_goes(as_learner, learner, given):
    do_work(learner)
    response = as_learner.post(ERASE, {"confirm": given})
    assert response.status_code == 422
    assert work_of(learner)["answers"] == 3


def test_a_guest_who_mistypes_loses_nothing(as_guest, guest):
    assert as_guest.post(ERASE, {"confirm": "yes"}).status_code == 422
    assert work_of(guest)["answers"] == 3


def test_the_password_cannot_be_guessed_here_either(as_learner, learner):
    for _ in range(5):
        last = as_learner.post(ERASE, {"confirm": "guess"})
    assert last.status_code == 429
    assert as_learner.post(ERASE, {"confirm": "pw-for-tests"}).status_code == 429
    assert User.objects.filter(pk=learner.pk).exists()


def test_looking_at_the_page_erases_nothing(as_learner, learner):
    assert as_learner.get(ERASE, {"confirm": "pw-for-tests"}).status_code == 200
    assert User.objects.filter(pk=learner.pk).exists()


def test_a_failure_half_way_erases_nothing(as_guest, guest, monkeypatch):
    def fails(request):
        raise RuntimeError

    monkeypatch.setattr("studyapp.accounts.views.account.auth.logout", fails)
    as_guest.raise_request_exception = False

    assert as_guest.post(ERASE, {"confirm": "erase"}).status_code == 500

    assert work_of(guest)["answers"] == 3


def test_what_an_instructor_wrote_stays_without_the_name(client, instructor):
    version = make_question().save_draft(make_item(stem="Mine?"), author=instructor)
    client.force_login(instructor, backend="django.contrib.auth.backends.ModelBackend")

    client.post(ERASE, {"confirm": "pw-for-tests"})

    version.refresh_from_db()
    assert version.author is None
    assert not User.objects.exists()


def test_failed_sign_ins_under_the_address_go_too(as_learner, learner, client):
    login = reverse("accounts:login")
    client.post(login, {"username": learner.email, "password": "no"})
    assert AccessAttempt.objects.filter(username=learner.email).exists()

    as_learner.post(ERASE, {"confirm": "pw-for-tests"})

    assert not AccessAttempt.objects.exists()


def test_a_stranger_has_nothing_to_erase(client):
    assert client.post(ERASE, {"confirm": "erase"}).url == ACCOUNT
