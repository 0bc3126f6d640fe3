"""What stands in the evidence, counted; and the three pieces of it that decide. No Django here."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from studyapp.labs.engine.telemetry.fault import Place
from studyapp.labs.engine.telemetry.faults import FAULTS
from studyapp.labs.engine.telemetry.logs import Line, Stream
from studyapp.labs.engine.telemetry.metrics import Series, Stat
from studyapp.labs.engine.telemetry.record import Invocation, Result
from studyapp.labs.engine.telemetry.settings import ONSET, Settings
from studyapp.labs.engine.telemetry.traces import Span, Trace

MARKS = {
    "status_timeout": ("Status: timeout", '"status":"timeout"'),
    "task_timed_out": ("Task timed out",),
    "out_of_memory": ("Runtime.OutOfMemory",),
    "killed": ("signal: killed",),
    "access_denied": ("AccessDenied",),
    "connect_timeout": ("ConnectTimeoutError",),
    "import_error": ("Runtime.ImportModuleError",),
    "init_duration": ("\tInit Duration: ", "initDurationMs"),
    "key_error": ("KeyError",),
    "saved": ("saved",),
}
TELLING = ("REPORT", "INIT_REPORT", "app", "platform")
WIDE = Decimal(2) / 3  # the share from which own work counts as nearly all


@dataclass(frozen=True, slots=True)
class Piece:
    """A decisive piece of evidence, and what it is to be marked on."""

    place: Place
    says: str
    lines: frozenset[int] = frozenset()  # of records whose lines to mark
    find: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    trace: Trace | None = None  # the first that shows it

    @property
    def absent(self) -> bool:
        return not (self.lines or self.series or self.trace)

    def marks(self, line: Line) -> bool:
        if line.number not in self.lines:
            return False
        return any([text in line.text for text in self.find])  # noqa: C419  faster


def of_logs(streams: Sequence[Stream]) -> dict[str, int]:
    lines = [line for stream in streams for line in stream.lines]
    texts = [line.text for line in lines if line.kind in TELLING]
    whole = "\n".join(texts)  # most marks stand nowhere, which is found out quickest at once
    counts = {}
    for name, marks in MARKS.items():
        there = [mark for mark in marks if mark in whole]
        counts[name] = sum(any([mark in text for mark in there]) for text in texts) if there else 0  # noqa: C419  faster
    kinds = Counter([line.kind for line in lines])
    return counts | {
        "streams": len(streams),
        "lines": len(lines),
        "start": kinds["START"],
        "report": kinds["REPORT"],
        "init_report": kinds["INIT_REPORT"],
    }


def of_records(records: Sequence[Invocation], settings: Settings) -> dict[str, int]:
    """What one would count by hand in the log lines, and only if there are any."""
    if not settings.logs:
        return {"memory_full": 0, "timeout_and_full": 0, "repeated_requests": 0, "twice_saved": 0}
    ran = [one for one in records if not one.refused]
    full = [one for one in ran if one.memory_used == settings.memory]
    requests = Counter(one.request_id for one in ran)
    saved = Counter(
        one.event for one in ran for said in one.outputs if said.text.endswith(" saved")
    )
    return {
        "memory_full": len(full),
        "timeout_and_full": sum(one.result == "timeout" for one in full),
        "repeated_requests": sum(count > 1 for count in requests.values()),
        "twice_saved": sum(count > 1 for count in saved.values()),
    }


def of_metrics(series: Sequence[Series]) -> dict[str, float | int]:
    found: dict[str, float | int] = {}
    for one in series:
        name = one.metric if one.metric != "Duration" else f"Duration_{one.stat}"
        value = one.total if one.stat is Stat.SUM else one.largest
        found[name] = int(value) if value == value.to_integral_value() else float(value)
    return found


def of_traces(traces: Sequence[Trace]) -> dict[str, int]:
    segments = [segment for trace in traces for segment in trace.segments]
    spans = [span for segment in segments for span in segment.flat()]
    codes = [one for one in segments if one.kind == "code"]
    inits = [one for one in spans if one.kind == "init"]
    calls = [one for one in spans if one.kind == "call"]
    return {
        "requests": len(traces),
        "service": len(segments) - len(codes),
        "function": len(codes),
        "faults": sum([one.fault for one in codes]),
        "throttled": sum([one.throttle for one in segments]),
        "init": len(inits),
        "init_faults": sum([one.fault for one in inits]),
        "calls": len(calls),
        "unanswered": sum([one.status is None for one in calls]),
        "refused_calls": sum([one.error for one in calls]),
        "linked": len(linked_ids(traces)),
        "own_work": sum([_is_wide(one) for one in codes]),
    }


def trend(series: Sequence[Series], name: str = "Duration, p99") -> str:
    """What a series does after the fault began: rises, falls or stays (within a half)."""
    values = next((one.values for one in series if one.name == name), ())
    before = max((value for value in values[:ONSET] if value is not None), default=None)
    after = max((value for value in values[ONSET:] if value is not None), default=None)
    if not before or not after:
        return "stays"
    if after > before * 3 / 2:
        return "rises"
    return "falls" if before > after * 3 / 2 else "stays"


def pieces(
    settings: Settings,
    records: Sequence[Invocation],
    series: Sequence[Series],
    traces: Sequence[Trace],
) -> tuple[Piece, ...]:
    """One piece from each place; a place can decide by holding nothing."""
    fault = FAULTS.get(settings.fault)
    if fault is None or is_undone(settings, records):
        return ()
    logs, metrics, trace = fault.told(settings.twist)
    wrote = settings.logs and not all(one.refused for one in records)
    sick = frozenset(one.number for one in records if one.fault)
    lines = sick if logs.find and wrote else frozenset()
    linked = linked_ids(traces)
    first = next((one for one in traces if decisive(trace.find, one, linked)), None)
    names = tuple(one.name for one in series if one.name in metrics.find)
    return (
        Piece(logs.place, logs.says, lines=lines, find=logs.find),
        Piece(metrics.place, metrics.says, series=names),
        Piece(trace.place, trace.says, find=trace.find, trace=first),
    )


def is_undone(settings: Settings, records: Sequence[Invocation]) -> bool:
    """Whether the settings leave the fault no way to show."""
    ends = {"timeout": Result.TIMEOUT, "memory": Result.CRASH}
    end = ends.get(settings.fault)
    return end is not None and not any(one.result is end for one in records)


def linked_ids(traces: Sequence[Trace]) -> frozenset[str]:
    """The trace IDs under which more than one request stands."""
    ids = Counter([trace.id for trace in traces])
    return frozenset(one for one, count in ids.items() if count > 1)


def decisive(find: tuple[str, ...], trace: Trace, linked: frozenset[str]) -> frozenset[str]:
    """The IDs of the spans by which an affected trace shows what is to be found."""
    if not trace.sick:
        return frozenset()
    return frozenset(
        span.id
        for segment in trace.segments
        for span in segment.flat()
        if _matches(find, span, trace.id in linked)
    )


def _matches(find: tuple[str, ...], span: Span, linked: bool) -> bool:
    if span.kind == "code":
        return (
            "orders" in find
            or ("orders fault" in find and span.fault)
            or ("orders wide" in find and _is_wide(span))
            or ("orders again" in find and linked)
        )
    if span.kind == "service":
        return "orders 429" in find and span.throttle
    return span.name in find


def _is_wide(span: Span) -> bool:
    """Whether a function's segment is mostly its own work."""
    if span.kind != "code" or not span.lasts:
        return False
    parts = sum([part.lasts for part in span.flat() if part.kind in ("call", "init")], Decimal())
    return (span.lasts - parts) / span.lasts > WIDE
