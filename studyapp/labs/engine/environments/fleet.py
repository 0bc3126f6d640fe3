"""The state of a run: the environments of one function, and what its limits have left."""

from collections import deque
from dataclasses import dataclass, field

from studyapp.labs.engine.environments.model import Function
from studyapp.labs.engine.environments.rules import MINUTE, RATE_WINDOW, Rules


@dataclass(slots=True, eq=False)
class Live:
    """An environment while the model runs."""

    index: int
    name: str
    function: int
    provisioned: bool
    born: int
    ready: int
    since: int  # idle since
    reset: bool = False  # the runtime restarts at the next call
    globals: int = 0
    files: int = 0
    numbers: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Bucket:
    """A scaling allowance that refills all the time and never holds more than one step of it.

    The level is counted in environments times the window, so that it stays whole.
    """

    step: int
    window: int
    level: int
    at: int = 0

    def take(self, now: int) -> bool:
        full = self.step * self.window
        self.level = min(full, self.level + (now - self.at) * self.step)
        self.at = now
        if self.level < self.window:
            return False
        self.level -= self.window
        return True


@dataclass(slots=True)
class Rate:
    """So many requests in any one second; asynchronous ones are not counted."""

    most: int
    let_in: deque[int] = field(default_factory=deque)

    def spent(self, now: int) -> bool:
        recent = self.let_in
        while recent and recent[0] <= now - RATE_WINDOW:
            recent.popleft()
        return len(recent) >= self.most


@dataclass(slots=True)
class Fleet:
    """One function's environments; the idle ones in the order in which they fell idle."""

    function: Function
    bucket: Bucket
    rate: Rate  # shared by all functions without reservation
    provisioned_rate: Rate
    idle_for: int
    earliest_first: bool
    prepared: deque[Live] = field(default_factory=deque)
    idle: deque[Live] = field(default_factory=deque)
    in_flight: int = 0

    def ready_provisioned(self, now: int, waits: bool) -> Live | None:
        """A free provisioned environment, unless their own rate is used up."""
        if not self.prepared or self.prepared[0].ready > now:
            return None
        if waits and self.provisioned_rate.spent(now):
            return None
        return self.prepared.popleft() if self.earliest_first else self.prepared.pop()

    def idle_one(self, now: int) -> Live | None:
        """An idle on-demand environment that has not been reclaimed."""
        idle = self.idle
        while idle and idle[0].since + self.idle_for <= now:
            idle.popleft()
        if not idle:
            return None
        return idle.popleft() if self.earliest_first else idle.pop()

    def release(self, live: Live, now: int) -> None:
        live.since = now
        self.in_flight -= 1
        (self.prepared if live.provisioned else self.idle).append(live)


def prepared_at(count: int, rules: Rules) -> int:
    """When `count` provisioned environments are ready that were asked for at time 0."""
    return -(-count * MINUTE // rules.prepared)
