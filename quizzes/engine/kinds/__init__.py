"""The kinds of questions, a module each. `registry` names them all; `base` says what a kind is.

To add a kind:

1. a member of `parts.Kind`, by which files and stored bodies name it;
2. a module here with its fields (a `Body`) and its rules (a `QuestionKind` of that body);
3. both entered: the rules in `registry.RULES`, the fields among the bases of `items.Item`;
4. `templates/quizzes/kinds/<kind>/_ask.html` and `_told.html`, which show its `face`;
5. for the admin, a form field for each name in `uses`, in `quizzes.admin.kinds.KindFields` and in
   `ASKED` of `quizzes.admin.questions`; where it holds more than a text, `authoring.typed` and
   `body_of` say how it is typed, and `complaints` at which field a refusal stands.

Nothing else asks which kind a question has: the page, the preview, the lint, the references to
facts and the script of the editor follow from these. `tests/quizzes/engine/test_kinds.py` and
`tests/admin` try every kind in the registry; it needs an example in `tests/factories.KINDS`.
"""
