"""WSGI entry point; the web server alone keeps database connections and public answers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ.setdefault("FACTCHECK_DATABASE_POOL", "8")
os.environ.setdefault("FACTCHECK_PUBLIC_CACHE", "128")

application = get_wsgi_application()
