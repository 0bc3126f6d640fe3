"""What was meant when a review session began."""

from django.db import models


class Session(models.Model):
    """Beside an attempt of mode review: how many items, how long, how strong before."""

    attempt = models.OneToOneField("quizzes.Attempt", models.CASCADE, related_name="session")
    minutes = models.PositiveSmallIntegerField()
    n_items = models.PositiveSmallIntegerField()
    seconds = models.PositiveIntegerField()
    # Mean recall on `aim`, as predicted when it began.
    aim = models.DateField()
    strength = models.FloatField()

    def __str__(self) -> str:
        return f"{self.n_items} items in {self.minutes} minutes"

    @property
    def seconds_each(self) -> float:
        return self.seconds / max(1, self.n_items)
