"""A sealed form belongs to its learner: merged, exported, and kept out of practice."""

import json
import uuid

import pytest
from django.utils import timezone

from quizzes.mocks import seal
from quizzes.models import SealedForm
from quizzes.sets import Stock, Wish
from studyapp.accounts.exporting import record_of
from studyapp.accounts.merging import merge
from studyapp.accounts.models import User
from tests.factories import make_user
from tests.quizzes.bank import make_bank

pytestmark = pytest.mark.django_db


def test_a_guests_form_goes_to_the_account():
    make_bank(100)
    guest, account = make_user(""), make_user()
    questions = seal(guest, 65, timezone.now()).questions
    receipt = merge(guest, account)
    assert str(receipt) == "1 sealed form merged, 0 dropped"
    assert SealedForm.objects.get(user=account).questions == [list(pair) for pair in questions]


def test_where_the_account_has_one_it_stays_and_nothing_counts_as_lost():
    make_bank(100)
    guest, account = make_user(""), make_user()
    seal(guest, 65, timezone.now())
    mine = seal(account, 65, timezone.now()).questions
    receipt = merge(guest, account)
    assert receipt.dropped == 0
    assert SealedForm.objects.get().questions == [list(pair) for pair in mine]
    assert not User.objects.filter(pk=guest.pk).exists()


def test_an_export_says_that_there_is_one_and_not_what_is_in_it(learner):
    make_bank(100)
    seal(learner, 65, timezone.now())
    [row] = record_of(learner, timezone.now(), None)["belongings"]["quizzes.SealedForm"]
    assert row["questions"] == 65
    assert "bank-" not in json.dumps(row, default=str)


def test_no_practice_set_draws_from_it(learner, outsider):
    make_bank(100)
    aside = {question for question, _ in seal(learner, 65, timezone.now()).questions}
    mine = {one.question for one in Stock(learner).fitting(Wish())}
    assert len(mine) == 35
    assert not mine & aside
    drawn = Stock(learner).draw(Wish(size=20), uuid.uuid4())
    assert not {version.question_id for version in drawn} & aside
    assert len(Stock(outsider).fitting(Wish())) == 100
