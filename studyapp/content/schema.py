"""What the content files may say. Questions are `quizzes.engine.items.Item`."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from quizzes.engine.items import Item, Slug, Text

AWS_SOURCE = r"^https://(docs\.aws\.amazon\.com|aws\.amazon\.com|calculator\.aws|repost\.aws)/"
Anchor = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$", max_length=64)]
# As long as their columns: PostgreSQL refuses more, at an import and not at a check.
Address = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$", max_length=50)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Order = Annotated[int, Field(ge=0, le=10_000)]
When = Annotated[str, StringConstraints(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")]


class Part(BaseModel):
    """Frozen, and strict about names: a misspelt key in a file is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Then(Part):
    statement: Text
    changed_on: When = ""


class FactEntry(Part):
    """One row of the ledger."""

    key: Slug
    topic: Annotated[Anchor, StringConstraints(max_length=32)]
    value: Annotated[Text, StringConstraints(max_length=200)]
    unit: Annotated[str, StringConstraints(max_length=40)] = ""
    number: Annotated[str, StringConstraints(max_length=40)] = ""
    statement: Text
    source: Annotated[str, StringConstraints(pattern=AWS_SOURCE, max_length=300)]
    how: Literal["doc", "model", "doc+model", "two", "computed"]
    checked_on: date
    check_by: date
    then: Then | None = None

    @field_validator("number")
    @classmethod
    def _exact(cls, value: str) -> str:
        try:
            if value and not (Decimal(value).is_finite() and Decimal(value) >= 0):
                raise InvalidOperation
        except InvalidOperation:
            raise ValueError(f"“{value}” is not a decimal number of 0 or more") from None
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.check_by <= self.checked_on:
            raise ValueError("check_by must lie after checked_on")
        return self

    @property
    def label(self) -> str:
        return f"{self.value} {self.unit}".strip()


class Source(Part):
    title: Text
    url: Annotated[str, StringConstraints(pattern=AWS_SOURCE, max_length=300)]


class Prompt(Part):
    id: Anchor
    ask: Text
    answer: Text
    facts: tuple[Slug, ...] = ()


class ThenNow(Part):
    """What a course note of January 2022 said, what is true, what to tick."""

    id: Anchor
    then: Text
    now: Text
    since: When = ""
    verdict: Literal["changed", "holds", "wrong"] = "changed"
    exam: Text
    facts: tuple[Slug, ...] = Field(min_length=1)


class Figure(Part):
    id: Anchor
    file: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.svg$")]
    title: Text
    caption: Text
    description: Text


class Cue(Part):
    """A row of the cheat sheet: words of a question, and what they point to."""

    when: Annotated[Text, StringConstraints(max_length=80)]
    choose: Annotated[Text, StringConstraints(max_length=200)]


class LessonHead(Part):
    """The front matter of a lesson."""

    slug: Address
    title: Title
    summary: Text
    order: Order
    minutes: Annotated[int, Field(ge=1, le=20)]
    tasks: tuple[Annotated[str, StringConstraints(pattern=r"^[1-4]\.[1-5]$")], ...]
    goals: tuple[Text, ...] = Field(min_length=2)
    quiz: Anchor
    sources: tuple[Source, ...] = Field(alias="source", min_length=1)
    prompts: tuple[Prompt, ...] = Field(alias="prompt", min_length=3)
    then_now: tuple[ThenNow, ...] = ()
    figures: tuple[Figure, ...] = Field(alias="figure", min_length=1)
    cues: tuple[Cue, ...] = Field(default=(), alias="cue", max_length=4)

    @property
    def texts(self) -> list[str]:
        """Every piece of Markdown in the front matter."""
        prompts = [text for prompt in self.prompts for text in (prompt.ask, prompt.answer)]
        cards = [text for card in self.then_now for text in (card.now, card.exam)]
        return prompts + cards + [text for cue in self.cues for text in (cue.when, cue.choose)]


class TermEntry(Part):
    """A word of the subject, where it is taught, and the words beside it."""

    slug: Address
    term: Title
    also: tuple[Title, ...] = ()
    meaning: Text
    lesson: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+#[a-z0-9-]+$")]
    see: tuple[Address, ...] = ()


class Contrast(Part):
    """One aspect of a comparison: a cell for each side."""

    aspect: Title
    cells: tuple[Text, ...] = Field(min_length=2)


class Pointer(Part):
    """Words of a question, and the side (from 1) that they point to."""

    when: Text
    choose: Annotated[int, Field(ge=1)]
    because: Text


class Trap(Part):
    text: Text


class LookAlikeEntry(Part):
    """Two to four things that questions mix up, compared; `lesson` teaches them."""

    slug: Address
    title: Title
    summary: Text
    order: Order
    lesson: Address
    sides: tuple[Title, ...] = Field(min_length=2, max_length=4)
    rows: tuple[Contrast, ...] = Field(alias="row", min_length=3)
    cues: tuple[Pointer, ...] = Field(alias="cue", min_length=3)
    traps: tuple[Trap, ...] = Field(default=(), alias="trap")

    @property
    def texts(self) -> list[str]:
        """Every piece of Markdown in it."""
        cells = [cell for row in self.rows for cell in row.cells]
        cues = [text for cue in self.cues for text in (cue.when, cue.because)]
        return [self.summary, *cells, *cues, *(trap.text for trap in self.traps)]

    @model_validator(mode="after")
    def _as_wide_as_its_sides(self) -> Self:
        for row in self.rows:
            if len(row.cells) != len(self.sides):
                raise ValueError(f"“{row.aspect}” has {len(row.cells)} cells for {len(self.sides)}")
        if any(cue.choose > len(self.sides) for cue in self.cues):
            raise ValueError("a cue points to a side that is not there")
        return self


class QuestionEntry(Part):
    """A question as a file holds it: its stable id, and the item."""

    id: Anchor
    item: Item


class QuizEntry(Part):
    slug: Address
    title: Title
    summary: Text
    lesson: str = ""
    look_alike: str = ""
    order: Order
    questions: tuple[Slug, ...] = Field(min_length=1)
