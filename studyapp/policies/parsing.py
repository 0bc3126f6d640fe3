"""From text to a `Document`: everything that is wrong with it, each with its line."""

import re
from collections.abc import Callable
from difflib import get_close_matches

from studyapp.policies import jsontext
from studyapp.policies.documents import (
    Document,
    Effect,
    Invalid,
    Kind,
    Names,
    Principals,
    Problem,
    Statement,
)
from studyapp.policies.jsontext import Block, Member, Node
from studyapp.policies.operators import OPERATORS, READ, Row, operator

VERSIONS = ("2012-10-17", "2008-10-17")
MOST_STATEMENTS = 40
MOST_VALUES = 60
LONGEST_VALUE = 1_000
MOST_PROBLEMS = 5
MOST_HINTS = 20
LONGEST_WORD = 60
ACTION = re.compile(r"\*|[A-Za-z0-9-]{1,64}:[A-Za-z0-9*?]{1,128}")
RESOURCE = re.compile(r"\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:.+", re.S)
ACCOUNT = re.compile(r"\d{12}", re.ASCII)
PRINCIPAL = re.compile(
    r"\*|\d{12}|arn:aws[a-z-]*:(iam|sts)::\d{12}:(root|(user|role|assumed-role)/[^*?]+)", re.ASCII
)
SERVICE = re.compile(r"[a-z0-9.-]+\.amazonaws\.com(\.cn)?")
TOP = ("Version", "Id", "Statement")
PRINCIPAL_TYPES = ("AWS", "Service", "Federated", "CanonicalUser")
ELEMENTS = (
    *("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction"),
    *("Resource", "NotResource", "Condition"),
)


def parse(text: str, kind: Kind, name: str = "") -> Document:
    """The policy that `text` holds; `Invalid` with every problem otherwise."""
    try:
        node = jsontext.read(text)
    except jsontext.Unreadable as error:
        raise Invalid([Problem(error.line, error.text)]) from error
    return _Reader(kind).document(node, name)


class _Reader:
    """Collects problems while it reads, so that one look shows them all."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.problems: list[Problem] = []

    def note(self, line: int, text: str) -> None:
        self.problems.append(Problem(line, text))

    def near(self, word: str, known: tuple[str, ...], least: float) -> list[str]:
        """The known word that was meant, looked for as long as it may still be told."""
        looks = len(self.problems) < MOST_HINTS and len(word) <= LONGEST_WORD
        return get_close_matches(word, known, 1, least) if looks else []

    def document(self, node: Node, name: str) -> Document:
        members = self.members(node, "A policy", TOP)
        version = self.version(members.get("Version"))
        statements: list[Statement | None] = []
        if "Statement" in members:
            listed = members["Statement"].node
            nodes = listed.value if isinstance(listed.value, tuple) else (listed,)
            if not nodes:
                self.note(listed.line, "write at least one statement.")
            if len(nodes) > MOST_STATEMENTS:
                self.note(listed.line, f"at most {MOST_STATEMENTS} statements are read.")
            statements = [self.statement(n, i) for i, n in enumerate(nodes[:MOST_STATEMENTS], 1)]
        elif isinstance(node.value, Block):
            self.note(node.line, "a policy needs “Statement”.")
        self.twice(statements)
        if self.problems:
            raise Invalid(sorted(self.problems, key=lambda p: p.line)[:MOST_PROBLEMS])
        return Document(self.kind, tuple(s for s in statements if s), version, name)

    def twice(self, statements: list[Statement | None]) -> None:
        seen: set[str] = set()
        for statement in statements:
            if statement and statement.sid and statement.sid in seen:
                self.note(statement.line, f"two statements have the Sid “{statement.sid}”.")
            seen.add(statement.sid if statement else "")

    def members(self, node: Node, what: str, known: tuple[str, ...]) -> dict[str, Member]:
        """The members of a block by name; unknown names are told with the nearest known one."""
        if not isinstance(node.value, Block):
            self.note(node.line, f"{what} is a block in curly brackets, not {node.what}.")
            return {}
        found = {member.key: member for member in node.value.members}
        for member in node.value.members:
            if member.key not in known:
                near = self.near(member.key.capitalize(), known, 0.6)
                hint = f" Do you mean “{near[0]}”?" if near else ""
                self.note(member.line, f"“{member.key[:40]}” is nothing that stands here.{hint}")
                for name in near:  # read on as it was meant: it is not missing as well
                    found.setdefault(name, Member(name, member.line, member.node))
        return found

    def version(self, member: Member | None) -> str:
        """Without Version AWS reads a policy as the older one, which has no variables."""
        if member is None:
            return VERSIONS[1]
        if member.node.value not in VERSIONS:
            self.note(member.line, f'Version is "{VERSIONS[0]}": a fixed word, not today\'s date.')
            return VERSIONS[0]
        return str(member.node.value)

    def statement(self, node: Node, number: int) -> Statement | None:
        before = len(self.problems)
        members = self.members(node, "A statement", ELEMENTS)
        if not isinstance(node.value, Block):
            return None
        effect = self.effect(members.get("Effect"), node.line)
        actions = self.names(members, "Action", node.line, _action_problem)
        resources = self.resources(members, node.line)
        principals = self.principals(members, node.line)
        conditions = self.conditions(members.get("Condition"))
        sid = self.text(members["Sid"]) if "Sid" in members else ""
        if len(self.problems) > before or not actions:
            return None
        return Statement(number, node.line, effect, actions, resources, principals, conditions, sid)

    def effect(self, member: Member | None, line: int) -> Effect:
        if member is None:
            self.note(line, "this statement has no “Effect”.")
        elif member.node.value not in list(Effect):
            self.note(member.line, "Effect is “Allow” or “Deny”, written with a capital letter.")
        else:
            return Effect(str(member.node.value))
        return Effect.DENY

    def text(self, member: Member) -> str:
        if isinstance(member.node.value, str) and not member.node.number:
            return member.node.value
        self.note(member.line, f"{member.key} is text in double quotes, not {member.node.what}.")
        return ""

    def pair(self, members: dict[str, Member], name: str, line: int) -> Member | None:
        """`name` or its Not… form: one of them, and not both."""
        plain, negated = members.get(name), members.get(f"Not{name}")
        if plain and negated:
            self.note(negated.line, f"a statement has “{name}” or “Not{name}”, not both.")
        if not plain and not negated:
            self.note(line, f"this statement has no “{name}”.")
        return plain or negated

    def names(
        self, members: dict[str, Member], name: str, line: int, wrong: Callable[[str], str]
    ) -> Names | None:
        member = self.pair(members, name, line)
        if member is None:
            return None
        values = self.strings(member.node, member.key)
        for value, at in values:
            if problem := wrong(value):
                self.note(at, problem)
        return Names(tuple(v for v, _ in values), member.key.startswith("Not"), member.line)

    def resources(self, members: dict[str, Member], line: int) -> Names | None:
        if self.kind is not Kind.TRUST:
            return self.names(members, "Resource", line, _resource_problem)
        for name in ("Resource", "NotResource"):
            if name in members:
                words = "a trust policy has no “Resource”: it stands on its role."
                self.note(members[name].line, words)
        return None

    def strings(self, node: Node, what: str) -> list[tuple[str, int]]:
        """One text or a list of them, each with its line."""
        nodes = node.value if isinstance(node.value, tuple) else (node,)
        if not nodes or len(nodes) > MOST_VALUES:
            words = f"at most {MOST_VALUES} values stand here." if nodes else "write a value here."
            self.note(node.line, f"{what}: {words}")
        found = []
        for part in nodes[:MOST_VALUES]:
            value = part.value
            if isinstance(value, bool) and what not in ELEMENTS:
                value = "true" if value else "false"
            if not isinstance(value, str) or (part.number and what in ELEMENTS):
                self.note(part.line, f"{what} is text in double quotes, not {part.what}.")
            elif len(value) > LONGEST_VALUE:
                self.note(part.line, f"{what}: this value is longer than {LONGEST_VALUE:,}.")
            else:
                found.append((value, part.line))
        return found

    def principals(self, members: dict[str, Member], line: int) -> Principals | None:
        if not self.kind.names_principals:
            for name in ("Principal", "NotPrincipal"):
                if name in members:
                    words = f"no {self.kind.words} has a “{name}”: it holds for whoever carries it."
                    self.note(members[name].line, words)
            return None
        member = self.pair(members, "Principal", line)
        if member is None:
            return None
        negated = member.key.startswith("Not")
        if member.node.value == "*":
            return Principals((("AWS", "*"),), negated, member.line)
        if not isinstance(member.node.value, Block):
            words = '“*”, or a block such as {"Service": "s3.amazonaws.com"}'
            self.note(member.line, f"{member.key} is {words}.")
            return None
        types = self.members(member.node, member.key, PRINCIPAL_TYPES)
        found = [
            (name, value, at)
            for name, part in types.items()
            for value, at in self.strings(part.node, name)
        ]
        for name, value, at in found:
            if problem := _principal_problem(name, value):
                self.note(at, problem)
        return Principals(tuple((n, v) for n, v, _ in found), negated, member.line)

    def conditions(self, member: Member | None) -> tuple[Row, ...]:
        if member is None:
            return ()
        if not isinstance(member.node.value, Block):
            self.note(member.line, f"Condition is a block, not {member.node.what}.")
            return ()
        return tuple(row for part in member.node.value.members for row in self.rows(part))

    def rows(self, part: Member) -> list[Row]:
        """The rows of one operator, whose value is a block of keys."""
        try:
            used = operator(part.key)
        except KeyError as error:
            near = self.near(str(error.args[0]), tuple(OPERATORS), 0.5)
            hint = f" Do you mean “{near[0]}”?" if near else ""
            self.note(part.line, f"“{part.key[:40]}” is no condition operator.{hint}")
            return []
        if not isinstance(part.node.value, Block):
            words = 'holds a block of keys, such as {"aws:SourceAccount": "111122223333"}'
            self.note(part.line, f"{part.key} {words}.")
            return []
        rows = []
        for member in part.node.value.members:
            values = self.strings(member.node, member.key)
            for value, at in values:
                self.check(used.spec.family.value, READ.get(used.spec.family), value, at)
            rows.append(Row(used, member.key, tuple(v for v, _ in values), member.line))
        return rows

    def check(
        self, family: str, read: Callable[[str], object] | None, value: str, line: int
    ) -> None:
        try:
            if read:
                read(value)
        except (ValueError, OverflowError):
            self.note(line, f"“{value[:40]}” is no {family}: this operator compares nothing else.")


def _action_problem(value: str) -> str:
    if ACTION.fullmatch(value):
        return ""
    return f"“{value[:60]}” is no action: write service:Action, for example s3:GetObject."


def _resource_problem(value: str) -> str:
    if RESOURCE.fullmatch(value):
        return ""
    shape = "arn:aws:service:region:account:name"
    return f"“{value[:60]}” is no ARN: a resource is “*” or {shape}."


def _principal_problem(kind: str, value: str) -> str:
    if kind == "Service" and not SERVICE.fullmatch(value):
        return f"“{value[:60]}” is no service: write one like s3.amazonaws.com."
    if kind == "AWS" and not PRINCIPAL.fullmatch(value):
        return f"“{value[:60]}” is no principal: name an account, a user, a role, or “*”."
    return ""
