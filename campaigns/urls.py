"""Addresses of campaigns outside of the admin: their lists."""

from django.urls import path

from campaigns.lists import views

app_name = "campaigns"

urlpatterns = [
    path("<int:pk>/", views.roster, name="roster"),
    path("<int:pk>/upload/", views.upload, name="upload"),
    path("<int:pk>/take-over/", views.take_over, name="take_over"),
    path("<int:pk>/template.xlsx", views.blank, name="template"),
    path("<int:pk>/lists.xlsx", views.exported, name="export"),
]
