"""Scenes for the tests of the observability lab, with the ledger's own numbers."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from studyapp.labs.engine.telemetry.faults import FAULTS, HEALTHY
from studyapp.labs.engine.telemetry.rules import NEEDED, Rules, rules
from studyapp.labs.engine.telemetry.settings import Settings
from tests.labs.ledger import facts

TOPICS = ("compute", "invocation", "monitoring")
ALL = (HEALTHY, *FAULTS)


@cache
def ledger_rules() -> Rules:
    found = {key: fact for topic in TOPICS for key, fact in facts(topic).items()}
    return rules({key: Decimal(found[key]["number"]) for key in NEEDED})


def settings() -> st.SearchStrategy[Settings]:
    """Any state that the form accepts, near the usual ones."""
    return st.builds(
        Settings,
        fault=st.sampled_from(ALL),
        twist=st.booleans(),
        seed=st.integers(1, 999),
        rate=st.integers(1, 6),
        memory=st.one_of(st.sampled_from((128, 512, 1024, 10_240)), st.integers(128, 10_240)),
        timeout=st.one_of(st.sampled_from((1, 3, 30, 60, 900)), st.integers(1, 900)),
        logs=st.booleans(),
        tracing=st.booleans(),
        newer=st.booleans(),
        as_json=st.booleans(),
    )


def every_face(**given: object) -> Iterator[Settings]:
    for fault in ALL:
        for twist in (False, True):
            yield Settings(fault=fault, twist=twist, **given)
