"""Coming in: signing up, signing in, and what is taken along."""

from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from studyapp.accounts.access import has_account, way_on
from studyapp.accounts.belongings import tally
from studyapp.accounts.forms import LoginForm, SignUpForm
from studyapp.accounts.guests import BACKEND, take_along
from studyapp.accounts.limits import spend
from studyapp.accounts.models import User
from studyapp.http import Request


@never_cache
@sensitive_post_parameters("password")
def signup(request: Request) -> HttpResponse:
    """Make an account. A guest's row becomes it, so everything done so far is in it."""
    if has_account(request.user):
        return _here_already(request)
    form = SignUpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        spend("signup", request)
    try:
        account = form.save(request.user) if form.is_valid() else None
    except User.DoesNotExist:  # signed up or in already, in another tab
        return redirect("accounts:account")
    if account is None:
        return _form_page(request, "accounts/signup.html", form)
    auth.login(request, account, backend=BACKEND)
    messages.success(request, _welcome(tally(account)))
    return redirect(way_on(request) or "accounts:account")


def _welcome(kept: tuple[str, ...]) -> str:
    return (
        f"Your account is made, with {', '.join(kept)} in it." if kept else "Your account is made."
    )


@never_cache
@sensitive_post_parameters("password")
def login(request: Request) -> HttpResponse:
    """Sign in. What was done in this browser as a guest comes along, with a receipt."""
    if has_account(request.user):
        return _here_already(request)
    form = LoginForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid():
        guest = request.user
        with transaction.atomic():
            auth.login(request, form.get_user())
            take_along(request, guest)
        return redirect(way_on(request) or settings.LOGIN_REDIRECT_URL)
    return _form_page(request, "accounts/login.html", form)


def _here_already(request: Request) -> HttpResponse:
    messages.info(request, "You are signed in. To use another account, sign out first.")
    return redirect("accounts:account")


def _form_page(request: Request, template: str, form: Any) -> HttpResponse:
    context = {"form": form, "next": way_on(request), "kept": tally(request.user)}
    return render(request, template, context, status=422 if form.errors else 200)
