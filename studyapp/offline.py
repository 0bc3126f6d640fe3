"""What a browser may keep to be read without a network, and the worker that keeps it.

The worker asks nothing of a page but the header `X-Keep`: the server decides what may be
kept, and never marks an answer that carries a cookie. (Django renews the CSRF cookie with
every form. It names nobody, and a browser's cache keeps no cookies.)
"""

import json
from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from studyapp.http import Request

KEEPABLE = {"lessons:lesson": "lesson"}
"""View names, and as what their page is kept."""

SCRIPTS = ["site", "shell", "database", "loose", "store", "outbox", "strip", "seconds", "forms"]
SCRIPTS += ["saving", "marks", "comparing", "telling", "packet", "onwards", "quiz", "kinds"]
SCRIPTS += ["quiz-keys", "offline"]
SHELL = ["css/site.css", "img/favicon.svg", "django_htmx/htmx-2.min.js"]
SHELL += [f"js/{name}.js" for name in SCRIPTS]


def marks_keepable(get_response: Callable[[Request], HttpResponse]) -> Callable[..., HttpResponse]:
    """Say which answers a browser may keep: whole pages of `KEEPABLE` views that set no cookie."""

    def middleware(request: Request) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        kept_as = KEEPABLE.get(match.view_name) if match else None
        whole = request.method == "GET" and response.status_code == 200
        cookies = set(response.cookies) - {settings.CSRF_COOKIE_NAME}
        if kept_as and whole and not cookies and not request.htmx:
            response.headers["X-Keep"] = kept_as
        return response

    return middleware


@require_safe
def page(request: Request) -> HttpResponse:
    """What is shown where a page cannot be reached: what can. The same for everybody."""
    return render(request, "offline/offline.html")


@require_safe
@cache_control(no_cache=True)
def worker(request: Request) -> HttpResponse:
    """The service worker. At the root, or it could only look after `/static/`.

    Its text changes when a file of the shell does: that is how a browser learns of it.
    """
    shell = ["/offline/", *(static(name) for name in SHELL)]
    text = (
        f"self.SHELL = {json.dumps(shell)};\nimportScripts({json.dumps(static('js/worker.js'))});\n"
    )
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")
