"""Settings of the measure: no middleware, kept connections, no health checks."""

from huiyin.config.settings import ALLOWED_HOSTS, DATABASES, SECRET_KEY, TIME_ZONE, USE_TZ

DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
MIDDLEWARE: list[str] = []
INSTALLED_APPS: list[str] = []
ROOT_URLCONF = "benchmarks.bare"
DEBUG = False

__all__ = [
    "ALLOWED_HOSTS",
    "DATABASES",
    "DEBUG",
    "INSTALLED_APPS",
    "MIDDLEWARE",
    "ROOT_URLCONF",
    "SECRET_KEY",
    "TIME_ZONE",
    "USE_TZ",
]
