"""The Anki package, read back as Anki reads it: SQLite in a ZIP."""

import json
import sqlite3
import zipfile
from io import BytesIO

import pytest
from django.utils import timezone

from quizzes.models import Question, SealedForm
from studyapp.lessons.models import Fact
from studyapp.progress.carrying.anki import FIELDS, MODEL, package
from tests.factories import KINDS, make_answer, make_attempt, make_lesson, make_question, make_quiz
from tests.progress.carrying.work import right, wrong

pytestmark = pytest.mark.django_db
ANKI = "/progress/anki/"
ASK = 'How much <span data-fact="mem-max-default"></span> <code>is</code> it?'


class Deck:
    """What an import would see."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            assert sorted(archive.namelist()) == ["collection.anki2", "media"]
            self.media = json.loads(archive.read("media"))
            base = sqlite3.connect(":memory:")
            base.deserialize(archive.read("collection.anki2"))
        models, decks = base.execute("select models, decks from col").fetchone()
        self.models, self.decks = json.loads(models), json.loads(decks)
        self.notes = {
            guid: dict(zip(FIELDS, fields.split("\x1f"), strict=True)) | {"tags": tags, "mid": mid}
            for guid, mid, fields, tags in base.execute("select guid, mid, flds, tags from notes")
        }
        self.n_cards = base.execute("select count(*) from cards").fetchone()[0]
        self.changed = base.execute("select max(mod) from notes").fetchone()[0]

    def of(self, kind: str) -> list[dict]:
        return [note for note in self.notes.values() if note["Kind"] == kind]


def read(client, query: str = "") -> Deck:
    response = client.get(ANKI + query)
    assert response.status_code == 200
    return Deck(b"".join(response.streaming_content))


@pytest.fixture
def lesson(db):
    return make_lesson(
        blocks=[
            {
                "kind": "prompt",
                "id": "why",
                "ask": ASK,
                "answer": '<p>See <a href="/learn/runtimes/#start">there</a>.</p>',
                "facts": ["mem-max-default"],
            }
        ]
    )


def miss(user, kind: str = "single", **body) -> str:
    question = make_question(kind, **body)
    attempt = make_attempt(user, make_quiz([question]))
    slot = attempt.slots.get()
    make_answer(slot, wrong(slot))
    return question.slug


def test_prompts_and_misses_come_as_a_file(as_learner, learner, lesson):
    miss(learner)
    known = make_attempt(learner, make_quiz([make_question(stem="Known already?")]))
    make_answer(known.slots.get(), right(known.slots.get()))

    response = as_learner.get(ANKI)
    deck = Deck(b"".join(response.streaming_content))

    named = response.headers["Content-Disposition"]
    assert named.startswith('attachment; filename="lambda-ledger-')
    assert named.endswith('.apkg"')
    assert sorted(note["Kind"] for note in deck.notes.values()) == ["prompt", "single"]
    assert deck.n_cards == 2
    assert deck.media == {}
    [prompt] = deck.of("prompt")
    fact = Fact.objects.get(pk="mem-max-default")
    assert prompt["Front"] == f"How much {fact.label} <code>is</code> it?"
    assert 'href="http://testserver/learn/runtimes/#start"' in prompt["Back"]
    assert f'<a href="{fact.source}">' in prompt["Source"]
    assert "checked on" in prompt["Source"]
    [question] = deck.of("single")
    assert "Which runtime runs a Go program?" in question["Front"]
    assert "Go is compiled." not in question["Front"]
    assert "Right. Go is compiled." in question["Back"]
    assert "The idea behind it." in question["Back"]


def test_all_questions_on_request(as_learner, lesson):
    for kind in KINDS:
        make_question(kind)

    assert len(read(as_learner).notes) == 1
    kinds = sorted(note["Kind"] for note in read(as_learner, "?all=1").notes.values())
    assert kinds == sorted(["prompt", *(KINDS.keys() - {"hotspot", "policy"})])


def test_every_kind_tells_its_answer_on_the_back_alone(as_learner, lesson):
    for kind in KINDS:
        make_question(kind)
    deck = read(as_learner, "?all=1")

    [numeric] = deck.of("numeric")
    assert ("1,769 MB" in numeric["Back"], "1,769" in numeric["Front"]) == (True, False)
    [drawn] = deck.of("parameterised")
    assert "GB" in drawn["Back"]
    assert "{" not in drawn["Front"]
    [order] = deck.of("ordering")
    steps = [order["Back"].index(word) for word in ("Init", "Invoke", "Freeze", "Shutdown")]
    assert steps == sorted(steps)
    front = [order["Front"].index(word) for word in ("Init", "Invoke", "Freeze", "Shutdown")]
    assert front != sorted(front)
    [matching] = deck.of("matching")
    assert "A queue → The redrive policy" in matching["Back"]
    [log] = deck.of("log")
    assert "Line 1, right: It is written once" in log["Back"]


def test_ids_stay_from_one_export_to_the_next(as_learner, learner, lesson):
    slug = miss(learner)
    first = read(as_learner)
    question = Question.objects.get(slug=slug)
    question.save_draft(
        question.published().item().model_copy(update={"stem": "Which one, then?"})
    ).publish()
    second, third = read(as_learner), read(as_learner, "?all=1")

    assert first.notes.keys() == second.notes.keys() == third.notes.keys()
    assert first.decks.keys() == second.decks.keys()
    assert first.models.keys() == second.models.keys() >= {str(MODEL)}
    assert "Which one, then?" in second.of("single")[0]["Front"]
    names = [field["name"] for field in first.models[str(MODEL)]["flds"]]
    assert names == list(FIELDS)
    assert [name for name in names if "Spare" in name] == ["Spare 1", "Spare 2", "Spare 3"]


def test_a_later_export_is_newer_so_that_it_updates(learner, lesson):
    now = timezone.now()
    earlier = Deck(package(learner, "https://a.b", now, everything=False))
    later = Deck(package(learner, "https://a.b", now.replace(year=now.year + 1), everything=False))
    assert later.changed > earlier.changed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script> Which?", "Which?"),
        ("What is `<script>alert(1)</script>`?", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("What is `{{c1::hidden}}`?", "&#123;&#123;c1::hidden&#125;&#125;"),
        (r"What is `[sound:x.mp3]`?", "&#91;sound:x.mp3&#93;"),
        ("What is `[latex]\\input[/latex]`?", "&#91;latex&#93;&#92;input"),
        ("What is `{{Front}}{{#Back}}`?", "&#123;&#123;Front"),
    ],
)
def test_hostile_text_is_only_shown(as_learner, learner, lesson, text, shown):
    miss(learner, stem=text)
    [note] = read(as_learner).of("single")
    assert shown in note["Front"]
    for raw in ("<script", "{{", "[sound", "[latex"):
        assert not any(raw in field for field in note.values() if isinstance(field, str))


def test_what_an_open_set_asks_is_in_no_deck(as_learner, learner, lesson):
    question = make_question()
    attempt = make_attempt(learner, make_quiz([question]), "deferred")
    assert read(as_learner, "?all=1").of("single") == []

    attempt.finish(timezone.now())
    assert len(read(as_learner, "?all=1").of("single")) == 1


def test_what_is_set_aside_for_a_mock_exam_is_in_no_deck(as_learner, learner, lesson):
    question = make_question()
    SealedForm(user=learner, questions=[[question.pk, True]]).keep()

    assert read(as_learner, "?all=1").of("single") == []


def test_a_stranger_gets_the_prompts(client, lesson):
    make_question()
    assert [note["Kind"] for note in read(client, "?all=1").notes.values()] == ["prompt"]


def test_it_needs_few_queries(as_learner, learner, lesson, django_assert_max_num_queries):
    for _ in range(12):
        miss(learner)
    with django_assert_max_num_queries(14):
        read(as_learner)
