"""Addresses of the ballot and of the desk."""

from django.urls import path

from ballots import views

app_name = "ballots"

urlpatterns = [
    path("desk/<int:pk>/", views.desk, name="desk"),
]
