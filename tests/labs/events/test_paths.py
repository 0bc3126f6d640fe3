"""What learners write: read without evaluating, followed as Python would."""

import json
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.labs.engine.events.building import build, compare, leaves
from studyapp.labs.engine.events.following import follow
from studyapp.labs.engine.events.paths import LONGEST, PathError, read, write
from studyapp.labs.engine.events.told import SOURCES, Told
from studyapp.labs.engine.events.tree import lines

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=12,
)
SNS_ORDER = 'json.loads(json.loads(event["Records"][0]["body"])["Message"])["order"]'


@given(st.dictionaries(st.text(max_size=6), JSON, max_size=4))
def test_the_written_path_of_any_value_leads_back_to_it(event):
    for way, value in leaves(event):
        if len(write(way)) <= LONGEST:
            found = follow(write(way), event)
            assert found.ok
            assert found.value == value
            assert found.way == way


@pytest.mark.parametrize("source", SOURCES)
def test_every_value_of_every_sample_can_be_reached(source):
    event = build(Told(source, count=2, method="POST"))
    for way, value in leaves(event):
        assert follow(write(way), event).value == value


@given(st.text(max_size=60))
def test_anything_else_is_refused_with_a_place_in_the_text(text):
    found = follow(text, {})
    assert found.ok == (found.message == "")
    assert -1 <= found.at <= len(text)


@pytest.mark.parametrize(
    ("text", "at", "part"),
    [
        ("", 0, "Begin with event"),
        ("event.Records[0]", 5, '["Records"]'),
        ('event["Records"', 15, "not closed"),
        ('event["Records]', 6, "quote is not closed"),
        ("event[Records]", 6, "key in quotes"),
        ('event["a"] + 1', 11, "cannot stand here"),
        ("__import__('os')", 0, "not known here"),
        ("event.__class__", 5, "no attribute"),
        ("eval(event)", 0, "not known here"),
        ('event[""" "]', 8, "Expected"),
        ("json.loads(" * 9 + "event", 77, "inside one another"),
        ("event" + "[0]" * 60, 125, "steps"),
    ],
)
def test_it_says_where_it_goes_wrong(text, at, part):
    with pytest.raises(PathError) as refused:
        read(text)
    assert (refused.value.at, part in refused.value.message) == (at, True)


@pytest.mark.parametrize(
    ("path", "error", "at"),
    [
        ('event["Records"][1]', "IndexError", 16),
        ('event["Records"]["0"]', "TypeError", 16),
        ('event["records"]', "KeyError", 5),
        ('event["Records"][0]["body"]["Message"]', "TypeError", 27),
        ('json.loads(event["Records"][0]["messageId"])', "JSONDecodeError", 0),
        ('event["Records"][0]["body"].decode()', "AttributeError", 27),
        ("json.loads(event)", "TypeError", 0),
    ],
)
def test_what_python_would_refuse_is_refused_by_name(path, error, at):
    found = follow(path, build(Told("snssqs")))
    assert (found.ok, found.error, found.at) == (False, error, at)


def test_text_inside_text_is_read_twice():
    found = follow(SNS_ORDER, build(Told("snssqs")))
    assert (found.kind, found.value) == ("text", "A-1")
    assert found.way == ("Records", 0, "body")  # the last place that is still in the event
    assert not follow(SNS_ORDER, build(Told("snssqs", raw=True))).ok


def test_a_missing_key_may_be_asked_for_with_get():
    assert follow('event.get("cookies")', build(Told("http"))).kind == "null"


def test_kinesis_data_is_bytes_once_decoded():
    path = 'base64.b64decode(event["Records"][0]["kinesis"]["data"])'
    event = build(Told("kinesis"))
    assert follow(path, event).kind == "bytes"
    assert follow(f"{path}.decode()", event).value == Told().text()
    assert follow(f'json.loads({path})["order"]', event).value == "A-1"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_the_key_of_an_object_comes_back_when_it_is_decoded(key):
    event = build(Told("s3", key=key))
    place = 'event["Records"][0]["s3"]["object"]["key"]'
    assert follow(place, event).value == quote_plus(key, safe="/")
    assert follow(f"unquote_plus({place})", event).value == key


def test_changed_values_and_gone_keys_are_found():
    built = compare(Told("s3", key="a b", act="removed"))
    place = ("Records", 0, "s3", "object")
    assert built.changed == {(*place, "key"), ("Records", 0, "eventName")}
    assert built.gone == ((*place, "size"), (*place, "eTag"))
    assert compare(Told("sqs")).changed == frozenset()


@pytest.mark.parametrize("source", SOURCES)
def test_the_lines_are_the_event(source):
    event = build(Told(source, count=2))
    text = "".join(
        f"{line.key}{': ' if line.key else ''}{line.text}{line.end}"
        for line in lines(event, frozenset(), None)
    )
    assert json.loads(text) == event


def test_what_the_path_reaches_is_lit_with_all_it_holds():
    event = {"a": {"b": [1, 2]}, "c": 3}
    found = lines(event, frozenset(), ("a", "b"))
    assert [line.text for line in found if line.lit] == ["[", "1", "2", "]"]
    assert [line.key for line in found if line.passed and line.key] == ['"a"']
