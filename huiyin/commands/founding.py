"""A process that founds the invented city in an empty database, whole or not at all."""

import gc
import os
from importlib import import_module

import django
from django.db import transaction


def main() -> None:
    """Load the city."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.config.settings")
    django.setup()
    gc.disable()  # a short life that keeps nothing: collecting would be a fifth of the work
    with transaction.atomic():
        # It knows the tables, which exist only now.
        import_module("huiyin.commands.city.loading").load()


if __name__ == "__main__":
    main()
