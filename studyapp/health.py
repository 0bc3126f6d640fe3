"""Two addresses for whoever watches the process. Neither needs a session."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from studyapp.lessons.models import Fact, Lesson


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """The site can serve: database reachable, migrations applied, content present."""
    checks = {"database": False, "migrations": False, "content": False}
    try:
        connection.ensure_connection()
        checks["database"] = True
        executor = MigrationExecutor(connection)
        checks["migrations"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        checks["content"] = (
            checks["migrations"] and Lesson.objects.exists() and Fact.objects.exists()
        )
    except DatabaseError:
        pass
    ready = all(checks.values())
    status = "ok" if ready else "not ready"
    return JsonResponse({"status": status, "checks": checks}, status=200 if ready else 503)
