"""An instructor writes, publishes and changes questions."""

import html

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.models import Question, QuestionVersion
from tests.admin.conftest import posted, rows
from tests.admin.pages import change_page, errors_of
from tests.factories import (
    make_attempt,
    make_fact,
    make_lesson,
    make_question,
    make_quiz,
    make_user,
    published_version,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]
ADD = reverse("admin:quizzes_question_add")
LIST = reverse("admin:quizzes_question_changelist")


def save(client, url, button="_save", **changes):
    question = Question.objects.filter(pk=url.split("/")[-3]).first() if "change" in url else None
    loaded = {"loaded": question.newest().content_hash} if question else {}
    return client.post(url, {button: "1"} | loaded | changes)


def test_an_instructor_writes_publishes_and_sees_it_on_the_site(as_instructor):
    typed = posted(stem="Which **runtime** runs Go?", slug="go-runtime")
    as_instructor.post(ADD, typed | {"_publish": "1"})

    question = Question.objects.get(slug="go-runtime")
    page = Client().get(question.get_absolute_url()).content.decode()

    assert published_version(question).author.email == "instructor@example.org"
    assert "Which <strong>runtime</strong> runs Go?" in page


@pytest.mark.parametrize("kind", ["single", "multiple", "numeric", "parameterised"])
def test_every_kind_can_be_written(as_instructor, kind):
    as_instructor.post(ADD, posted(kind, slug="new") | {"_publish": "1"})

    assert Question.objects.get(slug="new").published().item().kind == kind


def test_a_draft_is_not_on_the_site(as_instructor):
    as_instructor.post(ADD, posted(slug="new") | {"_save": "1"})

    question = Question.objects.get(slug="new")
    assert question.newest().state == "draft"
    assert Client().get(question.get_absolute_url()).status_code == 404


def test_saving_a_published_question_makes_a_draft_beside_it(as_instructor):
    question = make_question()
    before = published_version(question).body

    save(as_instructor, change_page(question), **posted(stem="Changed?"))

    assert published_version(question).body == before
    assert (question.newest().number, question.newest().state) == (2, "draft")


def test_saving_without_a_change_makes_no_version(as_instructor):
    question = make_question()

    response = as_instructor.get(change_page(question))
    form = response.context["adminform"].form
    as_instructor.post(
        change_page(question), posted() | {"_save": "1", "loaded": form["loaded"].value()}
    )

    assert question.versions.count() == 1


def test_save_and_continue_comes_back_to_the_editor(as_instructor):
    response = as_instructor.post(ADD, posted(slug="new") | {"_continue": "1"})

    assert response["Location"] == change_page(Question.objects.get(slug="new"))


def test_an_option_keeps_its_id_when_it_moves_and_a_new_one_gets_another(as_instructor):
    question = make_question()
    old = posted()
    options = [
        {"id": "b", "text": "The Java runtime", "reason": "It runs bytecode."},
        {"id": "", "text": "A new one", "reason": "Because."},
        {"id": "a", "text": "An OS-only runtime", "correct": True, "reason": "Go is compiled."},
    ]
    typed = {k: v for k, v in old.items() if not k.startswith("options-")} | posted(options=options)
    typed = {k: v for k, v in typed.items() if not k.startswith("options-3")}

    save(as_instructor, change_page(question), **typed)

    assert [o.id for o in question.newest().item().options] == ["b", "e", "a"]


def test_line_ends_of_a_browser_do_not_make_another_text(as_instructor):
    question = make_question(stem="One.\n\nTwo?")

    save(as_instructor, change_page(question), **posted(stem="One.\r\n\r\nTwo?"))

    assert question.versions.count() == 1


def test_facts_keep_their_order(as_instructor):
    for key in ("a-fact", "z-fact"):
        make_fact(key)
    question = make_question(facts=["z-fact", "a-fact"])
    make_fact("b-fact")

    save(
        as_instructor,
        change_page(question),
        **posted(facts=["a-fact", "b-fact", "z-fact"], stem="New?"),
    )

    assert question.newest().item().facts == ("z-fact", "a-fact", "b-fact")


def test_what_is_invalid_is_told_at_the_field_and_nothing_typed_is_lost(as_instructor):
    typed = posted(
        slug="new",
        stem="A <b>stem</b> with “quotes” & signs?",
        topic="half a topic",
        explanation="",
        tags="one, two",
        options=rows("First option", "Second option", right=9),
    )
    typed["options-1-reason"] = ""

    response = as_instructor.post(ADD, typed | {"_publish": "1"})
    page = html.unescape(response.content.decode())

    assert errors_of(response)["explanation"] == [
        "Write the explanation: the idea behind the answer."
    ]
    assert errors_of(response)["options"] == ["Option 2: say why it is right or wrong."]
    assert not Question.objects.exists()
    for words in (typed["stem"], "half a topic", "one, two", "First option", "Second option"):
        assert words in page
    assert 'name="options-1-reason"' in page
    assert 'value="mem-max-default" selected' in page


def test_the_wrong_cell_itself_is_marked(as_instructor):
    typed = posted(slug="new") | {"options-2-text": ""}

    response = as_instructor.post(ADD, typed | {"_save": "1"})

    cell = response.content.decode().partition('name="options-2-text"')[2].partition(">")[0]
    assert 'aria-invalid="true"' in cell


def test_without_javascript_there_are_six_rows_for_options(as_instructor):
    page = as_instructor.get(ADD).content.decode()

    assert all(f'name="options-{n}-text"' in page for n in range(6))


def test_rows_left_empty_do_not_count(as_instructor):
    empty = {f"options-{n}-{cell}": "" for n in (4, 5, 6) for cell in ("id", "text", "reason")}

    as_instructor.post(ADD, posted(slug="new") | empty | {"_save": "1"})

    assert len(Question.objects.get().newest().item().options) == 4


@pytest.mark.parametrize("slug", ["Upper", "under_score", "ümlaut", "with space", ""])
def test_an_id_that_is_no_address_is_refused(as_instructor, slug):
    response = as_instructor.post(ADD, posted(slug=slug) | {"_save": "1"})

    assert "slug" in errors_of(response)


def test_an_id_that_is_taken_is_refused(as_instructor):
    make_question(slug="taken")

    response = as_instructor.post(ADD, posted(slug="taken") | {"_save": "1"})

    assert "slug" in errors_of(response)


def test_the_id_never_changes(as_instructor):
    question = make_question(slug="first")

    save(as_instructor, change_page(question), **posted(slug="second", stem="New?"))

    assert Question.objects.get().slug == "first"


def test_bytes_no_database_takes_are_refused_not_a_crash(as_instructor):
    response = as_instructor.post(ADD, posted(slug="new") | {"options-0-text": "a\x00b"})

    assert "options" in errors_of(response)


def test_a_fact_that_left_the_ledger_stays_typed_and_is_named(as_instructor):
    question = make_question()
    page = as_instructor.get(change_page(question)).content.decode()
    assert "no longer in the ledger" not in page
    body = question.newest().body | {"facts": ["gone"]}
    QuestionVersion.objects.create(question=question, number=2, body=body)

    response = save(as_instructor, change_page(question), **posted(facts=["gone"], stem="New?"))

    assert errors_of(response)["facts"] == ["There is no fact “gone” in the ledger."]
    assert "gone (no longer in the ledger)" in response.content.decode()


def test_another_author_is_not_overwritten_unseen(as_instructor, instructor):
    question = make_question()
    loaded = question.newest().content_hash
    other = make_user("other@example.org", name="Otto")
    body = question.newest().item().model_copy(update={"stem": "Otto's words?"})
    question.save_draft(body, other)

    url = change_page(question)
    typed = posted(stem="My words?") | {"_save": "1", "loaded": loaded}
    response = as_instructor.post(url, typed)
    page = html.unescape(response.content.decode())

    assert "Otto saved this question after you opened it" in page
    assert "Otto's words?" in page
    assert "My words?" in page
    assert question.newest().body["stem"] == "Otto's words?"

    again = response.context["adminform"].form["loaded"].value()
    as_instructor.post(url, typed | {"loaded": again})
    assert question.newest().body["stem"] == "My words?"


def test_open_attempts_are_told_before_and_after_publishing(as_instructor):
    question = make_question()
    quiz = make_quiz([question])
    make_attempt(quiz=quiz)
    make_attempt(quiz=quiz)

    before = as_instructor.get(change_page(question)).content.decode()
    save(as_instructor, change_page(question), "_publish", **posted(stem="New?"))
    after = as_instructor.get(LIST).content.decode()

    assert "2 open attempts keep the old words" in before
    assert "2 open attempts keep the old words" in after


def test_an_attempt_under_way_keeps_the_words_it_began_with(as_instructor):
    question = make_question()
    attempt = make_attempt(quiz=make_quiz([question]))

    save(as_instructor, change_page(question), "_publish", **posted(stem="New words?"))

    assert attempt.slots.get().version.item().stem == "Which runtime runs a Go program?"
    assert published_version(question).item().stem == "New words?"


def test_doubts_are_told_and_do_not_stop(as_instructor):
    response = as_instructor.post(
        ADD, posted(slug="new", explanation="It is 77 MB.") | {"_save": "1"}, follow=True
    )

    assert Question.objects.filter(slug="new").exists()
    assert "“77 MB” has no fact behind it" in response.content.decode()


@pytest.mark.parametrize(
    ("imported", "words"),
    [("", "Written here"), ("same", "Came from the content files"), ("other", "Edited here")],
)
def test_the_page_says_where_the_words_come_from(as_instructor, imported, words):
    question = make_question()
    digest = {"same": question.newest().content_hash}.get(imported, imported)
    Question.objects.update(imported_hash=digest)

    assert words in as_instructor.get(change_page(question)).content.decode()


def test_the_page_lists_versions_quizzes_and_answers(as_instructor):
    question = make_question()
    make_quiz([question], slug="basics")
    save(as_instructor, change_page(question), **posted(stem="New?"))

    page = as_instructor.get(change_page(question)).content.decode()

    assert "Basics" in page
    assert "Ines" in page
    assert reverse("admin:quizzes_question_version", args=[question.pk, 1]) in page


def test_a_question_that_was_asked_cannot_be_deleted(as_superuser):
    question = make_question()
    make_attempt(quiz=make_quiz([question]))
    url = reverse("admin:quizzes_question_delete", args=[question.pk])

    page = as_superuser.get(url).content.decode()
    as_superuser.post(url, {"post": "yes"})

    assert "quizzes: 1" in page
    assert Question.objects.filter(pk=question.pk).exists()


def test_a_question_never_asked_can_be_deleted(as_superuser):
    question = make_question()

    as_superuser.post(reverse("admin:quizzes_question_delete", args=[question.pk]), {"post": "yes"})

    assert not Question.objects.exists()


class TestList:
    def found(self, client, **query):
        page = client.get(LIST, query)
        return [question.slug for question in page.context["cl"].result_list]

    @pytest.fixture(autouse=True)
    def _bank(self):
        make_lesson("networking")
        make_question(slug="one", stem="About coffee?")
        make_question("numeric", slug="two", lesson="networking#start", level="recall")
        make_question(slug="three", published=False)
        changed = make_question(slug="four")
        changed.save_draft(changed.newest().item().model_copy(update={"topic": "tea"}))
        make_quiz([changed], slug="basics")

    @pytest.mark.parametrize(
        ("query", "slugs"),
        [
            ({}, ["four", "one", "three", "two"]),
            ({"q": "coffee"}, ["one"]),
            ({"q": "tea"}, ["four"]),
            ({"q": "two"}, ["two"]),
            ({"state": "draft"}, ["three"]),
            ({"state": "changed"}, ["four"]),
            ({"state": "published"}, ["one", "two"]),
            ({"kind": "numeric"}, ["two"]),
            ({"level": "recall"}, ["two"]),
            ({"level": "exam"}, ["four", "one", "three"]),
            ({"lesson": "networking"}, ["two"]),
            ({"quiz": "basics"}, ["four"]),
            ({"quiz": "none"}, ["one", "three", "two"]),
            ({"fact": "mem-max-default"}, ["four", "one", "three", "two"]),
            ({"fact": "mem-max"}, []),
        ],
    )
    def test_the_list_is_searched_and_narrowed(self, as_instructor, query, slugs):
        assert sorted(self.found(as_instructor, **query)) == sorted(slugs)

    @pytest.mark.parametrize("column", range(1, 10))
    def test_every_column_sorts(self, as_instructor, column):
        assert len(self.found(as_instructor, o=str(column))) == 4
