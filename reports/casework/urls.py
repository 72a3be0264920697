"""Addresses of what follows from results."""

from django.urls import path

from reports.casework import measures, paper, units, views

app_name = "cases"

urlpatterns = [
    path("cases/", views.cases, name="list"),
    path(
        "cases/open/<int:pk>/<slug:subject>/<int:rule>/", views.open_case, name="open"
    ),
    path("cases/<int:pk>/", views.case, name="case"),
    path("cases/<int:pk>/second-vote/", views.second_vote, name="second_vote"),
    path("cases/<int:pk>/paper.<slug:how>", paper.paper, name="paper"),
    path("cases/<int:pk>/<slug:act>/", views.act, name="act"),
    path("measures/<int:pk>/", measures.measure, name="measure"),
    path("measures/<int:pk>/files/<int:number>", measures.file, name="file"),
    path("units/<slug:code>/", units.unit, name="unit"),
]
