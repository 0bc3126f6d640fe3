"""The run of the model: one heap of what ends and what comes back, and the arrivals beside it.

What is due at the same moment happens in this order: ends, retries, arrivals.
"""

from collections.abc import Iterator
from heapq import heappop, heappush

from studyapp.labs.engine.environments.fleet import Bucket, Fleet, Live, Rate, prepared_at
from studyapp.labs.engine.environments.model import (
    Cause,
    End,
    Environment,
    Outcome,
    Request,
    Result,
    Run,
    Setup,
    letters,
)
from studyapp.labs.engine.environments.rules import Rules

FINISH, RETRY = 0, 1


class Waiting:
    """A request that is not settled."""

    __slots__ = ("at", "errors", "function", "number", "refusals", "throttles", "tries")

    def __init__(self, number: int, function: int, at: int) -> None:
        self.number, self.function, self.at = number, function, at
        self.tries = self.errors = self.throttles = self.refusals = 0


def simulate(setup: Setup, rules: Rules) -> Result:
    """Everything that happens when these requests arrive in this account."""
    return _Machine(setup, rules).run()


class _Machine:
    def __init__(self, setup: Setup, rules: Rules) -> None:
        self.setup, self.rules = setup, rules
        self.environments: list[Live] = []
        self.made = 0
        self.in_pool, self.pool = 0, setup.pool
        self.runs: list[Run] = []
        self.requests: list[Request] = []
        self.queue: list[tuple[int, int, int, Waiting, Run | None]] = []
        self.sequence = 0
        shared = Rate(rules.per_unit * (setup.limit - setup.reserved_sum))
        self.fleets = [self._fleet(index, shared) for index in range(len(setup.functions))]

    def run(self) -> Result:
        for number, (at, function) in enumerate(self._arrivals(), 1):
            self._catch_up(at)
            self._try(Waiting(number, function, at), at)
        self._catch_up(None)
        self.requests.sort(key=lambda request: request.number)
        until = max([request.done for request in self.requests], default=0)
        until = max([until, *[run.end for run in self.runs]])
        return Result(
            self.setup,
            tuple(self.runs),
            tuple(self.requests),
            tuple(self._settled(live) for live in self.environments),
            until,
        )

    def _arrivals(self) -> Iterator[tuple[int, int]]:
        return iter(
            sorted(
                (at, index)
                for index, function in enumerate(self.setup.functions)
                for at in function.arrivals
            )
        )

    def _fleet(self, index: int, shared: Rate) -> Fleet:
        rules, setup = self.rules, self.setup
        function = setup.functions[index]
        own = function.reserved is not None
        fleet = Fleet(
            function=function,
            bucket=Bucket(
                rules.scale_step, rules.scale_window, rules.scale_step * rules.scale_window
            ),
            rate=Rate(rules.per_unit * (function.reserved or 0)) if own else shared,
            provisioned_rate=Rate(rules.per_unit * function.provisioned),
            idle_for=setup.idle,
            earliest_first=setup.earliest_first,
        )
        ready = 0 if setup.prepared_before else prepared_at(function.provisioned, rules)
        for count in range(function.provisioned):
            live = Live(len(self.environments), f"P{count + 1}", index, True, 0, ready, ready)
            self.environments.append(live)
            fleet.prepared.append(live)
        if not setup.earliest_first:  # the first that is taken is P1
            fleet.prepared.reverse()
        return fleet

    def _catch_up(self, until: int | None) -> None:
        """Let happen what is due up to `until`, or all that is left."""
        queue = self.queue
        while queue and (until is None or queue[0][0] <= until):
            now, _, _, request, run = heappop(queue)
            if run is None:
                self._try(request, now)
            else:
                self._finish(request, run, now)

    def _later(self, at: int, kind: int, subject: Waiting, run: Run | None = None) -> None:
        self.sequence += 1
        heappush(self.queue, (at, kind, self.sequence, subject, run))

    def _try(self, request: Waiting, now: int) -> None:
        fleet = self.fleets[request.function]
        if not self.setup.waits and fleet.function.reserved == 0:
            self._settle(request, End.GIVEN_UP, now)
            return
        request.tries += 1
        taken = self._take(fleet, now, request.function)
        if isinstance(taken, Cause):
            self._refuse(request, taken, now)
            return
        request.throttles = 0
        if self.setup.waits:
            fleet.rate.let_in.append(now)
            if taken.provisioned:
                fleet.provisioned_rate.let_in.append(now)
        fleet.in_flight += 1
        if not taken.provisioned and fleet.function.reserved is None:
            self.in_pool += 1
        run = self._start(request, taken, now)
        self.runs.append(run)
        self._later(run.end, FINISH, request, run)

    def _take(self, fleet: Fleet, now: int, index: int) -> Live | Cause:
        """The environment that serves a request now, or why there is none."""
        setup, reserved = self.setup, fleet.function.reserved
        if reserved == 0:
            return Cause.RESERVED
        if setup.waits and fleet.rate.spent(now):
            return Cause.RATE
        if reserved is not None and fleet.in_flight >= reserved:
            return Cause.RESERVED
        live = fleet.ready_provisioned(now, setup.waits)
        if live:
            return live
        if reserved is None and self.in_pool >= self.pool:
            return Cause.POOL
        live = fleet.idle_one(now)
        if live:
            return live
        if not fleet.bucket.take(now):
            return Cause.SCALING
        live = Live(len(self.environments), letters(self.made), index, False, now, now, now)
        self.made += 1
        self.environments.append(live)
        return live

    def _start(self, request: Waiting, live: Live, now: int) -> Run:
        """How long this try takes and how it ends."""
        setup = self.setup
        init = again = 0
        if live.files == 0 and not live.provisioned:
            init = min(setup.init, self.rules.init_limit)
            again = setup.init if setup.init > init else 0
            live.ready = now + init
        elif live.reset:
            again = setup.init
            live.globals = 0
        live.reset = False
        live.globals += 1
        live.files += 1
        live.numbers.append(request.number)
        body, outcome = again + setup.duration, setup.fate(request.number)
        if body > setup.timeout or outcome is Outcome.TIMEOUT:
            body, outcome = setup.timeout, Outcome.TIMEOUT
        spilled = not live.provisioned and setup.functions[request.function].provisioned > 0
        again = min(again, body)
        end, index, spare = now + init + body, live.index, live.provisioned
        return Run(
            request.number, request.tries, request.function, now, end, index, init, again,
            outcome, None, spare, spilled, live.globals, live.files,
        )  # fmt: skip

    def _finish(self, request: Waiting, run: Run, now: int) -> None:
        fleet, live = self.fleets[run.function], self.environments[run.environment]
        live.reset = run.outcome in (Outcome.TIMEOUT, Outcome.CRASH)
        fleet.release(live, now)
        if not live.provisioned and fleet.function.reserved is None:
            self.in_pool -= 1
        if run.outcome is Outcome.OK:
            self._settle(request, End.SERVED, now)
        elif self.setup.waits:
            self._settle(request, End.FAILED, now)
        elif request.errors >= self.setup.retries:
            self._settle(request, End.GIVEN_UP, now)
        else:
            request.errors += 1
            self._come_back(request, now, self.rules.retry_delay(request.errors))

    def _refuse(self, request: Waiting, cause: Cause, now: int) -> None:
        request.refusals += 1
        request.throttles += 1
        run = Run(
            *(request.number, request.tries, request.function, now, now, -1, 0, 0),
            *(Outcome.THROTTLED, cause, False, False, 0, 0),
        )
        self.runs.append(run)
        if self.setup.waits:
            self._settle(request, End.REFUSED, now)
        else:
            self._come_back(request, now, self.rules.backoff(request.throttles))

    def _come_back(self, request: Waiting, now: int, wait: int) -> None:
        """Queue an event again, unless it would then be too old."""
        if now + wait - request.at > self.rules.age:
            self._settle(request, End.AGED, request.at + self.rules.age)
        else:
            self._later(now + wait, RETRY, request)

    def _settle(self, request: Waiting, end: End, now: int) -> None:
        number, function, at = request.number, request.function, request.at
        settled = Request(number, function, at, end, now, request.tries, request.refusals)
        self.requests.append(settled)

    def _settled(self, live: Live) -> Environment:
        gone = None if live.provisioned else live.since + self.setup.idle
        calls = 0 if live.reset else live.globals
        return Environment(
            *(live.name, live.function, live.provisioned, live.born, live.ready, gone),
            *(calls, live.files, tuple(live.numbers)),
        )
