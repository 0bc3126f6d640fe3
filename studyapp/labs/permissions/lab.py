"""The permissions lab: one request, eight cards, and which of them decides."""

from collections.abc import Iterable, Mapping
from typing import Any

from studyapp.labs.base import Ask, Choice, Document, Goal, Lab, Verdict
from studyapp.labs.engine.numbers import Numbers
from studyapp.labs.engine.permissions.sieve import Result, solve
from studyapp.labs.engine.permissions.telling import document
from studyapp.labs.permissions import page
from studyapp.labs.permissions.cards import NAMES, decider
from studyapp.labs.permissions.forms import PermissionsForm
from studyapp.lessons.models import Fact

VERDICTS = (
    Choice("allowed", "Allowed"),
    Choice("implicit", "Denied: nothing allows it"),
    Choice("explicit", "Denied: a Deny statement applies"),
)
VERDICT = Ask("verdict", "What becomes of this request?", VERDICTS)
CARD_CHOICES = tuple(Choice(key, words) for key, words in NAMES.items())
CARD = Ask("card", "Which card decides?", CARD_CHOICES)


def _across(document: Document) -> bool:
    return bool(document["cross"] and document["allowed"])


def _deny_wins(document: Document) -> bool:
    says = document["says"].values()
    return document["verdict"] == "explicit" and "allow" in says


def _past_a_boundary(document: Document) -> bool:
    return bool(document["allowed"] and document["says"]["boundary"] == "silent")


class PermissionsLab(Lab[PermissionsForm, Result]):
    slug = "permissions"
    title = "Permissions"
    lede = "One request, the policies that bear on it, and the card that decides."
    card = (
        "Identity, resource and trust policies, boundaries, session and control policies as cards."
        " Paste your own: each verdict names the statement, and shows where two texts differ."
    )
    lesson = "resource-policies"
    tasks = ("1.1", "1.2")
    assumes = (
        "What a policy variable brings in is compared as it is: its star is a plain star. A "
        "variable without a value fits nothing, and in NotResource it makes the statement void.",
        "A key with several values and no ForAllValues or ForAnyValue: one that fits is enough.",
        "A resource policy that names everybody lets a caller of the same account through in "
        "spite of a silent boundary or session policy, as one that names the session does.",
        "With ForAnyValue, IfExists makes a missing key count as true.",
        "Naming an account in NotPrincipal exempts its root user only.",
        "Where both accounts fail to allow, the caller's is named.",
    )
    posts = True
    form_class = PermissionsForm
    goals = (
        Goal("across", "Get a request through to a resource of another account.", _across),
        Goal("deny-wins", "Let a Deny win although another policy allows.", _deny_wins),
        Goal(
            "past-a-boundary",
            "Get a request through although the permissions boundary is silent about it.",
            _past_a_boundary,
        ),
    )

    def facts(self, form: PermissionsForm) -> Iterable[str]:
        return page.FACTS

    def solve(self, form: PermissionsForm, numbers: Numbers) -> Result:
        return solve(form.situation())

    def document(self, result: Result) -> dict[str, Any]:
        return document(result)

    def asks(self, form: PermissionsForm) -> tuple[Ask, ...]:
        return VERDICT, CARD

    def settle(self, ask: Ask, said: str, result: Result) -> Verdict:
        if ask.id == CARD.id:
            words = decider(result)
            decides = "decide" if result.decided_by == "both" else "decides"
            answer = f"{words[0].upper()}{words[1:]} {decides}"
            return Verdict(said == result.decided_by, answer, result.why)
        answer = next(choice.text for choice in VERDICTS if choice.id == result.verdict.value)
        return Verdict(said == result.verdict.value, answer, result.why)

    def controls(self, form: PermissionsForm, facts: Mapping[str, Fact]) -> dict[str, Any]:
        return page.question(form)

    def show(
        self, form: PermissionsForm, result: Result, facts: Mapping[str, Fact]
    ) -> dict[str, Any]:
        return page.answer(result, facts)
