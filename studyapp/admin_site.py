"""The admin site of this product."""

from typing import Any, cast

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse

from studyapp.accounts.guests import take_along
from studyapp.http import Request


class StudyAdminSite(AdminSite):
    site_header = "Lambda Ledger · authoring"
    site_title = "Lambda Ledger"
    index_title = "What would you like to work on?"
    enable_nav_sidebar = False

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """As Django's; what was done as a guest comes along here too."""
        visitor = request.user
        was_guest = visitor.is_authenticated and visitor.is_guest
        response = super().login(request, extra_context)
        if was_guest and request.user.pk != visitor.pk:
            take_along(cast(Request, request), visitor)
        return response
