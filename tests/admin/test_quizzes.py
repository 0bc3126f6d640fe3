"""An instructor builds quizzes."""

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.importing import stored
from quizzes.models import Quiz
from studyapp.lessons.importing.deciding import fingerprint
from tests.admin.pages import change_page
from tests.factories import make_question, make_quiz

pytestmark = pytest.mark.django_db
ADD = reverse("admin:quizzes_quiz_add")


def posted(*entries, initial=0, **fields):
    """The quiz form; an entry is (slug, place) or (slug, place, pk of the row, delete)."""
    data = {"title": "Basics", "slug": "basics", "summary": "", "lesson": "", "order": "10"}
    data |= {"items-TOTAL_FORMS": len(entries), "items-INITIAL_FORMS": initial}
    for at, (slug, place, *row) in enumerate(entries):
        data |= {f"items-{at}-question": slug, f"items-{at}-position": place}
        if row:
            data |= {f"items-{at}-id": row[0]}
            data |= {f"items-{at}-DELETE": "on"} if row[1:] else {}
    return data | fields


def order(quiz):
    return [item.question.slug for item in quiz.items.select_related("question")]


@pytest.fixture
def bank():
    return [make_question(slug=slug) for slug in ("one", "two", "three")]


def test_an_instructor_builds_a_quiz_and_sees_it_on_the_site_at_once(as_instructor, bank):
    as_instructor.post(
        ADD, posted(("two", ""), ("one", ""), ("", ""), is_published="on", title="Go and co")
    )

    page = Client().get(reverse("quizzes:index")).content.decode()
    assert order(Quiz.objects.get()) == ["two", "one"]
    assert "Go and co" in page


def test_the_numbers_give_the_order_and_come_out_without_gaps(as_instructor, bank):
    as_instructor.post(ADD, posted(("one", "30"), ("two", "5"), ("three", "")))

    quiz = Quiz.objects.get()
    assert order(quiz) == ["two", "one", "three"]
    assert list(quiz.items.values_list("position", flat=True)) == [1, 2, 3]


def test_questions_move_and_leave(as_instructor, bank):
    quiz = make_quiz(bank)
    one, two, three = quiz.items.all()

    as_instructor.post(
        change_page(quiz),
        posted(("one", 3, one.pk), ("two", 2, two.pk, True), ("three", 1, three.pk), initial=3),
    )

    assert order(quiz) == ["three", "one"]


@pytest.mark.parametrize(
    ("entries", "fields", "words"),
    [
        ([("nothing", "")], {}, "There is no question “nothing”. Choose one from the list."),
        ([("one", ""), ("one", "")], {}, "In the quiz twice: one."),
        ([], {"is_published": "on"}, "A published quiz needs at least one published question."),
        (
            [("draft", "")],
            {"is_published": "on"},
            "A published quiz needs at least one published question.",
        ),
        ([("one", "0")], {}, "greater than or equal to 1"),
        ([("one", "")], {"slug": "questions"}, "“questions” is an address of its own"),
        ([("one", "")], {"slug": "Upper"}, "Lower case, digits and hyphens only."),
        ([("one", "")], {"title": ""}, "This field is required."),
    ],
)
def test_what_is_invalid_is_told_and_nothing_typed_is_lost(
    as_instructor, bank, entries, fields, words
):
    make_question(slug="draft", published=False)

    response = as_instructor.post(ADD, posted(*entries, **{"summary": "My summary"} | fields))
    page = response.content.decode()

    assert words in page
    assert not Quiz.objects.exists()
    assert "My summary" in page
    assert all(f'value="{slug}"' in page for slug, _ in entries)


def test_drafts_in_a_quiz_are_named(as_instructor, bank):
    make_question(slug="draft", published=False)

    page = as_instructor.post(
        ADD, posted(("one", ""), ("draft", ""), is_published="on"), follow=True
    )

    assert "Left out until they are published: draft." in page.content.decode()


def test_the_address_of_a_quiz_never_changes(as_instructor, bank):
    quiz = make_quiz(bank[:1], slug="first")
    row = quiz.items.get()

    as_instructor.post(
        change_page(quiz), posted(("one", 1, row.pk), initial=1, slug="second", title="New")
    )

    quiz.refresh_from_db()
    assert (quiz.slug, quiz.title) == ("first", "New")


@pytest.mark.parametrize(
    ("imported", "words"),
    [("", "Written here"), ("same", "Came from the content files"), ("other", "Edited here")],
)
def test_the_page_says_where_the_quiz_comes_from(as_instructor, bank, imported, words):
    quiz = make_quiz(bank)
    Quiz.objects.update(imported_hash=fingerprint(stored(quiz)) if imported == "same" else imported)

    assert words in as_instructor.get(change_page(quiz)).content.decode()


def test_every_question_is_offered_by_its_words(as_instructor, bank):
    make_question(slug="coffee", stem="About coffee?")

    page = as_instructor.get(ADD).content.decode()

    assert '<option value="coffee">About coffee?</option>' in page
