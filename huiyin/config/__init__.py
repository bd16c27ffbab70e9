"""How it is deployed: settings, urls, wsgi."""
