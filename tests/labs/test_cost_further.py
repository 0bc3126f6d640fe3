"""The further charges, Lambda@Edge, Managed Instances and MicroVMs: form, page and document."""

import re
from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from studyapp.labs.cost.forms import DEFAULTS, CostForm
from studyapp.labs.cost.further import CHARGES, LEFT, UNREAD
from studyapp.labs.cost.lab import CostLab
from studyapp.labs.cost.page import Link
from studyapp.labs.engine.cost.charges import ZERO, Arch, Kind
from studyapp.labs.engine.cost.duration import Profile
from studyapp.labs.engine.cost.further import STREAMED_MOST_MB, Further
from studyapp.labs.engine.cost.microvms import (
    LIFE_H,
    PEAK_MOST,
    SIZES_GB,
    MicroVms,
    microvm_charges,
)
from studyapp.labs.engine.cost.pricing import FREE_GBS, FREE_REQUESTS
from studyapp.labs.engine.cost.study import Workload, at, study
from studyapp.labs.engine.numbers import Numbers
from tests.labs.ledger import facts, microvm_prices, numbers, prices
from tests.labs.test_cost_page import URL, get, ledger, words

__all__ = ["get", "ledger"]
OFFERED = "work=own&single=0&waits=100&memory=1024"


def form_of(query):
    return CostForm(QueryDict(query))


def document(query):
    form = form_of(query)
    assert form.is_valid(), form.errors
    return CostLab().document(CostLab().solve(form, Numbers(numbers())))


def test_the_bounds_are_those_of_the_ledger():
    assert Decimal(FREE_REQUESTS) == numbers()["free-requests"]
    assert Decimal(FREE_GBS) == numbers()["free-gbs"]
    assert str(STREAMED_MOST_MB) == facts("compute")["payload-stream"]["number"]


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("restores=5", "restores", "Restores need a snapshot"),
        ("requests=10&streamed=11", "streamed", "no more than the 10 requests"),
        ("streamed=1&streammb=201", "streammb", "from 0 to 200 MB"),
        ("snap=720&units=1", "snap", "provisioned concurrency exclude each other"),
        ("snap=720&tmp=1024", "snap", "SnapStart needs a /tmp of 512 MB"),
        ("snap=720&tenants=1", "tenants", "Tenant isolation and SnapStart exclude"),
        ("tenants=1&units=1", "tenants", "provisioned concurrency exclude"),
        ("free=on&leftreq=1000001", "leftreq", "from 0 to 1,000,000"),
        ("free=on&leftgbs=400000.5", "leftgbs", "from 0 to 400,000 GB-s"),
        ("place=moon", "place", "choose one of those offered"),
        ("place=managed&ilist=1001", "ilist", "from 0 to 1,000 USD"),
        ("kafka=-1", "kafka", "Kafka pollers: enter a number"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(query, field, message):
    form = form_of(query)
    assert not form.is_valid()
    assert message in form.errors[field][0]


@pytest.mark.parametrize("place", ["edge", "managed"])
def test_what_has_no_meaning_there_is_neither_read_nor_kept_in_the_address(place, get):
    said = "&".join(f"{name}=77" for name in UNREAD[place] if name in ("units", "snap", "tmp"))
    form = form_of(f"place={place}&free=on&{said}")
    assert form.is_valid()
    assert form.query() == f"place={place}"
    shown = words(get(f"place={place}&free=on&{said}"))
    assert "though entered: Free tier; Size of /tmp; Provisioned environments" in shown
    assert "though entered" not in words(get(f"place={place}"))


def test_the_fields_that_are_not_read_exist():
    named = {name for names in UNREAD.values() for name in names}
    assert named <= set(DEFAULTS)
    assert {*CHARGES, *LEFT} <= set(DEFAULTS)


def test_a_charge_of_zero_is_no_line(get):
    plain = get().content.decode()
    for label in ("SnapStart cache", "Streamed responses", "Durable operations"):
        assert label not in re.sub(r"(?s)<form.*</form>", "", plain)
    assert document("streamed=1000&streammb=6")["charges"].keys() == {"duration", "requests"}
    assert "Streaming adds nothing" in words(get("streamed=1000&streammb=6"))


def test_the_arithmetic_of_the_further_charges_is_shown(get):
    text = words(get("snap=1&restores=10&streamed=1024&streammb=10&streamfree=on&memory=2048"))
    assert "1 h, charged as the least, 3 h" in text
    assert "10 × 2,048 MB ÷ 1,024 = 20 GB" in text
    assert "1,024 × 4 MB ÷ 1,024 = 4 GB" not in text  # all of it is free: no line
    text = words(get("streamed=1024000&streammb=10&streamfree=on&requests=2000000"))
    assert "1,024,000 × 4 MB ÷ 1,024 = 4,000 GB less 100 GB of the free tier" in text
    assert "3,900 GB × $0.008 per GB" in text


def test_outside_the_home_region_the_missing_price_is_named(get):
    text = words(get("region=eu-central-1&streamed=1000&ops=5"))
    assert "no AWS source gives the price of streamed responses and durable operations" in text
    assert "x86_64 or US East" not in text
    assert "A month –" in text
    told = document("region=eu-central-1&streamed=1000&ops=5")
    assert told["unpriced"] == ["streaming", "durable_operations"]
    assert told["total_usd"] is None
    on_arm = words(get("region=eu-central-1&arch=arm64&units=1"))
    assert "provisioned concurrency on arm64" in on_arm
    assert "Take x86_64 or US East" in on_arm


def test_managed_instances_have_a_bill_and_no_curve(get):
    text = words(get("place=managed&requests=1000000&ihours=100&ilist=0.2"))
    assert "On Managed Instances: 1,000,000 requests, 100 instance hours, $23.20 a month." in text
    assert "100 h × $0.2, as you entered it" in text
    assert "no free tier here" in text
    assert "<svg class=" not in get("place=managed").content.decode().split('id="result"')[1]
    assert "What to set" not in text
    told = document("place=managed")
    assert (told["outcome"], told["duration_ms"]) == ("not_modelled", None)
    assert set(told["answers"]) == {"part"}
    assert told["cheapest"] is None
    elsewhere = words(get("place=managed&region=eu-west-1"))
    assert "no AWS source gives the price of requests on Managed Instances" in elsewhere


def test_at_the_edge_the_sentence_says_so(get):
    text = words(get("place=edge&memory=128&work=own&single=0&waits=10"))
    assert "At 128 MB on Lambda@Edge: 0.07 vCPU" in text
    assert "arch" not in {ask.id for ask in CostLab().asks(form_of("place=edge"))}
    assert "arch" in {ask.id for ask in CostLab().asks(form_of(""))}


@given(st.integers(128, 10_240), st.sampled_from(Arch))
def test_only_some_charges_depend_on_the_memory(memory, arch):
    used = Further(Decimal(10), 1000, 10**6, Decimal(9), tenants=50, operations=7)
    work = Workload(Profile(waits=Decimal(5)), arch=arch, further=used)
    here, base = (
        {charge.kind: charge.amount for charge in at(work, size, prices()).bill.charges}
        for size in (memory, 1024)
    )
    for kind in (Kind.SNAPSHOT, Kind.RESTORES, Kind.TENANTS):
        assert here[kind] * 1024 == base[kind] * memory
    for kind in (Kind.STREAMING, Kind.OPERATIONS):
        assert here[kind] == base[kind]


def test_the_picks_count_what_grows_with_the_memory():
    work = Workload(Profile(single=Decimal(400)), requests=1000)
    kept = Workload(
        Profile(single=Decimal(400)), requests=1000, further=Further(snapshot_hours=Decimal(744))
    )
    of = {one: study(one, 1024, prices()).choices[0].option.memory for one in (work, kept)}
    assert of[kept] == 128 <= of[work]
    assert at(kept, 2048, prices()).cost > at(kept, 1024, prices()).cost * Decimal("1.9")


def test_requests_on_prepared_environments_may_be_shorter(get):
    told = document(f"{OFFERED}&units=1&hours=1&spared=30&served=50&requests=10")
    assert (told["billed_ms"], told["prepared_ms"]) == (100, 70)
    assert "provisioned: 70 ms" in words(get(f"{OFFERED}&units=1&spared=30"))
    assert "counts as 0 ms" in words(get(f"{OFFERED}&units=1&spared=200"))


def test_what_is_left_of_the_free_tier_is_taken_off_alone():
    told = document(f"{OFFERED}&free=on&requests=2000000&leftreq=500000&leftgbs=50000")
    assert told["charges"]["requests"] == "0.3"
    assert Decimal(told["charges"]["duration"]) == 150_000 * numbers()["price-gbs-x86-t1"]
    without = form_of(f"{OFFERED}&free=off&leftreq=5")
    assert without.is_valid()
    assert "leftreq" not in without.query()


@pytest.mark.parametrize("query", ["", "memory=512&snap=5&free=on", "memory=2048"])
def test_a_link_to_another_memory_is_the_address_of_that_state(query):
    form = form_of(query)
    assert form.is_valid()
    for memory in (128, 512, 1024, 10_240):
        assert Link(form).to(memory) == form.query(memory=memory)


def test_the_fold_opens_by_itself(get):
    assert b'id="more-charges" open' in get("ops=1").content
    assert b'id="more-charges" open' not in get().content
    assert URL == "/labs/cost/"


MICROVM = "place=microvms&vmgb=2&vmlaunches=100&vmruns=3600"


def test_microvms_have_a_bill_of_their_own_and_no_curve(get):
    text = words(get(f"{MICROVM}&vmatpeak=0&vmcycles=0&vmidle=0&vmimages=1&region=eu-west-1"))
    assert "MicroVMs: 100 launches, 100 hours of running, $13.08 a month." in text
    assert "2 GB ÷ 2 GB = 1 vCPU" in text
    assert "baseline: 360,000 s × 2 GB = 720,000 GB-s" in text
    assert "launched: 100 × 2 GB = 200 GB" in text
    assert "peak:" not in text
    assert "Snapshots written" not in text
    assert "Not counted on MicroVMs, though entered: Region." in text
    assert "US East (N. Virginia) on arm64" in text
    cycled = words(get(MICROVM))
    assert "suspended: 100 × 6 times × 2 GB = 1,200 GB" in cycled
    assert "resumed: 100 × 6 times × 2 GB = 1,200 GB" in cycled
    assert "<svg class=" not in get(MICROVM).content.decode().split('id="result"')[1]


def test_what_a_microvm_is_asked_is_its_largest_part():
    form = form_of(MICROVM)
    (ask,) = CostLab().asks(form)
    assert [choice.id for choice in ask.choices] == ["vcpus", "memory", "snapshots"]
    told = document(MICROVM)
    assert set(told["answers"]) == {"part"}
    assert told["answers"]["part"] == "vcpus"
    kept = "vmruns=0&vmatpeak=0&vmcycles=1&vmidle=8"
    assert document(f"place=microvms&{kept}")["answers"]["part"] == "snapshots"


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("vmgb=16", "vmgb", "choose one of those offered"),
        ("vmpeak=4.1", "vmpeak", "from 1 to 4 ×"),
        ("vmruns=28801", "vmruns", "from 0 to 28,800 s"),
        ("vmruns=10801&vmidle=5", "vmidle", "exists for 8 h at most"),
        ("vmcycles=0&vmidle=1", "vmcycles", "at least one"),
    ],
)
def test_a_microvm_that_cannot_be_is_refused_at_its_field(query, field, message):
    form = form_of(f"place=microvms&{query}")
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert message in form.errors[field][0]


def test_the_bounds_of_a_microvm_are_those_of_the_ledger():
    modes, compute = facts("modes"), facts("compute")
    assert str(PEAK_MOST) == modes["microvm-burst"]["number"]
    assert f"{', '.join(SIZES_GB[:-1])} or {SIZES_GB[-1]} GB" == modes["microvm-sizes"]["value"]
    assert f"up to {LIFE_H} hours" in compute["microvm"]["statement"]


def test_an_idle_hour_costs_less_suspended_than_running():
    idle = document("place=microvms&vmruns=9000&vmcycles=6&vmidle=5.5")
    awake = document("place=microvms&vmruns=28800&vmcycles=0&vmidle=0&vmatpeak=7.812")
    assert Decimal(idle["exact_usd"]) < Decimal(awake["exact_usd"]) / 2


@given(st.decimals("0.5", "8", places=2), st.decimals(1, 4, places=2), st.integers(0, 100))
def test_a_peak_is_paid_only_for_as_long_as_it_lasts(memory, peak, percent):
    """No peak at all is the least, the peak all the time the most, and between it is a line."""
    flat, mixed, high = (
        microvm_charges(
            MicroVms(memory, 10, Decimal(60), share, peak, 0, ZERO, ZERO, 0, ZERO),
            microvm_prices().further.microvms,
        )
        for share in (ZERO, Decimal(percent) / 100, Decimal(1))
    )
    for none, some, whole in zip(flat, mixed, high, strict=True):
        assert whole.quantity == none.quantity * peak
        assert 100 * (some.quantity - none.quantity) == percent * (whole.quantity - none.quantity)
