"""A bare view on the same stack: what a save costs when nothing is checked but who asks.

Three SELECTs (session, user, attempt), BEGIN, one upsert, COMMIT, 150 bytes. It is the
ceiling that `run.py` compares our own save with: same server, middleware and database.
"""

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from quizzes.models import Attempt

TABLE = """
CREATE TABLE IF NOT EXISTS bare_answer (
    attempt varchar(32), slot integer, choice text, PRIMARY KEY (attempt, slot))
"""
UPSERT = """
INSERT INTO bare_answer (attempt, slot, choice) VALUES (%s, %s, %s)
ON CONFLICT (attempt, slot) DO UPDATE SET choice = excluded.choice
"""
FRAGMENT = "<p class='saved'>Saved.</p>".ljust(150)


def save(request: HttpRequest, pk: str, position: int) -> HttpResponse:
    attempt = Attempt.objects.get(pk=pk, user=request.user.pk)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(UPSERT, [attempt.pk.hex, position, request.POST["answer"]])
    return HttpResponse(FRAGMENT)


urlpatterns: list[URLPattern | URLResolver] = [
    path("bare/<uuid:pk>/<int:position>/", save),
    path("", include(settings.WHOLE_URLCONF)),
]
