"""The settings of a site, each from the environment; a site that lacks one does not start and says which."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from mingjian.desk.config.sites import SITE, take_safe_sqlite
from mingjian.desk.core.keys import read_key
from mingjian.wording import Refusal

take_safe_sqlite()
import sqlite3  # noqa: E402  the one chosen above


def from_environment(name: str, otherwise: str = "") -> str:
    """A word of the environment, stripped."""
    return os.environ.get(name, otherwise).strip()


def is_on(name: str) -> bool:
    """Whether a switch of the environment stands on 1."""
    return from_environment(name) == "1"


if not from_environment(SITE):
    raise Refusal(
        f"没有说明是哪个站点：环境变量 {SITE} 应为站点文件夹；一般用 mingjian serve 站点 启动。",
        f"Which site? {SITE} has to name its folder; usually mingjian serve SITE starts it.",
    )
SITE_FOLDER = Path(from_environment(SITE)).resolve()

# -- what the site is ---------------------------------------------------------------------------------------------
# MINGJIAN_DEMO=1: demonstration accounts are listed on the page of signing in; a real site never sets it.
DEMONSTRATION = is_on("MINGJIAN_DEMO")
# MINGJIAN_NAME: what stands at the top of every page.
SITE_NAME = from_environment("MINGJIAN_NAME", "明鉴")
# MINGJIAN_HTTPS=1: the site is reached over https, and cookies go no other way.
HTTPS = is_on("MINGJIAN_HTTPS")
# MINGJIAN_PROXIES: how many proxies of our own stand before the web server; only so many entries of
# X-Forwarded-For are believed, counted from the right.
TRUSTED_PROXIES = int(from_environment("MINGJIAN_PROXIES", "0"))
# MINGJIAN_PASSWORDS: djbh3 (the graded protection of China, level 3) or asvs.
PASSWORD_PROFILE = from_environment("MINGJIAN_PASSWORDS", "djbh3")
# MINGJIAN_CIPHER: aes (AES-256-GCM, HMAC-SHA-256) or sm4 (SM4-GCM, HMAC-SM3).
CIPHER = from_environment("MINGJIAN_CIPHER", "aes")
# MINGJIAN_HEADS: a second place, on another machine if possible, to which the signed heads of the journal are written.
SECOND_HEADS = from_environment("MINGJIAN_HEADS")

SECRET_KEY = read_key(SITE_FOLDER, "session.key").hex()
DEBUG = False
ALLOWED_HOSTS = from_environment("MINGJIAN_HOSTS", "127.0.0.1,localhost").split(",")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "template_partials",
    "django_tasks",
    "django_tasks_db",
    "mingjian.desk.core",
    "mingjian.desk.people",
    "mingjian.desk.documents",
    "mingjian.desk.duties",
    "mingjian.desk.findings",
    "mingjian.desk.cases",
    "mingjian.desk.overview",
]

MIDDLEWARE = [
    "mingjian.desk.core.http.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mingjian.desk.core.http.language",
    "mingjian.desk.core.http.reading",
    "mingjian.desk.people.middleware.officer",
    "mingjian.desk.core.http.door",
]

ROOT_URLCONF = "mingjian.desk.config.urls"
WSGI_APPLICATION = "mingjian.desk.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            ["django.template.loaders.app_directories.Loader"],
                        )
                    ],
                )
            ],
            "builtins": ["mingjian.desk.core.templatetags.desk", "template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "mingjian.desk.core.http.page_context",
                "mingjian.desk.config.navigation.navigation",
                "mingjian.desk.config.showing.demonstration",
            ],
        },
    }
]

# The fields of forms by Jinja2, which docxtpl brings along: a filter with a few lists costs a tenth of it.
FORM_RENDERER = "django.forms.renderers.Jinja2"

# -- the database: SQLite in the folder of the site, or MINGJIAN_DATABASE=postgres://… ------------------------------
# WAL is only safe with several processes from SQLite 3.51.3 on; an older library keeps its journal beside the file.
SQLITE_JOURNAL = "WAL" if sqlite3.sqlite_version_info >= (3, 51, 3) else "TRUNCATE"
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": f"PRAGMA journal_mode={SQLITE_JOURNAL}; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA trusted_schema=OFF; PRAGMA secure_delete=ON;",
}
_database = dj_database_url.parse(
    from_environment("MINGJIAN_DATABASE", f"sqlite:///{SITE_FOLDER / 'db.sqlite3'}"), conn_max_age=60
)
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = SQLITE_OPTIONS
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- signing in -----------------------------------------------------------------------------------------------------
PASSWORD_HASHERS = ["mingjian.desk.core.passwords.Argon2"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "mingjian.desk.core.http.stale_form"

# -- language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# -- files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = SITE_FOLDER / "static"
# No storage of Django's for what rows keep: core/files.py seals it.
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "mingjian.desk.core.uploads.SealedUploads",
]

# -- jobs -----------------------------------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# -- what a browser may do ------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# -- what is written about errors: their kind and place, never what was posted -----------------------------------------
DEFAULT_EXCEPTION_REPORTER_FILTER = "mingjian.desk.core.failures.Silent"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "mingjian.desk.core.failures.OneLine"}},
    "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django": {"handlers": ["errors"], "level": "WARNING", "propagate": False}},
}
SILENCED_SYSTEM_CHECKS = [
    "security.W004",
    "security.W008",
]  # the proxy answers for https: docs/how-to/production.md
