"""Policies for tests, written briefly."""

import json
from typing import Any

from studyapp.policies.documents import Document, Kind
from studyapp.policies.parsing import parse

OWN, OTHER, STRANGER = "111122223333", "444455556666", "999999999999"
FUNCTION = f"arn:aws:lambda:us-east-1:{OWN}:function:orders"
BUCKET = "arn:aws:s3:::uploads"
TOPIC = f"arn:aws:sns:us-east-1:{STRANGER}:news"
INVOKE = "lambda:InvokeFunction"


def statement(effect: str = "Allow", action: Any = INVOKE, **more: Any) -> dict[str, Any]:
    """One statement; `resource=None` leaves the resource out."""
    said = {"Effect": effect, "Action": action, "Resource": more.pop("resource", "*")}
    said |= {name.capitalize(): value for name, value in more.items() if name != "rest"}
    said |= more.get("rest", {})
    return {name: value for name, value in said.items() if value is not None}


def text(*statements: dict[str, Any], version: str | None = "2012-10-17") -> str:
    head = {"Version": version} if version else {}
    return json.dumps(head | {"Statement": list(statements)}, indent=2)


def policy(kind: Kind, *statements: dict[str, Any], version: str | None = "2012-10-17") -> Document:
    return parse(text(*statements, version=version), kind)


def identity(*statements: dict[str, Any], **more: Any) -> Document:
    return policy(Kind.IDENTITY, *statements, **more)
