"""The profile that explains measured durations best. No Django here.

Waiting, CPU time of one thread and, if there are more, CPU time that threads share: the three
that are not negative and make the sum of squared relative errors least (weights 1/duration).
Fractions throughout, so that the same points give the same profile on any machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from itertools import combinations
from math import lcm
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

Row = tuple[Fraction, ...]
Sums = tuple[list[list[Fraction]], list[Fraction]]


@dataclass(frozen=True, slots=True)
class Miss:
    """A measured setting beside what the fitted model says of it."""

    point: Point
    modelled: Decimal

    @property
    def error(self) -> Decimal:
        """How far the model is off, as a part of the measured duration; below zero: too fast."""
        with localcontext(EXACT):
            return self.modelled / self.point.duration - 1


@dataclass(frozen=True, slots=True)
class Fit:
    """`profile` misses the points by `misses`. `told_apart`: memory does change their duration."""

    profile: Profile
    misses: tuple[Miss, ...]
    told_apart: bool

    @property
    def mean(self) -> Decimal:
        with localcontext(EXACT):
            return sum((abs(miss.error) for miss in self.misses), Decimal(0)) / len(self.misses)

    @property
    def worst(self) -> Miss:
        return max(self.misses, key=lambda miss: abs(miss.error))


def fit(points: Sequence[Point], threads: int = 1, needs: int = MEMORY_MIN) -> Fit:
    """Waiting and one thread; with more `threads` also what they share."""
    rows = [_row(point, threads) for point in points]
    waits, single, *shared = _least_squares(rows)
    parallel = shared[0] if shared else Fraction(0)
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
    """How each of the unknown times enters one duration, divided by that duration."""
    size, time = Fraction(point.memory), Fraction(point.duration)
    row: Row = (Fraction(1), VCPU_MB / min(Fraction(VCPU_MB), size))
    if threads > 1:
        row += (VCPU_MB / min(Fraction(threads * VCPU_MB), size),)
    return tuple(part / time for part in row)


def _least_squares(rows: Sequence[Row]) -> list[Fraction]:
    """Not negative, with the least sum of (row · x - 1)². So few unknowns: try all sets of them.

    The least of all lies where some unknowns are zero and the others as if free.
    """
    count = len(rows[0])
    sums = _sums(rows)
    best = (Fraction(len(rows)), [Fraction(0)] * count)
    for size in range(1, count + 1):
        for chosen in combinations(range(count), size):
            found = _solve(sums, chosen)
            if found is None or min(found) < 0:
                continue
            error = len(rows) + _error(sums, chosen, found)
            if error < best[0]:
                full = dict(zip(chosen, found, strict=True))
                best = (error, [full.get(place, Fraction(0)) for place in range(count)])
    return best[1]


def _sums(rows: Sequence[Row]) -> Sums:
    """The sums of all products of two columns, and of the columns: whole numbers over one scale,
    because a sum of many fractions spends its time on common denominators."""
    scale = lcm(*(part.denominator for row in rows for part in row))
    columns = [
        [part.numerator * (scale // part.denominator) for part in column]
        for column in zip(*rows, strict=True)
    ]
    products = [[Fraction(_product(a, b), scale * scale) for b in columns] for a in columns]
    return products, [Fraction(sum(column), scale) for column in columns]


def _product(one: Sequence[int], other: Sequence[int]) -> int:
    return sum(map(mul, one, other))


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
