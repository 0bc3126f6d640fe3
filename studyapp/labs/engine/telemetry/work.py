"""What the code of the scene does with one event, undisturbed and with each fault. No Django here.

The story: the function `orders` reads a table (DynamoDB), reckons, asks a partner's API and
stores a file (S3). AWS documents none of these times and sizes: they are assumptions.
"""

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from studyapp.labs.engine.cost.duration import HUNDREDTH
from studyapp.labs.engine.telemetry.chance import Chance
from studyapp.labs.engine.telemetry.record import ZERO, Call, Output, Reach, Result
from studyapp.labs.engine.telemetry.settings import Settings

FUNCTION = "orders"
ACCOUNT = "111122223333"  # AWS's own placeholder, nobody's account
REGION = "eu-west-1"
BUCKET = "orders-archive-example"
PARTNER = "partner.example"
# Assumptions, in ms unless said otherwise.
CPU = (8, 12)  # at one whole vCPU
CPU_STARVED = (420, 480)
TABLE = (8, 20)
PARTNER_CALL = (30, 60)
STORE = (20, 40)
PARTNER_LATE = (12_000, 22_000)
PARTNER_TOO_LATE = (40_000, 55_000)
CONNECT_LIMIT = 60_000  # after which the SDK gives up a connection, unless the code says otherwise
CONNECT_SHORT = 5_000
CLIENT_LIMIT = 1_000  # after which the impatient client of the scene sends its order again
PARTNER_SLOWISH = (1_400, 2_400)
PARTNER_STEADY = (1_500, 1_800)  # so that the requests of a bunch overlap
BASE_MB = (62, 88)
LARGE_MB = (600, 700)
PARTNER_TIMES = {
    **{"timeout": PARTNER_TOO_LATE, "slow": PARTNER_LATE, "twice": PARTNER_SLOWISH},
    **{"throttle": PARTNER_SLOWISH, "cold": PARTNER_STEADY},
}

DENIED = (
    "An error occurred (AccessDenied) when calling the PutObject operation: "
    f"User: arn:aws:sts::{ACCOUNT}:assumed-role/{FUNCTION}-role/{FUNCTION} is not authorized to "
    f'perform: s3:PutObject on resource: "arn:aws:s3:::{BUCKET}/%s.json" because no '
    "identity-based policy allows the s3:PutObject action"
)
NO_CONNECTION = f'Connect timeout on endpoint URL: "https://dynamodb.{REGION}.amazonaws.com/"'


class Work(NamedTuple):
    """What would happen if nothing stopped it: the timeout may still cut it."""

    duration: Decimal
    calls: tuple[Call, ...]
    outputs: tuple[Output, ...]
    memory: int
    result: Result = Result.SUCCESS
    error_type: str = ""


class Own(NamedTuple):
    """Work of the code itself."""

    duration: Decimal


class Says(NamedTuple):
    level: str
    text: str


Step = Own | Says | Call


def work(event: str, number: int, sick: bool, settings: Settings, vcpu_mb: int) -> Work:
    """The steps for one event, in order, up to the step at which it fails."""
    chance = settings.chance
    slow = Decimal(vcpu_mb) / min(vcpu_mb, settings.memory)
    cpu = CPU_STARVED if sick and settings.fault == "starved" else CPU
    own = chance.ms(*cpu, "cpu", number) * slow
    fault = settings.fault if sick else ""
    memory = _memory(number, fault, settings)
    steps, error = _steps(event, number, own, fault, settings)
    if memory > settings.memory:  # killed while it reckons, before the partner is asked
        steps, error = _until_killed(steps), "Runtime.OutOfMemory"
        memory = settings.memory
    duration, calls, outputs = _walk(steps)
    if error == "Runtime.OutOfMemory":
        return Work(duration, calls, outputs, memory, Result.CRASH, error)
    result = Result.ERROR if error else Result.SUCCESS
    return Work(duration, calls, outputs, memory, result, error)


def touched(event_index: int, fault: str) -> bool:
    """Whether the fault hits this event: some hit all, some two in three, one a single event."""
    if fault in ("timeout", "memory"):
        return event_index % 3 != 2
    return True


def _memory(number: int, fault: str, settings: Settings) -> int:
    chance = settings.chance
    if fault == "memory":
        return chance.between(*LARGE_MB, "large", number)
    if fault == "timeout" and settings.twist:
        return settings.memory  # full of what it read, and yet not killed
    return min(chance.between(*BASE_MB, "base", number), settings.memory)


def _steps(
    event: str, number: int, own: Decimal, fault: str, settings: Settings
) -> tuple[list[Step], str]:
    """The steps, and the type of the error that the last of them raises."""
    chance = settings.chance
    first: list[Step] = [Says("INFO", f"{event} received")]
    if fault == "vpc":
        return _no_route(first, settings)
    table = Call("DynamoDB", "GetItem", Reach.AWS, ZERO, chance.ms(*TABLE, "table", number), 200)
    read = [*first, table, Says("INFO", f"{event} read"), Own(own)]
    if fault == "poison":
        return [*read, Says("ERROR", "KeyError: 'price'")], "KeyError"
    always = settings.fault if settings.fault in ("throttle", "cold") else fault
    asked = [*read, _partner(chance, number, always)]
    if fault == "denied":
        return _refused(asked, event, number, settings)
    store = chance.ms(*STORE, "store", number)
    saved = Call("S3", "PutObject", Reach.AWS, ZERO, store, 200)
    return [*asked, saved, Says("INFO", f"{event} saved")], ""


def _partner(chance: Chance, number: int, fault: str) -> Call:
    lasts = chance.ms(*PARTNER_TIMES.get(fault, PARTNER_CALL), "partner", number)
    return Call(PARTNER, "POST /quotes", Reach.REMOTE, ZERO, lasts, 200)


def _no_route(first: list[Step], settings: Settings) -> tuple[list[Step], str]:
    """Nothing answers, so the first call hangs until somebody loses patience."""
    limit = CONNECT_SHORT if settings.twist else CONNECT_LIMIT
    call = Call("DynamoDB", "GetItem", Reach.AWS, ZERO, Decimal(limit), None)
    said = Says("ERROR", f"ConnectTimeoutError: {NO_CONNECTION}")
    return [*first, call, Own(Decimal(2)), said], "ConnectTimeoutError"


def _refused(
    asked: list[Step], event: str, number: int, settings: Settings
) -> tuple[list[Step], str]:
    quick = settings.chance.ms(8, 15, "refused", number)
    call = Call("S3", "PutObject", Reach.AWS, ZERO, quick, 403)
    text = DENIED % event
    if settings.twist:  # the code catches it, writes it down and returns as if all were well
        return [*asked, call, Says("ERROR", f"not saved, going on: {text}")], ""
    return [*asked, call, Says("ERROR", f"ClientError: {text}")], "ClientError"


def _until_killed(steps: Iterable[Step]) -> list[Step]:
    kept: list[Step] = []
    for step in steps:
        if isinstance(step, Call) and step.reach is Reach.REMOTE:
            break
        kept.append(Own(step.duration + 600) if isinstance(step, Own) else step)
    return kept


def _walk(steps: Iterable[Step]) -> tuple[Decimal, tuple[Call, ...], tuple[Output, ...]]:
    """Put the steps one after the other."""
    at = Decimal(1)
    calls, outputs = [], []
    for step in steps:
        if isinstance(step, Says):
            outputs.append(Output(at, step.level, step.text))
        elif isinstance(step, Call):
            calls.append(_at(step, at, step.duration, step.status))
            at += step.duration
        else:
            at += step.duration.quantize(HUNDREDTH, ROUND_HALF_EVEN)
    return at + 1, tuple(calls), tuple(outputs)


def cut(found: Work, after: Decimal, offset: Decimal = ZERO) -> Work:
    """The work as far as it came in `after` ms, if it began `offset` ms into the invocation."""
    if not offset and found.duration <= after:
        return found
    return found._replace(
        duration=min(found.duration + offset, after),
        calls=tuple(_cut_calls(found.calls, after, offset)),
        outputs=tuple(
            Output(one.at + offset, one.level, one.text)
            for one in found.outputs
            if one.at + offset < after
        ),
    )


def _cut_calls(calls: Iterable[Call], after: Decimal, offset: Decimal) -> Iterator[Call]:
    for call in calls:
        start = call.start + offset
        if start >= after:
            return
        if start + call.duration > after:  # still open when it was stopped: no answer came
            yield _at(call, start, after - start, None)
        else:
            yield _at(call, start, call.duration, call.status)


def _at(call: Call, start: Decimal, duration: Decimal, status: int | None) -> Call:
    return Call(call.name, call.operation, call.reach, start, duration, status)
