from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from studyapp.review.reminders import send_reminders


class Command(BaseCommand):
    help = "Send the reminders of this hour: for a timer, once an hour."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SITE_URL:
            raise CommandError("Set SITE_URL: a mail has to say where the site is.")
        count = send_reminders(timezone.now(), settings.SITE_URL)
        self.stdout.write(f"{count} reminder{'' if count == 1 else 's'} sent")
