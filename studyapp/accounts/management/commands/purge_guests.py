from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from studyapp.accounts.erasing import purge_guests
from studyapp.accounts.models import RateCount, User


class Command(BaseCommand):
    help = "Delete guests idle for too long, with their work; also expired counts and sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, delete nothing")
        parser.add_argument(
            "--days",
            type=int,
            default=settings.GUEST_IDLE_DAYS,
            help="how long a guest may be idle (default: %(default)s)",
        )

    def handle(self, *, dry_run: bool, days: int, **options: Any) -> None:
        if days < 1:
            raise CommandError("--days must be at least 1.")
        now = timezone.now()
        if dry_run:
            count = User.objects.guests().idle(now, days).count()
            self.stdout.write(f"{count} guests idle for {days} days would go.")
            return
        count = purge_guests(now, days)
        RateCount.objects.filter(ends_at__lte=now).delete()
        call_command("clearsessions")
        self.stdout.write(f"{count} guests idle for {days} days deleted, with their work.")
