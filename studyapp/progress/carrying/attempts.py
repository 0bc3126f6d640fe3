"""Attempts of a file as rows of this database, marked anew by the versions they were asked in."""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from quizzes.engine.draws import draw
from quizzes.engine.expressions import TOO_LARGE, ExpressionError, Numbers
from quizzes.engine.scoring import Unreadable, mark, read_response
from quizzes.models import Answer, Attempt, QuestionVersion, Quiz, Slot, StrayAnswer, sealed_for
from quizzes.models.drawn import numbers_today
from studyapp.content.references import facts_computed
from studyapp.lessons.models.traces import own_id
from studyapp.progress.carrying.reading import Unfit
from studyapp.progress.carrying.schema import AttemptRow, GivenRow, SlotRow


@dataclass
class Passes:
    """What becomes of the attempts of a file: what is new is not saved yet."""

    here: int = 0
    answers_here: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    under_way: list[AttemptRow] = field(default_factory=list)
    sealed: list[AttemptRow] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    strays: list[StrayAnswer] = field(default_factory=list)

    @property
    def n_held(self) -> int:
        """Answers that stay out as long as a mock exam may still ask for them."""
        return sum(row.n_answers for row in (*self.under_way, *self.sealed))

    def save(self) -> None:
        Attempt.objects.bulk_create(self.attempts, batch_size=500)
        Slot.objects.bulk_create(self.slots, batch_size=500)
        Answer.objects.bulk_create(self.answers, batch_size=500)
        StrayAnswer.objects.bulk_create(self.strays, batch_size=500)


def passes_of(user: Any, rows: tuple[AttemptRow, ...], now: datetime) -> Passes:
    """Compare the attempts of a file with what is here; `Unfit` where one cannot have been.

    An attempt that is here already stays as it is, whatever the file says of it.
    """
    ids = {row.id for row in rows}
    both = ids | {own_id(pk, user) for pk in ids}
    owners = {pk: owner for some in _some(both) for pk, owner in _owners(some)}
    known, seals = Known(rows), Seals(user)
    open_here = set(Attempt.objects.of(user).open().values_list("quiz__slug", flat=True))
    found = Passes()
    for number, row in sorted(enumerate(rows, 1), key=lambda one: one[1].started_at, reverse=True):
        pk = own_id(row.id, user) if owners.get(row.id, user.pk) != user.pk else row.id
        if pk in owners:
            found.here += 1
            found.answers_here += row.n_answers
        else:
            asked = known.questions(row)
            if seals.is_under_way(row, asked):
                found.under_way.append(row)
            elif seals.mine & asked:
                found.sealed.append(row)
            else:
                attempt = Attempt(pk=pk, user_id=user.pk, brought_at=now)
                _add(found, row, known, f"Attempt {number:,}", attempt, open_here)
    return found


def _some(ids: Iterable[Any], most: int = 500) -> Iterator[list[Any]]:
    listed = list(ids)
    return (listed[at : at + most] for at in range(0, len(listed), most))


def _owners(ids: list[uuid.UUID]) -> list[tuple[uuid.UUID, Any]]:
    return list(Attempt.objects.filter(pk__in=ids).values_list("pk", "user"))


class Known:
    """The quizzes and versions that a file names, as far as they are here."""

    def __init__(self, rows: tuple[AttemptRow, ...]) -> None:
        slugs = {slot.question for row in rows for slot in row.questions}
        self.quizzes = {quiz.slug: quiz for quiz in Quiz.objects.all()}
        self._versions: dict[tuple[str, str, int], QuestionVersion] = {}
        self._by_words: dict[tuple[str, str], QuestionVersion] = {}
        for some in _some(slugs):
            versions = QuestionVersion.objects.once_public().filter(question__slug__in=some)
            for version in versions.select_related("question").order_by("number"):
                says = (version.question.slug, version.content_hash[:16])
                self._versions[*says, version.number] = self._by_words[says] = version
        self.today: Numbers = numbers_today(
            key for version in self._by_words.values() for key in facts_computed(version.item())
        )

    def version(self, row: SlotRow) -> QuestionVersion | None:
        """The version with these words, whatever its number is here."""
        says = (row.question, row.says)
        return self._versions.get((*says, row.version)) or self._by_words.get(says)

    def questions(self, row: AttemptRow) -> set[int]:
        """Ids of the questions it asks."""
        versions = map(self.version, row.questions)
        return {version.question_id for version in versions if version}


class Seals:
    """What no file may tell: an attempt that is over shows its keys. Three queries.

    `mine` is sealed for this learner: such an attempt can come in when that is over.
    """

    def __init__(self, user: Any) -> None:
        self.mine = sealed_for(user)
        self._forms: dict[uuid.UUID, set[int]] = {}
        asked = Slot.objects.filter(attempt__in=Attempt.objects.under_way().order_by()).order_by()
        for exam, question in asked.values_list("attempt", "version__question"):
            self._forms.setdefault(exam, set()).add(question)

    def is_under_way(self, row: AttemptRow, asked: set[int]) -> bool:
        """A mock exam that was not finished when it was exported, or is not here, whoever's it is.

        It is known by what it asks: a file may name it as it likes.
        """
        if row.mode != Attempt.Mode.EXAM:
            return False
        return row.finished_at is None or any(
            asked and asked <= form for form in self._forms.values()
        )


def _add(
    found: Passes, row: AttemptRow, known: Known, place: str, attempt: Attempt, open_here: set[Any]
) -> None:
    attempt.mode, attempt.started_at = row.mode, row.started_at
    attempt.deadline_at, attempt.closes_at = row.deadline_at, row.closes_at
    attempt.quiz = known.quizzes.get(row.quiz or "")
    attempt.title = row.title or ("" if attempt.quiz else row.quiz or "")
    slots: list[Slot] = []
    for number, question in enumerate(row.questions, 1):
        version = known.version(question)
        if version is None:
            found.unknown[f"{question.question} (version {question.version})"] += 1
            continue
        spot = f"{place}, question {number:,}"
        slots.append(slot := _slot(attempt, len(slots) + 1, question, version, spot))
        _draw(slot, known.today, spot)
        _add_answers(found, slot, question, known.today, spot)
    if not slots:
        return
    attempt.finished_at = row.finished_at or _end(row, attempt, open_here)
    found.attempts.append(attempt)
    found.slots += slots


def _end(row: AttemptRow, attempt: Attempt, open_here: set[Any]) -> datetime | None:
    """When an open attempt of the file ends here: None where it may go on.

    A quiz is open only once; and a mock exam under way does not come in at all.
    """
    if attempt.quiz and attempt.quiz.slug in open_here:
        return row.last_at
    if attempt.quiz:
        open_here.add(attempt.quiz.slug)
    return None


def _slot(
    attempt: Attempt, position: int, row: SlotRow, version: QuestionVersion, place: str
) -> Slot:
    item = version.item()
    if sorted(row.option_order) != sorted(item.rules.shuffles(item)):
        raise Unfit(f"{place}: “option_order” does not name the options of {row.question}.")
    if not row.numbers.keys() <= facts_computed(item):
        raise Unfit(f"{place}: “numbers” names facts that {row.question} does not compute with.")
    for key, number in row.numbers.items():
        if not _is_number(number):
            raise Unfit(f"{place}: “numbers” has no number for {key}.")
    kept: dict[str, Any] = {name: getattr(row, name) for name in Slot.KEPT}
    kept |= {"option_order": list(row.option_order), "struck": list(row.struck)}
    return Slot(attempt=attempt, position=position, version=version, scored=row.scored, **kept)


def _draw(slot: Slot, today: Numbers, place: str) -> None:
    """Whether it can be asked at all with its numbers: its page would have to compute with them."""
    try:
        if slot.item.is_number:
            draw(slot.item, slot.seed, slot.numbers_over(today))
    except ExpressionError as problem:
        raise Unfit(f"{place}: it cannot be asked with these “numbers”: {problem}.") from None


def _is_number(text: str) -> bool:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    return number.is_finite() and abs(number) < TOO_LARGE


def _add_answers(found: Passes, slot: Slot, row: SlotRow, today: Numbers, place: str) -> None:
    for number, given in enumerate(row.answers, 1):
        spot = f"{place}, answer {number:,}"
        response = _response(slot, given, spot)
        answer = Answer(
            slot=slot,
            revision=given.revision,
            answered_at=given.answered_at,
            response=list(response),
            **given.said(),
        )
        try:
            found.answers.append(
                answer.bear(mark(slot.item, response, slot.seed, slot.numbers_over(today)))
            )
        except ExpressionError as problem:
            raise Unfit(f"{spot}: it cannot be marked: {problem}.") from None
    for number, stray in enumerate(row.not_counted, 1):
        response = _response(slot, stray, f"{place}, answer {number:,} that does not count")
        found.strays.append(
            StrayAnswer(
                slot=slot,
                why=stray.why,
                received_at=stray.received_at,
                accepted_at=stray.accepted_at,
                response=list(response),
                **stray.said(),
            )
        )


def _response(slot: Slot, row: GivenRow, place: str) -> tuple[str, ...]:
    """The response in the form that the question stores; half of one is kept as well."""
    try:
        return read_response(slot.item, list(row.response), whole=False)
    except Unreadable as problem:
        raise Unfit(f"{place}: {slot.version.question.slug} cannot have it: {problem}") from None
