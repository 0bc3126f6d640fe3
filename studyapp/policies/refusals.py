"""A denial in the words of AWS: the sentence that an error message ends with.

"User: … is not authorized to perform: … on resource: … because no identity-based policy
allows the … action", or "… with an explicit deny in a service control policy".
"""

from studyapp.policies.documents import Kind
from studyapp.policies.evaluation import Decision, Outcome
from studyapp.policies.requests import Request

TYPES = {
    Kind.IDENTITY: "identity-based policy",
    Kind.RESOURCE: "resource-based policy",
    Kind.TRUST: "role trust policy",
    Kind.BOUNDARY: "permissions boundary",
    Kind.SESSION: "session policy",
    Kind.SCP: "service control policy",
    Kind.RCP: "resource control policy",
}


def refusal(request: Request, decision: Decision) -> str:
    """What AWS answers to a request that is denied; empty for one that is allowed."""
    if decision.is_allowed:
        return ""
    step = decision.decided_by
    trust = step.kind is Kind.RESOURCE and request.assumes_a_role
    kind = TYPES[Kind.TRUST if trust else step.kind]
    head = (
        f"User: {request.principal.arn} is not authorized to perform: {request.action} "
        f"on resource: {request.resource}"
    )
    if decision.outcome is Outcome.DENIED:
        return f"{head} with an explicit deny in {_article(kind)} {kind}"
    return f"{head} because no {kind} allows the {request.action} action"


def _article(words: str) -> str:
    return "an" if words[0] in "aeiou" else "a"
