"""The kinds of questions, a module each. `registry` names them all; `base` says what a kind is.

To add a kind:

1. a member of `parts.Kind`, by which files and stored bodies name it;
2. a module here with its fields (a `Body`) and its rules (a `QuestionKind` of that body);
3. both entered: the rules in `registry.RULES`, the fields among the bases of `items.Item`;
4. `templates/quizzes/kinds/<kind>/_ask.html` and `_told.html`, which show its `face`;
5. in `quizzes/admin/kinds.py`, the fields by which it is written in the admin.

Nothing else asks which kind a question has. `tests/quizzes/engine/test_kinds.py` tries every
kind in the registry; it needs an example in `tests/factories.KINDS`.
"""
