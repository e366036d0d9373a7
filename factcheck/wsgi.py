"""WSGI entry point; the web server alone keeps a pool of database connections."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ.setdefault("FACTCHECK_DATABASE_POOL", "8")

application = get_wsgi_application()
