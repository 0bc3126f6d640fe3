"""The cost lab beyond one setting: measurements, a second setting, what can be predicted."""

import re
from html import unescape

import pytest
from django.http import QueryDict

from studyapp.charts import CROSS
from studyapp.labs.cost.asks import ANSWERS
from studyapp.labs.cost.forms import CostForm
from studyapp.labs.cost.lab import CostLab
from studyapp.labs.engine.numbers import Numbers
from studyapp.lessons.models import Fact
from tests.labs.ledger import everything, numbers


@pytest.fixture
def get(client, db):
    Fact.objects.bulk_create(Fact(**entry) for entry in everything())
    return lambda query: client.get(f"/labs/cost/?{query}")


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(text))


def form_of(query):
    return CostForm(QueryDict(query).dict())


def test_a_sample_is_fitted_and_its_source_named(get):
    html = get("work=fit&sample=node22-sha-x86&threads=2").content.decode()
    assert "1,558.69 ms CPU shared by 2 threads" in html
    assert "cebert/aws-lambda-performance-benchmarks" in html
    assert "licence MIT" in html
    assert html.count(CROSS) == 2 * 6


def test_own_points_are_refused_at_their_line(get):
    response = get("work=fit&sample=own&points=128+5%0D%0A256+x")
    assert response.status_code == 422
    assert "Measured settings, line 2: write the memory in MB" in words(response)


def test_points_that_are_not_used_refuse_nothing():
    form = form_of("work=cpu&sample=own&points=nonsense")
    assert form.is_valid()
    assert form.query() == ""


def test_the_address_keeps_what_was_pasted_only_where_it_counts():
    own = form_of("work=fit&sample=own&points=128+5%0D%0A256+3&waits=7")
    assert own.is_valid()
    assert own.query() == "work=fit&sample=own&points=128+5%0A256+3"
    sample = form_of("work=fit&points=128+5")
    assert sample.is_valid()
    assert sample.query() == "work=fit"


def test_a_fit_says_what_it_cannot_know(get):
    few = get("work=fit&sample=own&points=128+5%0A256+3")
    assert "Two settings can always be fitted" in words(few)
    large = get("work=fit&sample=own&points=2048+5%0A4096+5%0A8192+5")
    assert "cannot be told apart" in words(large)


def test_two_settings_stand_beside_each_other(get):
    said = words(get("memory=512&beside=1769"))
    assert "The second is faster and costs" in said
    assert "−982.03 ms (−71.1 %)" in said
    assert "1,769 MB, x86_64" in said
    assert "Two settings beside" not in words(get("memory=512"))


def test_a_second_setting_may_differ_in_its_architecture_alone(get):
    said = words(get("memory=1024&besidearch=arm64"))
    assert "The second takes as long and costs less." in said
    assert "1,024 MB, arm64" in said


def test_a_second_setting_that_is_killed_has_no_difference(get):
    assert "One of the two is killed" in words(get("memory=1024&needs=600&beside=512"))


def test_the_weight_moves_what_is_balanced(get):
    picks = {
        weight: get(f"work=db&weight={weight}&format=json").json()["result"]["balanced"]
        for weight in ("0", "1")
    }
    assert picks["1"] < picks["0"]


def test_a_large_event_counts_as_several_requests(get):
    said = words(get("event=300"))
    assert "1,000,000 events of 300 KB" in said


def test_a_bill_that_reaches_a_tier_says_where_it_begins(get):
    said = words(get("work=own&single=0&waits=1000&requests=10,000,000,000"))
    assert "Duration, second tier what is above" in said
    assert "6,000,000,000 GB-s a month" in said


@pytest.mark.parametrize("key", list(ANSWERS))
def test_every_question_can_be_answered_and_marked(key, db):
    form = form_of("cold=1&event=300&memory=512&streamed=1024&streammb=10")
    assert form.is_valid()
    result = CostLab().solve(form, Numbers(numbers()))
    ask = CostLab().ask(form, key)
    answer = CostLab().document(result)["answers"][key]
    assert ask.id == key
    assert ask.said(answer) == answer
    assert CostLab().settle(ask, answer, result).right
    wrong = next((one.id for one in ask.choices if one.id != answer), "77777")
    verdict = CostLab().settle(ask, wrong, result)
    assert not verdict.right
    assert verdict.answer
    assert verdict.why


@pytest.mark.parametrize("key", ["bill", "time", "billed", "cold", "part"])
def test_what_is_killed_has_no_answer_and_is_not_asked(key):
    form, able = form_of("needs=2000&memory=512&cold=1"), form_of("cold=1")
    assert form.is_valid()
    assert able.is_valid()
    assert key not in {ask.id for ask in CostLab().asks(form)}
    result = CostLab().solve(form, Numbers(numbers()))
    verdict = CostLab().settle(CostLab().ask(able, key), "up", result)
    assert (verdict.right, verdict.answer) == (None, "It cannot be told")
