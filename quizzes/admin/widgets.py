"""A field that holds a short list of rows, as a page without JavaScript can edit it.

`static/js/admin/rows.js` adds, moves and removes rows; the names of the inputs
(`options-0-text`) are all that both sides agree on.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

from quizzes.complaints import Problem, Row

# More than an author could want; a posted form may not make us count further.
MOST_ROWS = 40
CELL = re.compile(r"(\d{1,3})-([a-z]+)")


@dataclass(frozen=True)
class Column:
    """One column of a table: `kind` is text, long, tick or hidden."""

    name: str
    label: str
    kind: str = "text"


class RowsWidget(forms.Widget):
    """Rows of small fields. Shows all there are, and empty ones up to `least`."""

    template_name = "admin/quizzes/widgets/rows.html"
    use_fieldset = True

    def __init__(
        self, columns: Sequence[Column], singular: str, least: int = 3, most: int = MOST_ROWS
    ) -> None:
        super().__init__()
        self.columns, self.singular, self.least, self.most = columns, singular, least, most
        self.problems: list[Problem] = []

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Row]:
        """Rows as they stood on the page; empty ones at the end are dropped."""
        found: dict[int, Row] = {}
        for key in data:
            match = CELL.fullmatch(key.removeprefix(f"{name}-")) if key.startswith(name) else None
            if match:
                found.setdefault(int(match[1]), {})[match[2]] = data[key]
        rows = [self._row(row, found[at]) for row, at in enumerate(sorted(found), 1)]
        while rows and is_empty(rows[-1]):
            rows.pop()
        return rows[:MOST_ROWS]

    def _row(self, number: int, cells: Row) -> Row:
        row: Row = {"row": number}
        for column in self.columns:
            value = str(cells.get(column.name, ""))
            # Browsers send line ends of their own; the content files have "\n".
            plain = value.replace("\r\n", "\n").strip()
            row[column.name] = bool(plain) if column.kind == "tick" else plain
        return row

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str, index: str = "0") -> str:
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = list(value or [])
        empty: list[Row] = [
            {} for _ in range(max(self.least - len(rows), 1 if len(rows) < self.most else 0))
        ]
        context["widget"] |= {
            "columns": [column for column in self.columns if column.kind != "hidden"],
            "rows": [self._cells(name, at, row) for at, row in enumerate([*rows, *empty])],
            "blank": self._cells(name, 0, {}),
            "singular": self.singular,
            "most": self.most,
        }
        return context

    def _cells(self, name: str, at: int, row: Row) -> dict[str, Any]:
        wrong = {problem.column for problem in self.problems if problem.row == at + 1}
        cells = [
            {
                "column": column,
                "name": f"{name}-{at}-{column.name}",
                "value": row.get(column.name, ""),
                "label": f"{self.singular.capitalize()} {at + 1}: {column.label.lower()}",
                "wrong": column.name in wrong,
            }
            for column in self.columns
        ]
        return {"number": at + 1, "cells": cells, "wrong": bool(wrong)}


def is_empty(row: Row) -> bool:
    """Nothing typed and nothing ticked; the hidden id alone is nothing."""
    return not any(value for name, value in row.items() if name not in ("row", "id"))


class RowsField(forms.Field):
    """The rows that hold something, each with the number it has on the page."""

    widget: Any = RowsWidget

    def __init__(self, widget: RowsWidget, **kwargs: Any) -> None:
        super().__init__(widget=widget, required=False, **kwargs)

    def to_python(self, value: Any) -> list[Row]:
        return [row for row in value or [] if not is_empty(row)]

    def validate(self, value: list[Row]) -> None:
        check = ProhibitNullCharactersValidator()
        for row in value:
            for cell in row.values():
                check(cell)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _plain(self.to_python(initial)) != _plain(self.to_python(data))


def _plain(rows: list[Row]) -> list[Row]:
    return [{name: value for name, value in row.items() if name != "row"} for row in rows]


class TextWithChoices(forms.TextInput):
    """A text field that offers what is there already: a native list, no script."""

    template_name = "admin/quizzes/widgets/suggested.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions: list[tuple[str, str]] = []

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}_list"
        context["widget"]["attrs"]["list"] = list_id
        context["widget"] |= {"list_id": list_id, "suggestions": self.suggestions}
        return context
