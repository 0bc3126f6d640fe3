"""What holds for every scene, whatever is set: the three kinds of evidence agree."""

import json
from collections import defaultdict
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal

from hypothesis import example, given
from hypothesis import settings as profile
from hypothesis.strategies import integers

from studyapp.labs.engine.telemetry.documents import counts, document
from studyapp.labs.engine.telemetry.record import Result
from studyapp.labs.engine.telemetry.report import Report
from studyapp.labs.engine.telemetry.settings import Settings
from studyapp.labs.engine.telemetry.study import Study, observe
from tests.labs.telemetry.scenes import ledger_rules, settings

SOME = profile(max_examples=60)
WORST = {"throttle": "throttled", "fault": "fault", "error": "error"}


def watch(asked: Settings) -> Study:
    return observe(asked, ledger_rules())


def series(study: Study, name: str) -> tuple[Decimal | None, ...]:
    return next(one.values for one in study.series if one.name == name)


@SOME
@given(settings())
def test_what_is_billed_is_duration_and_initialisation_rounded_up_once(asked):
    for one in watch(asked).records:
        exact = round(one.duration + one.init, 2)
        assert one.billed == int(exact.to_integral_value(ROUND_CEILING))


@SOME
@given(settings())
def test_a_timeout_lasts_as_long_as_the_timeout(asked):
    for one in watch(asked).records:
        assert one.duration <= asked.timeout * 1000
        if one.result is Result.TIMEOUT:
            assert one.duration == asked.timeout * 1000


@SOME
@given(settings())
def test_each_stream_tells_start_end_report_in_order(asked):
    study = watch(replace(asked, logs=True, as_json=False))
    for stream in study.streams:
        kinds = [line.kind for line in stream.lines if line.kind in ("START", "END", "REPORT")]
        assert kinds == ["START", "END", "REPORT"] * (len(kinds) // 3)
        times = [line.at for line in stream.lines]
        assert times == sorted(times)
        assert [line.kind for line in stream.lines].count("INIT_START") == 1
        assert stream.lines[0].kind == "INIT_START"


@SOME
@given(settings())
def test_init_duration_stands_only_in_the_first_report_of_an_environment(asked):
    study = watch(replace(asked, logs=True, as_json=False))
    for stream in study.streams:
        reports = [Report.read(line.text) for line in stream.lines if line.kind == "REPORT"]
        assert all(report.init is None for report in reports[1:])
    for one in study.records:
        assert one.cold or not one.init


@SOME
@given(settings())
def test_the_memory_used_never_falls_in_an_environment_nor_exceeds_the_setting(asked):
    seen: dict[int, int] = defaultdict(int)
    for one in watch(asked).records:
        if one.environment is not None:
            assert seen[one.environment] <= one.memory_used <= asked.memory
            seen[one.environment] = one.memory_used


@SOME
@given(settings())
def test_an_environment_serves_one_request_at_a_time(asked):
    free: dict[int, Decimal] = defaultdict(Decimal)
    for one in watch(asked).records:
        if one.environment is not None:
            assert one.received >= free[one.environment]
            free[one.environment] = one.ended


@SOME
@given(settings())
def test_a_refused_request_leaves_no_line_no_invocation_and_no_function_segment(asked):
    study = watch(replace(asked, logs=True, tracing=True))
    refused = {one.number for one in study.records if one.refused}
    wrote = {line.number for stream in study.streams for line in stream.lines}
    assert not refused & wrote
    assert sum(v or 0 for v in series(study, "Invocations, Sum")) + len(refused) == len(
        study.records
    )
    for trace in study.traces:
        assert (len(trace.segments) == 1) == (trace.number in refused)
        assert trace.segments[0].throttle == (trace.number in refused)


@SOME
@given(settings())
def test_the_parts_of_a_segment_fit_into_it(asked):
    for trace in watch(replace(asked, tracing=True)).traces:
        for segment in trace.segments:
            for _, span in segment.walk():
                parts = span.parts
                assert sum((part.lasts for part in parts), Decimal()) <= span.lasts
                assert all(span.start <= part.start <= part.end <= span.end for part in parts)
                ends = [part.end for part in parts]
                assert all(a <= b.start for a, b in zip(ends, parts[1:], strict=False))
        service, *code = trace.segments
        assert all(service.start <= one.start <= one.end <= service.end for one in code)


@SOME
@given(settings())
def test_errors_never_exceed_invocations_in_any_minute(asked):
    study = watch(asked)
    for ran, failed in zip(
        series(study, "Invocations, Sum"), series(study, "Errors, Sum"), strict=True
    ):
        assert (failed or 0) <= (ran or 0)
        assert (ran is None) == (failed is None)


@SOME
@given(settings())
def test_text_and_json_carry_the_same_numbers(asked):
    text = watch(replace(asked, logs=True, as_json=False, newer=True))
    data = watch(replace(asked, logs=True, as_json=True, newer=True))
    assert [stream.name for stream in text.streams] == [stream.name for stream in data.streams]
    for one, other in zip(text.streams, data.streams, strict=True):
        written = [Report.read(line.text) for line in one.lines if line.kind == "REPORT"]
        read = [Report.read_json(line.text) for line in other.lines if line.kind == "REPORT"]
        numbers = [replace(report, status="", error_type="") for report in read]
        assert [replace(report, status="", error_type="") for report in written] == numbers
        assert all(json.loads(line.text) for line in other.lines)


@SOME
@given(settings())
def test_without_the_permission_there_is_no_stream_and_all_else_stays(asked):
    with_logs, without = watch(replace(asked, logs=True)), watch(replace(asked, logs=False))
    assert without.streams == ()
    assert without.series == with_logs.series
    assert [one.segments for one in without.traces] == [one.segments for one in with_logs.traces]


@SOME
@given(settings())
def test_a_scene_follows_from_its_settings(asked):
    assert watch(asked) == watch(asked)


@SOME
@given(settings())
def test_a_longer_timeout_and_more_memory_never_make_more_errors(asked):
    """The same work with more room, in the scenes in which nothing else limits it."""
    calm = replace(asked, fault="timeout" if asked.fault in ("vpc", "import") else asked.fault)
    roomy = replace(calm, timeout=900, memory=10_240)
    assert watch(roomy).failed <= watch(calm).failed


@SOME
@given(settings())
def test_the_goals_are_told_what_the_evidence_holds(asked):
    study = watch(asked)
    told, whole = counts(study), document(study)
    assert told["requests"] == whole["requests"]
    assert told["metrics"]["Errors"] == whole["metrics"]["Errors"]
    assert told["log"] == {name: whole["log"][name] for name in told["log"]}


@SOME
@given(settings(), integers(1, 5))
@example(Settings(fault="cold", seed=7), 1)  # who comes later ends first
def test_the_first_lines_of_a_piece_are_those_of_the_whole_log(asked, most):
    study = watch(asked)
    for piece in study.pieces:
        marked = [line for line in study.lines if piece.marks(line)]
        first = study.first_lines(piece, most)
        assert [line.at for line in first] == [line.at for line in marked[:most]]
        assert set(first) <= set(marked)


@SOME
@given(settings())
def test_a_trace_lasts_and_ends_as_its_spans_do(asked):
    for trace in watch(replace(asked, tracing=True)).traces:
        spans = [span for segment in trace.segments for span in segment.flat()]
        assert trace.start == min(span.start for span in spans)
        assert trace.end == max(span.end for span in spans)
        worst = [name for name in WORST if any(getattr(span, name) for span in spans)]
        assert trace.outcome == (WORST[worst[0]] if worst else "")
