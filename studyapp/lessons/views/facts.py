"""The ledger in public: every fact, and one fact with all that rests on it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from studyapp.http import Request
from studyapp.lessons.models import Fact


def index(request: Request) -> HttpResponse:
    """The whole ledger by topic, or the part that is due or has changed."""
    today = timezone.now().date()
    facts = Fact.objects.all()
    shown = {"due": facts.due(today), "changed": facts.changed()}.get(
        request.GET.get("show", ""), facts
    )
    context = {
        "facts": shown,
        "total": facts.count(),
        "n_due": facts.due(today).count(),
        "n_changed": facts.changed().count(),
        "show": request.GET.get("show", ""),
        "today": today,
    }
    return render(request, "facts/index.html", context)


def fact(request: Request, key: str) -> HttpResponse:
    """One fact: statement, source, dates, what older material says, where it is used."""
    fact = get_object_or_404(Fact, key=key)
    today = timezone.now().date()
    context = {"fact": fact, "is_due": fact.is_due(today), "lessons": fact.lessons.all()}
    return render(request, "facts/fact.html", context)
