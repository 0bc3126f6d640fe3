"""The model of the environments against programs and laws that know nothing of it.

Ciw is a queueing simulator: a function with a cap and no queue is a loss system there. With the
same arrivals it must refuse the same requests. The laws: Erlang's loss formula, Little's law, the
share of cold starts under random arrivals, and the promised growth of a burst.
"""

import random
from itertools import pairwise
from math import exp, sqrt
from statistics import mean, stdev

import ciw
import pytest

from studyapp.labs.engine.environments import figures, fleet, simulate
from studyapp.labs.engine.environments.figures import count, mean_in_flight, moments
from studyapp.labs.engine.environments.model import Function, Setup
from studyapp.labs.engine.environments.rules import SECOND
from tests.labs.environments.numbers import RULES

LONG = 10**6 * SECOND


def run(arrivals, *, reserved=None, duration=1.0, idle=LONG, limit=100_000):
    function = Function("yours", tuple(arrivals), reserved)
    setup = Setup((function,), limit, round(duration * SECOND), 0, 900 * SECOND, idle)
    return simulate.simulate(setup, RULES)


def at_random(rate, span, seed):
    chance = random.Random(seed)
    now, times = chance.expovariate(rate), []
    while now < span:
        times.append(round(now * SECOND))
        now += chance.expovariate(rate)
    return times


# Ciw, request by request


def refused_by_ciw(times, cap, duration):
    gaps = [times[0], *(late - early for early, late in pairwise(times))]
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([gap / SECOND for gap in gaps] + [1e9])],
        service_distributions=[ciw.dists.Deterministic(duration)],
        number_of_servers=[cap],
        queue_capacities=[0],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(times[-1] / SECOND + duration + 1)
    records = simulation.get_all_records()
    return sorted(
        round(one.arrival_date * SECOND) for one in records if one.record_type == "rejection"
    )


def ciw_agrees():
    """60 random arrival lists: the very same requests are refused, and the same number is not."""
    good = 0
    for seed in range(60):
        chance = random.Random(seed)
        cap, duration = chance.randint(1, 12), chance.choice((0.25, 1.0, 3.7))
        times = at_random(chance.uniform(0.5, 1.5) * cap / duration, 60 * duration / cap, seed)
        result = run(times, reserved=cap, duration=duration)
        ours = [one.start for one in result.runs if one.environment < 0]
        theirs = refused_by_ciw(times, cap, duration)
        close = all(abs(a - b) <= 2 for a, b in zip(ours, theirs, strict=False))
        good += len(ours) == len(theirs) and close
    return good, 60


# Laws


def erlang_b(load, servers):
    blocked = 1.0
    for count_ in range(1, servers + 1):
        blocked = load * blocked / (count_ + load * blocked)
    return blocked


def within(values, law, sigmas=3.0):
    """Whether the mean of independent runs lies in the band around the law."""
    return abs(mean(values) - law) <= sigmas * stdev(values) / sqrt(len(values))


def erlang_agrees():
    """Loss and carried load at four loads; the law of the run time does not matter."""
    good = 0
    cases = [(10, 10, 40), (50, 50, 12), (50, 60, 12), (3, 5, 100)]
    for load, cap, span in cases:
        lost, carried = [], []
        for seed in range(20):
            result = run(at_random(load, span + 5, 1000 * cap + seed), reserved=cap)
            late = [one for one in result.runs if one.start >= 5 * SECOND]
            lost.append(sum(one.environment < 0 for one in late) / len(late))
            carried.append(sum(one.environment >= 0 for one in late) / span)
        law = erlang_b(load, cap)
        good += within(lost, law) and within(carried, load * (1 - law))
    return good, len(cases)


def cold_share_agrees():
    """Random arrivals, next to no run time: cold is who comes later than the idle time."""
    good = 0
    cases = [(0.5, 2.4), (1.0, 1.5), (0.2, 2.33), (2.0, 0.1)]
    for rate, idle in cases:
        result = run(at_random(rate, 4000 / rate, 7), duration=0.000001, idle=round(idle * SECOND))
        law, asked = exp(-rate * idle), len(result.runs)
        share = count(result).cold / asked
        good += abs(share - law) <= 3 * sqrt(law * (1 - law) / asked)
    return good, len(cases)


def little_agrees():
    """Mean in flight = rate × time, from the step line as from the sum of the runs."""
    good = 0
    cases = [(0.9, 1.9913), (20, 0.5), (100, 0.04)]
    for rate, duration in cases:
        from_line, from_sum = [], []
        for seed in range(20):
            result = run(at_random(rate, 1000 / rate, seed), duration=duration)
            counted = count(result)
            points = [*counted.total.points, (result.until, 0)]
            area = sum(level * (later - at) for (at, level), (later, _) in pairwise(points))
            span = 1000 / rate * SECOND
            from_line.append(area / span)
            from_sum.append(mean_in_flight(counted, result.until) * result.until / span)
        good += within(from_line, rate * duration) and within(from_sum, rate * duration)
    return good, len(cases)


def growth_agrees():
    """More work than can start, all the time: min(limit, 1,000 + 100 a second), exactly."""
    good = 0
    for limit in (900, 1500, 3000):
        burst = [
            second * SECOND for second in range(31) for _ in range(3100 if not second else 1100)
        ]
        result = run(burst, duration=800, limit=limit)
        good += all(
            moment.in_flight == min(limit, 1000 + 100 * moment.at // SECOND)
            for moment in moments(result)
        )
    return good, 3


CHECKS = [ciw_agrees, erlang_agrees, cold_share_agrees, little_agrees, growth_agrees]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_model_agrees(check):
    good, asked = check()

    print(f"{check.__name__}: {good} of {asked} agree")  # noqa: T201
    assert good == asked


# Planted faults: each must be seen


def cap_too_high(patch):
    take = simulate._Machine._take

    def lenient(self, its, now, index):
        its.in_flight -= 1
        try:
            return take(self, its, now, index)
        finally:
            its.in_flight += 1

    patch.setattr(simulate._Machine, "_take", lenient)


def cap_too_low(patch):
    take = simulate._Machine._take

    def strict(self, its, now, index):
        its.in_flight += 1
        try:
            return take(self, its, now, index)
        finally:
            its.in_flight -= 1

    patch.setattr(simulate._Machine, "_take", strict)


def stretched(factor):
    def fault(patch):
        start = simulate._Machine._start

        def slower(self, request, live, now):
            one = start(self, request, live, now)
            return one._replace(end=now + round((one.end - now) * factor))

        patch.setattr(simulate._Machine, "_start", slower)

    return fault


def idle_time(factor):
    def fault(patch):
        idle_one = fleet.Fleet.idle_one

        def other(self, now):
            kept, self.idle_for = self.idle_for, round(self.idle_for * factor)
            try:
                return idle_one(self, now)
            finally:
                self.idle_for = kept

        patch.setattr(fleet.Fleet, "idle_one", other)

    return fault


def idle_from_birth(patch):
    """The idle time runs from the making of an environment, not from its last use."""

    def release(self, live, now):
        live.since = live.born
        self.in_flight -= 1
        self.idle.append(live)

    patch.setattr(fleet.Fleet, "release", release)


def never_reused(patch):
    patch.setattr(fleet.Fleet, "idle_one", lambda self, now: None)


def line_without_ends(patch):
    """The step line forgets when every hundredth run ends."""
    curve = figures.curve

    def forgetful(runs):
        last = max(run.end for run in runs)
        return curve(
            [one._replace(end=last) if n % 100 == 0 else one for n, one in enumerate(runs)]
        )

    patch.setattr(figures, "curve", forgetful)


def bucket(take):
    return lambda patch: patch.setattr(fleet.Bucket, "take", take)


def saves_up(self, now):
    self.level += (now - self.at) * self.step * 3
    self.at = now
    if self.level < self.window:
        return False
    self.level -= self.window
    return True


def never_refills(self, now):
    if self.level < self.window:
        return False
    self.level -= self.window
    return True


def refills_in_steps(self, now):
    if now // self.window > self.at // self.window:
        self.level = self.step * self.window
        self.at = now
    if self.level < self.window:
        return False
    self.level -= self.window
    return True


FAULTS = {
    ciw_agrees: [cap_too_high, cap_too_low, stretched(1.05)],
    erlang_agrees: [cap_too_high, cap_too_low, stretched(1.1)],
    cold_share_agrees: [idle_time(1.2), idle_time(0.8), idle_from_birth, never_reused],
    little_agrees: [stretched(1.1), stretched(0.9), line_without_ends],
    growth_agrees: [bucket(saves_up), bucket(never_refills), bucket(refills_in_steps)],
}


@pytest.mark.parametrize(
    ("check", "fault"), [(check, fault) for check, faults in FAULTS.items() for fault in faults]
)
def test_a_planted_fault_is_caught(check, fault, monkeypatch):
    fault(monkeypatch)

    good, asked = check()

    assert good < asked
