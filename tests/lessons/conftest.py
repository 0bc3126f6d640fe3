import pytest

from tests.factories import make_fact, make_lesson
from tests.lessons.pages import blocks


@pytest.fixture
def lesson(db):
    lesson = make_lesson("limits", blocks=blocks())
    lesson.facts.set([make_fact("mem"), make_fact("time", value="900", unit="seconds")])
    return lesson
