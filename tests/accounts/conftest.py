"""Guests: one with work to lose, and the browser they sit at."""

import pytest
from django.test import Client

from tests.accounts.work import do_work
from tests.factories import make_user


@pytest.fixture
def guest(db):
    """A guest with 3 answers, 2 lesson marks and 1 recall prompt."""
    user = make_user("", guest_key="of the first request")
    do_work(user)
    return user


@pytest.fixture
def as_guest(guest):
    client = Client()
    client.force_login(guest, backend="django.contrib.auth.backends.ModelBackend")
    return client
