"""The page of the search, and its results as one types."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from studyapp.http import Request, render_part
from studyapp.search.finding import search

EXAMPLES = ("cold start", "execution role", "timeout", "X-Ray", "iam:PassRole", "10,240 MB")


@require_safe
def index(request: Request) -> HttpResponse:
    """What `q` leads to; without it, what can be searched."""
    found = search(request.GET.get("q", ""), request.user)
    context = {"found": found, "examples": EXAMPLES}
    return render_part(request, "search/index.html", "search/_found.html", context)
