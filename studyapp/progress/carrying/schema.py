"""What a file with somebody's work looks like, checked to the last field. Nothing is believed.

Of `belongings` seven kinds of rows are read; the others belong to the site as much as to
the learner (reports with their replies, classes) or are worked out from answers.
"""

from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal, Self
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    model_validator,
)

from quizzes.models import Attempt, Slot, StrayAnswer, Sureness
from studyapp.labs.models import LONGEST_STATE, LONGEST_WORDS
from studyapp.lessons.models import Recall
from studyapp.progress.carrying.fields import (
    Count,
    Day,
    Ids,
    Key,
    Moment,
    Past,
    PastDay,
    Positive,
    Response,
    Row,
    Small,
    Text,
    one_of,
)


class GivenRow(Row):
    response: Response
    client_id: UUID
    base: Small
    sureness: Annotated[str, one_of(["", *Sureness.values])]
    seconds: Count | None
    device: UUID | None
    sequence: Count

    def said(self) -> dict[str, Any]:
        """What was said, but for the response, which is read anew."""
        return {
            name: getattr(self, name)
            for name in ("client_id", "base", "sureness", "seconds", "device", "sequence")
        }


class AnswerRow(GivenRow):
    """`points`, `fraction` and `verdict` are told to the reader of the file; we mark anew."""

    revision: Positive
    answered_at: Past
    points: int = 0
    fraction: float = 0
    verdict: str = ""


class StrayRow(GivenRow):
    why: Annotated[str, one_of(StrayAnswer.Why.values)]
    received_at: Past
    accepted_at: Past | None


class SlotRow(Row):
    position: Positive
    question: Key
    version: Positive
    says: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    seed: Count
    option_order: Ids
    numbers: Annotated[dict[Key, Annotated[Text, Field(max_length=40)]], Field(max_length=100)]
    scored: bool = True
    flagged: bool
    struck: Ids
    note: Annotated[Text, Field(max_length=2_000)]
    miss_tag: Annotated[str, one_of(["", *Slot.MissTag.values])]
    answers: Annotated[tuple[AnswerRow, ...], Field(max_length=1_000)]
    not_counted: Annotated[tuple[StrayRow, ...], Field(max_length=1_000)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for rows in (self.answers, self.not_counted):
            if len({row.client_id for row in rows}) < len(rows):
                raise ValueError("it holds one answer twice")
        revisions = [answer.revision for answer in self.answers]
        if revisions != sorted(set(revisions)):
            raise ValueError("its answers are not in the order of their revisions")
        return self


class AttemptRow(Row):
    id: UUID
    quiz: Key | None
    title: Annotated[Text, Field(max_length=120)]
    mode: Annotated[str, one_of(Attempt.Mode.values)]
    started_at: Past
    deadline_at: Moment | None
    closes_at: Moment | None
    finished_at: Past | None
    brought_at: Past | None = None
    questions: Annotated[tuple[SlotRow, ...], Field(max_length=500)]

    @property
    def n_answers(self) -> int:
        return sum(len(slot.answers) for slot in self.questions)

    @property
    def last_at(self) -> datetime:
        """When it was answered last, or begun."""
        answers = [answer.answered_at for slot in self.questions for answer in slot.answers]
        return max([self.started_at, *answers])

    @model_validator(mode="after")
    def _runs_forwards(self) -> Self:
        if self.finished_at and self.finished_at < self.started_at:
            raise ValueError("it ends before it begins")
        if (self.deadline_at is None) != (self.closes_at is None):
            raise ValueError("deadline_at and closes_at come together")
        end, close = self.deadline_at, self.closes_at
        if end and close and not self.started_at < end <= close:
            raise ValueError("its deadline does not lie between its start and its close")
        positions = [slot.position for slot in self.questions]
        if positions != sorted(set(positions)):
            raise ValueError("its questions are not in the order of their positions")
        if any(a.answered_at < self.started_at for s in self.questions for a in s.answers):
            raise ValueError("an answer is older than the attempt")
        return self


class ReadRow(Row):
    lesson_id: Key
    read_at: Past


class RecallRow(Row):
    client_id: UUID
    lesson_id: Key
    prompt: Key
    outcome: Annotated[str, one_of(Recall.Outcome.values)]
    at: Past


class PlanRow(Row):
    """Which address was confirmed is told to the reader of the file; it is confirmed anew."""

    exam_date: Day | None
    minutes: Literal[5, 10, 20]
    reminds: bool = False
    remind_hour: Annotated[int, Field(ge=0, le=23)]
    confirmed: Text = ""


class OutcomeRow(Row):
    """`forecast` is told to the reader of the file: no other site's forecast is judged here."""

    taken_on: PastDay
    passed: bool | None
    score: Annotated[int, Field(ge=100, le=1000)] | None
    weak_domains: Annotated[tuple[Literal[1, 2, 3, 4], ...], Field(max_length=4)]
    forecast: float | None = None
    told_at: Past


class PredictionRow(Row):
    """`right` is told to the reader of the file; the lab marks anew."""

    SAID: ClassVar = ("lab", "puzzle", "ask", "state", "said", "at")

    client_id: UUID
    lab: Annotated[Key, Field(max_length=20)]
    puzzle: Annotated[Text, Field(max_length=64)]
    ask: Annotated[Text, Field(max_length=40)]
    state: Annotated[Text, Field(max_length=LONGEST_STATE)]
    said: Annotated[Text, Field(max_length=LONGEST_WORDS)]
    right: bool | None = None
    at: Past


class GoalRow(Row):
    lab: Annotated[Key, Field(max_length=20)]
    goal: Annotated[Key, Field(max_length=40)]
    state: Annotated[Text, Field(max_length=LONGEST_STATE)]
    at: Past


class Work(BaseModel):
    """The rows that can be brought back, and all the others by their label."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)
    __pydantic_extra__: dict[str, Annotated[list[Any], Field(max_length=100_000)]]

    attempts: Annotated[tuple[AttemptRow, ...], Field(max_length=20_000)] = Field(
        alias="quizzes.Attempt", default=()
    )
    reads: Annotated[tuple[ReadRow, ...], Field(max_length=2_000)] = Field(
        alias="lessons.LessonRead", default=()
    )
    recalls: Annotated[tuple[RecallRow, ...], Field(max_length=100_000)] = Field(
        alias="lessons.Recall", default=()
    )
    plans: Annotated[tuple[PlanRow, ...], Field(max_length=1)] = Field(
        alias="review.Plan", default=()
    )
    outcomes: Annotated[tuple[OutcomeRow, ...], Field(max_length=500)] = Field(
        alias="review.Outcome", default=()
    )
    predictions: Annotated[tuple[PredictionRow, ...], Field(max_length=20_000)] = Field(
        alias="labs.Prediction", default=()
    )
    goals: Annotated[tuple[GoalRow, ...], Field(max_length=200)] = Field(
        alias="labs.Reached", default=()
    )

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for rows, ids in (
            ("attempts", [attempt.id for attempt in self.attempts]),
            ("lesson marks", [read.lesson_id for read in self.reads]),
            ("recall prompts", [recall.client_id for recall in self.recalls]),
            ("exam results", [outcome.taken_on for outcome in self.outcomes]),
            ("predictions", [prediction.client_id for prediction in self.predictions]),
            ("lab goals", [(goal.lab, goal.goal) for goal in self.goals]),
        ):
            if len(set(ids)) < len(ids):
                raise ValueError(f"two of its {rows} have one id")
        return self


class Carried(Row):
    """The whole file."""

    format: Literal["lambda-ledger-export"]
    version: Literal[2]
    made_at: Moment
    edition: date | None
    profile: dict[str, Any]
    belongings: Work
