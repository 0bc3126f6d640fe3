"""Mock forms: by blueprint, without enemies, the rarely used first, the same for the same seed."""

from collections import Counter
from dataclasses import replace
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.engine.assembly import assemble, blueprint, exposure_rate, unscored_of
from quizzes.engine.drafts import Use
from quizzes.engine.items import Kind, Level
from tests.quizzes.engine.banks import make_bank, make_candidate

calm = settings(max_examples=40, deadline=None, derandomize=True)
seeds = st.integers(0, 2**31 - 1)
sizes = st.sampled_from([20, 40, 65])


def drawn(form):
    return [place.candidate for place in form.places]


def ids(form):
    return [candidate.question for candidate in drawn(form)]


@pytest.mark.parametrize(
    ("size", "wanted", "unscored"),
    [
        (65, {1: 19, 2: 17, 3: 16, 4: 13}, 15),
        (40, {1: 12, 2: 10, 3: 10, 4: 8}, 9),
        (20, {1: 6, 2: 5, 3: 5, 4: 4}, 5),
    ],
)
def test_the_blueprint_of_each_size(size, wanted, unscored):
    assert blueprint(size) == wanted
    assert unscored_of(size) == unscored


@calm
@given(seeds, sizes, st.integers(0, 50))
def test_a_wide_bank_gives_a_form_that_keeps_to_everything(seed, size, bank_seed):
    bank = make_bank(600, bank_seed)
    form = assemble(bank, size, seed)
    chosen = drawn(form)

    assert form.notes == ()
    assert len(set(ids(form))) == size
    assert Counter(c.domain for c in chosen) == blueprint(size)
    assert 0.15 <= sum(c.kind is Kind.MULTIPLE for c in chosen) / size <= 0.20
    assert max(Counter(c.facts[0] for c in chosen).values()) == 1
    groups = Counter(c.look_alike for c in chosen if c.look_alike)
    assert all(count <= 2 for count in groups.values())
    expected = sum(
        count * mean(c.words for c in bank if c.domain == domain)
        for domain, count in blueprint(size).items()
    )
    assert abs(sum(c.words for c in chosen) / expected - 1) <= 0.10


@calm
@given(seeds, sizes)
def test_the_scored_questions_follow_the_weights_by_themselves(seed, size):
    form = assemble(make_bank(500), size, seed)
    scored = Counter(place.candidate.domain for place in form.places if place.scored)
    assert sum(scored.values()) == size - unscored_of(size)
    if size == 65:
        assert scored == {1: 15, 2: 13, 3: 12, 4: 10}


@calm
@given(seeds)
def test_the_same_seed_gives_the_same_form_whatever_order_the_bank_comes_in(seed):
    bank = make_bank(300)
    assert assemble(bank, 65, seed) == assemble(bank[::-1], 65, seed)


def test_another_seed_gives_another_form_in_another_order():
    bank = make_bank(300)
    one, other = assemble(bank, 65, 1), assemble(bank, 65, 2)
    assert set(ids(one)) != set(ids(other))
    assert ids(one) != sorted(ids(one))


def test_two_forms_overlap_little():
    """Of N questions two forms of L share L/N by chance; a learner's second form shares less."""
    bank = make_bank(400)
    shares = []
    for seed in range(10):
        first, other = set(ids(assemble(bank, 65, seed))), set(ids(assemble(bank, 65, seed + 100)))
        shares.append(len(first & other) / 65)
    assert mean(shares) < 0.30
    seen = {question: Use(seen=1, days=3) for question in ids(assemble(bank, 65, 1))}
    assert not set(ids(assemble(bank, 65, 2, seen))) & set(seen)


def test_no_question_stands_in_more_than_thirty_percent_of_forms():
    bank, used = make_bank(450), Counter()
    for forms in range(120):
        uses = {question: Use(exposure_rate(count, forms)) for question, count in used.items()}
        form = assemble(bank, 65, forms, uses)
        assert form.notes == ()
        used.update(ids(form))
    assert max(used.values()) / 120 <= 0.30
    assert len(used) > 430


def test_a_worn_question_is_not_drawn_though_this_learner_has_not_seen_it():
    bank = make_bank(300)
    uses = {c.question: Use(seen=1, days=9) for c in bank[:150]}
    uses |= {c.question: Use(exposure=0.31) for c in bank[150:]}
    assert max(ids(assemble(bank, 20, 3, uses))) <= 150


def test_a_small_bank_gives_up_exposure_first_and_says_so():
    bank = make_bank(140)
    worn = {c.question: Use(exposure=0.4) for c in bank if c.domain == 4}
    form = assemble(bank, 65, 5, worn)
    assert Counter(c.domain for c in drawn(form)) == blueprint(65)
    assert form.notes == ("13 that stood in 30% of all forms or more.",)


def test_a_bank_without_a_domain_fills_up_with_the_others_and_says_so():
    bank = [c for c in make_bank(400) if c.domain != 4]
    form = assemble(bank, 20, 5)
    assert len(form.places) == 20
    assert "Domain 4: 0 questions where the exam has 4." in form.notes


def test_too_small_a_bank_gives_a_shorter_form_and_says_so():
    form = assemble(make_bank(12), 20, 5)
    assert len(form.places) == 12
    assert sum(not place.scored for place in form.places) == unscored_of(12)
    assert "12 of 20 questions: the bank has no more that fit." in form.notes
    assert assemble([], 20, 5).places == ()


@calm
@given(seeds, st.integers(0, 30))
def test_enemies_are_parted_wherever_a_form_without_them_exists(seed, bank_seed):
    """A form is hidden in a bank where every other question shares a fact with one of it."""
    hidden = drawn(assemble(make_bank(600, bank_seed), 20, bank_seed))
    hidden = [replace(c, look_alike="") for c in hidden]
    bank = list(hidden)
    for number, own in enumerate(hidden):
        enemy = hidden[(number * 7 + seed) % 20]
        bank.append(replace(own, question=5_000 + number, facts=enemy.facts))
    form = assemble(bank, 20, seed)
    chosen = drawn(form)
    assert Counter(c.domain for c in chosen) == blueprint(20)
    assert max(Counter(c.facts[0] for c in chosen).values()) == 1


def test_only_what_the_exam_could_ask_is_drawn():
    bank = make_bank(300)
    odd = [replace(c, question=c.question + 1000, kind=Kind.NUMERIC) for c in bank]
    odd += [replace(c, question=c.question + 2000, level=Level.RECALL) for c in bank]
    assert max(ids(assemble(bank + odd, 65, 3))) <= 300


def test_what_is_set_aside_is_not_drawn():
    bank = make_bank(300)
    aside = set(ids(assemble(bank, 65, 3)))
    assert not aside & set(ids(assemble(bank, 65, 3, aside=aside)))


@calm
@given(seeds, st.integers(0, 50), st.integers(1, 65))
def test_what_is_kept_stays_and_the_rest_is_filled_by_the_same_rules(seed, bank_seed, gone):
    bank = make_bank(600, bank_seed)
    before = ids(assemble(bank, 65, seed))
    left = [candidate for candidate in bank if candidate.question not in before[:gone]]
    form = assemble(left, 65, seed + 1, kept=before[gone:])

    assert set(ids(form)) >= set(before[gone:])
    assert not set(ids(form)) & set(before[:gone])
    assert Counter(c.domain for c in drawn(form)) == blueprint(65)
    assert max(Counter(c.facts[0] for c in drawn(form)).values()) == 1
    assert sum(place.scored for place in form.places) == 50


def test_a_learner_gets_what_they_have_not_seen_before_what_they_have():
    bank = make_bank(400)
    seen = {c.question: Use(seen=1, days=2) for c in bank if c.question % 2}
    assert all(question % 2 == 0 for question in ids(assemble(bank, 40, 3, seen)))


def test_of_what_was_seen_the_oldest_comes_first():
    bank = [make_candidate(n, 1 + n % 4) for n in range(200)]
    seen = {c.question: Use(seen=1, days=100 if c.question < 100 else 1) for c in bank}
    assert max(ids(assemble(bank, 20, 3, seen))) < 100


def test_a_case_set_comes_whole_and_together_or_not_at_all():
    bank = make_bank(300)
    cases = [
        make_candidate(1_000 + n, 1 + n % 3, facts=("case-fact",), case="shop") for n in range(3)
    ]
    whole = [c.case for c in drawn(assemble(bank + cases, 40, 4))]
    assert whole.count("shop") == 3
    at = whole.index("shop")
    assert whole[at : at + 3] == ["shop"] * 3

    cases[1] = replace(cases[1], kind=Kind.NUMERIC)
    assert "shop" not in [c.case for c in drawn(assemble(bank + cases, 40, 4))]


def test_swaps_bring_reading_and_difficulty_to_those_of_the_bank():
    """What this learner has not seen is long and hard: left alone the form would be so too."""
    bank = make_bank(400)
    fresh = {c.question for c in bank if c.words > 110 and c.difficulty >= 3}
    worn = {c.question: Use(exposure=0.1) for c in bank if c.question not in fresh}
    form = assemble(bank, 20, 6, worn)
    assert not any("words" in note or "Difficulty" in note for note in form.notes)


def test_pilots_are_the_least_used_and_nowhere_in_particular():
    bank = make_bank(90)
    worn = {c.question: Use(exposure=0.2) for c in bank if c.question % 3}
    form = assemble(bank, 40, 8, worn)
    pilots = [place.candidate.question for place in form.places if not place.scored]
    assert sum(question % 3 == 0 for question in pilots) >= 7
    assert [n for n, place in enumerate(form.places) if not place.scored] != list(range(9))
