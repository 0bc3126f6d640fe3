"""The site's addresses and a few that fail: each error page as a learner would meet it."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path

from studyapp.accounts.limits import TooMany
from studyapp.urls import urlpatterns as of_the_site


def bad(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def denied(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def too_many(request: HttpRequest) -> HttpResponse:
    raise TooMany(600)


def fault(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("made for the test")


urlpatterns = [
    *of_the_site,
    path("bad/", bad),
    path("denied/", denied),
    path("too-many/", too_many),
    path("fault/", fault),
]
