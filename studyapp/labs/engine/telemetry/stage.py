"""Plays a scene: requests arrive, environments take them, one record each. No Django here.

Assumptions: an idle environment stays for the whole scene, the one that was busy last is taken
first, and a new deployment is met by new environments only.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from heapq import heapify, heappop, heappush
from typing import Any, NamedTuple

from studyapp.labs.engine.cost.duration import HUNDREDTH
from studyapp.labs.engine.telemetry.record import ZERO, Invocation, Result, SpoiltInit
from studyapp.labs.engine.telemetry.rules import MINUTE, SECOND, Rules
from studyapp.labs.engine.telemetry.settings import MINUTES, ONSET, Settings
from studyapp.labs.engine.telemetry.work import CLIENT_LIMIT, Work, cut, touched, work

# Assumptions, in ms.
DWELL = (2, 6)  # in the service before the function's part begins
INIT = (300, 500)
INIT_HEAVY = (2000, 2600)
INIT_LONG = (11_000, 13_000)
INIT_BROKEN = (80, 140)
OVERHEAD = (1, 3)
GAPS = {"throttle": 250, "cold": 100}  # between the requests of a bunch
CAP = 3  # reserved concurrency in the scene with throttles
EPOCH = 1_795_428_000  # 2026-11-23 10:00:00 UTC, when every scene begins
DEPLOYED = frozenset({"vpc", "import", "init", "starved"})  # faults that came with an update
ASYNCHRONOUS = frozenset({"poison"})


class Arrival(NamedTuple):
    """In the order of its time; no two have one number."""

    at: Decimal
    number: int
    attempt: int = 1
    event: int = 0
    first_at: Decimal = ZERO


@dataclass(slots=True)
class Environment:
    number: int
    generation: int
    free_at: Decimal = ZERO
    memory: int = 0
    broken: bool = False  # its runtime ended: it initialises again with the next invocation


@dataclass(slots=True)
class Stage:
    settings: Settings
    rules: Rules
    environments: list[Environment] = field(default_factory=list)
    waiting: list[Arrival] = field(default_factory=list)
    numbers: int = 0
    seconds: dict[int, int] = field(default_factory=dict)  # first attempts in each second
    works: dict[tuple[int, bool], Work] = field(default_factory=dict)  # by event
    traced: set[int] = field(default_factory=set)  # events whose first attempt was sampled

    def play(self) -> tuple[Invocation, ...]:
        """All records, in the order in which the requests came."""
        self.waiting = list(self._arrivals())
        heapify(self.waiting)
        self.numbers = len(self.waiting)
        records = []
        while self.waiting:
            arrival = heappop(self.waiting)
            record = self._serve(arrival)
            records.append(self._come_back(arrival, record))
        return tuple(records)

    def _arrivals(self) -> Iterator[Arrival]:
        number = 0
        for minute in range(MINUTES):
            for at in self._minute(minute):
                yield Arrival(at, number, 1, number, at)
                number += 1

    def _minute(self, minute: int) -> Iterator[Decimal]:
        """When the requests of one minute come: spread evenly, or in bunches."""
        one, chance = self.settings, self.settings.chance
        size, bunches = self._bunches(minute)
        for place in range(bunches):
            at = MINUTE * minute + MINUTE / bunches * place
            if one.fault == "cold" and one.sick(minute):
                # The first who finds no environment is the first of a second, so it is sampled.
                busy = self._bunches(minute - 1)[0] if minute > ONSET else 1
                at += Decimal(-busy * GAPS["cold"] % 1000) + chance.ms(1, 40, "burst", minute)
            else:
                at += chance.ms(200, 900, "arrival", minute, place)
            for guest in range(size):
                yield (at + guest * GAPS.get(one.fault, 0)).quantize(HUNDREDTH)

    def _bunches(self, minute: int) -> tuple[int, int]:
        """How many requests come together in this minute, and how often."""
        one = self.settings
        if one.fault == "cold" and one.sick(minute):
            return one.rate + (minute - ONSET) * max(1, one.rate // 2), 1
        if one.fault == "throttle":
            return CAP + 2 if one.sick(minute) else CAP, max(1, round(one.rate / CAP))
        return 1, one.rate

    def _serve(self, arrival: Arrival) -> Invocation:
        sick = self._sick(arrival)
        environment, cold = self._take(arrival.at)
        told = self._head(arrival, sick)  # built as one record at the end, which costs least
        if environment is None:
            return Invocation(**told | {"fault": True})
        told |= self._begin(arrival, environment, cold, sick)
        told |= self._run(told, arrival, environment, sick)
        record = Invocation(**told)
        environment.free_at = record.ended
        environment.memory = record.memory_used
        environment.broken = record.result in (Result.TIMEOUT, Result.CRASH)
        return record

    def _sick(self, arrival: Arrival) -> bool:
        one = self.settings
        if not one.sick(int(arrival.first_at // MINUTE)):
            return False
        since = arrival.event - one.rate * ONSET
        if one.fault == "poison":
            return since == 0
        return touched(since, one.fault)

    def _take(self, at: Decimal) -> tuple[Environment | None, bool]:
        generation = int(self.settings.fault in DEPLOYED and at >= ONSET * MINUTE)
        idle = [
            one
            for one in self.environments
            if one.free_at <= at and one.generation == generation and not self._is_lost(one)
        ]
        if idle:
            return max(idle, key=lambda one: one.free_at), False
        busy = sum(one.free_at > at for one in self.environments)
        if self.settings.fault == "throttle" and busy >= CAP:
            return None, False
        new = Environment(len(self.environments) + 1, generation)
        self.environments.append(new)
        return new, True

    def _is_lost(self, environment: Environment) -> bool:
        """An environment that never managed to initialise is not used again."""
        return environment.broken and self.settings.fault == "import" and environment.generation > 0

    def _head(self, arrival: Arrival, sick: bool) -> dict[str, Any]:
        chance = self.settings.chance
        # Lambda's own retry keeps the request ID, a caller who sends again gets a new one.
        own_retry = self.settings.fault in ASYNCHRONOUS
        name = arrival.event if own_retry else arrival.number
        began = EPOCH + int(arrival.first_at // SECOND)
        return {
            "number": arrival.number + 1,
            "event": f"order-{arrival.event + 1:04d}",
            "attempt": arrival.attempt,
            "request_id": chance.uuid("request", name),
            "trace_id": f"1-{began:08x}-{chance.hexes(24, 'trace', arrival.event)}",
            "time": arrival.at,
            "result": Result.THROTTLED,
            "age": arrival.at - arrival.first_at if own_retry else None,
            "fault": sick,
            "sampled": self._sampled(arrival),
        }

    def _begin(self, arrival: Arrival, env: Environment, cold: bool, sick: bool) -> dict[str, Any]:
        """Up to START: what the service and the initialisation take."""
        one, chance = self.settings, self.settings.chance
        dwell = chance.ms(*DWELL, "dwell", arrival.number)
        init, again = ZERO, ZERO
        spoilt: tuple[SpoiltInit, ...] = ()
        if cold and one.fault == "import" and env.generation:
            spoilt = self._broken(env)
        elif cold and one.fault == "init" and env.generation:
            over = self.rules.init_limit + chance.ms(0, 1, "over", env.number)
            spoilt = (SpoiltInit("init", over, "timeout"),)
            again = chance.ms(*INIT_LONG, "long init", env.number)
        elif cold:
            init = chance.ms(*(INIT_HEAVY if one.fault == "cold" else INIT), "init", env.number)
        elif env.broken:
            slow = one.fault == "init" and env.generation
            again = chance.ms(*(INIT_LONG if slow else INIT), "again", arrival.number)
        waited = dwell + init + sum((part.duration for part in spoilt), ZERO)
        burst = cold and one.fault == "cold" and one.sick(_minute(arrival))
        return {
            "time": arrival.at + waited,
            "environment": env.number,
            "dwell": dwell,
            "cold": cold,
            "init": init,
            "spoilt": spoilt,
            "again": again,
            "overhead": chance.ms(*OVERHEAD, "overhead", arrival.number),
            "fault": sick or bool(spoilt) or burst,
        }

    def _broken(self, env: Environment) -> tuple[SpoiltInit, ...]:
        chance, error = self.settings.chance, "Runtime.ImportModuleError"
        return tuple(
            SpoiltInit(phase, chance.ms(*INIT_BROKEN, phase, env.number), "error", error)
            for phase in ("init", "invoke")
        )

    def _run(
        self, told: dict[str, Any], arrival: Arrival, env: Environment, sick: bool
    ) -> dict[str, Any]:
        """From START to the end, or to the timeout."""
        one, again = self.settings, told["again"]
        limit = one.timeout * SECOND
        if any(part.phase == "invoke" for part in told["spoilt"]):
            return self._stillborn(told["spoilt"], arrival, env)
        # A retry, or an order sent again, does the same work once more.
        found = self.works.get((arrival.event, sick))
        if found is None:
            found = work(told["event"], arrival.event, sick, one, self.rules.vcpu_mb)
            self.works[arrival.event, sick] = found
        stopped = found.duration + again > limit
        done: Work = cut(found, limit, again)
        return {
            "duration": done.duration,
            "result": Result.TIMEOUT if stopped else found.result,
            "error_type": "" if stopped else found.error_type,
            "memory_used": max(env.memory, found.memory),
            "calls": done.calls,
            "outputs": done.outputs,
        }

    def _stillborn(
        self, spoilt: tuple[SpoiltInit, ...], arrival: Arrival, env: Environment
    ) -> dict[str, Any]:
        """The initialisation failed inside the invocation as well: the handler never ran."""
        chance = self.settings.chance
        inside = sum((part.duration for part in spoilt if part.phase == "invoke"), ZERO)
        return {
            "duration": inside + chance.ms(12, 20, "stillborn", arrival.number),
            "result": Result.CRASH,
            "error_type": spoilt[-1].error_type,
            "memory_used": max(env.memory, chance.between(36, 48, "stillborn memory", env.number)),
        }

    def _come_back(self, arrival: Arrival, record: Invocation) -> Invocation:
        """A failed asynchronous event waits for its retry; an impatient client sends again."""
        one = self.settings
        again: Decimal | None = None
        if one.fault in ASYNCHRONOUS and record.failed:
            if arrival.attempt > self.rules.retries:
                return replace(record, given_up=True)
            again = record.ended + self.rules.waits[arrival.attempt - 1]
        elif one.fault == "twice" and record.fault and arrival.attempt == 1:
            late = record.ended - record.received > CLIENT_LIMIT
            again = record.received + CLIENT_LIMIT if late else None
        if again is not None:
            heappush(
                self.waiting,
                Arrival(again, self.numbers, arrival.attempt + 1, arrival.event, arrival.first_at),
            )
            self.numbers += 1
        return record

    def _sampled(self, arrival: Arrival) -> bool:
        """The first of each second, and a share of the rest; later attempts follow the first."""
        chance = self.settings.chance
        second = int(arrival.first_at // SECOND)
        place = self.seconds.get(second, 0)
        if arrival.attempt == 1:
            self.seconds[second] = place + 1
        if place < self.rules.sampled_first and arrival.attempt == 1:
            taken = True
        else:
            share = chance.between(1, 100, "sampled", arrival.event)
            taken = share <= self.rules.sampled_rest
        if arrival.attempt > 1:
            return taken or arrival.event in self.traced
        if taken:
            self.traced.add(arrival.event)
        return taken


def _minute(arrival: Arrival) -> int:
    return int(arrival.at // MINUTE)
