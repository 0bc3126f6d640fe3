from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from studyapp.progress.forecasting import keep_forecasts


class Command(BaseCommand):
    help = "Count first answers, store today's forecasts, settle those of finished mock exams."

    def handle(self, **options: Any) -> None:
        stored, settled = keep_forecasts(timezone.now())
        self.stdout.write(f"Stored {stored} forecasts; mock exams settled {settled}.")
