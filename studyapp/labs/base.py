"""What a lab is: a state that an address holds, a model, things to predict, goals to reach.

A lab is operated by `studyapp.labs.views`; the files under `studyapp/content/labs/` run it by
the same five steps: state, form, `solve`, `document`, comparison. Nothing here asks the database.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from studyapp.labs.engine.numbers import Numbers
from studyapp.labs.state import LabForm, read_number
from studyapp.lessons.models import Fact

F = TypeVar("F", bound=LabForm)
R = TypeVar("R")
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers that a prediction may be."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Something to predict: one of the `choices`, a `free` text, or else a whole number."""

    id: str
    text: str
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    free: bool = False
    most: int = 1_000_000  # of a number
    template: str = ""  # draws the field of a `free` one instead of the frame
    beside: str = ""  # a template below the field

    def said(self, raw: str) -> str | None:
        """What was said in its shortest form, or None if that is no answer to this."""
        text = raw.strip()
        if self.choices:
            return text if any(text == choice.id for choice in self.choices) else None
        if self.free:
            return text if 0 < len(text) <= 500 else None
        number = read_number(text)
        whole = number is not None and number == int(number) and number <= self.most
        return str(int(number)) if number is not None and whole else None

    def in_words(self, said: str) -> str:
        """What was said, as the learner read it."""
        words = {choice.id: choice.text for choice in self.choices}.get(said, said)
        return f"{words} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class Verdict:
    """A prediction beside the model's answer: whether it is right, the answer, the reason.

    `right` is None where the model has no answer at this state: nobody is wrong then.
    """

    right: bool | None
    answer: str
    why: str


@dataclass(frozen=True, slots=True)
class Goal:
    """Something to reach by changing the state."""

    id: str
    text: str
    reached: Callable[[Document], bool]


class Lab(ABC, Generic[F, R]):
    """One lab. `R` is what its engine answers: frozen, with its steps."""

    slug: ClassVar[str]
    title: ClassVar[str]
    lede: ClassVar[str]
    card: ClassVar[str]  # two sentences for the index
    lesson: ClassVar[str]  # the slug of the lesson it stands in
    tasks: ClassVar[tuple[str, ...]]
    goals: ClassVar[tuple[Goal, ...]]
    form_class: type[F]
    shut: ClassVar[bool] = True  # the answer is shown only after a prediction, or on request
    posts: ClassVar[bool] = False  # its form is too long for an address and is sent by POST
    script: ClassVar[str] = ""  # a file below static/, if it has one
    beside: ClassVar[str] = ""  # a template of what changes outside the result, sent with it
    assumes: ClassVar[tuple[str, ...]] = ()  # what the model chose where AWS documents nothing
    named: ClassVar[tuple[str, ...]] = ()  # facts that the controls show, even of a refused form

    @abstractmethod
    def facts(self, form: F) -> Iterable[str]:
        """The keys of all facts that solving and showing this state need."""

    @abstractmethod
    def solve(self, form: F, numbers: Numbers) -> R:
        """What the model says of a valid form; MissingNumberError if the ledger lacks a number."""

    @abstractmethod
    def document(self, result: R) -> dict[str, Any]:
        """The result as plain data, steps included: what scenarios, goals and scripts read."""

    def counts(self, result: R) -> Document:
        """The document, or that part of it which the goals read, if it costs less."""
        return self.document(result)

    @abstractmethod
    def asks(self, form: F) -> tuple[Ask, ...]:
        """What can be predicted at this state, never empty; told without solving it."""

    @abstractmethod
    def settle(self, ask: Ask, said: str, result: R) -> Verdict:
        """Mark what was predicted; `said` is what `ask.said` has let through."""

    @abstractmethod
    def controls(self, form: F, facts: Mapping[str, Fact]) -> dict[str, Any]:
        """What `templates/labs/<slug>/_controls.html` needs besides `form`."""

    @abstractmethod
    def show(self, form: F, result: R, facts: Mapping[str, Fact]) -> dict[str, Any]:
        """What `templates/labs/<slug>/_result.html` needs; `summary` is said aloud."""

    def ask(self, form: F, wanted: str = "") -> Ask:
        """The question with this id, or the first one."""
        asks = self.asks(form)
        return next((ask for ask in asks if ask.id == wanted), asks[0])
