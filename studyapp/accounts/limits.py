"""How often one address may sign in, sign up or become a guest, and one person may report."""

import ipaddress
from datetime import timedelta
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from studyapp.accounts.models import RateCount, User
from studyapp.http import client_address

# Failed sign-ins from one address within the cool-off: for one account, and for all together.
FAILURES_OF_A_NAME = 5
FAILURES_OF_AN_ADDRESS = 50


class TooMany(Exception):
    """This address did it too often; `wait` says for how many seconds to wait."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"wait {wait} s")
        self.wait = wait


def spend(scope: str, request: HttpRequest, person: User | None = None) -> None:
    """Count one `scope` for the client's address, or for `person`; raise `TooMany` past its limit.

    The row holds a keyed hash, so the table tells nobody who was here.
    """
    times, seconds = settings.RATE_LIMITS[scope]
    place = f"user {person.pk}" if person else _place(client_address(request))
    key = salted_hmac("rate", f"{scope}:{place}", algorithm="sha256").hexdigest()
    now = timezone.now()
    count, ends_at = RateCount.objects.hit(key, timedelta(seconds=seconds), now)
    if count > times:
        raise TooMany(max(1, int((ends_at - now).total_seconds())))


def _place(address: str) -> str:
    """The address, or the network of an IPv6 one: a single customer holds all of its addresses.

    >>> _place("192.0.2.7"), _place("2001:db8:1:2:3:4:5:6"), _place("unknown")
    ('192.0.2.7', '2001:db8:1:2::/64', 'unknown')
    """
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        return address
    return str(ipaddress.ip_network((address, 64), strict=False)) if version == 6 else address


def username(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """The name under which django-axes counts: an address is the same in any case."""
    given = (credentials or request.POST).get("username")
    return given.strip().lower() if given else None


def failure_limit(request: Any, credentials: object = None) -> int:
    """At how many failures django-axes refuses this name from this address.

    It counts each name apart, so an address could try one password on every
    account. One that failed too often altogether gets 0: refused at once.
    """
    attempts = AccessAttempt.objects.filter(
        ip_address=request.axes_ip_address, attempt_time__gte=get_cool_off_threshold(request)
    )
    failures = attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0
    return 0 if failures >= FAILURES_OF_AN_ADDRESS else FAILURES_OF_A_NAME


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: object = None
) -> HttpResponse:
    """The answer of django-axes to one sign-in attempt too many."""
    wait = int(timedelta(hours=settings.AXES_COOLOFF_TIME).total_seconds())
    page = render(request, "429.html", {"wait": wait}, status=429)
    page.headers["Retry-After"] = str(wait)
    return page
