"""The evidence against a reader that knows nothing of the records it was made of.

The reader takes the log as CloudWatch Logs would hand it out (stream, timestamp, message), reads
REPORT lines with its own expressions, as AWS Lambda Power Tuning does, and counts the metrics
again from the lines alone. The shapes are those of botocore's service models.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction

import botocore.session
import pytest
from botocore.validate import ParamValidator

from studyapp.labs.engine.telemetry import record as record_module
from studyapp.labs.engine.telemetry import shapes
from studyapp.labs.engine.telemetry import study as study_module
from studyapp.labs.engine.telemetry.metrics import Stat
from studyapp.labs.engine.telemetry.settings import Settings
from studyapp.labs.engine.telemetry.stage import EPOCH
from studyapp.labs.engine.telemetry.study import Study, observe
from tests.labs.telemetry.scenes import every_face, ledger_rules

SEEDS = (1, 42)
TIMEOUTS = (3, 30, 900)

DURATION = re.compile(r"\tDuration: ([0-9.]+) ms")
INIT = re.compile(r"\tInit Duration: ([0-9.]+) ms")
BILLED = re.compile(r"\tBilled Duration: ([0-9]+) ms")
STARTS = re.compile(r"START RequestId: ([0-9a-f-]{36}) ")
XRAY = re.compile(r"XRAY TraceId: (1-[0-9a-f]{8}-[0-9a-f]{24})\tSegmentId: ([0-9a-f]{16})\t")


@dataclass
class Run:
    """One invocation as the log tells it."""

    request: str
    minute: int
    failed: bool = False
    duration: float = 0.0
    init: float = 0.0
    billed: int = 0
    trace: tuple[str, str] | None = None


@dataclass
class Tally:
    agreed: int = 0
    total: int = 0
    quarrels: list[str] = field(default_factory=list)

    def same(self, what: str, one: object, other: object) -> None:
        self.total += 1
        if one == other:
            self.agreed += 1
        else:
            self.quarrels.append(f"{what}: {one} against {other}")


def scenes() -> Iterator[Settings]:
    for seed in SEEDS:
        for timeout in TIMEOUTS:
            for newer in (True, False):
                yield from every_face(seed=seed, timeout=timeout, newer=newer)


def read_log(study: Study) -> list[Run]:
    runs: list[Run] = []
    open_in: dict[str, Run] = {}
    for event in shapes.filter_log_events(study)["events"]:
        stream, text = event["logStreamName"], event["message"]
        if found := STARTS.match(text):
            run = Run(found[1], (event["timestamp"] - EPOCH * 1000) // 60_000)
            open_in[stream] = run
            runs.append(run)
        elif text.startswith("REPORT "):
            run = open_in[stream]
            run.duration = float(DURATION.search(text)[1])
            run.billed = int(BILLED.search(text)[1])
            run.init = float(found[1]) if (found := INIT.search(text)) else 0.0
            run.failed |= "\tStatus: " in text
        elif found := XRAY.match(text):
            open_in[stream].trace = (found[1], found[2])
        elif stream in open_in:
            run = open_in[stream]
            # A line of the runtime, not of a logger: those have a tab behind the level.
            run.failed |= text.startswith("[ERROR] ") or " Task timed out after " in text
            run.failed |= "Error: Runtime exited with error" in text
    return runs


def recount(study: Study, tally: Tally) -> None:
    """Invocations, Errors and Duration of each minute, from the lines alone."""
    runs = read_log(study)
    by_minute: dict[int, list[Run]] = defaultdict(list)
    for run in runs:
        by_minute[run.minute].append(run)
    for one in study.series:
        for minute, value in enumerate(one.values):
            times = sorted(run.duration for run in by_minute[minute])
            told = _told(one.metric, one.stat, by_minute[minute], times)
            if told is not None:
                seen = None if value is None else float(value)
                tally.same(f"{study.settings} {one.name} {minute}", told[0], seen)


def _told(metric: str, stat: Stat, runs: list[Run], times: list[float]):
    if metric == "Invocations":
        return (float(len(runs)) if runs else None,)
    if metric == "Errors":
        # In the older style nothing in these lines tells of a runtime that never started.
        return (float(sum(run.failed for run in runs)) if runs else None,)
    if metric == "Duration" and stat is Stat.AVERAGE:
        hundredths = sum(round(time * 100) for time in times)
        return (round(Fraction(hundredths, len(times))) / 100 if times else None,)
    if metric == "Duration" and stat is Stat.MAXIMUM:
        return (times[-1] if times else None,)
    if metric == "Duration":  # fewer than 100 runs a minute: the nearest rank is the last
        return (times[-1] if times else None,)
    return None


def read_reports(study: Study, tally: Tally) -> None:
    """Each REPORT bills what it tells, and tells what the record holds."""
    records = [one for one in study.records if not one.refused]
    runs = read_log(study)
    tally.same("as many reports as runs", len(runs), len(records))
    held = sorted((r.request_id, float(r.duration), float(r.init)) for r in records)
    tally.same("reports", sorted((r.request, r.duration, r.init) for r in runs), held)
    for run in runs:
        hundredths = round(run.duration * 100) + round(run.init * 100)
        tally.same("billed", run.billed, -(-hundredths // 100))


def read_json(study: Study, tally: Tally) -> None:
    """The JSON lines of the same scene hold the same numbers as its text lines."""
    other = observe(replace(study.settings, as_json=True), ledger_rules())
    found = []
    for event in shapes.filter_log_events(other)["events"]:
        line = json.loads(event["message"])
        if line.get("type") == "platform.report":
            numbers = line["record"]["metrics"]
            found.append(
                (
                    line["record"]["requestId"],
                    numbers["durationMs"],
                    numbers.get("initDurationMs", 0.0),
                    numbers["billedDurationMs"],
                )
            )
    runs = [(run.request, run.duration, run.init, run.billed) for run in read_log(study)]
    tally.same(f"{study.settings} JSON", sorted(found), sorted(runs))


def read_traces(study: Study, tally: Tally) -> None:
    """Each XRAY line names the function's segment of its request, and that is long enough."""
    found = {}
    for trace in shapes.batch_get_traces(study)["Traces"]:
        for segment in trace["Segments"]:
            body = json.loads(segment["Document"])
            tally.same("segment", body["id"], segment["Id"])
            tally.same("trace", body["trace_id"], trace["Id"])
            if body["origin"] == "AWS::Lambda::Function":
                found[body["trace_id"], body["id"]] = body
    named = {run.trace: run for run in read_log(study) if run.trace}
    tally.same(f"{study.settings} traced", set(named), set(found))
    for key in set(named) & set(found):
        body, run = found[key], named[key]
        lasts = (body["end_time"] - body["start_time"]) * 1000
        tally.same("long enough", lasts + 0.01 >= run.duration + run.init, True)
        tally.same("fault", body.get("fault", False), run.failed)
        parts = [one["end_time"] - one["start_time"] for one in body.get("subsegments", [])]
        tally.same("sum of parts", sum(parts) * 1000 <= lasts + 0.01, True)


def compare(asked: list[Settings]) -> Tally:
    tally = Tally()
    for one in asked:
        study = observe(one, ledger_rules())
        older_import = one.fault == "import" and not one.newer  # its report has no Status there
        if not older_import:
            recount(study, tally)
            read_traces(study, tally)
        read_reports(study, tally)
        if one.newer:
            read_json(study, tally)
    return tally


def test_a_reader_of_the_log_comes_to_the_same_numbers(capsys):
    tally = compare(list(scenes()))
    with capsys.disabled():
        print(f"\nobservability: {tally.agreed} of {tally.total} agree")  # noqa: T201  that is the report
    assert tally.total > 10_000
    assert tally.agreed == tally.total, tally.quarrels[:5]


MODELS = {
    "cloudwatch": ("GetMetricData", shapes.get_metric_data),
    "xray": ("BatchGetTraces", shapes.batch_get_traces),
    "logs": ("FilterLogEvents", shapes.filter_log_events),
}


@pytest.mark.parametrize("service", MODELS)
def test_the_evidence_has_the_shape_of_the_api_that_hands_it_out(service):
    operation, shaped = MODELS[service]
    model = botocore.session.get_session().get_service_model(service)
    shape = model.operation_model(operation).output_shape
    for one in every_face():
        answer = shaped(observe(one, ledger_rules()))
        assert not ParamValidator().validate(answer, shape).generate_report()
        unknown = set(answer) - set(shape.members)
        assert not unknown


def test_data_points_stand_on_whole_minutes():
    study = observe(Settings(fault="timeout"), ledger_rules())
    for one in shapes.get_metric_data(study)["MetricDataResults"]:
        assert len(one["Timestamps"]) == len(one["Values"])
        assert all(isinstance(at, datetime) and at.second == 0 for at in one["Timestamps"])


def _unbilled_init(monkeypatch):
    monkeypatch.setattr(record_module, "billed_ms", lambda duration, init: int(duration) + 1)


def _at_the_end(monkeypatch):
    real = study_module.metrics
    monkeypatch.setattr(
        study_module,
        "metrics",
        lambda records, rules: real([replace(one, time=one.ended) for one in records], rules),
    )


def _init_in_duration(monkeypatch):
    real = study_module.metrics
    monkeypatch.setattr(
        study_module,
        "metrics",
        lambda records, rules: real(
            [replace(one, duration=one.duration + one.init) for one in records], rules
        ),
    )


def _throttles_are_invocations(monkeypatch):
    real = study_module.streams
    monkeypatch.setattr(
        study_module,
        "streams",
        lambda records, settings: real(
            [
                replace(one, environment=1, result="success") if one.refused else one
                for one in records
            ],
            settings,
        ),
    )


def _caught_is_an_error(monkeypatch):
    """Errors counts what the code wrote down, though it returned normally."""
    real = study_module.metrics
    monkeypatch.setattr(
        study_module,
        "metrics",
        lambda records, rules: real(
            [
                replace(one, result="error") if "not saved" in str(one.outputs) else one
                for one in records
            ],
            rules,
        ),
    )


def _trace_without_init(monkeypatch):
    real = study_module.traces
    monkeypatch.setattr(
        study_module,
        "traces",
        lambda records, settings: real(
            [replace(one, init=record_module.ZERO) for one in records], settings
        ),
    )


@pytest.mark.parametrize(
    "plant",
    [
        _unbilled_init,
        _at_the_end,
        _init_in_duration,
        _throttles_are_invocations,
        _caught_is_an_error,
        _trace_without_init,
    ],
)
def test_the_reader_catches_a_planted_fault(plant, monkeypatch):
    plant(monkeypatch)
    tally = compare(list(every_face(seed=7)))
    assert tally.agreed < tally.total
