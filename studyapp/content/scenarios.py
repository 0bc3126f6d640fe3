"""Scenarios of the labs: states with a known outcome, some of them offered as puzzles."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from quizzes.engine.parts import Slug, Text

Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]
LEVELS = ("easy", "medium", "hard")


class Scenario(BaseModel):
    """A state of a lab, what the lab must say of it, and who says so.

    `state` and `solution` hold fields of the lab's form as an address would; `expect` and `want`
    hold dotted paths into the lab's document. A puzzle asks for a prediction (`ask`, the id of
    one of the lab's questions) or for a change that makes the document show what it `want`s.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Slug
    title: Line
    kind: Literal["vector", "puzzle"]
    source: Line
    level: Literal["easy", "medium", "hard"] | None = None
    facts: tuple[Slug, ...] = ()
    text: Text | None = None
    explanation: Text | None = None
    lesson: Slug | None = None
    ask: str = ""
    moves: int | None = Field(default=None, ge=1, le=10)
    state: dict[str, str] = {}
    expect: dict[str, Any] = {}
    refused: dict[str, str] = {}
    want: dict[str, Any] = {}
    solution: dict[str, str] = {}

    @model_validator(mode="after")
    def _says_enough(self) -> Self:
        if not (self.expect or self.refused or self.want):
            raise ValueError("say what is expected, refused or wanted")
        if bool(self.want) != bool(self.solution):
            raise ValueError("want and solution come together")
        if self.kind == "puzzle":
            parts = (self.level, self.text, self.explanation, self.lesson)
            if not all(parts):
                raise ValueError("a puzzle has a level, a text, an explanation and a lesson")
            if bool(self.ask) == bool(self.want):
                raise ValueError("a puzzle asks for a prediction or wants a change")
        return self


def at(document: Any, path: str) -> Any:
    """What stands at a dotted path; KeyError if there is nothing.

    >>> at({"hops": [{"code": "OK"}]}, "hops.0.code")
    'OK'
    """
    for part in path.split("."):
        try:
            document = document[int(part)] if isinstance(document, list | tuple) else document[part]
        except (IndexError, ValueError, KeyError, TypeError):
            raise KeyError(path) from None
    return document


def differences(document: Any, expected: dict[str, Any]) -> list[str]:
    """Where the document says something else, in words; nothing if all agree."""
    found = []
    for path, value in expected.items():
        try:
            told = at(document, path)
        except KeyError:
            found.append(f"{path}: there is no such value")
            continue
        if told != value or isinstance(told, bool) != isinstance(value, bool):
            found.append(f"{path}: expected {value!r}, the lab says {told!r}")
    return found
