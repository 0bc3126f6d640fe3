from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from studyapp.progress.demo import PASSWORD, make_demo


class Command(BaseCommand):
    help = "A class with a month of answers, so that every page has something to show."

    def handle(self, **options: Any) -> None:
        made = make_demo(timezone.now())
        if made:
            self.stdout.write(f"Demo: {made} answers. Sign in with the password “{PASSWORD}” as:")
            self.stdout.write(
                "  teacher@demo.example (instructor), learner1@demo.example (learner)"
            )
        else:
            self.stdout.write("The demo class is there already.")
