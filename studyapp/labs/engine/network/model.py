"""The lab as one function: fields in, the trace and the interfaces out; and both as plain data."""

from dataclasses import dataclass
from typing import Any

from studyapp.labs.engine.network import counter, telling
from studyapp.labs.engine.network.building import Fields, Scene, build, place_of
from studyapp.labs.engine.network.parts import Hop, Rules, Trace
from studyapp.labs.engine.network.walking import trace

STOPS = {  # what was asked where it stopped -> how the lab calls this place
    **{"attach": "attach", "dns": "name", "group-out": "group-out", "group-in": "group-in"},
    **{"route": "route", "nat": "nat", "nat-protocol": "nat", "nat-loop": "nat", "nat-in": "nat"},
    **{"nat-target": "nat", "igw": "igw", "igw-in": "igw", "igw-private": "igw", "igw6": "igw"},
    **{"gateway": "endpoint", "peering": "peering", "peering-state": "peering"},
    **{"private": "outside", "family": "family", "unknown": "route", "nobody": "target"},
    **{"target": "target"},
}

OUTSIDE = ("igw", "eigw", "internet", "lambda", "outside")


@dataclass(frozen=True, slots=True)
class Result:
    fields: Fields
    scene: Scene
    trace: Trace
    counted: counter.Counted

    @property
    def stop(self) -> str:
        """Where it ends, as one of a few places: the last answer of the prediction."""
        hop = self.trace.stop or self.partly
        if hop is None:
            return "none"
        if hop.asked in ("acl-out", "acl-in"):
            return "reply-acl" if hop.note == "reply" else hop.asked
        if hop.note == "reply":
            return "reply-route"
        return STOPS[hop.asked]

    @property
    def partly(self) -> Hop | None:
        return next((hop for hop in self.trace.reply if hop.state == "partly"), None)


def solve(fields: Fields, rules: Rules) -> Result:
    """Raises `lines.LineError` for text that cannot be read."""
    scene = build(fields, rules)
    functions = counter.attached(fields["functions"])
    numbers = {name: int(fields[name]) for name in ("peak", "memory", "connections", "idle")}
    counted = counter.count(functions, numbers, fields["event"], rules)
    return Result(fields, scene, _trace(fields, scene), counted)


def _trace(fields: Fields, scene: Scene) -> Trace:
    attached = fields["caller"] == "function" and place_of(fields) != "none"
    if attached and fields["attach"] != "ok":
        problem = fields["attach"]
        fact = "net-dedicated-tenancy" if problem == "dedicated" else "state-reasons-vpc"
        return Trace((Hop("attach", "attach", "stopped", "", note=problem, fact=fact),), ())
    dns = _name(scene)
    if scene.call is None:
        missing = Hop("target", "target", "stopped", "", code="NO_POSSIBLE_DESTINATION")
        return Trace(dns or (missing,), ())
    walked = trace(scene.network, scene.call)
    return Trace(dns + walked.request, walked.reply)


def _name(scene: Scene) -> tuple[Hop, ...]:
    if scene.resolved == "":
        return ()
    if scene.call is None:
        return (Hop("dns", "dns", "stopped", "", fact="hop-ife-dns"),)
    target = str(scene.call.target)
    fact = "hop-ife-dns" if scene.resolved == "private" else "hop-filters-dns"
    return (Hop("dns", "dns", "passed", "", rule=target, note=scene.resolved, fact=fact),)


def document(result: Result) -> dict[str, Any]:
    verdict, counted = result.trace.verdict, result.counted
    stop = result.trace.stop
    happening = counted.happening
    return {
        "reachable": verdict == "yes",
        "verdict": verdict,
        "stop": result.stop,
        "code": stop.code if stop else "",
        "rule": stop.rule if stop else "",
        "target": str(result.scene.call.target) if result.scene.call else "",
        "called": result.fields["target"],
        "borders": sum(hop.asked in ("acl-out", "acl-in") for hop in result.trace.request),
        "outside": any(hop.place in OUTSIDE for hop in result.trace.request),
        "path": [hop.place for hop in result.trace.request],
        "hops": [_hop(hop) for hop in result.trace.request],
        "back": [hop.place for hop in result.trace.reply],
        "reply": [_hop(hop) for hop in result.trace.reply],
        "interfaces": {
            "old": counted.old,
            "new": counted.new,
            "too_many": list(counted.too_many),
            "pairs": [f"{subnet}: {' '.join(sorted(groups))}" for subnet, groups in counted.pairs],
        },
        "event": {
            "state": happening.state,
            "update": happening.update,
            "invocation": happening.invocation,
            "made": happening.made,
            "deleted": happening.deleted,
        }
        if happening
        else {},
    }


def _hop(hop: Hop) -> dict[str, Any]:
    return {
        "place": hop.place,
        "asked": hop.asked,
        "state": hop.state,
        "rule": hop.rule,
        "code": hop.code,
        "packet": hop.packet,
        "text": telling.tell(hop),
        "fact": hop.fact,
    }
