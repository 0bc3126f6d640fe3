"""Every number of a report, counted a second time from the appended answers alone."""

import math
import random
import re
import uuid
from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from django.utils import timezone

from quizzes.mock_reports import report_of
from quizzes.models import Answer, Attempt, Slot
from tests.factories import make_answer, make_attempt, make_quiz
from tests.quizzes.bank import make_bank, make_exam

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[1, 2, 3])
def exam(learner, request):
    """65 questions: some left, some changed twice, some taken back, some tagged or met before."""
    chance = random.Random(request.param)
    make_bank(140)
    exam = make_exam(learner, 65, minutes_ago=100)
    met = [slot.version.question for slot in exam.slots.complete() if chance.random() < 0.2]
    earlier = make_attempt(learner, make_quiz(met))
    Attempt.objects.filter(pk=earlier.pk).update(started_at=exam.started_at - timedelta(days=2))
    for slot in earlier.slots.all():
        make_answer(slot, ["a"], at=exam.started_at - timedelta(days=1))
    at = exam.started_at
    for slot in exam.slots.complete():
        for _ in range(chance.choice([0, 1, 1, 1, 2, 3])):
            at += timedelta(seconds=chance.randint(5, 60))
            ids = [option.id for option in slot.item.options]
            several = chance.choice([0, 1, 2, 2]) if slot.item.kind == "multiple" else 1
            make_answer(
                slot,
                sorted(chance.sample(ids, several)),
                at=at,
                base=0,
                sureness=chance.choice(["", "guess", "fairly", "certain"]),
                seconds=chance.choice([None, chance.randint(1, 200)]),
            )
        tag = chance.choice(["", "fact", "look-alike", "guess"])
        Slot.objects.filter(pk=slot.pk).update(miss_tag=tag)
    exam.finish(timezone.now())
    return exam


def recomputed(exam):
    """From rows as the database holds them; nothing of the report's own code."""
    rows = list(
        Answer.objects.filter(slot__attempt=exam)
        .order_by("answered_at", "pk")
        .values("slot", "revision", "response", "sureness", "seconds", "answered_at")
    )
    told = {"domains": defaultdict(Counter), "sure": defaultdict(Counter), "tags": Counter()}
    sums = Counter()
    for slot in Slot.objects.filter(attempt=exam).select_related("version"):
        own = sorted((row for row in rows if row["slot"] == slot.pk), key=lambda r: r["revision"])
        _count(slot, own, sums, told)
        questions = Slot.objects.filter(version__question=slot.version.question_id)
        sums["seen"] += questions.exclude(attempt=exam).filter(answers__isnull=False).exists()
    p, n = sums["right"] / sums["scored"], sums["scored"]
    error = math.sqrt(p * (1 - p) / n)
    return told, sums, _seconds(rows, exam.started_at), [_scale(p + e) for e in (0, -error, error)]


def _count(slot, rows, sums, told):
    options = slot.version.body["option"]
    key = sorted(option["id"] for option in options if option.get("correct"))
    last = rows[-1] if rows and rows[-1]["response"] else None
    right = bool(last) and last["response"] == key
    sums["answered"] += bool(last)
    sums["scored"] += slot.scored
    sums["right"] += right and slot.scored
    sums["pilots right"] += right and not slot.scored
    whole = [row["response"] for row in rows if len(row["response"]) >= len(key)]
    if whole and whole[0] != rows[-1]["response"]:
        sums[{(0, 1): "to right", (1, 0): "to wrong"}.get((whole[0] == key, right), "neither")] += 1
    if slot.scored:
        told["domains"][slot.version.body["task"][0]] += Counter(right=right, of=1)
    if last:
        told["sure"][last["sureness"]] += Counter(right=right, of=1)
    if not right and slot.miss_tag:
        told["tags"][slot.miss_tag] += 1


def _seconds(rows, previous):
    seconds, last = Counter(), {}
    for row in rows:
        own, before = row["seconds"], last.get(row["slot"])
        if own is None:
            own = round((row["answered_at"] - previous).total_seconds())
        elif before and before["seconds"] is not None and own >= before["seconds"]:
            since = (row["answered_at"] - before["answered_at"]).total_seconds()
            own -= before["seconds"] if own > since + 2 else 0
        seconds[row["slot"]] += own
        previous, last[row["slot"]] = row["answered_at"], row
    return dict(seconds)


def _scale(share):
    return round(100 + 620 * share / 0.72 if share < 0.72 else 720 + 280 * (share - 0.72) / 0.28)


def test_every_number_is_what_the_answers_say(exam, as_learner):
    told, sums, seconds, (score, low, high) = recomputed(exam)
    shown = report_of(exam)
    sitting = shown["sitting"]

    assert (sitting.answered, sitting.right) == (sums["answered"], sums["right"])
    assert (len(sitting.scored), sitting.pilots_right) == (50, sums["pilots right"])
    assert sums["scored"] == 50
    assert (sitting.score.score, *sitting.score.band) == (score, low, high)
    assert {str(n): (row.right, row.of) for n, _, row in shown["domains"]} == {
        domain: (count["right"], count["of"]) for domain, count in told["domains"].items()
    }
    assert {k: (row.right, row.of) for k, row in sitting.sureness.items()} == {
        word: (count["right"], count["of"]) for word, count in told["sure"].items()
    }
    assert dict(sitting.tags) == told["tags"]
    changes = sitting.changes
    assert changes.to_right == sums["to right"]
    assert changes.to_wrong == sums["to wrong"]
    assert changes.neither == sums["neither"]
    assert sitting.seen_before == sums["seen"] > 0
    assert {
        line.slot.pk: line.asked.seconds
        for line in shown["lines"]
        if line.asked.seconds is not None
    } == seconds

    text = " ".join(
        re.sub(r"<[^>]+>", " ", as_learner.get(exam.report_url).content.decode()).split()
    )
    assert f"answered {sums['answered']} of 65 questions in 100 of 130 minutes" in text
    assert f"{sums['right']} of the 50 scored ones are right." in text
    assert f"{score} with a band from {low} to {high}" in text
    assert f"{sums['pilots right']} of them you had right" in text
    assert f"Seen before: {sums['seen']} of 65" in text
    past = as_learner.get("/exam/").content.decode()
    assert f"{score} ({low} to {high})" in past
    assert f"{sums['right']} of 50" in past


def test_there_is_something_to_count(exam):
    _, sums, _, _ = recomputed(exam)
    assert min(sums["to right"] + sums["to wrong"], sums["neither"], 65 - sums["answered"]) > 0


def test_an_answer_taken_back_is_none(learner):
    make_bank()
    exam = make_exam(learner)
    slot = exam.slots.complete().first()
    make_answer(slot, sorted(slot.item.key))
    make_answer(slot, [], base=1, client_id=uuid.uuid4())
    exam.finish(timezone.now())
    sitting = report_of(exam)["sitting"]
    assert (sitting.answered, sitting.right) == (0, 0)
    assert sitting.changes.to_wrong == 1


def test_one_look_that_is_saved_three_times_is_counted_once(learner):
    make_bank()
    exam = make_exam(learner, minutes_ago=10)
    slot = exam.slots.complete().first()
    for base, seconds in enumerate([20, 25, 40]):
        at = exam.started_at + timedelta(seconds=seconds)
        make_answer(slot, ["a"], base=base, seconds=seconds, at=at)
    later = exam.started_at + timedelta(minutes=5)
    make_answer(slot, ["b"], base=3, seconds=50, at=later)
    exam.finish(timezone.now())
    assert report_of(exam)["sitting"].asked[0].seconds == 90
