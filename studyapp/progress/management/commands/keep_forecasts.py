from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from studyapp.progress.carrying.models import Parcel
from studyapp.progress.forecasting import keep_forecasts


class Command(BaseCommand):
    help = (
        "Count first answers, store today's forecasts, settle those of finished mock exams; "
        "forget exports that nobody took in for a day."
    )

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        Parcel.objects.old(now).delete()
        stored, settled = keep_forecasts(now)
        self.stdout.write(f"Stored {stored} forecasts; mock exams settled {settled}.")
