"""Which content the database holds."""

from datetime import datetime

from django.db import models
from django.utils import timezone


class ContentImport(models.Model):
    """The last import: what it was made of, and what it left for a person to decide."""

    digest = models.CharField(max_length=64)
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=timezone.now)
    conflicts = models.JSONField(default=list)

    class Meta:
        get_latest_by = "at"

    def __str__(self) -> str:
        return f"{self.digest[:12]} at {self.at}"
