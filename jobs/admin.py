"""The queue has no page in the admin: people look at jobs, which say it in words."""

from django.contrib import admin

# registers itself when it is imported, here or later
from django_tasks_db.admin import DBTaskResult

admin.site.unregister(DBTaskResult)
