from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from quizzes.models import Attempt


class Command(BaseCommand):
    help = "End the mock exams whose time, grace included, is over. Run it every minute or so."

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        count = Attempt.objects.overdue(now).submit(now)
        self.stdout.write(f"{count} attempt{'' if count == 1 else 's'} closed.")
