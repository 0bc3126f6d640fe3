"""Changing a password, and getting a new one by e-mail: Django's views, our words and limits."""

from typing import Any

from axes.utils import reset as forget_failures
from django.contrib import messages
from django.contrib.auth import views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.generic import FormView

from studyapp.accounts.access import account_required
from studyapp.accounts.forms import ChangePasswordForm, NewPasswordForm, ResetForm
from studyapp.accounts.limits import spend


class _Form(FormView):  # type: ignore[type-arg]
    """A refused form answers 422; every try counts against the limit of its address."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        spend("reset", request)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


@method_decorator(account_required, name="dispatch")
class Change(_Form, views.PasswordChangeView):
    form_class = ChangePasswordForm
    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("accounts:account")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(
            self.request, "Your password is changed. Other devices have to sign in again."
        )
        return super().form_valid(form)


class Reset(_Form, views.PasswordResetView):
    """The answer is the same whether or not the address has an account."""

    form_class = ResetForm
    template_name = "accounts/password_reset.html"
    email_template_name = "accounts/password_reset_mail.txt"
    subject_template_name = "accounts/password_reset_subject.txt"
    success_url = reverse_lazy("accounts:password_reset_sent")


class Confirm(_Form, views.PasswordResetConfirmView):
    """The page behind the link in the mail."""

    form_class = NewPasswordForm
    template_name = "accounts/password_reset_confirm.html"
    success_url = reverse_lazy("accounts:login")

    def form_valid(self, form: Any) -> HttpResponse:
        # Who got here by way of five wrong passwords shall not wait for the new one.
        forget_failures(username=form.user.email)
        messages.success(self.request, "Your password is changed. Sign in with it.")
        return super().form_valid(form)
