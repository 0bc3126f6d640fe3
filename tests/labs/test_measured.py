"""Measurements that a learner brings: how they are read, and how well the model fits them."""

import json
import struct
from base64 import b64encode
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.labs.cost.samples import SAMPLES
from studyapp.labs.engine.cost.duration import Profile, modelled_ms
from studyapp.labs.engine.cost.fitting import fit
from studyapp.labs.engine.cost.measured import LONGEST, MOST, Point, ReadError, read
from tests.labs.ledger import DATA

MEASURED = json.loads((DATA / "measured.json").read_text("utf-8"))["series"]
README = [
    (128, 37002.40, 7.717e-5), (256, 18647.77, 7.779e-5), (512, 8489.44, 7.072e-5),
    (1024, 3890.89, 6.4896e-5), (1536, 2512.23, 6.4896e-5), (3008, 2009.79, 1.0265e-4),
]  # fmt: skip
ms = st.decimals("0.01", 900_000, places=2)
memories = st.integers(128, 10_240)


def link(rows, host="https://lambda-power-tuning.show/"):
    parts = [
        b64encode(struct.pack(f"<{len(rows)}{kind}", *(row[at] for row in rows))).decode()
        for at, kind in enumerate("hff")
    ]
    return f"{host}#{';'.join(parts)}"


def points(rows):
    return tuple(Point(memory, Decimal(str(time))) for memory, time in rows)


# Reading.


@pytest.mark.parametrize(
    "line",
    ["512 8489.44", "512: 8489.44", "512,8489.44", "512\t8489.44 ms", " 512 MB; 8489.44 ms ",
     "512mb 8489.440", "512 8.48944e3"],
)  # fmt: skip
def test_a_pair_may_be_written_in_many_ways(line):
    assert read(f"128 1\n{line}")[1] == Point(512, Decimal("8489.44"))


def test_a_third_number_is_what_it_cost():
    assert read("128 1 0.5\n256, 2, $0.25")[1] == Point(256, Decimal(2), Decimal("0.25"))


def test_a_link_holds_what_was_measured():
    found = read(link(README))
    assert [(one.memory, float(one.duration)) for one in found] == [row[:2] for row in README]
    assert [float(one.cost) for one in found] == [row[2] for row in README]
    assert read(link(README, "http://localhost/x")) == found


def test_a_link_may_be_percent_encoded():
    written = link(README).replace("=", "%3D").replace(";", "%3B").replace("/", "%2F")
    assert read(written) == read(link(README))


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "two settings"),
        ("\n\n128 5", 3, "two settings"),
        ("128 5\n256 x", 2, "such as"),
        ("128 5\n256 1,5,6,7", 2, "such as"),
        ("128 5\n\n128 6", 3, "twice"),
        ("127 5\n256 6", 1, "from 128 to 10,240 MB"),
        ("128 5\n10241 6", 2, "from 128 to 10,240 MB"),
        ("128 0\n256 6", 1, "0.01 to 900,000 ms"),
        ("128 5\n256 1e9", 2, "0.01 to 900,000 ms"),
        ("128 5\n256 1e99", 2, "0.01 to 900,000 ms"),
        ("128 5 1001\n256 6", 1, "from 0 to 1,000 USD"),
        ("128 5\nhttps://lambda-power-tuning.show/#abc", 2, "three parts"),
        ("#a;b;c", 1, "three parts"),
        (link([(128, float("nan"), 1.0), (256, 1.0, 1.0)]), 1, "three parts"),
        (link([(128, float("inf"), 1.0), (256, 1.0, 1.0)]), 1, "three parts"),
        (link([(-5, 1.0, 1.0), (256, 1.0, 1.0)]), 1, "from 128"),
        (link([(128, 1.0, -1.0), (256, 1.0, 1.0)]), 1, "USD"),
        ("#gAAAAQ==;AACAPw==;AACAPwAAgD8=", 1, "unequal numbers"),
        ("\n".join(f"{128 + n} 5" for n in range(MOST + 1)), MOST + 1, f"more than {MOST}"),
        (" " * (LONGEST + 1), 1, "2,000 characters"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_line(text, line, message):
    with pytest.raises(ReadError, match=message) as refused:
        read(text)
    assert refused.value.line == line


@given(st.text(st.sampled_from("0123456789 .,:;#e-+=AQb\n\t$mMsé٣"), max_size=80))
def test_nothing_that_is_pasted_breaks_the_reading(text):
    try:
        found = read(text)
    except ReadError:
        return
    assert all(128 <= one.memory <= 10_240 and one.duration > 0 for one in found)


@given(st.dictionaries(memories, ms, min_size=2, max_size=MOST))
def test_what_is_written_is_read(rows):
    text = "\n".join(f"{memory} {time}" for memory, time in rows.items())
    assert [(one.memory, one.duration) for one in read(text)] == list(rows.items())


# Fitting.


@pytest.mark.parametrize("series", MEASURED, ids=lambda series: series["name"])
def test_fitted_to_three_settings_it_predicts_the_measured_others(series):
    known = points(row for row in series["points"] if row[0] in (128, 512, 1769))
    others = [row for row in series["points"] if row[0] not in (128, 512, 1769)]
    profile = fit(known).profile
    errors = [abs(float(modelled_ms(profile, mb)) / time - 1) * 100 for mb, time in others]
    assert len(known) == 3
    assert max(errors) < series["held_out_error_percent"]


def test_the_published_fits_are_found_again():
    found = fit(SAMPLES["python312-sha-x86"].points)
    assert (round(found.mean * 100, 1), round(abs(found.worst.error) * 100, 1)) == (
        Decimal("1.2"),
        Decimal("2.3"),
    )
    helped = fit(SAMPLES["node22-sha-x86"].points, threads=2)
    assert helped.profile.parallel == pytest.approx(Decimal(1559), abs=1)
    assert abs(helped.worst.error) < Decimal("0.0125")


@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 5000), st.integers(2, 5))
def test_what_the_model_made_is_found_again(waits, single, parallel, threads):
    made = Profile(Decimal(waits), Decimal(single), Decimal(parallel), threads)
    sizes = (128, 256, 512, 1024, 1769, 3000, 6000, 10_240)
    rows = [(memory, modelled_ms(made, memory)) for memory in sizes]
    if any(time == 0 for _, time in rows):
        return
    found = fit([Point(memory, time) for memory, time in rows], threads).profile
    assert (found.waits, found.single, found.parallel) == (waits, single, parallel)


@given(
    st.dictionaries(memories, st.decimals(1, 10_000, places=2), min_size=2, max_size=8),
    st.integers(1, 4),
    st.tuples(*[st.decimals("0.5", "1.5", places=2)] * 3),
)
def test_no_other_profile_fits_better(rows, threads, factors):
    measured = [Point(memory, time) for memory, time in rows.items()]
    found = fit(measured, threads).profile
    assert min(found.waits, found.single, found.parallel) >= 0
    times = (found.waits, found.single, found.parallel)
    other = Profile(*(t * f for t, f in zip(times, factors, strict=True)), threads=threads)
    # The profile is rounded to hundredths of a millisecond.
    assert error(found, measured) <= error(other, measured) * 1.0001 + 1e-3


def error(profile, measured):
    return sum(float(modelled_ms(profile, one.memory) / one.duration - 1) ** 2 for one in measured)


def test_above_one_vcpu_waiting_and_work_look_alike():
    found = fit(points([(1769, 400), (4096, 400), (10_240, 401)]))
    assert not found.told_apart
    assert float(found.profile.waits + found.profile.single) == pytest.approx(400.3, abs=0.1)
