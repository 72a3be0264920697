"""Addresses of the ledger; the files of a unit are in `appraisal.urls`."""

from django.urls import path

from reports.ledger import making, points, views

app_name = "ledger"

urlpatterns = [
    path("", views.ledger, name="list"),
    path("points/<int:pk>/", points.point, name="point"),
    path("<int:pk>/", views.campaign, name="campaign"),
    path("<int:pk>/<slug:unit>/", views.unit, name="unit"),
    path("<int:pk>/<slug:unit>/comments/", making.comments, name="comments"),
    path("<int:pk>/<slug:unit>/new/", making.new, name="new"),
]
