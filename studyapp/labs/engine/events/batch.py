"""Which messages of a batch come again, and which never do although they failed."""

from dataclasses import dataclass

FEEDS = {
    "sqs": "SQS standard queue",
    "fifo": "SQS FIFO queue",
    "kinesis": "Kinesis Data Streams",
    "dynamodb": "DynamoDB Streams",
}
ANSWERS = {
    "listed": "batchItemFailures with these numbers",
    "empty": "an empty batchItemFailures",
    "nothing": "nothing (null)",
    "blank": "an itemIdentifier that is empty",
    "misnamed": "an item with a wrong key name",
    "throws": "no answer: it raises an exception",
}
QUEUES = ("sqs", "fifo")


@dataclass(frozen=True, slots=True)
class Batch:
    feed: str
    count: int
    failed: frozenset[int]  # whose processing failed, numbered from 1
    answer: str
    listed: frozenset[int]  # what the answer names
    report: bool  # ReportBatchItemFailures is set on the mapping


@dataclass(frozen=True, slots=True)
class Outcome:
    again: tuple[int, ...]
    done: tuple[int, ...]  # deleted from the queue, or passed by the iterator
    lost: tuple[int, ...]  # failed, and never come again
    twice: tuple[int, ...]  # succeeded, and come again
    overtaken: bool  # FIFO: something after a failed message counts as done
    rule: str  # which rule decided, for the words and the fact beside it
    steps: tuple[str, ...]


def settle(batch: Batch) -> Outcome:
    everything = range(1, batch.count + 1)
    rule, returned = _decide(batch)
    again = tuple(n for n in everything if n in returned)
    done = tuple(n for n in everything if n not in returned)
    lost = tuple(n for n in done if n in batch.failed)
    twice = tuple(n for n in again if n not in batch.failed)
    first = min(again, default=batch.count + 1)
    overtaken = batch.feed == "fifo" and any(n > first for n in done)
    steps = _steps(batch, rule, again)
    return Outcome(again, done, lost, twice, overtaken, rule, steps)


def _decide(batch: Batch) -> tuple[str, frozenset[int]]:
    everything = frozenset(range(1, batch.count + 1))
    if batch.answer == "throws":
        return "exception", everything
    if not batch.report:
        return "ignored", frozenset()
    if batch.answer in ("blank", "misnamed"):
        return "malformed", everything
    if batch.answer in ("empty", "nothing") or not batch.listed:
        return "success", frozenset()
    if batch.feed in QUEUES:
        return "listed", batch.listed & everything
    lowest = min(batch.listed)
    return "checkpoint", frozenset(n for n in everything if n >= lowest)


RULES = {
    "exception": "The function raised an exception: the whole batch counts as failed.",
    "ignored": "The mapping does not ask for ReportBatchItemFailures: what the function returns"
    " is not read, and a run without an exception is a success for the whole batch.",
    "malformed": "The answer cannot be read as a list of identifiers: the whole batch counts as"
    " failed.",
    "success": "The answer names no failure: the whole batch is done.",
    "listed": "The named messages stay in the queue, the others are deleted.",
    "checkpoint": "A stream is read on from the lowest named sequence number: that record and"
    " all after it come again.",
}


def _steps(batch: Batch, rule: str, again: tuple[int, ...]) -> tuple[str, ...]:
    failed = sorted(batch.failed)
    first = f"Failed while being processed: {named(failed)}."
    said = f"Named in the answer: {named(sorted(batch.listed))}."
    answer = said if batch.answer == "listed" else f"Answer: {ANSWERS[batch.answer]}."
    return (first, answer, RULES[rule], f"Come again: {named(again)}.")


def named(numbers: tuple[int, ...] | list[int]) -> str:
    return ", ".join(map(str, numbers)) or "none"
