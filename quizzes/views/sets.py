"""Building a practice set: what was wished for is drawn, or what comes nearest is offered."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from quizzes.forms import SetForm
from quizzes.models import Attempt, QuestionVersion
from quizzes.sets import Stock, nothing_fits, title_of, titles_of_lessons
from quizzes.views.practise import shelf_page
from studyapp.accounts.guests import learner_for
from studyapp.http import Request

FEWER = "Only {count} of the {size} that you asked for fit: these are all."


def build(request: Request) -> HttpResponse:
    """Begin a set, or say that nothing fits and what does."""
    if request.method != "POST":
        return redirect("quizzes:index")
    titles = titles_of_lessons()
    form = SetForm(request.POST, titles=titles)
    if not form.is_valid():
        return shelf_page(request, form, status=422)
    same = Attempt.objects.of(request.user).filter(pk=form.cleaned_data["attempt"]).first()
    if same:
        return redirect(same)
    stock, wish = Stock(request.user), form.wish()
    versions = stock.draw(wish, form.cleaned_data["attempt"])
    if not versions:
        context = {"nothing": nothing_fits(wish, titles), "nearest": stock.nearest(wish, titles)}
        return shelf_page(request, form, status=422, **context)
    return redirect(_begin(request, form, versions, title_of(wish, len(versions), titles)))


def _begin(request: Request, form: SetForm, versions: list[QuestionVersion], title: str) -> Attempt:
    size = form.cleaned_data["size"]
    attempt = Attempt(
        id=form.cleaned_data["attempt"],
        user=learner_for(request),
        title=title,
        mode=form.cleaned_data["mode"],
        started_at=timezone.now(),
    )
    try:
        begun = attempt.begin(attempt.layout(versions))
    except Attempt.DoesNotExist:
        raise Http404 from None
    if len(versions) < size:
        messages.info(request, FEWER.format(count=len(versions), size=size))
    return begun
