"""The event of a source, and which of its values the learner's facts have changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from studyapp.labs.engine.events import buckets, queues, streams, web
from studyapp.labs.engine.events.told import Told

Step = str | int
Way = tuple[Step, ...]
BUILDERS: dict[str, Callable[[Told], dict[str, Any]]] = {
    "s3": buckets.s3,
    "sns": queues.sns,
    "sqs": queues.sqs,
    "snssqs": queues.sns_in_sqs,
    "kinesis": streams.kinesis,
    "dynamodb": streams.dynamodb,
    "eventbridge": buckets.eventbridge,
    "rest": web.rest,
    "http": web.http_api,
    "url": web.function_url,
    "alb": web.balancer,
}


@dataclass(frozen=True, slots=True)
class Built:
    event: dict[str, Any]
    changed: frozenset[Way]  # leaves with another value than the sample has, or new ones
    gone: tuple[Way, ...]  # what the sample has and this event has not: the highest of each


def build(told: Told) -> dict[str, Any]:
    return BUILDERS[told.source](told)


def compare(told: Told) -> Built:
    """The event beside the same source's event with all facts left as they were."""
    event, sample = build(told), build(Told(source=told.source))
    now, before = dict(leaves(event)), dict(leaves(sample))
    changed = {way for way, value in now.items() if way not in before or before[way] != value}
    gone = tuple(missing(sample, event))
    return Built(event, frozenset(changed), gone)


def leaves(value: Any, way: Way = ()) -> Iterator[tuple[Way, Any]]:
    """Every value that holds no other; an empty object or list counts as one."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, (*way, key))
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from leaves(inner, (*way, index))
    else:
        yield way, value


def missing(before: Any, now: Any, way: Way = ()) -> Iterator[Way]:
    if isinstance(before, dict) and isinstance(now, dict):
        for key, inner in before.items():
            if key in now:
                yield from missing(inner, now[key], (*way, key))
            else:
                yield (*way, key)
    elif isinstance(before, list) and isinstance(now, list):
        for index, (inner, other) in enumerate(zip(before, now, strict=False)):
            yield from missing(inner, other, (*way, index))
        yield from ((*way, index) for index in range(len(now), len(before)))
