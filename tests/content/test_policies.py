"""The shipped policy questions: other right policies pass, and near misses do not."""

import json
from typing import Any

import pytest

from quizzes.engine.scoring import mark, read_response
from studyapp.content.loader import load

ITEMS = {key: entry.item for key, entry in load().questions.items() if entry.item.kind == "policy"}
LAMBDA = "arn:aws:lambda:eu-west-1:111122223333:function:"
LOGS = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/orders-key"
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-db-??????"
PARTNER = "arn:aws:iam::444455556666:role/"
THREE = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
VIA_URL = {"Bool": {"lambda:InvokedViaFunctionUrl": "true"}}
OF_CODE = {"StringEquals": {"lambda:SourceFunctionArn": f"{LAMBDA}report"}}
NO_CODE = {"Null": {"lambda:SourceFunctionArn": "true"}}


def says(action: Any, resource: Any = None, effect: str = "Allow", **more: Any) -> dict[str, Any]:
    said = {"Effect": effect, "Action": action, "Resource": resource, **more}
    return {name: value for name, value in said.items() if value is not None}


def fraction(key: str, *statements: dict[str, Any]) -> float:
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return mark(ITEMS[key], read_response(ITEMS[key], [text]), 0, {}).fraction


S3 = {"Principal": {"Service": "s3.amazonaws.com"}}
OWN = {"aws:SourceAccount": "111122223333", "AWS:SourceArn": "arn:aws:s3:::orders-in"}
TRUSTED = {"aws:SourceAccount": "111122223333"}
ALSO_RIGHT = [
    ("pol-own-log-group", says(THREE, [f"{LOGS}resize", f"{LOGS}resize:log-stream:*"])),
    ("pol-own-log-group", says(THREE, f"{LOGS}resize:*")),
    (
        "pol-s3-source",
        says("lambda:InvokeFunction", f"{LAMBDA}resize", Condition={"StringEquals": OWN}, **S3),
    ),
    (
        "pol-partner-role",
        says(
            "lambda:InvokeFunction",
            f"{LAMBDA}stock",
            Principal={"AWS": "444455556666"},
            Condition={"ArnEquals": {"aws:PrincipalArn": f"{PARTNER}reporting"}},
        ),
    ),
    (
        "pol-url-partner",
        says(
            ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"],
            f"{LAMBDA}quote",
            Principal={"AWS": f"{PARTNER}shop"},
            Condition=VIA_URL,
        ),
    ),
    (
        "pol-url-partner",
        says(
            "lambda:InvokeFunctionUrl",
            f"{LAMBDA}quote",
            Principal={"AWS": f"{PARTNER}shop"},
            Condition={"StringEquals": {"lambda:FunctionUrlAuthType": "AWS_IAM"}},
        ),
        says(
            "lambda:InvokeFunction",
            f"{LAMBDA}quote",
            Principal={"AWS": f"{PARTNER}shop"},
            Condition=VIA_URL,
        ),
    ),
    (
        "pol-deny-signed",
        {
            "Effect": "Deny",
            "NotAction": "s3:GetObject",
            "Resource": "arn:aws:s3:::reports/signed/*",
        },
    ),
    (
        "pol-secret-key",
        says("secretsmanager:GetSecretValue", SECRET),
        says(
            "kms:Decrypt",
            KEY,
            Condition={
                "StringEquals": {"kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com"}
            },
        ),
    ),
    (
        "pol-vpc-code",
        says(["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"], "*", Condition=NO_CODE),
        says(THREE, f"{LOGS}report:*"),
    ),
]
NEAR_MISSES = [
    (
        "pol-own-log-group",
        says(THREE, f"{LOGS}*"),
        says("logs:*", f"{LOGS}resize-*", "Deny"),
        {"Effect": "Deny", "NotAction": THREE, "Resource": "*"},
    ),
    ("pol-own-log-group", says(THREE, f"{LOGS}resize*")),
    ("pol-own-log-group", says(THREE, f"{LOGS}resize")),
    (
        "pol-s3-source",
        says(
            "lambda:InvokeFunction",
            f"{LAMBDA}resize",
            Condition={"StringEquals": {"aws:SourceArn": OWN["AWS:SourceArn"]}},
            **S3,
        ),
    ),
    (
        "pol-trust-lambda",
        says(
            "sts:AssumeRole",
            Principal={"Service": "lambda.amazonaws.com"},
            Condition={"StringEquals": TRUSTED},
        ),
    ),
    ("pol-deny-signed", says("s3:GetObject", "arn:aws:s3:::reports/signed/may.pdf")),
    (
        "pol-vpc-code",
        says("ec2:CreateNetworkInterface", "*"),
        says("*", "*", "Deny", Condition=OF_CODE),
    ),
]


@pytest.mark.parametrize(("key", "statements"), [(key, rest) for key, *rest in ALSO_RIGHT])
def test_another_right_policy_passes(key, statements):
    assert fraction(key, *statements) == 1


@pytest.mark.parametrize(("key", "statements"), [(key, rest) for key, *rest in NEAR_MISSES])
def test_a_near_miss_does_not(key, statements):
    assert fraction(key, *statements) < 1
