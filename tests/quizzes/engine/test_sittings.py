"""A report's first three sentences: counted, never guessed."""

from dataclasses import replace

import pytest

from quizzes.engine.pacing import columns, pace, time_left
from quizzes.engine.sitting_words import Step, summary
from quizzes.engine.sittings import Asked, Sitting

DOMAINS = {1: "Secure architectures", 2: "Resilient architectures"}


def asked(position, **fields):
    plain = Asked(position, 1, "1.1", "permissions", "roles", scored=True, given=True, right=False)
    return replace(plain, **fields)


def sitting(*rows, seconds=600):
    return Sitting([asked(n, **row) for n, row in enumerate(rows, 1)], seconds, 2400)


RIGHT, WRONG = {"right": True, "first_right": True}, {"first_right": False}


def test_what_happened():
    told = summary(sitting(RIGHT, RIGHT, {**RIGHT, "scored": False}, {"given": False}), DOMAINS)
    assert told.happened == (
        "You answered 3 of 4 questions in 10 of 40 minutes, and 2 of the 3 scored ones are right."
    )


def test_time_that_ran_out_is_said():
    told = summary(sitting(RIGHT, seconds=2400), DOMAINS)
    assert told.happened.startswith("The time ran out: you answered")


@pytest.mark.parametrize(
    ("rows", "cause", "step"),
    [
        ([RIGHT], "Nothing was missed.", Step.ANOTHER),
        (
            [WRONG | {"tag": "look-alike"}] * 3 + [WRONG] * 4,
            "Of 7 misses among all 7 questions you tagged 3 as a look-alike.",
            Step.LOOK_ALIKES,
        ),
        (
            [WRONG | {"tag": "fact"}, RIGHT],
            "Of 1 miss among all 2 questions you tagged 1 as a fact you did not know.",
            Step.LESSON,
        ),
        (
            [{"given": False}] * 3 + [WRONG],
            "Of 4 misses among all 4 questions 3 had no answer: "
            "a guess costs nothing, an empty place always does.",
            Step.ANOTHER,
        ),
        (
            [WRONG | {"sureness": "certain", "scored": False}] * 3 + [WRONG, RIGHT],
            "Of 4 misses among all 5 questions you were certain in 3.",
            Step.LESSON,
        ),
        (
            [{"first_right": True, "changed": True}] * 3 + [WRONG],
            "Of all 4 questions 3 were right until you changed the answer.",
            Step.LESSON,
        ),
        (
            [WRONG | {"domain": 2}] * 2 + [WRONG],
            "Of 3 misses among all 3 questions the largest share, 2, is in domain 2, "
            "resilient architectures.",
            Step.LESSON,
        ),
        (
            [WRONG, RIGHT],
            "The one miss among all 2 questions is in domain 1, secure architectures.",
            Step.LESSON,
        ),
    ],
)
def test_the_cause_that_the_numbers_carry(rows, cause, step):
    told = summary(sitting(*rows), DOMAINS)
    assert (told.cause, told.step) == (cause, step)


def test_a_learner_may_be_right_about_nothing_and_scored_on_nothing():
    nothing = sitting({"scored": False, "given": False})
    assert nothing.score is None
    assert summary(nothing, DOMAINS).lesson == "permissions"


@pytest.mark.parametrize(
    ("left", "waiting", "said"),
    [
        (4260, 43, "Ahead of pace: question 23, 71 min left; about 1:39 for each."),
        (2400, 20, "On pace: question 23, 40 min left; about 2:00 for each."),
        (1800, 20, "A little behind pace: question 23, 30 min left; about 1:30 for each."),
        (600, 0, "Every question is answered, 10 min left."),
        (0, 5, ""),
    ],
)
def test_pace_in_words(left, waiting, said):
    planned = 80 if waiting == 43 else 120
    assert pace(23, left, waiting, planned) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(121, "3 min left"), (120, "120 seconds left"), (0.4, "1 second left")]
)
def test_time_left_in_words(seconds, said):
    assert time_left(seconds) == said


def test_columns_stay_within_the_drawing():
    drawn = columns(
        "narrow", 340, 220, [(n * 9, "right") for n in range(64)] + [(None, "open")], 120
    )
    for column in drawn.columns:
        assert 0 <= float(column.y) <= drawn.base
        assert float(column.y) + float(column.height) == pytest.approx(drawn.base, abs=0.2)
        assert float(column.x) + float(drawn.bar) <= 340
    assert 3 <= len(drawn.lines) <= 6
    assert len(drawn.columns) == 65
