"""Settings. What differs between machines comes from the environment; a bad value stops the start.

| variable | meaning | default |
|---|---|---|
| `DEBUG` | `1` for development | off |
| `SECRET_KEY` | signing key | made once and kept in `var/secret_key` |
| `DATABASE_URL` | `postgres://…` or `sqlite:///…` | SQLite in `var/` |
| `CACHE_URL` | `redis://…` when several machines serve the site | memory of the process |
| `ALLOWED_HOSTS` | comma-separated names | this machine's own |
| `CSRF_TRUSTED_ORIGINS` | comma-separated `https://…` | none |
| `HTTPS` | `1` when the site is reached over TLS: secure cookies, HSTS, redirect | off |
| `PROXIES` | how many of our own proxies stand before the site | 0 |
| `EMAIL_URL` | `smtp://…` | mails are written to `var/mail/` |
| `DEFAULT_FROM_EMAIL` | who the mails are from | `noreply@localhost` |
| `SITE_URL` | where the site is, for mails sent by commands | the first trusted origin |
| `LOG_LEVEL` | `DEBUG` to `ERROR` | `INFO` |
| `VAR_DIR` | folder of the database, the key and the collected files | `var/` |
"""

from pathlib import Path

import environ

from studyapp.secret import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

VAR = BASE_DIR / env.str("VAR_DIR", default="var")

DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=False)
PROXIES = env.int("PROXIES", default=0)
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret(VAR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="") or next(iter(CSRF_TRUSTED_ORIGINS), "")

INSTALLED_APPS = [
    "studyapp.admin.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "axes",
    "studyapp",
    "studyapp.accounts",
    "studyapp.lessons",
    "studyapp.search",
    "studyapp.labs",
    "quizzes",
    "studyapp.review",
    "studyapp.progress",
    "studyapp.progress.carrying",
]

MIDDLEWARE = [
    "studyapp.middleware.request_id",
    "studyapp.offline.marks_keepable",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "studyapp.middleware.htmx_responses",
    "studyapp.middleware.friendly_limits",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "studyapp.urls"
WSGI_APPLICATION = "studyapp.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "studyapp.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Data

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'study.sqlite3'}"),
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL alone makes "database is locked" more frequent: a transaction that has
    # read cannot become a writer. IMMEDIATE takes the write lock at the start.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
            "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;"
        ),
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
    # Parallel tests on threads need a file: an in-memory database is one connection.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
else:
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 2, "max_size": 8, "timeout": 10}}

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}

# Who

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "progress:progress"
LOGOUT_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = (
    400 * 24 * 60 * 60
)  # browsers keep a cookie no longer; a guest's work hangs on it
PASSWORD_RESET_TIMEOUT = 60 * 60

AXES_USERNAME_FORM_FIELD = "username"  # what both sign-in forms call the address
AXES_USERNAME_CALLABLE = "studyapp.accounts.limits.username"
AXES_FAILURE_LIMIT = "studyapp.accounts.limits.failure_limit"
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "studyapp.accounts.limits.locked_out"
AXES_CLIENT_IP_CALLABLE = "studyapp.http.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_SENSITIVE_PARAMETERS = ["password"]
AXES_VERBOSE = False

# How often one address may do what costs something: (times, seconds).
# Wide enough for a class behind one address.
RATE_LIMITS = {"guest": (300, 3600), "signup": (60, 3600), "reset": (20, 3600)}
RATE_LIMITS["bring"] = (30, 3600)  # files to take in
RATE_LIMITS["report"] = (10, 3600)  # by one person, whatever the address
RATE_LIMITS["report-address"] = (100, 3600)
RATE_LIMITS["confirm"] = (5, 3600)  # mails to one address that nobody has confirmed
GUEST_IDLE_DAYS = 180
FILE_UPLOAD_HANDLERS = [
    "studyapp.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Where and how it is said

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
DATE_FORMAT = "j M Y"
FORMAT_MODULE_PATH = ["studyapp.formats"]

vars().update(env.email_url("EMAIL_URL", default=f"filemail:///{VAR / 'mail'}"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Lambda Ledger <noreply@localhost>")

# Files

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "studyapp.staticfiles.BundledStorage"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = DEBUG

# Security

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "studyapp.errors.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# Logs: one JSON object a line, with the id of the request.

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "studyapp.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": LOG_LEVEL, "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": LOG_LEVEL, "propagate": False},
        "axes": {"level": "WARNING"},
    },
}

SILENCED_SYSTEM_CHECKS = [] if HTTPS else ["security.W004", "security.W008"]
