from django.contrib.auth.views import PasswordResetDoneView
from django.urls import path

from studyapp.accounts.views import account, entry, passwords

sent = PasswordResetDoneView.as_view(template_name="accounts/password_reset_sent.html")
# The export is added above: it says from which day the content is.
account_patterns = [
    path("", account.account, name="account"),
    path("signup/", entry.signup, name="signup"),
    path("login/", entry.login, name="login"),
    path("logout/", account.logout, name="logout"),
    path("erase/", account.erase, name="erase"),
    path("password/", passwords.Change.as_view(), name="password_change"),
    path("reset/", passwords.Reset.as_view(), name="password_reset"),
    path("reset/sent/", sent, name="password_reset_sent"),
    path("reset/<uidb64>/<token>/", passwords.Confirm.as_view(), name="password_reset_confirm"),
]
