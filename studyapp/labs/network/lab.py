"""The network lab: what a function reaches through a VPC, and how many interfaces that takes."""

from collections.abc import Iterable, Mapping
from typing import Any

from studyapp.labs.base import Ask, Choice, Document, Goal, Lab, Verdict
from studyapp.labs.engine.network import model, telling
from studyapp.labs.engine.network.model import Result
from studyapp.labs.engine.network.parts import NUMBERS, rules
from studyapp.labs.engine.numbers import Numbers
from studyapp.labs.network import page
from studyapp.labs.network.forms import NetworkForm
from studyapp.labs.network.words import BEFORE, CALLERS, STOPS, TARGETS, VERDICTS
from studyapp.lessons.models import Fact

# What the sentences of a trace and of the counter lean on.
TOLD = (
    *("hop-sg-stateful", "hop-sg-default", "hop-nacl-stateless", "hop-nacl-edge"),
    *("hop-nacl-ports", "hop-filters-dns", "hop-igw", "hop-nat-public", "hop-nat-regional"),
    *("hop-gwe-route", "hop-gwe-services", "hop-gwe-filters", "hop-ife-dns", "hop-local"),
    *("hop-ipv6-optin", "hop-eigw", "hop-peering", "hop-peering-limits", "hop-rds-public"),
    *("net-no-public-ip", "net-attached-all-egress", "net-default-mode", "net-delete-time"),
    *("net-dedicated-tenancy", "state-reasons-vpc", "net-hyperplane-key", "net-old-formula"),
    *("net-role-after", "state-update"),
)


def _choices(words: Mapping[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(key, text) for key, text in words.items())


def _regional(document: Document) -> bool:
    """Out to the internet with no border of a subnet after the first one."""
    return bool(document["reachable"] and document["borders"] == 1 and "nat" in document["path"])


def _reply_only(document: Document) -> bool:
    lost = document["stop"] in ("reply-acl", "reply-route")
    return bool(lost and document["verdict"] == "no")


def _private_service(document: Document) -> bool:
    services = document["called"] in ("s3", "dynamodb", "secrets")
    return bool(services and document["reachable"] and not document["outside"])


class NetworkLab(Lab[NetworkForm, Result]):
    slug = "network"
    title = "Network reachability"
    lede = (
        "One connection through a VPC, hop by hop: which rule decides, where it ends, and whether"
        " the reply comes back."
    )
    card = (
        "Routes, gateways, endpoints, security groups and network ACLs around one function. Break"
        " the path in one move and repair it in one move; count the network interfaces."
    )
    lesson = "network-paths"
    tasks = ("1.2", "3.4")
    assumes = (
        "A name with several endpoint addresses gives the one in the caller's zone.",
        "IPv6 through an internet gateway is refused: the Lambda guide does not mention it for "
        "functions.",
    )
    form_class = NetworkForm
    goals = (
        Goal("regional", "Reach the internet through NAT without any public subnet.", _regional),
        Goal("reply-only", "Let the request arrive and lose the reply.", _reply_only),
        Goal(
            "private-service",
            "Let the attached function reach an AWS service without the internet.",
            _private_service,
        ),
    )

    def facts(self, form: NetworkForm) -> Iterable[str]:
        return [*NUMBERS, *TOLD]

    def solve(self, form: NetworkForm, numbers: Numbers) -> Result:
        return model.solve(form.network(), rules(numbers))

    def document(self, result: Result) -> dict[str, Any]:
        return model.document(result)

    def asks(self, form: NetworkForm) -> tuple[Ask, ...]:
        data = form.cleaned_data
        caller = CALLERS[data["caller"]]
        target = TARGETS.get(data["target"]) or data["address"]
        return (
            Ask("verdict", f"Does {caller} reach {target}?", _choices(VERDICTS)),
            Ask("stop", f"Where does the call to {target} end?", _choices(STOPS)),
            Ask(
                "interfaces",
                "How many interfaces does Lambda make for the functions of the counter?",
                unit="interfaces",
            ),
        )

    def settle(self, ask: Ask, said: str, result: Result) -> Verdict:
        if ask.id == "interfaces":
            new = result.counted.new
            pairs = len(result.counted.pairs)
            why = f"There are {pairs} different pairs of a subnet and a set of groups."
            return Verdict(said == str(new), f"{new} interfaces", why)
        hop = result.trace.stop or result.partly
        why = telling.tell(hop) if hop else page.summary(result)
        if ask.id == "verdict":
            verdict = result.trace.verdict
            return Verdict(said == verdict, VERDICTS[verdict].partition(",")[0], why)
        stop = "before" if result.stop in BEFORE else result.stop
        return Verdict(said == stop, STOPS[stop], why)

    def controls(self, form: NetworkForm, facts: Mapping[str, Fact]) -> dict[str, Any]:
        return page.controls(form)

    def show(self, form: NetworkForm, result: Result, facts: Mapping[str, Fact]) -> dict[str, Any]:
        return page.show(form, result, facts)
