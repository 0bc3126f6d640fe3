"""Matching: for every prompt the one choice that fits. A choice may fit twice, or never."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import Field

from quizzes.engine.expressions import Numbers
from quizzes.engine.findings import Finding, plain, warning, words
from quizzes.engine.kinds.base import Pick, QuestionKind, Say, marked
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
class Row:
    """One prompt. `state`, `given`, `right` and `reason` come with the answer."""

    id: str
    text: str
    label: str
    picks: tuple[Pick, ...] = ()
    state: str = ""
    given: str = ""
    right: str = ""
    reason: str = ""


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
        self,
        item: MatchingBody,
        order: Sequence[str],
        response: Response,
        say: Say,
        *,
        reveal: bool,
    ) -> list[Row]:
        given = dict(pair.split("=", 1) for pair in response)
        make = self._told if reveal else self._asked
        return [make(item, order, prompt, given.get(prompt.id, ""), say) for prompt in item.prompts]

    def _asked(
        self, item: MatchingBody, order: Sequence[str], prompt: Prompt, given: str, say: Say
    ) -> Row:
        texts = {choice.id: choice.text for choice in item.choices}
        ids = [name for name in order if name in texts] or list(texts)
        picks = (Pick(f"{prompt.id}={name}", plain(texts[name]), name == given) for name in ids)
        return Row(prompt.id, say(prompt.text), plain(prompt.text), tuple(picks))

    def _told(
        self, item: MatchingBody, order: Sequence[str], prompt: Prompt, given: str, say: Say
    ) -> Row:
        texts = {choice.id: choice.text for choice in item.choices}
        state = "right" if given == prompt.choice else "wrong" if given else "missed"
        return Row(
            prompt.id,
            say(prompt.text),
            plain(prompt.text),
            state=state,
            given=say(texts[given]) if given in texts else "",
            right=say(texts[prompt.choice]),
            reason=say(prompt.reason),
        )

    def told(self, item: MatchingBody, response: Response) -> str:
        hits, most = len(set(_pairs(item)) & set(response)), len(item.prompts)
        return f"{hits} of {most} pairs right."


def _pairs(item: MatchingBody) -> tuple[str, ...]:
    return tuple(sorted(f"{prompt.id}={prompt.choice}" for prompt in item.prompts))
