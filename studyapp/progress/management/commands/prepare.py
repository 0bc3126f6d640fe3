import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from quizzes.importing import sync
from studyapp.content.checking import check
from studyapp.content.loader import ROOT, load
from studyapp.lessons.models import Lesson
from studyapp.search.models import Passage


class Command(BaseCommand):
    help = "What `start` does before it serves. Quick when nothing changed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo", action="store_true", help="add a class and a month of answers"
        )

    def handle(self, **options: Any) -> None:
        settings.VAR.mkdir(exist_ok=True)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
        self._static_files()
        self._content()
        if options["demo"]:
            call_command("make_demo")

    def _static_files(self) -> None:
        """Collect and compress; brotli takes seconds, so only when a file changed."""
        stamp = settings.STATIC_ROOT / ".stamp"
        digest = _digest(settings.BASE_DIR / "static", settings.BASE_DIR / "requirements.txt")
        if stamp.exists() and stamp.read_text() == digest:
            return
        self.stdout.write("Compressing static files …")
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(digest)

    def _content(self) -> None:
        """Import when the files differ from what was imported last, here or elsewhere."""
        stamp = settings.VAR / "content.stamp"
        database = str(settings.DATABASES["default"]["NAME"])
        digest = _digest(ROOT, settings.BASE_DIR / "requirements.txt") + database
        is_there = Lesson.objects.exists() and Passage.objects.exists()
        if stamp.exists() and stamp.read_text() == digest and is_there:
            return
        bundle = load()
        check(bundle)
        if bundle.problems:
            raise CommandError("\n".join(map(str, bundle.problems)))
        self.stdout.write(f"Content: {sync(bundle)}")
        stamp.write_text(digest)


def _digest(*roots: Path) -> str:
    """A fingerprint of every file at or below `roots`: names, sizes and contents."""
    digest = hashlib.sha256()
    for root in roots:
        paths = sorted(path for path in root.rglob("*") if path.is_file()) or [root]
        for path in paths:
            if "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest()
