"""What a file with somebody's work looks like, checked to the last field. Nothing is believed.

Of `belongings` five kinds of rows are read; the others belong to the site as much as to
the learner (reports with their replies, classes) or are worked out from answers.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)

from quizzes.engine.parts import STEM_LIMIT
from quizzes.models import Attempt, Slot, StrayAnswer, Sureness
from studyapp.lessons.models import Recall

EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
BIGGEST = 2**31 - 1
SMALL = 2**15 - 1


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("it holds a character that is no text")
    return text


def _past(at: datetime, info: ValidationInfo) -> datetime:
    """Not after now, as the reader says when that is; and not before there was anything."""
    if at > (info.context or {}).get("now", at):
        raise ValueError("it lies in the future")
    return _sane(at)


def _sane(at: datetime) -> datetime:
    if not EARLIEST <= at <= datetime(9000, 1, 1, tzinfo=UTC):
        raise ValueError("it is no date that this site can have written")
    return at


def _past_day(day: date, info: ValidationInfo) -> date:
    """By the reader's clock, whose day may have begun where it has not here."""
    _past(datetime.combine(day, time(), UTC) - timedelta(days=1), info)
    return _sane_day(day)


def _sane_day(day: date) -> date:
    _sane(datetime.combine(day, time(), UTC))
    return day


def _one_of(values: Any) -> Any:
    """A text that is one of `values`."""
    known = sorted(map(str, values))

    def check(text: str) -> str:
        if text not in known:
            raise ValueError(f"it is none of {', '.join(name or '“”' for name in known)}")
        return text

    return AfterValidator(check)


Text = Annotated[str, AfterValidator(_storable)]
Key = Annotated[Text, Field(min_length=1, max_length=64)]
Past = Annotated[AwareDatetime, AfterValidator(_past)]
Moment = Annotated[AwareDatetime, AfterValidator(_sane)]
Day = Annotated[date, AfterValidator(_sane_day)]
PastDay = Annotated[date, AfterValidator(_past_day)]
Count = Annotated[int, Field(ge=0, le=BIGGEST)]
Small = Annotated[int, Field(ge=0, le=SMALL)]
Positive = Annotated[int, Field(ge=1, le=SMALL)]
Response = Annotated[
    tuple[Annotated[Text, Field(max_length=STEM_LIMIT)], ...], Field(max_length=100)
]
Ids = Annotated[tuple[Annotated[Text, Field(max_length=32)], ...], Field(max_length=100)]


class Row(BaseModel):
    """Every field is known and of its own type: "1" is no number here."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class GivenRow(Row):
    response: Response
    client_id: UUID
    base: Small
    sureness: Annotated[str, _one_of(["", *Sureness.values])]
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
    why: Annotated[str, _one_of(StrayAnswer.Why.values)]
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
    miss_tag: Annotated[str, _one_of(["", *Slot.MissTag.values])]
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
    mode: Annotated[str, _one_of(Attempt.Mode.values)]
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
    outcome: Annotated[str, _one_of(Recall.Outcome.values)]
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

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for rows, ids in (
            ("attempts", [attempt.id for attempt in self.attempts]),
            ("lesson marks", [read.lesson_id for read in self.reads]),
            ("recall prompts", [recall.client_id for recall in self.recalls]),
            ("exam results", [outcome.taken_on for outcome in self.outcomes]),
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
