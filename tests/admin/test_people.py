"""People, classes, facts and lessons in the admin."""

from datetime import date

import pytest
from django.urls import reverse

from studyapp.accounts.models import Cohort, Enrolment, User
from studyapp.lessons.models import Lesson
from tests.factories import make_fact, make_lesson, make_question, make_user

pytestmark = pytest.mark.django_db
USERS = reverse("admin:accounts_user_changelist")
ADD = reverse("admin:accounts_user_add")
NEW = {
    "email": "New@Example.org",
    "name": "Nia",
    "password1": "correct-horse",
    "password2": "correct-horse",
}


def emails(page):
    return sorted(str(user.email) for user in page.context["cl"].result_list)


def user_form(user, **changes):
    given = {"email": user.email or "", "name": user.name, "is_active": "on"}
    given |= {"is_staff": "on"} if user.is_staff else {}
    return given | changes


def test_an_account_is_made_with_an_address(as_superuser):
    as_superuser.post(ADD, NEW)

    user = User.objects.get(email="new@example.org")
    assert user.check_password("correct-horse")
    assert not user.is_staff


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "LEARNER@example.org"}, "email"),
        ({"password2": "other"}, "password2"),
        ({"password1": "short", "password2": "short"}, "password2"),
    ],
)
def test_a_wrong_account_is_told_at_the_field(as_superuser, learner, changes, field):
    response = as_superuser.post(ADD, NEW | changes)

    assert field in response.context["adminform"].form.errors


def test_guests_are_out_of_sight_until_asked_for(as_superuser, learner):
    make_user("")

    assert emails(as_superuser.get(USERS)) == ["learner@example.org", "root@example.org"]
    assert emails(as_superuser.get(USERS, {"who": "guests"})) == ["None"]
    assert emails(as_superuser.get(USERS, {"who": "staff"})) == ["root@example.org"]
    assert len(emails(as_superuser.get(USERS, {"who": "everyone"}))) == 3


def test_an_account_cannot_lose_its_address(as_superuser, learner):
    url = reverse("admin:accounts_user_change", args=[learner.pk])

    response = as_superuser.post(url, user_form(learner, email=""))

    assert "email" in response.context["adminform"].form.errors


def test_a_guest_stays_a_guest_and_is_never_staff(as_superuser):
    guest = make_user("")
    url = reverse("admin:accounts_user_change", args=[guest.pk])

    refused = as_superuser.post(url, user_form(guest, is_staff="on"))
    as_superuser.post(url, user_form(guest, name="Known"))

    guest.refresh_from_db()
    assert "email" in refused.context["adminform"].form.errors
    assert (guest.email, guest.name, guest.is_staff) == (None, "Known", False)


def test_an_address_may_change_its_case_only(as_superuser, learner):
    url = reverse("admin:accounts_user_change", args=[learner.pk])

    as_superuser.post(url, user_form(learner, email="Learner@Example.ORG", name="Lea"))

    learner.refresh_from_db()
    assert (learner.email, learner.name) == ("learner@example.org", "Lea")


def members(*entries, initial=0, name="Class 1", slug="class-1"):
    data = {"name": name, "slug": slug}
    data |= {"enrolments-TOTAL_FORMS": len(entries), "enrolments-INITIAL_FORMS": initial}
    for at, (email, role, *pk) in enumerate(entries):
        data |= {f"enrolments-{at}-user": email, f"enrolments-{at}-role": role}
        data |= {f"enrolments-{at}-id": pk[0]} if pk else {}
    return data


def test_members_are_named_by_their_address(as_superuser, learner, instructor):
    as_superuser.post(
        reverse("admin:accounts_cohort_add"),
        members(("Learner@example.org", "learner"), (instructor.email, "teacher")),
    )

    assert set(Enrolment.objects.values_list("user__email", "role")) == {
        ("learner@example.org", "learner"),
        ("instructor@example.org", "teacher"),
    }


def test_an_unknown_member_is_told_and_nothing_is_lost(as_superuser):
    response = as_superuser.post(
        reverse("admin:accounts_cohort_add"), members(("who@example.org", "learner"))
    )
    page = response.content.decode()

    assert "Nobody has signed up as who@example.org." in page
    assert 'value="who@example.org"' in page
    assert 'value="Class 1"' in page
    assert not Cohort.objects.exists()


def test_a_class_with_a_guest_in_it_can_be_saved(as_superuser):
    cohort = Cohort.objects.create(name="Class 1", slug="class-1")
    place = Enrolment.objects.create(cohort=cohort, user=make_user(""))

    as_superuser.post(
        reverse("admin:accounts_cohort_change", args=[cohort.pk]),
        members(("", "teacher", place.pk), initial=1, name="Renamed"),
    )

    place.refresh_from_db()
    cohort.refresh_from_db()
    assert (cohort.name, place.role) == ("Renamed", "teacher")


def test_an_instructor_sees_the_classes_they_teach(as_instructor, instructor):
    mine = Cohort.objects.create(name="Mine", slug="mine")
    other = Cohort.objects.create(name="Other", slug="other")
    Enrolment.objects.create(cohort=mine, user=instructor, role="teacher")
    Enrolment.objects.create(cohort=other, user=instructor, role="learner")

    page = as_instructor.get(reverse("admin:accounts_cohort_changelist"))
    foreign = as_instructor.get(reverse("admin:accounts_cohort_change", args=[other.pk]))

    assert [cohort.name for cohort in page.context["cl"].result_list] == ["Mine"]
    assert foreign.status_code == 302


def test_facts_that_are_due_stand_out(as_instructor):
    make_fact("fresh")
    make_fact("late", check_by=date(2020, 1, 1))
    make_fact("moved", then="It was less.")
    url = reverse("admin:lessons_fact_changelist")

    def keys(**query):
        return [fact.key for fact in as_instructor.get(url, query).context["cl"].result_list]

    assert keys() == ["fresh", "late", "moved"]
    assert keys(show="due") == ["late"]
    assert keys(show="changed") == ["moved"]
    assert keys(q="it was less") == ["moved"]


def test_a_fact_leads_to_its_lessons_and_questions(as_instructor):
    fact = make_fact()
    make_lesson("runtimes").facts.add(fact)
    make_question()

    page = as_instructor.get(reverse("admin:lessons_fact_change", args=[fact.pk])).content.decode()

    assert Lesson.objects.get().get_absolute_url() in page
    assert f"{reverse('admin:quizzes_question_changelist')}?fact={fact.pk}" in page


def test_a_lesson_counts_its_facts_and_those_due(as_instructor):
    lesson = make_lesson()
    lesson.facts.set([make_fact("fresh"), make_fact("late", check_by=date(2020, 1, 1))])

    page = as_instructor.get(reverse("admin:lessons_lesson_changelist"))
    [row] = page.context["cl"].result_list

    assert (row.all, row.late) == (2, 1)
