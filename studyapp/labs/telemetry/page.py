"""The observability lab as its templates need it: words, links and geometry."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from studyapp.labs.engine.cost.text import plain
from studyapp.labs.engine.numbers import Numbers
from studyapp.labs.engine.telemetry.fault import Place
from studyapp.labs.engine.telemetry.faults import FAULTS
from studyapp.labs.engine.telemetry.record import Result
from studyapp.labs.engine.telemetry.rules import NEEDED, Rules, rules
from studyapp.labs.engine.telemetry.settings import ONSET, Settings
from studyapp.labs.engine.telemetry.signs import Piece, is_undone
from studyapp.labs.engine.telemetry.study import Study, observe
from studyapp.labs.engine.telemetry.traces import Trace
from studyapp.labs.telemetry import drawing, evidence_of, written
from studyapp.labs.telemetry.forms import CLOSED, TABS, TelemetryForm
from studyapp.lessons.models import Fact

CHIPS = ("met-auto", "log-perms", "xr-perms", "xr-sampling", "met-timestamp", "line-report-status")
KEPT = 64  # scenes: the page and its evidence are drawn from one
EXCERPT = 2  # lines of the log that stand for all


@lru_cache(maxsize=KEPT)
def _observed(settings: Settings, held: Rules) -> Study:
    return observe(settings, held)


def study(form: TelemetryForm, numbers: Numbers) -> Study:
    return _observed(form.settings(), rules(numbers))


def chips(facts: Mapping[str, Fact], *keys: str) -> dict[str, SafeString]:
    """Links to facts, by key with underscores."""
    return {
        key.replace("-", "_"): format_html(
            '<a class="fact" href="{}">{}</a>', fact.get_absolute_url(), fact.label
        )
        for key in keys
        if (fact := facts.get(key))
    }


def evidence(form: TelemetryForm, facts: Mapping[str, Fact]) -> dict[str, Any]:
    """The open tab, and what it has cost. Empty for a form that is refused."""
    if not form.is_valid():
        return {}
    held = Numbers({key: facts[key].exact for key in NEEDED if key in facts})
    found, tab = study(form, held), form.cleaned_data["tab"]
    opened = len(form.cleaned_data["seen"])
    context: dict[str, Any] = {
        "tab": tab,
        "tab_name": TABS.get(tab, ""),
        "opened": opened,
        "opened_words": opened_in_words(opened),
        "request_number": int(form.cleaned_data["request"]),
        "story": "" if form.is_hidden else _story(found),
        "chips": chips(facts, *CHIPS),
    }
    shown = {"logs": evidence_of.logs, "metrics": evidence_of.metrics, "trace": evidence_of.trace}
    return context | ({"shown": shown[tab](form, found)} if tab != CLOSED else {})


def opened_in_words(opened: int) -> str:
    tabs = {0: "No tab", 1: "1 tab", 2: "2 tabs"}.get(opened, "All 3 tabs")
    return f"{tabs} opened."


def _story(found: Study) -> str:
    settings = found.settings
    fault = FAULTS.get(settings.fault)
    if fault is None:
        return "Nothing is wrong in this scene."
    unusual = fault.twist if settings.twist else ""
    return f"From 10:02 on: {fault.story} {unusual}".strip()


def answer(
    form: TelemetryForm, found: Study, opened: int, facts: Mapping[str, Fact]
) -> dict[str, Any]:
    """Everything that the result shows."""
    settings = found.settings
    fault = FAULTS.get(settings.fault)
    name = fault.name if fault else "Nothing is wrong"
    counts = (
        f"Invocations {found.ran}, Errors {found.failed}, Throttles {found.refused};"
        f" {_many(len(found.stream_names), 'log stream')},"
        f" {_many(len(found.traces), 'traced request')}."
    )
    return {
        "summary": f"{name}. {counts} {opened_in_words(opened)}",
        "fault_name": name,
        "fault": fault,
        "unusual": fault.twist if fault and settings.twist else "",
        "resting": list(chips(facts, *(fault.facts if fault else CHIPS)).values()),
        "tiles": _tiles(found, opened),
        "pieces": list(_pieces(found)),
        "aside": _aside(found),
        "steps": found.steps,
        "missing": _missing(settings),
    }


def _aside(found: Study) -> str:
    """What the settings did to the fault."""
    settings = found.settings
    if is_undone(settings, found.records):
        if settings.fault == "memory":
            return "With this memory no order is killed: the fault is repaired."
        return (
            "With this timeout every call is answered in time: what is left is a slow dependency."
        )
    cut = any(one.result is Result.TIMEOUT for one in found.records)
    if cut and settings.fault not in ("timeout", "vpc"):
        return (
            "The timeout is so short here that it cuts runs as well: its signs stand beside these."
        )
    return ""


def _tiles(found: Study, opened: int) -> list[tuple[str, str, str]]:
    settings = found.settings
    streams = "one for each environment" if settings.logs else "the role may not write logs"
    traced = f"of {len(found.records)} requests" if settings.tracing else "the mode is PassThrough"
    return [
        ("Invocations", plain(found.ran), ""),
        ("Errors", plain(found.failed), ""),
        ("Throttles", plain(found.refused), ""),
        ("Log streams", plain(len(found.stream_names)), streams),
        ("Traced", plain(len(found.traces)), traced),
        ("Evidence", f"{opened} of 3", "tabs opened"),
    ]


def _missing(settings: Settings) -> str:
    """What this set-up does without."""
    gone = [] if settings.logs else ["There is no log line, not even a stream: only the code ran."]
    if not settings.tracing:
        gone.append("There is no trace: in PassThrough mode Lambda sends no segments of its own.")
    return " ".join(gone)


def _pieces(found: Study) -> Iterator[dict[str, Any]]:
    for piece in found.pieces:
        yield {
            "place": TABS[piece.place],
            "says": piece.says,
            "absent": _absent(piece, found.settings),
            "lines": evidence_of.excerpt(found, piece, EXCERPT),
            "charts": _charts(found, piece) if piece.series else [],
            "falls": _falls(found, piece.trace) if piece.trace else [],
        }


def _absent(piece: Piece, settings: Settings) -> str:
    """Why nothing of it is there to be shown."""
    if not piece.absent:
        return ""
    if piece.place is Place.LOGS and not settings.logs:
        return "Not to be seen here: the role may not write logs."
    if piece.place is Place.TRACE and not settings.tracing:
        return "Not to be seen here: nothing is traced in PassThrough mode."
    if piece.place is Place.TRACE:
        return "None of the affected requests was sampled. That proves nothing."
    return "That nothing is there is the evidence." if not piece.find else "Nothing is left of it."


def _charts(found: Study, piece: Piece) -> list[written.Chart]:
    some = [one for one in found.series if one.name in piece.series]
    drawn = [drawing.multiples(some, ONSET, (), frame) for frame in evidence_of.FRAMES]
    return [written.multiples("tel-piece-metrics", one) for one in drawn]


def _falls(found: Study, trace: Trace) -> list[written.Chart]:
    spans = found.decisive(trace)
    drawn = [drawing.waterfall(trace, spans, one) for one in evidence_of.FRAMES]
    return [written.waterfall("tel-piece-trace", one) for one in drawn]


def p99_in_words(found: Study) -> str:
    values = next(one.values for one in found.series if one.name == "Duration, p99")
    before = max((value for value in values[:ONSET] if value is not None), default=None)
    after = max((value for value in values[ONSET:] if value is not None), default=None)
    if before is None or after is None:
        return "One of the two spans of time has no data point."
    first, then = drawing.lasting(before), drawing.lasting(after)
    return f"Before 10:02 it is at most {first}, from then on at most {then}."


def _many(count: int, noun: str) -> str:
    return f"{plain(count)} {noun}" if count == 1 else f"{plain(count)} {noun}s"
