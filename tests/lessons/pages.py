"""A lesson with a block of every kind, and how tests look at its page."""

CHIP = '<span data-fact="{}">{}</span>'
BLOCKS = [
    {"kind": "html", "html": '<h2 id="start">Start</h2><p>At most {mem}, or {time}.</p>'},
    {"kind": "prompt", "id": "why", "ask": "Why {mem}?", "answer": "<p>Because {time}.</p>"},
    {
        "kind": "figure",
        "id": "why",
        "svg": "<svg><rect/></svg>",
        "title": "A box",
        "caption": "One box",
        "description": "A box in words",
    },
    {
        "kind": "then_now",
        "id": "then",
        "then": "It was less.",
        "now": "It is {mem}.",
        "since": "2020-12-01",
        "verdict": "changed",
        "exam": "Choose more.",
    },
    {"kind": "prompt", "id": "how", "ask": "How?", "answer": "<p>So.</p>"},
]


def blocks():
    mem, time = CHIP.format("mem", ""), CHIP.format("time", "15 minutes")
    return [
        {name: text.replace("{mem}", mem).replace("{time}", time) for name, text in block.items()}
        for block in BLOCKS
    ]


def page_of(client, lesson):
    response = client.get(lesson.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def part(html, start, end):
    """From the first `start` to the next `end`."""
    return html[html.index(start) :].partition(end)[0]
