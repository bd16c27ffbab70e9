"""Django's settings: everything that differs between installations comes from the environment.

HUIYIN_SITE says which of the three processes this is: portal, desk or worker.
"""

import ipaddress
import os
from pathlib import Path
from typing import Any

import huiyin
from huiyin.commands.city.people import SHOWN
from huiyin.commands.databases import for_django
from huiyin.commands.home import home, is_demo
from huiyin.documents.scanner import scanner

_PACKAGE = Path(huiyin.__file__).parent


def _is_on(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def _listed(name: str, otherwise: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, otherwise).split(",") if part.strip()]


# -- this installation ---------------------------------------------------------------------------

HUIYIN_SITE = os.environ.get("HUIYIN_SITE", "portal")
if HUIYIN_SITE not in {"portal", "desk", "worker"}:
    raise ValueError(f"HUIYIN_SITE must be portal, desk or worker, not {HUIYIN_SITE!r}")
HUIYIN_DATABASE_ROLE = os.environ.get("HUIYIN_DATABASE_ROLE", "app")
HUIYIN_TLS = _is_on("HUIYIN_TLS")
HUIYIN_DEMO = _is_on("HUIYIN_DEMO") or is_demo()
HUIYIN_HOME = home()
HUIYIN_KEYS = HUIYIN_HOME / "keys"
HUIYIN_FILES = HUIYIN_HOME / "files"
# Where signed checkpoints go: here, and to copies on other machines' folders.
HUIYIN_CHECKPOINTS = [
    HUIYIN_HOME / "checkpoints",
    *map(Path, filter(None, os.environ.get("HUIYIN_CHECKPOINTS", "").split(os.pathsep))),
]
HUIYIN_FONTS = Path(os.environ.get("HUIYIN_FONTS") or _PACKAGE / "documents" / "fonts")
# The bureau whose portal this is, by its number code; without one the city's.
HUIYIN_OFFICE = os.environ.get("HUIYIN_OFFICE", "")
# How many proxies of ours stand before the portal and the desk: each appends the address it saw.
HUIYIN_PROXIES = int(os.environ.get("HUIYIN_PROXIES", "0"))
# Whom the demo's sign-in page offers first, as (role, username).
HUIYIN_DEMO_SHOWN = [(role.value, name) for role, name in SHOWN] if HUIYIN_DEMO else []
HUIYIN_OFFICE_ZONE = "Asia/Shanghai"
HUIYIN_PORTAL_ADDRESS = os.environ.get("HUIYIN_PORTAL_ADDRESS", "http://127.0.0.1:8000")
HUIYIN_DESK_ADDRESS = os.environ.get("HUIYIN_DESK_ADDRESS", "http://127.0.0.1:8001")

# How messages leave this machine; those of a demo never do: its people are invented.
HUIYIN_GATEWAYS = {
    "sms": "inbox" if HUIYIN_DEMO else os.environ.get("HUIYIN_SMS") or "inbox",
    "email": "inbox" if HUIYIN_DEMO else os.environ.get("HUIYIN_EMAIL") or "inbox",
}
if HUIYIN_GATEWAYS["sms"] not in {"inbox", "http"}:
    raise ValueError("HUIYIN_SMS must be inbox or http")
if HUIYIN_GATEWAYS["email"] not in {"inbox", "smtp"}:
    raise ValueError("HUIYIN_EMAIL must be inbox or smtp")
HUIYIN_SMS_URL = os.environ.get("HUIYIN_SMS_URL", "")
HUIYIN_SMS_TOKEN = os.environ.get("HUIYIN_SMS_TOKEN", "")
if HUIYIN_GATEWAYS["sms"] == "http" and not HUIYIN_SMS_URL.startswith(("http://", "https://")):
    raise ValueError("HUIYIN_SMS=http wants HUIYIN_SMS_URL, an http or https address")
HUIYIN_SMTP: dict[str, Any] = {
    "host": os.environ.get("HUIYIN_SMTP_HOST", ""),
    "port": int(os.environ.get("HUIYIN_SMTP_PORT", "587")),
    "user": os.environ.get("HUIYIN_SMTP_USER", ""),
    "password": os.environ.get("HUIYIN_SMTP_PASSWORD", ""),
    "tls": os.environ.get("HUIYIN_SMTP_TLS", "starttls"),
    "sender": os.environ.get("HUIYIN_SMTP_SENDER", ""),
}
if HUIYIN_SMTP["tls"] not in {"starttls", "tls", "none"}:
    raise ValueError("HUIYIN_SMTP_TLS must be starttls, tls or none")
if HUIYIN_GATEWAYS["email"] == "smtp" and not (HUIYIN_SMTP["host"] and HUIYIN_SMTP["sender"]):
    raise ValueError("HUIYIN_EMAIL=smtp wants HUIYIN_SMTP_HOST and HUIYIN_SMTP_SENDER")

# Where events of petitions may be sent: hosts by name, networks that are not public by CIDR, and
# who vouches for their certificates where no public authority does. No host, no webhooks.
HUIYIN_WEBHOOK_HOSTS = frozenset(each.lower() for each in _listed("HUIYIN_WEBHOOK_HOSTS", ""))
HUIYIN_WEBHOOK_NETWORKS = _listed("HUIYIN_WEBHOOK_NETWORKS", "")
HUIYIN_WEBHOOK_CA = os.environ.get("HUIYIN_WEBHOOK_CA", "")
# Who may read /metrics: these networks, unless through a proxy, and whoever shows the token.
HUIYIN_METRICS_NETWORKS = _listed("HUIYIN_METRICS_NETWORKS", "127.0.0.0/8,::1/128")
HUIYIN_METRICS_TOKEN = os.environ.get("HUIYIN_METRICS_TOKEN", "")
for _network in (*HUIYIN_WEBHOOK_NETWORKS, *HUIYIN_METRICS_NETWORKS):
    ipaddress.ip_network(_network)

# Who looks for viruses in what comes in, as `unix:/path` or `tcp:host:port`; without one, nobody.
HUIYIN_SCANNER = os.environ.get("HUIYIN_SCANNER", "")
scanner(HUIYIN_SCANNER)

# Made by the first start (commands/keys.py); Django itself refuses to work with an empty one.
_SIGNING_KEY = HUIYIN_KEYS / "signing"
SECRET_KEY = _SIGNING_KEY.read_text().strip() if os.access(_SIGNING_KEY, os.R_OK) else ""

DEBUG = False
ALLOWED_HOSTS = _listed("HUIYIN_HOSTS", "127.0.0.1,localhost,[::1]")

# -- what it is made of --------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "huiyin.audit",
    "huiyin.organisations",
    "huiyin.accounts",
    "huiyin.duty",
    "huiyin.notifications",
    "huiyin.documents",
    "huiyin.publishing",
    "huiyin.petitions",
    "huiyin.supervision",
    "huiyin.emergency",
    "huiyin.statistics",
    "huiyin.web",
]

MIDDLEWARE = [
    "huiyin.web.middleware.Headers",
    "huiyin.web.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "huiyin.api.guarding.ApiFirst",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "huiyin.web.middleware.OneTransaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# Portal and desk are two addresses: two processes, each with its own pages and cookies.
ROOT_URLCONF = "huiyin.config.urls_desk" if HUIYIN_SITE == "desk" else "huiyin.config.urls_portal"
WSGI_APPLICATION = "huiyin.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                ("huiyin.web.folding.Loader", ["django.template.loaders.app_directories.Loader"])
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
            ],
        },
    }
]

# -- database ------------------------------------------------------------------------------------

DATABASES = {"default": for_django(HUIYIN_DATABASE_ROLE)}
# Web threads keep their connection (five to eight times faster); the worker's are not closed by
# Django, so it opens one for each job.
_LASTS = HUIYIN_SITE != "worker" and HUIYIN_DATABASE_ROLE == "app"
DATABASES["default"]["CONN_MAX_AGE"] = 60 if _LASTS else 0
DATABASES["default"]["CONN_HEALTH_CHECKS"] = _LASTS
# Seconds that a page may wait for the database in all: a citizen is answered within five, by the
# plain sentence if need be; who works at the desk may ask for more.
HUIYIN_PATIENCE = 3.5 if HUIYIN_SITE == "portal" else 25.0
if _LASTS:
    DATABASES["default"]["ENGINE"] = "huiyin.config.patient"
# A web server tells with each request who looks, and is shown no petition before it did; commands
# look as themselves (petitions/second_wall.py).
if not os.environ.get("HUIYIN_SERVES"):
    _given = DATABASES["default"]["OPTIONS"].get("options", "")
    DATABASES["default"]["OPTIONS"]["options"] = f"{_given} -c huiyin.kept={{}}".strip()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- people --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["huiyin.accounts.passwords.Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# -- cookies and transport -----------------------------------------------------------------------

_COOKIE = f"{'__Host-' if HUIYIN_TLS else ''}huiyin_{HUIYIN_SITE}"
_SAME_SITE = "Strict" if HUIYIN_SITE == "desk" else "Lax"
SESSION_COOKIE_NAME = f"{_COOKIE}_session"
SESSION_COOKIE_AGE = 8 * 60 * 60
# In how many browsers one of the staff may be signed in at once; a further one ends the oldest.
HUIYIN_SESSIONS_AT_ONCE = int(os.environ.get("HUIYIN_SESSIONS_AT_ONCE", "3"))
if HUIYIN_SESSIONS_AT_ONCE < 1:
    raise ValueError("HUIYIN_SESSIONS_AT_ONCE must be 1 or more")
# Who must use one-time codes: everybody at the desk, or only the roles that reach far and whom an
# office asks it of. The latter is for offices with another factor in front of it, as a smart card.
HUIYIN_SECOND_FACTOR = os.environ.get("HUIYIN_SECOND_FACTOR") or "all"
if HUIYIN_SECOND_FACTOR not in {"all", "reaching"}:
    raise ValueError("HUIYIN_SECOND_FACTOR must be all or reaching")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HUIYIN_TLS
SESSION_COOKIE_SAMESITE = _SAME_SITE
CSRF_COOKIE_NAME = f"{_COOKIE}_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HUIYIN_TLS
CSRF_COOKIE_SAMESITE = _SAME_SITE
CSRF_FAILURE_VIEW = (
    "huiyin.web.desk.errors.csrf_refused"
    if HUIYIN_SITE == "desk"
    else "huiyin.web.portal.views_errors.csrf_refused"
)
LANGUAGE_COOKIE_NAME = f"{_COOKIE}_language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HUIYIN_TLS
LANGUAGE_COOKIE_SAMESITE = _SAME_SITE
# The proxy that ends TLS must set this header itself and drop what a visitor sends.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HUIYIN_TLS else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HUIYIN_TLS else 0
# Not "no-referrer": browsers would then send "Origin: null" with every form, which CSRF refuses.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# A few more than a petition may have, so that the form can say which are too many.
DATA_UPLOAD_MAX_NUMBER_FILES = 40
# What citizens send is never written in clear: uploads stay in memory until they are sealed.
FILE_UPLOAD_HANDLERS = [
    "huiyin.web.portal.uploads.WholeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
]
# Petitions that one address may hand in by the API without a token within ten minutes; 0: any
# number. Many neighbours may share one: a village, a telephone network, a library. Behind a proxy
# every visitor has the proxy's address: there it is the proxy that must count.
HUIYIN_INTAKE_LIMIT = int(os.environ.get("HUIYIN_INTAKE_LIMIT", "0" if HUIYIN_TLS else "100"))
# Petitions that one telephone, and one address, may hand in on the portal within an hour before the
# next one comes with a proof (of some seconds' work, or of half a minute's waiting); 0: any number.
# Addresses are not counted behind a proxy that HUIYIN_PROXIES does not know: all would be one.
HUIYIN_INTAKE_OF_A_PHONE = int(os.environ.get("HUIYIN_INTAKE_OF_A_PHONE", "5"))
HUIYIN_INTAKE_OF_AN_ADDRESS = int(
    os.environ.get("HUIYIN_INTAKE_OF_AN_ADDRESS")
    or ("0" if HUIYIN_TLS and not HUIYIN_PROXIES else "10")
)
# New query codes that go out by SMS in a day, to all together: what a flood of requests may cost;
# 0: any number.
HUIYIN_CODES_A_DAY = int(os.environ.get("HUIYIN_CODES_A_DAY", "500"))
FILE_UPLOAD_MAX_MEMORY_SIZE = 110 * 1024 * 1024

# -- words and time ------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [_PACKAGE / "locale"]
USE_I18N = True
# Moments are stored in UTC; only rules.moments turns one into an office's day.
USE_TZ = True
TIME_ZONE = "UTC"
# The night and the morning that went by while no worker ran are made up for when one is started,
# each once: by itself procrastinate forgets what is older than ten minutes.
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 24 * 60 * 60}

# -- static files --------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = HUIYIN_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# -- logs: one JSON line a request, without personal data ------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(message)s"},
        "named": {"format": "%(asctime)s %(name)s %(levelname)s %(message)s"},
    },
    "handlers": {
        "lines": {"class": "logging.StreamHandler", "formatter": "line"},
        "named": {"class": "logging.StreamHandler", "formatter": "named"},
    },
    "loggers": {
        "huiyin.request": {"handlers": ["lines"], "level": "INFO", "propagate": False},
        # Its warnings print addresses with ids in them; the request line has what is needed.
        "django.request": {"handlers": ["named"], "level": "ERROR", "propagate": False},
        "huiyin": {"handlers": ["named"], "level": "INFO", "propagate": False},
    },
    "root": {"handlers": ["named"], "level": "WARNING"},
}
