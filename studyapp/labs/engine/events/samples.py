"""The fixed part of every payload: one account, one Region, one moment. All invented."""

from hashlib import md5, sha256

ACCOUNT = "123456789012"
REGION = "eu-west-1"
TIME = "2026-11-23T09:07:30Z"
TIME_MS = "2026-11-23T09:07:30.000Z"
EPOCH = 1795424850
EPOCH_MS = "1795424850000"
LOG_TIME = "23/Nov/2026:09:07:30 +0000"
IP = "203.0.113.7"
AGENT = "Mozilla/5.0"


def arn(service: str, name: str, account: str = ACCOUNT, region: str = REGION) -> str:
    return f"arn:aws:{service}:{region}:{account}:{name}"


def digest(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def uuid(*of: object) -> str:
    """An id that looks like one and stays the same for the same facts."""
    word = sha256("/".join(map(str, of)).encode()).hexdigest()
    return f"{word[:8]}-{word[8:12]}-4{word[13:16]}-a{word[17:20]}-{word[20:32]}"
