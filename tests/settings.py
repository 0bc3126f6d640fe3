"""The site's settings, made quick and repeatable for tests."""

import os

from studyapp.settings import *  # noqa: F403

SECRET_KEY = "only-for-tests"
DEBUG = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Hashed names need a collectstatic; `test_served.py` runs the real thing.
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]  # noqa: F405
LOGGING_CONFIG = None

# Several test runs beside each other on one machine need a database each.
if "LEDGER_TEST_DB" in os.environ:
    DATABASES["default"].setdefault("TEST", {})["NAME"] = os.environ["LEDGER_TEST_DB"]  # noqa: F405
