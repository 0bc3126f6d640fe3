"""The ledger's own numbers, straight from the file: a test never carries a price of its own."""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path

from studyapp.labs.engine.cost.pricelist import microvm_list, price_list
from studyapp.labs.engine.cost.pricing import Prices

FACTS = Path(__file__).resolve().parents[2] / "studyapp" / "content" / "facts"
DATA = Path(__file__).resolve().parent / "data"


@cache
def facts(topic: str = "prices") -> dict[str, dict]:
    entries = tomllib.loads((FACTS / f"{topic}.toml").read_text("utf-8"))["fact"]
    return {entry["key"]: entry for entry in entries}


@cache
def numbers() -> dict[str, Decimal]:
    return {fact["key"]: Decimal(fact["number"]) for fact in everything() if "number" in fact}


@cache
def prices(region: str = "us-east-1") -> Prices:
    return price_list(region, numbers())


@cache
def microvm_prices() -> Prices:
    return microvm_list(numbers())


@cache
def everything() -> tuple[dict, ...]:
    """Every fact that ships, as the fields of a row."""
    return tuple(
        {"topic": path.stem, **entry, "then": entry.get("then", {}).get("statement", "")}
        for path in sorted(FACTS.glob("*.toml"))
        for entry in tomllib.loads(path.read_text("utf-8"))["fact"]
    )
