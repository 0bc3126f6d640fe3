"""Editing a policy until every request is decided as wanted, and nothing more is let through."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from quizzes.engine.expressions import Numbers
from quizzes.engine.findings import Finding, warning
from quizzes.engine.kinds.base import QuestionKind, Say, marked
from quizzes.engine.kinds.desks import Desk, desk
from quizzes.engine.kinds.policies import (
    PolicyBody,
    Ruling,
    document,
    edited,
    problems_of,
    request_of,
    rulings,
    slips,
    text_of,
)
from quizzes.engine.parts import WRONG, Kind, Mark, Response, Spot, Unreadable
from studyapp.policies.documents import Document, Effect, Invalid, Names
from studyapp.policies.documents import Kind as PolicyKind
from studyapp.policies.matching import Arn

SIZES = range(2, 13)
MOST_BESIDES = 4


class Policy(QuestionKind[PolicyBody]):
    kind = Kind.POLICY
    label = "Edit a policy"
    uses = (
        *("edits", "account", "start", "requests", "besides"),
        *("forbidden", "max_length", "solution"),
    )

    def check(self, item: PolicyBody) -> None:
        _check_requests(item)
        _check_besides(item)
        start = _author_policy(item, "start", item.start)
        solution = _author_policy(item, "solution", item.solution)
        if all(ruling.is_right for ruling in rulings(item, start)) and not slips(item, start):
            raise ValueError("the start policy already decides every request as wanted")
        for ruling in rulings(item, solution):
            if not ruling.is_right:
                told = f"solution: the request “{ruling.asked.id}” is decided as {ruling.decided}"
                raise ValueError(told)
        if found := slips(item, solution):
            raise ValueError(f"solution: “{found[0].value}” is forbidden (line {found[0].line})")
        if len(item.solution) > item.most:
            raise ValueError(f"solution: it is longer than max_length, {item.most} characters")

    def shown(self, item: PolicyBody) -> list[str]:
        return [asked.text for asked in item.requests]

    def spots(self, item: PolicyBody) -> Iterator[Spot]:
        for index, asked in enumerate(item.requests):
            yield Spot("requests", asked.text, index, "text")
            yield Spot("requests", asked.reason, index, "reason")

    def lint(self, item: PolicyBody) -> Iterator[Finding]:
        """Requests that a far too wide policy would decide as wanted."""
        solution = edited(item, item.solution)
        for name, wide in _widened(solution):
            if all(r.is_right for r in rulings(item, wide)) and not slips(item, wide):
                told = f"the solution with {name} “*” passes too: add a request it must not allow"
                yield warning("too-wide", told, "requests")

    def read(self, item: PolicyBody, given: list[str], *, whole: bool) -> Response:
        """The text with one kind of line end. Half an answer is kept as it was typed."""
        text = (given[0] if given else "").replace("\r\n", "\n").replace("\r", "\n").strip()
        if len(text) > item.most:
            told = f"The policy has {len(text):,} characters; here at most {item.most:,} are taken."
            raise Unreadable(told)
        if whole:
            if text == item.start:
                raise Unreadable("This is still the policy you began with. Edit it first.")
            try:
                edited(item, text)
            except Invalid as error:
                raise Unreadable(_with_excerpt(error, text)) from error
        return (text,) if text else ()

    def untouched(self, item: PolicyBody) -> Response:
        return (item.start,)

    def mark(self, item: PolicyBody, response: Response, seed: int, facts: Numbers) -> Mark:
        """Every request as wanted and nothing forbidden; the fraction is the share of requests.

        Something forbidden counts as one request more that went wrong. What is no better
        than the start policy earns nothing.
        """
        share = _share(item, text_of(response))
        return marked(share, hit=share > _share(item, item.start))

    def marking(self, item: PolicyBody) -> tuple[object, ...]:
        asked = tuple(
            (a.id, a.action, a.resource, a.principal, a.owner, *sorted(a.conditions.items()))
            for a in item.requests
        )
        wanted = tuple(a.expect for a in item.requests)
        besides = tuple((b.kind, b.text, b.on) for b in item.besides)
        limits = (item.forbidden, item.max_length)
        return item.edits, item.account, asked, wanted, besides, limits

    def right(self, item: PolicyBody, seed: int, facts: Numbers) -> Response:
        return (item.solution,)

    def wrong(self, item: PolicyBody, seed: int, facts: Numbers) -> Response:
        """Everything allowed; or denied, where other policies make up for that."""
        wide = _sweeping(item, Effect.ALLOW)
        return (wide if _share(item, wide) < 1 else _sweeping(item, Effect.DENY),)

    def chance(self, item: PolicyBody) -> float:
        return 0.0

    def face(
        self, item: PolicyBody, order: Sequence[str], response: Response, say: Say, *, reveal: bool
    ) -> Desk:
        return desk(item, response, say, reveal=reveal)

    def told(self, item: PolicyBody, response: Response) -> str:
        found = _rulings(item, text_of(response))
        right, most = sum(ruling.is_right for ruling in found), len(item.requests)
        return f"{right} of {most} requests are decided as wanted."


def _with_excerpt(error: Invalid, text: str) -> str:
    """What is wrong; a single problem with the line it stands in, for who cannot count lines."""
    lines, first = text.split("\n"), error.problems[0]
    excerpt = lines[first.line - 1].strip() if first.line <= len(lines) else ""
    if len(error.problems) > 1 or not excerpt:
        return problems_of(error)
    short = excerpt if len(excerpt) <= 60 else f"{excerpt[:59]}…"
    return f"{first} It reads: {short}"


def _rulings(item: PolicyBody, text: str) -> list[Ruling]:
    """Nothing is decided by a text that is no policy."""
    try:
        return rulings(item, edited(item, text))
    except Invalid:
        return []


def _sweeping(item: PolicyBody, effect: Effect) -> str:
    """A policy with one statement, for everybody and everything."""
    kind = PolicyKind(item.edits)
    said = {"Effect": effect.value, "Action": "*"}
    said |= {"Principal": "*"} if kind.names_principals else {}
    said |= {} if kind is PolicyKind.TRUST else {"Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [said]}, indent=2)


def _share(item: PolicyBody, text: str) -> float:
    """How much of what is wanted the policy does, 0 to 1; 1 only if nothing is wrong."""
    try:
        policy = edited(item, text)
    except Invalid:
        return WRONG.fraction
    right = sum(ruling.is_right for ruling in rulings(item, policy))
    wrong = bool(slips(item, policy) or len(text.strip()) > item.most)
    return right / (len(item.requests) + wrong)


def _check_requests(item: PolicyBody) -> None:
    if not item.account:
        raise ValueError("account: give the account that owns the function, twelve digits")
    if len(item.requests) not in SIZES:
        raise ValueError(f"a policy question has {SIZES[0]} to {SIZES[-1]} requests")
    if len({asked.id for asked in item.requests}) < len(item.requests):
        raise ValueError("two requests have the same id")
    if {asked.expect for asked in item.requests} != {"allow", "deny"}:
        raise ValueError("at least one request is to be allowed, and at least one denied")
    for asked in item.requests:
        if not Arn.of(asked.resource).service:
            raise ValueError(f"the request “{asked.id}”: “{asked.resource}” is no ARN")
        if item.edits in ("resource", "trust") and not asked.principal:
            raise ValueError(f"the request “{asked.id}” needs a principal: who asks?")
        if "*" in asked.resource:
            raise ValueError(f"the request “{asked.id}” asks for one resource, not for a pattern")
        request_of(item, asked)


def _check_besides(item: PolicyBody) -> None:
    if len(item.besides) > MOST_BESIDES:
        raise ValueError(f"beside: at most {MOST_BESIDES} policies stand beside the edited one")
    for beside in item.besides:
        edited_here = "resource" if item.edits == "trust" else item.edits
        if beside.kind == edited_here and beside.kind != "identity":
            raise ValueError(f"beside “{beside.title}”: that is the kind that is edited")
        try:
            document(beside.text, PolicyKind(beside.kind), beside.title)
        except Invalid as error:
            raise ValueError(f"beside “{beside.title}”: {problems_of(error, 1)}") from error


def _author_policy(item: PolicyBody, name: str, text: str) -> Document:
    try:
        return document(text, PolicyKind(item.edits), "policy you edit")
    except Invalid as error:
        raise ValueError(f"{name}: {problems_of(error, 1)}") from error


def _widened(policy: Document) -> Iterator[tuple[str, Document]]:
    """The policy with every Allow's actions, then with its resources, opened wide."""
    every = Names(("*",))
    grants = [s for s in policy.statements if s.effect is Effect.ALLOW]
    rest = [s for s in policy.statements if s.effect is Effect.DENY]
    if not grants:
        return
    wide = (replace(s, actions=every) for s in grants)
    yield "Action", replace(policy, statements=(*rest, *wide))
    if policy.kind is not PolicyKind.TRUST:
        wide = (replace(s, resources=every) for s in grants)
        yield "Resource", replace(policy, statements=(*rest, *wide))
