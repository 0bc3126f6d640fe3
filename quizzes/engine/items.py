"""What a valid question is: the one definition, for files, the admin and every import.

An item is the body of a question version. Its options carry short stable ids,
so that answers and statistics survive a new order or a corrected word. What differs
from kind to kind stands in `quizzes.engine.kinds`, one module for each.
"""

from collections.abc import Iterator
from typing import Any, Self

from pydantic import model_validator

from quizzes.engine.kinds.base import QuestionKind
from quizzes.engine.kinds.choice import COUNT_WORDS as COUNT_WORDS
from quizzes.engine.kinds.choice import MOST_OPTIONS as MOST_OPTIONS
from quizzes.engine.kinds.choice import Option as Option
from quizzes.engine.kinds.choice import OptionBody
from quizzes.engine.kinds.hotspot import DiagramBody
from quizzes.engine.kinds.log import LogBody
from quizzes.engine.kinds.matching import MatchingBody
from quizzes.engine.kinds.numbers import MOST_NUMBERS as MOST_NUMBERS
from quizzes.engine.kinds.numbers import Mistake as Mistake
from quizzes.engine.kinds.numbers import NumberBody
from quizzes.engine.kinds.numbers import Range as Range
from quizzes.engine.kinds.numbers import Step as Step
from quizzes.engine.kinds.policies import PolicyBody
from quizzes.engine.kinds.registry import OWN_FIELDS, RULES
from quizzes.engine.parts import STEM_LIMIT as STEM_LIMIT
from quizzes.engine.parts import Case as Case
from quizzes.engine.parts import Kind as Kind
from quizzes.engine.parts import Level as Level
from quizzes.engine.parts import Name as Name
from quizzes.engine.parts import Part as Part
from quizzes.engine.parts import Response as Response
from quizzes.engine.parts import Slug as Slug
from quizzes.engine.parts import Spot
from quizzes.engine.parts import Text as Text
from quizzes.engine.parts import Verdict as Verdict
from quizzes.engine.parts import exact as exact


class Item(OptionBody, NumberBody, MatchingBody, LogBody, DiagramBody, PolicyBody):
    """A question of any kind: the common fields, and those that its `rules` use."""

    @property
    def rules(self) -> QuestionKind[Any]:
        """What its kind asks, marks and shows."""
        return RULES[self.kind]

    def marking(self) -> tuple[object, ...]:
        """All that decides whether an answer is right: two items with the same mark alike."""
        return self.kind, *self.rules.marking(self)

    @property
    def is_choice(self) -> bool:
        return self.kind in (Kind.SINGLE, Kind.MULTIPLE)

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.NUMERIC, Kind.PARAMETERISED)

    @property
    def in_exam_format(self) -> bool:
        """Whether SAA-C03 asks in this form; what it does not is in no mock exam."""
        return self.rules.in_exam_format

    @property
    def lesson_slug(self) -> str:
        return self.lesson.partition("#")[0]

    @property
    def anchor(self) -> str:
        return self.lesson.partition("#")[2]

    @property
    def shown(self) -> list[str]:
        """All that is read before answering."""
        case = [self.case.text] if self.case else []
        return [*case, self.stem, *self.rules.shown(self)]

    def spots(self) -> Iterator[Spot]:
        """Every Markdown text and every expression."""
        if self.case:
            yield Spot("case", self.case.text)
        yield Spot("stem", self.stem)
        yield Spot("explanation", self.explanation)
        yield from self.rules.spots(self)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        mine = {*self.rules.uses, *self.rules.takes_along}
        for name in sorted(OWN_FIELDS - mine):
            field = Item.model_fields[name]
            if getattr(self, name) != field.get_default():
                raise ValueError(f"a {self.kind} question has no {name}")
        self.rules.check(self)
        return self
