"""What every view shares: the type of a request, page or part, and where a client is."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """A request as our middleware leaves it."""

    htmx: HtmxDetails
    id: str


def render_part(
    request: Request, page: str, part: str, context: dict[str, Any], **kwargs: Any
) -> HttpResponse:
    """Render `part` alone if htmx will swap it in, else the whole `page` around it."""
    htmx = request.htmx
    alone = htmx and not htmx.boosted and not htmx.history_restore_request
    return render(request, part if alone else page, context, **kwargs)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asked for data rather than for a page."""
    return request.headers.get("Accept", "") == "application/json"


def leave_for(request: Request, target: Any) -> HttpResponse:
    """Redirect to another page; from htmx the browser goes there, or a page lands in a page."""
    if request.htmx:
        return HttpResponseClientRedirect(resolve_url(target))
    return redirect(target)


def client_address(request: HttpRequest) -> str:
    """The address of the client, believing only our own `PROXIES` many proxies.

    Each proxy appends the address it saw to X-Forwarded-For; what stands left of
    ours was written by the client and proves nothing.
    """
    seen: list[str] = [request.META.get("REMOTE_ADDR", "")]
    if settings.PROXIES:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        seen = [part.strip() for part in forwarded.split(",") if part.strip()] or seen
        return seen[-settings.PROXIES] if len(seen) >= settings.PROXIES else seen[0]
    return seen[0]
