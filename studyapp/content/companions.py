"""Glossary, look-alikes, lab scenarios: what stands beside lessons and leads back to them."""

from collections import Counter

from studyapp.content.loader import Bundle
from studyapp.content.references import check_anchor, check_labels, check_text, facts_in

DRILL = 5
"""A drill of fewer questions is over before the difference is seen."""


def check(bundle: Bundle) -> None:
    """Add what is wrong with terms and comparisons to `bundle.problems`."""
    for slug, term in bundle.terms.items():
        check_text(bundle, "term", slug, term.meaning)
        check_anchor(bundle, "term", slug, *term.lesson.split("#"))
        for other in term.see:
            if other not in bundle.terms:
                bundle.complain_of("term", slug, f"there is no term “{other}”")
    _check_scenarios(bundle)
    _check_names(bundle)
    _check_look_alikes(bundle)


def _check_scenarios(bundle: Bundle) -> None:
    for key, scenario in bundle.scenarios.items():
        named = list(scenario.facts)
        for text in filter(None, (scenario.text, scenario.explanation)):
            check_labels(bundle, "scenario", key, text)
            named += facts_in(text)
        for name in dict.fromkeys(named):
            if name not in bundle.facts:
                bundle.complain_of("scenario", key, f"there is no fact “{name}”")
        if scenario.lesson:
            check_anchor(bundle, "scenario", key, scenario.lesson, "")


def _check_names(bundle: Bundle) -> None:
    """Two terms of one name would be two definitions of it."""
    owners: dict[str, str] = {}
    for slug, term in bundle.terms.items():
        first = owners.setdefault(term.term.lower(), slug)
        if first != slug:
            bundle.complain_of("term", slug, f"“{term.term}” is explained by “{first}” already")


def _check_look_alikes(bundle: Bundle) -> None:
    drills = Counter(question.item.look_alike for question in bundle.questions.values())
    for slug, entry in bundle.look_alikes.items():
        for text in entry.texts:
            check_text(bundle, "look-alike", slug, text)
        check_anchor(bundle, "look-alike", slug, entry.lesson, "")
        if drills[slug] < DRILL:
            words = f"its drill has {drills[slug]} questions; {DRILL} are wanted"
            bundle.complain_of("look-alike", slug, words)
    for key, question in bundle.questions.items():
        group = question.item.look_alike
        if group and group not in bundle.look_alikes:
            bundle.complain_of("question", key, f"there are no look-alikes “{group}”")
