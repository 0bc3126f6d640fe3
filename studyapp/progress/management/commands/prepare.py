from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from studyapp.accounts.roles import keep_in_line
from studyapp.digests import digest_of


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
        keep_in_line()
        self._static_files()
        call_command("import_content", stdout=self.stdout, stderr=self.stderr)
        if options["demo"]:
            call_command("make_demo")

    def _static_files(self) -> None:
        """Collect and compress; brotli takes seconds, so only when a file changed."""
        stamp = settings.STATIC_ROOT / ".stamp"
        digest = digest_of(settings.BASE_DIR / "static", settings.BASE_DIR / "requirements.txt")
        if stamp.exists() and stamp.read_text() == digest:
            return
        self.stdout.write("Compressing static files …")
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(digest)
