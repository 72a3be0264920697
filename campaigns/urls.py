"""Addresses of campaigns outside of the admin: their lists and papers."""

from django.urls import path

from campaigns.approval.urls import urlpatterns as approval
from campaigns.lists import views
from campaigns.papers import views as papers

app_name = "campaigns"

urlpatterns = [
    path("<int:pk>/", views.roster, name="roster"),
    path("<int:pk>/upload/", views.upload, name="upload"),
    path("<int:pk>/take-over/", views.take_over, name="take_over"),
    path("<int:pk>/template.xlsx", views.blank, name="template"),
    path("<int:pk>/lists.xlsx", views.exported, name="export"),
    path("<int:pk>/papers/", papers.papers, name="papers"),
    path(
        "<int:pk>/papers/<int:paper>/<slug:which>",
        papers.file,
        name="paper_file",
    ),
    path(
        "<int:pk>/papers/<slug:unit>/<slug:kind>/",
        papers.paper,
        name="paper",
    ),
    path(
        "<int:pk>/papers/<slug:unit>/<slug:kind>/<slug:subject>/",
        papers.paper,
        name="paper",
    ),
    *approval,
]
