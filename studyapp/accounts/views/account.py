"""An account's own pages: what is kept, and the ways to take it along or make it go."""

from datetime import date

from django.conf import settings
from django.contrib import auth, messages
from django.db import transaction
from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from studyapp.accounts.access import has_account
from studyapp.accounts.belongings import tally
from studyapp.accounts.erasing import erase as erase_user
from studyapp.accounts.forms import EraseForm
from studyapp.http import Request


@never_cache
@require_safe
def account(request: Request) -> HttpResponse:
    """Who you are here and what is kept where: for an account, a guest and a stranger."""
    receipt = request.session.get("receipt")
    context = {
        "kept": tally(request.user),
        "idle_days": settings.GUEST_IDLE_DAYS,
        "receipt": receipt and receipt | {"on": date.fromisoformat(receipt["on"])},
    }
    return render(request, "accounts/account.html", context)


@never_cache
@sensitive_post_parameters("confirm")
def erase(request: Request) -> HttpResponse:
    """Ask once, then delete the user with everything: in the database all or nothing."""
    if not request.user.is_authenticated:
        return redirect("accounts:account")
    form = EraseForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid():
        with transaction.atomic():
            erase_user(request.user)
            auth.logout(request)
        rotate_token(request)
        messages.success(request, "Erased. Nothing about you is kept here any more.")
        return redirect("home")
    context = {"form": form, "kept": tally(request.user)}
    return render(request, "accounts/erase.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def logout(request: Request) -> HttpResponse:
    """Sign out. A guest has no way back in, so a guest stays."""
    if not has_account(request.user):
        return redirect("accounts:account")
    auth.logout(request)
    rotate_token(request)
    messages.info(request, "You are signed out. Your work is kept in your account.")
    return redirect("home")
