"""What holds for case sets: a situation of some length, and the questions about it together."""

from itertools import groupby

from quizzes.engine.findings import plain
from studyapp.content.loader import Bundle
from studyapp.content.numbers import unsourced
from studyapp.content.references import check_text
from studyapp.content.schema import QuizEntry

WORDS = range(60, 161)
FEWEST = 3


def check(bundle: Bundle) -> None:
    """Add to `bundle.problems` what is wrong with the cases, and where they stand apart."""
    for key, case in bundle.cases.items():
        about = [q for q in bundle.questions.values() if q.item.case and q.item.case.id == key]
        if len(about) < FEWEST:
            told = f"{len(about)} questions ask about it; a case set has {FEWEST} or more"
            bundle.complain_of("case", key, told)
        count = len(plain(case.text).split())
        if count not in WORDS:
            told = f"has {count} words; {WORDS[0]} to {WORDS[-1]} are wanted"
            bundle.complain_of("case", key, told)
        check_text(bundle, "case", key, case.text)
        for _, words in unsourced(case.text):
            told = f'a number of the case\'s own is written as {{{{ eg "{words}" }}}}'
            bundle.complain_of("case", key, told)
    for slug, quiz in bundle.quizzes.items():
        for name in _torn(bundle, quiz):
            told = f"the questions of the case “{name}” do not stand together"
            bundle.complain_of("quiz", slug, told)


def _torn(bundle: Bundle, quiz: QuizEntry) -> list[str]:
    """The cases of a quiz that other questions interrupt."""
    items = [bundle.questions[key].item for key in quiz.questions if key in bundle.questions]
    runs = [name for name, _ in groupby(item.case.id if item.case else "" for item in items)]
    return sorted({name for name in runs if name and runs.count(name) > 1})
