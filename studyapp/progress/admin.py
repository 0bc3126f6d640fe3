"""Forecasts at the instructor's desk: how good they were. Whose they are is not shown."""

from typing import Any

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse

from quizzes.engine.readiness.words import span
from studyapp.progress.forecasting import Accuracy
from studyapp.progress.models import HAIR, Forecast


class ResultFilter(admin.SimpleListFilter):
    """Settled ones, by what came of them."""

    title, parameter_name = "result", "result"
    ABOVE, BELOW = Q(share__gt=F("high") + HAIR), Q(share__lt=F("low") - HAIR)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("held", "held"), ("above", "better than said"), ("below", "worse than said")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Forecast]) -> QuerySet[Forecast]:
        settled = queryset.exclude(exam=None)
        chosen = {
            "held": settled.exclude(self.ABOVE | self.BELOW),
            "above": settled.filter(self.ABOVE),
            "below": settled.filter(self.BELOW),
        }
        return chosen.get(str(self.value()), queryset)


@admin.register(Forecast)
class ForecastAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Read only: what was said is not edited. It may go with its learner's account."""

    list_display = ["day", "said", "of_the_exam", "line_reached", "n", "size", "came", "held"]
    list_display_links = None
    list_filter = [ResultFilter]
    show_facets = admin.ShowFacets.NEVER
    date_hierarchy = "day"
    list_per_page = 50
    actions = None

    @admin.display(description="interval", ordering="mean")
    def said(self, row: Forecast) -> str:
        return span(row.low, row.high)

    @admin.display(description="for the day of the exam")
    def of_the_exam(self, row: Forecast) -> str:
        then = row.then
        return f"{span(then['low'], then['high'])} on {then['day']}" if then else "–"

    @admin.display(description="chance of the practice line", ordering="probability")
    def line_reached(self, row: Forecast) -> str:
        return f"{row.probability * 100:.0f} %"

    @admin.display(description="mock exam", ordering="share")
    def came(self, row: Forecast) -> str:
        return "not yet" if row.share is None else f"{row.share * 100:.0f} %"

    @admin.display(description="held", boolean=True)
    def held(self, row: Forecast) -> bool | None:
        return row.held

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        shown = {"accuracy": Accuracy.now(), "title": "How good the forecasts are"}
        return super().changelist_view(request, shown | (extra_context or {}))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
