"""The ledger in public: every fact, one fact with all that rests on it, and what changed."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.db.models.fields.json import KeyTextTransform
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from studyapp.http import Request, render_part
from studyapp.lessons.changes import changes
from studyapp.lessons.forms import LedgerForm
from studyapp.lessons.models import Fact

PAGE = 60
ALL_QUESTIONS = 12
"""More questions than these are only counted on a fact's page."""


def index(request: Request) -> HttpResponse:
    """The ledger, or the part of it that the filters leave."""
    today = timezone.now().date()
    form = LedgerForm(request.GET)
    page = Paginator(form.chosen(today), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rest": form.query(),
        "today": today,
        "counts": Fact.objects.aggregate(
            total=Count("pk"),
            changed=Count("pk", filter=~Q(then="")),
            due=Count("pk", filter=Q(check_by__lt=today)),
        ),
    }
    return render_part(request, "facts/index.html", "facts/_list.html", context)


def fact(request: Request, key: str) -> HttpResponse:
    """One fact: statement, source, dates, what older material says, where it is used."""
    fact = get_object_or_404(Fact, key=key)
    today = timezone.now().date()
    named = fact.questions.asked().annotate(topic=KeyTextTransform("topic", "versions__body"))
    questions = list(named.order_by("slug")[: ALL_QUESTIONS + 1])
    context = {
        "fact": fact,
        "is_due": fact.is_due(today),
        "lessons": fact.lessons.defer("blocks"),
        "questions": questions[:ALL_QUESTIONS],
        "more_questions": len(questions) > ALL_QUESTIONS,
        "revisions": fact.revisions.all()[:20],
    }
    return render(request, "facts/fact.html", context)


def change_log(request: Request) -> HttpResponse:
    """What changed at AWS, and what this ledger said otherwise before."""
    page = Paginator(changes(), PAGE).get_page(request.GET.get("page"))
    return render(request, "facts/changes.html", {"page": page})
