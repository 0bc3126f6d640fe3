"""The metrics of the records, one data point a minute at the time of START. No Django here."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal
from enum import StrEnum

from studyapp.labs.engine.cost.duration import HUNDREDTH
from studyapp.labs.engine.telemetry.record import ZERO, Invocation
from studyapp.labs.engine.telemetry.rules import Rules
from studyapp.labs.engine.telemetry.settings import MINUTES

NAMESPACE = "AWS/Lambda"


class Stat(StrEnum):
    SUM = "Sum"
    AVERAGE = "Average"
    MAXIMUM = "Maximum"
    P99 = "p99"


@dataclass(frozen=True, slots=True)
class Series:
    """One metric with one statistic. None: no data point in that minute, which is not 0."""

    metric: str
    stat: Stat
    unit: str
    values: tuple[Decimal | None, ...]

    @property
    def name(self) -> str:
        return f"{self.metric}, {self.stat}"

    @property
    def total(self) -> Decimal:
        return sum((value for value in self.values if value is not None), ZERO)

    @property
    def largest(self) -> Decimal:
        return max((value for value in self.values if value is not None), default=ZERO)


def metrics(records: Sequence[Invocation], rules: Rules) -> tuple[Series, ...]:
    """All series over the same minutes. A Sum is 0 where requests came and none of them counts."""
    last = max((int(one.time // rules.period) for one in records), default=0)
    minutes = range(max(MINUTES, last + 1))
    by_minute: list[list[Invocation]] = [[] for _ in minutes]
    for one in records:
        by_minute[int(one.time // rules.period)].append(one)
    ran = [[one for one in some if not one.refused] for some in by_minute]
    found = [
        Series("Invocations", Stat.SUM, "Count", tuple(_count(some) for some in ran)),
        Series("Errors", Stat.SUM, "Count", tuple(_count(some, "failed") for some in ran)),
        Series("Throttles", Stat.SUM, "Count", tuple(_count(one, "refused") for one in by_minute)),
        *_durations(ran),
        _concurrency(records, rules, minutes),
    ]
    if any(one.age is not None for one in records):
        found += _queue(records, ran, minutes, rules)
    return tuple(found)


def _count(records: Sequence[Invocation], what: str = "") -> Decimal | None:
    if not records:
        return None
    return Decimal(sum([getattr(one, what) for one in records]) if what else len(records))


def _durations(ran: Sequence[Sequence[Invocation]]) -> list[Series]:
    times = [sorted(one.duration for one in some) for some in ran]
    averages = (
        (sum(some, ZERO) / len(some)).quantize(HUNDREDTH, ROUND_HALF_EVEN) if some else None
        for some in times
    )
    return [
        Series("Duration", Stat.AVERAGE, "Milliseconds", tuple(averages)),
        Series(
            "Duration",
            Stat.MAXIMUM,
            "Milliseconds",
            tuple(some[-1] if some else None for some in times),
        ),
        Series("Duration", Stat.P99, "Milliseconds", tuple(percentile(some) for some in times)),
    ]


def percentile(ordered: Sequence[Decimal], share: int = 99) -> Decimal | None:
    """The nearest rank: the smallest value that `share` percent do not exceed (an assumption)."""
    if not ordered:
        return None
    rank = (Decimal(len(ordered)) * share / 100).to_integral_value(ROUND_CEILING)
    return ordered[int(rank) - 1]


def _concurrency(records: Sequence[Invocation], rules: Rules, minutes: range) -> Series:
    """The most environments at work at once, in each minute. Initialising is work, too."""
    changes: list[tuple[Decimal, int]] = []
    for one in records:
        if not one.refused:
            changes += [(one.initialised_from, 1), (one.ended, -1)]
    changes.sort(key=lambda change: (change[0], change[1]))
    peaks: list[Decimal | None] = [None] * len(minutes)
    busy, since = 0, ZERO
    for at, step in changes:
        _raise_peaks(peaks, since, at, busy, rules.period)
        busy, since = busy + step, at
    return Series("ConcurrentExecutions", Stat.MAXIMUM, "Count", tuple(peaks))


def _raise_peaks(
    peaks: list[Decimal | None], begin: Decimal, end: Decimal, busy: int, period: Decimal
) -> None:
    """`busy` environments worked from `begin` to `end`: every minute they touch knows it."""
    if not busy:
        return
    for minute in range(int(begin // period), min(int(end // period) + 1, len(peaks))):
        if busy > (peaks[minute] or ZERO):
            peaks[minute] = Decimal(busy)


def _queue(
    records: Sequence[Invocation],
    ran: Sequence[Sequence[Invocation]],
    minutes: range,
    rules: Rules,
) -> list[Series]:
    """What only asynchronous invocation has."""
    ages = tuple(
        max((one.age for one in some if one.age is not None), default=None) for some in ran
    )
    received = [0] * len(minutes)
    for one in records:
        if one.attempt == 1:
            received[min(int((one.received) // rules.period), len(minutes) - 1)] += 1
    dropped = tuple(_count(some, "given_up") for some in ran)
    return [
        Series("AsyncEventsReceived", Stat.SUM, "Count", tuple(map(Decimal, received))),
        Series("AsyncEventAge", Stat.MAXIMUM, "Milliseconds", ages),
        Series("AsyncEventsDropped", Stat.SUM, "Count", dropped),
    ]
