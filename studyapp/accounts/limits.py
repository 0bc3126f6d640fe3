"""How often one address may sign in, sign up or become a guest."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from studyapp.accounts.models import RateCount
from studyapp.http import client_address


class TooMany(Exception):
    """This address did it too often; `wait` says for how many seconds to wait."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"wait {wait} s")
        self.wait = wait


def spend(scope: str, request: HttpRequest) -> None:
    """Count one `scope` for the client's address; raise `TooMany` past its limit.

    The row holds a keyed hash, so the table tells nobody who was here.
    """
    times, seconds = settings.RATE_LIMITS[scope]
    key = salted_hmac("rate", f"{scope}:{client_address(request)}", algorithm="sha256").hexdigest()
    now = timezone.now()
    count, ends_at = RateCount.objects.hit(key, timedelta(seconds=seconds), now)
    if count > times:
        raise TooMany(max(1, int((ends_at - now).total_seconds())))


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: object = None
) -> HttpResponse:
    """The answer of django-axes to one sign-in attempt too many."""
    wait = int(timedelta(hours=settings.AXES_COOLOFF_TIME).total_seconds())
    page = render(request, "429.html", {"wait": wait}, status=429)
    page.headers["Retry-After"] = str(wait)
    return page
