"""The cache of the log: it equals what a replay gives, whatever was done in which order."""

from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quizzes.models import Answer
from studyapp.accounts.merging import merge
from studyapp.review.folding import cards_of, catch_up, mark_of, rebuild
from studyapp.review.models import Card, Folding, Plan
from studyapp.review.recall import on_day, strength
from tests.factories import make_lesson, make_question, make_user
from tests.review.logs import answer_at, at, attempt_at, canonical, practised, recalled

pytestmark = pytest.mark.django_db


def equals_rebuilt(user):
    catch_up(user)
    stored = canonical(user)
    rebuild(user)
    return stored == canonical(user)


def test_an_answer_makes_a_card_and_looking_twice_changes_nothing(learner):
    question = make_question()
    practised(learner, question, at(0))

    catch_up(learner)
    first = canonical(learner)
    catch_up(learner)

    [card] = cards_of(learner).values()
    assert (card.question, card.reps, card.lapses) == (question, 1, 0)
    assert canonical(learner) == first
    assert Folding.objects.get().n_answers == 1


def test_nothing_new_costs_one_query_and_writes_nothing(learner, django_assert_num_queries):
    practised(learner, make_question(), at(0))
    catch_up(learner)

    with django_assert_num_queries(1):
        catch_up(learner)
    with django_assert_num_queries(2):
        on_day(learner, date(2026, 12, 1))


def test_who_did_nothing_leaves_no_trace(learner, django_assert_num_queries):
    with django_assert_num_queries(1):
        catch_up(learner)

    assert Folding.objects.count() == 0


def statements(user):
    with CaptureQueriesContext(connection) as queries:
        catch_up(user)
    return len(queries)


def test_a_hundred_answers_cost_no_more_statements_than_one(learner):
    questions = [make_question() for _ in range(10)]
    practised(learner, questions[0], at(0))
    catch_up(learner)
    practised(learner, questions[1], at(1))
    few = statements(learner)
    for number in range(100):
        practised(learner, questions[number % 10], at(2, number))

    assert statements(learner) <= few


def test_a_set_counts_when_it_ends_by_its_last_answers(learner):
    questions = [make_question() for _ in range(3)]
    attempt = attempt_at(learner, questions, at(0), "deferred")
    first, second, _ = attempt.slots.all()
    answer_at(first, at(0, 1), False)
    answer_at(first, at(0, 2), True, revision=2)
    answer_at(second, at(0, 3), True)
    answer_at(second, at(0, 4), False, revision=2, response=[])
    catch_up(learner)
    assert cards_of(learner) == {}

    attempt.finish(at(0, 30))
    catch_up(learner)

    cards = cards_of(learner)
    assert {pk: card.lapses for pk, card in cards.items()} == {
        questions[0].pk: 0,
        questions[1].pk: 1,  # taken back: skipped
    }
    assert cards[questions[0].pk].last_review == at(0, 30)
    assert equals_rebuilt(learner)


def test_an_attempt_that_ended_earlier_than_it_was_noted_comes_to_its_place(learner):
    question = make_question()
    attempt = attempt_at(learner, [question], at(0), "deferred")
    answer_at(attempt.slots.get(), at(0, 5), False)
    practised(learner, question, at(3))
    catch_up(learner)

    attempt.finish(at(1))

    assert equals_rebuilt(learner)
    assert (cards_of(learner)[question.pk].reps, Folding.objects.get().n_answers) == (2, 2)


def test_an_answer_that_was_let_in_later_replaces_the_first(learner):
    question = make_question()
    attempt = practised(learner, question, at(0), False)
    catch_up(learner)

    answer_at(attempt.slots.get(), at(1), True, revision=2)

    assert equals_rebuilt(learner)
    [card] = cards_of(learner).values()
    assert (card.reps, card.lapses) == (1, 0)


def test_prompts_count_and_a_skipped_one_does_not(learner):
    lesson = make_lesson()
    recalled(learner, lesson, at(0))
    recalled(learner, lesson, at(1), "not-yet")
    recalled(learner, lesson, at(2), "skipped")
    recalled(learner, lesson, at(2), "skipped", prompt="other")
    catch_up(learner)
    recalled(learner, lesson, at(3), "skipped")

    assert equals_rebuilt(learner)
    assert {key: (c.reps, c.lapses) for key, c in cards_of(learner).items()} == {
        ("runtimes", "why"): (2, 1)
    }


def test_sure_and_wrong_is_noted_until_the_next_answer(learner):
    question = make_question()
    practised(learner, question, at(0), False, sureness="certain")
    catch_up(learner)
    assert cards_of(learner)[question.pk].misled

    practised(learner, question, at(1), False, sureness="guess")
    catch_up(learner)

    assert not cards_of(learner)[question.pk].misled


def test_a_time_is_judged_by_the_times_before_it(learner):
    questions = [make_question() for _ in range(10)]
    for number, question in enumerate(questions):
        practised(learner, question, at(0, number), sureness="certain", seconds=40 + number)
    practised(learner, questions[0], at(1), sureness="certain", seconds=500)
    catch_up(learner)

    slow, usual = (cards_of(learner)[questions[n].pk] for n in (0, 1))
    assert slow.difficulty > usual.difficulty
    assert Folding.objects.get().paces == {"single.0": [*range(40, 50), 500]}


@pytest.mark.parametrize(("kind", "lapses"), [("single", 1), ("multiple", 1), ("numeric", 0)])
def test_a_right_guess_is_known_only_where_none_can_be_lucky(learner, kind, lapses):
    question = make_question(kind)
    response = ["1769"] if kind == "numeric" else None
    practised(learner, question, at(0), sureness="guess", response=response)
    catch_up(learner)

    assert cards_of(learner)[question.pk].lapses == lapses


def test_a_time_is_capped(learner):
    practised(learner, make_question(), at(0), sureness="certain", seconds=4000)
    catch_up(learner)

    assert Folding.objects.get().paces == {"single.0": [600]}


def random_log(user, seed, days=40):
    """Everything that may happen, in a random order; looks in between."""
    chance = Random(seed)
    questions = [make_question(kind) for kind in ("single", "multiple", "single")]
    lesson, waiting = make_lesson(), []
    for day in range(days):
        for _ in range(chance.randint(0, 3)):
            when = at(day, chance.randint(0, 600))
            said = {
                "sureness": chance.choice(["", "guess", "fairly", "certain"]),
                "seconds": chance.choice([None, 5, 40, 90, 4000]),
            }
            right, question = chance.random() < 0.6, chance.choice(questions)
            match chance.choice(["practice", "practice", "recall", "deferred", "finish", "plan"]):
                case "practice":
                    practised(user, question, when, right, **said)
                case "recall":
                    recalled(user, lesson, when, chance.choice(["knew", "not-yet", "skipped"]))
                case "deferred":
                    waiting.append(attempt_at(user, questions, when, "deferred"))
                    for slot in waiting[-1].slots.all():
                        answer_at(slot, when + timedelta(minutes=1), right, **said)
                case "finish" if waiting:
                    attempt = waiting.pop(chance.randrange(len(waiting)))
                    attempt.finish(attempt.started_at + timedelta(days=chance.random()))
                case "plan":
                    exam = chance.choice([None, date(2026, 11, 1), date(2027, 1, 12)])
                    Plan.objects.update_or_create(user=user, defaults={"exam_date": exam})
            if chance.random() < 0.4:
                catch_up(user)


@pytest.mark.parametrize("seed", range(8))
def test_stored_equals_rebuilt_to_the_byte(learner, seed):
    random_log(learner, seed)

    assert equals_rebuilt(learner)
    assert Card.objects.count() >= 3


@pytest.mark.parametrize("seed", range(3))
def test_and_after_a_guest_became_an_account(learner, seed):
    guest = make_user("")
    random_log(learner, seed, days=15)
    random_log(guest, seed + 100, days=15)
    catch_up(guest)
    catch_up(learner)
    Plan.objects.all().delete()

    receipt = merge(guest, learner)

    assert receipt.dropped == 0
    assert not Card.objects.exclude(user=learner).exists()
    assert equals_rebuilt(learner)
    assert Folding.objects.get().n_answers == mark_of(learner).n_answers > 5


def test_a_day_of_the_exam_moves_what_is_due(learner):
    question = make_question()
    for day in (0, 1, 12, 40):
        practised(learner, question, at(day), sureness="certain")
    catch_up(learner)
    free = cards_of(learner)[question.pk].due

    Plan.objects.create(user=learner, exam_date=date(2026, 11, 30))
    catch_up(learner)

    assert cards_of(learner)[question.pk].due == at(50) < free
    assert equals_rebuilt(learner)


def test_recall_of_a_day_to_come(learner, outsider):
    known, missed = make_question(), make_question()
    for day in (0, 1, 9):
        practised(learner, known, at(day))
        practised(learner, missed, at(day), False)
    recalled(learner, make_lesson(), at(9))

    soon, late = on_day(learner, date(2026, 10, 12)), on_day(learner, date(2027, 1, 12))

    assert soon.keys() == {known.pk, missed.pk}
    assert 0 < late[known.pk] < soon[known.pk] < 1
    assert soon[missed.pk] < soon[known.pk]
    assert on_day(outsider, date(2026, 10, 12)) == {}
    assert 0 < strength(cards_of(learner).values(), date(2026, 10, 12)) < 1
    assert strength([], date(2026, 10, 12)) is None


def test_nobody_reads_the_log_of_another(learner, outsider):
    practised(learner, make_question(), at(0))

    catch_up(outsider)

    assert cards_of(outsider) == {}
    assert Answer.objects.count() == 1
