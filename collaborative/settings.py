"""Settings, all from the environment (see docs/operations.md); safe by default, loose only where DEBUG says so."""

import os
from pathlib import Path

import dj_database_url
import pghistory
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name: str, default: str = "0") -> bool:
    return os.environ.get(name, default).lower() in {"1", "true", "yes", "on"}


def _words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


DEBUG = _flag("DEBUG")
DEMO = _flag("DEMO")
SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY to a long random text.")
BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = _words("ALLOWED_HOSTS", "127.0.0.1,localhost")
CSRF_TRUSTED_ORIGINS = _words("CSRF_TRUSTED_ORIGINS", BASE_URL)

INSTALLED_APPS = [
    "collaborative.apps.CollaborativeConfig",
    "organisations.apps.OrganisationsConfig",
    "phases.apps.PhasesConfig",
    "measures.apps.MeasuresConfig",
    "pdsa.apps.PdsaConfig",
    "coaching.apps.CoachingConfig",
    "sharing.apps.SharingConfig",
    "learning_sets.apps.LearningSetsConfig",
    "evaluation.apps.EvaluationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "pghistory",
    "pgtrigger",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "collaborative.signing.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "organisations.middleware.OwnAccountMiddleware",
    "organisations.middleware.ScopeMiddleware",
]

ROOT_URLCONF = "collaborative.urls"
WSGI_APPLICATION = "collaborative.wsgi.application"
_CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.messages.context_processors.messages",
    "organisations.context.whereabouts",
    "evaluation.context.due",
    "evaluation.context.national_menu",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "collaborative.nhsuk.environment.environment",
            "context_processors": _CONTEXT_PROCESSORS,
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _CONTEXT_PROCESSORS},
    },
]
FORM_RENDERER = "collaborative.nhsuk.forms.NHSFormRenderer"

# The process connects as the web role, which row-level security binds; `migrate` is run as the owner by giving the
# owner's address as DATABASE_URL.
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", "postgresql://collaborative_web@127.0.0.1:5432/collaborative"),
        conn_max_age=60,
        conn_health_checks=True,
    )
}
DATABASE_WEB_ROLE = "collaborative_web"
DATABASE_OWNER_ROLE = "collaborative_owner"
DATABASE_TENANT_ROLE = "collaborative_tenant"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Work a killed worker held comes back after this many seconds, so it is a little over the longest task.
# Whoever enqueues tries twice and goes on: a person's save must not wait seconds for a broker that is away.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 90,
    "socket_connect_timeout": 2,
    "socket_timeout": 20,
    "max_retries": 1,
    "interval_start": 0.1,
}
CELERY_BEAT_SCHEDULE = {
    "sweep-stale-charts": {"task": "measures.tasks.sweep_stale_charts", "schedule": 15.0, "options": {"expires": 15}},
    "sweep-pooled-charts": {"task": "measures.tasks.sweep_pooled_charts", "schedule": 15.0, "options": {"expires": 15}},
    "count-votes": {"task": "phases.tasks.count_votes_that_are_over", "schedule": 60.0, "options": {"expires": 60}},
    # Every quarter of an hour: that is how far apart the world's clocks are.
    "send-digests": {
        "task": "evaluation.tasks.send_digests",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 600},
    },
    # By the clock of each sponsor too; it is theirs from the first working day of the month for a week.
    "send-monthly-letters": {
        "task": "evaluation.tasks.send_monthly_letters",
        "schedule": crontab(minute="5-59/15"),
        "options": {"expires": 600},
    },
    # What a killed worker left, and what the mail server put off.
    "take-up-newsletters": {
        "task": "sharing.tasks.take_up_newsletters",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "forget-unconfirmed-readers": {
        "task": "sharing.tasks.forget_unconfirmed",
        "schedule": crontab(hour=3, minute=58),
    },
    "end-handed-over-roles": {"task": "organisations.tasks.end_handed_over_roles", "schedule": crontab(minute=5)},
    "keep-suggested-scores": {"task": "coaching.tasks.keep_suggestions", "schedule": crontab(hour=4, minute=10)},
    "bring-up-commitments": {
        "task": "learning_sets.tasks.bring_up_commitments",
        "schedule": crontab(hour=4, minute=20),
    },
    "forget-unconfirmed-interest": {
        "task": "organisations.tasks.forget_unconfirmed_interest",
        "schedule": crontab(hour=3, minute=50),
    },
    "forget-decided-interest": {
        "task": "organisations.tasks.forget_decided_interest",
        "schedule": crontab(hour=3, minute=55),
    },
    "keep-sets": {
        "task": "learning_sets.tasks.keep_sets",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 300},
    },
    # By day only: nobody's telephone is to ring at night for it. What one run leaves, the next one does.
    "remind-of-sets": {
        "task": "learning_sets.tasks.remind_of_sets",
        "schedule": crontab(hour="7-19", minute="12,42"),
        "options": {"expires": 600},
    },
    "forget-needs-of-sets": {
        "task": "learning_sets.tasks.forget_needs_of_sets",
        "schedule": crontab(hour=4, minute=20),
    },
    "clear-sessions": {"task": "collaborative.tasks.clear_sessions", "schedule": crontab(hour=3, minute=40)},
}
CELERY_TIMEZONE = "Europe/London"

AUTH_USER_MODEL = "collaborative.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "organisations.adapter.InvitationOnlyAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "organisations.signup.SignUpForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "front"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# How many proxies stand in front and add to X-Forwarded-For: limits on sign-in count by the address before them.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "0"))

EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
if EMAIL_HOST:
    _MAIL = "django.core.mail.backends.smtp.EmailBackend"
else:
    _MAIL = "django.core.mail.backends.console.EmailBackend" if DEBUG or DEMO else "collaborative.mail.NoServer"
EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", _MAIL)
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _flag("EMAIL_USE_TLS", "1")
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Collaborative <no-reply@localhost>")
# Where newsletters come back that cannot be delivered: each gets an address of its own, bounces+<whose>@..., and the
# mail server pipes what arrives there into `manage.py take_bounce`. Empty: they come back to the sender.
BOUNCE_ADDRESS = os.environ.get("BOUNCE_ADDRESS", "")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", BASE_DIR / ".local" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
# What people add to their work. No server but the product itself may give it out, so it has no address of its own.
MEDIA_ROOT = Path(os.environ.get("FILES_ROOT", BASE_DIR / ".local" / "files"))
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "collaborative.views.csrf_failure"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    # Asked from inside, where there is no proxy.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_APPEND_ONLY = True
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(db_index=True)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"redact": {"()": "collaborative.logs.RedactInvitations"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["redact"]}},
    # Django's own handlers would write beside ours, without the filter.
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django.request": {"filters": ["redact"]},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
}
