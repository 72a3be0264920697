"""Addresses of the talks; a unit may have any code, so its pages end in a slash."""

from django.urls import path

from reports.talks import paper, small, views

app_name = "talks"

unit = "<int:pk>/<slug:unit>/"
draw = unit + "<int:draw>/"
talk = draw + "<int:number>/"

urlpatterns = [
    path("<int:pk>/", views.campaign, name="campaign"),
    path("<int:pk>/small-rating", small.make, name="small"),
    path(unit, views.unit, name="unit"),
    path(unit + "draw", views.draw, name="draw"),
    path(unit + "feedback", views.feedback, name="feedback"),
    path(draw, views.drawn, name="drawn"),
    path(draw + "list.pdf", paper.printed, name="printed"),
    path(draw + "list.txt", paper.roster, name="roster"),
    path(talk, views.note, name="note"),
    path(talk + "delete", views.delete, name="delete"),
]
