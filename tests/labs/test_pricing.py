"""Bills: their rounding, what is not known, and an oracle that reckons in another way.

Worked examples stand in studyapp/content/labs/cost/*.toml.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.labs.engine.cost.charges import Arch, Kind
from studyapp.labs.engine.cost.pricing import Calls, Usage, bill, request_units
from tests.labs.ledger import numbers, prices


@pytest.mark.parametrize(
    ("memory", "nano_dollars"),
    [
        (128, 2.1),
        (512, 8.3),
        (1024, 16.7),
        (1536, 25.0),
        (2048, 33.3),
        (3072, 50.0),
        (10240, 166.7),
    ],
)
def test_the_price_of_a_millisecond_is_the_one_the_pricing_page_lists(memory, nano_dollars):
    usage = Usage(memory, Arch.X86, (Calls(1, 1),))
    duration = bill(usage, prices()).charges[0]
    assert round(float(duration.amount) * 1e9, 1) == nano_dollars


@pytest.mark.parametrize(
    ("kb", "units"), [(0, 1), (1, 1), (256, 1), (257, 2), (300, 2), (320, 2), (321, 3), (1024, 13)]
)
def test_a_large_event_counts_as_several_requests(kb, units):
    assert request_units(kb) == units


@pytest.mark.parametrize(
    ("hours", "seconds"), [("1", 3600), ("0.01", 300), ("0.09", 600), ("0", 0)]
)
def test_provisioned_time_is_rounded_up_to_five_minutes(hours, seconds):
    usage = Usage(1024, Arch.X86, (), units=1, hours=Decimal(hours))
    assert usage.provisioned_seconds == seconds


def test_a_cent_is_rounded_half_up_and_only_once():
    # Two lines of 0.0041..: rounded each they vanish, together they make a cent.
    usage = Usage(1024, Arch.X86, (Calls(20_500, 12),))
    result = bill(usage, prices())
    assert [charge.amount < Decimal("0.005") for charge in result.charges] == [True, True]
    assert str(result.total) == "0.01"


def test_half_a_cent_goes_up():
    usage = Usage(128, Arch.X86, (Calls(25_000, 0),))
    assert bill(usage, prices()).exact == Decimal("0.005")
    assert str(bill(usage, prices()).total) == "0.01"


def test_without_a_confirmed_price_there_is_no_total():
    usage = Usage(1024, Arch.ARM, (Calls(10, 10, provisioned=True),), units=1, hours=Decimal(1))
    result = bill(usage, prices("eu-west-1"))
    assert result.unpriced == (Kind.PROVISIONED_DURATION, Kind.PROVISIONED)
    assert result.exact is None
    assert result.total is None


def test_beyond_the_first_tier_another_region_says_that_the_bill_is_an_upper_bound():
    usage = Usage(1024, Arch.X86, (Calls(6_000_000_001, 1000),))
    assert bill(usage, prices("eu-west-1")).at_most
    assert not bill(usage, prices()).at_most
    below = Usage(1024, Arch.X86, (Calls(6_000_000_000, 1000),))
    assert not bill(below, prices("eu-west-1")).at_most


def test_nothing_used_costs_nothing():
    assert bill(Usage(1024, Arch.X86, ()), prices()).total == 0


counts = st.integers(0, 10**12)
usages = st.builds(
    Usage,
    memory=st.integers(128, 10_240),
    arch=st.sampled_from(Arch),
    calls=st.lists(
        st.builds(Calls, counts, st.integers(0, 960_000), provisioned=st.booleans()), max_size=3
    ).map(tuple),
    storage_mb=st.integers(512, 10_240),
    event_kb=st.integers(0, 1024),
    units=st.integers(0, 1000),
    hours=st.decimals(0, 744, places=2),
    free_requests=st.booleans(),
    free_duration=st.booleans(),
)


def oracle(usage: Usage) -> Fraction:
    """The same bill in fractions, tier by tier from above, sharing no line with the engine."""
    price = {key: Fraction(number) for key, number in numbers().items()}
    arch = {Arch.X86: "x86", Arch.ARM: "arm"}[usage.arch]
    gb = Fraction(usage.memory, 1024)
    normal = sum(call.count * call.billed_ms for call in usage.calls if not call.provisioned)
    reserved = sum(call.count * call.billed_ms for call in usage.calls if call.provisioned)
    gbs = Fraction(normal, 1000) * gb
    if usage.free_duration:
        gbs = max(Fraction(0), gbs - 400_000)
    ends = {"x86": (6 * 10**9, 15 * 10**9), "arm": (75 * 10**8, 1875 * 10**7)}[arch]
    total = gbs * price[f"price-gbs-{arch}-t1"]
    for tier, end in enumerate(ends, start=2):
        step = price[f"price-gbs-{arch}-t{tier}"] - price[f"price-gbs-{arch}-t{tier - 1}"]
        total += max(Fraction(0), gbs - end) * step
    total += Fraction(reserved, 1000) * gb * price[f"price-pc-dur-{arch}"]
    each = 1 + ceil(Fraction(max(0, usage.event_kb - 256), 64))
    requests = sum(call.count for call in usage.calls) * each
    total += max(0, requests - 1_000_000 * usage.free_requests) * price["price-request"]
    blocks = ceil(Fraction(usage.hours) * 12)
    total += usage.units * gb * blocks * 300 * price[f"price-pc-{arch}"]
    extra = Fraction(usage.storage_mb - 512, 1024)
    return total + Fraction(normal + reserved, 1000) * extra * price["price-tmp"]


@given(usages)
def test_the_bill_equals_the_oracle_exactly(usage):
    result = bill(usage, prices())
    assert Fraction(result.exact) == oracle(usage)
    cents = Decimal(1).scaleb(-2)
    assert result.total == result.exact.quantize(cents, ROUND_HALF_UP)


@given(usages)
def test_every_line_is_its_quantity_times_its_price_and_the_lines_make_the_bill(usage):
    result = bill(usage, prices())
    for charge in result.charges:
        assert Fraction(charge.amount) == Fraction(charge.quantity) * Fraction(charge.price.number)
    assert sum(Fraction(charge.amount) for charge in result.charges) == Fraction(result.exact)


@given(usages, st.sampled_from(["free_requests", "free_duration"]))
def test_the_free_tier_never_makes_a_bill_larger(usage, flag):
    values = {name: getattr(usage, name) for name in Usage.__slots__}
    without = bill(Usage(**{**values, flag: False}), prices()).exact
    assert bill(Usage(**{**values, flag: True}), prices()).exact <= without
