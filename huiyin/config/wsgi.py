"""What a web server calls: the portal or the desk, as HUIYIN_SITE says."""

import os

from django.core.wsgi import get_wsgi_application

from huiyin.commands.processes import SUPERVISED, end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.config.settings")
if SUPERVISED in os.environ:
    end_with_parent()

application = get_wsgi_application()
