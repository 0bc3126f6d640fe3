"""The rules of the ledger for the network lab, and states made by chance."""

import random
from decimal import Decimal

from studyapp.labs.engine.network.fields import CHOICES, DEFAULTS, complete
from studyapp.labs.engine.network.model import Result, solve
from studyapp.labs.engine.network.parts import rules
from studyapp.labs.engine.numbers import Numbers
from tests.labs.ledger import everything

NUMBERS = {fact["key"]: Decimal(fact["number"]) for fact in everything() if fact.get("number")}
RULES = rules(Numbers(NUMBERS))
ACLS = (
    *("", "100 allow tcp 443 0.0.0.0/0", "100 allow tcp 32768-61000 0.0.0.0/0"),
    *("90 deny tcp 5432 0.0.0.0/0\n100 allow all 0.0.0.0/0", DEFAULTS["acl_a_in"]),
)


def solved(**fields: str) -> Result:
    return solve(complete(fields), RULES)


def by_chance(seed: int) -> dict[str, str]:
    """A state with anything chosen anywhere, but an instance always in a subnet."""
    chance = random.Random(seed)
    state = {name: chance.choice(values) for name, values in CHOICES.items()}
    state |= {name: chance.choice(ACLS) for name in DEFAULTS if name.startswith("acl_")}
    if state["caller"] == "instance" and state["place"] == "none":
        state["place"] = "private-a"
    return state
