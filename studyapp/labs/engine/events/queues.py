"""What SNS and SQS send."""

import json
from hashlib import sha256
from typing import Any

from studyapp.labs.engine.events import samples
from studyapp.labs.engine.events.told import Told

TOPIC = samples.arn("sns", "orders")
LEAVE = f"https://sns.{samples.REGION}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn="
CERTIFICATE = f"https://sns.{samples.REGION}.amazonaws.com/SimpleNotificationService-sample.pem"
SUBSCRIPTION = f"{TOPIC}:0a1b2c3d-1111-4222-8333-444455556666"


def sns(told: Told) -> dict[str, Any]:
    """Always one record, and the message in it is text."""
    message = {
        "Type": "Notification",
        "MessageId": samples.uuid("sns", 1),
        "TopicArn": TOPIC,
        "Subject": None,
        "Message": told.text(),
        "Timestamp": samples.TIME_MS,
        "SignatureVersion": "1",
        "Signature": "c2FtcGxlIHNpZ25hdHVyZQ==",
        "SigningCertUrl": CERTIFICATE,
        "UnsubscribeUrl": LEAVE + SUBSCRIPTION,
        "MessageAttributes": {"kind": {"Type": "String", "Value": "order"}},
    }
    record = {
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "EventSubscriptionArn": SUBSCRIPTION,
        "Sns": message,
    }
    return {"Records": [record]}


def envelope(told: Told, n: int) -> str:
    """What SNS writes into a queue without raw delivery: its own JSON, as text."""
    topic = f"{TOPIC}.fifo" if told.fifo else TOPIC
    content: dict[str, Any] = {"Type": "Notification", "MessageId": samples.uuid("sns", n)}
    if told.fifo:
        content["SequenceNumber"] = str(10000000000000000000 + n * 1000)
    content |= {"TopicArn": topic, "Message": told.text(n), "Timestamp": samples.TIME_MS}
    if not told.fifo:
        content["SignatureVersion"] = "1"
        content["Signature"] = "c2FtcGxlIHNpZ25hdHVyZQ=="
        content["SigningCertURL"] = CERTIFICATE
    content["UnsubscribeURL"] = LEAVE + SUBSCRIPTION
    content["MessageAttributes"] = {"kind": {"Type": "String", "Value": "order"}}
    return json.dumps(content, indent=2, ensure_ascii=False)


def _attributes(told: Told, body: str, n: int) -> dict[str, str]:
    common = {
        "ApproximateReceiveCount": "1",
        "SentTimestamp": samples.EPOCH_MS,
        "SenderId": "AIDASAMPLESENDER",
        "ApproximateFirstReceiveTimestamp": str(int(samples.EPOCH_MS) + 4),
    }
    if not told.fifo:
        return common
    return common | {
        "SequenceNumber": str(18873177232222700000 + n * 256),
        "MessageGroupId": "customer-1",
        "MessageDeduplicationId": sha256(body.encode()).hexdigest(),
    }


def _record(told: Told, body: str, n: int, attributes: dict[str, Any]) -> dict[str, Any]:
    queue = "orders.fifo" if told.fifo else "orders"
    return {
        "messageId": samples.uuid("sqs", n),
        "receiptHandle": f"AQEBsampleHandle{n}==",
        "body": body,
        "attributes": _attributes(told, body, n),
        "messageAttributes": attributes,
        "md5OfBody": samples.digest(body),
        "eventSource": "aws:sqs",
        "eventSourceARN": samples.arn("sqs", queue),
        "awsRegion": samples.REGION,
    }


def _own_attributes() -> dict[str, Any]:
    value = {"stringValue": "order", "stringListValues": [], "binaryListValues": []}
    return {"kind": {**value, "dataType": "String"}}


def sqs(told: Told) -> dict[str, Any]:
    numbers = range(1, told.count + 1)
    return {"Records": [_record(told, told.text(n), n, _own_attributes()) for n in numbers]}


def sns_in_sqs(told: Told) -> dict[str, Any]:
    """With raw delivery the message itself, and its attributes become those of the queue."""
    records = []
    for n in range(1, told.count + 1):
        body = told.text(n) if told.raw else envelope(told, n)
        records.append(_record(told, body, n, _own_attributes() if told.raw else {}))
    return {"Records": records}
