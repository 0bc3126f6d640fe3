"""The three tabs: what of a study each of them shows, and how they lead to each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from studyapp.labs.engine.telemetry.fault import Place
from studyapp.labs.engine.telemetry.logs import GROUP, Line, all_lines, clock
from studyapp.labs.engine.telemetry.settings import ONSET
from studyapp.labs.engine.telemetry.signs import Piece
from studyapp.labs.engine.telemetry.study import Study
from studyapp.labs.engine.telemetry.traces import Trace
from studyapp.labs.telemetry import drawing, written
from studyapp.labs.telemetry.forms import TelemetryForm

FRAMES = (drawing.WIDE, drawing.NARROW)
SHORT = 6  # letters of a stream's name that tell it from the others


@dataclass(frozen=True, slots=True)
class Shown:
    """A log line as it is shown: its parts, one of them perhaps decisive."""

    time: str
    stream: str
    before: str
    mark: str
    after: str
    request: int  # whose trace it leads to, or 0


@dataclass(frozen=True, slots=True)
class Listing:
    """Many log lines as one text: a template would take longer than all the rest of the page."""

    lines: list[Shown]
    link: str  # to a trace, up to the number of its request

    @property
    def plain(self) -> SafeString:
        return self._written("", "", "")

    @property
    def marked(self) -> SafeString:
        return self._written("<mark>", "</mark>", "&amp;look=1")

    def _written(self, begin: str, end: str, look: str) -> SafeString:
        address = escape(f"{reverse('labs:telemetry')}?{self.link}")
        html = []
        for line in self.lines:
            mark = f"{begin}{escape(line.mark)}{end}{escape(line.after)}" if line.mark else ""
            whose = f'<span class="visually-hidden"> of the request at {line.time}</span>'
            href = f"{address}&amp;request={line.request}{look}#evidence"
            trace = f' <a href="{href}">Trace{whose}</a>' if line.request else ""
            html.append(
                f'<li><span class="tel-when">{line.time} {line.stream}</span> '
                f"<code>{escape(line.before)}{mark}</code>{trace}</li>"
            )
        return mark_safe("".join(html))  # noqa: S308  each text in it is escaped


def logs(form: TelemetryForm, found: Study) -> dict[str, Any]:
    request, wanted = int(form.cleaned_data["request"]), form.cleaned_data["find"]
    sampled = {trace.number for trace in found.traces}
    piece = _piece(found, Place.LOGS)
    names = _stream_of(found)
    lines = [
        _shown(line, piece, names, leads=line.kind == "START" and line.number in sampled)
        for line in all_lines(found.streams)
        if (not request or line.number == request) and wanted in line.text
    ]
    return {
        "group": GROUP,
        "count": str(len(lines)),
        "listing": Listing(lines, form.link(tab="trace", request=0)),
        "all": str(sum(len(one.lines) for one in found.streams)),
        "streams": str(len(found.streams)),
        "whole_query": form.link(request=0, find="") if request or wanted else "",
        "allowed": found.settings.logs,
    }


def excerpt(found: Study, piece: Piece, most: int) -> list[Shown]:
    """The first lines that this piece of evidence stands on."""
    if piece.place is not Place.LOGS:
        return []
    names = _stream_of(found)
    hits = (line for line in all_lines(found.streams) if piece.marks(line))
    return [_shown(line, piece, names) for _, line in zip(range(most), hits, strict=False)]


def _piece(found: Study, place: Place) -> Piece | None:
    return next((piece for piece in found.pieces if piece.place is place), None)


def _stream_of(found: Study) -> dict[int, str]:
    """The short name of the stream that each record wrote to."""
    short = {one.environment: one.name.rpartition("]")[2][:SHORT] for one in found.streams}
    return {
        one.number: short.get(one.environment, "")
        for one in found.records
        if one.environment is not None
    }


def _shown(line: Line, piece: Piece | None, names: dict[int, str], *, leads: bool = False) -> Shown:
    before, mark, after = line.text, "", ""
    if piece and piece.marks(line):
        needle = next(text for text in piece.find if text in line.text)
        before, mark, after = line.text.partition(needle)
    number = line.number if leads else 0
    return Shown(clock(line.at), names[line.number], before, mark, after, number)


def metrics(form: TelemetryForm, found: Study) -> dict[str, Any]:
    piece = _piece(found, Place.METRICS)
    marked = piece.series if piece else ()
    drawn = [drawing.multiples(found.series, ONSET, marked, frame) for frame in FRAMES]
    minutes = [f"10:{minute:02d}" for minute in range(len(found.series[0].values))]
    return {
        "charts": [written.multiples("tel-metrics", one) for one in drawn],
        "minutes": minutes,
        "table": [
            (one.metric, str(one.stat), [drawing.measured(one, value) for value in one.values])
            for one in found.series
        ],
        "sentence": _sentence(found),
    }


def _sentence(found: Study) -> str:
    busy = next(one for one in found.series if one.metric == "ConcurrentExecutions")
    longest = next(one for one in found.series if one.name == "Duration, Maximum")
    minutes = len(busy.values)
    return (
        f"In {minutes} minutes from 10:00: Invocations {found.ran}, Errors {found.failed},"
        f" Throttles {found.refused}; the longest Duration is {drawing.lasting(longest.largest)},"
        f" at most {busy.largest:.0f} at once."
    )


def trace(form: TelemetryForm, found: Study) -> dict[str, Any]:
    piece = _piece(found, Place.TRACE)
    asked = int(form.cleaned_data["request"])
    outcomes = [(one, _outcome(one)) for one in found.traces]
    chosen = _chosen(outcomes, asked)
    address = f"{reverse('labs:telemetry')}?{form.link(tab='trace', request=0)}"
    shown: dict[str, Any] = {
        "requests": str(len(found.records)),
        "traced": str(len(found.traces)),
        "tracing": found.settings.tracing,
        "rows": written.Rows([_row(*each, each[0] is chosen) for each in outcomes], address),
        "asked": asked,
    }
    if chosen is None:
        return shown
    spans = piece.spans if piece else frozenset()
    falls = [drawing.waterfall(chosen, spans, frame) for frame in FRAMES]
    return shown | {
        "falls": [written.waterfall("tel-trace", one) for one in falls],
        "title": f"Request at {clock(chosen.start)}",
        "id": chosen.id,
        "sentence": f"The request took {falls[0].ends}: "
        + ", ".join(f"{row.text} {row.value}" for row in falls[0].rows)
        + ".",
        "log_query": form.link(tab="logs", request=chosen.number),
        "is_asked": chosen.number == asked,
    }


def _chosen(outcomes: Sequence[tuple[Trace, str]], number: int) -> Trace | None:
    """The trace that was asked for; else the first in which something failed; else the longest."""
    asked = (one for one, _ in outcomes if one.number == number)
    failed = (one for one, outcome in outcomes if outcome)
    some = next(asked, None) or next(failed, None)
    return some or max((one for one, _ in outcomes), key=lambda one: one.lasts, default=None)


def _outcome(one: Trace) -> str:
    spans = [span for segment in one.segments for _, span in segment.walk()]
    if any(span.throttle for span in spans):
        return "throttled"
    if any(span.fault for span in spans):
        return "fault"
    return "error" if any(span.error for span in spans) else ""


def _row(one: Trace, outcome: str, chosen: bool) -> dict[str, str]:
    return {
        "time": clock(one.start),
        "lasts": drawing.lasting(one.lasts),
        "outcome": outcome,
        "trace": one.id[-6:],
        "number": str(one.number),
        "current": ' aria-current="true"' if chosen else "",
    }
