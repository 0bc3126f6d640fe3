"""The lanes of a picture: one for each environment, with what ran in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from studyapp.charts import LETTER, LINE, Scale
from studyapp.labs.engine.cost.text import plain
from studyapp.labs.engine.environments.model import Environment, Outcome, Result, Run
from studyapp.labs.engine.environments.rules import SECOND

MOST_LANES = 40
MOST_REQUESTS = 300
BAD = {Outcome.ERROR: "failed", Outcome.TIMEOUT: "timed out", Outcome.CRASH: "crashed"}


@dataclass(frozen=True, slots=True)
class Frame:
    name: str
    width: int
    left: int
    right: int  # room on the right, for the boxes of the lanes
    line_height: int  # of the step line's panel
    lane: int  # from one lane to the next
    bar: int
    ticks: int
    bins: int
    above: bool  # the words of a lane stand above its bars


@dataclass(frozen=True, slots=True)
class Bar:
    """A run or a part of it. `at` is when it begins, in seconds, for the cursor."""

    x: str
    width: str
    kind: str  # init, run or bad
    at: str
    number: str = ""  # if there is room for it
    middle: str = ""
    title: str = ""
    calls: str = ""  # what the box of the lane says from here on


@dataclass(frozen=True, slots=True)
class Lane:
    name: str
    box: str
    middle: str  # y of the bars' middle
    top: str  # y of the bars
    words: str  # y of the words
    start: str
    stop: str
    gone: str  # x of the end, if it was reclaimed within the picture
    gone_at: str
    born_at: str
    bars: tuple[Bar, ...]


def lanes_of(result: Result) -> list[Environment]:
    return [one for one in result.environments if one.numbers or one.provisioned]


def has_lanes(result: Result) -> bool:
    return len(lanes_of(result)) <= MOST_LANES and len(result.requests) <= MOST_REQUESTS


def lane_name(result: Result, one: Environment) -> str:
    shared = len(result.setup.functions) > 1
    return f"{result.setup.functions[one.function].name} {one.name}" if shared else one.name


def lanes(result: Result, frame: Frame, across: Scale, top: float) -> Iterator[Lane]:
    runs: dict[int, list[Run]] = {}
    for run in result.runs:
        runs.setdefault(run.environment, []).append(run)
    indexed = {id(one): index for index, one in enumerate(result.environments)}
    for place, one in enumerate(lanes_of(result)):
        y = top + frame.lane * place + (LINE if frame.above else 0)
        stop = result.until if one.gone is None else min(one.gone, result.until)
        gone = one.gone is not None and one.gone <= result.until
        name = lane_name(result, one)
        words = y - 5 if frame.above else y + frame.bar / 2 + 5
        yield Lane(
            *(
                name,
                _box(one.globals, one.files),
                px(y + frame.bar / 2),
                px(y),
                px(words),
            ),
            *(px(across.at(one.ready)), px(across.at(max(stop, one.ready)))),
            px(across.at(one.gone)) if gone and one.gone is not None else "",
            *(_seconds(one.gone or 0), _seconds(one.born)),
            tuple(
                bar for run in runs.get(indexed[id(one)], ()) for bar in _bars(run, across, name)
            ),
        )


def _bars(run: Run, across: Scale, name: str) -> Iterator[Bar]:
    """The initialisation, hatched, and the run with its number."""
    begins = run.start + run.init + run.again
    if run.init or run.again:
        x, end = across.at(run.start), across.at(begins)
        yield Bar(px(x), px(end - x), "init", _seconds(run.start))
    x, end = across.at(begins), max(across.at(run.end), across.at(begins) + 2)
    text = str(run.number)
    told = f"Request {run.number} in {name}, {_seconds(run.start)} to {_seconds(run.end)} s"
    bad = BAD.get(run.outcome, "")
    yield Bar(
        *(px(x), px(end - x), "bad" if bad else "run", _seconds(run.start)),
        number=text if end - x >= LETTER * len(text) + 2 else "",
        middle=px((x + end) / 2),
        title=f"{told}, {bad}" if bad else told,
        calls=_box(run.globals, run.files),
    )


def _box(calls: int, files: int) -> str:
    return f"globals {plain(calls)}, /tmp {plain(files)}"


def _seconds(micro: int) -> str:
    return plain(Decimal(micro) / SECOND, 3).replace(",", "")


def px(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
