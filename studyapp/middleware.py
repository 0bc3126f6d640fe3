"""What happens around every request."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from studyapp import logs
from studyapp.accounts.limits import TooMany
from studyapp.http import Request

GetResponse = Callable[[Request], HttpResponse]
log = logging.getLogger("studyapp.requests")
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def request_id(get_response: GetResponse) -> GetResponse:
    """Give the request an id, or keep the one our proxy gave it; log one line about it."""

    def middleware(request: Request) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request.id = given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        token, start = logs.request_id.set(request.id), time.perf_counter()
        try:
            response = get_response(request)
            response.headers["X-Request-Id"] = request.id
            fields = {
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "ms": round((time.perf_counter() - start) * 1000, 1),
            }
            log.info("request", extra={"fields": fields})
            return response
        finally:
            logs.request_id.reset(token)

    return middleware


def htmx_responses(get_response: GetResponse) -> GetResponse:
    """Make every response safe to give to htmx.

    One URL may answer with a page or with a part of it, so caches are told to
    keep the two apart. A redirect to the login is made one that the browser
    follows: htmx would swap the login page into the middle of the old one.
    """

    def middleware(request: Request) -> HttpResponse:
        response = get_response(request)
        if request.htmx and "Location" in response.headers:
            login_url = resolve_url(settings.LOGIN_URL)
            if response.headers["Location"].startswith(login_url):
                response = HttpResponseClientRedirect(login_url)
        patch_vary_headers(response, ["HX-Request"])
        return response

    return middleware


def friendly_limits(get_response: GetResponse) -> GetResponse:
    """Turn `TooMany` from any view into the 429 page, with the time to wait."""

    class Middleware:
        def __call__(self, request: Request) -> HttpResponse:
            return get_response(request)

        def process_exception(self, request: Request, exception: Exception) -> HttpResponse | None:
            if not isinstance(exception, TooMany):
                return None
            response = render(request, "429.html", {"wait": exception.wait}, status=429)
            response.headers["Retry-After"] = str(exception.wait)
            return response

    return Middleware()
