"""The lab of events and schedules: what a source sends, what comes again, when it runs."""

from collections.abc import Iterable, Mapping
from typing import Any

from studyapp.labs.base import Ask, Document, Goal, Lab, Verdict
from studyapp.labs.engine.events import answers
from studyapp.labs.engine.events.answers import Answer, Reaching
from studyapp.labs.engine.events.batch import Batch
from studyapp.labs.engine.events.expressions import Rules
from studyapp.labs.engine.numbers import Numbers
from studyapp.labs.events import asking, page
from studyapp.labs.events.documents import document
from studyapp.labs.events.forms import EventsForm
from studyapp.lessons.models import Fact


def _inside(found: Document) -> bool:
    """A value that stands in JSON inside JSON: two readings on the way to it."""
    readings = [step for step, *_ in found.get("steps", ()) if step == "loads(…)"]
    return bool(found["tab"] == "events" and len(readings) > 1 and found["kind"] != "error")


def _lost(found: Document) -> bool:
    return bool(found["tab"] == "batch" and found["lost"])


def _clock(found: Document) -> bool:
    return bool(found["tab"] == "schedules" and found["skipped"])


class EventsLab(Lab[EventsForm, Answer]):
    slug = "events"
    title = "Events and schedules"
    lede = "Build an event, write the path to a value, and say what it yields before you look."
    card = (
        "What S3, SNS, SQS, streams, EventBridge and the HTTP front doors send, and how to reach a"
        " value in it. Which messages of a batch come again, and when a schedule runs next."
    )
    lesson = "event-sources"
    tasks = ("2.1", "3.2")
    assumes = (
        "The key of an object stands undecoded, as it is, when S3 sends through EventBridge.",
        "A rule's rate runs first after one whole interval.",
        "Of an hour that comes twice Scheduler takes the first.",
        "L-3 and LW are refused: AWS does not list them. A range of years does not wrap, and W "
        "stays within its month.",
    )
    form_class = EventsForm
    goals = (
        Goal("inside", "Reach a value that stands in JSON inside JSON.", _inside),
        Goal("lost", "Lose a message that failed, without any error.", _lost),
        Goal("clock", "Let a change of the clock swallow a run.", _clock),
    )

    def facts(self, form: EventsForm) -> Iterable[str]:
        return page.facts_of(form)

    def solve(self, form: EventsForm, numbers: Numbers) -> Answer:
        question = form.question()
        if isinstance(question, Reaching):
            return answers.reach(question)
        if isinstance(question, Batch):
            return answers.settle(question)
        return answers.plan(question, Rules(*(numbers.whole(key) for key in page.YEARS)))

    def document(self, result: Answer) -> dict[str, Any]:
        told: dict[str, Any] = document(result)
        return told

    def asks(self, form: EventsForm) -> tuple[Ask, ...]:
        return asking.asks(form.data["tab"], form.data["expression"])

    def settle(self, ask: Ask, said: str, result: Answer) -> Verdict:
        return asking.settle(ask, said, result)

    def controls(self, form: EventsForm, facts: Mapping[str, Fact]) -> dict[str, Any]:
        return page.controls(form)

    def show(self, form: EventsForm, result: Answer, facts: Mapping[str, Fact]) -> dict[str, Any]:
        return page.show(result, facts)
