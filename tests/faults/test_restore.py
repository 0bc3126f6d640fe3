"""Promise 12: after a restore, the marks worked out from the answers are the marks stored."""

import random

import pytest
from django.core.management import call_command
from django.utils import timezone

from quizzes.engine.draws import draw
from quizzes.engine.scoring import mark
from quizzes.models import Answer, Attempt, QuestionVersion
from studyapp.accounts.models import User
from tests.factories import make_answer, make_attempt, make_question, make_quiz, make_user

KINDS = ("single", "multiple", "numeric", "parameterised", "ordering", "log", "hotspot")
TOLD = ("slot_id", "revision", "response", "points", "fraction", "verdict", "client_id")


def some_response(slot, chance):
    """Half of them right, some of them taken back."""
    item = slot.item
    if chance.random() < 0.1:
        return ()
    if item.kind in ("numeric", "parameterised"):
        answer = draw(item, slot.seed, slot.own_numbers()).answer
        return (str(answer + chance.choice((0, 1))),)
    if item.kind == "log":
        return tuple(map(str, chance.choice((item.lines, (1,)))))
    if item.kind == "hotspot":
        return (chance.choice([box.id for box in item.boxes if box.region]),)
    ids = [option.id for option in item.options]
    if item.kind == "ordering":
        return tuple(chance.sample(ids, len(ids)))
    return tuple(sorted(chance.sample(ids, len(item.key))))


def answer_at_random(chance):
    questions = [make_question(kind) for kind in KINDS]
    for number in range(3):
        learner = make_user(f"{number}@example.org")
        attempt = make_attempt(learner, make_quiz(questions), "deferred")
        for slot in attempt.slots.all():
            for _ in range(chance.randint(1, 3)):
                make_answer(slot, some_response(slot, chance))
        attempt.finish(timezone.now())


@pytest.mark.django_db(transaction=True)
def test_marks_recomputed_after_a_restore_are_the_marks_stored(tmp_path):
    backup = tmp_path / "backup.json"
    answer_at_random(random.Random(7))
    before = list(Answer.objects.order_by("pk").values_list(*TOLD))
    left_out = ["contenttypes", "auth.permission", "search"]
    call_command("dumpdata", exclude=left_out, output=str(backup), verbosity=0)
    Attempt.objects.all().delete()
    QuestionVersion.objects.all().delete()
    User.objects.all().delete()

    call_command("loaddata", str(backup), verbosity=0)

    answers = list(Answer.objects.order_by("pk").select_related("slot__version"))
    assert list(Answer.objects.order_by("pk").values_list(*TOLD)) == before
    assert {answer.verdict for answer in answers} == {"", "right", "partly", "wrong"}
    for answer in answers:
        slot = answer.slot
        again = mark(slot.item, tuple(answer.response), slot.seed, slot.own_numbers())
        stored = answer.points, answer.fraction
        assert stored == (again.points, again.fraction), slot.item.kind
        assert answer.verdict == (again.verdict if answer.response else "")
