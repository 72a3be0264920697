"""Configuring campaigns in the admin."""

from django.contrib import admin

from campaigns import models

for model in (models.Campaign, models.Group, models.Form, models.Scale, models.Subject,
              models.Unit, models.Team, models.Document):
    admin.site.register(model)
