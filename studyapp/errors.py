"""Pages for what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form older than the last sign-in, or one from another site: say how to go on."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
