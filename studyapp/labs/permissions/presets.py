"""States to start from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from studyapp.labs.permissions.packing import pack

OWN, OTHER = "111122223333", "444455556666"
ROLE = f"arn:aws:iam::{OWN}:role/orders"
FUNCTION = f"arn:aws:lambda:us-east-1:{OWN}:function:orders"
KEY = f"arn:aws:kms:us-east-1:{OWN}:key/1234abcd-12ab-34cd-56ef-1234567890ab"


@dataclass(frozen=True, slots=True)
class Preset:
    title: str
    state: Mapping[str, str]


@cache
def addresses() -> tuple[tuple[str, str], ...]:
    """(title, the query that sets the state), worked out once."""
    return tuple((preset.title, urlencode({"s": pack(dict(preset.state))})) for preset in PRESETS)


def policy(*statements: str) -> str:
    """A policy of these statements, each given as the lines inside its brackets."""
    written = ",\n".join(
        "    {\n" + "\n".join(f"      {line}" for line in one.splitlines()) + "\n    }"
        for one in statements
    )
    head = '{\n  "Version": "2012-10-17",\n  "Statement": [\n'
    return f"{head}{written}\n  ]\n}}"


def allow(action: str, resource: str = "*", principal: str = "", effect: str = "Allow") -> str:
    lines = [f'"Effect": "{effect}"']
    lines += [f'"Principal": {principal}'] if principal else []
    lines += [f'"Action": "{action}"']
    lines += [f'"Resource": "{resource}"'] if resource else []
    return ",\n".join(lines)


LAMBDA_TRUST = policy(allow("sts:AssumeRole", "", '{"Service": "lambda.amazonaws.com"}'))
SOURCE = (
    ',\n"Condition": {\n'
    '  "ArnLike": {"aws:SourceArn": "arn:aws:s3:::uploads"},\n'
    f'  "StringEquals": {{"aws:SourceAccount": "{OWN}"}}\n'
    "}"
)
READS = policy(allow("s3:GetObject", "arn:aws:s3:::uploads/*"))

PRESETS = (
    Preset("A function reads an object", {"identity": READS, "trust": LAMBDA_TRUST}),
    Preset(
        "S3 invokes a function",
        {
            "caller": "s3.amazonaws.com",
            "action": "lambda:InvokeFunction",
            "resource": FUNCTION,
            "keys": f"aws:SourceArn = arn:aws:s3:::uploads\naws:SourceAccount = {OWN}",
            "identity": "",
            "there": policy(
                allow("lambda:InvokeFunction", FUNCTION, '{"Service": "s3.amazonaws.com"}') + SOURCE
            ),
        },
    ),
    Preset(
        "Another account's bucket",
        {
            "resource": "arn:aws:s3:::their-reports/q3.csv",
            "owner": OTHER,
            "identity": policy(allow("s3:GetObject", "arn:aws:s3:::their-reports/*")),
            "there": policy(
                allow(
                    "s3:GetObject",
                    "arn:aws:s3:::their-reports/*",
                    f'{{"AWS": "arn:aws:iam::{OWN}:root"}}',
                )
            ),
        },
    ),
    Preset(
        "A role in another account",
        {
            "action": "sts:AssumeRole",
            "resource": f"arn:aws:iam::{OTHER}:role/reports",
            "identity": policy(allow("sts:AssumeRole", f"arn:aws:iam::{OTHER}:role/reports")),
            "trust": policy(allow("sts:AssumeRole", "", f'{{"AWS": "{ROLE}"}}')),
        },
    ),
    Preset(
        "A key that leaves it to IAM",
        {
            "action": "kms:Decrypt",
            "resource": KEY,
            "identity": policy(allow("kms:Decrypt", KEY)),
            "there": policy(allow("kms:*", "*", f'{{"AWS": "arn:aws:iam::{OWN}:root"}}')),
        },
    ),
    Preset(
        "A boundary that is too narrow",
        {
            "identity": READS,
            "boundary": policy(allow("logs:*"), allow("dynamodb:GetItem")),
        },
    ),
    Preset(
        "A control policy that forbids",
        {
            "action": "s3:DeleteObject",
            "identity": policy(allow("s3:*")),
            "scp": policy(allow("s3:DeleteObject", "*", effect="Deny")),
        },
    ),
    Preset(
        "A folder for each user",
        {
            "caller": f"arn:aws:iam::{OWN}:user/ada",
            "resource": "arn:aws:s3:::homes/ada/notes.txt",
            "identity": policy(allow("s3:GetObject", "arn:aws:s3:::homes/${aws:username}/*")),
        },
    ),
)
