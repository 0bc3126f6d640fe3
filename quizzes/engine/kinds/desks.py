"""What a page shows of a policy question: before the answer, and after it."""

from dataclasses import dataclass, replace

from quizzes.engine.kinds.base import Say
from quizzes.engine.kinds.policies import (
    Asked,
    Beside,
    PolicyBody,
    Slip,
    edited,
    problems_of,
    rulings,
    slips,
    text_of,
)
from quizzes.engine.parts import Response
from studyapp.policies.documents import Invalid, Kind
from studyapp.policies.wording import explained

DONE = {"allow": "allowed", "deny": "denied"}


@dataclass(frozen=True)
class Line:
    """One request. What was decided, and why it should be so, comes with the answer."""

    text: str
    action: str
    resource: str
    caller: str
    conditions: tuple[tuple[str, str], ...]
    wanted: str
    decided: str = ""
    reason: str = ""

    @property
    def state(self) -> str:
        if not self.decided:
            return ""
        return "right" if self.decided == self.wanted else "wrong"


@dataclass(frozen=True)
class Desk:
    """The policy to edit, the requests it is tried on, and what else holds."""

    start: str
    text: str
    named: str
    lines: tuple[Line, ...]
    besides: tuple[Beside, ...]
    forbidden: tuple[str, ...]
    most: int
    rows: int
    # With the answer:
    broken: str = ""
    first: Line | None = None
    why: str = ""
    slips: tuple[Slip, ...] = ()
    solution: str = ""

    @property
    def has_decisions(self) -> bool:
        """Whether an answer could be tried."""
        return any(line.decided for line in self.lines)


def desk(item: PolicyBody, response: Response, say: Say, *, reveal: bool) -> Desk:
    """The desk with the answer so far, or the start policy; decisions only if it may `reveal`."""
    text = text_of(response) or item.start
    shown = Desk(
        start=item.start,
        text=text,
        named=Kind(item.edits).words,
        lines=tuple(_line(asked, say) for asked in item.requests),
        besides=item.besides,
        forbidden=item.forbidden,
        most=item.max_length,
        rows=min(max(text.count("\n") + 3, 10), 30),
    )
    return _told(item, shown, response, say) if reveal else shown


def _line(asked: Asked, say: Say) -> Line:
    caller = "anybody, unsigned" if asked.principal == "*" else asked.principal
    conditions = tuple(sorted(asked.conditions.items()))
    wanted = DONE[asked.expect]
    return Line(say(asked.text), asked.action, asked.resource, caller, conditions, wanted)


def _told(item: PolicyBody, shown: Desk, response: Response, say: Say) -> Desk:
    """The desk after the answer: decisions, the first wrong one explained, the solution."""
    pairs = zip(shown.lines, item.requests, strict=True)
    lines = tuple(replace(line, reason=say(asked.reason)) for line, asked in pairs)
    shown = replace(shown, lines=lines, solution=item.solution)
    if not response:
        return shown
    try:
        policy = edited(item, shown.text)
    except Invalid as error:
        return replace(shown, broken=problems_of(error))
    found = rulings(item, policy)
    judged = zip(lines, found, strict=True)
    lines = tuple(replace(line, decided=DONE[ruling.decided]) for line, ruling in judged)
    wrong = next((at for at, ruling in enumerate(found) if not ruling.is_right), None)
    return replace(
        shown,
        lines=lines,
        first=None if wrong is None else lines[wrong],
        why="" if wrong is None else explained(found[wrong].decision),
        slips=tuple(slips(item, policy)),
    )
