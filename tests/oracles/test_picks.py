"""The cost lab against two programs that share no line with it.

Picks: the documented rules of AWS Lambda Power Tuning, tried out by brute force. Bills: the
formulas of the pricing page in fractions, from a workload to an unrounded sum.
"""

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import pytest

from studyapp.labs.engine.cost import duration, further, microvms, pricing, strategies, study
from studyapp.labs.engine.cost.charges import Arch
from studyapp.labs.engine.cost.duration import Profile
from studyapp.labs.engine.cost.further import Further, Instances
from studyapp.labs.engine.cost.microvms import MicroVms
from studyapp.labs.engine.cost.strategies import Option
from studyapp.labs.engine.cost.study import Workload
from tests.labs.ledger import microvm_prices, numbers

CASES = 20_000
BILLS = 4_000
FAULTY = 1_500  # cases that must be enough to catch a fault


# Picks.


def first_with(options, better):
    """The first option that no other one beats."""
    return next(
        one
        for at, one in enumerate(options)
        if not any(better(other, one) for j, other in enumerate(options) if j != at)
    )


def by_rule(options, weight):
    """Cost, then time; time, then cost; the smallest weighed sum of the two parts, the first."""
    most = Fraction(max(option.cost for option in options))
    longest = Fraction(max(option.duration for option in options))
    weight = max(Fraction(0), min(Fraction(1), Fraction(weight)))
    scores = [
        weight * Fraction(one.cost) / most + (1 - weight) * Fraction(one.duration) / longest
        for one in options
    ]
    return (
        first_with(
            options,
            lambda a, b: a.cost < b.cost or (a.cost == b.cost and a.duration < b.duration),
        ).memory,
        first_with(
            options,
            lambda a, b: a.duration < b.duration or (a.duration == b.duration and a.cost < b.cost),
        ).memory,
        options[scores.index(min(scores))].memory,
    )


def by_engine(options, weight):
    found = strategies.choices(options, weight)
    named = {name: choice.option.memory for choice in found for name in choice.names}
    return named["Cheapest"], named["Fastest"], named["Balanced"]


def a_case(dice):
    """Two to ten settings; few different values, so that ties are frequent."""
    span = dice.choice([3, 6, 50, 10_000])
    memories = sorted(dice.sample(range(128, 10_241), dice.randint(2, 10)))
    options = [
        Option(memory, Decimal(dice.randint(1, span)), Decimal(dice.randint(1, span)))
        for memory in memories
    ]
    weight = dice.choice(["0", "0.5", "1", "-1", "3", f"{dice.random():.2f}"])
    return options, Decimal(weight)


def picks_that_agree(count):
    dice = random.Random(20261123)
    cases = [a_case(dice) for _ in range(count)]
    return sum(by_engine(*case) == by_rule(*case) for case in cases)


def test_the_picks_are_those_of_power_tuning():
    agreed = picks_that_agree(CASES)
    print(f"picks: {agreed} of {CASES} agree")  # noqa: T201
    assert agreed == CASES


def last_of_equals(options, weight=strategies.HALF):
    return strategies_balanced(options[::-1], weight)


def unclamped(options, weight=strategies.HALF):
    most = max(option.cost for option in options)
    longest = max(option.duration for option in options)
    return min(
        options,
        key=lambda one: weight * one.cost * longest + (1 - weight) * one.duration * most,
    )


strategies_balanced = strategies.balanced
PICK_FAULTS = {
    "cheapest takes the first of equals": ("cheapest", lambda o: min(o, key=lambda x: x.cost)),
    "fastest takes the first of equals": ("fastest", lambda o: min(o, key=lambda x: x.duration)),
    "balanced takes the last of equals": ("balanced", last_of_equals),
    "balanced does not bound its weight": ("balanced", unclamped),
    "balanced forgets the weight": ("balanced", lambda o, w: strategies_balanced(o)),
}


@pytest.mark.parametrize("fault", PICK_FAULTS)
def test_a_planted_fault_in_the_picks_is_caught(monkeypatch, fault):
    name, faulty = PICK_FAULTS[fault]
    monkeypatch.setattr(strategies, name, faulty)
    assert picks_that_agree(FAULTY) < FAULTY


# Bills.


def half_up(value):
    return floor(value + Fraction(1, 2))


def exact_ms(work, memory):
    profile, vcpus = work.profile, Fraction(memory, 1769)
    exact = Fraction(profile.waits) + Fraction(profile.single) / min(Fraction(1), vcpus)
    return exact + Fraction(profile.parallel) / min(Fraction(profile.threads), vcpus)


def cut(ms, work):
    """ms with two decimals, cut at the timeout."""
    return Fraction(round(min(ms, Fraction(work.timeout * 1000)) * 100), 100)


def besides(work, memory):
    """The further charges in USD, as the pricing page says them in words."""
    facts = {key: Fraction(value) for key, value in numbers().items() if "." not in key}
    used, gb = work.further, Fraction(memory, 1024)
    hours = Fraction(used.snapshot_hours)
    total = gb * 3600 * (max(3, hours) if hours else 0) * facts["price-snapstart-cache"]
    total += gb * used.restores * facts["price-snapstart-restore"]
    streamed = used.streamed * max(Fraction(0), Fraction(used.streamed_mb) - 6) / 1024
    streamed = max(Fraction(0), streamed - 100 * used.streamed_free)
    total += streamed * facts["price-stream"]
    made = "price-tenant" if work.arch is Arch.X86 else "price-tenant-arm"
    total += gb * used.tenants * facts[made]
    total += Fraction(used.operations, 10**6) * 8
    total += Fraction(used.written_gb) / 4 + Fraction(used.kept_gb) * Fraction(15, 100)
    total += Fraction(used.kafka_hours) * Fraction("0.185")
    return total + Fraction(used.sqs_hours) * Fraction("0.00925")


def on_instances(work):
    """Managed Instances: requests, the instances, 15 % of their list price."""
    there = work.machines
    hours, listed = Fraction(there.hours), Fraction(there.on_demand)
    total = Fraction(work.requests, 5 * 10**6) + hours * Fraction(there.paid)
    return total + hours * listed * Fraction(15, 100)


def on_microvms(vm):
    """MicroVMs: what runs, by the mean of its size; snapshots; what is kept for hours of 720."""
    mean = 1 + Fraction(vm.at_peak) * (Fraction(vm.peak) - 1)
    gbs = vm.launches * Fraction(vm.running) * Fraction(vm.memory_gb) * mean
    state, image = Fraction(vm.state_gb), Fraction(vm.image_gb)
    resumed = vm.launches * vm.cycles * state
    kept = vm.images * image + vm.launches * state * Fraction(vm.suspended) / 720
    total = gbs / 2 * Fraction("0.0000276944") + gbs * Fraction("0.0000036667")
    total += resumed * Fraction("0.0038") + (resumed + vm.launches * image) * Fraction("0.00155")
    return total + kept * Fraction("0.08")


def in_tiers(gbs, arch):
    """USD for this many GB-s on demand."""
    facts = {key: Fraction(value) for key, value in numbers().items() if "." not in key}
    ends = [facts[f"price-tier1-{arch}"], facts[f"price-tier2-{arch}"]]
    rates = [facts[f"price-gbs-{arch}-t{n}"] for n in (1, 2, 3)]
    parts = [min(gbs, ends[0]), min(gbs, ends[1]) - ends[0], gbs - ends[1]]
    return sum(max(part, Fraction(0)) * rate for part, rate in zip(parts, rates, strict=True))


def reckoned(work, memory):
    """The month in USD, as the pricing page says it in words."""
    facts = {key: Fraction(value) for key, value in numbers().items() if "." not in key}
    if isinstance(work.machines, MicroVms):
        return on_microvms(work.machines)
    if work.machines:
        return on_instances(work) + besides(work, memory)
    arch = "x86" if work.arch is Arch.X86 else "arm"
    served = half_up(work.requests * Fraction(work.served)) if work.units else 0
    cold = half_up((work.requests - served) * Fraction(work.cold))
    time = cut(exact_ms(work, memory), work)
    warm_ms = ceil(time)
    cold_ms = ceil(Fraction(round((time + Fraction(work.init)) * 100), 100))
    on_demand = Fraction((work.requests - served - cold) * warm_ms + cold * cold_ms, 1000)
    inside_ms = ceil(cut(max(Fraction(0), exact_ms(work, memory) - Fraction(work.spared)), work))
    provided = Fraction(served * inside_ms, 1000)
    free = work.free and (not work.units or work.free_with_units)
    gbs = on_demand * memory / 1024
    total = in_tiers(gbs - (min(gbs, least(work.gbs_left, 400_000)) if free else 0), arch)
    total += provided * memory / 1024 * facts[f"price-pc-dur-{arch}"]
    extra_kb = max(0, work.event_kb - 256)
    requests = work.requests * (1 + ceil(Fraction(extra_kb, 64)))
    if work.free:
        requests = max(0, requests - least(work.requests_left, 1_000_000))
    total += requests * facts["price-request"]
    ready = ceil(Fraction(work.hours) * 12) * 300
    total += work.units * ready * Fraction(memory, 1024) * facts[f"price-pc-{arch}"]
    extra = Fraction(max(0, work.storage_mb - 512), 1024)
    total += (on_demand + provided) * extra * facts["price-tmp"]
    return total + besides(work, memory)


def least(left, whole):
    return whole if left is None else min(Fraction(left), whole)


def some(dice, most):
    """Hundredths up to `most`, often none."""
    return Decimal(dice.choice([0, 0, dice.randint(1, most * 100)])) / 100


def further_of(dice):
    return Further(
        snapshot_hours=some(dice, dice.choice([4, 744])),
        restores=int(some(dice, 10**6)),
        streamed=int(some(dice, 10**8)),
        streamed_mb=some(dice, 200),
        streamed_free=dice.random() < 0.5,
        tenants=int(some(dice, 10**6)),
        operations=int(some(dice, 10**8)),
        written_gb=some(dice, 10**4),
        kept_gb=some(dice, 10**4),
        kafka_hours=some(dice, 10**4),
        sqs_hours=some(dice, 10**4),
    )


def microvms_of(dice):
    return MicroVms(
        memory_gb=Decimal(dice.randint(0, 800)) / 100,
        launches=9 * dice.randint(0, 10**5),  # so that 720 divides what is suspended
        running=Decimal(dice.randint(0, 28_800)),
        at_peak=Decimal(dice.randint(0, 100)) / 100,
        peak=Decimal(dice.randint(100, 400)) / 100,
        cycles=dice.randint(0, 20),
        suspended=some(dice, 8),
        state_gb=some(dice, 32),
        images=dice.randint(0, 100),
        image_gb=some(dice, 32),
    )


def a_workload(dice):
    ms = [Decimal(dice.choice([0, 1, 80, dice.randint(1, 20_000)])) for _ in range(3)]
    profile = Profile(ms[0] or Decimal(1), ms[1], ms[2], dice.randint(1, 6))
    units = dice.choice([0, 0, dice.randint(1, 50)])
    work = Workload(
        profile,
        arch=dice.choice(list(Arch)),
        requests=dice.choice([0, dice.randint(1, 10**7), dice.randint(1, 10**11)]),
        cold=Decimal(dice.choice([0, 0, dice.randint(0, 1000)])) / 1000,
        init=Decimal(dice.randint(0, 100_000)) / 100,
        timeout=dice.randint(1, 900),
        storage_mb=dice.choice([512, dice.randint(512, 10_240)]),
        event_kb=dice.choice([0, 256, 257, 320, 321, dice.randint(0, 1024)]),
        units=units,
        hours=Decimal(dice.randint(0, 74_400)) / 100,
        served=Decimal(dice.randint(0, 1000)) / 1000,
        free=dice.random() < 0.5,
        free_with_units=dice.random() < 0.5,
        spared=some(dice, 500),
        requests_left=dice.choice([None, Decimal(dice.randint(0, 10**6))]),
        gbs_left=dice.choice([None, Decimal(dice.randint(0, 400_000))]),
        further=further_of(dice) if dice.random() < 0.7 else further.NOTHING,
    )
    if dice.random() < 0.1:
        there = Instances(*(some(dice, most) for most in (10**4, 30, 30)))
        work = replace(work, machines=there, event_kb=0)
    elif dice.random() < 0.1:
        work = replace(work, machines=microvms_of(dice), further=further.NOTHING)
    return work, dice.choice([128, 1024, 1769, dice.randint(128, 10_240)])


def bills_that_agree(count):
    dice = random.Random(20261124)
    agreed = 0
    for _ in range(count):
        work, memory = a_workload(dice)
        bill = study.at(work, memory, microvm_prices()).bill
        agreed += Fraction(bill.exact) == reckoned(work, memory)
    return agreed


def test_the_bills_are_the_formulas_of_the_pricing_page():
    agreed = bills_that_agree(BILLS)
    print(f"bills: {agreed} of {BILLS} agree to the last digit")  # noqa: T201
    assert agreed == BILLS


def one_tier(gbs, free, tiers):
    return [pricing.Charge(pricing.Kind.DURATION, gbs, tiers[0].price, free)]


def rounded_twice(ms, init=Decimal(0)):
    return ceil(ms) + ceil(init)


def fee_on_what_is_paid(used, requests, prices):
    *others, fee = engine_instances(used, requests, prices)
    return (*others, fee._replace(quantity=used.hours * used.paid))


engine_usage = Workload.usage
engine_streamed = further.streamed
engine_instances = further.instance_charges
BILL_FAULTS = {
    "a snapshot has no least time": (further, "snapshot_hours", lambda u, _: u.snapshot_hours),
    "an hour of 60 seconds": (further, "HOUR_S", 60),
    "the month's streamed GB are never free": (
        further,
        "streamed",
        lambda used, prices: (engine_streamed(used, prices)[0], Decimal(0)),
    ),
    "the fee goes by what is paid": (further, "instance_charges", fee_on_what_is_paid),
    "a month of 744 hours": (microvms, "MONTH_H", 744),
    "a MicroVM is resumed once": (MicroVms, "resumes", property(lambda vm: vm.launches)),
    "the peak counts as the baseline": (
        MicroVms,
        "seconds",
        property(lambda vm: (vm.launches * vm.running, Decimal(0))),
    ),
    "what is left of the free tier is not asked": (
        pricing,
        "_left",
        lambda whole, left: whole.number,
    ),
    "prepared environments save nothing": (
        Workload,
        "_prepared_ms",
        lambda work, at: at.billed(),
    ),
    "a GB of 1,000 MB": (pricing, "GB_MB", 1000),
    "provisioned time by the minute": (pricing, "PROVISIONED_STEP_S", 60),
    "large events count once": (pricing, "request_units", lambda kb: 1),
    "no second tier": (pricing, "_duration", one_tier),
    "initialisation rounded by itself": (duration, "billed_ms", rounded_twice),
    "free duration beside provisioned concurrency": (
        Workload,
        "usage",
        lambda work, at: replace(engine_usage(work, at), free_duration=work.free),
    ),
}


@pytest.mark.parametrize("fault", BILL_FAULTS)
def test_a_planted_fault_in_the_bill_is_caught(monkeypatch, fault):
    monkeypatch.setattr(*BILL_FAULTS[fault])
    assert bills_that_agree(FAULTY) < FAULTY
