from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from studyapp.http import Request, render_part
from studyapp.labs.engine.pricelist import HOME, MissingPriceError
from studyapp.labs.forms import CostForm
from studyapp.labs.pages import answer, question
from studyapp.labs.prices import facts_of, prices_for


@require_safe
def index(request: Request) -> HttpResponse:
    return render(request, "labs/index.html")


@require_safe
def cost(request: Request) -> HttpResponse:
    """Time and cost of the function that the address describes, or what is wrong with it."""
    form = CostForm(request.GET)
    valid = form.is_valid()
    region = form.cleaned_data.get("region", HOME)
    facts = facts_of(region)
    try:
        prices = prices_for(region, facts)
    except MissingPriceError as missing:
        return render(request, "labs/unpriced.html", {"missing": missing}, status=503)
    context = question(form, prices, facts) | (answer(form, prices, facts) if valid else {})
    context["embedded"] = embedded = "embedded" in request.GET
    status = 200 if valid else 422
    arrives = embedded and request.htmx.target != "result"
    part = "labs/_form.html" if arrives else "labs/_answer.html"
    response = render_part(request, "labs/cost.html", part, context, status=status)
    if valid and request.htmx and not embedded:
        response["HX-Replace-Url"] = f"{reverse('labs:cost')}?{form.query()}".rstrip("?")
    return response
