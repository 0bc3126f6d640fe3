"""What the tests of the import share: run it, see what was written, edit like an instructor."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from quizzes.importing import sync
from quizzes.models import Question, QuestionVersion, Quiz
from studyapp.lessons.models import Fact, Lesson

WRITES = re.compile(r"^(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
MINE = "How much, in an instructor's words?"


def counts():
    models = (Fact, Lesson, Question, QuestionVersion, Quiz)
    return {model.__name__: model.objects.count() for model in models}


def sound(tree):
    """The tree's content, which `sync` may rely on to be without problems."""
    bundle = tree.load()
    assert bundle.problems == []
    return bundle


def run(tree, **options):
    """Import the tree; return the report and what was written."""
    with CaptureQueriesContext(connection) as queries:
        report = sync(sound(tree), **options)
    return report, [q["sql"] for q in queries if WRITES.match(q["sql"])]


def changed(report):
    return (report.facts, report.lessons, report.questions, report.quizzes)


def stem_of(slug="lim-memory"):
    return Question.objects.get(slug=slug).published().item().stem


def edit(slug, author=None, *, publish=True, **changes):
    """What an instructor does in the admin."""
    question = Question.objects.get(slug=slug)
    item = question.newest().item().model_copy(update={"stem": MINE} | changes)
    version = question.save_draft(item, author)
    if publish:
        version.publish()
    return version
