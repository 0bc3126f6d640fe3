"""A number: the same for everybody, or drawn anew for each attempt."""

from collections.abc import Iterator
from typing import ClassVar

from quizzes.engine.draws import draw
from quizzes.engine.expressions import Numbers
from quizzes.engine.kinds.base import QuestionKind
from quizzes.engine.kinds.numbers import NumberBody, number_in
from quizzes.engine.parts import RIGHT, WRONG, Kind, Mark, Response, Spot, exact


class Number(QuestionKind[NumberBody]):
    """What both have in common."""

    uses: ClassVar[tuple[str, ...]] = ("answer", "unit", "tolerance", "mistakes")
    in_exam_format = True
    template = "number"

    def check(self, item: NumberBody) -> None:
        if not item.answer.strip():
            raise ValueError("give the answer")
        self.check_numbers(item)
        names = [*item.params, *(step.name for step in item.steps)]
        if len(set(names)) < len(names):
            raise ValueError("two parameters or steps have the same name")

    def check_numbers(self, item: NumberBody) -> None:
        """What the two differ in."""

    def shown(self, item: NumberBody) -> list[str]:
        return []

    def spots(self, item: NumberBody) -> Iterator[Spot]:
        for index, step in enumerate(item.steps):
            yield Spot("steps", step.text, index, "text")
            yield Spot("steps", step.expr, index, "expr", is_expression=True)
        for index, mistake in enumerate(item.mistakes):
            yield Spot("mistakes", mistake.reason, index, "reason")
            yield Spot("mistakes", mistake.expr, index, "value", is_expression=True)

    def read(self, item: NumberBody, given: list[str], *, whole: bool) -> Response:
        return (f"{number_in(given[0] if given else '', item.unit):f}",)

    def mark(self, item: NumberBody, response: Response, seed: int, facts: Numbers) -> Mark:
        off = abs(exact(response[0]) - draw(item, seed, facts).answer)
        return RIGHT if off <= exact(item.tolerance) else WRONG

    def marking(self, item: NumberBody) -> tuple[object, ...]:
        worked = tuple((step.name, step.expr) for step in item.steps)
        return item.answer, item.tolerance, item.decimals, worked

    def right(self, item: NumberBody, seed: int, facts: Numbers) -> Response:
        return (f"{draw(item, seed, facts).answer:f}",)

    def wrong(self, item: NumberBody, seed: int, facts: Numbers) -> Response:
        drawn = draw(item, seed, facts)
        off = drawn.answer + exact(item.tolerance) + 1
        return (f"{drawn.mistakes[0][0] if drawn.mistakes else off:f}",)

    def chance(self, item: NumberBody) -> float:
        return 0.0


class Numeric(Number):
    kind = Kind.NUMERIC
    label = "Number"
    takes_along = ("decimals", "params", "steps")

    def check_numbers(self, item: NumberBody) -> None:
        exact(item.answer)
        for mistake in item.mistakes:
            if abs(exact(mistake.value) - exact(item.answer)) <= exact(item.tolerance):
                raise ValueError(f"the mistake {mistake.value} would count as right")


class Parameterised(Number):
    kind = Kind.PARAMETERISED
    label = "Number with parameters, drawn anew each time"
    uses = (*Number.uses, "params", "steps", "decimals")

    def check_numbers(self, item: NumberBody) -> None:
        if not item.params:
            raise ValueError("a parameterised question needs at least one parameter")

    def spots(self, item: NumberBody) -> Iterator[Spot]:
        yield from super().spots(item)
        yield Spot("answer", item.answer, is_expression=True)
