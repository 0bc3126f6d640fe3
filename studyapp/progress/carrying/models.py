"""What was uploaded and waits for its owner's word."""

import zlib
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models

KEPT_FOR = timedelta(hours=24)


class ParcelQuerySet(models.QuerySet["Parcel"]):
    def of(self, user: Any) -> Self:
        return self.filter(user=user) if user.is_authenticated else self.none()

    def old(self, at: datetime) -> Self:
        """Those that have waited too long: nobody may take them in."""
        return self.filter(made_at__lt=at - KEPT_FOR)

    def put(self, user: Any, data: bytes, at: datetime) -> None:
        """Keep this file for the user in the place of an earlier one; forget what nobody took."""
        self.old(at).delete()
        packed = zlib.compress(data)
        self.update_or_create(user=user, defaults={"packed": packed, "made_at": at})

    def hand_over(self, guest: Any, account: Any) -> int:
        """The newest file waits: here the guest's."""
        mine = self.of(guest)
        if not mine.exists():
            return 0
        self.of(account).delete()
        return mine.update(user=account)

    def export(self) -> list[dict[str, Any]]:
        """When it came; it holds what an export held, and is gone within a day."""
        return [{"made_at": parcel.made_at} for parcel in self]


class Parcel(models.Model):
    """An uploaded export, checked, compressed, and not yet taken in."""

    NOUN = ("file to take in", "files to take in")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="parcel")
    packed = models.BinaryField()
    made_at = models.DateTimeField()

    objects = ParcelQuerySet.as_manager()

    def __str__(self) -> str:
        return f"a file of {self.user_id}"

    @property
    def data(self) -> bytes:
        return zlib.decompress(bytes(self.packed))
