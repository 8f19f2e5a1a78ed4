"""Django's settings, grouped by subject; everything that differs between places comes from `environment`."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from kotikulma.config import environment

ENV = environment.read()
ROOT = environment.ROOT
VAR = ENV.kotikulma_var
DEMO = ENV.demo
TEST = ENV.test
DEBUG = False

# Keys and addresses
SECRET_KEY = environment.key(ENV, "secret_key")
AUDIT_KEY = environment.key(ENV, "audit_key")
FIELD_KEY = environment.key(ENV, "field_key")
FIELD_KEY_FALLBACKS = [key for key in ENV.field_key_fallbacks.split(",") if key]
BASE_URL = ENV.kotikulma_base_url
HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = [host.strip() for host in ENV.kotikulma_hosts.split(",") if host.strip()]
ROOT_URLCONF = "kotikulma.config.urls"
WSGI_APPLICATION = "kotikulma.config.wsgi.application"
APPEND_SLASH = True

# Database
DATABASE_URL = ENV.database_url or f"sqlite:///{VAR / 'kotikulma.sqlite3'}"
_database: dict[str, Any] = dict(dj_database_url.parse(DATABASE_URL, conn_max_age=None, conn_health_checks=True))
if _database["ENGINE"].endswith("sqlite3"):
    _database["ENGINE"] = "kotikulma.kernel.db.sqlite3"
    if _database["NAME"] != ":memory:":
        _database["NAME"] = str(Path(_database["NAME"]).absolute())
    _database["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "key": ENV.database_key}
elif _database["ENGINE"].endswith("postgresql"):
    _database["ENGINE"] = "kotikulma.kernel.db.postgresql"
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Applications, lowest module first
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "django_tasks",
    "csp",
    "axes",
    "kotikulma.kernel.apps.KernelConfig",
    "kotikulma.kernel.audit.apps.AuditConfig",
    "kotikulma.kernel.jobs.apps.JobsConfig",
    "kotikulma.kernel.outbox.apps.OutboxConfig",
    "kotikulma.kernel.search.apps.SearchConfig",
    "kotikulma.kernel.ui.apps.UiConfig",
    "kotikulma.people.apps.PeopleConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "kotikulma.directory.apps.DirectoryConfig",
    "kotikulma.feedback.apps.FeedbackConfig",
    "kotikulma.events.apps.EventsConfig",
    "kotikulma.casework.apps.CaseworkConfig",
]

MIDDLEWARE = [
    "kotikulma.kernel.ui.middleware.NotModifiedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "kotikulma.kernel.ui.middleware.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kotikulma.kernel.ui.middleware.PathLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kotikulma.kernel.ui.middleware.DomainErrorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kotikulma.kernel.ui.middleware.ReadingMiddleware",
    "kotikulma.people.views.gate.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]

# Templates: named partials outermost, then the cache, then cotton and the usual two
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "kotikulma.kernel.ui.templatetags.ui",
            ],
            "context_processors": ["kotikulma.kernel.ui.context.page"],
        },
    }
]
FORM_RENDERER = "kotikulma.kernel.ui.form_renderer.FormRenderer"
COTTON_DIR = "ui"
COTTON_SNAKE_CASED_NAMES = True
COTTON_ISOLATE_BY_DEFAULT = True

# Languages and time: the path decides the language; wall times are Helsinki's
LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", _("Suomi")), ("sv", _("Svenska")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Europe/Helsinki"
USE_TZ = True
USE_I18N = True

# Static files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TEST
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TEST
WHITENOISE_AUTOREFRESH = TEST  # tests make thousands of clients: none of them lists all files first

# Security
SESSION_COOKIE_NAME = "__Host-sid" if HTTPS else "sid"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "kotikulma.kernel.ui.error_pages.csrf_failure"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.kotikulma_proxies else None
CSRF_TRUSTED_ORIGINS = [BASE_URL] if HTTPS else []
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.kotikulma_proxies
AXES_IPWARE_PROXY_COUNT = ENV.kotikulma_proxies or None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_tiles_at = urlsplit(ENV.kotikulma_tiles.replace("{s}", "*"))
_tiles = [f"{_tiles_at.scheme}://{_tiles_at.netloc}"] if ENV.kotikulma_tiles else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *_tiles],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# Sign-in
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "kotikulma.people.views.allauth_adapters.AccountAdapter"
ACCOUNT_FORMS = {"reauthenticate": "kotikulma.people.forms.PasswordAgainForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "kotikulma.people.views.allauth_adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "kotikulma.people.forms.AuthenticateForm",
    "reauthenticate": "kotikulma.people.forms.ReauthenticateForm",
    "activate_totp": "kotikulma.people.forms.ActivateForm",
    "add_webauthn": "kotikulma.people.forms.AddKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Kotikulma"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1
# The account is locked whatever address the guesses come from; axes warns only of rules weaker than by address
AXES_LOCKOUT_PARAMETERS = ["username"]
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_LOCKOUT_CALLABLE = "kotikulma.people.views.sign_in.locked"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True

# Mail leaves through the outbox only
MAIL_FROM = DEFAULT_FROM_EMAIL = ENV.kotikulma_mail_from
if ENV.email_url:
    _mail = urlsplit(ENV.email_url)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS = parse_qs(_mail.query).get("tls") == ["1"]
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
MAIL_LEAVES = bool(ENV.email_url)

# Background work
TASKS = {"default": {"BACKEND": "kotikulma.kernel.jobs.backend.LeaseBackend"}}
SCHEDULES = "kotikulma.config.schedule.SCHEDULES"

# Search and map
VOIKKO = ENV.kotikulma_voikko
TILES = ENV.kotikulma_tiles

# Logs: no bodies, no query strings, no addresses of people
LOGGING_CONFIG = None
LOG_LEVEL = ENV.kotikulma_log_level
