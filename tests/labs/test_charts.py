"""Geometry: numbers to places."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.charts import APART, LETTER, LINE, Dot, Frame, Scale, Series, nice_ticks, stack
from studyapp.drawn import lines

FRAME = Frame("wide", 640, 150, (128, 1024, 10_240))


def drawn(points, dots=(), **kwargs):
    return stack([Series("Time", points, dots)], FRAME, "Memory", (128, 10_240), **kwargs)


def test_each_doubling_is_equally_wide():
    scale = Scale(128, 1024, 0, 300, log=True)
    assert [scale.at(size) for size in (128, 256, 512, 1024)] == [0, 100, 200, 300]


@given(st.floats(1e-9, 1e15), st.integers(2, 5))
def test_ticks_are_few_even_and_within(high, count):
    ticks = nice_ticks(high, count)
    assert ticks[0] == 0
    assert 2 <= len(ticks) <= count + 1
    assert ticks[-1] <= high * 1.001
    assert all(b - a == pytest.approx(ticks[1]) for a, b in pairwise(ticks))


def test_zero_is_at_the_foot_of_the_panel_and_the_highest_point_below_its_top():
    chart = drawn([(128, 100.0), (10_240, 0.0)])
    first, last = chart.panels[0].line.split()
    assert float(last.split(",")[1]) == float(chart.panels[0].bottom)
    assert float(first.split(",")[1]) > float(chart.panels[0].top)


def test_a_line_of_nothing_but_zeros_can_be_drawn():
    assert drawn([(128, 0.0), (10_240, 0.0)]).panels[0].ticks[0].text == "0"


def test_names_that_would_overlap_stand_in_two_lines():
    chart = drawn([(128, 1.0), (10_240, 1.0)], [Dot(9600, 1.0, "C B"), Dot(10_240, 1.0, "F")])
    one, other = (float(name.y) for name in chart.panels[0].names)
    assert abs(one - other) == 18


def test_the_name_at_the_hair_line_stands_beside_it():
    left, right = (
        drawn([(128, 1.0), (10_240, 1.0)], [Dot(x, 1.0, "691.02 ms", "own")]).panels[0]
        for x in (256, 10_240)
    )
    assert float(left.names[0].x) > float(left.dots[0].x)
    assert float(right.names[0].x) + 50 < float(right.dots[0].x)


def names_at(memory: float, label: str, other: float):
    """The names in a narrow drawing of a line that falls to the right."""
    points = [(128 * 2 ** (n / 4), 6000 / 2 ** (n / 4)) for n in range(26)]
    dots = [
        Dot(other, 480, "C F B"),
        Dot(memory, 480, label, "own"),
    ]
    series = [Series("Time", points, dots)]
    frame = Frame("narrow", 296, 120, (128, 10_240), y_ticks=3)
    chart = stack(series, frame, "MB", (128, 10_240), hair=memory)
    return chart, chart.panels[0].names


def test_a_long_name_takes_two_lines_rather_than_lie_on_the_line():
    chart, names = names_at(1769, f"400 ms{APART}C F B", 10_000)
    own = [name for name in names if name.kind == "own"]
    assert [name.text for name in own] == ["400 ms", "C F B"]
    assert all(float(name.x) > float(chart.hair) for name in own)
    assert float(own[0].y) - float(own[1].y) >= LINE


def test_a_name_keeps_clear_of_the_hair_line():
    chart, names = names_at(1536, "460 ms", 1769)
    choice = next(name for name in names if name.kind != "own")
    assert float(choice.x) >= float(chart.hair) + 5


@pytest.mark.parametrize("memory", [129, 135, 140, 150, 160])
def test_a_name_at_the_left_end_keeps_clear_of_the_hair_line(memory):
    dots = [Dot(128, 190.0, "C"), Dot(memory, 180.0, "180 ms", "own")]
    chart = drawn([(128, 190.0), (10_240, 88.0)], dots, hair=float(memory))
    name = next(one for one in chart.panels[0].names if one.text == "C")
    start, hair = float(name.x), float(chart.hair)
    assert start + LETTER + 4 <= hair or start >= hair + 4
    assert start > float(chart.left)


def test_what_is_written_is_the_geometry_with_its_texts_escaped():
    dots = [
        Dot(512, 50.0, "<C>"),
        Dot(1024, 30.0, "30 & more", "own"),
        Dot(256, 70.0, "", "measured"),
    ]
    points = [(128.0, 100.0), (10_240.0, 5.0)]
    marks = [(1769.0, "1 vCPU", "full"), (3538.0, "2", "")]
    chart = stack([Series("A<B", points, dots)], FRAME, "M", (128, 10_240), marks, hair=1024.0)
    root = ElementTree.fromstring(lines([chart], "c", 'Say "when"', "T & U"))

    assert (root.findtext("title"), root.findtext("desc")) == ('Say "when"', "T & U")
    assert root.get("aria-labelledby") == "c-wide-title c-wide-text"
    panel = chart.panels[0]
    assert root.find("polyline").get("points") == panel.line
    paths = {path.get("class"): path.get("d") for path in root.findall("path")}
    assert paths == {
        "chart-mark-faint": chart.faint,
        "chart-mark": chart.marked,
        "chart-hair": f"M{chart.hair} {panel.top}V{chart.bottom}",
        "chart-axis": panel.axis,
        "chart-grid": panel.grid,
        "chart-measured": panel.crosses,
    }
    ring, dot = root.findall("circle")
    assert (ring.get("cx"), ring.get("cy")) == (panel.rings[0].x, panel.rings[0].y)
    assert (dot.get("cx"), dot.get("cy")) == (panel.own.x, panel.own.y)
    rows = [[text.text for text in group] for group in root.findall("g")]
    assert rows == [
        ["1 vCPU", "2"],
        [tick.text for tick in panel.ticks],
        [tick.text for tick in chart.x_ticks],
    ]
    told = [text.text for text in root.findall("text")]
    assert told == ["A<B", *(name.text for name in panel.names), "M"]
    assert {"<C>", "30 & more"} <= set(told)
