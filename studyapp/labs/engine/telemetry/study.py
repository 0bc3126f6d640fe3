"""The whole lab: settings in, evidence and what it amounts to out. No Django here."""

from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from studyapp.labs.engine.telemetry import signs
from studyapp.labs.engine.telemetry.fault import Place
from studyapp.labs.engine.telemetry.faults import FAULTS
from studyapp.labs.engine.telemetry.logs import (
    BY_TIME,
    Line,
    Stream,
    all_lines,
    stream_names,
    streams,
)
from studyapp.labs.engine.telemetry.metrics import Series, metrics
from studyapp.labs.engine.telemetry.record import Invocation
from studyapp.labs.engine.telemetry.rules import Rules
from studyapp.labs.engine.telemetry.settings import Settings
from studyapp.labs.engine.telemetry.signs import Piece
from studyapp.labs.engine.telemetry.stage import Stage
from studyapp.labs.engine.telemetry.traces import Trace, traces


@dataclass(frozen=True)
class Study:
    """The records of a scene, and what they left behind: each read when it is asked for."""

    settings: Settings
    rules: Rules
    records: tuple[Invocation, ...]

    @cached_property
    def streams(self) -> tuple[Stream, ...]:
        return streams(self.records, self.settings)

    @cached_property
    def series(self) -> tuple[Series, ...]:
        return metrics(self.records, self.rules)

    @cached_property
    def traces(self) -> tuple[Trace, ...]:
        return traces(self.records, self.settings)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        return signs.pieces(self.settings, self.records, self.series, self.traces)

    @cached_property
    def stream_names(self) -> dict[int, str]:
        """By environment; needs no line."""
        return stream_names(self.records, self.settings)

    @cached_property
    def steps(self) -> tuple[str, ...]:
        return _steps(self)

    @cached_property
    def lines(self) -> list[Line]:
        """All lines of all streams, by time."""
        return all_lines(self.streams)

    def first_lines(self, piece: Piece, most: int) -> list[Line]:
        """The first lines that a piece of evidence stands on. No more are made than that takes."""
        found: list[Line] = []
        affected = (one for one in self.records if one.number in piece.lines and not one.refused)
        for one in sorted(affected, key=attrgetter("initialised_from")):
            if len(found) >= most and one.initialised_from > found[most - 1].at:
                break
            [stream] = streams([one], self.settings)
            found = sorted([*found, *filter(piece.marks, stream.lines)], key=BY_TIME)
        return found[:most]

    def piece(self, place: Place) -> Piece | None:
        return next((one for one in self.pieces if one.place is place), None)

    def decisive(self, trace: Trace) -> frozenset[str]:
        """The IDs of the spans of a trace that decide."""
        piece = self.piece(Place.TRACE)
        if piece is None:
            return frozenset()
        return signs.decisive(piece.find, trace, signs.linked_ids(self.traces))

    @property
    def ran(self) -> int:
        return sum(not one.refused for one in self.records)

    @property
    def failed(self) -> int:
        return sum(one.failed for one in self.records)

    @property
    def refused(self) -> int:
        return sum(one.refused for one in self.records)

    @property
    def events(self) -> int:
        return len({one.event for one in self.records})


def observe(settings: Settings, rules: Rules) -> Study:
    """Play the scene: its records are read in three ways."""
    return Study(settings, rules, Stage(settings, rules).play())


def _steps(study: Study) -> tuple[str, ...]:
    """From requests to evidence, in the order in which it is made."""
    settings, records = study.settings, study.records
    found, seen, events = study.stream_names, study.traces, study.events
    ran, failed, refused = study.ran, study.failed, study.refused
    cold = sum(one.cold for one in records)
    wrote = f"{_many(len(found), 'stream')}, one for each environment, with {_many(ran, 'report')}"
    return (
        f"{_many(events, 'order')} made {_many(len(records), 'request')}.",
        f"{refused} were refused: no code, no log line, no invocation."
        if refused
        else "None was refused, so each is an invocation.",
        f"{_many(ran, 'invocation')}, {cold} of them after a cold start, {failed} of them failed.",
        f"Logs: {wrote}." if settings.logs else "Logs: none. The role may not write any.",
        f"Metrics, with no permission: Invocations {ran}, Errors {failed}, Throttles {refused}.",
        f"Traces: {len(seen)} of {len(records)} requests were sampled."
        if settings.tracing
        else "Traces: none. The function passes the trace header on and sends nothing itself.",
        f"The fault: {FAULTS[settings.fault].name}."
        if settings.fault in FAULTS
        else "There is no fault.",
    )


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
