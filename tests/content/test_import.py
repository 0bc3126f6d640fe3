"""From files to rows: all or nothing, and again without a change."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import quizzes.importing
from quizzes.importing import drills, sync
from quizzes.models import Question, QuestionVersion, Quiz
from studyapp.lessons.models import Fact, Lesson, LessonRead, Recall
from tests.content.importing import WRITES, changed, counts, run, sound, stem_of
from tests.content.tree import FACT_FILE, LESSON_FILE, QUESTION_FILE, QUIZ_FILE
from tests.factories import make_attempt, make_item, make_question

pytestmark = pytest.mark.django_db


def test_everything_arrives(imported):
    quiz = Quiz.objects.get(slug="limits")
    lesson = Lesson.objects.get(slug="limits")

    assert counts() == {"Fact": 2, "Lesson": 1, "Question": 2, "QuestionVersion": 2, "Quiz": 1}
    assert [v.question.slug for v in quiz.current_versions()] == ["lim-memory", "lim-cost"]
    assert quiz.is_published
    assert quiz.lesson == lesson
    assert {fact.key for fact in lesson.facts.all()} == {"mem-max", "timeout-max"}
    assert [prompt["id"] for prompt in lesson.prompts()] == ["how-much", "how-long", "why"]
    assert lesson.contents[0] == {"anchor": "memory", "title": "Memory"}
    fact = Fact.objects.get(key="mem-max")
    assert (fact.label, fact.then, fact.changed_on) == (
        "10,240 MB",
        "Older material says 3,008 MB.",
        "2020-12-01",
    )


def test_a_second_import_writes_nothing(imported):
    report, writes = run(imported)

    assert changed(report) == (0, 0, 0, 0)
    assert report.conflicts == []
    assert writes == []


def test_the_shipped_course_arrives_and_a_second_import_writes_nothing(shipped):
    first = sync(shipped)

    quizzes = shipped.quizzes | drills(shipped)
    assert changed(first) == tuple(
        map(len, (shipped.facts, shipped.lessons, shipped.questions, quizzes))
    )
    assert (first.terms, first.look_alikes) == (len(shipped.terms), len(shipped.look_alikes))
    with CaptureQueriesContext(connection) as queries:
        assert changed(sync(shipped)) == (0, 0, 0, 0)
    assert [q["sql"] for q in queries if WRITES.match(q["sql"])] == []


@pytest.mark.parametrize("step", ["sync_lessons", "_sync_questions", "_sync_quizzes", "strays"])
def test_a_failure_leaves_nothing_behind(tree, monkeypatch, step):
    def fail(*args):
        raise RuntimeError("disk full")

    monkeypatch.setattr(quizzes.importing, step, fail)

    with pytest.raises(RuntimeError, match="disk full"):
        sync(sound(tree))

    assert set(counts().values()) == {0}


def test_a_failure_leaves_what_was_there(imported, monkeypatch):
    imported.change(FACT_FILE, 'value = "900"', 'value = "960"')
    imported.change(QUESTION_FILE, "How much?", "How much now?")
    monkeypatch.setattr(quizzes.importing, "_sync_quizzes", lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        sync(sound(imported))

    assert Fact.objects.get(key="timeout-max").value == "900"
    assert stem_of() == "How much?"


# A change in the files.


def test_only_what_changed_is_written(imported):
    imported.change(QUESTION_FILE, "How much?", "How much now?")
    before = {question.slug: question.pk for question in Question.objects.all()}

    report, _ = run(imported)

    assert changed(report) == (0, 0, 1, 0)
    assert {question.slug: question.pk for question in Question.objects.all()} == before
    assert stem_of() == "How much now?"
    versions = QuestionVersion.objects.filter(question__slug="lim-memory").order_by("number")
    assert [(v.number, v.state) for v in versions] == [(1, "superseded"), (2, "published")]


def test_an_attempt_keeps_the_words_it_began_with(imported, learner):
    attempt = make_attempt(learner, Quiz.objects.get(slug="limits"))
    imported.change(QUESTION_FILE, "How much?", "How much now?")

    sync(sound(imported))

    assert attempt.slots.first().version.item().stem == "How much?"


def test_a_changed_fact_is_one_changed_fact(imported):
    imported.change(FACT_FILE, 'value = "900"', 'value = "960"')

    report, writes = run(imported)

    assert changed(report) == (1, 0, 0, 0)
    assert Fact.objects.get(key="timeout-max").value == "960"
    # The fact, the note that it says something else now, and what finds it.
    assert {re.search(r'"\w+"', write)[0] for write in writes} == {
        '"lessons_fact"',
        '"lessons_revision"',
        '"search_passage"',
    }


def test_a_lesson_follows_its_file_and_its_figure(imported):
    imported.change(LESSON_FILE, 'title = "Limits"', 'title = "The limits"')
    assert changed(sync(sound(imported))) == (0, 1, 0, 0)
    imported.change("figures/box.svg", "A box", "The box")
    assert changed(sync(sound(imported))) == (0, 1, 0, 0)

    lesson = Lesson.objects.get(slug="limits")
    assert lesson.title == "The limits"
    assert "The box" in next(b["svg"] for b in lesson.blocks if b["kind"] == "figure")


def test_a_lesson_lets_go_of_a_fact_it_no_longer_names(imported):
    imported.change(LESSON_FILE, '{{ fact \\"timeout-max\\" \\"15 minutes\\" }}.', "Long.")
    imported.change(LESSON_FILE, 'facts = ["timeout-max"]', "facts = []")

    sync(sound(imported))

    assert [fact.key for fact in Lesson.objects.get(slug="limits").facts.all()] == ["mem-max"]
    assert Fact.objects.filter(key="timeout-max").exists()


def test_marks_of_a_learner_survive_a_new_lesson_text(imported, learner):
    lesson = Lesson.objects.get(slug="limits")
    LessonRead.objects.create(user=learner, lesson=lesson)
    imported.change(LESSON_FILE, "Opening words.", "Other words.")

    sync(sound(imported))

    assert LessonRead.objects.of(learner).count() == 1


@pytest.mark.parametrize("old", [512, "'512'", '"512"'])
def test_a_number_in_quotes_is_the_same_number(imported, old):
    imported.change(QUESTION_FILE, "[512, 1024]", f"[{old}, '1024']")

    report, writes = run(imported)

    assert changed(report) == (0, 0, 0, 0)
    assert writes == []


def test_a_quiz_follows_its_file(imported):
    imported.change(QUIZ_FILE, '"lim-memory", "lim-cost"', '"lim-cost"')

    assert changed(sync(sound(imported))) == (0, 0, 0, 1)
    quiz = Quiz.objects.get(slug="limits")
    assert [item.question.slug for item in quiz.items.all()] == ["lim-cost"]


def second_lesson(tree, order=20):
    text = (tree.root / LESSON_FILE).read_text("utf-8").replace('slug = "limits"', 'slug = "more"')
    text = re.sub("order = .0", f"order = {order}", text)
    tree.write("lessons/20-more/10-more.md", text)


def test_two_lessons_may_change_places(imported):
    second_lesson(imported)
    sync(sound(imported))
    imported.change(LESSON_FILE, "order = 10", "order = 20")
    second_lesson(imported, order=10)

    assert changed(sync(sound(imported))) == (0, 2, 0, 0)
    assert list(Lesson.objects.values_list("slug", flat=True)) == ["more", "limits"]
    assert run(imported)[1] == []


def test_a_lesson_may_take_the_place_of_one_that_left(imported, learner):
    Recall.objects.create(
        user=learner,
        lesson_id="limits",
        prompt="why",
        outcome="knew",
        client_id="00000000-0000-0000-0000-000000000001",
    )
    imported.change(LESSON_FILE, 'slug = "limits"', 'slug = "bounds"')
    imported.change(LESSON_FILE, "lesson:limits", "lesson:bounds")
    for _ in range(2):
        imported.change(QUESTION_FILE, 'lesson = "limits', 'lesson = "bounds')
    imported.change(QUIZ_FILE, 'lesson = "limits"', 'lesson = "bounds"')

    sync(sound(imported))

    assert list(Lesson.objects.values_list("slug", flat=True)) == ["bounds", "limits"]
    assert Recall.objects.of(learner).count() == 1
    assert run(imported)[1] == []


# A fact that left the files.


def without_timeout(tree):
    """The tree, with nothing in it that rests on the second fact, nor the fact itself."""
    text = (tree.root / FACT_FILE).read_text("utf-8")
    tree.write(FACT_FILE, text[: text.index('[[fact]]\nkey = "timeout-max"')])
    tree.change(LESSON_FILE, '{{ fact \\"timeout-max\\" \\"15 minutes\\" }}.', "Long.")
    tree.change(LESSON_FILE, 'facts = ["timeout-max"]', "facts = []")


def test_a_fact_that_left_the_files_leaves_the_ledger_and_its_lesson(imported):
    without_timeout(imported)

    report, _ = run(imported)

    assert changed(report) == (1, 1, 0, 0)
    assert not Fact.objects.filter(key="timeout-max").exists()
    assert [fact.key for fact in Lesson.objects.get(slug="limits").facts.all()] == ["mem-max"]
    assert run(imported)[1] == []


def test_a_lesson_that_left_the_files_holds_no_fact_back(imported):
    second_lesson(imported)
    sync(sound(imported))
    (imported.root / "lessons/20-more/10-more.md").unlink()
    without_timeout(imported)

    sync(sound(imported))

    assert not Fact.objects.filter(key="timeout-max").exists()
    assert [fact.key for fact in Lesson.objects.get(slug="more").facts.all()] == ["mem-max"]


BY_TIME = {
    "params": {"ms": {"choices": ["500"]}},
    "stem": "{ms}?",
    "step": [{"name": "s", "expr": "ms / fact('timeout-max')", "text": "{s}"}],
    "answer": "s",
}


def test_a_fact_stays_while_a_question_of_the_admin_computes_with_it(imported):
    question = make_question("parameterised", slug="mine", **BY_TIME)
    without_timeout(imported)

    report, _ = run(imported)

    assert changed(report) == (0, 1, 0, 0)
    assert Fact.objects.filter(key="timeout-max").exists()
    assert run(imported)[1] == []
    assert question.published()


def test_a_fact_stays_while_an_attempt_rests_on_it(imported, as_learner, learner):
    question = make_question("parameterised", slug="mine", **BY_TIME)
    attempt = make_attempt(learner)
    [slot] = attempt.layout([question.published()])
    slot.position = 9
    slot.save()
    question.save_draft(make_item("parameterised")).publish()
    without_timeout(imported)

    sync(sound(imported))

    assert Fact.objects.filter(key="timeout-max").exists()
    attempt.finish(timezone.now())
    assert as_learner.get(attempt.get_absolute_url()).status_code == 200
