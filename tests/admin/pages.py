"""Pages of the admin for tests: their addresses, what they refuse, and who may only look."""

from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.urls import reverse

from studyapp.accounts.roles import instructors


def change_page(row: Model) -> str:
    """Where a row is changed."""
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])


def errors_of(response: HttpResponse) -> Any:
    """What a form refused, by field."""
    assert response.status_code == 200
    return response.context["adminform"].form.errors  # type: ignore[attr-defined]


def let_only_look(model: str) -> None:
    """Take from the instructors the right to add and to change rows of a model."""
    permissions = instructors().permissions
    permissions.remove(*permissions.filter(codename__in=[f"add_{model}", f"change_{model}"]))
