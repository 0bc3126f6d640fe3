"""Promise 7: two editors on one question, in every interleaving Hypothesis can think of."""

import uuid

from django.test import Client
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from quizzes.models import Slot
from tests.factories import make_attempt, make_quiz, make_user

EDITORS = st.sampled_from(["laptop", "phone"])
OPTIONS = st.sampled_from(["a", "b", "c", "d"])


class TwoTabs(RuleBasedStateMachine):
    """A request is typed, may wait, may be lost on the way back, may be sent again, may be late.

    Beside the server runs the rule itself, in ten lines: what arrives first for a device and
    sequence counts; what a device sent earlier than something already there does not.
    """

    requests = Bundle("requests")

    def __init__(self):
        super().__init__()
        learner = make_user(f"{uuid.uuid4()}@example.org")
        self.slot = make_attempt(learner, make_quiz(1), "deferred").slots.get()
        self.client = Client()
        self.client.force_login(learner)
        self.devices = {"laptop": uuid.uuid4(), "phone": uuid.uuid4()}
        self.typed = {"laptop": 0, "phone": 0}
        self.seen = {"laptop": 0, "phone": 0}
        self.counted, self.strays, self.known = [], [], set()

    @rule(target=requests, editor=EDITORS, option=OPTIONS)
    def type_answer(self, editor, option):
        self.typed[editor] += 1
        return {
            "editor": editor,
            "answer": option,
            "client_id": uuid.uuid4(),
            "device": self.devices[editor],
            "sequence": self.typed[editor],
            "revision": self.seen[editor] + 1,
        }

    @rule(request=requests)
    def deliver_and_lose_the_receipt(self, request):
        self._deliver(request)

    @rule(request=consumes(requests))
    def deliver(self, request):
        self.seen[request["editor"]] = self._deliver(request)["revision"]

    @rule(editor=EDITORS)
    def reload(self, editor):
        page = self.client.get(self.slot.get_absolute_url()).content.decode()
        revision = int(page.partition('name="revision" value="')[2].partition('"')[0])
        assert revision == len(self.counted) + 1
        self.seen[editor] = revision - 1

    def _deliver(self, request):
        sent = {name: value for name, value in request.items() if name != "editor"}
        headers = {"Accept": "application/json"}
        told = self.client.post(self.slot.get_absolute_url(), sent, headers=headers).json()
        assert told["state"] == self._expected(request)
        assert told["revision"] == len(self.counted)
        return told

    def _expected(self, request):
        if request["client_id"] in self.known:
            counts = request["client_id"] in {one["client_id"] for one in self.counted}
            return "duplicate" if counts else "overtaken"
        self.known.add(request["client_id"])
        own = [one["sequence"] for one in self.counted if one["editor"] == request["editor"]]
        if max(own, default=0) > request["sequence"]:
            self.strays.append(request)
            return "overtaken"
        self.counted.append(request)
        return "saved"

    @invariant()
    def everything_delivered_is_kept_and_the_newest_stands(self):
        slot = Slot.objects.prefetch_related("answers", "strays").get(pk=self.slot.pk)
        kept = [(a.revision, a.client_id, a.response) for a in slot.answers.all()]
        wanted = [
            (number, one["client_id"], [one["answer"]])
            for number, one in enumerate(self.counted, 1)
        ]
        assert kept == wanted
        assert {s.client_id for s in slot.strays.all()} == {s["client_id"] for s in self.strays}


class TestTwoTabs(TestCase, TwoTabs.TestCase):
    """Each run in a transaction of its own."""

    settings = settings(max_examples=400, stateful_step_count=25, deadline=None)
