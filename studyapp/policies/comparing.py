"""A statement held against a request part by part, and where the two texts differ.

`statements.read` stops at the first part that fails. Here every part is looked at, so that
a learner sees what fits and, of what does not, the two strings and the place they part.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from studyapp.policies.conditions import holds
from studyapp.policies.documents import Document, Names, Principals, Statement
from studyapp.policies.matching import Pattern, shared
from studyapp.policies.operators import Each, Family, Row
from studyapp.policies.requests import Principal, Request
from studyapp.policies.statements import Grip, Part, named
from studyapp.policies.variables import VARIABLE, Context, pattern

MOST = 12
"""Values of an element among which the nearest is looked for."""
VOID = "A variable in it has no value in this request, so nothing fits."
NAMED = 4
"""Values that are written out; of the others their number is told."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a text; `differs` is what has no counterpart in the other text."""

    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """One part of a statement: `name` is the element or the condition's operator and key.

    `given` and `wanted` are empty where the part holds, or where nothing can be set side by side.
    """

    part: Part
    name: str
    holds: bool
    given: tuple[Piece, ...] = ()
    wanted: tuple[Piece, ...] = ()
    note: str = ""


def compared(document: Document, statement: Statement, request: Request) -> tuple[Comparison, ...]:
    """All parts of a statement: principal, action, resource, then each condition."""
    found: list[Comparison] = []
    if statement.principals:
        found.append(_principal(statement.principals, request.principal))
    found.append(_action(statement.actions, request.action))
    if statement.resources:
        found.append(_resource(document, statement.resources, request))
    context, variables = request.context, document.has_variables
    found += [_condition(row, context, variables) for row in statement.conditions]
    return tuple(found)


def _principal(principals: Principals, caller: Principal) -> Comparison:
    name = "NotPrincipal" if principals.negated else "Principal"
    if named(principals, caller) is not Grip.NONE:
        return Comparison(Part.PRINCIPAL, name, True)
    wanted = _nearest((value for _, value in principals.values), caller.arn, caller.role)
    given = caller.role if ":role/" in wanted and caller.role else caller.arn
    if principals.negated:
        return _beside(Part.PRINCIPAL, name, given, wanted, "The caller is one of those left out.")
    left, right = _literally(given, wanted)
    note = _others(len(principals.values))
    return Comparison(Part.PRINCIPAL, name, False, left, right, note)


def _action(names: Names, action: str) -> Comparison:
    name = "NotAction" if names.negated else "Action"
    shapes = {value: Pattern.of(value).lower() for value in names.values}
    fitting = next((v for v, shape in shapes.items() if shape.matches(action.lower())), None)
    if (fitting is not None) != names.negated:
        return Comparison(Part.ACTION, name, True)
    if fitting is not None:
        return _beside(Part.ACTION, name, action, fitting, "The action is one of those left out.")
    wanted = _nearest(names.values, action)
    left, right = _marked(action, wanted, shapes[wanted].reach(action.lower()))
    return Comparison(Part.ACTION, name, False, left, right, _others(len(names.values)))


def _resource(document: Document, names: Names, request: Request) -> Comparison:
    name, asked = "NotResource" if names.negated else "Resource", request.resource
    context, variables = request.context, document.has_variables
    shapes = {value: pattern(value, context, variables=variables) for value in names.values}
    void = next((value for value, shape in shapes.items() if shape.tokens is None), "")
    if names.negated and void:
        return Comparison(
            Part.RESOURCE, name, False, (Piece(asked),), _unfilled(void, context), VOID
        )
    fitting = next((value for value, shape in shapes.items() if shape.matches(asked)), None)
    if (fitting is not None) != names.negated:
        return Comparison(Part.RESOURCE, name, True)
    if fitting is not None:
        told = "The resource is one of those left out."
        return _beside(Part.RESOURCE, name, asked, fitting, told)
    wanted = _nearest(names.values, asked)
    shape = shapes[wanted]
    if shape.tokens is None:
        return Comparison(
            Part.RESOURCE, name, False, (Piece(asked),), _unfilled(wanted, context), VOID
        )
    left, right = _marked(asked, shape.text, shape.reach(asked))
    filled = f"Written as {wanted}." if shape.text != wanted else ""
    note = " ".join(filter(None, (filled, _others(len(names.values)))))
    return Comparison(Part.RESOURCE, name, False, left, right, note)


def _unfilled(text: str, context: Context) -> tuple[Piece, ...]:
    """The text with the variables marked that have no value."""
    pieces, at = [], 0
    for match in VARIABLE.finditer(text):
        if pattern(match[0], context, variables=True).tokens is None:
            pieces += [Piece(text[at : match.start()]), Piece(match[0], True)]
            at = match.end()
    return tuple(piece for piece in (*pieces, Piece(text[at:])) if piece.text)


def _condition(row: Row, context: Context, variables: bool) -> Comparison:
    name = f"{row.operator.text} {row.key}"
    values = context.get(row.key.lower(), ())
    if holds(row, context, variables=variables):
        return Comparison(Part.CONDITION, name, True, note="" if values else _absent(row))
    listed = _listed(row.values)
    if not values or row.operator.spec.family is Family.NULL:
        has = "The request has this key." if values else "The request has no such key."
        return _beside(Part.CONDITION, name, ", ".join(values), listed, has)
    given = _odd(row, values, context, variables)
    if row.operator.spec.negated:
        told = "None of the values may fit, and one does."
        return _beside(Part.CONDITION, name, given, listed, told)
    left, right = _differing(row, given, context, variables)
    return Comparison(Part.CONDITION, name, False, left, right, _others(len(row.values)))


def _absent(row: Row) -> str:
    """Why a condition holds on a key that the request does not have."""
    if row.operator.spec.family is Family.NULL:
        return ""
    by = "with IfExists it" if row.operator.if_exists else "a negated operator"
    if row.operator.each is Each.ALL:
        by = "ForAllValues"
    return f"The request has no such key, and {by} is true then."


def _odd(row: Row, values: tuple[str, ...], context: Context, variables: bool) -> str:
    """The value that makes a condition fail: with ForAllValues the first that does not fit."""
    if row.operator.each is not Each.ALL:
        return ", ".join(values[:NAMED])
    alone = ((value, {**context, row.key.lower(): (value,)}) for value in values if value)
    return next((v for v, said in alone if not holds(row, said, variables=variables)), values[0])


def _differing(
    row: Row, given: str, context: Context, variables: bool
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    spec = row.operator.spec
    wanted = _nearest(row.values, given)
    if not spec.like:
        return (Piece(given, True),), (Piece(_listed(row.values), True),)
    shape = pattern(wanted, context, variables=variables)
    if shape.tokens is None:
        return (Piece(given),), (Piece(wanted, True),)
    if spec.family is Family.ARN:
        return _by_parts(given, shape)
    if "Like" not in row.operator.name:
        return _literally(given, shape.text)
    return _marked(given, shape.text, shape.reach(given))


def _by_parts(given: str, shape: Pattern) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """ARNs are compared part by part: what differs is marked in the first part that does."""
    wanted, has = shape.parts(), given.split(":", 5)
    if len(wanted) != len(has):
        return _literally(given, shape.text)
    for index, (part, text) in enumerate(zip(wanted, has, strict=True)):
        if part.matches(text):
            continue
        left, right = _marked(text, part.text, part.reach(text))
        texts = [p.text for p in wanted]
        return _among(has, index, left), _among(texts, index, right)
    return (Piece(given),), (Piece(shape.text),)


def _among(parts: list[str], index: int, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    before = "".join(f"{part}:" for part in parts[:index])
    after = "".join(f":{part}" for part in parts[index + 1 :])
    return tuple(p for p in (Piece(before), *pieces, Piece(after)) if p.text or p.differs)


def _marked(
    given: str, wanted: str, reached: tuple[int, int]
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces; `reached` is how far a pattern followed the text."""
    read, at = reached
    left, right = given[read:], wanted[at:]
    back = 0
    for a, b in zip(reversed(left), reversed(right), strict=False):
        if a != b or b in "*?":
            break
        back += 1
    return _cut(given, read, back), _cut(wanted, at, back)


def _literally(given: str, wanted: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    same = shared(given, wanted)
    return _marked(given, wanted, (same, same))


def _cut(text: str, start: int, back: int) -> tuple[Piece, ...]:
    """`text` with its middle marked. A mark without text says: it ends here."""
    end = len(text) - back
    pieces = (Piece(text[:start]), Piece(text[start:end], True), Piece(text[end:]))
    return tuple(piece for piece in pieces if piece.text or piece.differs)


def _beside(part: Part, name: str, given: str, wanted: str, note: str) -> Comparison:
    left = (Piece(given),) if given else ()
    return Comparison(part, name, False, left, (Piece(wanted),), note)


def _nearest(values: Iterable[str], *texts: str) -> str:
    """Of the first values the one that agrees longest with a text."""
    first = list(values)[:MOST]
    if len(first) == 1:
        return first[0]
    shown = [text.lower() for text in texts if text]

    def agrees(value: str) -> int:
        return max((shared(value.lower(), text) for text in shown), default=0)

    return max(first, key=agrees, default="")


def _listed(values: tuple[str, ...]) -> str:
    rest = f" and {len(values) - NAMED} more" if len(values) > NAMED else ""
    return " or ".join(values[:NAMED]) + rest


def _others(count: int) -> str:
    if count == 1:
        return ""
    return f"The nearest of {count} values is shown."
