import pytest

from quizzes.importing import sync
from studyapp.content.checking import check
from studyapp.content.loader import Bundle, load
from tests.content.importing import changed, sound
from tests.content.tree import Tree


@pytest.fixture
def tree(tmp_path) -> Tree:
    return Tree(tmp_path)


@pytest.fixture(scope="session")
def shipped() -> Bundle:
    """The content of the site, read and checked once."""
    bundle = load()
    check(bundle)
    return bundle


@pytest.fixture
def imported(tree, db) -> Tree:
    """The tree, and the database in line with it."""
    assert changed(sync(sound(tree))) == (2, 1, 2, 1)
    return tree
