"""Who learns here: accounts and guests, in one table."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone


class UserQuerySet(models.QuerySet["User"]):
    def guests(self) -> Self:
        return self.filter(email=None)

    def accounts(self) -> Self:
        return self.exclude(email=None)

    def idle(self, at: datetime, days: int | None = None) -> Self:
        """Those not seen for so long that a guest's data may go."""
        days = settings.GUEST_IDLE_DAYS if days is None else days
        return self.filter(last_seen__lt=at - timedelta(days=days))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Accounts are named by their e-mail address, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user: User = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def sign_up(self, visitor: Any, email: str, password: str) -> "User":
        """Make an account; the row of a guest becomes it, so that nothing has to move.

        Raises `IntegrityError` when the address is taken, and `User.DoesNotExist` when
        the guest signed up or in already, in another tab.
        """
        if not visitor.is_authenticated:
            return self.create_user(email, password)
        fields = {"email": email.strip().lower(), "password": make_password(password)}
        with transaction.atomic():
            guest = self.guests().filter(pk=visitor.pk)
            if not guest.update(guest_key=None, last_seen=timezone.now(), **fields):
                raise self.model.DoesNotExist
        account: User = self.get(pk=visitor.pk)
        return account

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        found: User = self.get(email=(email or "").strip().lower())
        return found


class User(AbstractBaseUser, PermissionsMixin):
    """A learner or an instructor. A guest is one without an e-mail address.

    Signing up gives a guest's row its address and password, so nothing moves.
    """

    email = models.EmailField("e-mail address", unique=True, null=True, blank=True)
    name = models.CharField(max_length=80, blank=True)
    # Ties the first, parallel requests of one browser to one guest; see `guests`.
    guest_key = models.CharField(max_length=64, unique=True, null=True, editable=False)
    is_staff = models.BooleanField("may enter the admin", default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    last_seen = models.DateTimeField(default=timezone.now, db_index=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_address"),
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(is_staff=False, is_superuser=False),
                name="a_guest_is_never_staff",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email or f"Guest {self.pk}"

    @property
    def is_guest(self) -> bool:
        return self.email is None

    def touch(self, at: datetime) -> bool:
        """Note that the learner was here, at most once a day; tell whether it was noted."""
        due = at - self.last_seen > timedelta(days=1)
        if due:
            type(self).objects.filter(pk=self.pk).update(last_seen=at)
        return due
