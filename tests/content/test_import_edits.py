"""What an instructor edited is never overwritten by an import; a conflict is told."""

import pytest

from quizzes.importing import sync
from quizzes.models import Attempt, QuestionVersion, Quiz
from studyapp.search.indexing import rebuild
from tests.content.importing import MINE, changed, edit, run, sound, stem_of
from tests.content.tree import QUESTION_FILE, QUIZ_FILE
from tests.factories import make_attempt, make_question

pytestmark = pytest.mark.django_db


def test_an_edit_in_the_admin_is_kept(imported, instructor):
    edit("lim-memory", instructor)

    report, writes = run(imported)

    assert stem_of() == MINE
    assert (changed(report), report.conflicts, writes) == ((0, 0, 0, 0), [], [])


def test_an_edit_in_the_admin_and_in_the_files_is_a_conflict(imported, instructor):
    edit("lim-memory", instructor)
    imported.change(QUESTION_FILE, "How much?", "How much now?")

    for _ in range(2):
        report, writes = run(imported)

        assert stem_of() == MINE
        assert changed(report) == (0, 0, 0, 0)
        assert writes == []
        assert report.conflicts == [
            "Question lim-memory: edited in the admin and changed in the files. Kept what the "
            "admin has; `import_content --take-files` takes the files."
        ]
        assert str(report).endswith(report.conflicts[0])


def test_the_files_win_when_told_to(imported, instructor):
    edit("lim-memory", instructor)
    imported.change(QUESTION_FILE, "How much?", "How much now?")

    report, _ = run(imported, take_files=True)

    assert stem_of() == "How much now?"
    assert (changed(report), report.conflicts) == ((0, 0, 1, 0), [])
    assert run(imported)[1] == []
    versions = QuestionVersion.objects.filter(question__slug="lim-memory").order_by("number")
    assert [v.item().stem for v in versions] == ["How much?", MINE, "How much now?"]


def test_a_draft_is_kept_while_the_file_stands(imported, instructor):
    draft = edit("lim-memory", instructor, publish=False)

    report, writes = run(imported)

    draft.refresh_from_db()
    assert (draft.state, draft.item().stem, draft.author) == ("draft", MINE, instructor)
    assert stem_of() == "How much?"
    assert (report.conflicts, writes) == ([], [])


def test_a_draft_is_kept_when_the_file_changes(imported, instructor):
    draft = edit("lim-memory", instructor, publish=False)
    imported.change(QUESTION_FILE, "How much?", "How much now?")

    report, writes = run(imported)

    draft.refresh_from_db()
    assert (draft.state, draft.item().stem) == ("draft", MINE)
    assert stem_of() == "How much?"
    assert len(report.conflicts) == 1
    assert writes == []


def test_the_same_correction_in_both_places_is_no_conflict(imported, instructor):
    edit("lim-memory", instructor)
    imported.change(QUESTION_FILE, "How much?", MINE)
    sync(sound(imported))
    imported.change(QUESTION_FILE, MINE, "And once more?")

    report, _ = run(imported)

    assert (changed(report), report.conflicts) == ((0, 0, 1, 0), [])
    assert stem_of() == "And once more?"


def test_a_draft_that_says_what_the_file_says_is_published(imported, instructor):
    edit("lim-memory", instructor, publish=False)
    imported.change(QUESTION_FILE, "How much?", MINE)

    report, _ = run(imported)

    assert (changed(report), report.conflicts) == ((0, 0, 1, 0), [])
    assert stem_of() == MINE
    assert run(imported)[1] == []


def test_an_edit_taken_back_in_the_admin_is_no_edit(imported, instructor):
    edit("lim-memory", instructor)
    edit("lim-memory", instructor, stem="How much?")
    imported.change(QUESTION_FILE, "How much?", "How much now?")

    report, _ = run(imported)

    assert (report.conflicts, stem_of()) == ([], "How much now?")


def test_a_question_of_the_admin_with_the_id_of_a_file_is_a_conflict(tree):
    make_question(slug="lim-memory", stem=MINE)

    report = sync(sound(tree))

    assert stem_of() == MINE
    assert len(report.conflicts) == 1
    assert changed(report)[2] == 1


def test_a_question_of_the_admin_is_left_alone(imported):
    make_question(slug="mine", stem=MINE)
    rebuild()  # the factory made a fact too

    _, writes = run(imported)

    assert stem_of("mine") == MINE
    assert writes == []


def test_a_question_that_left_the_files_stays_with_its_answers(imported, learner):
    make_attempt(learner, Quiz.objects.get(slug="limits"))
    imported.change(QUIZ_FILE, '"lim-memory", ', "")
    text = (imported.root / QUESTION_FILE).read_text("utf-8")
    imported.write(QUESTION_FILE, text[text.index('[[question]]\nid = "lim-cost"') :])

    sync(sound(imported))

    assert stem_of() == "How much?"
    quiz = Quiz.objects.get(slug="limits")
    assert [v.question.slug for v in quiz.current_versions()] == ["lim-cost"]
    assert Attempt.objects.get().slots.count() == 2


# A quiz in the admin.


def test_a_quiz_edited_in_the_admin_is_kept(imported):
    quiz = Quiz.objects.get(slug="limits")
    quiz.items.get(question__slug="lim-cost").delete()

    report, writes = run(imported)

    assert [v.question.slug for v in quiz.current_versions()] == ["lim-memory"]
    assert (report.conflicts, writes) == ([], [])


def test_a_quiz_edited_in_both_places_is_a_conflict(imported):
    Quiz.objects.filter(slug="limits").update(title="Mine")
    imported.change(QUIZ_FILE, "The limits.", "All limits.")

    report, writes = run(imported)
    assert report.conflicts[0].startswith("Quiz limits: edited in the admin and changed in the")
    assert (Quiz.objects.get(slug="limits").title, writes) == ("Mine", [])

    report, _ = run(imported, take_files=True)
    assert (changed(report), report.conflicts) == ((0, 0, 0, 1), [])
    assert Quiz.objects.get(slug="limits").summary == "All limits."


def test_the_same_edit_of_a_quiz_in_both_places_is_no_conflict(imported):
    Quiz.objects.filter(slug="limits").update(title="Better")
    imported.change(QUIZ_FILE, 'title = "Limits"', 'title = "Better"')
    assert changed(sync(sound(imported))) == (0, 0, 0, 0)
    imported.change(QUIZ_FILE, 'title = "Better"', 'title = "Best"')

    report, _ = run(imported)

    assert (changed(report), report.conflicts) == ((0, 0, 0, 1), [])
    assert Quiz.objects.get(slug="limits").title == "Best"


def test_a_quiz_taken_off_the_shelf_stays_off(imported):
    Quiz.objects.filter(slug="limits").update(is_published=False)
    imported.change(QUIZ_FILE, "The limits.", "All limits.")

    sync(sound(imported))

    quiz = Quiz.objects.get(slug="limits")
    assert (quiz.is_published, quiz.summary) == (False, "All limits.")
