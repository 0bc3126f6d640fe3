"""The cards of the lab: which policies can be filled in, and the state it starts from."""

from dataclasses import dataclass

from studyapp.labs.engine.permissions.sieve import Result
from studyapp.policies.documents import Kind


@dataclass(frozen=True, slots=True)
class Card:
    """One policy to fill in: the field's name, its kind, and how it is called and explained."""

    name: str
    kind: Kind
    title: str
    hint: str


CARDS = (
    Card("identity", Kind.IDENTITY, "Identity policy", "On the role or user that asks."),
    Card("there", Kind.RESOURCE, "Resource policy", "On the function, bucket, queue or key."),
    Card("trust", Kind.TRUST, "Trust policy", "On a role: who may assume it."),
    Card("boundary", Kind.BOUNDARY, "Permissions boundary", "The most the role or user may get."),
    Card("session", Kind.SESSION, "Session policy", "Passed when the role was assumed."),
    Card("scp", Kind.SCP, "Service control policy", "On the root or a unit of the organization."),
    Card("scp2", Kind.SCP, "Second control policy", "One level below, on the account."),
    Card("rcp", Kind.RCP, "Resource control policy", "Above the account of the resource."),
)
NAMES = {
    "identity": "Identity policy",
    "resource": "Resource policy",
    "trust": "Trust policy",
    "boundary": "Permissions boundary",
    "session": "Session policy",
    "scp": "Service control policy",
    "rcp": "Resource control policy",
    "both": "Both accounts",
}
"""What can decide, as it is said to learners."""

START = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::uploads"
    }
  ]
}"""
DEFAULTS = {
    "caller": "arn:aws:iam::111122223333:role/orders",
    "action": "s3:GetObject",
    "resource": "arn:aws:s3:::uploads/cat.png",
    "owner": "",
    "keys": "",
    "identity": START,
    **{card.name: "" for card in CARDS if card.name != "identity"},
    "full": "on",
    "bound": "caller",
}


def decider(result: Result) -> str:
    """The card that decides, in words: "the identity policy"."""
    name = NAMES[result.decided_by]
    return "both accounts" if result.decided_by == "both" else f"the {name[0].lower()}{name[1:]}"
