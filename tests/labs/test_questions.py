"""Questions that lead to a lab: each to a state that the lab takes."""

from urllib.parse import urlsplit

import pytest
from django.http import QueryDict

from studyapp.content.loader import load
from studyapp.labs.desk import Desk
from studyapp.labs.registry import LABS

LINKED = {key: q.item.lab for key, q in load().questions.items() if q.item.lab}


@pytest.mark.parametrize("key", LINKED)
def test_the_lab_takes_the_state_that_a_question_leads_to(key):
    address = urlsplit(LINKED[key])
    slug = address.path.split("/")[2]
    query = dict(QueryDict(address.query).items())
    desk = Desk(LABS[slug], query)

    assert desk.is_valid, desk.form.errors
    assert set(query) <= {*desk.form.base, "look", "ask", "puzzle", "s"}  # s: a packed state
    assert "puzzle" not in query or desk.puzzle


def test_there_are_enough_of_them():
    assert len(LINKED) >= 40
    assert {address.split("/")[2] for address in LINKED.values()} == set(LABS)
