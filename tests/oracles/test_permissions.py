"""The policy engine against an independent program, @cloud-copilot/iam-simulate.

It runs in Node, as a development tool only: nothing of it is shipped, imported or copied.
Where node or npm is missing, or it cannot be installed, these tests are skipped.
"""

import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from studyapp.policies import evaluation, statements
from studyapp.policies.conditions import holds
from studyapp.policies.documents import Kind, Principals
from studyapp.policies.evaluation import Found, Limits, Outcome, Side, Step
from studyapp.policies.operators import Row
from studyapp.policies.requests import Principal, Request
from studyapp.policies.statements import Grip, named
from studyapp.policies.variables import Context
from tests.oracles.iam_cases import OWN, ROLE, TARGETS, Case, asked, decided, make
from tests.oracles.shrinking import shrunk

limits_of = evaluation._limits
HERE = Path(__file__).parent / "iam"
VAR = Path(os.environ.get("VAR_DIR", Path(__file__).parents[2] / "var"))
CASES = 1_000
SEED = int(os.environ.get("ORACLE_SEED", "20261123"))
NAMES = {
    Outcome.ALLOWED: "Allowed",
    Outcome.DENIED: "ExplicitlyDenied",
    Outcome.NOT_ALLOWED: "ImplicitlyDenied",
}


class Oracle:
    """One Node process that answers line by line."""

    def __init__(self, installed: Path) -> None:
        command = ["node", str(HERE / "decide.mjs"), str(installed)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def ask(self, case: Case) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(asked(case)) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the oracle has ended"
        return dict(json.loads(line))

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=20)


def _installed(folder: Path) -> Path:
    """The folder where the oracle lies; installed by its lock file on first use."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("node and npm are needed for the permissions oracle")
    wanted = (HERE / "package-lock.json").read_text()
    mark = folder / "installed.json"
    if mark.exists() and mark.read_text() == wanted:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, folder / name)
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts"], cwd=folder, capture_output=True, text=True, timeout=300
    )
    if done.returncode:
        pytest.skip(f"the permissions oracle could not be installed: {done.stderr[-300:]}")
    mark.write_text(wanted)
    return folder


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    running = Oracle(_installed(VAR / "iam-oracle"))
    yield running
    running.close()


@pytest.fixture(scope="module")
def answered(oracle: Oracle) -> list[tuple[Case, str]]:
    """The cases of this run, each with what the oracle says."""
    rng = random.Random(SEED)
    cases = [make(rng) for _ in range(CASES)]
    answers = [oracle.ask(case) for case in cases]
    for case, answer in zip(cases, answers, strict=True):
        assert answer["outcome"] != "error", (answer["error"], asked(case))
        assert answer["ignored"] == [], (answer["ignored"], asked(case))
    return [(case, answer["outcome"]) for case, answer in zip(cases, answers, strict=True)]


def is_known(case: Case) -> bool:
    """What the two decide differently, and why it is not held against the engine.

    A resource policy that names the session (or everybody) grants in spite of a silent session
    policy, as the guide to evaluation says of session ARNs; the oracle wants the session policy
    to allow as well. (Version 2008-10-17 is the other difference: see the last test.)
    """
    steps = {step.kind: step for step in decided(case).steps}
    there, session = steps[Kind.RESOURCE], steps[Kind.SESSION]
    return (
        case.owner == case.principal.account
        and there.grip is Grip.DIRECT
        and session.found is Found.SILENT
    )


def disagreements(answered: list[tuple[Case, str]]) -> list[tuple[Case, str]]:
    return [(case, said) for case, said in answered if NAMES[decided(case).outcome] != said]


@pytest.fixture(scope="module")
def judged(answered: list[tuple[Case, str]]) -> list[tuple[Case, str]]:
    """The cases that count."""
    return [(case, said) for case, said in answered if not is_known(case)]


def test_the_engine_and_the_oracle_agree(answered, judged, oracle):
    wrong = disagreements(judged)

    print(  # noqa: T201
        f"permissions: {len(judged) - len(wrong)} of {len(judged)} agree (seed {SEED}, "
        f"{len(answered) - len(judged)} left out as a known difference)"
    )
    verdicts = {said: [s for _, s in judged].count(said) for said in NAMES.values()}
    assert min(verdicts.values()) > CASES // 20, verdicts
    assert len(judged) > CASES * 0.97
    for case, _ in wrong[:1]:
        small = shrunk(case, lambda c: oracle.ask(c)["outcome"] != NAMES[decided(c).outcome])
        pytest.fail(f"{oracle.ask(small)} but {decided(small).outcome}: {json.dumps(asked(small))}")


def _missing_is_true(row: Row, context: Context, *, variables: bool) -> bool:
    return row.key.lower() not in context or holds(row, context, variables=variables)


def _and_instead_of_or(row: Row, context: Context, *, variables: bool) -> bool:
    each = (replace(row, values=(value,)) for value in row.values)
    return all(holds(one, context, variables=variables) for one in each)


def _account_grants(principals: Principals, caller: Principal) -> Grip:
    grip = named(principals, caller)
    return Grip.ROLE if grip is Grip.ACCOUNT else grip


def _one_level(kind: Kind, side: Side, request: Request, account: str, limits: Any) -> Step:
    flat = tuple(
        Limits(limit.account, (tuple(d for level in limit.levels for d in level),))
        for limit in limits
    )
    return limits_of(kind, side, request, account, flat)


FAULTS: dict[str, tuple[Any, str, Any]] = {
    "a missing key is taken for a match": (statements, "holds", _missing_is_true),
    "all values of a condition have to fit": (statements, "holds", _and_instead_of_or),
    "naming the account grants": (statements, "named", _account_grants),
    "one level of SCPs is enough": (evaluation, "_limits", _one_level),
    "keys and roles need no policy of their own": (
        Request,
        "must_be_allowed_there",
        property(lambda self: False),
    ),
    "across accounts one side is enough": (
        Request,
        "is_cross_account",
        property(lambda self: False),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_caught(judged, fault, monkeypatch):
    module, name, broken = FAULTS[fault]
    monkeypatch.setattr(module, name, broken)

    caught = disagreements(judged)

    print(f"{fault}: {len(caught)} of {len(judged)} disagree")  # noqa: T201
    assert caught


def test_variables_of_the_older_version_are_plain_text_here(oracle):
    """The user guide says so of policies without Version 2012-10-17; the oracle fills them in."""
    policy = {
        "Version": "2008-10-17",
        "Statement": {
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::uploads/${aws:PrincipalTag/team}/*",
        },
    }
    case = Case(ROLE, *TARGETS[0], OWN, {"aws:PrincipalTag/team": "red"}, identity=[policy])

    assert not decided(case).is_allowed
    assert oracle.ask(case)["outcome"] == "Allowed"
