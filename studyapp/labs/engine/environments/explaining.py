"""The arithmetic and the rules behind a run, as data: label, sentence, facts it rests on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from studyapp.labs.engine.cost.text import plain
from studyapp.labs.engine.environments.figures import Figures, Share
from studyapp.labs.engine.environments.model import Cause, End, Outcome, Result, Run
from studyapp.labs.engine.environments.rules import SECOND, Rules


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    text: str
    facts: tuple[str, ...] = ()
    assumed: bool = False  # AWS does not say so; the model does


def seconds(micro: int) -> str:
    """
    >>> seconds(1_500_000), seconds(61_000_000), seconds(20_000)
    ('1.5 s', '61 s', '0.02 s')
    """
    return f"{plain(Decimal(micro) / SECOND, 3)} s"


def some(count: int, one: str, many: str = "") -> str:
    """
    >>> some(1, "request"), some(0, "request"), some(1200, "try", "tries")
    ('1 request', 'no requests', '1,200 tries')
    """
    return f"{plain(count) if count else 'no'} {one if count == 1 else many or one + 's'}"


def summary(result: Result, figures: Figures) -> str:
    """The run in one or two sentences."""
    parts = [some(figures.cold, "cold start"), f"{some(figures.warm, 'run')} in a warm environment"]
    parts.append(f"{some(figures.throttled, 'try', 'tries')} throttled")
    text = f"{some(figures.requests, 'request')}: {parts[0]}, {parts[1]}, {parts[2]}."
    made = some(figures.environments, "environment")
    text += f" {made.capitalize()} made on demand; at most {plain(figures.total.peak)} in flight."
    if figures.dead:
        text += f" {some(figures.dead, 'event').capitalize()} went to the failure target."
    return text


def steps(result: Result, figures: Figures, rules: Rules) -> tuple[Step, ...]:
    """What decided this run, most general first; only what played a part."""
    makers: tuple[Callable[[Result, Figures, Rules], Iterator[Step]], ...]
    makers = (_concurrency, _pool, _functions, _rate, _scaling, _starts, _resets, _queue, _idle)
    return tuple(step for make in makers for step in make(result, figures, rules))


def _concurrency(result: Result, figures: Figures, rules: Rules) -> Iterator[Step]:
    busy = plain(Decimal(figures.busy) / SECOND, 3)
    started = figures.cold + figures.warm
    mean = plain(Decimal(figures.busy) / max(result.until, 1), 3)
    text = (
        f"{some(started, 'run')}, {busy} s of work in {seconds(result.until)}: on average {mean} "
        f"in flight, at most {plain(figures.total.peak)}. Initialisation counts, idling does not."
    )
    yield Step("Concurrency", text, ("conc-formula", "lc-one-at-a-time"))


def _pool(result: Result, figures: Figures, rules: Rules) -> Iterator[Step]:
    setup = result.setup
    divided = setup.reserved_sum or setup.provisioned_sum or len(setup.functions) > 1
    refused = len(_refused_for(result, Cause.POOL))
    if not divided and not refused:
        return
    text = (
        f"{plain(setup.limit)} − {plain(setup.reserved_sum)} reserved − "
        f"{plain(setup.provisioned_sum)} provisioned without a reservation = {plain(setup.pool)} "
        f"for all that runs on demand without a reservation. "
        f"Claimed at the peak: {plain(figures.claimed)}."
    )
    if refused:
        text += f" {some(refused, 'try', 'tries')} found it in use."
    yield Step("The pool", text, ("conc-default", "cc-reserved"))


def _functions(result: Result, figures: Figures, rules: Rules) -> Iterator[Step]:
    for share in figures.shares:
        if share.reserved is not None or share.provisioned or share.throttled:
            yield Step(share.name.capitalize(), _share(share), _share_facts(share))


def _share(share: Share) -> str:
    parts = [f"{some(share.arrivals, 'request')}"]
    if share.reserved is not None:
        parts.append(
            f"{plain(share.reserved)} reserved, so at most {plain(share.reserved)} at once"
        )
    if share.provisioned:
        free = share.started - share.spilled
        spilled = f"{plain(share.spilled)} spilled over to on-demand environments"
        parts.append(
            f"{plain(free)} served by {plain(share.provisioned)} provisioned ones, {spilled}"
        )
    parts.append(f"{some(share.throttled, 'try', 'tries')} throttled")
    return "; ".join(parts) + "."


def _share_facts(share: Share) -> tuple[str, ...]:
    facts = ["cc-reserved"] if share.reserved is not None else []
    facts += ["cc-provisioned"] if share.provisioned else []
    return (*facts, *(["cc-throttle"] if share.throttled else []))


def _refused_for(result: Result, cause: Cause) -> list[Run]:
    return [run for run in result.runs if run.cause is cause]


def _rate(result: Result, figures: Figures, rules: Rules) -> Iterator[Step]:
    refused = _refused_for(result, Cause.RATE)
    if not refused:
        return
    reserved = result.setup.functions[refused[0].function].reserved
    units = result.setup.limit - result.setup.reserved_sum if reserved is None else reserved
    text = (
        f"{rules.per_unit} × {plain(units)} = {plain(rules.per_unit * units)} requests in any one "
        f"second; {some(len(refused), 'request')} came on top of that, whatever was in flight."
    )
    yield Step("Requests a second", text, ("rps-rule", "rps-rule-scope"))


def _scaling(result: Result, figures: Figures, rules: Rules) -> Iterator[Step]:
    refused = _refused_for(result, Cause.SCALING)
    if not refused:
        return
    rate = Decimal(rules.scale_step) * SECOND / rules.scale_window
    text = (
        f"A function may make {plain(rules.scale_step)} environments at once and "
        f"{plain(rate)} more each second; {some(len(refused), 'try', 'tries')} came before the "
        f"allowance had refilled."
    )
    yield Step("Scaling rate", text, ("conc-scale-rate", "conc-scale-window", "conc-scale-refill"))
    name = result.reason_of(refused[0])
    yield Step("Its name", f"That it is reported as {name} is an assumption.", assumed=True)


def _starts(result: Result, figures: Figures, rules: Rules) -> Iterator[Step]:
    setup = result.setup
    if figures.cold:
        text = (
            f"{some(figures.cold, 'request')} found no free environment and waited "
            f"{seconds(min(setup.init, rules.init_limit))} for a new one."
        )
        yield Step("Cold starts", text, ("lc-reuse", "lc-init-tasks"))
    if figures.cold and setup.init > rules.init_limit:
        text = (
            f"Initialisation takes {seconds(setup.init)}: it is stopped after "
            f"{seconds(rules.init_limit)} and begins again inside the invocation, "
            f"where the timeout of {seconds(setup.timeout)} runs."
        )
        yield Step("Long initialisation", text, ("lc-init-limit",))


def _resets(result: Result, figures: Figures, rules: Rules) -> Iterator[Step]:
    bad = (Outcome.TIMEOUT, Outcome.CRASH)
    reset = sum(run.outcome in bad for run in result.runs)
    if reset:
        text = (
            f"{some(reset, 'run')} ended in a timeout or a crash: the runtime starts anew at the "
            f"next call there and globals begin again. The files in /tmp stay."
        )
        yield Step("Reset", text, ("lc-reset",))


def _queue(result: Result, figures: Figures, rules: Rules) -> Iterator[Step]:
    setup = result.setup
    if setup.waits:
        return
    if any(one.tries == 0 and one.end is End.GIVEN_UP for one in result.requests):
        text = "A reserved concurrency of 0: events go to the failure target without a try."
        yield Step("The queue", text, ("inv-conc-zero",))
    if any(run.outcome in (Outcome.ERROR, Outcome.TIMEOUT, Outcome.CRASH) for run in result.runs):
        text = (
            f"A function error is tried again after {seconds(rules.first_retry)}, then after "
            f"{seconds(rules.second_retry)}; {setup.retries} retries are set."
        )
        yield Step("Function errors", text, ("inv-async-errors", "async-retries"))
    if figures.throttled:
        text = (
            f"A throttled event goes back to the queue and uses up no retry: it waits "
            f"{seconds(rules.backoff_first)}, then longer, at most {seconds(rules.backoff_most)}."
        )
        yield Step("Throttled events", text, ("inv-async-throttle", "async-backoff-most"))
        yield Step("Its growth", "That the wait doubles is an assumption.", assumed=True)


def _idle(result: Result, figures: Figures, rules: Rules) -> Iterator[Step]:
    if figures.reclaimed:
        text = (
            f"{some(figures.reclaimed, 'environment')} stood idle for "
            f"{seconds(result.setup.idle)} and was reclaimed. AWS gives no such time."
        )
        yield Step("Idle", text, ("lc-no-rely",), assumed=True)


def why(result: Result, run: Run) -> str:
    """Why this try went as it did, in one sentence."""
    name = result.name_of(run)
    if run.cause:
        return {
            Cause.RESERVED: "The reserved concurrency of the function was in use.",
            Cause.POOL: "The unreserved concurrency of the account was in use.",
            Cause.RATE: "Too many requests in this second.",
            Cause.SCALING: "The function could not add environments that fast.",
        }[run.cause]
    if run.provisioned:
        text = f"{name} was provisioned: no initialisation."
    elif run.cold:
        text = f"No environment was free: {name} was made."
    else:
        text = f"{name} was idle and was used again."
    if run.again and not run.cold:
        text += " Its runtime had to start anew."
    return text + {
        Outcome.ERROR: " The handler failed.",
        Outcome.TIMEOUT: " The timeout ended it.",
        Outcome.CRASH: " The process crashed.",
    }.get(run.outcome, "")
