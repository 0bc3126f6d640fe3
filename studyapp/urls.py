"""Every address of the site. The top-level ones are stable: scripts rely on them."""

from django.contrib import admin
from django.urls import include, path

from quizzes.urls import exam_patterns
from studyapp import health, offline, theme
from studyapp.accounts.urls import account_patterns
from studyapp.lessons.urls import fact_patterns, look_alike_patterns
from studyapp.lessons.views import companions
from studyapp.progress.carrying.urls import export_patterns
from studyapp.progress.views import home
from studyapp.review.urls import plan_patterns
from studyapp.review.views import feeds

urlpatterns = [
    path("", home, name="home"),
    path("learn/", include("studyapp.lessons.urls")),
    path("facts/", include((fact_patterns, "facts"))),
    path("glossary/", companions.glossary, name="glossary"),
    path("look-alikes/", include((look_alike_patterns, "look-alikes"))),
    path("cheat-sheet/", companions.cheat_sheet, name="cheat-sheet"),
    path("", include("quizzes.urls")),
    path("exam/", include((exam_patterns, "exams"))),
    path("search/", include("studyapp.search.urls")),
    path("labs/", include("studyapp.labs.urls")),
    path("progress/", include("studyapp.progress.urls")),
    path("review/", include("studyapp.review.urls")),
    path("plan/", include((plan_patterns, "plan"))),
    path("plan.ics", feeds.own, name="calendar"),
    path("account/", include(([*account_patterns, *export_patterns], "accounts"))),
    path("theme/", theme.choose, name="theme"),
    path("admin/", admin.site.urls),
    path("offline/", offline.page, name="offline"),
    path("sw.js", offline.worker, name="worker"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
