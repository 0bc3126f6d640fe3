"""Banks of candidates for the tests of mock forms."""

import random
from dataclasses import replace

from quizzes.engine.drafts import Candidate
from quizzes.engine.items import Kind, Level


def make_candidate(question: int, domain: int = 1, **fields: object) -> Candidate:
    plain = Candidate(
        question=question,
        version=question + 10_000,
        domain=domain,
        task=f"{domain}.1",
        lesson="permissions",
        kind=Kind.SINGLE,
        level=Level.EXAM,
        choose=1,
        difficulty=3,
        words=95,
        facts=(f"fact-{question}",),
    )
    return replace(plain, **fields)


def make_bank(size: int, seed: int = 0, *, facts: int | None = None) -> list[Candidate]:
    """`size` questions over all domains, about one in five multiple response."""
    chance = random.Random(seed)
    bank = []
    for number in range(1, size + 1):
        multiple = chance.random() < 0.22
        bank.append(
            make_candidate(
                number,
                chance.choices([1, 2, 3, 4], [26, 30, 22, 22])[0],
                kind=Kind.MULTIPLE if multiple else Kind.SINGLE,
                choose=2 if multiple else 1,
                difficulty=chance.choice([1, 2, 2, 3, 3, 3, 4, 5]),
                words=chance.randint(55, 135),
                facts=(f"fact-{chance.randrange(facts or size)}", "shared"),
                look_alike=chance.choice(["", "", "", "", f"pair-{chance.randrange(12)}"]),
            )
        )
    return bank
