"""The ledger's own numbers, straight from the file: a test never carries a price of its own."""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path

from studyapp.labs.engine.pricelist import price_list
from studyapp.labs.engine.pricing import Prices

FACTS = Path(__file__).resolve().parents[2] / "studyapp" / "content" / "facts"
DATA = Path(__file__).resolve().parent / "data"


@cache
def facts(topic: str = "prices") -> dict[str, dict]:
    entries = tomllib.loads((FACTS / f"{topic}.toml").read_text("utf-8"))["fact"]
    return {entry["key"]: entry for entry in entries}


@cache
def numbers() -> dict[str, Decimal]:
    return {key: Decimal(fact["number"]) for key, fact in facts().items() if "number" in fact}


@cache
def prices(region: str = "us-east-1") -> Prices:
    return price_list(region, numbers())
