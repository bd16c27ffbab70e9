"""A process that founds an invented city in an empty database, whole or not at all."""

import gc
import os
import sys
from importlib import import_module

import django
from django.db import transaction

CITY, EPIDEMIC = "huiyin.commands.city.loading", "huiyin.commands.epidemic.loading"


def main() -> None:
    """Load the city whose loader is named."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.config.settings")
    django.setup()
    gc.disable()  # a short life that keeps nothing: collecting would be a fifth of the work
    with transaction.atomic():
        # It knows the tables, which exist only now.
        import_module(sys.argv[1]).load()


if __name__ == "__main__":
    main()
