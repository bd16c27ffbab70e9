"""The worker process: everything that need not happen while somebody waits for a page."""

import os
from importlib import import_module

import django


def main() -> None:
    """Work until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.config.settings")
    os.environ.setdefault("HUIYIN_SITE", "worker")
    os.environ.setdefault("HUIYIN_DATABASE_ROLE", "worker")
    django.setup()
    # The jobs know the tables, which exist only now.
    import_module("huiyin.config.working").run()


if __name__ == "__main__":
    main()
