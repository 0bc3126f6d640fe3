"""The network lab as its templates need it: words and geometry, nothing left to decide."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from studyapp.labs.engine.network import telling
from studyapp.labs.engine.network.deciding import spans_text
from studyapp.labs.engine.network.fields import complete
from studyapp.labs.engine.network.model import Result
from studyapp.labs.engine.network.parts import Hop
from studyapp.labs.network import drawing, written
from studyapp.labs.network.forms import NetworkForm
from studyapp.labs.network.words import CALLERS, CHOICES, SHEETS, TARGETS
from studyapp.labs.state import grouped
from studyapp.lessons.models import Fact

Facts = Mapping[str, Fact]
SHOWN = 24  # pairs of a subnet and a set of groups that are written out
STATES = {"passed": "passes", "partly": "passes in part", "stopped": "stops"}
INVOCATIONS = {
    "works": "Invocations work",
    "fails": "An invocation now fails",
    "old": "Invocations use the configuration of before until it is done",
}


def controls(form: NetworkForm) -> dict[str, Any]:
    """The fields in sheets, and the networks that one can start from."""
    started = str(form["base"].value())
    usual = complete({"base": started})
    sheets = [
        {"id": name, "title": title, "fields": [form[field] for field in names]}
        | {"open": any(form.data[one] != usual[one] or one in form.errors for one in names)}
        for name, title, names in SHEETS
    ]
    offered = CHOICES["base"].items()
    bases = [{"id": key, "name": name, "current": key == started} for key, name in offered]
    return {"sheets": sheets, "bases": bases}


def show(form: NetworkForm, result: Result, facts: Facts) -> dict[str, Any]:
    today = timezone.now().date()
    trace = result.trace
    return {
        "summary": summary(result),
        "verdict_of_path": trace.verdict,
        "stop": trace.stop,
        "lead": _lead(result),
        "drawings": [_picture(result, frame) for frame in (drawing.WIDE, drawing.NARROW)],
        **_traces(result, facts, today),
        "counter": _counter(result, facts, today),
    }


def _picture(result: Result, frame: drawing.Frame) -> dict[str, Any]:
    drawn = drawing.draw(result, frame)
    box = f"0 0 {drawn.width} {drawn.height}"
    return {"name": drawn.name, "box": box, "inside": written.picture(drawn)}


def _lead(result: Result) -> str:
    """What decided, in one sentence."""
    hop = result.trace.stop or result.partly
    if hop:
        return telling.tell(hop)
    words = call_in_words(result.fields)
    return f"{words[0].upper()}{words[1:]}, and the reply comes back."


def call_in_words(fields: Mapping[str, str]) -> str:
    """
    >>> call_in_words({"caller": "function", "target": "s3", "address": ""})
    'the function reaches S3'
    """
    target = TARGETS.get(fields["target"]) or fields["address"]
    return f"{CALLERS[fields['caller']]} reaches {target}"


def summary(result: Result) -> str:
    """The whole in one sentence."""
    trace, fields = result.trace, result.fields
    words = call_in_words(fields)
    target = TARGETS.get(fields["target"]) or fields["address"]
    if trace.verdict == "yes":
        count = len(trace.request) + len(trace.reply)
        return f"Reachable: {words}, and the reply comes back; {count} checks passed."
    if trace.stop is None:
        ports = spans_text(trace.reply[-1].ports)
        return f"Sometimes reachable: {words} only from the ports {ports}."
    way = "the reply" if trace.stop in trace.reply else "the request"
    place = telling.place_name(trace.stop.place)
    caller = CALLERS[fields["caller"]]
    return f"Not reachable: {caller} calls {target}, and {way} ends here: {place}."


def _traces(result: Result, facts: Facts, today: date) -> dict[str, Any]:
    """Both ways, each fact named where it is met first."""
    trace, met = result.trace, set[str]()
    rows = []
    for number, hop in enumerate(trace.request + trace.reply):
        back = number - len(trace.request)
        row = _hop(hop, f"R{back + 1}" if back >= 0 else f"{number + 1}", facts, today)
        if hop.fact in met:
            row["chip"] = None
        met.add(hop.fact)
        rows.append(row)
    request, reply = rows[: len(trace.request)], rows[len(trace.request) :]
    return {
        "hops": written.table(rows),
        "request": written.trace(request),
        "reply": written.trace(reply),
    }


def _hop(hop: Hop, number: str, facts: Facts, today: date) -> dict[str, Any]:
    fact = facts.get(hop.fact)
    return {
        "number": number,
        "place": telling.place_name(hop.place),
        "state": hop.state,
        "says": STATES[hop.state],
        "text": telling.tell(hop),
        "rule": hop.rule,
        "code": hop.code,
        "packet": hop.packet,
        "chip": chip(fact, today),
    }


def chip(fact: Fact | None, today: date) -> dict[str, Any] | None:
    if fact is None:
        return None
    return {"known": fact, "fact": fact.pk, "label": fact.label, "due": fact.is_due(today)}


def _counter(result: Result, facts: Facts, today: date) -> dict[str, Any]:
    counted, happening = result.counted, result.counted.happening
    shown: dict[str, Any] = {
        "old": grouped(counted.old),
        "new": grouped(counted.new),
        "pairs": [(subnet, ", ".join(sorted(groups))) for subnet, groups in counted.pairs[:SHOWN]],
        "more": len(counted.pairs) - SHOWN,
        "too_many": counted.too_many,
        "peak": grouped(int(result.fields["peak"])),
        "memory": grouped(int(result.fields["memory"])),
        "chips": [chip(facts.get(key), today) for key in ("net-hyperplane-key", "net-old-formula")],
    }
    if happening:
        shown["happening"] = {
            "state": happening.state,
            "update": happening.update,
            "invocation": INVOCATIONS[happening.invocation],
            "made": happening.made,
            "deleted": happening.deleted,
            "chip": chip(facts.get(happening.fact), today),
        }
    return shown
