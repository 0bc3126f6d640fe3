"""The three tabs: what of a study each of them shows, and how they lead to each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from studyapp.labs.engine.telemetry.fault import Place
from studyapp.labs.engine.telemetry.logs import GROUP, Line, clock
from studyapp.labs.engine.telemetry.settings import ONSET
from studyapp.labs.engine.telemetry.signs import Piece
from studyapp.labs.engine.telemetry.study import Study
from studyapp.labs.engine.telemetry.traces import Trace
from studyapp.labs.telemetry import drawing, written
from studyapp.labs.telemetry.forms import TelemetryForm

FRAMES = (drawing.WIDE, drawing.NARROW)
HERE = "\0"  # in no line
SHORT = 6  # letters of a stream's name that tell it from the others


@dataclass(frozen=True, slots=True)
class Shown:
    """A log line as an excerpt shows it: its parts, one of them decisive."""

    time: str
    stream: str
    before: str
    mark: str
    after: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Many log lines as one text: a template would take longer than all the rest of the page."""

    lines: Sequence[Line]
    streams: dict[int, str]  # the short name of the stream of each record
    sampled: frozenset[int]  # the records that have a trace
    piece: Piece | None
    link: str  # to a trace, up to the number of its request

    @property
    def plain(self) -> SafeString:
        return self._written(None, "")

    @property
    def marked(self) -> SafeString:
        return self._written(self.piece, "&amp;look=1")

    def _written(self, piece: Piece | None, look: str) -> SafeString:
        parts = [_split(line, piece) for line in self.lines]
        texts = escape("\n".join(parts)).split("\n")
        html = []
        for line, text in zip(self.lines, texts, strict=True):
            time, number = line.time, line.number
            if HERE in text:
                text = text.replace(HERE, "<mark>", 1).replace(HERE, "</mark>", 1)
            leads = line.kind == "START" and number in self.sampled
            html.append(
                f'<li><span class="tel-when">{time} {self.streams[number]}</span> '
                f"<code>{text}</code>{self._trace(time, number, look) if leads else ''}</li>"
            )
        return mark_safe("".join(html))  # noqa: S308  each text in it is escaped

    def _trace(self, time: str, number: int, look: str) -> str:
        whose = f'<span class="visually-hidden"> of the request at {time}</span>'
        href = f"{escape(self.link)}&amp;request={number}{look}#evidence"
        return f' <a href="{href}">Trace{whose}</a>'


def _split(line: Line, piece: Piece | None) -> str:
    """The text with HERE before and after what it is marked for."""
    if piece and piece.marks(line):
        return HERE.join(_parted(line, piece))
    return line.text


def logs(form: TelemetryForm, found: Study) -> dict[str, Any]:
    request, wanted = int(form.cleaned_data["request"]), form.cleaned_data["find"]
    sampled = frozenset(one.number for one in found.traces)
    lines = [
        line
        for line in found.lines
        if (not request or line.number == request) and wanted in line.text
    ]
    address = f"{reverse('labs:telemetry')}?{form.link(tab='trace', request=0)}"
    return {
        "group": GROUP,
        "count": str(len(lines)),
        "listing": Listing(lines, _stream_of(found), sampled, found.piece(Place.LOGS), address),
        "all": str(len(found.lines)),
        "streams": str(len(found.stream_names)),
        "whole_query": form.link(request=0, find="") if request or wanted else "",
        "allowed": found.settings.logs,
    }


def excerpt(found: Study, piece: Piece, most: int) -> list[Shown]:
    """The first lines that this piece of evidence stands on."""
    if piece.place is not Place.LOGS:
        return []
    names = _stream_of(found)
    hits = found.first_lines(piece, most)
    return [Shown(one.time, names[one.number], *_parted(one, piece)) for one in hits]


def _stream_of(found: Study) -> dict[int, str]:
    """The short name of the stream that each record wrote to."""
    names = found.stream_names
    short = {number: name.rpartition("]")[2][:SHORT] for number, name in names.items()}
    return {
        one.number: short.get(one.environment, "")
        for one in found.records
        if one.environment is not None
    }


def _parted(line: Line, piece: Piece) -> tuple[str, str, str]:
    """A line that this piece marks, around what it is marked for."""
    return line.text.partition(next(text for text in piece.find if text in line.text))


def metrics(form: TelemetryForm, found: Study) -> dict[str, Any]:
    piece = found.piece(Place.METRICS)
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
    asked = int(form.cleaned_data["request"])
    chosen = _chosen(found.traces, asked)
    address = f"{reverse('labs:telemetry')}?{form.link(tab='trace', request=0)}"
    shown: dict[str, Any] = {
        "requests": str(len(found.records)),
        "traced": str(len(found.traces)),
        "tracing": found.settings.tracing,
        "rows": written.Rows([_row(one, one is chosen) for one in found.traces], address),
        "asked": asked,
    }
    if chosen is None:
        return shown
    spans = found.decisive(chosen)
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


def _chosen(traces: Sequence[Trace], number: int) -> Trace | None:
    """The trace that was asked for; else the first in which something failed; else the longest."""
    asked = (one for one in traces if one.number == number)
    failed = (one for one in traces if one.outcome)
    some = next(asked, None) or next(failed, None)
    return some or max(traces, key=lambda one: one.lasts, default=None)


def _row(one: Trace, chosen: bool) -> dict[str, str]:
    return {
        "time": clock(one.start),
        "lasts": drawing.lasting(one.lasts),
        "outcome": one.outcome,
        "trace": one.id[-6:],
        "number": str(one.number),
        "current": ' aria-current="true"' if chosen else "",
    }
