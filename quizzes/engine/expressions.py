"""Arithmetic that an author writes in an item, evaluated exactly and safely.

`requests * ms / 1000` with named numbers: `+ - * / // %`, brackets, `ceil`,
`floor`, `round`, `min`, `max` and `fact('key')`. Nothing else is understood.
"""

import ast
from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import lru_cache

LIMIT = 300
PLACES = range(11)
TOO_LARGE = Decimal("1e15")  # below it, ten decimals still fit into the 28 digits of a Decimal
Numbers = Mapping[str, Decimal]


class ExpressionError(ValueError):
    """What is wrong with an expression, in the author's words."""


class _Foreign(Exception):
    """A part of an expression that is not arithmetic."""

    def __init__(self, node: ast.expr) -> None:
        super().__init__()
        self.node = node


def rounded(value: Decimal, places: int = 0) -> Decimal:
    """`value` rounded half up to `places` decimals, as a bill is."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _round(value: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    if places not in PLACES:
        raise ExpressionError(f"rounds to {places} decimals; 0 to {PLACES[-1]} are possible")
    return rounded(value, int(places))


_BINARY: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.FloorDiv: lambda a, b: (a / b).to_integral_value(ROUND_FLOOR),
    ast.Mod: lambda a, b: a - b * (a / b).to_integral_value(ROUND_FLOOR),
}
_FUNCTIONS: dict[str, Callable[..., Decimal]] = {
    "ceil": lambda a: a.to_integral_value(ROUND_CEILING),
    "floor": lambda a: a.to_integral_value(ROUND_FLOOR),
    "round": _round,
    "min": min,
    "max": max,
}


def evaluate(expression: str, names: Numbers, facts: Numbers) -> Decimal:
    """Return the value of `expression`.

    >>> evaluate("ceil(ms + 0.2) * 2", {"ms": Decimal(10)}, {})
    Decimal('22')
    """
    source = expression.strip()
    try:
        value = _value(_parse(source), names, facts)
    except _Foreign as foreign:
        words = ast.get_source_segment(source, foreign.node)
        raise ExpressionError(f"may not contain {words}") from None
    except (ArithmeticError, TypeError, RecursionError) as error:
        raise ExpressionError(f"cannot be worked out: {expression}") from error
    if not abs(value) < TOO_LARGE:
        raise ExpressionError("gives a number that is too large to be shown")
    return value


def fact_keys(expression: str) -> set[str]:
    """The ledger keys that `expression` uses."""
    try:
        nodes = list(ast.walk(_parse(expression.strip())))
    except ExpressionError:
        return set()
    calls = (node for node in nodes if isinstance(node, ast.Call) and _is_fact(node))
    return {call.args[0].value for call in calls}  # type: ignore[attr-defined]


@lru_cache(maxsize=4096)
def _parse(source: str) -> ast.expr:
    """The tree of an expression, with each decimal exactly as it is written."""
    if len(source) > LIMIT:
        raise ExpressionError(f"is longer than {LIMIT} characters")
    try:
        tree = ast.parse(source, mode="eval").body
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                written = ast.get_source_segment(source, node) or ""
                node.value = Decimal(written.replace("_", ""))  # type: ignore[assignment]
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"cannot be read: {source}") from error
    return tree


def _value(node: ast.expr, names: Numbers, facts: Numbers) -> Decimal:
    match node:
        case ast.Constant(value=int() | Decimal() as number) if not isinstance(number, bool):
            return Decimal(number)
        case ast.Name(id=name):
            if name not in names:
                raise ExpressionError(f"uses “{name}”, which is neither a parameter nor a step")
            return names[name]
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _BINARY:
            return _BINARY[type(operator)](_value(left, names, facts), _value(right, names, facts))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, names, facts)
        case ast.Call() as call if _is_fact(call):
            key = call.args[0].value  # type: ignore[attr-defined]
            if key not in facts:
                raise ExpressionError(f"uses the fact “{key}”, which has no number in the ledger")
            return facts[key]
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*(_value(arg, names, facts) for arg in args))
    raise _Foreign(node)


def _is_fact(call: ast.Call) -> bool:
    match call:
        case ast.Call(func=ast.Name(id="fact"), args=[ast.Constant(value=str())], keywords=[]):
            return True
    return False
