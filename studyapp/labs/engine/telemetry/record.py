"""One record for each invocation: all that logs, metrics and traces are made of. No Django here."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from studyapp.labs.engine.cost.duration import billed_ms

ZERO = Decimal(0)


class Result(StrEnum):
    SUCCESS = "success"
    ERROR = "error"  # the code raised something, and the runtime reported it
    CRASH = "crash"  # the runtime itself ended, or never started
    TIMEOUT = "timeout"
    THROTTLED = "throttled"


class Reach(StrEnum):
    AWS = "aws"
    REMOTE = "remote"


class Call(NamedTuple):
    """A call of the code to another service, at `start` ms after the invocation began."""

    name: str
    operation: str
    reach: Reach
    start: Decimal
    duration: Decimal
    status: int | None  # HTTP; None when no answer came

    @property
    def end(self) -> Decimal:
        return self.start + self.duration


class SpoiltInit(NamedTuple):
    """An initialisation that failed, which is what INIT_REPORT tells of."""

    phase: str  # init | invoke
    duration: Decimal
    status: str  # error | timeout
    error_type: str = ""


class Output(NamedTuple):
    """A line that the code wrote, `at` ms after the invocation began."""

    at: Decimal
    level: str
    text: str


@dataclass(frozen=True, slots=True)
class Invocation:
    """Times in ms since the scene began. A refused request has neither environment nor times."""

    number: int
    event: str  # the business ID, which the code writes into its log
    attempt: int
    request_id: str
    trace_id: str
    time: Decimal  # of START; of the refusal if it was refused
    result: Result
    environment: int | None = None
    dwell: Decimal = ZERO  # in the service, before anything of the function begins
    cold: bool = False
    init: Decimal = ZERO  # a good one, before the invocation
    spoilt: tuple[SpoiltInit, ...] = ()
    again: Decimal = ZERO  # a good one that had to run inside the invocation
    duration: Decimal = ZERO
    overhead: Decimal = ZERO
    memory_used: int = 0
    error_type: str = ""
    calls: tuple[Call, ...] = ()
    outputs: tuple[Output, ...] = ()
    fault: bool = False  # whether the scene's fault touches it
    age: Decimal | None = None  # of an asynchronous event when it came to the function
    given_up: bool = False  # its last attempt failed
    sampled: bool = False

    @property
    def refused(self) -> bool:
        return self.result is Result.THROTTLED

    @property
    def failed(self) -> bool:
        """Whether it counts in Errors."""
        return self.result in (Result.ERROR, Result.CRASH, Result.TIMEOUT)

    @property
    def billed(self) -> int:
        return billed_ms(self.duration, self.init)

    @property
    def began(self) -> Decimal:
        """START stands below the initialisation that failed inside the invocation."""
        if not self.spoilt:
            return self.time
        return self.time - sum((one.duration for one in self.spoilt if one.phase == "invoke"), ZERO)

    @property
    def ended(self) -> Decimal:
        return self.began + self.duration

    @property
    def initialised_from(self) -> Decimal:
        """When the first initialisation for it began; without one, when it began itself."""
        if not self.spoilt:
            return self.time - self.init
        before = sum((one.duration for one in self.spoilt if one.phase == "init"), ZERO)
        return self.began - self.init - before

    @property
    def received(self) -> Decimal:
        return self.initialised_from - self.dwell
