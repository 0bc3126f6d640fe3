"""Memory to vCPU to milliseconds: the rule, its properties, real REPORT lines, real curves."""

import json
from decimal import Decimal
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.labs.engine.cost.duration import (
    MEMORY_MAX,
    MEMORY_MIN,
    VCPU_MB,
    Outcome,
    Profile,
    billed_ms,
    least_memory,
    modelled_ms,
    run,
    share,
)
from tests.labs.ledger import DATA, facts

MEASURED = json.loads((DATA / "measured.json").read_text("utf-8"))["series"]

ms = st.decimals(0, 1_000_000, places=2)
memories = st.integers(MEMORY_MIN, MEMORY_MAX)
profiles = st.builds(Profile, ms, ms, ms, st.integers(1, 6))


def test_the_limits_are_those_of_the_ledger():
    ledger = facts("compute")
    assert tuple(
        int(ledger[key]["number"]) for key in ("mem-min", "mem-max-default", "vcpu-one")
    ) == (MEMORY_MIN, MEMORY_MAX, VCPU_MB)


@pytest.mark.parametrize(
    ("memory", "vcpus"),
    [(128, "0.0724"), (832, "0.4703"), (1024, "0.5789"), (1769, "1.0000"), (2048, "1.1577"),
     (3008, "1.7004"), (3538, "2.0000"), (8845, "5.0000"), (10_240, "5.7886")],
)  # fmt: skip
def test_the_share_is_proportional_and_one_at_1769(memory, vcpus):
    assert f"{share(memory):.4f}" == vcpus


@pytest.mark.parametrize(
    ("duration", "init", "billed"),
    [("2.37", "423.98", 427), ("600000.00", "476.75", 600_477),
     ("300000.00", "523.99", 300_524), ("1233.96", "463.512", 1698),
     ("10935.70", "0", 10_936), ("100", "0", 100), ("0.004", "0", 0)],
)  # fmt: skip
def test_billed_milliseconds_are_those_of_real_report_lines(duration, init, billed):
    assert billed_ms(Decimal(duration), Decimal(init)) == billed


@given(ms, ms)
def test_what_is_billed_is_never_less_than_what_is_reported_nor_a_millisecond_more(duration, init):
    assert duration + init <= billed_ms(duration, init) < duration + init + 1


@given(profiles, memories)
def test_the_model_equals_the_same_formula_in_floats(profile, memory):
    vcpus = memory / 1769
    expected = (
        float(profile.waits)
        + float(profile.single) / min(1.0, vcpus)
        + float(profile.parallel) / min(float(profile.threads), vcpus)
    )
    assert float(modelled_ms(profile, memory)) == pytest.approx(expected, rel=1e-12)


@given(profiles, memories, memories)
def test_more_memory_never_takes_longer(profile, one, other):
    low, high = sorted((one, other))
    assert modelled_ms(profile, high) <= modelled_ms(profile, low)


@given(ms, st.integers(VCPU_MB, MEMORY_MAX))
def test_one_thread_gains_nothing_above_1769(single, memory):
    assert modelled_ms(Profile(single=single), memory) == single


@given(profiles, memories)
def test_nothing_gets_faster_above_full_speed(profile, memory):
    at_full = modelled_ms(profile, profile.full_speed)
    assert at_full == modelled_ms(profile, max(memory, profile.full_speed))


@given(st.integers(1, 6), st.decimals(1, 100_000, places=2))
def test_k_threads_gain_up_to_k_vcpus_and_not_to_one_more_megabyte(threads, parallel):
    profile = Profile(parallel=parallel, threads=threads)
    edge = threads * VCPU_MB
    if edge < MEMORY_MAX:
        assert modelled_ms(profile, edge - 1) > modelled_ms(profile, edge)
        assert modelled_ms(profile, edge) == modelled_ms(profile, edge + 1)


@pytest.mark.parametrize(
    ("memory", "outcome"),
    [(512, Outcome.OUT_OF_MEMORY), (600, Outcome.TIMED_OUT), (1769, Outcome.DONE)],
)
def test_too_little_memory_is_fatal_and_too_long_is_cut(memory, outcome):
    result = run(Profile(single=Decimal(1000), needs=600), memory, timeout_s=2)
    assert result.outcome is outcome
    if outcome is Outcome.TIMED_OUT:
        assert result.duration == 2000
        assert result.billed(Decimal("476.75")) == 2477


def test_ending_exactly_at_the_timeout_is_still_in_time():
    assert run(Profile(waits=Decimal(3000)), 128, timeout_s=3).outcome is Outcome.DONE


@given(profiles, st.integers(1, 900))
def test_the_least_memory_is_the_first_setting_that_ends_in_time(profile, timeout):
    least = least_memory(profile, timeout)
    if least is None:
        assert run(profile, MEMORY_MAX, timeout).outcome is Outcome.TIMED_OUT
        return
    assert run(profile, least, timeout).outcome is Outcome.DONE
    if least > MEMORY_MIN:
        assert run(profile, least - 1, timeout).outcome is Outcome.TIMED_OUT


def fitted(points: list[list[float]]) -> Profile:
    """Waiting and one thread by least squares of the relative errors, neither below zero."""
    rows = [(1769 / min(1769, memory), time) for memory, time in points]
    aa = sum(1 / t**2 for _, t in rows)
    ab = sum(x / t**2 for x, t in rows)
    bb = sum(x * x / t**2 for x, t in rows)
    at, bt = sum(1 / t for _, t in rows), sum(x / t for x, t in rows)
    waits = (at * bb - bt * ab) / (aa * bb - ab * ab)
    single = (aa * bt - ab * at) / (aa * bb - ab * ab)
    if waits < 0:
        waits, single = 0.0, bt / bb
    return Profile(waits=Decimal(str(waits)), single=Decimal(str(single)))


@pytest.mark.parametrize("series", MEASURED, ids=lambda series: series["name"])
def test_fitted_to_three_settings_the_model_predicts_the_measured_others(series):
    known = [point for point in series["points"] if point[0] in (128, 512, 1769)]
    held_out = [point for point in series["points"] if point not in known]
    profile = fitted(known)
    errors = [abs(float(modelled_ms(profile, mb)) / time - 1) * 100 for mb, time in held_out]
    assert len(known) == 3
    assert max(errors) < series["held_out_error_percent"]


def test_billed_is_a_ceiling():
    assert billed_ms(Decimal("12.34")) == ceil(12.34)
