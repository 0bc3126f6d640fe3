"""The practice scale: the declared cut, straight lines, an honest band."""

from itertools import pairwise

import pytest

from quizzes.engine.scale import practice_score, scaled


@pytest.mark.parametrize(
    ("share", "wanted"), [(0, 100), (0.36, 410), (0.72, 720), (0.86, 860), (1, 1000)]
)
def test_the_cut_is_720_and_both_halves_are_straight(share, wanted):
    assert scaled(share) == pytest.approx(wanted)


def test_one_standard_error_at_the_cut_of_fifty():
    score = practice_score(36, 50)
    assert score.score == 720
    assert score.band == (665, 783)


@pytest.mark.parametrize("of", [1, 5, 15, 31, 50])
def test_one_more_right_is_always_more(of):
    scores = [practice_score(right, of) for right in range(of + 1)]
    for less, more in pairwise(scores):
        assert less.score < more.score
        assert less.band[0] <= more.band[0]
        assert less.band[1] <= more.band[1]
        assert less.interval[0] <= more.interval[0]
        assert less.interval[1] <= more.interval[1]


@pytest.mark.parametrize("of", [1, 5, 15, 31, 50])
def test_the_score_lies_in_its_band_and_the_band_has_a_width(of):
    for right in range(of + 1):
        score = practice_score(right, of)
        for low, high in (score.band, score.interval):
            assert 100 <= low <= score.score <= high <= 1000
            assert low < high


def test_it_says_when_it_cannot_tell():
    assert practice_score(38, 50).tells == "open"
    assert practice_score(48, 50).tells == "above"
    assert practice_score(20, 50).tells == "below"
    assert practice_score(13, 15).tells == "open"


@pytest.mark.parametrize(("right", "of"), [(0, 0), (3, 2), (-1, 2)])
def test_a_score_needs_scored_questions(right, of):
    with pytest.raises(ValueError, match="scored"):
        practice_score(right, of)
