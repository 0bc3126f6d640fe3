"""The kinds of fields that a file with somebody's work holds, and what a row of it is."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
)

from quizzes.engine.parts import STEM_LIMIT

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


def one_of(values: Any) -> Any:
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
