"""Simulated learners: true abilities and difficulties that the forecast never sees."""

import random
from dataclasses import dataclass
from math import exp, sqrt

from quizzes.engine.blueprints import EXAM_WEIGHTS, largest_remainder
from quizzes.engine.readiness.difficulty import difficulty
from quizzes.engine.readiness.forecast import forecast
from quizzes.engine.readiness.records import FORM, FirstAnswer, Forecast, Question

FLOORS = (0.25, 0.25, 0.25, 0.1, 0.05)


@dataclass(frozen=True)
class Sitting:
    """What was forecast, and the share that came out."""

    said: Forecast
    share: float


def bank(chance: random.Random, size: int = 400) -> dict[int, list[tuple[Question, float]]]:
    """Questions by domain, each with its true difficulty beside its author's rating."""
    found: dict[int, list[tuple[Question, float]]] = {domain: [] for domain in EXAM_WEIGHTS}
    for number in range(size):
        domain, rating = number % 4 + 1, chance.randint(1, 5)
        floor = chance.choice(FLOORS)
        rated = difficulty(rating, floor)
        question = Question(f"q{number}", domain, f"{domain}.1", floor, rated)
        found[domain].append((question, chance.gauss(rated.mean, rated.error)))
    return found


def sitting(chance: random.Random, n: int, *, days: float = 30, shared: float = 0.6) -> Sitting:
    """One learner: `n` first answers over `days`, then a form of questions never seen."""
    common = chance.gauss(0, sqrt(shared))
    able = {domain: common + chance.gauss(0, sqrt(1 - shared)) for domain in EXAM_WEIGHTS}
    questions = bank(chance)

    def right(question: Question, hard: float) -> bool:
        know = 1 / (1 + exp(hard - able[question.domain]))
        return chance.random() < question.floor + (1 - question.floor) * know

    answers, shown = [], 0
    for domain, places in largest_remainder(n, EXAM_WEIGHTS).items():
        for question, hard in questions[domain][:places]:
            answers.append(FirstAnswer(question, right(question, hard), chance.uniform(0, days)))
    for domain, places in largest_remainder(FORM, EXAM_WEIGHTS).items():
        shown += sum(right(*one) for one in questions[domain][-places:])
    pool = [question for rows in questions.values() for question, _ in rows]
    said = forecast(answers, pool)
    assert isinstance(said, Forecast)
    return Sitting(said, shown / FORM)
