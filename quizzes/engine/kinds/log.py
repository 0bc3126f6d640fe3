"""Reading a log: mark the lines that answer the question."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import comb
from typing import Annotated

from pydantic import AfterValidator, Field

from quizzes.engine.expressions import Numbers
from quizzes.engine.findings import Finding, error, warning
from quizzes.engine.kinds.base import QuestionKind, Say, marked
from quizzes.engine.parts import Body, Kind, Mark, Part, Response, Spot, Text, Unreadable

LENGTHS = range(4, 26)
LONGEST_LINE = 160
MOST_KEYS = 5
FEWEST_SLIPS = 2
COUNT_WORDS = {2: "TWO", 3: "THREE", 4: "FOUR", 5: "FIVE"}
LOUD = re.compile(r"error|warn|exception|fail|timed out|fatal|denied", re.I)


class Note(Part):
    """Why a line is to be marked, or why it is not although readers do."""

    number: Annotated[int, Field(ge=1, le=LENGTHS[-1])]
    reason: Text


class LogBody(Body):
    log: Annotated[
        str,
        Field(max_length=LENGTHS[-1] * (LONGEST_LINE + 1)),
        AfterValidator(lambda text: text.strip("\n")),
    ] = ""
    lines: tuple[int, ...] = ()
    notes: tuple[Note, ...] = Field(default=(), alias="line")

    @property
    def log_lines(self) -> list[str]:
        """The lines as they are numbered: empty ones at both ends do not count."""
        return [line.rstrip() for line in self.log.strip("\n").split("\n")]


@dataclass(frozen=True)
class Sheet:
    """The log as it is asked: how many lines are `wanted`, and the lines."""

    wanted: int
    lines: tuple["Line", ...]

    @property
    def wanted_words(self) -> str:
        return _lines(self.wanted)


@dataclass(frozen=True)
class Line:
    """One line of the log. `is_key` and `reason` come with the answer."""

    number: int
    text: str
    marked: bool
    is_key: bool = False
    reason: str = ""

    @property
    def state(self) -> str:
        if self.is_key:
            return "right" if self.marked else "missed"
        return "wrong" if self.marked else "plain"


class Log(QuestionKind[LogBody]):
    kind = Kind.LOG
    label = "Mark lines of a log"
    uses = ("log", "lines", "notes")

    def check(self, item: LogBody) -> None:
        _check_log(item.log_lines)
        count, known = len(item.lines), range(1, len(item.log_lines) + 1)
        if not 1 <= count <= MOST_KEYS:
            raise ValueError(f"lines: name 1 to {MOST_KEYS} lines that are to be marked")
        numbers = [note.number for note in item.notes]
        if len(set(item.lines)) < count or len(set(numbers)) < len(numbers):
            raise ValueError("lines: one of them is named twice")
        if not {*item.lines, *numbers} <= set(known):
            raise ValueError(f"lines: the log has lines 1 to {known[-1]}")
        if lacking := sorted(set(item.lines) - set(numbers)):
            raise ValueError(f"line {lacking[0]} is to be marked and has no reason")
        if len(numbers) - count < FEWEST_SLIPS:
            raise ValueError(
                f"give reasons for at least {FEWEST_SLIPS} lines that readers mark wrongly"
            )

    def shown(self, item: LogBody) -> list[str]:
        return [item.log]

    def spots(self, item: LogBody) -> Iterator[Spot]:
        for index, note in enumerate(item.notes):
            yield Spot("notes", note.reason, index, "reason")

    def lint(self, item: LogBody) -> Iterator[Finding]:
        count = len(item.lines)
        wanted = "(Mark the line.)" if count == 1 else f"(Mark {COUNT_WORDS[count]} lines.)"
        if not item.stem.rstrip().endswith(wanted):
            yield error("mark-n", f"the stem must end in “{wanted}”")
        loud = {number for number, line in enumerate(item.log_lines, 1) if LOUD.search(line)}
        if loud and loud == set(item.lines):
            told = "the lines to be marked are the ones that speak of an error: no reading needed"
            yield warning("loud-lines", told, "log")

    def read(self, item: LogBody, given: list[str], *, whole: bool) -> Response:
        known = {str(number) for number in range(1, len(item.log_lines) + 1)}
        chosen = sorted(set(given) - {""}, key=lambda number: (len(number), number))
        wanted = len(item.lines)
        if not chosen:
            raise Unreadable("Mark the line first." if wanted == 1 else "Mark the lines first.")
        if not set(chosen) <= known:
            raise Unreadable(
                "That line is not part of this log. Reload the page and mark it again."
            )
        if whole and len(chosen) != wanted:
            raise Unreadable(f"Mark {_lines(wanted)}: you have {len(chosen)}.")
        return tuple(chosen)

    def mark(self, item: LogBody, response: Response, seed: int, facts: Numbers) -> Mark:
        """These lines and no other; the fraction is (right − wrong) / lines."""
        key, chosen = set(_key(item)), set(response)
        hits = len(key & chosen)
        return marked(max(0, hits - len(chosen - key)) / len(key), hit=bool(hits))

    def marking(self, item: LogBody) -> tuple[object, ...]:
        return (frozenset(item.lines),)

    def right(self, item: LogBody, seed: int, facts: Numbers) -> Response:
        return _key(item)

    def wrong(self, item: LogBody, seed: int, facts: Numbers) -> Response:
        slip = next(note.number for note in item.notes if note.number not in item.lines)
        return tuple(str(number) for number in sorted([slip, *sorted(item.lines)[1:]]))

    def chance(self, item: LogBody) -> float:
        return 1 / comb(len(item.log_lines), len(item.lines))

    def face(
        self, item: LogBody, order: Sequence[str], response: Response, say: Say, *, reveal: bool
    ) -> Sheet:
        reasons = {note.number: note.reason for note in item.notes}
        rows = []
        for number, text in enumerate(item.log_lines, 1):
            row = Line(number, text, str(number) in response)
            if reveal:
                reason = say(reasons[number]) if number in reasons else ""
                row = Line(number, text, row.marked, number in item.lines, reason)
            rows.append(row)
        return Sheet(len(item.lines), tuple(rows))

    def told(self, item: LogBody, response: Response) -> str:
        key, hits = _key(item), len(set(_key(item)) & set(response))
        if len(key) == 1:
            return f"Line {key[0]} is right."
        lines = f"{', '.join(key[:-1])} and {key[-1]}"
        return f"Lines {lines} are right; you marked {hits} of {len(key)}."


def _check_log(lines: list[str]) -> None:
    if len(lines) not in LENGTHS:
        raise ValueError(f"a log has {LENGTHS[0]} to {LENGTHS[-1]} lines, this one {len(lines)}")
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            raise ValueError(f"line {number} of the log is longer than {LONGEST_LINE} characters")
        if not line.strip():
            raise ValueError(f"line {number} of the log is empty")


def _key(item: LogBody) -> Response:
    return tuple(str(number) for number in sorted(item.lines))


def _lines(count: int) -> str:
    return "one line" if count == 1 else f"{COUNT_WORDS.get(count, str(count)).lower()} lines"
