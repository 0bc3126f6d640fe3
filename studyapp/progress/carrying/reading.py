"""From the bytes of an uploaded file to its rows; or in plain words what is wrong, and where."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ValidationError

from studyapp.accounts.exporting import FORMAT, VERSION
from studyapp.progress.carrying.schema import Carried

MOST_BYTES = 20 * 2**20
TOLD = 10
"""Problems of one file that are told; more help nobody."""

PLACES = {
    "quizzes.Attempt": "attempt",
    "lessons.LessonRead": "lesson mark",
    "lessons.Recall": "recall prompt",
    "review.Plan": "study plan",
    "review.Outcome": "exam result",
    "labs.Prediction": "prediction",
    "labs.Reached": "lab goal",
    "questions": "question",
    "answers": "answer",
    "not_counted": "answer that does not count",
}
WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "string_type": "is not a text",
    "int_type": "is not a whole number",
    "bool_type": "is neither true nor false",
    "tuple_type": "is not a list",
    "list_type": "is not a list",
    "dict_type": "is not an object",
    "model_type": "is not an object",
    "model_attributes_type": "is not an object",
    "string_too_long": "is too long",
    "string_too_short": "is empty",
    "too_long": "holds too many",
    "greater_than_equal": "is too small a number",
    "less_than_equal": "is too large a number",
    "timezone_aware": "is a time without its zone",
    "string_pattern_mismatch": "is not written as an export writes it",
}


class Head(BaseModel):
    """What a file says of itself."""

    format: Any = None
    version: Any = None


class Unfit(Exception):
    """The file cannot be taken in; `problems` say why, each with its place."""

    def __init__(self, *problems: str) -> None:
        super().__init__(problems[0])
        self.problems = problems


def read(data: bytes, now: datetime) -> Carried:
    """The rows of an export, every one of them checked; or `Unfit`."""
    if len(data) > MOST_BYTES:
        raise Unfit("The file is larger than 20 MB.")
    _look(data)
    try:
        return Carried.model_validate_json(data, context={"now": now})
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=True, include_input=False)
        told = [_in_words(one) for one in found[:TOLD]]
        more = len(found) - TOLD
        raise Unfit(*told, *([f"And {more:,} more like these."] if more > 0 else [])) from None


def _look(data: bytes) -> None:
    """Whether it is JSON at all, and an export that we can read. Nesting has an end here."""
    try:
        head = Head.model_validate_json(data)
    except ValidationError as error:
        [first, *_] = error.errors(include_url=False, include_input=False)
        if first["type"] != "json_invalid":
            raise Unfit("This is JSON, but no export of this site.") from None
        why = first["ctx"]["error"]
        raise Unfit(f"The file is not JSON that can be read: {why}. Was it cut off?") from None
    if head.format != FORMAT:
        raise Unfit(f"This is JSON, but no export of this site: its format is not “{FORMAT}”.")
    if head.version == 1:
        raise Unfit("This is an export of version 1: it lacks the ids that tell what is here.")
    if head.version != VERSION:
        raise Unfit(f"This site reads exports of version {VERSION}; this is another version.")


def _in_words(error: Any) -> str:
    kind = error["type"]
    words = WORDS.get(kind)
    if kind == "value_error":
        words = str(error["ctx"]["error"])
    place, field = where(error["loc"])
    if field:
        return f"{place}: “{field}” {words or 'is not what an export holds'}.".replace(
            "” it ", "”: it "
        )
    return f"{place}: {words or 'it is not what an export holds'}."


def where(loc: tuple[Any, ...]) -> tuple[str, str]:
    """The place in words, and the field if one is meant.

    >>> where(("belongings", "quizzes.Attempt", 2, "questions", 0, "seed"))
    ('Attempt 3, question 1', 'seed')
    >>> where(("belongings", "lessons.Recall", 0))
    ('Recall prompt 1', '')
    >>> where(("made_at",))
    ('The file', 'made_at')
    """
    steps: list[str] = []
    field, before = "", None
    for part in loc:
        if isinstance(part, int) and isinstance(before, str) and before in PLACES:
            steps.append(f"{PLACES[before]} {part + 1:,}")
            field = ""
        elif isinstance(part, str) and (part != "belongings" or len(loc) == 1):
            field = part[:60]
        before = part
    place = ", ".join(steps) or "the file"
    return place[0].upper() + place[1:], field
