"""A small content tree in a folder of its own: valid as it stands, and easy to break."""

from pathlib import Path

from studyapp.content.checking import check
from studyapp.content.loader import Bundle, load

FACTS = """\
[[fact]]
key = "mem-max"
topic = "compute"
value = "10,240"
unit = "MB"
number = "10240"
statement = "A function can be given at most 10,240 MB of memory."
source = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html"
how = "doc"
checked_on = 2026-11-23
check_by = 2027-02-21
[fact.then]
statement = "Older material says 3,008 MB."
changed_on = "2020-12-01"

[[fact]]
key = "timeout-max"
topic = "compute"
value = "900"
unit = "seconds"
number = "900"
statement = "A function can run for at most 900 seconds, which is 15 minutes."
source = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html"
how = "doc"
checked_on = 2026-11-23
check_by = 2027-02-21
"""

LESSON = """\
+++
slug = "limits"
title = "Limits"
summary = "What a function may use."
order = 10
minutes = 7
tasks = ["2.1"]
goals = ["Name the limits", "Choose the memory"]
quiz = "limits"

[[source]]
title = "Memory"
url = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html"

[[prompt]]
id = "how-much"
ask = "How much memory at most?"
answer = "At most {{ fact \\"mem-max\\" }}."
facts = ["mem-max"]

[[prompt]]
id = "how-long"
ask = "How long at most?"
answer = "{{ fact \\"timeout-max\\" \\"15 minutes\\" }}."
facts = ["timeout-max"]

[[prompt]]
id = "why"
ask = "Why is there a limit?"
answer = "Because *one* environment serves one request."

[[then_now]]
id = "memory-then"
then = "A function gets 3,008 MB at most."
now = "A function gets {{ fact \\"mem-max\\" }} at most."
since = "2020-12-01"
exam = "Choose the larger one."
facts = ["mem-max"]

[[figure]]
id = "box"
file = "box.svg"
title = "A box"
caption = "A box."
description = "A box, in words."
+++

Opening words.

## Memory {#memory}

At most {{ fact "mem-max" }}, say {{ eg "300 MB" }}.

{{ prompt "how-much" }}

{{ figure "box" }}

## Time {#time}

{{ prompt "how-long" }}

{{ then_now "memory-then" }}

{{ prompt "why" }}

See [memory](lesson:limits#memory).

"""

QUESTIONS = """\
[[question]]
id = "lim-memory"
kind = "single"
topic = "memory"
task = "2.1"
lesson = "limits#memory"
facts = ["mem-max"]
stem = "How much?"
explanation = "It is {{ fact \\"mem-max\\" }}."
[[question.option]]
id = "a"
text = "Ten"
correct = true
reason = "So the ledger has it."
[[question.option]]
id = "b"
text = "Three"
reason = "So it was before."

[[question]]
id = "lim-cost"
kind = "parameterised"
topic = "cost"
task = "4.2"
lesson = "limits"
facts = ["mem-max"]
stem = "What share of the most is {memory} MB?"
explanation = "A share."
unit = "%"
decimals = 1
tolerance = "0.1"
answer = "share"
[question.params]
memory = { choices = [512, 1024] }
[[question.step]]
name = "share"
expr = "memory / fact('mem-max') * 100"
text = "{memory} of 10,240 is {share}"
[[question.mistake]]
expr = "share / 100"
reason = "A share, not {share} percent."
"""

QUIZ = """\
slug = "limits"
title = "Limits"
summary = "The limits."
lesson = "limits"
order = 10
questions = ["lim-memory", "lim-cost"]
"""

FIGURE = """\
<svg viewBox="0 0 400 100" class="figure-svg" xmlns="http://www.w3.org/2000/svg">
  <rect class="f-box" x="10" y="10" width="80" height="40" rx="8"/>
  <text class="f-t" x="20" y="30">A box</text>
</svg>
"""

FACT_FILE = "facts/compute.toml"
LESSON_FILE = "lessons/10-limits/10-limits.md"
QUESTION_FILE = "questions/limits/limits.toml"
QUIZ_FILE = "quizzes/limits.toml"
FIGURE_FILE = "figures/box.svg"
FILLER = "\n".join(["Plain words fill this line of the lesson without a single claim."] * 105)
FILES = {
    FACT_FILE: FACTS,
    LESSON_FILE: LESSON + FILLER + "\n",
    QUESTION_FILE: QUESTIONS,
    QUIZ_FILE: QUIZ,
    FIGURE_FILE: FIGURE,
}


class Tree:
    """The files under one folder, changed by words."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str | bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def change(self, name: str, old: str, new: str) -> None:
        """Replace the first `old` in a file; it must be there."""
        text = (self.root / name).read_text("utf-8")
        assert old in text, f"{name} has no {old!r}"
        self.write(name, text.replace(old, new, 1))

    def load(self) -> Bundle:
        bundle = load(self.root)
        check(bundle)
        return bundle

    def problems(self) -> list[str]:
        return [str(problem) for problem in self.load().problems]
