"""The entrance for a web server; the mode comes from ``BYBALANCE_MODE``."""

from __future__ import annotations

from django.core.wsgi import get_wsgi_application

from bybalance.web.site import start

start.prepare()
application = get_wsgi_application()
