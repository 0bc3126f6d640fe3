"""The environments lab: who is served where, who starts cold, who is refused."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from studyapp.labs.base import Ask, Choice, Document, Goal, Lab, Verdict
from studyapp.labs.engine.environments import explaining
from studyapp.labs.engine.environments.document import document
from studyapp.labs.engine.environments.explaining import Step, some
from studyapp.labs.engine.environments.figures import Figures, count, settled_by
from studyapp.labs.engine.environments.model import REASONS, Result
from studyapp.labs.engine.environments.rules import KEYS, rules
from studyapp.labs.engine.environments.simulate import simulate
from studyapp.labs.engine.numbers import Numbers
from studyapp.labs.environments import page
from studyapp.labs.environments.forms import EnvironmentsForm
from studyapp.lessons.models import Fact

# Facts that the explanation leans on besides the numbers that the model reckons with.
EXPLAINING = (
    *("conc-formula", "lc-one-at-a-time", "cc-reserved", "cc-provisioned", "cc-throttle"),
    *("rps-rule-scope", "conc-scale-refill", "lc-reuse", "lc-init-tasks", "lc-reset"),
    *("inv-conc-zero", "inv-async-errors", "inv-async-throttle", "lc-no-rely"),
)
FEW = 26  # with more requests nobody follows a single one
NONE = "none"

ENVIRONMENTS = Ask("environments", "How many environments are made on demand?", most=10_000)
COLD = Ask("cold", "How many cold starts are there?", most=10_000)
THROTTLED = Ask("throttled", "How many tries are throttled (429)?", most=100_000)
PEAK = Ask("peak", "How many requests are in flight at the most?", most=10_000)
SPILLED = Ask("spilled", "How many requests spill over to on-demand environments?", most=10_000)
TRIES = Ask("tries", "How many tries are there in all?", most=100_000)
DEAD = Ask("dead", "How many events end at the failure target?", most=10_000)
REASON = Ask(
    "reason",
    "Which reason do refused requests carry?",
    (*(Choice(name, name) for name in REASONS), Choice(NONE, "None is refused")),
)
COUNTED = ("environments", "cold", "throttled", "peak", "spilled", "tries", "dead")


@dataclass(frozen=True, slots=True)
class Found:
    """A run, what was counted in it, and why it went so."""

    result: Result
    figures: Figures
    steps: tuple[Step, ...]
    about: int  # the request that some questions are about


def _no_cold(document: Document) -> bool:
    return bool(document["cold"] == 0 and document["served"] >= 5)


def _capped(document: Document) -> bool:
    reason = "ReservedFunctionConcurrentInvocationLimitExceeded"
    return bool(document["reasons"].get(reason) and document["served"] and document["free"] > 0)


def _kept(document: Document) -> bool:
    return any(run["globals"] == 1 and run["files"] > 1 for run in document["runs"])


class EnvironmentsLab(Lab[EnvironmentsForm, Found]):
    slug = "environments"
    title = "Execution environments"
    lede = "Let requests arrive. See which one finds an environment, which waits, which is refused."
    card = (
        "Requests meet execution environments: cold and warm starts, reserved and provisioned"
        " concurrency, throttling and retries, drawn second by second."
    )
    lesson = "concurrency"
    tasks = ("2.1", "2.2", "3.2")
    assumes = (
        "An idle environment is reclaimed after the time set above; which idle one is used "
        "first is set there, too.",
        "The wait of a throttled event doubles until it is the longest.",
        "A rate is counted over the last second, and only for requests that were let in.",
        "Of the documented reasons, which one a refusal by the scaling rate gives.",
    )
    script = "js/environments.js"
    form_class = EnvironmentsForm
    goals = (
        Goal("no-cold", "Serve five requests or more without one cold start.", _no_cold),
        Goal(
            "capped",
            "Let requests to a function be refused while its account has units free.",
            _capped,
        ),
        Goal("kept", "Let a counter begin again while the files in /tmp stay.", _kept),
    )

    def facts(self, form: EnvironmentsForm) -> Iterable[str]:
        return [*KEYS.values(), *EXPLAINING]

    def solve(self, form: EnvironmentsForm, numbers: Numbers) -> Found:
        known = rules(numbers)
        result = simulate(form.setup(), known)
        figures = count(result)
        return Found(result, figures, explaining.steps(result, figures, known), form.number)

    def document(self, result: Found) -> dict[str, Any]:
        steps = [asdict(step) for step in result.steps]
        return {**document(result.result, result.figures), "steps": steps}

    def asks(self, form: EnvironmentsForm) -> tuple[Ask, ...]:
        asks = [ENVIRONMENTS, COLD, THROTTLED, REASON, PEAK]
        asks += [SPILLED] if any(one.provisioned for one in form.functions()) else []
        asks += [TRIES, DEAD] if form.cleaned_data["call"] == "async" else []
        return (*asks, *(_about(form.number) if form.asked <= FEW else ()))

    def settle(self, ask: Ask, said: str, result: Found) -> Verdict:
        figures, run = result.figures, settled_by(result.result, result.about)
        if ask.id in COUNTED:
            values = {**asdict_of(figures), "peak": figures.total.peak}
            answer = values[ask.id]
            return Verdict(said == str(answer), f"{answer:,}", _why_counted(ask, result))
        if ask.id == REASON.id:
            names = [name for name, _ in figures.reasons]
            right = said in names or (said == NONE and not names)
            return Verdict(
                right, " and ".join(names) or "None is refused", _why_counted(ask, result)
            )
        if run is None:
            return Verdict(said.lower() in (NONE, "0"), "None", "The event was never tried.")
        why = explaining.why(result.result, run)
        name = result.result.name_of(run)
        if ask.id == "serves":
            return Verdict(said.strip().upper() == (name or "NONE"), name or "None", why)
        value = run.globals if ask.id == "globals" else run.files
        return Verdict(said == str(value), str(value), why)

    def controls(self, form: EnvironmentsForm, facts: Mapping[str, Fact]) -> dict[str, Any]:
        return page.controls(form)

    def show(
        self, form: EnvironmentsForm, result: Found, facts: Mapping[str, Fact]
    ) -> dict[str, Any]:
        return page.show(result.result, result.figures, result.steps, facts)


def _about(number: int) -> tuple[Ask, ...]:
    """What can be asked about one request of a few."""
    serves = f"Which environment serves request {number}? Write its letter, or “none”."
    return (
        Ask("serves", serves, free=True),
        Ask("globals", f"A global counts the calls. What does it say after request {number}?"),
        Ask(
            "files", f"Each call leaves a file in /tmp. How many are there after request {number}?"
        ),
    )


def asdict_of(figures: Figures) -> dict[str, int]:
    return {name: getattr(figures, name) for name in COUNTED if name != "peak"}


def _why_counted(ask: Ask, found: Found) -> str:
    """The step that speaks of what was asked, or the run in a sentence."""
    pooled = "ConcurrentInvocationLimitExceeded" in dict(found.figures.reasons)
    refused = ("Requests a second", "Scaling rate", "The pool" if pooled else "Yours", "Yours")
    wanted = {
        "throttled": refused,
        "reason": refused,
        "cold": ("Cold starts",),
        "environments": ("Cold starts",),
        "spilled": ("Yours",),
        "peak": ("Concurrency",),
        "tries": ("Function errors", "Throttled events"),
        "dead": ("The queue", "Function errors"),
    }[ask.id]
    told = {step.label: step.text for step in found.steps}
    text = next((told[label] for label in wanted if label in told), "")
    whole = explaining.summary(found.result, found.figures)
    return text or whole or some(0, "request")
