"""Django's settings. What a site may change comes from the environment, in a few words:

``TANGGAP_HOME``, ``DATABASE_URL``, ``TANGGAP_PUBLIC_URL``, ``TANGGAP_TRUSTED_PROXY``.
"""

import os
from urllib.parse import urlsplit

from tanggap.site.databases import database
from tanggap.site.home import PLAN, home_folder, kept_secret
from tanggap.site.refusal import CommandError

HOME = home_folder()
if (HOME / PLAN).exists():  # by a way of its own, past the command line: no keys may be made anew
    raise CommandError("Pemulihan terputus. Jalankan «tanggap check» dahulu; itu menyelesaikannya.")
SECRET_KEY = kept_secret(HOME, "django", "django")
FIELD_KEYS = [kept_secret(HOME, "fields", "fernet")]
MEDIA_ROOT = HOME / "media"
PUBLIC_URL = os.environ.get("TANGGAP_PUBLIC_URL", "").rstrip("/")
TRUSTED_PROXIES = [
    part.strip() for part in os.environ.get("TANGGAP_TRUSTED_PROXY", "").split(",") if part.strip()
]
IS_EXAMPLE = os.environ.get("TANGGAP_EXAMPLE") == "1"

DEBUG = False
ALLOWED_HOSTS = ["*"]  # an office laptop is reached by whatever name the office gives it
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
_is_public_https = urlsplit(PUBLIC_URL).scheme == "https"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "axes",
    "tanggap.base",
    "tanggap.procedures",
    "tanggap.gateway",
    "tanggap.outreach",
    "tanggap.inbox",
    "tanggap.logbook",
    "tanggap.reply",
    "tanggap.recap",
    "tanggap.remedy",
    "tanggap.website",
    "tanggap.rhythm",
    "tanggap.evidence",
    "tanggap.workbench",
    "tanggap.site",
]
MIDDLEWARE = [
    "tanggap.site.middleware.TrustedProxy",
    "tanggap.site.middleware.StorableCookies",
    "tanggap.site.middleware.SecurityHeaders",
    "django.middleware.gzip.GZipMiddleware",  # a village connection: pages and files packed
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tanggap.base.middleware.ActorOfRequest",
    "tanggap.site.middleware.SetUpFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tanggap.site.middleware.StorableInput",
]
ROOT_URLCONF = "tanggap.site.urls"
WSGI_APPLICATION = "tanggap.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "tanggap.site.pages.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "tanggap.workbench.context.page",
                "tanggap.site.example.context.band",
            ],
        },
    }
]
FORM_RENDERER = "tanggap.base.forms.HouseRenderer"

DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "base.Staff"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "tanggap.base.sign_in.StaffBackend",
]
AXES_HANDLER = "tanggap.base.lock_out.Handler"
AXES_USERNAME_CALLABLE = "tanggap.base.lock_out.name_asked"
AXES_CLIENT_IP_CALLABLE = "tanggap.base.lock_out.address_of"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "base:sign-in"
LOGIN_REDIRECT_URL = "workbench:home"
SESSION_ENGINE = "tanggap.base.session_rows"
DEVICE_COOKIE_NAME = "perangkat"
if IS_EXAMPLE:  # cookies know no port: the example must not sign anybody out of the real site
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "contoh_sesi", "contoh_csrf"
    DEVICE_COOKIE_NAME = "contoh_perangkat"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "tanggap.site.errors.csrf_failed"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False  # the office reaches the laptop by http
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if TRUSTED_PROXIES and _is_public_https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

SEEN_IN_HISTORY = {  # History tells of these only to those who may meet the record itself
    "logbook.entry": "tanggap.logbook.queries.visible_to",
    "inbox.message": "tanggap.logbook.queries.visible_messages",
    "inbox.person": "tanggap.logbook.queries.visible_people",
    "reply.reply": "tanggap.reply.queries.visible_replies",
    "remedy.plan": "tanggap.remedy.queries.plans_visible_to",
    "remedy.meetingpoint": "tanggap.remedy.meetings.queries.points_visible_to",
}
HIDDEN_IN_HISTORY = {"gateway.dispatch": "tanggap.reply.secrecy.hidden_dispatches"}
LAST_HEARD = "tanggap.logbook.queries.last_heard"  # what a line's page says of messages
PUBLIC_FORM = "tanggap.website.papers.public_address"  # what a leaflet's QR leads to
BOOK_IN_PACK = "tanggap.workbench.papers.masked_book"  # what a pack of evidence binds in
PUBLIC_PROMISES = "tanggap.logbook.queries.public_promises"  # what a leaflet promises
SIGNS = [  # what the first page must say aloud
    "tanggap.gateway.signs.at_home",
    "tanggap.site.backup.signs.at_home",
]
MORE_POINTS = ["tanggap.site.backup.signs.points"]  # of the settings' checklist

LANGUAGE_CODE = "id"  # for every browser: half a page in English helps nobody
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
USE_I18N = True
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "tanggap.website.uploads.PhotoQuota",  # of the public only so much
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "tanggap.site.logs.QuotesNobody",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"tanggap": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # a username is unique within its health centre
    "axes.W002",  # the sign-in form itself says that it is locked: no middleware on every page
]
