"""What the learner says about an event. Everything else in a payload is a fixed sample."""

import json
from dataclasses import dataclass
from typing import Any

SOURCES = {
    "s3": "S3 notification",
    "sns": "SNS",
    "sqs": "SQS",
    "snssqs": "SNS in SQS",
    "kinesis": "Kinesis Data Streams",
    "dynamodb": "DynamoDB Streams",
    "eventbridge": "EventBridge",
    "rest": "API Gateway REST API (v1)",
    "http": "API Gateway HTTP API (v2)",
    "url": "Function URL",
    "alb": "Application Load Balancer",
}
MESSAGE = ("body",)
WEB = ("method", "uri", "search", "cookies", "body", "binary")
# The facts a source's payload depends on, in the order the page asks for them.
ASKED: dict[str, tuple[str, ...]] = {
    "s3": ("act", "key"),
    "sns": MESSAGE,
    "sqs": ("body", "count", "fifo"),
    "snssqs": ("body", "count", "fifo", "raw"),
    "kinesis": ("body", "count"),
    "dynamodb": ("change", "view", "count"),
    "eventbridge": ("sort", "body", "key"),
    "rest": WEB,
    "http": WEB,
    "url": WEB,
    "alb": (*WEB, "multi"),
}
VIEWS = ("NEW_AND_OLD_IMAGES", "NEW_IMAGE", "OLD_IMAGE", "KEYS_ONLY")
CHANGES = ("INSERT", "MODIFY", "REMOVE")
SORTS = {"custom": "Own event", "s3": "From S3", "scheduled": "Scheduled rule"}
BODY = '{"order": "A-{n}"}'


@dataclass(frozen=True, slots=True)
class Told:
    source: str = "s3"
    key: str = "reports/annual report.pdf"
    act: str = "created"  # or removed
    body: str = BODY  # {n} becomes the number of the message
    count: int = 1
    fifo: bool = False
    raw: bool = False
    change: str = "MODIFY"
    view: str = "NEW_AND_OLD_IMAGES"
    sort: str = "custom"
    method: str = "GET"
    uri: str = "/orders/42"
    search: str = "colour=red&colour=blue"
    cookies: str = ""
    binary: bool = False
    multi: bool = False

    def text(self, n: int = 1) -> str:
        return self.body.replace("{n}", str(n))

    def detail(self) -> dict[str, Any] | None:
        """The body as the object that EventBridge asks for; None when it is none."""
        try:
            value = read_json(self.text())
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None


def read_json(text: str) -> Any:
    """What a learner wrote as JSON. ValueError for what Python reads and nobody can pass on:
    half a character, a number without end, NaN.

    >>> read_json('{"n": 2}')
    {'n': 2}
    >>> read_json('[1e999]')
    Traceback (most recent call last):
    ValueError: Out of range float values are not JSON compliant: inf
    """
    value = json.loads(text)
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    return value
