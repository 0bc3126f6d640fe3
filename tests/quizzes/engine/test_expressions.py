"""Arithmetic, held against Python's fractions; and everything that is not arithmetic."""

import math
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.engine.expressions import ExpressionError, evaluate, fact_keys, rounded

calm = settings(max_examples=150, deadline=None, derandomize=True)

# Few enough digits that a product of four stays exact in 28.
numerals = st.decimals(min_value=0, max_value=9999, places=2, allow_nan=False).map(str)
leaves = numerals.map(lambda text: (text, Fraction(text)))
JOIN = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
}


def value_of(text, names=None, facts=None):
    return evaluate(text, names or {}, facts or {})


@st.composite
def sums(draw, depth=2):
    """An expression and what it is worth."""
    if depth == 0 or draw(st.booleans()):
        return draw(leaves)
    (left, a), (right, b) = draw(sums(depth - 1)), draw(sums(depth - 1))
    sign = draw(st.sampled_from(sorted(JOIN)))
    return f"({left} {sign} {right})", JOIN[sign](a, b)


@calm
@given(sums())
def test_sums_and_products_are_exact(pair):
    text, wanted = pair

    if abs(wanted) < 10**15:
        assert Fraction(value_of(text)) == wanted


@calm
@given(st.lists(st.integers(1, 99), min_size=2, max_size=5), st.data())
def test_precedence_is_that_of_school(numbers, data):
    signs = data.draw(st.lists(st.sampled_from("+-*/"), min_size=4, max_size=4))
    text = "".join(f"{n} {sign} " for n, sign in zip(numbers, signs, strict=False))
    text += str(numbers[-1])
    wanted = eval(re.sub(r"\d+", r"Fraction(\g<0>)", text), {"Fraction": Fraction})

    assert abs(Fraction(value_of(text)) - wanted) <= abs(wanted) / 10**20


@calm
@given(numerals, numerals)
def test_division_is_right_to_twenty_places(a, b):
    if not Fraction(b):
        with pytest.raises(ExpressionError, match="cannot be worked out"):
            value_of(f"{a} / {b}")
    else:
        wanted = Fraction(a) / Fraction(b)
        assert abs(Fraction(value_of(f"{a} / {b}")) - wanted) <= wanted / 10**20


@calm
@given(numerals, st.integers(1, 999), st.sampled_from(["", "-"]))
def test_whole_division_and_remainder_round_down(a, b, sign):
    x = Fraction(f"{sign}{a}")

    assert Fraction(value_of(f"{sign}{a} // {b}")) == x // b
    assert Fraction(value_of(f"{sign}{a} % {b}")) == x % b


@calm
@given(numerals, st.sampled_from(["", "-"]))
def test_rounding_functions_are_those_of_a_bill(digits, sign):
    text = f"{sign}{digits}"
    x = Fraction(text)
    half_up = math.floor(abs(x) * 10 + Fraction(1, 2)) / Fraction(10)

    assert value_of(f"ceil({text})") == math.ceil(x)
    assert value_of(f"floor({text})") == math.floor(x)
    assert Fraction(value_of(f"round({text}, 1)")) == (half_up if x >= 0 else -half_up)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("round(0.5)", "1"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(0.125, 2)", "0.13"),
        ("min(3, 1, 2)", "1"),
        ("max(3, 1, 2)", "3"),
        ("-(2 + 3)", "-5"),
        (" 1 + 1 ", "2"),
        ("1_000 / 8", "125"),
        ("0.1 + 0.2", "0.3"),
        ("memory / 1024 * ms", "50"),
        ("fact('price') * 2", "0.4"),
        ('fact("price") * 2', "0.4"),
    ],
)
def test_value(text, wanted):
    names, facts = {"memory": Decimal(512), "ms": Decimal(100)}, {"price": Decimal("0.2")}

    assert evaluate(text, names, facts) == Decimal(wanted)


def test_a_decimal_counts_with_every_digit_it_is_written_with():
    assert value_of("0.12345678901234567890 * 1") == Decimal("0.12345678901234567890")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2 ** 3", "may not contain 2 ** 3"),
        ("1.50 ** 2", "may not contain 1.50 ** 2"),
        ("ceil.__class__", "may not contain ceil.__class__"),
        ("().__class__.__bases__", "may not contain ().__class__.__bases__"),
        ("__import__('os')", "may not contain __import__('os')"),
        ("open('x')", "may not contain open('x')"),
        ("sum(1, 2)", "may not contain sum(1, 2)"),
        ("ceil(x=1)", "may not contain ceil(x=1)"),
        ("min(*[1])", "may not contain *[1]"),
        ("[n for n in (1, 2)]", "may not contain [n for n in (1, 2)]"),
        ("[1][0]", "may not contain [1][0]"),
        ("{1: 2}", "may not contain {1: 2}"),
        ("lambda: 1", "may not contain lambda: 1"),
        ("1 if 2 else 3", "may not contain 1 if 2 else 3"),
        ("1 < 2", "may not contain 1 < 2"),
        ("1 and 2", "may not contain 1 and 2"),
        ("not 1", "may not contain not 1"),
        ("~1", "may not contain ~1"),
        ("1 << 9", "may not contain 1 << 9"),
        ("1 @ 2", "may not contain 1 @ 2"),
        ("'a' + 'b'", "may not contain 'a'"),
        ("f'{1}'", "may not contain f'{1}'"),
        ("True", "may not contain True"),
        ("None", "may not contain None"),
        ("1j", "may not contain 1j"),
        ("(1, 2)", "may not contain (1, 2)"),
        ("fact(key)", "may not contain fact(key)"),
        ("fact('a', 'b')", "may not contain fact('a', 'b')"),
        ("fact('a').real", "may not contain fact('a').real"),
        ("(n := 1)", "may not contain n := 1"),
        ("x = 1", "cannot be read: x = 1"),
        ("import os", "cannot be read: import os"),
        ("1; 2", "cannot be read: 1; 2"),
        ("1 +", "cannot be read: 1 +"),
        ("", "cannot be read: "),
        ("1\0", "cannot be read"),
        ("\ud800", "cannot be read"),
        ("nobody", "uses “nobody”, which is neither a parameter nor a step"),
        ("fact('nothing')", "uses the fact “nothing”, which has no number in the ledger"),
        ("1 / 0", "cannot be worked out: 1 / 0"),
        ("0 / 0", "cannot be worked out: 0 / 0"),
        ("1 // 0", "cannot be worked out: 1 // 0"),
        ("1 % 0", "cannot be worked out: 1 % 0"),
        ("min()", "cannot be worked out: min()"),
        ("ceil(1, 2)", "cannot be worked out: ceil(1, 2)"),
        ("round(1, 0.5)", "rounds to 0.5 decimals; 0 to 10 are possible"),
        ("round(1, 1e400)", "rounds to 1E+400 decimals; 0 to 10 are possible"),
        ("1e400", "too large to be shown"),
        ("1e300 * 1e300", "too large to be shown"),
        ("1e999999 * 1e999999", "cannot be worked out"),
        ("-1e15", "too large to be shown"),
        ("9" * 299, "too large to be shown"),
        ("1 + " * 75 + "1", "is longer than 300 characters"),
    ],
)
def test_what_is_not_arithmetic_is_refused(text, message):
    with pytest.raises(ExpressionError) as refused:
        value_of(text)

    assert message in str(refused.value)


@pytest.mark.parametrize("text", ["999999999999999.5", "1e15 - 1", "1e400 - 1e400"])
def test_a_number_of_fifteen_digits_is_not_too_large(text):
    assert abs(value_of(text)) < 10**15


@pytest.mark.parametrize(
    "text",
    [
        "(" * 149 + "1" + ")" * 149,
        "-" * 290 + "1",
        "~" * 290 + "1",
        "not " * 70 + "1",
        "[" * 149 + "]" * 149,
        "lambda:" * 40 + "1",
        "ceil(" * 49 + "1" + ")" * 49,
        "x." * 140 + "y",
        "((((" * 70,
    ],
)
def test_deep_nesting_gives_a_number_or_a_refusal(text):
    try:
        found = value_of(text)
    except ExpressionError:
        found = Decimal(1)
    assert abs(found) == 1


@calm
@given(st.text(alphabet="0123456789.+-*/%(),'\"_ eEjxfact[]{}:=<>~\\\0\n\ud800", max_size=40))
def test_any_text_gives_a_finite_number_or_a_refusal(text):
    try:
        found = evaluate(text, {"x": Decimal(3)}, {"a": Decimal("0.5")})
    except ExpressionError:
        return
    assert found.is_finite()


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("fact('a') * fact('b-c') + ceil(fact('a'))", {"a", "b-c"}),
        ("fact(a)", set()),
        ("other('a')", set()),
        ("fact('a'", set()),
        ("-" * 100_000 + "1", set()),
        ("\0", set()),
    ],
)
def test_the_facts_an_expression_uses(text, keys):
    assert fact_keys(text) == keys


def test_rounded_goes_half_up():
    assert [rounded(Decimal(text), 2) for text in ("1.005", "1.004", "-1.005")] == [
        Decimal("1.01"),
        Decimal("1.00"),
        Decimal("-1.01"),
    ]
