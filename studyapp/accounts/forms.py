"""The border of the accounts: what visitors may type to come in, and to go."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate, password_validation
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    PasswordResetForm,
    SetPasswordForm,
)
from django.db import IntegrityError
from django.views.decorators.debug import sensitive_variables

from studyapp.accounts.models import User

SHORTEST = 8
HINT = f"At least {SHORTEST} characters, not a common password, not like your address."
TAKEN = "This address has an account already. Sign in with it, or give another one."
WORD = "erase"


def address_field(**attrs: str) -> forms.EmailField:
    return forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocapitalize": "none", "spellcheck": "false"} | attrs),
        error_messages={
            "required": "Give your e-mail address.",
            "invalid": "This is not a whole address. It looks like name@example.org.",
        },
    )


def new_password_widget() -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": "new-password", "minlength": SHORTEST})


class SignUpForm(forms.Form):
    """An address and a password, each once: a password manager types better than twice."""

    email = address_field(autocomplete="email")
    password = forms.CharField(
        strip=False,
        widget=new_password_widget(),
        help_text=HINT,
        error_messages={"required": "Choose a password."},
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(TAKEN, code="taken")
        return email

    @sensitive_variables("password")
    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        email = self.cleaned_data.get("email", "")
        password_validation.validate_password(password, User(email=email))
        return password

    @property
    def is_taken(self) -> bool:
        return self.has_error("email", "taken")

    def save(self, visitor: Any) -> User | None:
        """Make the account; None, with the error in its place, if somebody was quicker."""
        try:
            user: User = User.objects.sign_up(visitor, **self.cleaned_data)
        except IntegrityError:
            self.add_error("email", forms.ValidationError(TAKEN, code="taken"))
            return None
        return user


class LoginForm(AuthenticationForm):
    """Django's, with an e-mail address for a name."""

    username = address_field(autocomplete="username")
    error_messages = {
        "invalid_login": "This address and this password do not go together. "
        "Check both, or ask for a new password.",
        "inactive": "This account is switched off. Ask your instructor.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].error_messages["required"] = "Give your password."


class ResetForm(PasswordResetForm):
    email = address_field(autocomplete="email")


class NewPassword:
    """The words of this site on Django's forms for a new password."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, again = self.fields["new_password1"], self.fields["new_password2"]
        first.help_text, first.widget = HINT, new_password_widget()
        again.label, again.help_text = "New password, once more", ""


class NewPasswordForm(NewPassword, SetPasswordForm):  # type: ignore[type-arg]
    pass


class ChangePasswordForm(NewPassword, PasswordChangeForm):
    error_messages = PasswordChangeForm.error_messages | {
        "password_incorrect": "This is not your current password. Type it once more."
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Current password"


class EraseForm(forms.Form):
    """Making sure: an account gives its password, a guest, who has none, types a word."""

    confirm = forms.CharField(strip=False, error_messages={"required": "Confirm it first."})

    def __init__(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        field = self.fields["confirm"]
        if request.user.is_guest:
            field.label = f"Type “{WORD}” to confirm"
            field.widget.attrs |= {"autocomplete": "off", "autocapitalize": "none"}
        else:
            field.label = "Your password"
            field.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})

    @sensitive_variables("given")
    def clean_confirm(self) -> str:
        given: str = self.cleaned_data["confirm"]
        user = self.request.user
        if user.is_guest and given.strip().lower() != WORD:
            raise forms.ValidationError(f"Type the word “{WORD}”.")
        # Through the front door, so that wrong passwords are counted here as well.
        if not user.is_guest and not authenticate(
            self.request, username=user.email, password=given
        ):
            raise forms.ValidationError("This is not your password.")
        return given
