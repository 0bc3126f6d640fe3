"""A slot as a learner sees it: before the answer nothing of the key, after it every reason."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from quizzes.engine.draws import Draw, draw, fill, written
from quizzes.engine.expressions import Numbers
from quizzes.engine.items import COUNT_WORDS, Item, exact
from quizzes.footing import Footing
from quizzes.models import Answer, QuestionVersion, Slot, Standing, Sureness
from studyapp.content.markdown import link_chip, render_line, render_text, with_chips
from studyapp.content.references import facts_of_item
from studyapp.lessons.models import Edition, Fact, Lesson

LETTERS = "ABCDEFGH"
LEVELS = {"exam": "exam-like", "recall": "recall", "beyond": "beyond the exam"}
VERDICTS = {
    "right": "Right.",
    "wrong": "Not quite.",
    "partly": "Partly right.",
    "": "Not answered.",
}


NOTHING = Footing()


@dataclass(frozen=True)
class Shelf:
    """What cards rest on, fetched once for all of them."""

    facts: dict[str, Fact]
    titles: dict[str, str]
    footing: Footing = NOTHING

    @classmethod
    def of(cls, items: Iterable[Item], asked: Iterable[QuestionVersion] = ()) -> "Shelf":
        """The facts and lesson titles that `items` name. Two queries.

        One more for what has happened to the versions that were `asked`.
        """
        listed, versions = list(items), list(asked)
        keys = {key for item in listed for key in facts_of_item(item)}
        slugs = {item.lesson_slug for item in listed}
        titles = Lesson.objects.filter(pk__in=slugs).values_list("slug", "title")
        footing = Footing.of(versions) if versions else NOTHING
        return cls(Fact.objects.in_bulk(keys), dict(titles), footing)

    @classmethod
    def whole(cls) -> "Shelf":
        """Everything that a card may rest on. One query where this process knows the edition."""
        return cls.at(Edition.objects.values_list("stamp", flat=True).first())

    @classmethod
    def at(cls, edition: str | None) -> "Shelf":
        """The same where the stamp is known already. No query if this process knows it, too."""
        return _whole(edition) if edition else _whole.__wrapped__("")

    def under(self, version: QuestionVersion) -> "Shelf":
        """This whole shelf for a card of `version`.

        One query where a newer version has replaced it: its key may have been corrected.
        """
        if version.state == QuestionVersion.State.PUBLISHED:
            return self
        return replace(self, footing=Footing.of([version]))

    @classmethod
    def for_slot(cls, slot: Slot) -> "Shelf":
        """The shelf of one slot. No query where this process knows the edition already."""
        shelf = cls.at(slot.around["edition"]) if slot.around else cls.whole()
        return shelf.under(slot.version)

    @cached_property
    def numbers(self) -> Numbers:
        return {key: fact.exact for key, fact in self.facts.items() if fact.number}


@lru_cache(maxsize=2)
def _whole(edition: str) -> Shelf:
    """Everything that a card may rest on, in one edition: read once in a process. Three queries."""
    titles = dict(Lesson.objects.values_list("slug", "title"))
    return Shelf(Fact.objects.in_bulk(), titles, Footing.now())


@dataclass(frozen=True)
class OptionCard:
    """One option. `state` and `reason` are empty until the answer is in."""

    id: str
    letter: str
    html: SafeString
    chosen: bool
    state: str = ""
    reason: str = ""

    @property
    def folded(self) -> bool:
        """Neither chosen nor right: its reason waits behind a fold."""
        return self.state == "plain"


class Card:
    """One question for a template. Only `reveal` decides whether the key is in it."""

    def __init__(
        self, slot: Slot, shelf: Shelf, answer: Answer | None = None, *, reveal: bool = False
    ) -> None:
        self.slot = slot
        self.item = slot.version.item()
        self.answer = answer
        self.reveal = reveal
        self._shelf = shelf
        self._draw: Draw | None = None
        if self.item.is_number:
            self._draw = draw(self.item, slot.seed, slot.numbers_over(shelf.numbers))

    @property
    def kind(self) -> str:
        return self.item.kind.value

    @property
    def action(self) -> str:
        """Where the answer goes: its slot, or what an offered question would start."""
        if self.slot.pk:
            return self.slot.get_absolute_url()
        quiz = self.slot.attempt.quiz
        if quiz:
            return reverse("quizzes:first", args=[quiz.slug])
        return self.slot.version.question.get_absolute_url()

    @property
    def meta(self) -> str:
        """ "Permissions · execution role · exam-like" """
        title = self._shelf.titles.get(self.item.lesson_slug, "")
        # What no exam asks in this form is not like one, whatever its level.
        level = LEVELS[self.item.level] if self.item.in_exam_format else ""
        return " · ".join(part for part in (title, self.item.topic, level) if part)

    @property
    def report_url(self) -> str:
        """Where one says that something is wrong with it: version and numbers go along.

        Those of a saved slot are looked up in it; the address stands twice in each swap.
        """
        slot = self.slot
        page = reverse("quizzes:report_question", args=[slot.version.question.slug])
        seen = f"attempt={slot.attempt_id}" if slot.pk else f"seed={slot.seed}"
        return f"{page}?version={slot.version.number}&{seen}"

    @property
    def withdrawn_on(self) -> datetime | None:
        """Since when nobody is asked this any more; it may be known before the answer."""
        standing = self._standing
        return standing.since if standing and standing.is_withdrawn else None

    @property
    def _standing(self) -> Standing | None:
        return self._shelf.footing.standings.get(self.slot.version.question_id)

    @property
    def stem(self) -> SafeString:
        return self._block(self.item.stem)

    @property
    def scenario(self) -> SafeString:
        """The stem without its last paragraph: ordinary text, to be read again by itself."""
        return mark_safe(self._split_stem()[0])  # noqa: S308

    @property
    def ask(self) -> SafeString:
        """The last paragraph of the stem, the question proper: it names the group of options."""
        return mark_safe(self._split_stem()[1])  # noqa: S308

    def _split_stem(self) -> tuple[str, str]:
        scenario, found, last = self.stem.rpartition("<p>")
        ask, closed, after = last.partition("</p>")
        return (
            (scenario, ask)
            if found and closed and not after.strip()
            else (self.stem, "Your answer")
        )

    @property
    def wanted(self) -> int:
        return len(self.item.key)

    @property
    def wanted_word(self) -> str:
        return COUNT_WORDS.get(self.wanted, str(self.wanted)).lower()

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(self.answer.response) if self.answer else ()

    @property
    def sureness_words(self) -> list[tuple[str, str]]:
        """The three words, with what is sent for each."""
        return list(Sureness.choices)

    @property
    def sureness(self) -> str:
        return self.answer.sureness if self.answer else ""

    @property
    def options(self) -> list[OptionCard]:
        by_id = {option.id: option for option in self.item.options}
        order = [name for name in self.slot.option_order if name in by_id]
        return [self._option(by_id[name], LETTERS[i]) for i, name in enumerate(order)]

    def _option(self, option: Any, letter: str) -> OptionCard:
        chosen = option.id in self.chosen
        html = self._line(option.text)
        if not self.reveal:
            return OptionCard(option.id, letter, html, chosen)
        if option.correct:
            state = "right" if chosen else "missed"
        else:
            state = "wrong" if chosen else "plain"
        return OptionCard(option.id, letter, html, chosen, state, self._line(option.reason))

    @property
    def number_given(self) -> str:
        return written(exact(self.chosen[0])) if self.chosen and self.item.is_number else ""

    @cached_property
    def face(self) -> Any:
        """What the templates of its kind show; of the key nothing, unless it reveals."""
        order, rules = self.slot.option_order, self.item.rules
        return rules.face(self.item, order, self.chosen, self._line, reveal=self.reveal)

    @property
    def case(self) -> SafeString:
        """The text of the case it belongs to, "" if none."""
        return self._block(self.item.case.text) if self.item.case else SafeString("")

    def is_first_of_case(self) -> bool:
        """Whether its case is news: the question before it was about another. One query at most."""
        case = self.item.case
        return case is not None and not self.slot.follows_case(case.id)

    # From here on: only for a card that reveals.

    @property
    def standing(self) -> Standing | None:
        """Contested or withdrawn, with both arguments: they tell the key."""
        standing = self._standing if self.reveal else None
        return standing if standing and standing.in_dispute else None

    @property
    def corrected_on(self) -> datetime | None:
        """When another key took the place of the one that this answer was marked by."""
        return self._shelf.footing.corrected.get(self.slot.version_id) if self.reveal else None

    @property
    def verdict(self) -> str:
        """ "Not quite. B is right." """
        given = self.answer.verdict if self.answer else ""
        words = VERDICTS[given]
        if given == "right":
            return words
        if self._draw:
            return (
                f"{words} The answer is {written(self._draw.answer)} {self.item.unit}".strip() + "."
            )
        if told := self.item.rules.told(self.item, self.chosen):
            return f"{words} {told}"
        right = [o.letter for o in self.options if o.state in ("right", "missed")]
        return f"{words} {_listed(right)} {'is' if len(right) == 1 else 'are'} right."

    @property
    def range(self) -> tuple[Decimal, Decimal]:
        """From where to where a number counts as right."""
        draw, width = self._draw, max(exact(self.item.tolerance), Decimal(0))
        if not self.reveal or draw is None:
            raise ValueError("told only of a number, and only after the answer")
        return draw.answer - width, draw.answer + width

    @property
    def folded_letters(self) -> str:
        """ "C and D": the options whose reasons are folded away."""
        return _listed([option.letter for option in self.options if option.folded])

    @property
    def lesson_url(self) -> str:
        anchor = f"#{self.item.anchor}" if self.item.anchor else ""
        return reverse("lessons:lesson", args=[self.item.lesson_slug]) + anchor

    @property
    def explanation(self) -> SafeString:
        return self._block(self.item.explanation)

    @property
    def steps(self) -> list[SafeString]:
        return [self._line(step.text) for step in self.item.steps]

    @property
    def mistake(self) -> SafeString | None:
        """Why the number given is the one people often give, if it is."""
        if not self._draw or not self.chosen or self.answer is None or self.answer.points:
            return None
        given, width = exact(self.chosen[0]), max(exact(self.item.tolerance), Decimal(0))
        reasons = (why for value, why in self._draw.mistakes if abs(value - given) <= width)
        reason = next(reasons, None)
        return self._line(reason) if reason else None

    @property
    def facts(self) -> list[Fact]:
        return [self._shelf.facts[key] for key in self.item.facts if key in self._shelf.facts]

    @property
    def lesson_title(self) -> str:
        return self._shelf.titles.get(self.item.lesson_slug, "")

    @property
    def has_numbers(self) -> bool:
        return bool(self.item.params)

    def _line(self, source: str) -> SafeString:
        return self._finish(render_line(source))

    def _block(self, source: str) -> SafeString:
        return self._finish(render_text(source))

    def _finish(self, html: str) -> SafeString:
        names = self._draw.names if self._draw else {}
        chipped = with_chips(fill(html, names), self._shelf.facts, link_chip)
        return mark_safe(chipped)  # noqa: S308  sanitised by content.markdown, chips are ours


def _listed(names: list[str]) -> str:
    """ "A", "A and B", "A, B and C" """
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def cards(slots: Iterable[Slot], *, reveal: bool) -> list[Card]:
    """Cards of many slots (with prefetched answers), in three queries."""
    listed = list(slots)
    versions = [slot.version for slot in listed]
    shelf = Shelf.of((version.item() for version in versions), versions)
    return [Card(slot, shelf, slot.latest(), reveal=reveal) for slot in listed]
