"""A state with its policies in one value of an address: packed, and bounded when it is read.

Fields as JSON, deflated with a dictionary of what policies mostly say, in base64 for addresses.
The first character is the dictionary's number: an address lives longer than this file, so a
dictionary is never changed, only followed by another.
"""

import base64
import binascii
import json
import zlib

LONGEST = 7_600
"""Characters of a packed state: the address stays below 8,000 with all that stands around it."""
LARGEST = 60_000
"""Bytes a packed state may hold when it is unpacked."""
CURRENT = "1"

_ONE = (
    '"session":"","boundary":"","scp":"","scp2":"","rcp":"","trust":"","there":"","identity":"",'
    '"full":"off","bound":"owner","owner":"999999999999","keys":"aws:PrincipalOrgID = o-abc'
    "aws:SourceArn = arn:aws:s3:::uploads\\naws:SourceAccount = 111122223333\\n"
    "aws:PrincipalTag/team = redaws:RequestedRegion = eu-west-1"
    '"caller":"arn:aws:iam::444455556666:user/ada","action":"s3:PutObject",'
    '"resource":"arn:aws:sqs:us-east-1:arn:aws:dynamodb:us-east-1:111122223333:table/'
    "secretsmanager:GetSecretValuedynamodb:GetItemkms:Decryptsns:Publishsts:AssumeRole"
    "logs:PutLogEventsarn:aws:kms:us-east-1:111122223333:key/"
    "arn:aws:sts::111122223333:assumed-role/orders/session"
    ',\\n      \\"NotPrincipal\\": ,\\n      \\"NotAction\\": '
    ',\\n      \\"NotResource\\": \\"Deny\\"'
    '\\"IpAddress\\": \\"aws:SourceIp\\"\\"ArnLike\\": \\"StringLike\\": \\"StringNotEquals\\": '
    '\\"Bool\\": \\"Null\\": ,\\n      \\"Condition\\": {\\n        \\"StringEquals\\": '
    '{\\"aws:SourceAccount\\": \\"}\\n      }\\n    }\\n  ]\\n}\\n\\",'
    '\\"Principal\\": {\\"Service\\": \\"s3.amazonaws.com\\"},'
    '\\"Principal\\": {\\"AWS\\": \\"arn:aws:iam::111122223333:role/orders\\"},'
    '\\"Resource\\": \\"arn:aws:lambda:us-east-1:111122223333:function:orders\\"'
    '\\"Action\\": \\"lambda:InvokeFunction\\",\\n      \\"Resource\\": \\"*\\"\\n    }'
    '{\\n  \\"Version\\": \\"2012-10-17\\",\\n  \\"Statement\\": [\\n    {\\n'
    '      \\"Sid\\": \\"\\",\\n'
    '      \\"Effect\\": \\"Allow\\",\\n      \\"Action\\": \\"s3:GetObject\\",\\n'
    '      \\"Resource\\": \\"arn:aws:s3:::uploads/*\\"\\n    }\\n  ]\\n}'
)
DICTIONARIES = {"1": _ONE.encode()}


class Unpackable(ValueError):
    """The value is no packed state; it may have been cut off."""


class TooLarge(ValueError):
    """The state does not fit into an address."""


def pack(state: dict[str, str]) -> str:
    """The state as one value; `TooLarge` where no address can carry it."""
    plain = json.dumps(state, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    machine = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=DICTIONARIES[CURRENT])
    packed = machine.compress(plain.encode()) + machine.flush()
    text = CURRENT + base64.urlsafe_b64encode(packed).decode().rstrip("=")
    if len(text) > LONGEST:
        raise TooLarge
    return text


def unpack(text: str) -> dict[str, str]:
    """The state that `pack` made a value of. Never more than `LARGEST` bytes are unpacked."""
    known = DICTIONARIES.get(text[:1])
    if known is None or len(text) > LONGEST:
        raise Unpackable
    try:
        packed = base64.b64decode(text[1:] + "=" * (-len(text[1:]) % 4), b"-_", validate=True)
        machine = zlib.decompressobj(-15, zdict=known)
        plain = machine.decompress(packed, LARGEST)
        state = json.loads(plain)
        json.dumps(state, ensure_ascii=False).encode()  # JSON can name half a character
    except (binascii.Error, zlib.error, ValueError, RecursionError) as error:
        raise Unpackable from error
    whole = machine.eof and not machine.unused_data
    if not whole or not isinstance(state, dict):
        raise Unpackable
    if not all(isinstance(value, str) for value in state.values()):
        raise Unpackable
    return state
