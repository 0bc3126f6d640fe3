"""What a kind of question is: everything that differs from one kind to another, in one class."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from quizzes.engine.draws import shuffled
from quizzes.engine.expressions import Numbers
from quizzes.engine.findings import Finding
from quizzes.engine.parts import RIGHT, WRONG, Body, Kind, Mark, Response, Spot

B = TypeVar("B", bound=Body)
Say = Callable[[str], str]
"""Makes HTML of a piece of Markdown, as the page at hand does it."""


@dataclass(frozen=True)
class Pick:
    """One entry of a list to choose from; `value` is what the form sends."""

    value: str
    text: str
    chosen: bool


class QuestionKind(ABC, Generic[B]):
    """The rules of one kind. `uses` names the fields of its body, in the order of the page.

    `takes_along` are fields that older bodies of this kind may hold without using them.
    """

    kind: ClassVar[Kind]
    label: ClassVar[str]
    uses: ClassVar[tuple[str, ...]]
    takes_along: ClassVar[tuple[str, ...]] = ()
    in_exam_format: ClassVar[bool] = False
    template: ClassVar[str] = ""
    """The folder of its templates in `quizzes/kinds/`; the kind's own name if empty."""

    @property
    def ask_template(self) -> str:
        return f"quizzes/kinds/{self.template or self.kind}/_ask.html"

    @property
    def told_template(self) -> str:
        return f"quizzes/kinds/{self.template or self.kind}/_told.html"

    # Authoring

    @abstractmethod
    def check(self, item: B) -> None:
        """Raise ValueError, in the author's words, where the fields make no question."""

    @abstractmethod
    def shown(self, item: B) -> list[str]:
        """What a learner reads before answering, beside stem and case."""

    @abstractmethod
    def spots(self, item: B) -> Iterator[Spot]:
        """Every Markdown text and expression of the kind's own fields."""

    def lint(self, item: B) -> Iterator[Finding]:
        """Flaws of writing that only this kind can have."""
        yield from ()

    # Answering and marking

    def shuffles(self, item: B) -> list[str]:
        """The ids whose order is drawn for each attempt, in the file's order."""
        return []

    def order(self, item: B, seed: int) -> list[str]:
        """Those ids as an attempt shows them."""
        return shuffled(self.shuffles(item), seed)

    @abstractmethod
    def read(self, item: B, given: list[str], *, whole: bool) -> Response:
        """The response in its one stored form, or `Unreadable`. Never called for "nothing given"
        where `whole` is off: that is `()`."""

    def untouched(self, item: B) -> Response:
        """What its form sends before anything was done with it."""
        return ()

    @abstractmethod
    def mark(self, item: B, response: Response, seed: int, facts: Numbers) -> Mark:
        """The mark of a response that is not empty."""

    @abstractmethod
    def marking(self, item: B) -> tuple[object, ...]:
        """All that decides whether an answer is right, beside the kind."""

    @abstractmethod
    def right(self, item: B, seed: int, facts: Numbers) -> Response:
        """The response that earns the point."""

    @abstractmethod
    def wrong(self, item: B, seed: int, facts: Numbers) -> Response:
        """A response without the point that shows as much of the feedback as one can."""

    @abstractmethod
    def chance(self, item: B) -> float:
        """How likely somebody who knows nothing is right."""

    # Showing

    def face(
        self, item: B, order: Sequence[str], response: Response, say: Say, *, reveal: bool
    ) -> Any:
        """What the templates show. Unless it may `reveal`, nothing of the key is in it."""
        return None

    def told(self, item: B, response: Response) -> str:
        """What is right, in a sentence after the verdict."""
        return ""


def marked(share: float, *, hit: bool) -> Mark:
    """All or nothing: 1 is right; less is partly right if anything was `hit`."""
    if share >= 1:
        return RIGHT
    return Mark(0, "partly", share) if hit else WRONG
