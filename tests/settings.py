"""The product's settings, with what only tests need."""

from huiyin.config.settings import *  # noqa: F403
from huiyin.config.settings import STORAGES

# Pages in tests name their files plainly: no collecting, no hashing.
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
WHITENOISE_AUTOREFRESH = True
