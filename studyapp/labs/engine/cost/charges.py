"""A line of a bill: what it is for, how much of it, at which price. No Django here."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from studyapp.labs.engine.cost.duration import EXACT

GB_MB = 1024  # in Lambda's GB-seconds, and in streamed bytes, a GB is 1,024 MB
ZERO, THOUSAND = Decimal(0), Decimal(1000)


class Arch(StrEnum):
    X86 = "x86_64"
    ARM = "arm64"


class Kind(StrEnum):
    """What a charge is for."""

    DURATION = "duration"
    PROVISIONED_DURATION = "provisioned duration"
    REQUESTS = "requests"
    PROVISIONED = "provisioned concurrency"
    STORAGE = "storage"
    SNAPSHOT = "snapstart cache"
    RESTORES = "snapstart restores"
    STREAMING = "streaming"
    TENANTS = "tenant environments"
    OPERATIONS = "durable operations"
    WRITTEN = "durable written"
    KEPT = "durable kept"
    KAFKA = "kafka pollers"
    SQS = "sqs pollers"
    INSTANCES = "instances"
    FEE = "instance fee"
    VM_VCPU = "microvm vcpu"
    VM_MEMORY = "microvm memory"
    VM_WRITTEN = "microvm snapshots written"
    VM_READ = "microvm snapshots read"
    VM_KEPT = "microvm snapshots kept"


@dataclass(frozen=True, slots=True)
class Sourced:
    """A number of the ledger, and the key of the fact that holds it."""

    number: Decimal
    fact: str


class Charge(NamedTuple):
    """One line of the bill: quantity x price. Without a price, nothing can be said: amount None.

    A price that no ledger holds, because it is the learner's own, has an empty fact.
    """

    kind: Kind
    quantity: Decimal
    price: Sourced | None
    free: Decimal = ZERO  # already taken off the quantity
    tier: int = 1
    above: Sourced | None = None  # the monthly quantity from which on this price holds

    @property
    def amount(self) -> Decimal | None:
        return None if self.price is None else EXACT.multiply(self.quantity, self.price.number)
