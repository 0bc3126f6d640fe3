"""What goes into a run of the model and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Outcome(StrEnum):
    OK = "ok"
    ERROR = "error"  # the handler raised: the environment lives on as it is
    TIMEOUT = "timeout"  # the runtime restarts, /tmp stays
    CRASH = "crash"  # likewise; out of memory is one of these
    THROTTLED = "throttled"


class Cause(StrEnum):
    """Why a request is refused, in our words."""

    RESERVED = "reserved"  # the function's own reserved concurrency is in use
    POOL = "pool"  # the unreserved concurrency of the account is in use
    RATE = "rate"  # too many requests a second for the concurrency
    SCALING = "scaling"  # the function may not add environments that fast

    def reason(self, reserved: bool) -> str:
        """The name that the API gives it. That of the scaling rate is an assumption."""
        return _REASONS[self, reserved]


_REASONS = {
    (Cause.RESERVED, True): "ReservedFunctionConcurrentInvocationLimitExceeded",
    (Cause.POOL, False): "ConcurrentInvocationLimitExceeded",
    (Cause.RATE, True): "ReservedFunctionInvocationRateLimitExceeded",
    (Cause.RATE, False): "FunctionInvocationRateLimitExceeded",
    (Cause.SCALING, True): "ReservedFunctionInvocationRateLimitExceeded",
    (Cause.SCALING, False): "FunctionInvocationRateLimitExceeded",
}
REASONS = tuple(dict.fromkeys(_REASONS.values()))


class End(StrEnum):
    """What became of a request."""

    SERVED = "served"
    FAILED = "failed"
    REFUSED = "refused"  # 429 to a caller who waits
    AGED = "aged"  # asynchronous: too old for another try
    GIVEN_UP = "given up"  # asynchronous: all tries failed, or no try is allowed

    @property
    def dead(self) -> bool:
        return self in (End.AGED, End.GIVEN_UP)


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the account; `arrivals` in microseconds, ascending."""

    name: str
    arrivals: tuple[int, ...]
    reserved: int | None = None
    provisioned: int = 0


@dataclass(frozen=True, slots=True)
class Setup:
    """An account and how its code behaves. What all functions share is said once."""

    functions: tuple[Function, ...]
    limit: int  # concurrency of the account
    duration: int
    init: int
    timeout: int
    idle: int  # assumption: after how long an idle environment is reclaimed
    earliest_first: bool = False  # assumption: which idle one is reused; else the latest used
    waits: bool = True  # the caller waits (synchronous), or the event is queued
    prepared_before: bool = True  # provisioned environments were ready before time 0
    retries: int = 2
    fails: Mapping[int, Outcome] = field(default_factory=dict)  # by number of the request
    all_fail: Outcome | None = None

    @property
    def reserved_sum(self) -> int:
        return sum(function.reserved or 0 for function in self.functions)

    @property
    def provisioned_sum(self) -> int:
        """Provisioned concurrency that no reservation holds: it is taken off the pool."""
        return sum(one.provisioned for one in self.functions if one.reserved is None)

    @property
    def pool(self) -> int:
        """The concurrency that on-demand requests of functions without reservation share."""
        return self.limit - self.reserved_sum - self.provisioned_sum

    def fate(self, number: int) -> Outcome:
        return self.all_fail or self.fails.get(number, Outcome.OK)


class Run(NamedTuple):
    """One try of one request. (A named tuple: thousands of them are made for one picture.)"""

    number: int
    attempt: int
    function: int
    start: int
    end: int
    environment: int  # -1: none, it was throttled
    init: int  # of a new environment, before the run
    again: int  # initialisation inside the run: after a reset, or because the first took too long
    outcome: Outcome
    cause: Cause | None
    provisioned: bool
    spilled: bool  # provisioned concurrency was there, but not free
    globals: int  # calls since the last initialisation, this one included
    files: int  # files in /tmp, one for each call, after this one

    @property
    def cold(self) -> bool:
        return self.environment >= 0 and self.files == 1 and not self.provisioned


class Request(NamedTuple):
    """What became of one request."""

    number: int
    function: int
    at: int
    end: End
    done: int  # when that was known
    tries: int
    refusals: int


@dataclass(frozen=True, slots=True)
class Environment:
    name: str  # A, B ... in the order of their making; P1, P2 ... when provisioned
    function: int
    provisioned: bool
    born: int
    ready: int  # when its first initialisation was over
    gone: int | None
    globals: int
    files: int
    numbers: tuple[int, ...]  # the requests that it served


@dataclass(frozen=True, slots=True)
class Result:
    setup: Setup
    runs: tuple[Run, ...]
    requests: tuple[Request, ...]
    environments: tuple[Environment, ...]
    until: int  # the last thing that happened

    def name_of(self, run: Run) -> str:
        return self.environments[run.environment].name if run.environment >= 0 else ""

    def reason_of(self, run: Run) -> str:
        reserved = self.setup.functions[run.function].reserved is not None
        return run.cause.reason(reserved) if run.cause else ""


def letters(index: int) -> str:
    """
    >>> letters(0), letters(25), letters(26), letters(701), letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
