"""Settings: one file, filled from the environment. CONTRIBUTING.md lists the names."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from appraisal.environment import (
    BASE_DIR,
    VAR_DIR,
    allowed_hosts,
    database,
    env,
    secret_key,
)

# The site
SECRET_KEY = env.str("SECRET_KEY", "") or secret_key(VAR_DIR / "secret.key")
DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = allowed_hosts(PUBLIC_BASE_URL, env.list("ALLOWED_HOSTS", default=[]))
# Voting refuses a database that may lose ballots or tell on raters; tests do not care.
UNSAFE_DATABASE_ALLOWED = env.bool("UNSAFE_DATABASE_ALLOWED", False)
KEY_DIR = Path(env.str("KEY_DIR", str(VAR_DIR / "keys")))
# The office's own fonts, set before Noto: 仿宋_GB2312 and its like have owners.
PRINT_FONT_BODY = env.str("PRINT_FONT_BODY", "")
PRINT_FONT_TITLE = env.str("PRINT_FONT_TITLE", "")

INSTALLED_APPS = [
    "reports",
    "ballots",
    "campaigns",
    "jobs",
    "paper",
    "audit",
    "appraisal.apps.AppraisalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
    "django.forms",
]

# `ballots` must not know the reports: what they do as a result is certified, in its
# transaction, and what of theirs (a `ballots.models.archiving.Part`) archiving erases.
AT_CERTIFICATION = ["reports.releasing.first"]
ALSO_ERASED = [
    "reports.talks.archiving.NOTES",
    "reports.casework.archiving.EVIDENCE",
    "reports.bundle.ERASED",
]

# Long work: its queue is a table, emptied by a thread of this process or by others.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
WORKS_IN_THREAD = env.str("TASK_WORKER", "thread") == "thread"
JOBS = {
    "papers": "ballots.papers.bundle.BUNDLE",
    "letters": "ballots.mailing.sending.LETTERS",
    "reminders": "campaigns.approval.mailing.REMINDERS",
    "invitations": "campaigns.people.mailing.INVITATIONS",
    "official papers": "reports.bundle.BUNDLE",
}
HOURLY = ["ballots.retaining.hourly"]

MIDDLEWARE = [
    # the headers come first: redirects, static files and errors have them, too
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "appraisal.middleware.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "appraisal.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "appraisal.middleware.LoginRequiredMiddleware",
    "appraisal.middleware.SessionLimitMiddleware",
    "appraisal.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "appraisal.urls"
WSGI_APPLICATION = "appraisal.wsgi.application"

DATABASES = {"default": database(env.str("DATABASE_URL", ""))}
# Of the whole machine: of counts of the turnout that each process keeps for itself two,
# a moment apart, tell who has just voted.
_FILES = "django.core.cache.backends.filebased.FileBasedCache"
CACHES = {"default": {"BACKEND": _FILES, "LOCATION": VAR_DIR / "cache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "campaigns.roles.for_templates",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["appraisal.formats"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "appraisal.storage.GzipManifestStorage"},
}

# Accounts

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# A quarter of an hour after five wrong passwords, for this name from this address:
# nobody keeps an office out from elsewhere. What is stored goes with the next attempt
# after that time; what succeeds is not stored, and raters never sign in.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_CLIENT_IP_CALLABLE = "ballots.throttle.address"
AXES_LOCKOUT_CALLABLE = "appraisal.signing_in.locked"
# nor from the same hall: a browser in which the name has signed in counts its own
AXES_WHITELIST_CALLABLE = "appraisal.signing_in.known"
AXES_ENABLE_ADMIN = AXES_VERBOSE = False

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.NumericPasswordValidator"},
]

INVITATION_AGE = timedelta(days=7)  # Django's limit counts from when it was written
PASSWORD_RESET_TIMEOUT = int((INVITATION_AGE + timedelta(days=1)).total_seconds())
# Without a server no mail is sent, and none is printed: links are secrets.
SENDS_MAIL = bool(env.str("EMAIL_URL", ""))
vars().update(env.email_url_config(env.str("EMAIL_URL", "") or "dummymail://"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", "") or f"appraisal@{ALLOWED_HOSTS[0]}"

# Security

SECURE = urlsplit(PUBLIC_BASE_URL).scheme == "https"
# A header anybody can send: only a proxy that always sets it makes it true.
BEHIND_TLS_PROXY = env.bool("SECURE_PROXY_SSL_HEADER_ON", False)
# Of office, administrator and teams, on a site that people outside reach.
SECOND_FACTOR = env.bool("SECOND_FACTOR", SECURE)
OTP_TOTP_ISSUER = urlsplit(PUBLIC_BASE_URL).hostname

OWN = ("script-src", "style-src", "font-src", "connect-src", "form-action")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **{key: [NONE] for key in ("default-src", "frame-ancestors", "base-uri")},
        **{key: [SELF] for key in OWN},
        "img-src": [SELF, "data:"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# half an hour without a request, and eight hours whatever comes in
SESSION_COOKIE_AGE, SESSION_LIMIT = 30 * 60, 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
# ours, for staff alone: it has a path, which no __Host- cookie may have
KNOWN_COOKIE_NAME, KNOWN_COOKIE_SECURE = "known_browser", SECURE

if SECURE:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    KNOWN_COOKIE_NAME = "__Secure-known_browser"
    CSRF_TRUSTED_ORIGINS = [f"https://{urlsplit(PUBLIC_BASE_URL).netloc}"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # Preloading concerns the whole domain for ever: not this site's to decide.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
if BEHIND_TLS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = SECURE

# One campaign's form in the admin is a page of a few hundred lines of ten fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_ballots": {"()": "appraisal.logs.NoBallotRequests"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["no_ballots"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Without Django's own handlers, which know no filter of ours.
        "django": {"handlers": [], "level": "WARNING"},
        # on the logger as well: whatever handler somebody adds gets nothing of a ballot
        "django.request": {"filters": ["no_ballots"]},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # Its warnings are about requests it could not read, with their addresses.
        "gunicorn": {"level": "ERROR"},
    },
}
