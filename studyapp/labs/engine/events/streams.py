"""What Lambda's pollers read from Kinesis Data Streams and DynamoDB Streams."""

from base64 import b64encode
from typing import Any

from studyapp.labs.engine.events import samples
from studyapp.labs.engine.events.told import Told

SHARD = "shardId-000000000006"
FIRST = 49590338271490256608559692538361571095921575989136588898
STREAM = samples.arn("kinesis", "stream/orders")
TABLE = samples.arn("dynamodb", "table/Orders/stream/2026-11-01T00:00:00.000")


def kinesis(told: Told) -> dict[str, Any]:
    return {"Records": [_kinesis(told, n) for n in range(1, told.count + 1)]}


def _kinesis(told: Told, n: int) -> dict[str, Any]:
    sequence = str(FIRST + n - 1)
    content = {
        "kinesisSchemaVersion": "1.0",
        "partitionKey": "customer-1",
        "sequenceNumber": sequence,
        "data": b64encode(told.text(n).encode()).decode(),
        "approximateArrivalTimestamp": samples.EPOCH + n / 1000,
    }
    return {
        "kinesis": content,
        "eventSource": "aws:kinesis",
        "eventVersion": "1.0",
        "eventID": f"{SHARD}:{sequence}",
        "eventName": "aws:kinesis:record",
        "invokeIdentityArn": f"arn:aws:iam::{samples.ACCOUNT}:role/orders-function",
        "awsRegion": samples.REGION,
        "eventSourceARN": STREAM,
    }


def dynamodb(told: Told) -> dict[str, Any]:
    return {"Records": [_change(told, n) for n in range(1, told.count + 1)]}


def item(n: int, *, new: bool) -> dict[str, Any]:
    """The sample item before or after the change, as DynamoDB types it: numbers are text."""
    return {
        "Id": {"N": str(100 + n)},
        "Status": {"S": "sent" if new else "open"},
        "Total": {"N": "19.90"},
        "Paid": {"BOOL": new},
    }


def _change(told: Told, n: int) -> dict[str, Any]:
    content: dict[str, Any] = {
        "ApproximateCreationDateTime": samples.EPOCH,
        "Keys": {"Id": {"N": str(100 + n)}},
    }
    # A new item has no old image, a removed one no new image, whatever the view says.
    if told.view in ("NEW_IMAGE", "NEW_AND_OLD_IMAGES") and told.change != "REMOVE":
        content["NewImage"] = item(n, new=True)
    if told.view in ("OLD_IMAGE", "NEW_AND_OLD_IMAGES") and told.change != "INSERT":
        content["OldImage"] = item(n, new=False)
    content["SequenceNumber"] = str(4421584500000000017450439090 + n)
    content["SizeBytes"] = 59
    content["StreamViewType"] = told.view
    return {
        "eventID": samples.digest(f"change {n}"),
        "eventName": told.change,
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": samples.REGION,
        "dynamodb": content,
        "eventSourceARN": TABLE,
    }
