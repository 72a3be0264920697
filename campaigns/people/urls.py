"""Addresses of the pages on people."""

from django.urls import path

from campaigns.people import inviting, uploading, views

app_name = "people"

urlpatterns = [
    path("", views.people, name="list"),
    path("new/", views.new, name="new"),
    path("workbook/", uploading.workbook, name="workbook"),
    path("template.xlsx", uploading.template, name="template"),
    path("invite/", inviting.invite_all, name="invite_all"),
    path("sheets/", inviting.sheets, name="sheets"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/duties/", views.duties, name="duties"),
    path("<int:pk>/invite/", inviting.invite, name="invite"),
    path("<int:pk>/sheet/", inviting.sheet, name="sheet"),
    path("<int:pk>/<slug:act>/", views.act, name="act"),
]
