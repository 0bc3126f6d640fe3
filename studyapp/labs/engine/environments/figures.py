"""What a run shows when it is counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from studyapp.labs.engine.environments.model import End, Outcome, Result, Run
from studyapp.labs.engine.environments.rules import SECOND


@dataclass(frozen=True, slots=True)
class Curve:
    """Requests in flight: from each time on, so many."""

    points: Sequence[tuple[int, int]]
    peak: int


@dataclass(frozen=True, slots=True)
class Moment:
    """All tries of one instant, and how many are in flight when they are settled."""

    at: int
    asked: int
    started: int
    throttled: int
    in_flight: int


@dataclass(frozen=True, slots=True)
class Share:
    """What became of the requests of one function."""

    name: str
    arrivals: int
    started: int
    cold: int
    spilled: int
    throttled: int
    environments: int
    peak: int
    reserved: int | None
    provisioned: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of tries, except where `requests` are named."""

    requests: int
    served: int
    failed: int
    dead: int  # asynchronous events that went to the failure target
    tries: int
    cold: int
    warm: int
    throttled: int
    spilled: int
    environments: int  # made on demand
    reclaimed: int
    reasons: tuple[tuple[str, int], ...]
    total: Curve
    own: Curve  # of the first function
    claimed: int  # reserved, provisioned, and the most that was used of the pool
    busy: int  # microseconds of all runs together
    shares: tuple[Share, ...]


def count(result: Result) -> Figures:
    """The figures of a run, in one pass over its tries."""
    setup, runs = result.setup, result.runs
    total, own, peaks, pool = _curves(result)
    reasons = Counter([result.reason_of(run) for run in runs if run.cause])
    ends = Counter([request.end for request in result.requests])
    started = [run for run in runs if run.environment >= 0]
    cold = sum(1 for run in started if run.files == 1 and not run.provisioned)
    made = [one for one in result.environments if not one.provisioned]
    return Figures(
        requests=len(result.requests),
        served=ends[End.SERVED],
        failed=ends[End.FAILED],
        dead=ends[End.AGED] + ends[End.GIVEN_UP],
        tries=len(runs),
        cold=cold,
        warm=len(started) - cold,
        throttled=len(runs) - len(started),
        spilled=sum(run.spilled for run in started),
        environments=len(made),
        reclaimed=sum(one.gone is not None and one.gone <= result.until for one in made),
        reasons=tuple(sorted(reasons.items())),
        total=total,
        own=own,
        claimed=setup.reserved_sum + setup.provisioned_sum + pool,
        busy=sum(run.end - run.start for run in started),
        shares=_shares(result, peaks),
    )


def _curves(result: Result) -> tuple[Curve, Curve, list[int], int]:
    """In flight: of all, of the first function, the peak of each, and the peak of the pool."""
    setup = result.setup
    runs = [run for run in result.runs if run.environment >= 0]
    total = curve(runs)
    if len(setup.functions) == 1:
        curves = [total]
    else:
        several = range(len(setup.functions))
        curves = [curve([run for run in runs if run.function == index]) for index in several]
    if setup.reserved_sum or setup.provisioned_sum:
        shared = {index for index, one in enumerate(setup.functions) if one.reserved is None}
        pooled = [run for run in runs if run.function in shared and not run.provisioned]
        pool = curve(pooled).peak
    else:
        pool = total.peak
    return total, curves[0], [one.peak for one in curves], pool


def curve(runs: Sequence[Run]) -> Curve:
    """How many of `runs` are under way; what ends makes room for what starts at that moment."""
    starts = Counter([run.start for run in runs])
    ends = Counter([run.end for run in runs])
    points, level, peak = [(0, 0)], 0, 0
    for at in sorted(starts.keys() | ends.keys()):
        level += starts.get(at, 0) - ends.get(at, 0)
        points.append((at, level))
        if level > peak:
            peak = level
    return Curve(points, peak)


def _shares(result: Result, peaks: Sequence[int]) -> tuple[Share, ...]:
    functions = result.setup.functions
    arrivals = Counter(request.function for request in result.requests)
    by: list[Counter[str]] = [Counter() for _ in functions]
    for run in result.runs:
        counted = by[run.function]
        if run.environment < 0:
            counted["throttled"] += 1
            continue
        counted["started"] += 1
        counted["cold"] += run.cold
        counted["spilled"] += run.spilled
    made = Counter(one.function for one in result.environments if not one.provisioned)
    return tuple(
        Share(
            *(function.name, arrivals[index], by[index]["started"], by[index]["cold"]),
            *(by[index]["spilled"], by[index]["throttled"], made[index], peaks[index]),
            *(function.reserved, function.provisioned),
        )
        for index, function in enumerate(functions)
    )


def moments(result: Result, most: int = 40) -> tuple[Moment, ...]:
    """The first instants at which something was tried."""
    tries: dict[int, list[int]] = {}
    for run in result.runs:
        if run.start not in tries:
            if len(tries) == most:
                break
            tries[run.start] = [0, 0]
        tries[run.start][run.environment < 0] += 1
    last = max(tries, default=0)
    under_way = [run for run in result.runs if run.environment >= 0 and run.start <= last]
    return tuple(
        Moment(
            at, sum(tried), tried[0], tried[1], sum(run.start <= at < run.end for run in under_way)
        )
        for at, tried in tries.items()
    )


def per_second(result: Result, most: int = 60) -> list[int]:
    """How many tries were let in during each of the first seconds."""
    counted = Counter(run.start // SECOND for run in result.runs if run.environment >= 0)
    last = min(max(counted, default=-1), most - 1)
    return [counted[second] for second in range(last + 1)]


def mean_in_flight(figures: Figures, until: int) -> float:
    """Little's law read backwards: the busy time of all runs over the time that passed."""
    return figures.busy / until if until else 0.0


def settled_by(result: Result, number: int) -> Run | None:
    """The last try of a request."""
    found = [run for run in result.runs if run.number == number]
    return max(found, key=lambda run: run.attempt) if found else None


def errors(result: Result) -> int:
    """Tries that ended in a function error."""
    bad = (Outcome.ERROR, Outcome.TIMEOUT, Outcome.CRASH)
    return sum(run.outcome in bad for run in result.runs)
