"""Who is signed in, and where to go afterwards."""

from typing import Any

from django.contrib.auth.decorators import user_passes_test
from django.utils.http import url_has_allowed_host_and_scheme

from studyapp.http import Request


def has_account(user: Any) -> bool:
    """Signed in with an address and a password; a guest is not."""
    return user.is_authenticated and not user.is_guest


# Sends guests and strangers to the sign-in page, and back afterwards.
account_required = user_passes_test(has_account)


def way_on(request: Request) -> str:
    """Where the visitor wanted to go, if it is a page of ours; else ""."""
    goal = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(goal, {request.get_host()}, request.is_secure())
    return goal if ours else ""
