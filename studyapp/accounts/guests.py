"""Becoming someone at the first write, and never before; becoming one with an account later."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac

from studyapp.accounts.limits import spend
from studyapp.accounts.merging import merge
from studyapp.accounts.models import User
from studyapp.http import Request

BACKEND = "django.contrib.auth.backends.ModelBackend"
# For so long may requests without a session, sent side by side by one browser, share a guest.
CLAIM = timedelta(minutes=2)


def learner_for(request: Request) -> User:
    """The user who writes: who is signed in, or a guest made now."""
    if request.user.is_authenticated:
        if request.user.touch(timezone.now()):
            request.session.modified = True  # so the cookie, too, lives on from today
        return request.user
    secret = request.META.get("CSRF_COOKIE", "")
    guest = _guest_of(request, secret)
    login(request, guest, backend=BACKEND)
    # `login` renews the CSRF secret, which would refuse every form already open
    # in this browser. A guest gains no right by it, so the old one may stay.
    if secret:
        request.META["CSRF_COOKIE"] = secret
    return guest


def _guest_of(request: Request, secret: str) -> User:
    """A new guest, or the one that a request sent beside this one has just made.

    Two clicks on a first answer carry no session, but the same CSRF cookie. Its
    hash is unique in the table, so they meet in one row. The claim is short: the
    cookie is not meant to be a key to an account.
    """
    key = salted_hmac("guest", secret or get_random_string(32), algorithm="sha256").hexdigest()
    holders, limit = User.objects.guests().filter(guest_key=key), timezone.now() - CLAIM
    guest: User | None = holders.filter(date_joined__gt=limit).first()
    if guest:
        return guest
    spend("guest", request)
    # Only a claim that has lapsed is taken away: one made this moment must stand.
    holders.filter(date_joined__lte=limit).update(guest_key=None)
    guest = User(guest_key=key)
    guest.set_unusable_password()
    try:
        with transaction.atomic():
            guest.save()
    except IntegrityError:
        guest = User.objects.get(guest_key=key)
    return guest


STRANGER = "stranger"
"""The name of whoever has no row yet. The first write makes a guest of them."""


def public_name(user: Any) -> str:
    """A name for a browser's own books: stable, and telling nothing about who it is."""
    if not user.is_authenticated:
        return STRANGER
    return salted_hmac("public name", str(user.pk), algorithm="sha256").hexdigest()[:16]


def names_of(request: HttpRequest) -> tuple[str, str]:
    """Under which name this person's browser keeps things now, and under which it did before.

    An error page may be shown for a request that never got as far as to have a user.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return STRANGER, ""
    before = STRANGER if user.is_guest else request.session.get("was", "")
    return public_name(user), before


def take_along(request: Request, guest: Any) -> None:
    """Merge the guest of this browser into who has just signed in, and say what was moved."""
    if not guest.is_authenticated:
        return
    if guest.is_guest:
        request.session["was"] = public_name(guest)
    receipt = merge(guest, request.user)
    if not receipt:
        return
    request.session["receipt"] = {"text": str(receipt), "on": str(timezone.localdate())}
    if receipt.dropped:
        messages.warning(request, f"{receipt}. Nothing is deleted: ask us to look for it.")
    else:
        messages.success(request, f"{receipt}. Your account has it all now.")
