"""Editing policies: what makes a question, how an answer is read, marked and told."""

import json

import pytest
from pydantic import ValidationError

from quizzes.engine.itemlint import lint
from quizzes.engine.items import Item
from quizzes.engine.kinds.policies import Slip
from quizzes.engine.scoring import Unreadable, mark, read_response
from tests.factories import POLICY, make_body, make_item

READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::uploads/*"}


def written(*statements, **more):
    return json.dumps({"Version": "2012-10-17", "Statement": [READ | s for s in statements]} | more)


def marked(text, **fields):
    result = mark(make_item("policy", **fields), (text,), 0, {})
    return result.verdict, result.fraction


def test_every_request_has_to_be_decided_as_wanted():
    assert marked(written({})) == ("right", 1)
    assert marked(written({"Resource": "arn:aws:s3:::*/*"})) == ("wrong", 0)
    assert marked(written({"Action": ["s3:GetObject", "s3:PutObject"]})) == ("wrong", 0)


def test_better_than_the_start_is_partly_right():
    more = {"id": "list", "text": "list it", "action": "s3:ListBucket", "expect": "allow"} | {
        "resource": "arn:aws:s3:::uploads",
        "reason": "Listing needs the bucket itself.",
    }
    grown = written({}, {"Action": "s3:ListBucket", "Resource": "arn:aws:s3:::uploads"})
    fields = {"request": [*POLICY["request"], more], "solution": grown}

    assert marked(grown, **fields) == ("right", 1)
    assert marked(written({}), **fields) == ("partly", 0.75)
    assert marked(POLICY["start"], **fields) == ("wrong", 0)


@pytest.mark.parametrize("wide", ["s3:*", "S3:*", "s3:**", "*", "s3:?*"])
def test_a_forbidden_wildcard_costs_the_point(wide):
    deny = {"Effect": "Deny", "NotAction": "s3:GetObject", "Resource": "*", "Action": None}
    del (barred := READ | deny)["Action"]
    text = json.dumps({"Version": "2012-10-17", "Statement": [READ | {"Action": wide}, barred]})
    item = make_item("policy", request=POLICY["request"][:2])

    assert mark(item, (text,), 0, {}).fraction == pytest.approx(2 / 3)
    assert item.rules.face(item, (), (text,), str, reveal=True).slips == (Slip(1, wide),)


def test_allowing_all_but_something_is_as_wide():
    text = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "NotAction": "s3:PutObject",
                "Resource": "arn:aws:s3:::uploads/*",
            },
        }
    )

    assert marked(text)[0] != "right"
    assert marked(text, forbidden=[]) == ("right", 1)


def test_a_limit_of_length():
    fields = {"max_length": 300, "start": written({"Resource": "arn:aws:s3:::uploads"})}
    item = make_item("policy", **fields)

    with pytest.raises(Unreadable, match="has 304 characters; here at most 300"):
        read_response(item, ["x" * 304])
    long = (written({}) + " " * 400).replace(" ", "  ", 3)
    assert read_response(item, [long])
    assert mark(item, (written({}, Id="x" * 300),), 0, {}).points == 0


def test_what_cannot_be_read_is_told_with_its_line():
    item = make_item("policy")
    broken = POLICY["start"].replace('"Allow",', '"Allow"')

    with pytest.raises(
        Unreadable,
        match=r'Line 7: a comma is missing before this\. It reads: "Action": "s3:GetObject",',
    ):
        read_response(item, [broken])
    with pytest.raises(Unreadable, match="Line 1: there is no policy yet"):
        read_response(item, [])
    assert read_response(item, [broken], whole=False) == (broken,)
    assert mark(item, (broken,), 0, {}).points == 0
    assert item.rules.face(item, (), (broken,), str, reveal=True).broken.startswith("Line 7")


def test_an_untouched_policy_is_no_answer_yet():
    item = make_item("policy")

    with pytest.raises(Unreadable, match="still the policy you began with"):
        read_response(item, [item.start.replace("\n", "\r\n")])
    assert read_response(item, [item.start], whole=False) == (item.start,)


@pytest.mark.parametrize("edits", ["identity", "boundary", "trust", "resource"])
def test_a_wrong_example_is_wrong_whatever_is_edited(edits):
    caller = {"principal": "arn:aws:iam::111122223333:role/job"}
    principal = {"AWS": caller["principal"]}
    own = {} if edits in ("identity", "boundary") else {"Principal": principal}
    texts = {}
    for name in ("start", "solution"):
        policy = json.loads(POLICY[name])
        policy["Statement"][0] |= own
        if edits == "trust":
            del policy["Statement"][0]["Resource"]
            policy["Statement"][0]["Principal"] = principal if name == "solution" else {"AWS": "*"}
        texts[name] = json.dumps(policy)
    rows = [row | (caller if own else {}) for row in POLICY["request"]]
    if edits == "trust":
        rows[2] |= {"action": "s3:PutObject"}
    identity = {"kind": "identity", "title": "Identity", "text": written({"Action": "s3:*"})}
    beside = [identity | {"text": written({"Action": "s3:*", "Resource": "*"})}]
    fields = texts | {"request": rows, "edits": edits, "forbidden": ["*"]}
    item = make_item("policy", **fields, beside=beside if edits == "boundary" else [])

    (text,) = item.rules.wrong(item, 0, {})
    assert mark(item, read_response(item, [text]), 0, {}).points == 0


def test_line_ends_of_any_system_are_one():
    text = POLICY["solution"]

    assert read_response(make_item("policy"), [text.replace("\n", "\r\n")]) == (text,)


def test_the_first_wrong_request_is_explained():
    item = make_item("policy")
    desk = item.rules.face(item, (), (item.start,), str.upper, reveal=True)

    assert [line.decided for line in desk.lines] == ["denied"] * 3
    assert desk.first == desk.lines[0]
    assert "Statement 1 (“Read”, line 4) comes nearest" in desk.why
    assert "arn:aws:s3:::uploads/cat.png does not fit arn:aws:s3:::uploads" in desk.why
    assert item.rules.told(item, (item.start,)) == "2 of 3 requests are decided as wanted."


def test_before_the_answer_the_solution_is_not_shown():
    item = make_item("policy")

    assert "uploads/*" not in repr(item.rules.face(item, (), (), str, reveal=False))
    assert item.rules.face(item, (), (), str, reveal=True).solution == item.solution


def changed(index, **fields):
    rows = POLICY["request"]
    return [row | fields if at == index else row for at, row in enumerate(rows)]


BESIDE = {"kind": "boundary", "title": "Boundary", "text": written({})}
BROKEN = [
    ({"account": ""}, "account: give the account"),
    ({"request": POLICY["request"][:1]}, "has 2 to 12 requests"),
    ({"request": changed(0, id="write")}, "two requests have the same id"),
    ({"request": POLICY["request"][1:]}, "at least one request is to be allowed"),
    ({"request": changed(0, resource="uploads")}, "“uploads” is no ARN"),
    ({"request": changed(0, resource="arn:aws:s3:::uploads/*")}, "not for a pattern"),
    ({"start": "{"}, "start: Line 1: the text ends"),
    ({"start": POLICY["solution"]}, "already decides every request"),
    ({"solution": ""}, "solution: Line 1: there is no policy yet"),
    ({"solution": POLICY["start"]}, "solution: the request “read” is decided as deny"),
    ({"forbidden": ["s3:getobject"]}, "solution: “s3:GetObject” is forbidden"),
    ({"max_length": 100}, "longer than max_length, 100 characters"),
    ({"edits": "resource"}, "“read” needs a principal"),
    ({"beside": [BESIDE | {"text": "{}"}]}, "“Boundary”: Line 1: a policy needs “Statement”"),
    ({"beside": [BESIDE] * 5}, "at most 4 policies stand beside"),
    ({"beside": [BESIDE], "edits": "boundary"}, "the kind that is edited"),
]


@pytest.mark.parametrize(("fields", "words"), BROKEN)
def test_what_makes_no_policy_question_is_named(fields, words):
    with pytest.raises(ValidationError, match=words):
        Item.model_validate(make_body("policy", **fields))


def test_policies_beside_it_bear_on_the_requests():
    fields = {"beside": [BESIDE], "solution": written({"Action": "s3:*"}), "forbidden": []}

    assert marked(written({"Action": "s3:*"}), **fields) == ("right", 1)
    assert marked(written({"Action": "s3:*"}), forbidden=[])[0] == "wrong"


def test_a_policy_of_another_resource_does_not_bear():
    own = {"kind": "resource", "title": "Bucket", "on": "arn:aws:s3:::payroll/*"}
    deny = READ | {"Effect": "Deny", "Principal": "*", "Resource": "*", "Action": "s3:*"}
    text = json.dumps({"Version": "2012-10-17", "Statement": deny})

    assert marked(written({}), beside=[own | {"text": text}]) == ("right", 1)
    with pytest.raises(ValidationError, match="“read” is decided as deny"):
        make_item("policy", beside=[own | {"text": text, "on": "arn:aws:s3:::uploads/*"}])


def test_the_lint_tries_a_policy_that_is_far_too_wide():
    few = {"request": [*POLICY["request"][:2]], "forbidden": []}

    assert "too-wide" in {f.code for f in lint(make_item("policy", **few))}
    assert "too-wide" not in {f.code for f in lint(make_item("policy"))}
