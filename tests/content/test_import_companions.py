"""The glossary, the comparisons, their drills and the basis of questions, from files to rows."""

import json

import pytest

from quizzes.importing import sync
from quizzes.models import Question, Quiz
from studyapp.lessons.importing.deciding import fingerprint
from studyapp.lessons.models import Fact, LookAlike, Term
from tests.content.importing import changed, run, sound
from tests.content.test_companions import LOOK_ALIKE, LOOK_ALIKE_FILE, TERM_FILE, TERMS
from tests.content.tree import LESSON_FILE, QUESTION_FILE, QUIZ_FILE
from tests.factories import make_question

pytestmark = pytest.mark.django_db

DRILL_FILE = "questions/limits/drill.toml"
DRILL = """\
[[question]]
id = "lim-drill-{n}"
kind = "single"
topic = "memory"
task = "2.1"
difficulty = {difficulty}
lesson = "limits#memory"
look_alike = "time-or-memory"
facts = ["mem-max"]
stem = "Which of the two is it in case {word}?"
explanation = "It is memory."
[[question.option]]
id = "a"
text = "Memory"
correct = true
reason = "CPU comes with it."
[[question.option]]
id = "b"
text = "Time-out"
reason = "It only ends the run."
"""


@pytest.fixture
def full(tree, db):
    """The tree with a glossary and a comparison, in the database."""
    tree.write(TERM_FILE, TERMS)
    tree.write(LOOK_ALIKE_FILE, LOOK_ALIKE)
    words = ["one", "two", "three", "four", "five"]
    entries = [
        DRILL.format(n=n, word=word, difficulty=5 - n % 5) for n, word in enumerate(words, 1)
    ]
    tree.write(DRILL_FILE, "\n".join(entries))
    sync(sound(tree))
    return tree


def companions(report):
    return (report.terms, report.look_alikes)


def test_everything_arrives(full):
    memory, page = Term.objects.get(slug="memory"), LookAlike.objects.get()

    assert (memory.term, memory.also, memory.place) == (
        "Memory",
        ["RAM"],
        "/learn/limits/#memory",
    )
    assert memory.meaning == (
        'What a function works with: at most <span data-fact="mem-max"></span>.'
    )
    assert [term.slug for term in memory.see.all()] == ["timeout"]
    assert (page.title, page.sides, page.lesson_id) == (
        "Time or memory",
        ["Time-out", "Memory"],
        "limits",
    )
    assert page.rows[1] == {"aspect": "Bought with it", "cells": ["nothing", "CPU"]}
    assert [cue["side"] for cue in page.cues] == ["Time-out", "Memory", "Memory"]
    assert page.traps == ["More time makes nothing faster."]


def test_a_second_import_writes_nothing(full):
    report, writes = run(full)

    assert (changed(report), companions(report), writes) == ((0, 0, 0, 0), (0, 0), [])


@pytest.mark.parametrize(
    ("old", "new", "field", "value"),
    [
        ('"RAM"', '"RAM", "MB"', "also", ["RAM", "MB"]),
        ('term = "Memory"', 'term = "The memory"', "term", "The memory"),
        ("limits#memory", "limits#time", "anchor", "time"),
    ],
)
def test_a_term_follows_its_file(full, old, new, field, value):
    full.change(TERM_FILE, old, new)

    report, _ = run(full)

    assert companions(report) == (1, 0)
    assert getattr(Term.objects.get(slug="memory"), field) == value
    assert run(full)[1] == []


def test_a_term_leads_elsewhere_when_its_file_says_so(full):
    full.change(TERM_FILE, 'see = ["timeout"]', "see = []")

    assert companions(run(full)[0]) == (1, 0)
    assert not Term.objects.get(slug="memory").see.exists()
    assert run(full)[1] == []


def test_a_term_that_left_the_files_goes_with_the_ways_to_it(full):
    text = TERMS.replace('see = ["timeout"]\n', "")
    full.write(TERM_FILE, text[: text.index('\n[[term]]\nslug = "timeout"')])

    assert companions(run(full)[0])[1] == 0
    assert list(Term.objects.values_list("slug", flat=True)) == ["memory"]
    assert not Term.see.through.objects.exists()
    assert run(full)[1] == []


def test_a_comparison_follows_its_file(full):
    full.change(LOOK_ALIKE_FILE, '"nothing"', '"nothing at all"')

    assert companions(run(full)[0]) == (0, 1)
    assert LookAlike.objects.get().rows[1]["cells"] == ["nothing at all", "CPU"]


def test_a_comparison_that_left_the_files_goes_and_its_drill_stays(full):
    """Answers of learners hang on the drill: it only loses its comparison."""
    (full.root / LOOK_ALIKE_FILE).unlink()
    text = (full.root / DRILL_FILE).read_text("utf-8")
    full.write(DRILL_FILE, text.replace('look_alike = "time-or-memory"\n', ""))

    assert companions(run(full)[0]) == (0, 1)
    assert not LookAlike.objects.exists()
    assert Quiz.objects.get(slug="time-or-memory").look_alike is None


# Drills.


def test_a_drill_holds_the_questions_of_its_comparison_the_easiest_first(full):
    drill = LookAlike.objects.get().drill

    assert (drill.title, drill.is_published) == ("Time or memory", True)
    assert [version.question.slug for version in drill.current_versions()] == [
        f"lim-drill-{n}" for n in (4, 3, 2, 1, 5)
    ]


def test_a_drill_that_was_taken_off_the_shelf_stays_off(full):
    Quiz.objects.filter(slug="time-or-memory").update(is_published=False)
    full.change(LOOK_ALIKE_FILE, 'title = "Time or memory"', 'title = "Memory or time"')

    sync(sound(full))

    drill = Quiz.objects.get(slug="time-or-memory")
    assert (drill.title, drill.is_published) == ("Memory or time", False)


def test_a_quiz_from_before_there_were_drills_follows_its_file(imported):
    """Its note of what the files said knew no comparison; that is no edit of an instructor."""
    quiz = Quiz.objects.prefetch_related("items__question").get(slug="limits")
    old = {
        "slug": "limits",
        "title": quiz.title,
        "summary": quiz.summary,
        "lesson": "limits",
        "order": quiz.order,
        "questions": [item.question.slug for item in quiz.items.all()],
    }
    Quiz.objects.update(imported_hash=fingerprint(json.loads(json.dumps(old))))
    imported.change(QUIZ_FILE, "The limits.", "All limits.")

    report, _ = run(imported)

    assert (report.conflicts, report.quizzes) == ([], 1)


# What questions rest on, and those that left.


def test_questions_rest_on_their_facts(imported):
    cost, memory = Question.objects.order_by("slug")

    assert {fact.pk for fact in memory.basis.all()} == {"mem-max"}
    assert {fact.pk for fact in cost.basis.all()} == {"mem-max"}


def test_a_changed_question_rests_on_its_new_facts(imported):
    imported.change(QUESTION_FILE, 'facts = ["mem-max"]', 'facts = ["mem-max", "timeout-max"]')

    sync(sound(imported))

    basis = Question.objects.get(slug="lim-memory").basis
    assert {fact.pk for fact in basis.all()} == {"mem-max", "timeout-max"}


def test_links_that_an_older_release_did_not_make_are_made(imported):
    Question.basis.through.objects.all().delete()

    report, _ = run(imported)

    assert changed(report) == (0, 0, 0, 0)
    assert Fact.objects.get(key="mem-max").questions.count() == 2


def test_questions_that_left_the_files_are_told_each_time(imported):
    make_question(slug="born-in-the-admin")
    imported.change(QUIZ_FILE, '"lim-memory", ', "")
    text = (imported.root / QUESTION_FILE).read_text("utf-8")
    imported.write(QUESTION_FILE, text[text.index('[[question]]\nid = "lim-cost"') :])

    for _ in range(2):
        report, _ = run(imported)

        assert report.conflicts == [
            "Question lim-memory: no longer in the files. It stays in its quizzes until they are "
            "changed."
        ]


def test_a_quiz_that_left_the_files_is_told_and_stays(imported):
    (imported.root / QUIZ_FILE).rename(imported.root / "quizzes" / "other.toml")
    imported.change("quizzes/other.toml", 'slug = "limits"', 'slug = "other"')
    imported.change(LESSON_FILE, 'quiz = "limits"', 'quiz = "other"')

    report, _ = run(imported)

    assert report.conflicts == [
        "Quiz limits: no longer in the files. It stays until it is taken off in the admin."
    ]
    assert set(Quiz.objects.values_list("slug", flat=True)) == {"limits", "other"}
