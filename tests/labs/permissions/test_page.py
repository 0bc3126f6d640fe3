"""The page of the permissions lab: long states, what is refused, what is shown."""

import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from studyapp.labs.permissions import forms
from studyapp.labs.permissions.cards import DEFAULTS
from studyapp.labs.permissions.forms import PermissionsForm
from studyapp.labs.permissions.packing import pack
from studyapp.labs.permissions.presets import PRESETS, addresses
from studyapp.lessons.models import Fact
from tests.labs.ledger import everything

URL = "/labs/permissions/"
HTMX = {"HX-Request": "true", "HX-Target": "result"}
OPEN = json.dumps(
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}},
    indent=2,
)


@pytest.fixture
def ledger(db):
    Fact.objects.bulk_create(Fact(**entry) for entry in everything())


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(text))


def sent(client, look="1", headers=None, **changes):
    data = {**DEFAULTS, "look": look, **changes}
    return client.post(f"{URL}set/", data, headers=headers)


def test_a_long_state_is_packed_and_led_to(client, ledger):
    response = sent(client, identity=OPEN.replace("\n", "\r\n"))

    assert response.status_code == 302
    query = parse_qs(urlsplit(response["Location"]).query)
    assert set(query) == {"s", "look"}
    page = client.get(response["Location"].partition("#")[0])
    assert "✓ Allowed" in words(page)
    assert unescape(page.content.decode()).count(OPEN) == 1


def test_htmx_gets_the_result_and_the_address(client, ledger):
    response = sent(client, headers=HTMX, identity=OPEN)

    assert response["HX-Replace-Url"].startswith(f"{URL}?s=1")
    assert "<html" not in response.content.decode()
    assert "✓ Allowed" in words(response)


def test_a_short_state_stays_readable():
    form = PermissionsForm({"action": "s3:ListBucket", "full": "off"})

    assert form.is_valid()
    assert form.query() == "action=s3%3AListBucket&full=off"


def test_a_field_beside_a_packed_state_wins(client, ledger):
    packed = pack({"identity": OPEN, "action": "s3:PutObject"})

    told = client.get(f"{URL}?s={packed}&action=s3:ListBucket&look=1&format=json").json()

    assert told["result"]["allowed"]
    assert told["state"]["action"] == "s3:ListBucket"


def test_before_the_prediction_a_change_tells_nothing(client, ledger):
    response = sent(client, look="0", headers=HTMX, identity=OPEN)

    assert "Predict first" in words(response)
    assert "Allowed" not in words(response).replace("Allowed Denied: nothing", "")
    assert "sieve" not in response.content.decode()


WRONG = [
    ({"identity": '{"Statement": [], "Statement": []}'}, "stands twice in one block"),
    ({"identity": '{\n  "Version": "today"\n}'}, "Identity policy, line 2: Version is"),
    ({"scp2": '{"Version" "x"}'}, "Second control policy, line 1: a colon is missing"),
    ({"there": OPEN}, "Resource policy, line 3: this statement has no “Principal”"),
    ({"identity": "[" * 50}, "more than 10 deep"),
    ({"identity": " " * 10_300 + "{}"}, "are too many for one card"),
    ({"caller": "ada"}, "Who asks: write"),
    ({"caller": "arn:aws:iam::111122223333:root"}, "Who asks: write"),
    ({"action": "s3:*"}, "one action without wildcards"),
    ({"resource": "arn:aws:s3:::uploads/*"}, "one ARN without wildcards"),
    ({"owner": "12"}, "twelve digits"),
    (
        {"resource": "arn:aws:sqs:us-east-1:111122223333:q", "owner": "444455556666"},
        "the ARN says 111122223333",
    ),
    ({"keys": "aws:SourceAccount"}, "line 1: write key = value"),
    ({"keys": "a:b = c\naws:PrincipalArn = x"}, "line 2: aws:PrincipalArn follows from the caller"),
    ({"keys": "a:b = c\n" * 21}, "at most 20 lines"),
    ({"full": "perhaps"}, "choose one of those offered"),
    (
        {
            "action": "sts:AssumeRole",
            "resource": "arn:aws:iam::111122223333:role/x",
            "there": OPEN.replace('"Action"', '"Principal": "*", "Action"'),
        },
        "use that card",
    ),
]


@pytest.mark.parametrize(("changes", "told"), WRONG)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, ledger, changes, told):
    response = sent(client, **changes)

    assert response.status_code == 422
    assert told in words(response)
    typed = unescape(response.content.decode())
    assert all(text.strip() in typed for text in changes.values() if text != "perhaps")


def test_what_no_address_carries_is_refused_and_kept(client, ledger, monkeypatch):
    monkeypatch.setattr("studyapp.labs.permissions.packing.LONGEST", 20)

    response = sent(client, identity=OPEN)

    assert response.status_code == 422
    assert "too large for an address" in words(response)
    assert OPEN in unescape(response.content.decode())


def test_what_is_too_much_to_decide_is_refused(client, ledger):
    values = [f"arn:aws:s3:::b{i}" for i in range(60)]
    said = {"Effect": "Allow", "Action": "s3:*", "Resource": values}
    many = json.dumps({"Version": "2012-10-17", "Statement": [said] * 5})
    both = {"identity": many, "boundary": many, "session": many}

    assert "at most 600 values" in words(sent(client, **both))
    large = dict.fromkeys(both, OPEN + " " * 8000)
    assert f"at most {forms.LARGEST:,} characters" in words(sent(client, **large))


def test_an_address_that_was_cut_off_says_so(client, ledger):
    response = client.get(f"{URL}?s={pack({'identity': OPEN})[:-4]}&look=1")

    assert response.status_code == 422
    assert "cut off or changed" in words(response)


def test_markup_in_a_policy_stays_text(client, ledger):
    nasty = "</textarea><script>alert(1)</script>"
    bucket = json.dumps(f"arn:aws:s3:::{nasty}")
    response = sent(client, identity=OPEN.replace('"Resource": "*"', f'"Resource": {bucket}'))

    page = client.get(response["Location"].partition("#")[0])
    assert nasty in unescape(page.content.decode())
    assert "<script>alert" not in page.content.decode()


def test_markup_in_a_condition_and_in_a_request_stays_text(client, ledger):
    wanted = {"StringEquals": {"aws:RequestTag/team": "<b>wanted"}}
    policy = json.dumps(json.loads(OPEN)["Statement"] | {"Condition": wanted})
    html = sent(
        client,
        headers=HTMX,
        identity=f'{{"Version": "2012-10-17", "Statement": {policy}}}',
        keys="aws:RequestTag/team = given <i>",
    ).content.decode()

    assert "&lt;b&gt;wanted" in html
    assert "given &lt;i&gt;" in html
    assert "<b>" not in html
    assert "<i>" not in html


@pytest.mark.parametrize("number", range(len(PRESETS)))
def test_every_preset_is_a_state(client, ledger, number):
    told = client.get(f"{URL}?{addresses()[number][1]}&look=1&format=json")

    assert told.status_code == 200
    assert told.json()["result"]["decided_by"]


def test_the_difference_is_marked(client, ledger):
    html = client.get(f"{URL}?look=1").content.decode()

    assert "arn:aws:s3:::uploads<mark>/cat.png</mark>" in html
    assert "arn:aws:s3:::uploads<mark>(ends here)</mark>" in html
    assert "because no identity-based policy allows the s3:GetObject action" in html


def test_a_puzzle_is_solved_by_a_post(client, ledger):
    start = "/labs/permissions/?puzzle=perm-full-access-gone"
    page = client.get(start)
    assert "Change something" in words(page)

    form = page.context["form"]
    typed = {name: form.data[name] for name in form.fields}
    changed = typed | {"full": "on", "puzzle": "perm-full-access-gone"}
    response = client.post(f"{URL}set/", changed)

    assert "full=on" in response["Location"]
    assert "Solved in 1 change" in words(client.get(response["Location"].partition("#")[0]))
