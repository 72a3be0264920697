"""The WSGI application, for gunicorn or any other server."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "appraisal.settings")

application = get_wsgi_application()

from jobs.running import begin  # noqa: E402 - models need the application

# Here, where only a server comes by: commands and tests begin it themselves. A server
# that forks after loading would lose the thread.
if settings.WORKS_IN_THREAD:
    begin()
