"""Matching: for every prompt the one choice that fits. A choice may fit twice, or never."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import Field

from quizzes.engine.expressions import Numbers
from quizzes.engine.findings import Finding, warning, words
from quizzes.engine.kinds.base import QuestionKind, Say, marked
from quizzes.engine.parts import (
    Body,
    Kind,
    Mark,
    Part,
    PartId,
    Response,
    Spot,
    Text,
    Unreadable,
    same_words,
)

SIZES = range(2, 9)
ECHO = 2
FOREIGN = "One of these is not part of this question. Reload the page and choose again."


class Prompt(Part):
    """What is to be matched; `choice` is the id of what fits it."""

    id: PartId
    text: Text
    choice: PartId
    reason: Text


class MatchChoice(Part):
    id: PartId
    text: Text


class MatchingBody(Body):
    prompts: tuple[Prompt, ...] = Field(default=(), alias="prompt")
    choices: tuple[MatchChoice, ...] = Field(default=(), alias="choice")


@dataclass(frozen=True)
class Pick:
    """A choice under one prompt; `value` is what the form sends."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class Row:
    """One prompt. `given`, `right`, `reason` are texts that come with the answer."""

    id: str
    text: str
    picks: tuple[Pick, ...]
    given: str = ""
    right: str = ""
    reason: str = ""

    @property
    def is_right(self) -> bool:
        return self.given == self.right


class Matching(QuestionKind[MatchingBody]):
    kind = Kind.MATCHING
    label = "Match"
    uses = ("prompts", "choices")

    def check(self, item: MatchingBody) -> None:
        tables: tuple[tuple[str, Sequence[Prompt | MatchChoice]], ...]
        tables = (("prompts", item.prompts), ("choices", item.choices))
        for name, rows in tables:
            if len(rows) not in SIZES:
                raise ValueError(f"a matching question has {SIZES[0]} to {SIZES[-1]} {name}")
            if len({row.id for row in rows}) < len(rows):
                raise ValueError(f"two {name} have the same id")
            if same_words([row.text for row in rows]):
                raise ValueError(f"two {name} say the same")
        known = {choice.id for choice in item.choices}
        for prompt in item.prompts:
            if prompt.choice not in known:
                raise ValueError(
                    f"the prompt “{prompt.id}” fits “{prompt.choice}”, which is none of the choices"
                )

    def shown(self, item: MatchingBody) -> list[str]:
        texts = [prompt.text for prompt in item.prompts]
        return texts + [choice.text for choice in item.choices]

    def spots(self, item: MatchingBody) -> Iterator[Spot]:
        for index, prompt in enumerate(item.prompts):
            yield Spot("prompts", prompt.text, index, "text")
            yield Spot("prompts", prompt.reason, index, "reason")
        for index, choice in enumerate(item.choices):
            yield Spot("choices", choice.text, index, "text")

    def lint(self, item: MatchingBody) -> Iterator[Finding]:
        used = Counter(prompt.choice for prompt in item.prompts)
        if len(used) == len(item.choices) == len(item.prompts):
            told = "each choice fits once, so the last pair is left over: add a choice"
            yield warning("left-over", told, "choices")
        texts = {choice.id: words(choice.text) for choice in item.choices}
        for index, prompt in enumerate(item.prompts):
            others = set().union(*(own for key, own in texts.items() if key != prompt.choice))
            shared = (words(prompt.text) & texts[prompt.choice]) - others
            if len(shared) >= ECHO:
                told = ", ".join(f"“{word}”" for word in sorted(shared))
                yield warning("echo", f"only its choice repeats {told}", "prompts", index)

    def shuffles(self, item: MatchingBody) -> list[str]:
        return [choice.id for choice in item.choices]

    def read(self, item: MatchingBody, given: list[str], *, whole: bool) -> Response:
        pairs = sorted({part for part in given if part.rpartition("=")[2]})
        names = [pair.partition("=")[0] for pair in pairs]
        prompts, choices = {p.id for p in item.prompts}, {c.id for c in item.choices}
        if not set(names) <= prompts or not {p.partition("=")[2] for p in pairs} <= choices:
            raise Unreadable(FOREIGN)
        if len(set(names)) < len(names):
            raise Unreadable("Choose one match for each.")
        left = len(prompts) - len(names)
        if whole and left:
            verb = "is" if left == 1 else "are"
            raise Unreadable(f"Choose a match for each: {left} {verb} left.")
        return tuple(pairs)

    def mark(self, item: MatchingBody, response: Response, seed: int, facts: Numbers) -> Mark:
        """Every pair; the fraction is the share of right ones."""
        hits = len(set(_pairs(item)) & set(response))
        return marked(hits / len(item.prompts), hit=bool(hits))

    def marking(self, item: MatchingBody) -> tuple[object, ...]:
        return (frozenset(_pairs(item)),)

    def right(self, item: MatchingBody, seed: int, facts: Numbers) -> Response:
        return _pairs(item)

    def wrong(self, item: MatchingBody, seed: int, facts: Numbers) -> Response:
        first, *rest = item.prompts
        other = next(choice.id for choice in item.choices if choice.id != first.choice)
        return tuple(sorted([f"{first.id}={other}", *(f"{p.id}={p.choice}" for p in rest)]))

    def chance(self, item: MatchingBody) -> float:
        return float(1 / len(item.choices) ** len(item.prompts))

    def face(
        self, item: MatchingBody, order: Sequence[str], response: Response, say: Say | None
    ) -> list[Row]:
        texts = {choice.id: choice.text for choice in item.choices}
        ids = [name for name in order if name in texts] or list(texts)
        given = dict(pair.split("=", 1) for pair in response)
        rows = []
        for prompt in item.prompts:
            own = given.get(prompt.id, "")
            picks = tuple(
                Pick(f"{prompt.id}={name}", plain_text(texts[name]), name == own) for name in ids
            )
            row = Row(prompt.id, prompt.text, picks)
            if say:
                right, reason = texts[prompt.choice], say(prompt.reason)
                row = Row(prompt.id, prompt.text, (), texts.get(own, ""), right, reason)
            rows.append(row)
        return rows

    def told(self, item: MatchingBody, response: Response) -> str:
        hits, most = len(set(_pairs(item)) & set(response)), len(item.prompts)
        return f"{hits} of {most} pairs right."


def plain_text(text: str) -> str:
    """A choice as the line of a list, which knows no marks."""
    return text.replace("`", "").replace("**", "")


def _pairs(item: MatchingBody) -> tuple[str, ...]:
    return tuple(sorted(f"{prompt.id}={prompt.choice}" for prompt in item.prompts))
