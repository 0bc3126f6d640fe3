"""Single choice and multiple response, the formats of the exam."""

from collections.abc import Iterator
from math import comb
from typing import Annotated

from pydantic import Field, StringConstraints

from quizzes.engine.expressions import Numbers
from quizzes.engine.kinds.base import QuestionKind, marked
from quizzes.engine.parts import (
    RIGHT,
    Body,
    Kind,
    Mark,
    Part,
    Response,
    Spot,
    Text,
    Unreadable,
    same_words,
)

MOST_OPTIONS = 8
COUNT_WORDS = {2: "TWO", 3: "THREE", 4: "FOUR"}
FOREIGN = "That option is not part of this question. Reload the page and choose again."


class Option(Part):
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{1,8}$")]
    text: Text
    correct: bool = False
    reason: Text


class OptionBody(Body):
    options: tuple[Option, ...] = Field(default=(), alias="option")

    @property
    def key(self) -> frozenset[str]:
        """The ids of the correct options."""
        return frozenset(option.id for option in self.options if option.correct)


class Choice(QuestionKind[OptionBody]):
    """What both have in common. An option is its id: ids are for ever, words may be mended."""

    uses = ("options",)
    takes_along = ("answer", "unit", "tolerance", "decimals", "params", "steps", "mistakes")
    in_exam_format = True
    template = "choice"

    def check(self, item: OptionBody) -> None:
        ids = [option.id for option in item.options]
        if len(ids) < 2:
            raise ValueError("needs at least two options")
        if len(ids) > MOST_OPTIONS:
            raise ValueError(f"has more than {MOST_OPTIONS} options")
        if len(set(ids)) < len(ids):
            raise ValueError("two options have the same id")
        if same_words([option.text for option in item.options]):
            raise ValueError("two options say the same")
        if not item.key:
            raise ValueError("mark the correct option")

    def shown(self, item: OptionBody) -> list[str]:
        return [option.text for option in item.options]

    def spots(self, item: OptionBody) -> Iterator[Spot]:
        yield from option_spots(item)

    def shuffles(self, item: OptionBody) -> list[str]:
        return [option.id for option in item.options]

    def read(self, item: OptionBody, given: list[str], *, whole: bool) -> Response:
        chosen = sorted(set(given))
        if not chosen:
            raise Unreadable("Choose an answer first.")
        if not set(chosen) <= {option.id for option in item.options}:
            raise Unreadable(FOREIGN)
        if whole and len(chosen) != len(item.key):
            raise Unreadable(f"Choose {len(item.key)}: you have {len(chosen)}.")
        return tuple(chosen)

    def mark(self, item: OptionBody, response: Response, seed: int, facts: Numbers) -> Mark:
        """Every correct option and no other; the fraction is (right − wrong) / keys."""
        chosen = set(response)
        if chosen == item.key:
            return RIGHT
        hits = len(item.key & chosen) if len(item.key) > 1 else 0
        share = max(0, hits - len(chosen - item.key)) / len(item.key)
        return marked(share, hit=bool(hits))

    def marking(self, item: OptionBody) -> tuple[object, ...]:
        return (item.key,)

    def right(self, item: OptionBody, seed: int, facts: Numbers) -> Response:
        return tuple(sorted(item.key))

    def wrong(self, item: OptionBody, seed: int, facts: Numbers) -> Response:
        wrong = next(option.id for option in item.options if option.id not in item.key)
        return tuple(sorted([wrong, *sorted(item.key)[1:]]))

    def chance(self, item: OptionBody) -> float:
        return 1 / comb(len(item.options), len(item.key))


class Single(Choice):
    kind = Kind.SINGLE
    label = "Single choice"

    def check(self, item: OptionBody) -> None:
        super().check(item)
        if len(item.key) > 1:
            raise ValueError(
                "a single-choice question has one correct option; choose multiple response"
            )


class Multiple(Choice):
    kind = Kind.MULTIPLE
    label = "Multiple response"

    def check(self, item: OptionBody) -> None:
        super().check(item)
        count = len(item.key)
        if count < 2:
            raise ValueError("a multiple-response question has at least two correct options")
        if count == len(item.options):
            raise ValueError("a multiple-response question needs a wrong option too")
        wanted = f"Choose {COUNT_WORDS.get(count, count)}"
        if wanted.lower() not in item.stem.lower():
            raise ValueError(f"the stem must end in “({wanted}.)”")


def option_spots(item: OptionBody) -> Iterator[Spot]:
    """The texts of all options, each with its reason."""
    for index, option in enumerate(item.options):
        yield Spot("options", option.text, index, "text")
        yield Spot("options", option.reason, index, "reason")
