"""The app of the work in the background."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "jobs"
