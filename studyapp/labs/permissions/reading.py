"""From what a learner typed to the parts of a situation, or to words on what is wrong with it."""

import re
from collections.abc import Mapping
from functools import lru_cache

from studyapp.policies.documents import Document, Invalid, Kind
from studyapp.policies.matching import Arn
from studyapp.policies.parsing import SERVICE, parse
from studyapp.policies.requests import Principal, Sort

LONGEST_POLICY = 10_240
LONGEST_KEYS = 1_000
MOST_KEYS = 20
HOME = "111122223333"
ACTION = re.compile(r"[a-z0-9-]{1,40}:[A-Za-z0-9]{1,60}", re.ASCII)
ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:[^*?\s]+", re.ASCII)
ACCOUNT = re.compile(r"\d{12}", re.ASCII)
CALLER = re.compile(
    r"arn:aws[a-z-]*:(iam::\d{12}:(user|role)/[\w+=,.@/-]+"
    r"|sts::\d{12}:assumed-role/[\w+=,.@-]+/[\w+=,.@-]+)",
    re.ASCII,
)
KEY = re.compile(r"[A-Za-z0-9-]{1,40}:[A-Za-z0-9_./:@+-]{1,100}", re.ASCII)
DERIVED = {
    "aws:principalarn": "the caller",
    "aws:principalaccount": "the caller",
    "aws:principalisawsservice": "the caller",
    "aws:principalservicename": "the caller",
    "aws:username": "the caller",
    "aws:resourceaccount": "who owns the resource",
}


class Wrong(ValueError):
    """What is wrong with a field: one or more sentences."""

    def __init__(self, *messages: str) -> None:
        super().__init__(" ".join(messages))
        self.messages = list(messages)


def caller(text: str) -> Principal:
    if text == "*" or SERVICE.fullmatch(text) or CALLER.fullmatch(text):
        return Principal.of(text)
    shapes = f"arn:aws:iam::{HOME}:role/orders, a user's ARN, a service such as s3.amazonaws.com"
    raise Wrong(f"Who asks: write {shapes}, or * for a caller that signs nothing.")


def action(text: str) -> str:
    if ACTION.fullmatch(text):
        return text
    raise Wrong("Action: write one action without wildcards, for example s3:GetObject.")


def resource(text: str) -> str:
    if ARN.fullmatch(text):
        return text
    shape = "arn:aws:service:region:account:name"
    raise Wrong(f"Resource: write one ARN without wildcards: {shape}.")


def owner(text: str, wanted: str, who: Principal) -> str:
    """The account of the resource: what the ARN says, else what was typed, else the caller's."""
    named = Arn.of(wanted).account
    if text and not ACCOUNT.fullmatch(text):
        raise Wrong("Account of the resource: twelve digits, or nothing.")
    if text and named and text != named:
        raise Wrong(f"Account of the resource: the ARN says {named}; leave this field empty.")
    return named or text or (who.account if who.sort is not Sort.SERVICE else "") or HOME


def keys(text: str) -> Mapping[str, tuple[str, ...]]:
    """Lines such as `aws:SourceAccount = 111122223333`; a key may have several lines, so values."""
    found: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(text) > LONGEST_KEYS or len(lines) > MOST_KEYS:
        raise Wrong(f"Condition keys: at most {MOST_KEYS} lines and {LONGEST_KEYS:,} characters.")
    for number, line in enumerate(lines, 1):
        key, equals, value = (part.strip() for part in line.partition("="))
        if not equals or not value or not KEY.fullmatch(key):
            raise Wrong(f"Condition keys, line {number}: write key = value, one in each line.")
        if key.lower() in DERIVED:
            source = DERIVED[key.lower()]
            raise Wrong(f"Condition keys, line {number}: {key} follows from {source}.")
        found.setdefault(names.setdefault(key.lower(), key), []).append(value)
    return {key: tuple(values) for key, values in found.items()}


@lru_cache(maxsize=256)
def _document(text: str, kind: Kind, name: str) -> Document | tuple[str, ...]:
    try:
        return parse(text, kind, name)
    except Invalid as invalid:
        return tuple(str(problem) for problem in invalid.problems)


def policy(text: str, kind: Kind, name: str = "") -> Document | None:
    """The policy on a card; `None` where the card is empty. The last ones read are kept."""
    if not text.strip():
        return None
    if len(text) > LONGEST_POLICY:
        raise Wrong(
            f"{len(text):,} characters are too many for one card: at most {LONGEST_POLICY:,}."
        )
    read = _document(text, kind, name)
    if isinstance(read, tuple):
        raise Wrong(*read)
    return read
