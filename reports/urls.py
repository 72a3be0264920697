"""Addresses of the results; the start page is in `appraisal.urls`."""

from django.urls import path

from reports import announcing, handing, log, review, trend, trial, views

app_name = "reports"

group = "<int:pk>/<slug:group>/"
subject = group + "<slug:subject>/"

urlpatterns = [
    path("", views.results, name="results"),
    path("log", log.site_log, name="site_log"),
    path("series/<int:pk>/", trend.page, name="series"),
    path("<int:pk>/log", log.campaign_log, name="log"),
    path("<int:pk>/log/<int:seq>.sig", log.signature, name="signature"),
    path("<int:pk>/", views.campaign, name="campaign"),
    path("<int:pk>/release", views.release, name="release"),
    path("<int:pk>/audience", announcing.page, name="audience"),
    path("<int:pk>/preview", trial.preview, name="preview"),
    path("<int:pk>/comments", review.comments, name="comments"),
    path("<int:pk>/comments/<slug:subject>", review.subject, name="comments_on"),
    path("<int:pk>/release-comments", review.release, name="release_comments"),
    path("<int:pk>/papers/", handing.papers, name="papers"),
    path("<int:pk>/papers/all.zip", handing.everything, name="papers_zip"),
    path("<int:pk>/papers/<slug:item>.<slug:how>", handing.paper, name="paper"),
    path(group, views.group, name="group"),
    path(group + "report.pdf", views.group_pdf, name="group_pdf"),
    path(group + "workbook.xlsx", views.group_workbook, name="group_workbook"),
    path(subject, views.subject, name="subject"),
    path(subject + "report.pdf", views.subject_pdf, name="subject_pdf"),
]
