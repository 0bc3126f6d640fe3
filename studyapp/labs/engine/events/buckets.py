"""What S3 sends by itself, and what EventBridge sends."""

from typing import Any
from urllib.parse import quote_plus

from studyapp.labs.engine.events import samples
from studyapp.labs.engine.events.told import Told

BUCKET = "shop-uploads"
BUCKET_ARN = f"arn:aws:s3:::{BUCKET}"
RULE = samples.arn("events", "rule/nightly")


def s3(told: Told) -> dict[str, Any]:
    removed = told.act == "removed"
    content: dict[str, Any] = {"key": quote_plus(told.key, safe="/")}
    if not removed:
        content |= {"size": 184662, "eTag": samples.digest(told.key)}
    content["sequencer"] = "0066A8D0E77DE42BC5"
    record = {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": samples.REGION,
        "eventTime": samples.TIME_MS,
        "eventName": "ObjectRemoved:Delete" if removed else "ObjectCreated:Put",
        "userIdentity": {"principalId": "AWS:AIDASAMPLEUSER"},
        "requestParameters": {"sourceIPAddress": samples.IP},
        "responseElements": {
            "x-amz-request-id": "D82B88E5F771F645",
            "x-amz-id-2": "c2FtcGxlIGlkIG9mIHRoZSBzdG9yYWdl",
        },
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "new-uploads",
            "bucket": {
                "name": BUCKET,
                "ownerIdentity": {"principalId": "A3SAMPLEOWNER"},
                "arn": BUCKET_ARN,
            },
            "object": content,
        },
    }
    return {"Records": [record]}


def eventbridge(told: Told) -> dict[str, Any]:
    """One event, no Records: an envelope that is the same for all, and `detail`."""
    kind, source, resources, detail = {
        "custom": ("Order Placed", "shop.orders", [], told.detail() or {}),
        "s3": ("Object Created", "aws.s3", [BUCKET_ARN], _stored(told)),
        "scheduled": ("Scheduled Event", "aws.events", [RULE], {}),
    }[told.sort]
    return {
        "version": "0",
        "id": samples.uuid("eventbridge", told.sort),
        "detail-type": kind,
        "source": source,
        "account": samples.ACCOUNT,
        "time": samples.TIME,
        "region": samples.REGION,
        "resources": resources,
        "detail": detail,
    }


def _stored(told: Told) -> dict[str, Any]:
    """Another shape than S3's own notification: etag in lower case, and the key as it is."""
    return {
        "version": "0",
        "bucket": {"name": BUCKET},
        "object": {
            "key": told.key,
            "size": 184662,
            "etag": samples.digest(told.key),
            "sequencer": "0066A8D0E77DE42BC5",
        },
        "request-id": "D82B88E5F771F645",
        "requester": samples.ACCOUNT,
        "source-ip-address": samples.IP,
        "reason": "PutObject",
    }
