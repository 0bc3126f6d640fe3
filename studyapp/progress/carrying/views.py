"""Take your work with you, and bring it back."""

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Max
from django.http import FileResponse, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quizzes.models import ContentImport
from studyapp.accounts.exporting import record_of
from studyapp.accounts.guests import learner_for
from studyapp.accounts.limits import spend
from studyapp.http import Request
from studyapp.progress.carrying.anki import package
from studyapp.progress.carrying.forms import BringForm
from studyapp.progress.carrying.intake import compare, take_in
from studyapp.progress.carrying.models import Parcel
from studyapp.progress.carrying.reading import Unfit
from studyapp.progress.carrying.tables import answers_of


@never_cache
@require_safe
@login_required
def export(request: Request) -> HttpResponse:
    """Everything kept about whoever asks, as a JSON file that can be brought back."""
    at = timezone.now()
    newest = ContentImport.objects.aggregate(at=Max("at"))["at"]
    record = record_of(request.user, at, newest.date() if newest else None)
    layout = {"indent": 2, "ensure_ascii": False}
    response = JsonResponse(record, json_dumps_params=layout)
    response.headers["Content-Disposition"] = _named("lambda-ledger", "json")
    return response


@never_cache
@require_safe
def anki(request: Request) -> FileResponse:
    """Recall prompts and questions as Anki decks: what was missed, or with `all=1` everything.

    Strangers get the prompts: all questions are seconds of work, and a crawler asks for anything.
    """
    everything = request.user.is_authenticated and request.GET.get("all") == "1"
    site = request.build_absolute_uri("/").rstrip("/")
    data = package(request.user, site, timezone.now(), everything=everything)
    response = FileResponse(BytesIO(data), content_type="application/octet-stream")
    name = "lambda-ledger-all" if everything else "lambda-ledger"
    response.headers["Content-Disposition"] = _named(name, "apkg")
    return response


@never_cache
@require_safe
@login_required
def answers(request: Request) -> StreamingHttpResponse:
    """One's own answers as a table."""
    lines = answers_of(request.user)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = _named("lambda-ledger-answers", "csv")
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: Request) -> HttpResponse:
    """Choose an export. What cannot be read is refused here, with the place."""
    if request.method != "POST":
        expired = _is_old(request)
        if expired:
            messages.info(request, EXPIRED)
        waits = not expired and Parcel.objects.of(request.user).exists()
        return render(request, "progress/bring.html", {"form": BringForm(), "waits": waits})
    spend("bring", request)
    form = BringForm(request.POST, request.FILES)
    problems: tuple[str, ...] = ()
    if form.is_valid():
        data, now = form.cleaned_data["file"].read(), timezone.now()
        try:
            compare(request.user, data, now)
        except Unfit as unfit:
            problems = unfit.problems
        else:
            Parcel.objects.put(learner_for(request), data, now)
            return redirect("progress:look")
    context = {"form": form, "problems": problems}
    return render(request, "progress/bring.html", context, status=422)


@never_cache
@require_safe
def look(request: Request) -> HttpResponse:
    """What the file that waits would add. Nothing is changed yet."""
    if _is_old(request):
        return redirect("progress:bring")
    parcel = Parcel.objects.of(request.user).first()
    if parcel is None:
        return redirect("progress:bring")
    try:
        intake = compare(request.user, parcel.data, timezone.now())
    except Unfit as unfit:
        context = {"form": BringForm(), "problems": unfit.problems}
        return render(request, "progress/bring.html", context, status=422)
    return render(request, "progress/look.html", {"intake": intake})


@never_cache
@require_POST
def take(request: Request) -> HttpResponse:
    """Take in the file that waits, or let it go; and say what came of it."""
    if request.POST.get("leave"):
        Parcel.objects.of(request.user).delete()
        messages.info(request, "Nothing is taken in, and the file is forgotten.")
        return redirect("progress:bring")
    if not request.user.is_authenticated or _is_old(request):
        return redirect("progress:bring")
    try:
        intake = take_in(request.user, timezone.now())
    except Unfit as unfit:
        context = {"form": BringForm(), "problems": unfit.problems}
        return render(request, "progress/bring.html", context, status=422)
    if intake is None:
        messages.info(request, "No file waits to be taken in: it is in already, or forgotten.")
        return redirect("progress:bring")
    messages.success(request, f"{intake}.")
    return redirect("progress:progress")


EXPIRED = "Your file has waited for more than a day, so it is forgotten. Choose it again."


def _is_old(request: Request) -> bool:
    """Whether a file waited for a day. The next file or the daily job removes it."""
    return bool(Parcel.objects.of(request.user).old(timezone.now()).exists())


def _named(name: str, ending: str) -> str:
    return f'attachment; filename="{name}-{timezone.localdate()}.{ending}"'
