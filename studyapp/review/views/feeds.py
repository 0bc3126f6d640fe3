"""What works without signing in: the calendar's address, confirming and stopping mails."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt

from studyapp.http import Request
from studyapp.review.calendar import calendar
from studyapp.review.models import Plan
from studyapp.review.plan import events
from studyapp.review.reminders import confirm, is_confirming


def own(request: Request) -> HttpResponse:
    """The calendar of who is signed in."""
    return _calendar(request, get_object_or_404(Plan.objects.of(request.user)))


def feed(request: Request, token: str) -> HttpResponse:
    """The same for a calendar app, which cannot sign in: the address is the key."""
    return _calendar(request, get_object_or_404(Plan, token=token))


def _calendar(request: Request, plan: Plan) -> HttpResponse:
    text = calendar("Lambda Ledger", events(plan, request.build_absolute_uri("/")), plan.changed_at)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="plan.ics"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@csrf_exempt
def stop(request: Request, token: str) -> HttpResponse:
    """End the reminders: one click in the mail program (RFC 8058), or one button here."""
    plan = get_object_or_404(Plan, token=token)
    if request.method == "POST":
        Plan.objects.filter(pk=plan.pk).update(reminds=False)
        plan.reminds = False
    return render(request, "review/stop.html", {"plan": plan})


def confirmed(request: Request, token: str) -> HttpResponse:
    """Confirm the address by a button: programs that open the links of mails press none."""
    if not is_confirming(token):
        raise Http404
    done = request.method == "POST" and confirm(token)
    return render(request, "review/confirm.html", {"done": done, "asked": request.method == "POST"})
