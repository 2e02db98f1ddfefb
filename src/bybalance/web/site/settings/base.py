"""What every mode of the site shares; each mode adds its own with ``from ... import *``."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from bybalance.web.site import databases, environment, logs, sqlite

sqlite.use_newest_library()

ENVIRONMENT = environment.read_environment()
DATA_FOLDER = ENVIRONMENT.data.expanduser().resolve()

DEBUG = ENVIRONMENT.debug
DEMO = ENVIRONMENT.demo
PUBLIC_URL = ENVIRONMENT.public_url
SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)

INSTALLED_APPS = [
    "bybalance.web.site",
    "bybalance.web.shared",
    "bybalance.web.accounts",
    "bybalance.web.areas",
    "bybalance.web.lists",
    "bybalance.web.selection",
    "bybalance.web.atlas",
    "bybalance.web.directory",
    "bybalance.web.programme",
    "bybalance.web.committees",
    "bybalance.web.pages",
    "bybalance.web.events",
    "bybalance.web.newsletter",
    "bybalance.web.search",
    "bybalance.web.archive",
    "bybalance.web.plans",
    "bybalance.web.api",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # Wagtail says "a minute ago" with its words
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "wagtail.contrib.simple_translation",
    "wagtail.locales",
    "wagtail.users",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
]

# The first four stand outside everything, so that a file, a refusal and a fault get them too.
MIDDLEWARE = [
    "bybalance.web.site.middleware.RequestReference",
    "bybalance.web.site.middleware.PermissionsPolicy",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "bybalance.web.site.middleware.BodyLimit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bybalance.web.site.middleware.SessionLifetime",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bybalance.web.site.middleware.StaffTwoStep",
]

ROOT_URLCONF = "bybalance.web.site.urls"
WSGI_APPLICATION = "bybalance.web.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CSRF_FAILURE_VIEW = "bybalance.web.site.views.csrf_failure"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bybalance.web.site.context.site",
            ],
        },
    }
]

# --- databases, cache, background tasks -----------------------------------------------------

DATABASES = databases.databases(ENVIRONMENT.database_url, data_folder=DATA_FOLDER)
DATABASE_ROUTERS = (
    ["bybalance.web.site.databases.OperationsRouter"] if databases.OPERATIONS in DATABASES else []
)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "site_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- language, time, files ------------------------------------------------------------------

LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Danish")), ("en", _("English"))]
#: Our words for what the libraries say; they win over the libraries' own.
LOCALE_PATHS = [
    Path(__file__).parent.parent / "locale_of_libraries" / "locale",
    Path(__file__).parent.parent / "locale_of_wagtail" / "locale",
]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_ROOT = DATA_FOLDER / "media"
MEDIA_URL = "/medier/"  # a view answers, which asks whether a published page shows the file
PRIVATE_ROOT = DATA_FOLDER / "private"
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

# --- people and sign-in ---------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "UserAttributeSimilarityValidator": {"user_attributes": ("email", "name")},
    }.items()
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:profile"
LOGOUT_REDIRECT_URL = "front"

SIGNUP_OPEN = ENVIRONMENT.signup_open
STAFF_TWO_STEP = ENVIRONMENT.asks_staff_for_two_steps
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.proxy_count
NINJA_NUM_PROXIES = ENVIRONMENT.proxy_count
ACCOUNT_ADAPTER = "bybalance.web.site.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/15m/key,30/15m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Bybalance"

SESSION_IDLE_S = 8 * 60 * 60
SESSION_COOKIE_AGE = 7 * 24 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# --- mail -----------------------------------------------------------------------------------

#: What Django and the libraries send goes into the outbox too; the outbox sends by the transport.
EMAIL_BACKEND = "bybalance.web.shared.outbox_backend.OutboxBackend"
MAIL_TRANSPORT = {
    "file": "django.core.mail.backends.filebased.EmailBackend",
    "console": "django.core.mail.backends.console.EmailBackend",
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
}[ENVIRONMENT.mail_backend]
EMAIL_FILE_PATH = DATA_FOLDER / "mail"
EMAIL_HOST = ENVIRONMENT.smtp_host
EMAIL_PORT = ENVIRONMENT.smtp_port
EMAIL_HOST_USER = ENVIRONMENT.smtp_user
EMAIL_HOST_PASSWORD = ENVIRONMENT.smtp_password
EMAIL_USE_TLS = ENVIRONMENT.smtp_tls
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
SERVER_EMAIL = ENVIRONMENT.mail_from

# --- limits and headers ---------------------------------------------------------------------

REQUEST_MAX_BYTES = 25 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# A background under the maps of the atlas, when whoever runs the site has chosen one. Only then may
# pages ask another host for anything, and that host only.
MAP_BACKGROUND = ENVIRONMENT.map_background
MAP_BACKGROUND_CREDIT = ENVIRONMENT.map_background_credit
_BACKGROUND_HOSTS = [environment.host_of(MAP_BACKGROUND)] if MAP_BACKGROUND else []

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, *_BACKGROUND_HOSTS],
        "font-src": [SELF],
        "connect-src": [SELF, *_BACKGROUND_HOSTS],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- editorial pages (Wagtail); docs/decisions/0083 and 0084 say why -------------------------

WAGTAIL_SITE_NAME = "Bybalance"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 1
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "bybalance.web.pages.forms.PictureForm"

MIN_FREE_DISK_MIB = ENVIRONMENT.min_free_disk_mib

# --- logging --------------------------------------------------------------------------------

LOGGING = logs.logging_config(level=ENVIRONMENT.log_level)
