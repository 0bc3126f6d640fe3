"""Measurements that a learner brings: pairs of memory and duration, or a Power Tuning link.

No Django here, nothing is fetched: a result link of AWS Lambda Power Tuning carries its numbers
behind the "#" as three base64 parts, little endian: memory as int16, ms as float32, USD as
float32. All is bounded, and a refusal names the line.
"""

import binascii
import re
import struct
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from math import isfinite
from urllib.parse import unquote

from studyapp.labs.engine.cost.duration import EXACT, HUNDREDTH, MEMORY_MAX, MEMORY_MIN

LONGEST = 2000  # characters of all that is pasted
MOST = 24  # settings
LONGEST_MS = Decimal(900_000)
DEAREST = Decimal(1000)  # USD for one invocation
NUMBER = r"(\d{1,9}(?:\.\d{1,12})?(?:e-?\d{1,2})?)"
GAP = r"(?:\s*[:;,]\s*|\s+)"
PAIR = re.compile(rf"(\d{{1,5}})\s*(?:MB)?{GAP}{NUMBER}\s*(?:ms)?(?:{GAP}\$?{NUMBER})?", re.I)
WANTED = "write the memory in MB and the duration in ms, such as “512 8489.44”"
BROKEN = "this link does not hold three parts of numbers behind its “#”"


@dataclass(frozen=True, slots=True)
class Point:
    """A measured setting. `cost`: USD of one invocation, if it was given."""

    memory: int
    duration: Decimal
    cost: Decimal | None = None


class ReadError(ValueError):
    """Why the measurements cannot be read; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"Line {line}: {message}.")
        self.line = line


def read(text: str) -> tuple[Point, ...]:
    """The measured settings in the order they come in, at least two of them.

    >>> [(one.memory, str(one.duration)) for one in read("128 37002.40")]
    Traceback (most recent call last):
    studyapp.labs.engine.cost.measured.ReadError: Line 1: two settings at least are needed.
    >>> [(one.memory, str(one.duration)) for one in read("128 37002.40, 0.00007717\\n256: 18647")]
    [(128, '37002.40'), (256, '18647.00')]
    """
    if len(text) > LONGEST:
        raise ReadError(1, f"more than {LONGEST:,} characters are not read")
    points: dict[int, Point] = {}
    last = 1
    for line, point in _points(text):
        if point.memory in points:
            raise ReadError(line, f"{point.memory} MB stands there twice")
        if len(points) == MOST:
            raise ReadError(line, f"more than {MOST} settings are not read")
        points[point.memory], last = _bounded(line, point), line
    if len(points) < 2:
        raise ReadError(last, "two settings at least are needed")
    return tuple(points.values())


def _points(text: str) -> Iterator[tuple[int, Point]]:
    for line, written in enumerate(text.splitlines(), start=1):
        written = written.strip()
        if "#" in written:
            yield from ((line, point) for point in _decoded(line, written))
        elif written:
            yield line, _pair(line, written)


def _pair(line: int, written: str) -> Point:
    match = PAIR.fullmatch(written)
    if not match:
        raise ReadError(line, WANTED)
    cost = Decimal(match[3]) if match[3] else None
    return Point(int(match[1]), Decimal(match[2]), cost)


def _decoded(line: int, link: str) -> list[Point]:
    """The numbers that a Power Tuning link carries; its host is of no interest."""
    parts = unquote(link.partition("#")[2]).split(";")
    if len(parts) != 3:
        raise ReadError(line, BROKEN)
    try:
        raw = [b64decode(part, validate=True) for part in parts]
        memories = [value for (value,) in struct.iter_unpack("<h", raw[0])]
        times, costs = ([v for (v,) in struct.iter_unpack("<f", part)] for part in raw[1:])
    except (binascii.Error, struct.error, ValueError):
        raise ReadError(line, BROKEN) from None
    if not len(memories) == len(times) == len(costs):
        raise ReadError(line, "this link holds unequal numbers of settings, times and costs")
    if not all(isfinite(value) for value in (*times, *costs)):
        raise ReadError(line, BROKEN)
    rows = zip(memories, times, costs, strict=True)
    return [Point(mb, _short(ms), _short(usd)) for mb, ms, usd in rows]


def _short(value: float) -> Decimal:
    """A float32 as the shortest number that it stands for: seven digits."""
    return Decimal(f"{value:.7g}")


def _bounded(line: int, point: Point) -> Point:
    if not MEMORY_MIN <= point.memory <= MEMORY_MAX:
        span = f"from {MEMORY_MIN:,} to {MEMORY_MAX:,} MB"
        raise ReadError(line, f"the memory must be {span}, it is {point.memory:,}")
    if not HUNDREDTH <= point.duration <= LONGEST_MS:
        raise ReadError(line, f"the duration must be from 0.01 to {LONGEST_MS:,} ms")
    if point.cost is not None and not 0 <= point.cost <= DEAREST:
        raise ReadError(line, f"the cost must be from 0 to {DEAREST:,} USD")
    duration = point.duration.quantize(HUNDREDTH, ROUND_HALF_EVEN, EXACT)
    return Point(point.memory, duration, point.cost)
