"""Picking the items of a day: bounded by the minutes, no fact twice, the most urgent first."""

from datetime import date, timedelta
from random import Random

import pytest

from quizzes.engine.memory import Rating, Review, fold
from studyapp.review.models import Card
from studyapp.review.picking import Deck, Why, next_due, pick
from studyapp.review.shapes import Bank, Shape
from tests.review.logs import at

TODAY = date(2026, 11, 23)
AIM = date(2027, 1, 12)


def shape(fact="f", kind="single", task="2.1", lesson="runtimes"):
    return Shape(kind, 40, frozenset("a"), (fact,), task, lesson, "topic")


def bank(shapes, drills=None, prompts=None):
    by_fact = {}
    for question, one in shapes.items():
        by_fact.setdefault(one.first_fact, []).append(question)
    weights = {"1": 0.3, "2": 0.26, "3": 0.24, "4": 0.2}
    asked = {question: (question * 10, one) for question, one in shapes.items()}
    return Bank(asked, prompts or {}, {}, {}, drills or {}, weights, by_fact)


def card(question=None, *, last=30, due=1, stability=5.0, misled=False, prompt=""):
    """A card that was met `last` days ago and is due since `due` days."""
    noon = at(0).replace(year=2026, month=11, day=23, hour=12)
    return Card(
        question_id=question,
        lesson_id="runtimes" if prompt else None,
        prompt=prompt,
        stability=stability,
        difficulty=5,
        due=noon - timedelta(days=due),
        last_review=noon - timedelta(days=last),
        state=2,
        reps=2,
        lapses=0,
        misled=misled,
    )


def deck(cards, shapes, *, drills=None, paces=None, prompts=None):
    by_subject = {one.subject: one for one in cards}
    return Deck(by_subject, bank(shapes, drills, prompts), [], paces or {}, TODAY, AIM)


def asked(picks):
    return [item.question for item in picks]


def test_what_is_most_likely_lost_comes_first_by_its_share_of_the_exam():
    shapes = {1: shape("a", task="4.1"), 2: shape("b", task="1.1"), 3: shape("c", task="4.2")}
    cards = [card(1), card(2), card(3, stability=1)]

    assert asked(pick(deck(cards, shapes), 600)) == [2, 3, 1]


def test_sure_and_wrong_comes_before_all_and_is_asked_again_itself():
    shapes = {1: shape("a"), 2: shape("b"), 3: shape("b")}
    cards = [card(1, stability=0.1), card(2, stability=50, misled=True, due=-9)]

    picks = pick(deck(cards, shapes), 600)

    assert asked(picks) == [2, 1]
    assert [item.why for item in picks] == [Why.MISLED, Why.DUE]


def test_another_question_on_the_fact_is_asked_if_it_was_not_seen_lately():
    shapes = {1: shape("a"), 2: shape("a"), 3: shape("a")}

    assert asked(pick(deck([card(1)], shapes), 600))[0] in (2, 3)
    one = card(1, last=30, due=27)
    assert asked(pick(deck([one, card(2, last=3, due=0)], shapes), 600)) == [3]
    lately = [one, card(2, last=3, due=0), card(3, last=4, due=1)]
    assert asked(pick(deck(lately, shapes), 600)) == [1]
    older = [one, card(2, last=9, due=6), card(3, last=20, due=16)]
    assert asked(pick(deck(older, shapes), 600)) == [3]


def sixty_days(n, missed=()):
    """Days on which a fact of `n` questions is asked about; all right, but the `missed` ones."""
    states, cards, asked_on = {}, {}, []
    shapes = {question: shape("a") for question in range(1, n + 1)}
    for day in range(60):
        now = at(0) + timedelta(days=day)
        whole = Deck(cards, bank(shapes), [], {}, now.date(), now.date() + timedelta(days=28))
        for question in asked(pick(whole, 600)) if day else [1]:
            grade = Rating.Again if len(asked_on) in missed else Rating.Good
            states[question] = fold(states.get(question), [Review(now, grade)])
            cards.setdefault(question, Card(question_id=question)).learn(states[question])
            asked_on.append((day, question))
    return asked_on


@pytest.mark.parametrize("n", [2, 3, 5, 9])
def test_many_questions_on_a_fact_are_hardly_more_work_than_one(n):
    """Each stood in for the others: right in other words, it is not asked the day after."""
    alone, days = sixty_days(1), sixty_days(n)

    assert len(alone) <= len(days) <= len(alone) + 2
    assert len({question for _, question in days}) > 1


def test_what_was_missed_comes_back_itself_until_it_is_known():
    days = sixty_days(9, missed={4})

    missed_on, missed = days[4]
    assert days[5] == (missed_on + 1, missed)
    after = [question for day, question in days if missed_on + 1 < day < missed_on + 14]
    assert after
    assert after[-1] != missed


def test_a_parameterised_one_comes_itself_with_other_numbers():
    shapes = {1: shape("a", "parameterised"), 2: shape("a")}

    assert asked(pick(deck([card(1)], shapes), 600)) == [1]


def test_a_fact_that_was_met_today_rests():
    shapes = {1: shape("a"), 2: shape("a"), 3: shape("b")}
    cards = [card(1), card(2, last=0), card(3)]

    assert asked(pick(deck(cards, shapes), 600)) == [3]


def test_what_is_not_due_waits_unless_more_is_wanted():
    shapes = {1: shape("a"), 2: shape("b")}
    ready = deck([card(1), card(2, due=-4)], shapes)

    assert asked(pick(ready, 600)) == [1]
    assert asked(pick(ready, 600, ahead=True)) == [1, 2]
    assert next_due(ready) == TODAY + timedelta(days=1)
    assert next_due(deck([card(2, due=-4)], shapes)) == TODAY + timedelta(days=4)


def test_what_is_asked_no_more_is_not_asked():
    assert pick(deck([card(9)], {1: shape()}), 600) == []


def test_own_times_size_the_items():
    shapes = {number: shape(f"f{number}") for number in range(1, 30)}
    cards = [card(number) for number in shapes]

    assert len(pick(deck(cards, shapes), 300)) == 5
    assert len(pick(deck(cards, shapes, paces={"single.0": [30] * 5}), 300)) == 10
    assert len(pick(deck(cards, shapes, paces={"single.0": [30] * 4}), 300)) == 5


def test_prompts_are_quick():
    prompts = {("runtimes", f"p{n}"): f"runtimes/p{n}" for n in range(50)}
    cards = [card(prompt=name) for _, name in prompts]

    picks = pick(deck(cards, {}, prompts=prompts), 300)

    assert len(picks) == 30
    assert all(item.question is None for item in picks)


def test_a_new_pair_of_look_alikes_comes_last_where_there_is_time():
    shapes = {1: shape("a"), 2: shape("b"), 3: shape("c"), 4: shape("c"), 5: shape("d", lesson="x")}
    drills = {"unknown": [5], "known": [1, 2, 4, 3]}
    ready = deck([card(1)], shapes, drills=drills)

    assert asked(pick(ready, 600)) == [1, 2, 4]
    assert pick(ready, 600)[-1].why is Why.PAIR
    assert asked(pick(ready, 300)) == [1]


@pytest.mark.parametrize("seed", range(40))
def test_whatever_there_is_the_minutes_hold_and_no_fact_comes_twice(seed):
    chance = Random(seed)
    kinds = ["single", "multiple", "numeric", "parameterised"]
    shapes = {
        n: shape(f"f{chance.randint(1, 30)}", chance.choice(kinds), f"{chance.randint(1, 4)}.1")
        for n in range(1, 80)
    }
    prompts = {("runtimes", f"p{n}"): f"f{chance.randint(20, 50)}" for n in range(20)}
    cards = [
        card(
            n,
            last=chance.randint(0, 40),
            due=chance.randint(-5, 20),
            stability=chance.uniform(0.1, 60),
            misled=chance.random() < 0.1,
        )
        for n in chance.sample(sorted(shapes), 50)
    ]
    cards += [card(prompt=name, due=chance.randint(-5, 20)) for _, name in prompts]
    drills = {"one": chance.sample(sorted(shapes), 8)}
    ready = deck(cards, shapes, drills=drills, prompts=prompts)
    minutes = chance.choice([5, 10, 20])

    picks = pick(ready, 60 * minutes, ahead=chance.random() < 0.3)

    assert picks
    assert sum(item.seconds for item in picks) <= 60 * minutes
    assert len({item.fact for item in picks}) == len(picks) == len({i.subject for i in picks})
    met = {ready.fact_of(one) for one in cards if one.last_review.date() == TODAY}
    assert not met & {item.fact for item in picks}
    assert picks == pick(ready, 60 * minutes, ahead=any(i.why is Why.AHEAD for i in picks))
