"""Puts the site's own admin in the place of Django's."""

from django.contrib.admin.apps import AdminConfig


class AppraisalAdminConfig(AdminConfig):
    default_site = "appraisal.admin_site.AppraisalAdmin"
