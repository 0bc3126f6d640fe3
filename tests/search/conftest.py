import pytest

from studyapp.lessons.models import Term
from studyapp.search import spelling
from tests.factories import make_fact, make_lesson

CHIP = '<span data-fact="{}">{}</span>'
BLOCKS = [
    {"kind": "html", "html": "<p>Opening words about the course.</p>"},
    {
        "kind": "html",
        "html": '<h2 id="memory">Memory buys CPU<a class="anchor" href="#memory">#</a></h2>'
        f"<p>At most {CHIP.format('mem', '')}, for {CHIP.format('time', '15 minutes')}.</p>"
        "<ul><li>DynamoDB tables</li><li>café &amp; <code>iam:PassRole</code></li></ul>"
        '<h3 id="tmp">Scratch space</h3><p>Files in /tmp of a python3.14 function.</p>',
    },
    {"kind": "prompt", "id": "why", "ask": "Marmalade?", "answer": "<p>Marmalade.</p>"},
    {"kind": "then_now", "id": "t", "then": "It was pomelo.", "now": "Now.", "exam": "More."},
    {
        "kind": "html",
        "html": '<h2 id="traces">Traces with X-Ray</h2><p>Concurrency and memory: the metric '
        "ConcurrentExecutions counts environments; Kinesis streams are traced too.</p>",
    },
    {"kind": "lab", "id": "cost"},
]


@pytest.fixture(autouse=True)
def no_old_vocabulary():
    """It is kept by the state of the index, and every test begins with the same."""
    spelling._vocabulary.cache_clear()


@pytest.fixture
def lesson(db):
    lesson = make_lesson("limits", title="Limits of a function", order=7, blocks=BLOCKS)
    time = {"value": "900", "unit": "s", "statement": "A run ends after 900 seconds at the latest."}
    lesson.facts.set(
        [
            make_fact("mem", then="Older notes say 3,008 MB."),
            make_fact("time", topic="limits", **time),
        ]
    )
    return lesson


@pytest.fixture
def term(lesson):
    return Term.objects.create(
        slug="memory-setting",
        term="Memory setting",
        also=["RAM", "memory size"],
        meaning=f"How much a function gets, up to {CHIP.format('mem', '')}.",
        lesson=lesson,
        anchor="memory",
    )
