"""People and classes. An account is named by its e-mail address; guests stay out of sight."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.forms import UserChangeForm as DjangoUserChangeForm
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from studyapp.accounts.models import Cohort, Enrolment, User


class LowerEmail:
    """An address in lower case, as `UserManager` looks for it."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str | None:
        return (self.cleaned_data["email"] or "").lower() or None


class UserAddForm(LowerEmail, BaseUserCreationForm):  # type: ignore[type-arg]
    """An account with a password. Guests make themselves."""

    class Meta:
        model = User
        fields = ("email", "name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True


class UserChangeForm(LowerEmail, DjangoUserChangeForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = "__all__"
        field_classes: dict[str, Any] = {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        staff = cleaned.get("is_staff") or cleaned.get("is_superuser")
        had_address = self.instance.pk and not self.instance.is_guest
        if "email" in cleaned and not cleaned["email"] and (had_address or staff):
            self.add_error("email", "An account needs its address; only a guest has none.")
        return cleaned


class WhoFilter(admin.SimpleListFilter):
    """Accounts unless guests are asked for."""

    title, parameter_name = "who", "who"
    ROLES = {"guests": "guests", "staff": "may enter the admin", "everyone": "everyone"}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.ROLES.items())

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [first | {"display": "accounts"}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        chosen = {
            "guests": queryset.filter(email=None),
            "staff": queryset.filter(is_staff=True),
            "everyone": queryset,
        }
        return chosen.get(str(self.value()), queryset.exclude(email=None))


@admin.register(User)
class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg]
    form, add_form = UserChangeForm, UserAddForm
    list_display = ["__str__", "email", "is_staff", "classes", "date_joined", "last_seen"]
    list_filter = [WhoFilter, "groups", "cohorts", "is_active"]
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["email", "name"]
    ordering = ["email", "pk"]
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        ("What they may do", {"fields": ["is_active", "is_staff", "groups"]}),
        (
            "Rights one by one",
            {"classes": ["collapse"], "fields": ["is_superuser", "user_permissions"]},
        ),
        ("When", {"fields": ["date_joined", "last_login", "last_seen"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "password1", "password2"]})]
    readonly_fields = ["date_joined", "last_login", "last_seen"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(n_classes=Count("enrolments", distinct=True))

    @admin.display(ordering="n_classes")
    def classes(self, user: Any) -> int:
        return int(user.n_classes)


class EnrolmentForm(forms.ModelForm):  # type: ignore[type-arg]
    """A member named by the address: no list of everybody, and no script."""

    user = forms.EmailField(
        label="E-mail address",
        widget=forms.EmailInput({"class": "vTextField", "aria-label": "E-mail address"}),
    )

    class Meta:
        model = Enrolment
        fields = ("user", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].widget.attrs["aria-label"] = "Role"
        if self.instance.pk:
            # Who it is stays; a guest has no address at all.
            self.fields["user"].disabled, self.fields["user"].required = True, False
            self.initial["user"] = self.instance.user.email

    def clean_user(self) -> User:
        if self.instance.pk:
            member: User = self.instance.user
            return member
        email = self.cleaned_data["user"].lower()
        user: User | None = User.objects.filter(email=email).first()
        if user is None:
            raise ValidationError(f"Nobody has signed up as {email}.")
        return user


class EnrolmentInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Enrolment
    form = EnrolmentForm
    fields = ("user", "name", "role", "joined_at")
    readonly_fields = ("name", "joined_at")
    extra = 2
    verbose_name, verbose_name_plural = "member", "members"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Enrolment]:
        members: QuerySet[Enrolment] = super().get_queryset(request).select_related("user")
        return members

    @admin.display
    def name(self, enrolment: Enrolment) -> str:
        return enrolment.user.name if enrolment.pk else ""


@admin.register(Cohort)
class CohortAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Classes. An instructor sees those they teach, a superuser all."""

    list_display = ["name", "slug", "learners", "teachers", "created_at"]
    search_fields = ["name", "slug"]
    inlines = [EnrolmentInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        classes = super().get_queryset(request)
        if not request.user.is_superuser:
            mine = Enrolment.objects.filter(user=request.user.pk, role=Enrolment.Role.TEACHER)
            classes = classes.filter(pk__in=mine.values("cohort"))
        return classes.annotate(
            n_learners=Count("enrolments", filter=Q(enrolments__role="learner")),
            n_teachers=Count("enrolments", filter=Q(enrolments__role="teacher")),
        )

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else {"slug": ("name",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["slug"] if obj else []

    @admin.display(ordering="n_learners")
    def learners(self, cohort: Any) -> int:
        return int(cohort.n_learners)

    @admin.display(ordering="n_teachers")
    def teachers(self, cohort: Any) -> int:
        return int(cohort.n_teachers)
