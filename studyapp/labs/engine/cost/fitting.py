"""The profile that explains measured durations best. No Django here.

Waiting, CPU time of one thread and, if there are more, CPU time that threads share: the three
that are not negative and make the sum of squared relative errors least (weights 1/duration).
Whole numbers and fractions throughout: the same points give the same profile on any machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from operator import mul

from studyapp.labs.engine.cost.duration import (
    EXACT,
    HUNDREDTH,
    MEMORY_MIN,
    VCPU_MB,
    Profile,
    modelled_ms,
)
from studyapp.labs.engine.cost.measured import Point

SCALE = 2**128  # so fine that nothing of the hundredths of a profile is lost
Row = tuple[int, ...]
Sums = tuple[list[list[Fraction]], list[Fraction]]


@dataclass(frozen=True)
class Miss:
    """A measured setting beside what the fitted model says of it."""

    point: Point
    modelled: Decimal

    @cached_property
    def error(self) -> Decimal:
        """How far the model is off, as a part of the measured duration; below zero: too fast."""
        with localcontext(EXACT):
            return self.modelled / self.point.duration - 1


@dataclass(frozen=True)
class Fit:
    """`profile` misses the points by `misses`. `told_apart`: memory does change their duration."""

    profile: Profile
    misses: tuple[Miss, ...]
    told_apart: bool

    @cached_property
    def mean(self) -> Decimal:
        with localcontext(EXACT):
            return sum((abs(miss.error) for miss in self.misses), Decimal(0)) / len(self.misses)

    @cached_property
    def worst(self) -> Miss:
        return max(self.misses, key=lambda miss: abs(miss.error))


def fit(points: Sequence[Point], threads: int = 1, needs: int = MEMORY_MIN) -> Fit:
    """Waiting and one thread; with more `threads` also what they share."""
    rows = [_row(point, threads) for point in points]
    waits, single, *shared = _least_squares(rows)
    parallel = shared[0] * threads if shared else Fraction(0)
    profile = Profile(
        waits=_ms(waits),
        single=_ms(single),
        parallel=_ms(parallel),
        threads=threads,
        needs=needs,
    )
    with localcontext(EXACT):
        misses = tuple(
            Miss(point, modelled_ms(profile, point.memory).quantize(HUNDREDTH, ROUND_HALF_EVEN))
            for point in points
        )
    return Fit(profile, misses, told_apart=min(point.memory for point in points) < VCPU_MB)


def _row(point: Point, threads: int) -> Row:
    """How each of the unknown times enters one duration, divided by that duration.

    In whole numbers over SCALE. The shared time stands as that of one thread, so that columns
    which say the same are the same, or a whole multiple.
    """
    size, (time, parts) = point.memory, point.duration.as_integer_ratio()
    whole = SCALE * parts // time
    single = whole if size >= VCPU_MB else SCALE * parts * VCPU_MB // (time * size)
    if threads == 1:
        return whole, single
    if size < VCPU_MB:
        return whole, single, threads * single
    useful = min(threads * VCPU_MB, size)
    return whole, single, SCALE * parts * threads * VCPU_MB // (time * useful)


def _least_squares(rows: Sequence[Row]) -> list[Fraction]:
    """Not negative, with the least sum of (row · x - 1)². So few unknowns: try all sets of them.

    The least of all lies where some unknowns are zero and the others as if free.
    """
    count = len(rows[0])
    sums = _sums(rows)
    most = len(rows) * SCALE * SCALE
    best = (Fraction(most), [Fraction(0)] * count)
    for size in range(1, count + 1):
        for chosen in combinations(range(count), size):
            found = _solve(sums, chosen)
            if found is None or min(found) < 0:
                continue
            error = most + _error(sums, chosen, found)
            if error < best[0]:
                full = dict(zip(chosen, found, strict=True))
                best = (error, [full.get(place, Fraction(0)) for place in range(count)])
    return best[1]


def _sums(rows: Sequence[Row]) -> Sums:
    """The sums of all products of two columns, and of the columns; all times SCALE squared."""
    columns = list(zip(*rows, strict=True))
    products = [[Fraction(sum(map(mul, a, b))) for b in columns] for a in columns]
    return products, [Fraction(SCALE * sum(column)) for column in columns]


def _error(sums: Sums, chosen: Sequence[int], found: Sequence[Fraction]) -> Fraction:
    """The sum of (row · x - 1)², less the number of rows."""
    products, totals = sums
    error = Fraction(0)
    for i, x in zip(chosen, found, strict=True):
        error -= 2 * x * totals[i]
        error += x * sum(
            (y * products[i][j] for j, y in zip(chosen, found, strict=True)), Fraction(0)
        )
    return error


def _solve(sums: Sums, chosen: Sequence[int]) -> list[Fraction] | None:
    """The normal equations of the chosen unknowns; None if the points cannot tell them apart."""
    products, totals = sums
    size = len(chosen)
    table = [[*(products[i][j] for j in chosen), totals[i]] for i in chosen]
    for column in range(size):
        pivot = next((at for at in range(column, size) if table[at][column]), None)
        if pivot is None:
            return None
        table[column], table[pivot] = table[pivot], table[column]
        head = [value / table[column][column] for value in table[column]]
        table[column] = head
        for at in range(size):
            if at != column:
                factor = table[at][column]
                table[at] = [a - factor * b for a, b in zip(table[at], head, strict=True)]
    return [line[size] for line in table]


def _ms(value: Fraction) -> Decimal:
    with localcontext(EXACT):
        exact = Decimal(value.numerator) / value.denominator
        return exact.quantize(HUNDREDTH, ROUND_HALF_EVEN)
