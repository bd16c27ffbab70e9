"""What a web server calls: the portal or the desk, as HUIYIN_SITE says."""

import os

from django.core.wsgi import get_wsgi_application

from huiyin.commands.processes import begin_as_web_worker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.config.settings")
begin_as_web_worker()

application = get_wsgi_application()
