import pytest

from quizzes.importing import sync
from studyapp.content.loader import load


@pytest.fixture(scope="session")
def bundle():
    return load()


@pytest.fixture
def course(db, bundle):
    """The shipped course, in the database."""
    sync(bundle)
