"""Reading: the list of lessons, one lesson, and what a learner marks in it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from studyapp.accounts.access import way_on
from studyapp.accounts.guests import learner_for
from studyapp.http import Request, render_part
from studyapp.lessons.forms import RecallForm
from studyapp.lessons.models import Lesson, LessonRead, Recall
from studyapp.lessons.pages import lesson_page, prompt_of

NOTED = {
    Recall.Outcome.KNEW: "Noted: you knew it.",
    Recall.Outcome.NOT_YET: "Noted: not yet. It comes back here.",
    Recall.Outcome.SKIPPED: "Skipped. It stays here for another time.",
}


def index(request: Request) -> HttpResponse:
    """Every lesson in order, with what the learner has read."""
    read = set(LessonRead.objects.of(request.user).values_list("lesson_id", flat=True))
    lessons = list(Lesson.objects.defer("blocks"))
    for number, lesson in enumerate(lessons, 1):
        lesson.number = number  # type: ignore[attr-defined]
    return render(request, "lessons/index.html", {"lessons": lessons, "read": read})


def lesson(request: Request, slug: str) -> HttpResponse:
    """One lesson with its facts, prompts and the way on."""
    lesson = get_object_or_404(Lesson, slug=slug)
    return render(request, "lessons/lesson.html", lesson_page(lesson, request.user))


@require_POST
def mark_read(request: Request, slug: str) -> HttpResponse:
    """Set or take back the learner's own mark. Either may be sent twice."""
    lesson = get_object_or_404(Lesson, slug=slug)
    learner = learner_for(request)
    marks = LessonRead.objects.filter(user=learner, lesson=lesson)
    if request.POST.get("read") == "no":
        marks.delete()
    else:
        mark = LessonRead(user=learner, lesson=lesson, read_at=timezone.now())
        LessonRead.objects.bulk_create([mark], ignore_conflicts=True)
    if request.htmx:
        return render(
            request, "lessons/_read_mark.html", {"lesson": lesson, "is_read": marks.exists()}
        )
    return redirect(f"{lesson.get_absolute_url()}#read-mark")


@require_POST
def recall(request: Request, slug: str, prompt: str) -> HttpResponse:
    """Note how the learner did on one prompt; the same click sent twice is one note.

    Another page that shows prompts names itself as `next` and gets the learner back.
    """
    lesson = get_object_or_404(Lesson, slug=slug)
    if lesson.prompt(prompt) is None:
        raise Http404
    form, back = RecallForm(request.POST), way_on(request)
    if not form.is_valid():
        page = lesson_page(lesson, request.user, back)
        page |= {"prompt": prompt_of(page, prompt), "refused": prompt}
        return render_part(request, "lessons/lesson.html", "lessons/_prompt.html", page, status=422)
    outcome = form.cleaned_data["outcome"]
    Recall.objects.bulk_create(
        [Recall(user=learner_for(request), lesson=lesson, prompt=prompt, **form.cleaned_data)],
        ignore_conflicts=True,
    )
    if request.htmx:
        shown = prompt_of(lesson_page(lesson, request.user, back), prompt)
        return render(
            request, "lessons/_prompt.html", {"lesson": lesson, "prompt": shown, "done": outcome}
        )
    if back:
        messages.success(request, NOTED[outcome])
        return redirect(back)
    return redirect(f"{lesson.get_absolute_url()}#prompt-{prompt}")
