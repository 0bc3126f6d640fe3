"""`import_content`: reports, refuses, imports."""

import pytest
import time_machine
from django.core.management import CommandError, call_command

import quizzes.importing
from quizzes.management.commands import import_content
from quizzes.models import ContentImport
from tests.content.importing import counts, edit, stem_of
from tests.content.test_companions import TERMS
from tests.content.tree import FACT_FILE, QUESTION_FILE, QUIZ_FILE

pytestmark = pytest.mark.django_db


@pytest.fixture
def command(tree, monkeypatch, capsys):
    monkeypatch.setattr(import_content, "ROOT", tree.root)

    def call(*arguments):
        call_command("import_content", *arguments)
        return capsys.readouterr()

    return call


def test_the_command_imports(command):
    out, _ = command()

    changed = "2 facts, 1 lessons, 2 questions, 1 quizzes, 0 terms, 0 look-alikes changed.\n"
    assert out == changed
    assert counts()["Question"] == 2


def test_check_asks_no_database(command, django_assert_num_queries):
    """The gate runs it in a fresh clone, where no table is made yet."""
    with django_assert_num_queries(0):
        command("--check")


def test_check_writes_nothing(command):
    out, _ = command("--check")

    assert out.splitlines() == [
        "item lint: 0 warnings, on 0.0 % of the questions",
        "2 facts, 1 lessons, 2 questions, 1 quizzes, 0 terms, 0 look-alikes: in order",
    ]
    assert set(counts().values()) == {0}


@pytest.mark.parametrize("arguments", [[], ["--check"], ["--take-files"]])
def test_a_broken_tree_is_told_and_nothing_is_written(command, tree, capsys, arguments):
    tree.change(QUIZ_FILE, '"lim-cost"', '"gone"')

    with pytest.raises(CommandError, match=r"^1 problems; nothing was written$"):
        command(*arguments)

    err = capsys.readouterr().err
    assert f"{QUIZ_FILE}:1: limits: there is no question “gone”\n" in err
    assert set(counts().values()) == {0}


def late(tree):
    tree.change(FACT_FILE, "checked_on = 2026-11-23", "checked_on = 1999-01-01")
    tree.change(FACT_FILE, "check_by = 2027-02-21", "check_by = 1999-02-01")
    for day in ("checked_on = 2026-11-23", "check_by = 2027-02-21"):
        tree.change(FACT_FILE, day, day.replace("2026", "2998").replace("2027", "2999"))


def test_a_fact_that_is_due_is_told_and_lets_pass(command, tree):
    late(tree)

    out, err = command("--check")

    assert err == "due for a check since 1999-02-01: mem-max\n"
    assert out.endswith("in order\n")


def test_strict_dates_refuse_a_fact_that_is_due(command, tree):
    late(tree)

    with pytest.raises(CommandError, match=r"^1 problems; nothing was written$"):
        command("--check", "--strict-dates")


def test_strict_dates_let_pass_what_is_in_time(command, tree):
    late(tree)
    tree.change(FACT_FILE, "1999-02-01", "2999-02-01")

    assert command("--check", "--strict-dates").err == ""


def test_take_files_reaches_the_import(command, tree):
    command()
    edit("lim-memory")
    tree.change(QUESTION_FILE, "How much?", "How much now?")

    out, _ = command()
    assert "Question lim-memory: edited in the admin" in out
    command("--take-files")

    assert stem_of() == "How much now?"


# An import of what is there already.

NOTHING = "Nothing changed since the import of 2026-11-23 10:20 UTC.\n"


@time_machine.travel("2026-11-23 10:20", tick=False)
def test_a_second_import_of_the_same_files_need_not_begin(command, monkeypatch):
    command()
    monkeypatch.setattr(import_content, "load", lambda root: pytest.fail("read again"))

    assert command().out == NOTHING
    assert ContentImport.objects.count() == 1


def test_a_changed_file_is_imported(command, tree):
    command()
    tree.change(QUESTION_FILE, "How much?", "How much now?")

    out, _ = command()

    assert "0 facts, 0 lessons, 1 questions" in out
    assert stem_of() == "How much now?"
    assert ContentImport.objects.count() == 1
    assert command().out.startswith("Nothing changed")


def test_a_file_more_or_less_is_a_change(command, tree):
    command()
    tree.write("glossary/limits.toml", TERMS)
    assert "2 terms" in command().out

    (tree.root / "glossary/limits.toml").unlink()

    assert "2 terms" in command().out


def test_take_files_always_runs(command, tree):
    command()
    edit("lim-memory")
    assert command().out.startswith("Nothing changed")

    assert "1 questions" in command("--take-files").out
    assert stem_of() == "How much?"


def test_a_check_always_runs(command):
    command()

    assert command("--check").out.endswith("in order\n")


@time_machine.travel("2026-11-23 10:20", tick=False)
def test_what_is_left_to_decide_is_told_again(command, tree):
    command()
    edit("lim-memory")
    tree.change(QUESTION_FILE, "How much?", "How much now?")
    [_, conflict] = command().out.splitlines()
    assert conflict.startswith("Question lim-memory: edited in the admin")

    assert command().out == f"{NOTHING}{conflict}\n"


def test_a_refused_import_is_not_noted(command, tree):
    command()
    tree.change(QUIZ_FILE, '"lim-cost"', '"gone"')

    for _ in range(2):
        with pytest.raises(CommandError):
            command()

    tree.change(QUIZ_FILE, '"gone"', '"lim-cost"')
    assert command().out.startswith("Nothing changed")


def test_an_import_that_failed_half_way_is_not_noted(command, monkeypatch):
    monkeypatch.setattr(quizzes.importing, "_sync_quizzes", lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        command()

    assert not ContentImport.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "quizzes/importing.py",
        "quizzes/models/bank.py",
        "quizzes/engine/items.py",
        "studyapp/digests.py",
        "studyapp/lessons/importing/facts.py",
        "studyapp/lessons/models/facts.py",
        "studyapp/lessons/revising.py",
        "studyapp/search/passages.py",
    ],
)
def test_other_code_that_decides_what_an_import_writes_is_another_digest(
    settings, tree, monkeypatch, name
):
    asked = []
    monkeypatch.setattr(quizzes.importing, "digest_of", lambda *roots: asked.extend(roots) or "")

    quizzes.importing.content_digest(tree.root)

    path = settings.BASE_DIR / name
    assert path.is_file()
    assert any(path == root or root in path.parents for root in asked)
