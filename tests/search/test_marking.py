"""Hits are marked, and nothing else is let through as HTML."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.search.marking import LENGTH, marked, snippet
from studyapp.search.words import terms


@pytest.mark.parametrize(
    ("query", "html"),
    [
        ("mem", "At most <mark>memory</mark> &lt;b&gt;"),
        ("most memory", "At most <mark>memory</mark> &lt;b&gt;"),
        ("at memory", "At most <mark>memory</mark> &lt;b&gt;"),
        ("b", "At most memory &lt;<mark>b</mark>&gt;"),
        ("zebra", "At most memory &lt;b&gt;"),
    ],
)
def test_hits_are_marked_and_the_rest_is_escaped(query, html):
    assert marked("At most memory <b>", terms(query)) == html


@pytest.mark.parametrize(
    ("text", "query", "hit"),
    [
        ("Traces with X-Ray.", "xray", "X-Ray"),
        ("Traces with X-Ray.", "x-ray", "X-Ray"),
        ("See ConcurrentExecutions.", "executions", "ConcurrentExecutions"),
        ("the café", "cafe", "café"),
        ("up to 10,240 MB", "10240", "10,240"),
        ("the function's role", "functions", "function&#x27;s"),
    ],
)
def test_a_hit_is_marked_in_the_form_it_is_written_in(text, query, hit):
    assert f"<mark>{hit}</mark>" in marked(text, terms(query))


def test_a_snippet_stands_around_the_terms_that_stand_together():
    filler = "plain words " * 60
    text = f"memory {filler} the memory of a function {filler}"

    piece = snippet(text, terms("memory function"))

    assert "the <mark>memory</mark> of a <mark>function</mark> plain" in piece
    assert piece.startswith("… ")
    assert piece.endswith(" …")
    assert len(piece.split()) == LENGTH + 2


def test_a_text_without_hits_begins_at_its_start():
    assert snippet("One two three.", terms("zebra")) == "One two three."
    assert snippet("", terms("zebra")) == ""
    assert snippet("…!", terms("zebra")) == ""


@given(st.text(max_size=300), st.text(max_size=40))
def test_nothing_of_a_text_is_html(text, query):
    for html in (marked(text, terms(query)), snippet(text, terms(query))):
        assert "<" not in re.sub(r"</?mark>", "", html)
        assert html.count("<mark>") == html.count("</mark>")
    plain = re.sub(r"</?mark>", "", marked(text, terms(query)))
    assert len(plain) >= len(text)
