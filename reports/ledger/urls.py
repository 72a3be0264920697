"""Addresses of the ledger."""

from django.urls import path

from reports.ledger import asking_views, letters, making, points, views

app_name = "ledger"

urlpatterns = [
    path("", views.ledger, name="list"),
    path("points/<int:pk>/", points.point, name="point"),
    path("ask/<int:pk>/", asking_views.ask, name="ask"),
    path("<int:pk>/", views.campaign, name="campaign"),
    path("<int:pk>/<slug:unit>/", views.unit, name="unit"),
    path("<int:pk>/<slug:unit>/<slug:paper>.<slug:how>", letters.paper, name="paper"),
    path("<int:pk>/<slug:unit>/comments/", making.comments, name="comments"),
    path("<int:pk>/<slug:unit>/new/", making.new, name="new"),
    path("<int:pk>/<slug:unit>/reopen/", asking_views.reopen, name="reopen"),
]
