"""All kinds of questions, each with its rules: the one list."""

from typing import Any

from quizzes.engine.kinds.base import QuestionKind
from quizzes.engine.kinds.choice import Multiple, Single
from quizzes.engine.kinds.hotspot import Hotspot
from quizzes.engine.kinds.log import Log
from quizzes.engine.kinds.matching import Matching
from quizzes.engine.kinds.numeric import Numeric, Parameterised
from quizzes.engine.kinds.ordering import Ordering
from quizzes.engine.kinds.policy import Policy
from quizzes.engine.parts import Kind

_KINDS: tuple[QuestionKind[Any], ...] = (
    Single(),
    Multiple(),
    Numeric(),
    Parameterised(),
    Ordering(),
    Matching(),
    Log(),
    Hotspot(),
    Policy(),
)
RULES: dict[Kind, QuestionKind[Any]] = {rules.kind: rules for rules in _KINDS}
OWN_FIELDS = frozenset(name for rules in _KINDS for name in rules.uses)
"""The fields of a body that belong to some kinds and not to all."""
