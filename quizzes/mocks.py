"""Mock exams: what the bank can give, how a form is drawn, started and set aside."""

import logging
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, JSONField, Max, Subquery

from quizzes.engine.assembly import Form, assemble, blueprint, exposure_rate, unscored_of
from quizzes.engine.drafts import Candidate, Use
from quizzes.engine.items import Kind, Level
from quizzes.engine.outline import DOMAINS
from quizzes.models import Attempt, QuestionVersion, SealedForm, Slot
from studyapp.accounts.models import User
from studyapp.lessons.models import Edition

log = logging.getLogger(__name__)

SIZES = (65, 40, 20)
GRACE = timedelta(seconds=60)
EXPOSURE_KEPT = 600
"""Seconds: how often a question stood in forms may be that old when a form is drawn."""


def minutes_for(questions: int) -> int:
    """Two for each question, as in the exam."""
    return 2 * questions


def extra_minutes_for(questions: int) -> int:
    """What the exam grants to whose first language is not English: 30 of 130, in proportion.

    >>> [extra_minutes_for(size) for size in SIZES]
    [30, 18, 9]
    """
    return round(minutes_for(questions) * 30 / 130)


Questions = list[tuple[int, bool]]
"""Ids of the questions of a form in order, and whether each is scored."""


class NothingToAsk(Exception):
    """The bank has no question that a mock exam could ask."""


@dataclass(frozen=True)
class Share:
    """A domain: how many questions each length wants of it, and how many there are."""

    number: int
    name: str
    wanted: tuple[int, ...]
    there: int


@dataclass(frozen=True)
class Size:
    """One length of a mock exam, and what the bank can put into each domain of it."""

    questions: int
    minutes: int
    extra: int
    unscored: int
    wanted: dict[int, int]
    there: dict[int, int]

    @property
    def is_full(self) -> bool:
        return all(self.there[domain] >= wanted for domain, wanted in self.wanted.items())


def sizes() -> list[Size]:
    """The lengths on offer. One query, often none more."""
    fitting = [candidate for candidate in _bank(_edition()) if candidate.fits_the_exam]
    there = Counter(candidate.domain for candidate in fitting)
    return [
        Size(
            questions,
            minutes_for(questions),
            extra_minutes_for(questions),
            unscored_of(questions),
            blueprint(questions),
            {domain: there[domain] for domain in DOMAINS},
        )
        for questions in SIZES
    ]


def shares(lengths: list[Size]) -> list[Share]:
    """The same by domain, for a table."""
    return [
        Share(
            number, name, tuple(size.wanted[number] for size in lengths), lengths[0].there[number]
        )
        for number, name in DOMAINS.items()
    ]


def _edition() -> str:
    return str(Edition.objects.values_list("stamp", flat=True).first() or "")


def _bank(edition: str) -> tuple[Candidate, ...]:
    """Every question that may be drawn; read once in a process where the edition is known."""
    return _read(edition) if edition else _read.__wrapped__("")


@lru_cache(maxsize=2)
def _read(edition: str) -> tuple[Candidate, ...]:
    rows = QuestionVersion.objects.drawable().values_list("question_id", "pk", "body")
    return tuple(_candidate(*row) for row in rows.order_by("question_id").iterator())


def _candidate(question: int, version: int, body: dict[str, Any]) -> Candidate:
    """From a published body, which has been checked: without building the whole item."""
    options = body.get("option", ())
    case = body.get("case") or {}
    task = str(body["task"])
    return Candidate(
        question=question,
        version=version,
        domain=int(task[0]),
        task=task,
        lesson=str(body["lesson"]).partition("#")[0],
        kind=Kind(body["kind"]),
        level=Level(body.get("level", Level.EXAM)),
        choose=sum(bool(option.get("correct")) for option in options),
        difficulty=int(body.get("difficulty", 3)),
        words=_words(body["stem"], *(option["text"] for option in options)),
        facts=tuple(body["facts"]),
        look_alike=str(body.get("look_alike", "")),
        case=str(case.get("id", "") if isinstance(case, dict) else case),
    )


def _words(*texts: str) -> int:
    return sum(len(text.split()) for text in texts)


def draw(user: User, size: int, seed: int, at: datetime) -> Questions:
    """A new form for this learner. Two queries.

    What the learner has set aside is left out. `NothingToAsk` where the bank is empty.
    """
    edition, aside = _known_to(user)
    return _form(assemble(_bank(edition), size, seed, _uses(user, at), aside), size)


def _form(form: Form, size: int) -> Questions:
    if not form.places:
        raise NothingToAsk
    for note in form.notes:
        log.info("mock exam of %s: %s", size, note)
    return [(place.candidate.question, place.scored) for place in form.places]


def _known_to(user: User) -> tuple[str, set[int]]:
    """The edition, and the questions that this learner has set aside. One query."""
    sealed = SealedForm.objects.of(user).values("questions")
    mine = User.objects.filter(pk=user.pk).annotate(
        edition=Edition.current(), aside=Subquery(sealed[:1], output_field=JSONField())
    )
    row: Any = mine.values("edition", "aside").get()
    return str(row["edition"] or ""), {question for question, _ in row["aside"] or ()}


def _uses(user: User, at: datetime) -> dict[int, Use]:
    """How far questions are used up, for this learner and for all. One query, rarely three."""
    kept = cache.get_or_set("mocks:exposure", _exposure, EXPOSURE_KEPT)
    forms, used = kept or _exposure()
    rows = Slot.objects.filter(attempt__user=user).order_by().values("version__question")
    counted = rows.annotate(times=Count("pk"), last=Max("attempt__started_at"))
    seen = {
        question: (times, (at - last).days)
        for question, times, last in counted.values_list("version__question", "times", "last")
    }
    return {
        question: Use(exposure_rate(used.get(question, 0), forms), *seen.get(question, (0, 0)))
        for question in used.keys() | seen.keys()
    }


def _exposure() -> tuple[int, dict[int, int]]:
    """How many mock exams were begun here, and in how many each question stood.

    What a file tells is its learner's own: it moves nobody else's draw.
    """
    exams = Attempt.objects.taken_here().filter(mode=Attempt.Mode.EXAM)
    rows = Slot.objects.filter(attempt__in=exams.order_by()).order_by()
    counted = rows.values_list("version__question").annotate(n=Count("pk"))
    return exams.count(), dict(counted)


def seal(user: User, size: int, at: datetime) -> SealedForm:
    """Set a form aside for this learner; one that waits already is kept."""
    questions = draw(user, size, uuid.uuid4().int % 2**63, at)
    return SealedForm(user=user, questions=questions, made_at=at).keep()


def start(attempt: Attempt, size: int, *, extra: bool = False) -> Attempt:
    """Begin `attempt` with a form drawn for it; or return the mock exam that is open.

    Seven statements, BEGIN and COMMIT included. `Attempt.DoesNotExist` where its id is
    another learner's. `extra` grants more time.
    """
    questions = draw(attempt.user, size, attempt.pk.int, attempt.started_at)
    return _begin(attempt, questions, extra)


def start_sealed(attempt: Attempt, *, extra: bool = False) -> Attempt:
    """Begin `attempt` with the form that was set aside; `NothingToAsk` where none waits."""
    sealed = SealedForm.objects.of(attempt.user).first()
    if sealed is None:
        # A second click: the first has broken the seal.
        mine = Attempt.objects.of(attempt.user).filter(mode=Attempt.Mode.EXAM)
        if begun := mine.filter(pk=attempt.pk).first():
            return begun
        raise NothingToAsk
    questions = _refilled(sealed, attempt)
    with transaction.atomic():
        begun = _begin(attempt, questions, extra)
        if begun.pk == attempt.pk:
            sealed.delete()
    return begun


def _refilled(sealed: SealedForm, attempt: Attempt) -> Questions:
    """What was set aside; others stand in for what was withdrawn since. One query, or two."""
    bank = _bank(_edition())
    there = {candidate.question for candidate in bank}
    kept = [question for question, _ in sealed.questions if question in there]
    if len(kept) == sealed.size:
        return [(question, scored) for question, scored in sealed.questions]
    uses = _uses(attempt.user, attempt.started_at)
    return _form(assemble(bank, sealed.size, attempt.pk.int, uses, kept=kept), sealed.size)


def _begin(attempt: Attempt, questions: Questions, extra: bool) -> Attempt:
    """Save it with its slots. An open one that ran out does not stand in the way."""
    scored = dict(questions)
    rows = QuestionVersion.objects.drawable().filter(question__in=scored)
    versions = {version.question_id: version for version in rows}
    asked = [versions[question] for question in scored if question in versions]
    if not asked:
        raise NothingToAsk
    _measure(attempt, len(asked), extra)
    slots = attempt.layout(asked)
    for slot in slots:
        slot.scored = scored[slot.version.question_id]
    begun = attempt.begin(slots)
    if begun.is_open and not begun.takes(attempt.started_at):
        begun.expire(attempt.started_at)
        return attempt.begin(slots)
    return begun


def _measure(attempt: Attempt, size: int, extra: bool) -> None:
    """Name and deadline follow from how many questions it really has."""
    minutes = minutes_for(size) + (extra_minutes_for(size) if extra else 0)
    attempt.title = f"{attempt.title}, {size} question{'' if size == 1 else 's'}"
    attempt.deadline_at = attempt.started_at + timedelta(minutes=minutes)
    attempt.closes_at = attempt.deadline_at + GRACE


def unsaved(user: User, attempt_id: uuid.UUID, at: datetime, title: str) -> Attempt:
    """A mock exam that begins at a moment. Its deadline comes with its questions."""
    return Attempt(pk=attempt_id, user=user, mode=Attempt.Mode.EXAM, title=title, started_at=at)
