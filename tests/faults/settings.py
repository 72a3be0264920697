"""The site's own settings; static files are served from where they lie."""

from appraisal.settings import *  # noqa: F403
from appraisal.settings import STORAGES

PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": PLAIN}}
