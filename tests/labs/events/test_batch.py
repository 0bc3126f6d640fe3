"""Which messages come again."""

import pytest

from studyapp.labs.engine.events.batch import Batch, settle


def batch(feed="sqs", failed=(3,), answer="listed", listed=(3,), report=True, count=5):
    return settle(Batch(feed, count, frozenset(failed), answer, frozenset(listed), report))


def test_only_the_named_messages_of_a_queue_come_again():
    assert batch().again == (3,)
    assert batch(listed=(2, 4)).again == (2, 4)


@pytest.mark.parametrize("feed", ["kinesis", "dynamodb"])
def test_a_stream_is_read_on_from_the_lowest_named_record(feed):
    found = batch(feed, failed=(4, 2), listed=(4, 2))
    assert (found.again, found.twice) == ((2, 3, 4, 5), (3, 5))


def test_an_exception_returns_the_whole_batch():
    found = batch(answer="throws")
    assert (found.again, found.twice) == ((1, 2, 3, 4, 5), (1, 2, 4, 5))


@pytest.mark.parametrize("answer", ["blank", "misnamed"])
def test_an_answer_that_cannot_be_read_returns_the_whole_batch(answer):
    assert batch(answer=answer).again == (1, 2, 3, 4, 5)


@pytest.mark.parametrize("answer", ["empty", "nothing"])
def test_an_empty_answer_is_a_success_and_loses_what_failed(answer):
    found = batch(answer=answer)
    assert (found.again, found.lost) == ((), (3,))


def test_without_the_setting_the_answer_is_not_read():
    found = batch(report=False)
    assert (found.again, found.lost, found.rule) == ((), (3,), "ignored")
    assert batch(report=False, answer="throws").again == (1, 2, 3, 4, 5)


def test_a_fifo_queue_loses_its_order_when_only_the_failure_is_named():
    assert batch("fifo").overtaken
    assert not batch("fifo", listed=(3, 4, 5)).overtaken
    assert not batch("sqs").overtaken
