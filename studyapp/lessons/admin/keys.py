from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class KeyedByText(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows whose key is a text. PostgreSQL refuses to be asked for one with a NUL in it."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        if "\0" in object_id:
            return None
        return super().get_object(request, object_id, from_field)
