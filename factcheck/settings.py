"""Everything that a deployment may set, read from the environment; an unknown name fails loudly."""

import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import environ
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from kombu import Exchange, Queue

from factcheck.core import embedded
from factcheck.notices import kinds

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env(
    FACTCHECK_HOME=(str, str(BASE_DIR / ".factcheck")),
    FACTCHECK_SECRET_KEY=(str, ""),
    FACTCHECK_SECRET_KEY_FILE=(str, ""),
    FACTCHECK_DEBUG=(bool, False),
    FACTCHECK_ALLOWED_HOSTS=(list, ["127.0.0.1", "localhost", "[::1]"]),
    FACTCHECK_BEHIND_TLS=(bool, False),
    FACTCHECK_DATABASE_POOL=(int, 0),
    FACTCHECK_LOG_LEVEL=(str, "INFO"),
    FACTCHECK_TIME_ZONE=(str, "UTC"),
    FACTCHECK_IMPORT_MAX_BYTES=(int, 64 * 1024 * 1024),
    FACTCHECK_PRIVATE_ADDRESSES=(bool, False),
    FACTCHECK_EVIDENCE_MAX_BYTES=(int, 10 * 1024 * 1024),
    FACTCHECK_ARCHIVER=(str, "reviews.archiving.LocalArchive"),
    FACTCHECK_ARCHIVE=(str, ""),
    FACTCHECK_DUMPS=(str, ""),
    FACTCHECK_PUBLIC_CACHE=(int, 0),
    FACTCHECK_PURGE_URL=(str, ""),
    FACTCHECK_PURGE_TOKEN=(str, ""),
    FACTCHECK_PURGE_TOKEN_FILE=(str, ""),
    FACTCHECK_API_KEYS_REQUIRED=(bool, False),
)
_unknown = sorted(n for n in os.environ if n.startswith("FACTCHECK_") and n not in env.scheme)
if _unknown:
    raise ImproperlyConfigured(f"Unknown settings in the environment: {', '.join(_unknown)}")

HOME = Path(env("FACTCHECK_HOME"))
DATABASE_URL = env.str("DATABASE_URL", default="") or embedded.database_url(HOME)
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="") or embedded.broker_url(HOME)
_EMBEDDED = not env.str("DATABASE_URL", default="")


def _secret_key() -> str:
    """The configured key; on embedded defaults one that is made once and kept beside the data."""
    if env("FACTCHECK_SECRET_KEY"):
        return str(env("FACTCHECK_SECRET_KEY"))
    if env("FACTCHECK_SECRET_KEY_FILE"):
        return Path(env("FACTCHECK_SECRET_KEY_FILE")).read_text().strip()
    if not _EMBEDDED:
        raise ImproperlyConfigured(
            "Set FACTCHECK_SECRET_KEY or FACTCHECK_SECRET_KEY_FILE, as DATABASE_URL is set"
        )
    path = embedded.prepare(HOME) / "secret_key"
    aside = HOME / f"secret_key.{os.getpid()}"
    if not path.exists():
        aside.touch(mode=0o600)
        aside.write_text(secrets.token_urlsafe(50))
        with suppress(FileExistsError):  # the first of several starters wins
            os.link(aside, path)  # at once, so that nobody reads half a key
        aside.unlink()
    return path.read_text().strip()


SECRET_KEY = _secret_key()
DEBUG = env("FACTCHECK_DEBUG")
ALLOWED_HOSTS = env("FACTCHECK_ALLOWED_HOSTS")
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
IMPORT_MAX_BYTES = env("FACTCHECK_IMPORT_MAX_BYTES")
PRIVATE_ADDRESSES = env("FACTCHECK_PRIVATE_ADDRESSES")
EVIDENCE_MAX_BYTES = env("FACTCHECK_EVIDENCE_MAX_BYTES")
API_KEYS_REQUIRED = env("FACTCHECK_API_KEYS_REQUIRED")
ARCHIVER = env("FACTCHECK_ARCHIVER")
ARCHIVE = Path(env("FACTCHECK_ARCHIVE") or HOME / "archive")
DUMPS = Path(env("FACTCHECK_DUMPS") or HOME / "dumps")
PUBLIC_CACHE_BYTES = env("FACTCHECK_PUBLIC_CACHE") * 1024 * 1024
PURGE_URL = env("FACTCHECK_PURGE_URL")
PURGE_TOKEN = env("FACTCHECK_PURGE_TOKEN")
if env("FACTCHECK_PURGE_TOKEN_FILE"):
    PURGE_TOKEN = Path(env("FACTCHECK_PURGE_TOKEN_FILE")).read_text().strip()

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_celery_beat",
    "factcheck.core",
    "factcheck.accounts",
    "factcheck.notices",
    "claims",
    "reviews",
    "factcheck",
]

MIDDLEWARE = [
    "factcheck.core.logs.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "reviews.public.front.PublicMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {"default": env.db_url_config(DATABASE_URL)}
DATABASES["default"] |= {"CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
if env("FACTCHECK_DATABASE_POOL"):
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": env("FACTCHECK_DATABASE_POOL"),
        "timeout": 10,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ar", "العربية")]
TIME_ZONE = env("FACTCHECK_TIME_ZONE")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = True

# A held document may be a whole report: the import and document doors check sizes themselves.
DATA_UPLOAD_MAX_MEMORY_SIZE = IMPORT_MAX_BYTES

if env("FACTCHECK_BEHIND_TLS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL]
X_FRAME_OPTIONS = "DENY"

# EMAIL_HOST and the rest, from one address such as smtp+tls://user:password@host:587.
globals().update(env.email("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="desk@localhost")

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["factcheck.accounts.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["factcheck.accounts.permissions.MemberReadsStaffWrites"],
    "DEFAULT_RENDERER_CLASSES": ["factcheck.core.rendering.PlainJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["factcheck.core.parsing.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "factcheck.core.pagination.CursorPages",
    "DEFAULT_FILTER_BACKENDS": ["factcheck.core.filtering.StrictFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "factcheck.core.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "factcheck.core.problems.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Fact-check claim-review API",
    "DESCRIPTION": (
        "Claims with their provenance chains, reviews of them, and ClaimReview markup.\n\n"
        "Authenticate with `Authorization: Bearer <token>`. Errors are RFC 9457 problem details: "
        "400 for what cannot be read (JSON, query parameters), 422 for what can be read and is not "
        "acceptable, 409 where the present state forbids it, 403 where the person's role does, "
        "404 for what the person may not see.\n\n"
        "Reads answer with a strong ETag, and 304 to If-None-Match. A change (PATCH, DELETE) needs "
        "it back as If-Match: 428 without it, 412 once somebody else was faster. PATCH replaces "
        "each field that is sent, whole, and leaves the others.\n\n"
        "A POST may carry an Idempotency-Key: sent again with the same key, address and body "
        "within a day it is answered the same and does nothing more (Idempotency-Replayed: true); "
        "with another body it is refused (422).\n\n"
        "Lists are paged by cursor: follow `next` until it is null."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        name: f"claims.models.vocabulary.{name}.choices"
        for name in (
            *("SourceKind", "Anonymity", "NameType", "IdentityState", "AffiliationType", "Voice"),
            *("Zone", "Modality", "Polarity", "ContentType", "CitationRole", "CitationMode"),
            *("Anaphora", "CueScope", "DateBasis", "ClaimStatus", "RelationType"),
            *("ImportState", "Outcome"),
        )
    }
    | {
        "FullOrPartial": "claims.models.vocabulary.Strength.choices",  # and Quoted
        "ReviewStatus": "reviews.api.serializers.STATUSES",
        "MessageState": "factcheck.notices.api.STATES",
        "DeliveryState": "factcheck.core.api.STATES",
        "AssignmentTask": "reviews.models.assignments.Task.choices",
        "AssignmentOutcome": "reviews.api.assignments.OUTCOMES",
        "MemberRole": "factcheck.accounts.models.Role.choices",
    },
}

# Who hears of which event: the whole path from a write to its later work, in one place.
# The values are names of Celery tasks; each hears of an event once, whatever dies in between.
OUTBOX_SUBSCRIBERS: dict[str, list[str]] = {
    "import.requested": ["claims.tasks.run_import"],
    "document.created": ["claims.tasks.find_reuse"],
    "document.version_added": ["claims.tasks.find_reuse"],
    "document.changed": ["claims.tasks.find_reuse"],
    "document.imported": ["claims.tasks.find_reuse"],
    "provenance.outdated": [
        "claims.tasks.recompute_provenance",
        "claims.tasks.suggest_stitches",
        "claims.tasks.suggest_identities",
    ],
    "reviews_import.requested": ["reviews.tasks.import_reviews"],
    "retraction.spread": ["claims.tasks.weigh_retraction"],
    "retraction.revoked": ["reviews.tasks.close_rechecks"],
    "claim.fell": ["reviews.tasks.ask_for_rechecks"],
    "review.published": ["reviews.tasks.render_publication"],
    "evidence.added": ["reviews.tasks.check_link"],
    "evidence.check_asked": ["reviews.tasks.check_link"],
    "review.corrected": ["reviews.tasks.render_publication"],
    "review.withdrawn": ["reviews.tasks.render_withdrawal"],
    "rendition.changed": ["reviews.tasks.purge"],
    "signing.compromised": ["reviews.tasks.render_resigned"],
}
for _type in kinds.HOOKED:
    OUTBOX_SUBSCRIBERS.setdefault(_type, []).append("factcheck.notices.tasks.fan_out")
for _type in kinds.TOLD:
    OUTBOX_SUBSCRIBERS.setdefault(_type, []).append("reviews.tasks.tell")

CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 540, 600
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_ROUTES = {
    "claims.tasks.run_import": {"queue": "intake"},
    "claims.tasks.*": {"queue": "provenance"},
    "reviews.tasks.render_*": {"queue": "publishing"},
    "reviews.tasks.check_*": {"queue": "intake"},
    "reviews.tasks.import_*": {"queue": "intake"},
    "reviews.tasks.write_*": {"queue": "provenance"},
    "reviews.tasks.*": {"queue": "notifications"},
    "factcheck.notices.tasks.fan_out": {"queue": "notifications"},
    "factcheck.notices.tasks.send_webhook": {"queue": "notifications"},
}
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    "outbox-sweep": {"task": "factcheck.core.tasks.sweep_outbox", "schedule": 5.0},
    "webhooks-sweep": {"task": "factcheck.notices.tasks.sweep_webhooks", "schedule": 5.0},
    "reminders": {"task": "reviews.tasks.remind", "schedule": 10.0},
    "links": {"task": "reviews.tasks.check_links", "schedule": 60.0},
    "broken-links": {"task": "reviews.tasks.report_broken_links", "schedule": 3600.0},
    "dumps": {"task": "reviews.tasks.write_dumps", "schedule": crontab(hour="3", minute="17")},
    "balancing": {"task": "reviews.tasks.balance", "schedule": 60.0},
    "answers-forgotten": {"task": "factcheck.core.tasks.forget_answers", "schedule": 3600.0},
}
if CELERY_BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        # Longer than the longest task, or it would run twice.
        "visibility_timeout": 900,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        # A publisher gives up at once: the outbox keeps the work and sends it later.
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
        "retry_on_timeout": False,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"confirm_publish": True}
    CELERY_TASK_DEFAULT_EXCHANGE, CELERY_TASK_DEFAULT_EXCHANGE_TYPE = "tasks", "topic"
    CELERY_TASK_DEFAULT_ROUTING_KEY = CELERY_TASK_DEFAULT_QUEUE
    CELERY_TASK_QUEUES = [
        Queue(
            name,
            Exchange("tasks", type="topic"),
            routing_key=name,
            queue_arguments={"x-queue-type": "quorum"},
        )
        for name in (
            CELERY_TASK_DEFAULT_QUEUE,
            "publishing",
            "provenance",
            "intake",
            "notifications",
        )
    ]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "factcheck.core.logs.RequestIdFilter"}},
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"}
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "stream": sys.stderr,
            "formatter": "line",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": env("FACTCHECK_LOG_LEVEL")},
    "loggers": {"django.request": {"level": "ERROR"}},
}
