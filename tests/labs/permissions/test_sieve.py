"""The sieve: each policy's turn, the picture of it, and what the document tells."""

import pytest

from studyapp.content.loader import load_scenarios
from studyapp.labs.engine.permissions.sieve import NO_ROLE
from studyapp.labs.permissions import drawing, page
from studyapp.labs.permissions.cards import DEFAULTS
from studyapp.labs.permissions.forms import PermissionsForm
from studyapp.labs.permissions.lab import CARD, VERDICT, PermissionsLab

LAB = PermissionsLab()
SCENARIOS = {
    key: scenario
    for key, scenario in load_scenarios().scenarios.items()
    if key.startswith("perm-") and not scenario.refused
}
LETTER = 6.7  # pixels of a letter of 13 px, on the wide side


def result_of(state):
    form = PermissionsForm(state)
    assert form.is_valid(), form.errors
    return LAB.solve(form, {})


def told(key, **changes):
    return LAB.document(result_of({**SCENARIOS[key].state, **changes}))


@pytest.mark.parametrize(
    ("key", "turns"),
    [
        ("perm-ten-1", {"identity": "grants", "boundary": "unset", "resource": "unset"}),
        ("perm-ten-5", {"resource": "grants", "identity": "unasked"}),
        ("perm-ten-6", {"resource": "passes", "identity": "stops"}),
        ("perm-ten-7", {"resource": "grants", "identity": "unasked", "boundary": "unasked"}),
        ("perm-ten-8", {"resource": "grants", "identity": "unasked", "boundary": "stops"}),
        ("perm-ten-3", {"resource": "stops", "identity": "grants"}),
        ("perm-ten-4", {"resource": "grants", "identity": "grants"}),
        ("perm-ten-10", {"trust": "stops", "identity": "unasked"}),
        ("perm-iam-v16", {"scp": "stops", "identity": "unasked"}),
        ("perm-iam-v22", {"scp": "passes", "boundary": "passes", "identity": "grants"}),
        ("perm-iam-v44", {"scp": "unasked", "resource": "grants", "identity": "grants"}),
        ("perm-iam-v05", {"resource": "stops", "identity": "unasked"}),
        ("perm-iam-v25", {"identity": "grants", "session": "stops"}),
        ("perm-iam-v50", {"resource": "stops", "identity": "unasked"}),
        ("perm-key-closed", {"resource": "stops", "identity": "unasked"}),
        ("perm-key-delegates", {"resource": "passes", "identity": "grants"}),
        ("perm-who-may-wear-it", {"trust": "stops", "identity": "unasked"}),
    ],
)
def test_each_policy_has_its_turn(key, turns):
    found = told(key)["turns"]

    assert {name: found[name] for name in turns} == turns


@pytest.mark.parametrize("key", SCENARIOS)
def test_exactly_what_decides_is_marked(key):
    result = result_of(SCENARIOS[key].state)
    decisive = [bar.kind.value for bar in result.bars if bar.decisive]

    if result.decided_by == "both":
        assert sorted(decisive) == ["identity", "resource"]
    else:
        assert decisive == [result.decided_by]
    stops = [bar for bar in result.bars if bar.turn.name == "STOPS"]
    assert bool(stops) != result.decision.is_allowed


@pytest.mark.parametrize("key", SCENARIOS)
def test_the_picture_holds_its_words(key):
    drawn = drawing.sieve(result_of(SCENARIOS[key].state))

    for column in drawn.columns:
        for bar in column.bars:
            assert bar.x >= 0
            assert bar.x + bar.width <= drawn.width
            assert bar.y + bar.height < drawn.foot.y
            assert max(len(bar.name), len(bar.words) + 2) * LETTER <= bar.width
        assert len(column.title) * LETTER <= drawn.width / len(drawn.columns)
    assert drawn.foot.y + drawn.foot.height < drawn.height


def test_a_role_that_lambda_does_not_get_ends_before_the_request():
    state = SCENARIOS["perm-who-may-wear-it"].state
    result = result_of(state)

    assert result.stopped_at_entry
    assert result.sentence == NO_ROLE
    repaired = state["trust"].replace("ec2.", "lambda.")
    assert LAB.document(result_of({**state, "trust": repaired}))["allowed"]


def test_a_card_that_has_no_say_says_why():
    scp = SCENARIOS["perm-full-access-gone"].state["scp"]
    for caller, told_why in (
        ("s3.amazonaws.com", "without an account"),
        ("arn:aws:iam::444455556666:user/bob", "of another"),
    ):
        state = {"caller": caller, "scp": scp, "bound": "owner", "owner": "111122223333"}
        bar = next(bar for bar in result_of(state).bars if bar.kind.value == "scp")
        assert told_why in bar.why


def test_a_control_policy_of_resources_covers_listed_services_only():
    rcp = (
        '{"Version": "2012-10-17", "Statement": '
        '{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}}'
    )
    asked = {"identity": DEFAULTS["identity"].replace("uploads", "uploads/*"), "rcp": rcp}
    other = SCENARIOS["perm-iam-v01"].state | {"rcp": rcp}

    assert LAB.document(result_of(asked))["decided_by"] == "rcp"
    assert LAB.document(result_of(other))["allowed"]
    assert "do not cover" in LAB.document(result_of(other))["bars"][0]["why"]


def test_both_levels_have_to_allow():
    allow = SCENARIOS["perm-iam-v01"].state["identity"]
    state = SCENARIOS["perm-iam-v01"].state | {"scp": allow, "full": "off"}
    other = allow.replace("lambda:InvokeFunction", "s3:*")

    assert LAB.document(result_of(state))["allowed"]
    assert LAB.document(result_of(state | {"scp2": other}))["decided_by"] == "scp"
    assert LAB.document(result_of(state | {"scp2": other, "full": "on"}))["allowed"]


@pytest.mark.parametrize("key", [k for k, s in SCENARIOS.items() if s.kind == "puzzle"])
def test_a_prediction_is_marked_by_what_the_file_expects(key):
    scenario = SCENARIOS[key]
    result = result_of(scenario.state)

    verdict = LAB.settle(VERDICT, scenario.expect["verdict"], result)
    card = LAB.settle(CARD, scenario.expect.get("decided_by", result.decided_by), result)

    assert (verdict.right, card.right) == (True, True)
    assert not LAB.settle(CARD, "rcp", result).right
    assert verdict.why
    assert page.summary(result).endswith(("decides.", "decide."))


def test_each_goal_can_be_reached_and_is_not_at_the_start():
    start = told("perm-bucket-not-object")
    reached = {
        "across": told("perm-ten-4"),
        "deny-wins": told("perm-deny-beats-allow"),
        "past-a-boundary": told("perm-ten-7"),
    }

    for goal in LAB.goals:
        assert not goal.reached(start)
        assert goal.reached(reached[goal.id])
