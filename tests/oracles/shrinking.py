"""Make a case on which two programs disagree as small as it gets."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

from tests.oracles.iam_cases import Case


def shrunk(case: Case, still: Callable[[Case], bool]) -> Case:
    """The smallest case, one thing taken away at a time, for which `still` holds."""
    while True:
        smaller = next((c for c in _smaller(case) if still(c)), None)
        if smaller is None:
            return case
        case = smaller


def _smaller(case: Case) -> Iterator[Case]:
    for name in ("boundary", "session", "there"):
        if getattr(case, name) and not (name == "there" and case.must_allow):
            yield _with(case, name, None)
    for name in ("scps", "rcps", "identity"):
        for index in range(len(getattr(case, name))):
            rest = list(getattr(case, name))
            del rest[index]
            yield _with(case, name, rest)
    for key in case.given:
        yield _with(case, "given", {k: v for k, v in case.given.items() if k != key})
    for path in _policies(case):
        policy = _at(case, path)
        listed = policy["Statement"]
        if not isinstance(listed, list):
            continue
        for index in range(len(listed)):
            if len(listed) > 1:
                yield _edited(case, path, lambda p, i=index: p["Statement"].pop(i))
            yield from _plainer(case, path, index, listed[index])


def _plainer(
    case: Case, path: tuple[Any, ...], index: int, statement: dict[str, Any]
) -> Iterator[Case]:
    if "Condition" in statement:
        yield _edited(case, path, lambda p: p["Statement"][index].pop("Condition"))
        for operator in statement["Condition"]:
            if len(statement["Condition"]) > 1:
                yield _edited(
                    case, path, lambda p, o=operator: p["Statement"][index]["Condition"].pop(o)
                )
    for name in ("Action", "Resource"):
        if name in statement and statement[name] != "*" and not _barred(path):
            yield _edited(case, path, lambda p, n=name: p["Statement"][index].update({n: "*"}))


def _barred(path: tuple[Any, ...]) -> bool:
    return path[0] == "rcps"


def _policies(case: Case) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = [("identity", i) for i in range(len(case.identity))]
    found += [(name,) for name in ("there", "boundary", "session") if getattr(case, name)]
    for name in ("scps", "rcps"):
        levels = getattr(case, name)
        found += [(name, i, j) for i, level in enumerate(levels) for j in range(len(level))]
    return found


def _at(case: Case, path: tuple[Any, ...]) -> dict[str, Any]:
    found = getattr(case, path[0])
    for step in path[1:]:
        found = found[step]
    return dict(found)


def _with(case: Case, name: str, value: Any) -> Case:
    changed = copy.deepcopy(case)
    setattr(changed, name, value)
    return changed


def _edited(case: Case, path: tuple[Any, ...], edit: Callable[[dict[str, Any]], Any]) -> Case:
    changed = copy.deepcopy(case)
    found = getattr(changed, path[0])
    for step in path[1:]:
        found = found[step]
    edit(found)
    return changed
