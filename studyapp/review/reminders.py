"""Reminders by e-mail: at most one a day, only to confirmed addresses, each with its way out."""

import logging
from datetime import UTC, datetime
from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from studyapp.review.models import Plan
from studyapp.review.today import today_of

log = logging.getLogger(__name__)
SALT = "review.confirm"
CONFIRM_WITHIN = 7 * 24 * 60 * 60


def confirmation(plan: Plan) -> str:
    """What the confirming link carries: this address of this plan."""
    return signing.dumps([plan.pk, plan.user.email], salt=SALT)


def confirm(token: str) -> bool:
    """Note that the address gets its mail; False where the link is too old, or not ours."""
    try:
        pk, email = signing.loads(token, salt=SALT, max_age=CONFIRM_WITHIN)
    except (signing.BadSignature, ValueError):
        return False
    return bool(Plan.objects.filter(pk=pk, user__email=email).update(confirmed=email))


def is_confirming(token: str) -> bool:
    """Whether the link is ours and still holds."""
    try:
        signing.loads(token, salt=SALT, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        return False
    return True


def ask_to_confirm(plan: Plan, base: str) -> None:
    """Send the link that confirms the address."""
    url = urljoin(base, reverse("plan:confirm", args=[confirmation(plan)]))
    _send(plan, "Confirm your reminders", "review/mail/confirm.txt", base, {"url": url})


def send_reminders(now: datetime, base: str) -> int:
    """Remind whoever asked for it and has something to review; return how many were.

    Two workers may run at once: each plan is claimed by one UPDATE before its mail goes out.
    Who has nothing to review, or has done it, is left in peace.
    """
    sent, day = 0, now.astimezone(UTC).date()
    for plan in Plan.objects.to_remind(now).select_related("user").iterator(chunk_size=200):
        today = today_of(plan.user, now)
        if not today.picks or not plan.claim(day):
            continue
        try:
            url = urljoin(base, reverse("review:review"))
            count = len(today.picks)
            subject = f"Today: {today.minutes} min, {count} item{'' if count == 1 else 's'}"
            context = {"url": url, "today": today}
            _send(plan, subject, "review/mail/reminder.txt", base, context)
        except OSError:
            log.exception("a reminder could not be sent", extra={"fields": {"plan": plan.pk}})
            plan.give_back(day)
        else:
            sent += 1
    return sent


def _send(plan: Plan, subject: str, template: str, base: str, context: dict[str, object]) -> None:
    stop = urljoin(base, reverse("plan:stop", args=[plan.token]))
    EmailMessage(
        subject=f"{subject} · Lambda Ledger",
        body=render_to_string(template, context | {"stop": stop, "plan": plan}),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[plan.user.email or ""],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    ).send()
