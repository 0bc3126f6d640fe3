"""Fixtures that every test may use."""

import os

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from tests.factories import make_user

# Playwright's synchronous API runs an event loop; the ORM refuses to work beside one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def learner(db):
    return make_user("learner@example.org")


@pytest.fixture
def outsider(db):
    return make_user("outsider@example.org")


@pytest.fixture
def instructor(db):
    user = make_user("instructor@example.org", is_staff=True)
    group, _ = Group.objects.get_or_create(name="Instructors")
    user.groups.add(group)
    return user


@pytest.fixture
def as_learner(learner):
    client = Client()
    client.force_login(learner)
    return client


@pytest.fixture
def as_outsider(outsider):
    client = Client()
    client.force_login(outsider)
    return client
