from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from quizzes.importing import content_digest, sync
from quizzes.models import ContentImport
from studyapp.content.checking import check, doubts, overdue
from studyapp.content.loader import ROOT, Problem, load
from studyapp.search.models import Passage


class Command(BaseCommand):
    help = "Bring the database in line with the content files: all of them, or none."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="report problems, write nothing")
        parser.add_argument(
            "--strict-dates", action="store_true", help="a fact past its date is a problem"
        )
        parser.add_argument(
            "--take-files", action="store_true", help="overwrite what was edited in the admin"
        )

    def handle(self, **options: Any) -> None:
        digest = content_digest(ROOT)
        # A check asks no database: there may be none yet.
        last = None if options["check"] or options["take_files"] else ContentImport.objects.last()
        if last and last.digest == digest and Passage.objects.exists():
            self.stdout.write(f"Nothing changed since the import of {last.at:%Y-%m-%d %H:%M} UTC.")
            self.stdout.write("\n".join(last.conflicts), ending="\n" * bool(last.conflicts))
            return
        bundle = load(ROOT)
        check(bundle)
        due = overdue(bundle, datetime.now(UTC).date())
        for key in due:
            self.stderr.write(f"due for a check since {bundle.facts[key].check_by}: {key}")
        for problem in bundle.problems:
            self.stderr.write(str(problem))
        count = len(bundle.problems) + (len(due) if options["strict_dates"] else 0)
        if count:
            raise CommandError(f"{count} problems; nothing was written")
        if options["check"]:
            self._tell_doubts(doubts(bundle), len(bundle.questions))
            shelves = {
                "facts": len(bundle.facts),
                "lessons": len(bundle.lessons),
                "questions": len(bundle.questions),
                "quizzes": len(bundle.quizzes),
                "terms": len(bundle.terms),
                "look-alikes": len(bundle.look_alikes),
            }
            counts = ", ".join(f"{count} {name}" for name, count in shelves.items())
            self.stdout.write(f"{counts}: in order")
        else:
            report = sync(bundle, digest, take_files=options["take_files"])
            self.stdout.write(str(report))

    def _tell_doubts(self, found: list[Problem], n_questions: int) -> None:
        """The item lint's warnings: they refuse nothing."""
        for doubt in found:
            self.stderr.write(f"warning: {doubt}")
        share = 100 * len({doubt.message.partition(":")[0] for doubt in found}) / (n_questions or 1)
        self.stdout.write(f"item lint: {len(found)} warnings, on {share:.1f} % of the questions")
