import pytest

from quizzes.importing import sync
from quizzes.models import Question, Quiz
from studyapp.content.loader import load
from studyapp.lessons.models import LessonRead
from tests.factories import make_attempt


@pytest.fixture(scope="session")
def bundle():
    return load()


@pytest.fixture
def course(db, bundle):
    """The shipped course, in the database."""
    sync(bundle)


PUBLIC = """
/ /learn/ /learn/runtimes/ /learn/networking/ /learn/permissions/ /learn/monitoring/
/facts/ /facts/?show=due /facts/?show=changed /facts/mem-max-default/ /facts/price-request/
/practise/ /practise/runtimes/ /practise/runtimes/first/ /labs/ /labs/cost/ /progress/
/account/ /account/login/ /account/signup/ /account/logout/ /account/export/ /account/erase/
/account/password/ /account/reset/ /account/reset/sent/ /account/reset/MQ/none/ /theme/
/learn/runtimes/read/ /learn/nothing/ /facts/nothing/ /practise/nothing/ /nothing
/attempts/00000000-0000-0000-0000-000000000001/ /healthz /readyz
/admin/ /admin/login/ /admin/lessons/fact/ /admin/lessons/lesson/ /admin/quizzes/question/
/admin/quizzes/question/add/ /admin/quizzes/quiz/ /admin/quizzes/quiz/add/
"""


@pytest.fixture
def pages(course, learner):
    """Every address that answers GET, with a learner in the middle of things."""
    quiz = Quiz.objects.get(slug="runtimes")
    attempts = [make_attempt(learner, quiz), make_attempt(learner, Quiz.objects.last(), "deferred")]
    LessonRead.objects.create(user=learner, lesson_id="runtimes")
    urls = PUBLIC.split()
    for attempt in attempts:
        urls += [attempt.get_absolute_url(), attempt.slots.first().get_absolute_url()]
    by_kind = {v.question.newest().item().kind: v.question for v in quiz.current_versions()}
    drawn = Question.objects.get(slug="rt-gb-seconds")
    urls += [question.get_absolute_url() for question in (*by_kind.values(), drawn)]
    urls += [
        f"/admin/quizzes/question/{drawn.pk}/change/",
        f"/admin/quizzes/quiz/{quiz.pk}/change/",
    ]
    return urls
