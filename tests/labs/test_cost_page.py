"""The cost lab as a page: what it shows, what it refuses, what it says when it cannot know."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.http import QueryDict
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from studyapp.labs.cost.drawing import NARROW, WIDE, drawing
from studyapp.labs.cost.forms import DEFAULTS, CostForm
from studyapp.labs.cost.page import slider_position
from studyapp.labs.cost.regions import REGIONS
from studyapp.labs.engine.cost.duration import MEMORY_MAX, MEMORY_MIN
from studyapp.labs.engine.cost.pricelist import HOME
from studyapp.labs.engine.cost.study import study
from studyapp.lessons.models import Fact
from tests.labs.ledger import facts, prices

HTMX = {"HX-Request": "true"}
URL = "/labs/cost/"
TOPICS = ("prices", "compute", "modes")


@pytest.fixture
def ledger(db):
    """The real price facts, and those that the lines lean on."""
    entries = [entry for topic in TOPICS for entry in facts(topic).values()]
    Fact.objects.bulk_create(
        Fact(
            **{name: value for name, value in entry.items() if name != "then"},
            then=entry.get("then", {}).get("statement", ""),
        )
        for entry in entries
    )


@pytest.fixture
def get(client, ledger):
    def fetch(query="", **kwargs):
        return client.get(f"{URL}?{query}", **kwargs)

    return fetch


def words(response):
    """What a reader sees, without tags and with single spaces."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(text))


def form_of(query):
    return CostForm(QueryDict(query))


def test_the_index_leads_to_the_calculator(client, db):
    response = client.get("/labs/")
    assert response.status_code == 200
    assert reverse("labs:cost") == URL
    assert URL in response.content.decode()


@pytest.mark.parametrize("who", ["client", "as_learner", "as_outsider"])
def test_everyone_may_calculate(request, ledger, who):
    response = request.getfixturevalue(who).get(URL)
    assert response.status_code == 200
    assert "$11.73" in words(response)


def test_a_calculation_asks_the_ledger_once(get, django_assert_num_queries):
    get("region=eu-west-1")  # the facts of one edition are read once in a process
    with django_assert_num_queries(1):
        get("memory=2048&region=eu-west-1&units=5")


def test_the_result_alone_is_sent_to_htmx_and_the_address_is_the_shortest(get):
    response = get("memory=512&work=cpu&requests=1,000,000&cold=0", headers=HTMX)
    html = response.content.decode()
    assert "<html" not in html
    assert html.count('id="result"') == 1
    assert 'id="memory-error" hx-swap-oob="true"' in html
    assert response["HX-Replace-Url"] == "/labs/cost/?memory=512"
    assert "HX-Request" in response["Vary"]


def test_the_defaults_need_no_query(get):
    assert get("memory=1024", headers=HTMX)["HX-Replace-Url"] == URL
    assert "HX-Replace-Url" not in get("memory=1024")


def test_the_page_shows_its_arithmetic_and_every_chip_leads_to_a_fact(get):
    response = get("memory=1024&cold=1&tmp=2048&units=2&served=50&free=on&pcfree=on")
    assert "1,024 MB ÷ 1,769 MB ≈ 0.5789 vCPU" in words(response)
    keys = set(re.findall(r'class="fact" href="/facts/([^/"]+)/"', response.content.decode()))
    assert {"vcpu-one", "price-gbs-x86-t1", "price-request", "free-gbs", "price-tmp"} <= keys
    assert Fact.objects.filter(pk__in=keys).count() == len(keys)


def test_a_fact_that_is_due_is_marked(get):
    fact = Fact.objects.get(pk="price-request")
    Fact.objects.filter(pk=fact.pk).update(
        check_by=fact.checked_on - timedelta(days=1), checked_on=fact.checked_on.replace(year=2020)
    )
    assert b'href="/facts/price-request/" data-due' in get().content


def test_there_is_no_inline_style_script_or_handler(get):
    html = get("work=six&cold=1").content.decode()
    assert " style=" not in html
    assert not re.search(r"<script(?![^>]* src=)", html)
    assert not re.search(r"\son\w+=", html)


def test_a_function_that_does_not_fit_has_no_bill(get):
    text = words(get("memory=128&needs=700"))
    assert "Out of memory." in text
    assert "Set 700 MB" in text
    assert "Together" not in text


def test_a_function_that_is_stopped_is_billed_and_told_the_least_that_works(get):
    text = words(get("memory=128&timeout=3"))
    assert "Stopped at the timeout of 3 s." in text
    assert "Set 236 MB" in text  # 400 ms x 1,769 / 3,000 ms = 235.9
    assert "more than the timeout of 3 s: stopped there, result lost" in text


def test_when_no_setting_ends_in_time_it_says_so(get):
    text = words(get("work=own&waits=5000&timeout=3"))
    assert "No memory setting ends in time" in text
    assert "What to set" not in text


def test_a_price_that_is_not_confirmed_is_said_in_words_and_no_total_is_made(get):
    text = words(get("arch=arm64&units=5&region=eu-west-1"))
    assert "For Europe (Ireland) no AWS source gives the price of provisioned" in text
    assert "Together" not in text
    assert "Cost a month, USD" not in text


def test_beyond_the_confirmed_tier_the_bill_is_called_an_upper_bound(get):
    text = words(get("requests=20000000000&region=eu-west-1"))
    assert "$" in text
    assert "at most" in text
    assert "for Europe (Ireland) it is not confirmed" in text


def test_without_prices_the_page_says_what_to_do(client, db):
    response = client.get(URL)
    assert response.status_code == 503
    assert "import_content" in words(response)


NASTY = [
    *("memory=", "memory=12", "memory=10241", "memory=-1024", "memory=NaN", "memory=1e3"),
    *("memory=1024.5", "memory=0x400", "memory=%F0%9F%92%A3", "memory=1;DROP", "memory=%2B1024"),
    "memory=%D9%A1%D9%A0%D9%A2%D9%A4",  # 1024 in Arabic digits
    *("requests=1e999", "requests=Infinity", "requests=-1", "requests=1000000000001"),
    *("requests=" + "9" * 5000, "cold=101", "cold=1,5", "cold=0.12345", "init=10001"),
    *("timeout=0", "timeout=901", "tmp=511", "units=10001", "hours=745", "served=-0"),
    *("work=", "work=nothing", "arch=mips", "region=moon-1", "free=perhaps", "pcfree=%00"),
    *("work=own&waits=0&single=0&parallel=0", "work=own&threads=0", "work=own&single=1_000"),
    *("memory=512&memory=7", "needs=99999", "memory=%00", "memory=<script>"),
]


@pytest.mark.parametrize("query", NASTY, ids=lambda query: query[:30])
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
def test_bad_input_is_refused_at_its_field_and_no_result_is_shown(get, query, headers):
    response = get(query, headers=headers)
    html = response.content.decode()
    assert response.status_code == 422
    assert 'role="alert"' in html
    assert re.search(r'<p class="error" id="[a-z]+-error"[^>]*>[^<]+</p>', html)
    assert 'class="tiles"' not in html
    assert "<script>" not in html
    assert "HX-Replace-Url" not in response


@pytest.mark.parametrize(
    ("query", "memory"),
    [("memory=1,024", 1024), ("memory= 2048 ", 2048), ("memory=512&memory=700", 700),
     ("memory=0512", 512), ("memory=1%C2%A0769", 1769), ("memory=1 769", 1769)],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them_and_the_last_one_counts(query, memory):
    form = form_of(query)
    assert form.is_valid(), form.errors
    assert form.memory_size == memory


def test_own_numbers_that_are_hidden_refuse_nothing():
    assert form_of("work=db&waits=nonsense&threads=").is_valid()
    assert not form_of("work=own&waits=nonsense").is_valid()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_calculation_is_only_ever_read(client, db, method):
    assert getattr(client, method)(URL).status_code == 405


texts = st.one_of(
    st.text(max_size=12), st.from_regex(r"-?[0-9]{1,9}(\.[0-9]{1,3})?", fullmatch=True)
)
queries = st.dictionaries(st.sampled_from([*DEFAULTS, "other"]), texts, max_size=6)


@given(queries)
@settings(max_examples=300)
def test_no_query_at_all_raises(query):
    data = QueryDict(mutable=True)
    data.update(query)
    form = CostForm(data)
    if form.is_valid():
        form.workload()
        form.query()


numbers = {
    "memory": st.integers(MEMORY_MIN, MEMORY_MAX),
    "requests": st.integers(0, 10**12),
    "waits": st.decimals(0, 900_000, places=2),
    "single": st.decimals(1, 900_000, places=2),
    "threads": st.integers(1, 64),
    "cold": st.decimals(0, 100, places=3),
    "timeout": st.integers(1, 900),
    "needs": st.integers(MEMORY_MIN, MEMORY_MAX),
    "tmp": st.integers(512, 10_240),
    "units": st.integers(0, 10_000),
    "hours": st.decimals(0, 744, places=2),
    "region": st.sampled_from(sorted(REGIONS)),
    "arch": st.sampled_from(["x86_64", "arm64"]),
    "work": st.sampled_from(["db", "cpu", "six", "own"]),
    "free": st.sampled_from(["on", "off"]),
}
states = st.fixed_dictionaries({}, optional=numbers)


@given(states)
def test_the_short_address_says_the_same_as_the_long_one(state):
    data = QueryDict(mutable=True)
    data.update({name: str(value) for name, value in state.items()})
    form = CostForm(data)
    assert form.is_valid(), form.errors
    again = form_of(form.query())
    assert again.is_valid()
    assert again.workload() == form.workload()
    assert again.query() == form.query()


@given(states)
@settings(max_examples=60)
def test_whatever_is_asked_the_drawing_stays_inside_its_frame(state):
    data = QueryDict(mutable=True)
    data.update({name: str(value) for name, value in state.items()})
    form = CostForm(data)
    assert form.is_valid()
    result = study(form.workload(), form.memory_size, prices(form.cleaned_data["region"]))
    for frame in (WIDE, NARROW):
        chart = drawing(result, form.workload(), frame)
        for panel in chart.panels:
            points = [pair.split(",") for pair in panel.line.split()]
            assert all(float(chart.left) <= float(x) <= float(chart.right) for x, _ in points)
            assert all(float(panel.top) <= float(y) <= float(panel.bottom) for _, y in points)
            for name in panel.names:
                assert 0 <= float(name.x) <= chart.width
                assert 0 <= float(name.y) <= chart.height


def test_every_region_on_offer_has_prices_and_every_priced_region_is_on_offer():
    priced = {key.partition(".")[2] for key in facts() if "." in key}
    assert priced | {HOME} == set(REGIONS)
    for region in REGIONS:
        assert prices(region).region == region


def test_a_regional_price_names_its_region():
    for key, fact in facts().items():
        _, _, region = key.partition(".")
        if region:
            assert REGIONS[region] in fact["statement"], key


def test_the_slider_spans_the_memory_and_hits_the_powers_of_two():
    assert slider_position(MEMORY_MIN) == 0
    assert [slider_position(128 * 2**n) for n in range(7)] == [64 * n for n in range(7)]


def test_the_curve_begins_where_the_code_fits():
    form = form_of("needs=700&memory=128")
    assert form.is_valid()
    chart = drawing(study(form.workload(), 128, prices()), form.workload(), WIDE)
    start = float(chart.panels[0].line.split(",")[0])
    assert start > float(chart.left) + 100


def test_the_bounds_of_the_form_are_those_of_the_ledger():
    known = {key: int(fact["number"]) for key, fact in facts("compute").items() if "number" in fact}
    fields = CostForm.base_fields
    assert (fields["memory"].low, fields["memory"].high) == (
        known["mem-min"],
        known["mem-max-default"],
    )
    assert fields["timeout"].high == known["timeout-max-default"]
    assert (fields["tmp"].low, fields["tmp"].high) == (known["tmp-default"], known["tmp-max"])


def test_a_lesson_gets_the_whole_lab_and_keeps_its_own_address(get):
    answer = get("embedded=1", headers=HTMX)

    assert 'id="lab"' in answer.content.decode()
    assert 'name="embedded"' in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert "HX-Replace-Url" not in answer.headers


def test_the_lab_of_a_lesson_follows_with_the_result_alone(get):
    answer = get("embedded=1&memory=512", headers=HTMX | {"HX-Target": "result"})

    assert 'id="lab"' not in answer.content.decode()
    assert 'id="result"' in answer.content.decode()
    assert "HX-Replace-Url" not in answer.headers


def test_a_refused_form_still_names_its_facts(get):
    html = get("memory=3").content.decode()
    assert "1,000,000 requests a month" in html


@pytest.mark.parametrize(
    "query", ["", "memory=128&timeout=3", "region=af-south-1&units=3&arch=arm64"]
)
def test_a_link_of_the_result_leads_to_the_lab_from_a_lesson_too(get, query):
    page = get(f"{query}&embedded=1", headers=HTMX).content.decode()
    links = re.findall(r'href="([^"]+)"', page)
    assert any("#result" in link and link.startswith(URL) for link in links)
    assert not [link for link in links if link.startswith("?")]
