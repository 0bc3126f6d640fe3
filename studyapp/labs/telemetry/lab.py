"""The observability lab: find the fault in what an invocation leaves behind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from studyapp.labs.base import Ask, Choice, Document, Goal, Lab, Verdict
from studyapp.labs.engine.numbers import Numbers
from studyapp.labs.engine.telemetry.documents import counts, document
from studyapp.labs.engine.telemetry.faults import FAULTS, HEALTHY
from studyapp.labs.engine.telemetry.rules import NEEDED
from studyapp.labs.engine.telemetry.signs import trend
from studyapp.labs.engine.telemetry.study import Study
from studyapp.labs.telemetry import page
from studyapp.labs.telemetry.forms import TelemetryForm
from studyapp.lessons.models import Fact

FAULT = Ask(
    "fault",
    "What is wrong?",
    tuple(Choice(key, fault.name) for key, fault in FAULTS.items()),
)
FIX = Ask(
    "fix",
    "What repairs it?",
    tuple(
        Choice(key, fault.fix) for key, fault in sorted(FAULTS.items(), key=lambda one: one[1].fix)
    ),
)
ERRORS = Ask("errors", "What is the sum of Errors over all minutes?", most=1000)
INVOCATIONS = Ask("invocations", "What is the sum of Invocations over all minutes?", most=1000)
REPORTS = Ask("reports", "How many REPORT lines will the log group hold?", most=1000)
P99 = Ask(
    "p99",
    "From 10:02 on: what does p99 of Duration do?",
    (Choice("rises", "It rises"), Choice("stays", "It stays"), Choice("falls", "It falls")),
)


@dataclass(frozen=True, slots=True)
class Watch:
    """A study, and how much of it was looked at."""

    study: Study
    opened: int


def _metric(document: Document, name: str) -> float:
    return float(document["metrics"].get(name, 0))


def _silent(document: Document) -> bool:
    log = document["log"]
    return bool(log["streams"] and log["report"] < document["requests"])


def _blind(document: Document) -> bool:
    return bool(not document["log"]["streams"] and _metric(document, "Errors"))


def _full(document: Document) -> bool:
    return bool(document["log"]["timeout_and_full"])


class TelemetryLab(Lab[TelemetryForm, Watch]):
    slug = "telemetry"
    title = "Find the fault"
    lede = "Something has been wrong since two minutes past ten. Open as few tabs as you need."
    card = (
        "Logs, metrics and traces of one function, made from one record, so that they agree."
        " Twelve faults to tell apart, with the evidence counted."
    )
    lesson = "monitoring"
    tasks = ("2.2", "1.2")
    assumes = (
        "An idle environment stays for the whole scene, the one that was busy last is taken "
        "first, and after a deployment only new environments serve.",
        "p99 is the nearest rank. With fewer than a hundred runs a minute that is the longest.",
        "The REPORT line of an exception that the code raised carries no status: the lines with"
        " “Status: error” that we know are of a runtime that ended.",
        "The way back through the service takes half a millisecond.",
    )
    form_class = TelemetryForm
    beside = "labs/telemetry/_evidence.html"
    goals = (
        Goal("silent", "Let requests be refused without a line in the log.", _silent),
        Goal("blind", "Let runs fail so that Errors tells of it and no log does.", _blind),
        Goal("full", "Let a run with a full memory be stopped by the timeout.", _full),
    )

    def facts(self, form: TelemetryForm) -> Iterable[str]:
        fault = FAULTS.get(form.settings().fault)
        return [*NEEDED, *page.CHIPS, *(fault.facts if fault else ())]

    def solve(self, form: TelemetryForm, numbers: Numbers) -> Watch:
        return Watch(page.study(form, numbers), len(form.cleaned_data["seen"]))

    def document(self, result: Watch) -> dict[str, Any]:
        return document(result.study) | {
            "opened": result.opened,
            "steps": list(result.study.steps),
        }

    def counts(self, result: Watch) -> Document:
        return counts(result.study)

    def asks(self, form: TelemetryForm) -> tuple[Ask, ...]:
        return (FAULT, FIX) if form.is_hidden else (ERRORS, INVOCATIONS, REPORTS, P99)

    def settle(self, ask: Ask, said: str, result: Watch) -> Verdict:
        study = result.study
        if ask.id in (FAULT.id, FIX.id):
            return _named(ask, said, result)
        if ask.id == P99.id:
            went = trend(study.series)
            answer = next(choice.text for choice in P99.choices if choice.id == went)
            return Verdict(said == went, answer, page.p99_in_words(study))
        answers = {
            ERRORS.id: (study.failed, "Errors", "each run that ended in a function error"),
            INVOCATIONS.id: (study.ran, "Invocations", "each time the code was run"),
            REPORTS.id: (
                study.ran if study.settings.logs else 0,
                "REPORT lines",
                "one for each run, if the role may write them",
            ),
        }
        count, name, why = answers[ask.id]
        steps = study.steps[1:3]
        return Verdict(said == str(count), f"{count} {name}", f"It counts {why}. {' '.join(steps)}")

    def controls(self, form: TelemetryForm, facts: Mapping[str, Fact]) -> dict[str, Any]:
        return page.evidence(form, facts)

    def show(self, form: TelemetryForm, result: Watch, facts: Mapping[str, Fact]) -> dict[str, Any]:
        return page.answer(form, result.study, result.opened, facts)


def _named(ask: Ask, said: str, result: Watch) -> Verdict:
    found = result.study.settings.fault
    fault = FAULTS.get(found)
    if fault is None:
        return Verdict(said == HEALTHY, "Nothing is wrong", "")
    opened = page.opened_in_words(result.opened)
    text = fault.fix if ask.id == FIX.id else fault.name
    return Verdict(said == found, text, f"{fault.signs[0].says} {opened}")
